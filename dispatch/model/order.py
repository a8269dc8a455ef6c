"""What the customer wants, alone or together with other orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from geo.places import Place
from scheduling.spans import Window

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
