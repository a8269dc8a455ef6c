"""Who serves orders: skills, certificates, hours, place and pace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.model.order import NO_LEVELS
from geo.places import Place
from scheduling.spans import Absence, Shift


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
