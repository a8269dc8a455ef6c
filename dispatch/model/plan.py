"""Who does what when: routes, what is left out, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


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
