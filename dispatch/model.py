"""The things that dispatch speaks of: orders, technicians, policies, plans, problems.

Fields, units and defaults are those of the problem file. Instants are aware datetimes, durations integer seconds,
costs minutes of driving. Everything is frozen; a changed thing is made with `dataclasses.replace`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from geo.areas import ServiceArea
from geo.places import Place
from geo.travel import GreatCircle, Matrix
from scheduling.horizon import Horizon
from scheduling.spans import Absence, Shift, Window
from scheduling.traffic import NO_TRAFFIC, Traffic

LOCKS = ("technician", "time", "technician_and_time", "time_range")
"""What a lock keeps: who, the start, both, or the start within a range."""

UNSERVED_COST_MIN = MappingProxyType({1: 10_000.0, 2: 5_000.0, 3: 2_500.0, 4: 1_200.0, 5: 600.0})
"""Price of leaving an order out, in minutes, by priority."""

NO_LEVELS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One part of an order that takes several technicians.

    Parameters
    ----------
    skills
        Lowest level needed, by name of the skill; those of the order itself do not count for a crew.
    service_s
        Seconds of service; ``None`` means the order's.
    min_gap_s, max_gap_s
        How long after the first role's start this one starts, both included.
    """

    skills: Mapping[str, int] = field(default_factory=lambda: NO_LEVELS)
    service_s: int | None = None
    min_gap_s: int = 0
    max_gap_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """An order that comes first: from its last finish to this order's first start lie so many seconds.

    Parameters
    ----------
    min_gap_s, max_gap_s
        Both included; ``None`` means any time later.
    same_technician
        Does whoever served that order serve this one?
    """

    order: str
    min_gap_s: int = 0
    max_gap_s: int | None = None
    same_technician: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the customer wants.

    Parameters
    ----------
    windows
        In which its service may start; none means any time.
    setup_s
        Seconds of parking and signing in right before the start, unless the stop before was at the same place.
    due, lateness_weight
        The start after which each minute counts as late, and how much: a soft end inside the windows.
    skills
        Lowest level needed, by name of the skill.
    required_tags
        Words that the technician must carry.
    load
        What it takes of a shift's capacity, by dimension; what is not said is 0.
    preferred_technicians
        Whom the customer would like; none means nobody in particular.
    declined_by
        Who has declined it already.
    crew
        Its roles, each for a technician of its own; none means a single one.
    after
        Orders that come before it.
    required_technicians
        Who alone may serve it; ``None`` means anybody, an empty tuple nobody.
    created
        When it became known; its response time counts from there.
    """

    id: str
    location: Place
    service_s: int
    windows: tuple[Window, ...] = ()
    setup_s: int = 0
    due: datetime | None = None
    lateness_weight: float = 1.0
    skills: Mapping[str, int] = field(default_factory=lambda: NO_LEVELS)
    required_tags: tuple[str, ...] = ()
    community: str | None = None
    load: tuple[int, ...] = ()
    priority: int = 3
    unserved_cost_min: float | None = None
    required_technicians: tuple[str, ...] | None = None
    preferred_technicians: tuple[str, ...] = ()
    forbidden_technicians: tuple[str, ...] = ()
    declined_by: tuple[str, ...] = ()
    crew: tuple[Role, ...] = ()
    after: tuple[After, ...] = ()
    created: datetime | None = None
    customer: Any = None
    address: Any = None
    notes: Any = None

    @property
    def price_unserved_min(self) -> float:
        """What leaving the order out costs, in minutes: its own price, else that of its priority."""
        return UNSERVED_COST_MIN[self.priority] if self.unserved_cost_min is None else self.unserved_cost_min

    @property
    def roles(self) -> tuple[Role, ...]:
        """Its crew, or the one role that the order itself describes."""
        return self.crew or (Role(skills=self.skills),)

    def service_of(self, role: int) -> int:
        """Seconds of service of a role, before anybody's service factor."""
        own_s = self.crew[role].service_s if self.crew else None
        return self.service_s if own_s is None else own_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A skill that counts only for visits that start before `expires`."""

    skill: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a technician was seen: the shift under way `at` that instant goes on from there."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Technician:
    """Who serves orders.

    Parameters
    ----------
    end
        Where the day ends; ``None`` means at the last order, with no way home.
    skills
        Level held, from 1, by name of the skill.
    certificates
        Until when a skill counts; a skill without one counts always.
    tags
        Free words, for `Order.required_tags`.
    position
        Where they are now, if that is known.
    areas
        Ids of the service areas worked in; ``None`` means anywhere, an empty tuple nowhere.
    rating, reviews
        Stars 0 to 5, and how many reviews stand behind them.
    max_orders, max_travel_s, capacity
        How many orders, seconds of driving, and how much load by dimension each used shift may hold; ``None``, or a
        dimension that is not said, means any number.
    fixed_cost_min
        Price of each used shift, minutes.
    speed_factor, service_factor
        Driving seconds are divided by the one, service seconds multiplied by the other and rounded up.
    """

    id: str
    start: Place
    shifts: tuple[Shift, ...]
    end: Place | None = None
    skills: Mapping[str, int] = field(default_factory=lambda: NO_LEVELS)
    areas: tuple[str, ...] | None = None
    active: bool = True
    rating: float = 5.0
    reviews: int = 0
    absences: tuple[Absence, ...] = ()
    max_orders: int | None = None
    certificates: tuple[Certificate, ...] = ()
    tags: tuple[str, ...] = ()
    position: Position | None = None
    max_travel_s: int | None = None
    capacity: tuple[int, ...] = ()
    fixed_cost_min: float = 0.0
    speed_factor: float = 1.0
    service_factor: float = 1.0

    def serves_for(self, service_s: int) -> int:
        """Seconds that a service of `service_s` seconds takes this technician, rounded up."""
        return max(0, math.ceil(service_s * self.service_factor - 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much each objective is worth, in minutes of driving.

    Parameters
    ----------
    weights
        Minutes for each unit of a term, by the term's name; a term that is not named weighs 0.
    rating_prior, rating_prior_weight
        Stars that a newcomer is taken to have, and how many reviews that belief is worth.
    newcomer_reviews, newcomer_orders
        The newcomer's quota: whoever has fewer reviews than the one is not charged `rating_star` for as many roles in
        each shift as the other says. 0 means nobody.
    """

    name: str
    version: int = 1
    weights: Mapping[str, float]
    rating_prior: float = 4.5
    rating_prior_weight: float = 0.0
    newcomer_reviews: int = 0
    newcomer_orders: int = 0

    def free_of_rating(self, technician: Technician) -> int:
        """How many roles in each shift of a technician are not charged for stars: the newcomer's quota."""
        return self.newcomer_orders if technician.reviews < self.newcomer_reviews else 0

    def rating_of(self, technician: Technician) -> float:
        """Stars of a technician, shrunk towards the prior by the number of reviews."""
        evidence = technician.reviews + self.rating_prior_weight
        if evidence == 0:
            return technician.rating
        return (technician.reviews * technician.rating + self.rating_prior_weight * self.rating_prior) / evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One visit in a route. `arrive`, `travel_s` and `distance_m` may be left unsaid in a plan that is given."""

    order: str
    role: int = 0
    start: datetime
    finish: datetime
    arrive: datetime | None = None
    travel_s: int | None = None
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A break as it is taken; half-open ``[start, finish)``."""

    start: datetime
    finish: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a technician does in one shift.

    Parameters
    ----------
    shift
        Index into the technician's shifts.
    depart, back
        When the technician leaves the start, and is back at the end (``return`` in files); without an end, when the
        last order is finished.
    breaks
        Every break of the shift as it is taken, in order of time.
    """

    technician: str
    shift: int = 0
    depart: datetime
    back: datetime
    stops: tuple[Stop, ...]
    breaks: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What a dispatcher has fixed about an order.

    Parameters
    ----------
    kind
        One of `LOCKS`. All but ``time_range`` keep what the plan in force says.
    earliest, latest
        For ``time_range``: bounds of `start`, both included.
    """

    order: str
    kind: str
    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """An order that a plan leaves out, and why.

    Parameters
    ----------
    reason
        ``no_eligible_technician``, ``does_not_fit``, ``not_worth_it`` or ``predecessor_unserved``.
    detail
        For ``no_eligible_technician``: how many technicians fail each static rule.
    """

    order: str
    reason: str
    detail: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """Minutes by term, and their sum. `terms` keeps the order in which they are added."""

    terms: Mapping[str, float]
    total_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Routes of a set of technicians. What is ``None`` was left unsaid by whoever gave the plan."""

    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...] | None = None
    cost: Cost | None = None
    statistics: Mapping[str, int | float] | None = None
    problem_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that a question to the engine is asked about.

    Parameters
    ----------
    now
        Nothing new starts, departs or is changed before it.
    timezone
        In which instants are told; the offset of `origin` if ``None``.
    traffic
        How much longer driving takes by the hour of the day.
    routes, locks
        The plan in force, and what of it a dispatcher has fixed.
    frozen_before
        Stops in force that start before it stay as they are, and nothing new starts before it.
    sha256
        Of the problem as JSON with sorted keys and no white space; ``None`` if it did not come from a file.
    """

    origin: datetime
    now: datetime
    travel: GreatCircle | Matrix
    technicians: tuple[Technician, ...]
    orders: tuple[Order, ...]
    policy: Policy
    areas: tuple[ServiceArea, ...] = ()
    timezone: ZoneInfo | None = None
    skills: tuple[str, ...] | None = None
    traffic: Traffic = NO_TRAFFIC
    routes: tuple[Route, ...] = ()
    locks: tuple[Lock, ...] = ()
    frozen_before: datetime | None = None
    sha256: str | None = None

    @property
    def horizon(self) -> Horizon:
        """The time line of the problem."""
        return Horizon(self.origin, self.timezone)

    def earliest_start_of(self, order: Order) -> datetime:
        """When an order can start at the earliest, whoever serves it; what is past all its windows counts from them."""
        second = self.horizon.second
        floor = max(second(self.now), second(self.frozen_before or self.now))
        spans = [(second(window.start), second(window.end)) for window in order.windows]
        begins = min((opens for opens, _ in spans), default=floor)
        is_past = bool(spans) and second(self.now) > max(closes for _, closes in spans)
        return self.horizon.instant(begins if is_past else max(begins, floor))
