"""The things that dispatch speaks of: orders, technicians, policies, plans, problems.

Fields, units and defaults are those of the problem file. Instants are aware datetimes, durations integer seconds,
costs minutes of driving. Everything is frozen; a changed thing is made with `dataclasses.replace`.
"""

from __future__ import annotations

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

UNSERVED_COST_MIN = MappingProxyType({1: 10_000.0, 2: 5_000.0, 3: 2_500.0, 4: 1_200.0, 5: 600.0})
"""Price of leaving an order out, in minutes, by priority."""

NO_LEVELS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the customer wants.

    Parameters
    ----------
    windows
        In which its service may start; none means any time.
    skills
        Lowest level needed, by name of the skill.
    required_technicians
        Who alone may serve it; ``None`` means anybody, an empty tuple nobody.
    created
        When it became known; its response time counts from there.
    """

    id: str
    location: Place
    service_s: int
    windows: tuple[Window, ...] = ()
    skills: Mapping[str, int] = field(default_factory=lambda: NO_LEVELS)
    community: str | None = None
    priority: int = 3
    unserved_cost_min: float | None = None
    required_technicians: tuple[str, ...] | None = None
    forbidden_technicians: tuple[str, ...] = ()
    created: datetime | None = None
    customer: Any = None
    address: Any = None
    notes: Any = None

    @property
    def price_unserved_min(self) -> float:
        """What leaving the order out costs, in minutes: its own price, else that of its priority."""
        return UNSERVED_COST_MIN[self.priority] if self.unserved_cost_min is None else self.unserved_cost_min


@dataclass(frozen=True, slots=True, kw_only=True)
class Technician:
    """Who serves orders.

    Parameters
    ----------
    end
        Where the day ends; ``None`` means at the last order, with no way home.
    skills
        Level held, from 1, by name of the skill.
    areas
        Ids of the service areas worked in; ``None`` means anywhere, an empty tuple nowhere.
    rating, reviews
        Stars 0 to 5, and how many reviews stand behind them.
    max_orders
        How many orders each used shift may hold; ``None`` means any number.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much each objective is worth, in minutes of driving.

    Parameters
    ----------
    weights
        Minutes for each unit of a term, by the term's name; a term that is not named weighs 0.
    rating_prior, rating_prior_weight
        Stars that a newcomer is taken to have, and how many reviews that belief is worth.
    """

    name: str
    version: int = 1
    weights: Mapping[str, float]
    rating_prior: float = 4.5
    rating_prior_weight: float = 0.0

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
    start: datetime
    finish: datetime
    arrive: datetime | None = None
    travel_s: int | None = None
    distance_m: int | None = None


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
    """

    technician: str
    shift: int = 0
    depart: datetime
    back: datetime
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """An order that a plan leaves out, and why.

    Parameters
    ----------
    reason
        ``no_eligible_technician``, ``does_not_fit`` or ``not_worth_it``.
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
    routes
        The plan in force.
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
    routes: tuple[Route, ...] = ()
    sha256: str | None = None

    @property
    def horizon(self) -> Horizon:
        """The time line of the problem."""
        return Horizon(self.origin, self.timezone)
