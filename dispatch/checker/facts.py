"""What the checker looks up in a problem, and how it tells instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.model import Order, Problem, Route, Stop, Technician
from geo.areas import ServiceArea
from geo.places import Place
from scheduling.horizon import Horizon
from scheduling.instants import format_instant

RoleKey = tuple[str, int]
"""Order and number of a role: what stands in a plan at most once."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A problem with its things by id. All times inside the checker are seconds from the problem's origin.

    Parameters
    ----------
    in_force
        Route and stop of each role in the plan in force.
    routes_in_force
        Routes in force by technician and shift.
    places
        Where orders are, each place once.
    now, frozen_before
        Nothing new departs before the one or starts before the other.
    """

    problem: Problem
    orders: Mapping[str, Order]
    technicians: Mapping[str, Technician]
    areas: Mapping[str, ServiceArea]
    horizon: Horizon
    in_force: Mapping[RoleKey, tuple[Route, Stop]]
    routes_in_force: Mapping[tuple[str, int], Route]
    places: tuple[Place, ...]
    now: int
    frozen_before: int | None
    _held: dict[tuple[str, str], bool] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, problem: Problem) -> Facts:
        """The facts of a problem. What stands twice in the plan in force stands where it comes first."""
        horizon, frozen = problem.horizon, problem.frozen_before
        in_force: dict[RoleKey, tuple[Route, Stop]] = {}
        routes: dict[tuple[str, int], Route] = {}
        for route in problem.routes:
            routes.setdefault((route.technician, route.shift), route)
            for stop in route.stops:
                in_force.setdefault((stop.order, stop.role), (route, stop))
        return cls(
            problem,
            {order.id: order for order in problem.orders},
            {technician.id: technician for technician in problem.technicians},
            {area.id: area for area in problem.areas},
            horizon,
            in_force,
            routes,
            tuple(dict.fromkeys(order.location for order in problem.orders)),
            horizon.second(problem.now),
            None if frozen is None else horizon.second(frozen),
        )

    def holds(self, area: str, order: Order) -> bool:
        """Does a service area hold an order? Many technicians work in the same, so each is asked once."""
        key = (area, order.id)
        if key not in self._held:
            known = self.areas.get(area)
            self._held[key] = known is not None and known.holds(order.location, order.community)
        return self._held[key]

    def second(self, instant: datetime) -> int:
        """Seconds from the origin."""
        return self.horizon.second(instant)

    def instant(self, second: int) -> str:
        """RFC 3339 text of a second of the horizon, in the problem's zone."""
        return format_instant(self.horizon.instant(second))

    def words(self, second: int) -> str:
        """The same for a sentence: date, time, offset."""
        return self.instant(second).replace("T", " ")
