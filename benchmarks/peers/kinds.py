"""What the days of each kind are like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARTS = ("breaks", "levels", "loads", "lateness")
"""What a day may ask for beyond skills, windows and shifts. A solver that cannot express a part is not run on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What days of one kind are like.

    Parameters
    ----------
    fullness
        Part of all hours of all shifts that the services take together, about.
    skills_held
        Shares of the technicians who hold one, two and three skills.
    window_hours
        Share of the orders by the length of their window in hours; 0 means any time of the day.
    parts
        Which of `PARTS` the days ask for.
    """

    name: str
    fullness: float
    skills_held: tuple[float, float, float]
    window_hours: Mapping[float, float]
    parts: frozenset[str] = frozenset()


NARROW = MappingProxyType({2.0: 0.25, 3.0: 0.25, 4.0: 0.20, 5.0: 0.20, 0.0: 0.10})
WIDE = MappingProxyType({5.0: 0.5, 0.0: 0.5})

TIGHT = Kind(name="tight", fullness=0.91, skills_held=(0.4, 0.4, 0.2), window_hours=NARROW)
"""So full that a few percent of the orders do not fit."""

LOOSE = Kind(name="loose", fullness=0.62, skills_held=(0.0, 0.0, 1.0), window_hours=WIDE)
"""Everybody can do everything, at most hours: all orders can be served."""

RICH = Kind(
    name="rich",
    fullness=0.80,
    skills_held=(0.4, 0.4, 0.2),
    window_hours=NARROW,
    parts=frozenset(PARTS),
)
"""As full, with lunch breaks, skill levels, loads in two dimensions, and lateness that costs."""

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in (TIGHT, LOOSE, RICH)})
