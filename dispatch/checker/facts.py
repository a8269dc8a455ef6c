"""What the checker looks up in a problem, and how it tells instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.model import Order, Problem, Technician
from geo.areas import ServiceArea
from scheduling.horizon import Horizon
from scheduling.instants import format_instant


@dataclass(frozen=True, slots=True)
class Facts:
    """A problem with its things by id. All times inside the checker are seconds from the problem's origin."""

    problem: Problem
    orders: Mapping[str, Order]
    technicians: Mapping[str, Technician]
    areas: Mapping[str, ServiceArea]
    horizon: Horizon

    @classmethod
    def of(cls, problem: Problem) -> Facts:
        """The facts of a problem."""
        return cls(
            problem,
            {order.id: order for order in problem.orders},
            {technician.id: technician for technician in problem.technicians},
            {area.id: area for area in problem.areas},
            problem.horizon,
        )

    def second(self, instant: datetime) -> int:
        """Seconds from the origin."""
        return self.horizon.second(instant)

    def instant(self, second: int) -> str:
        """RFC 3339 text of a second of the horizon, in the problem's zone."""
        return format_instant(self.horizon.instant(second))

    def words(self, second: int) -> str:
        """The same for a sentence: date, time, offset."""
        return self.instant(second).replace("T", " ")
