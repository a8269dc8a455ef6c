"""All that a question to the engine is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch.model.order import Order
from dispatch.model.plan import Route
from dispatch.model.policy import Policy
from dispatch.model.technician import Technician
from geo.areas import ServiceArea
from geo.travel import GreatCircle, Matrix
from scheduling.horizon import Horizon
from scheduling.traffic import NO_TRAFFIC, Traffic

LOCKS = ("technician", "time", "technician_and_time", "time_range")
"""What a lock keeps: who, the start, both, or the start within a range."""


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
