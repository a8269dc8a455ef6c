"""The technicians of a problem as arrays, laid out once for as long as the same tuple of them is asked about.

A service asks about the same technicians order after order; only the origin of the time line and the plan in force
differ. So instants are kept as seconds since 1970, and a few teams are remembered by the identity of their tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import ALWAYS, NOBODY, PROFILE, TECHNICIAN
from dispatch.model import Policy, Problem, Technician
from geo.places import LatLng, Place, row_of
from scheduling.horizon import EPOCH, Horizon
from scheduling.spans import Shift

PERSONAL = frozenset(
    (
        *("id", "start", "end", "position", "shifts", "absences", "max_orders", "max_travel_s", "capacity"),
        *("rating", "reviews", "speed_factor", "service_factor", "fixed_cost_min"),
    )
)
"""What technicians of one *profile* need not have in common: no rule of `dispatch.rules.failed_by_profile` asks for it.

All else is the same: the other fields, and whether the quota of newcomers counts them.
"""

REMEMBERED = 8
"""How many teams are kept at most."""


class Team(NamedTuple):
    """Technicians as arrays; a *route* is one shift of one technician.

    `rows` has dtype `TECHNICIAN`; its places are rows of the matrix, or numbers in `points`. Instants are seconds since
    1970: `shifts` has shape (n_routes, 3), begin, end, and end with overtime; `absences` (n, 2); `breaks` (n, 3),
    earliest, latest, and duration, those of `break_counts[r]` one route behind the other in the order in which they
    are taken; `positions` (n_technicians, 2), place (or NOBODY) and instant. `owners` has shape (n_routes,). `areas`
    are the names of all technicians' areas, one technician behind the other, `tags_held` their tags as numbers. For
    `profiles` and `profile_of` see `dispatch.evaluator.arrays.Arrays`.
    """

    technicians: tuple[Technician, ...]
    policy: Policy
    points: tuple[LatLng, ...]
    rows: Any
    profiles: Any
    profile_of: npt.NDArray[np.int32]
    shifts: npt.NDArray[np.int64]
    absences: npt.NDArray[np.int64]
    breaks: npt.NDArray[np.int64]
    break_counts: npt.NDArray[np.int64]
    positions: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int32]
    areas: tuple[str, ...]
    tags: Mapping[str, int]
    tags_held: npt.NDArray[np.int32]
    capacity: npt.NDArray[np.int64]
    certified: bool
    numbers: Mapping[str, int]
    routes: Mapping[tuple[str, int], int]


_remembered: tuple[Team, ...] = ()
"""Latest first. Never changed, only replaced, so that threads may look while another adds."""


def team_of(problem: Problem) -> Team:
    """The technicians of a problem, from memory if it is the very same tuple under an equal policy."""
    global _remembered  # noqa: PLW0603 - a memo; the answer is the same without it
    for team in _remembered:
        if team.technicians is problem.technicians and team.policy == problem.policy:
            return team
    team = lay_team(problem.technicians, problem.policy)
    _remembered = (team, *_remembered[: REMEMBERED - 1])
    return team


def lay_team(technicians: tuple[Technician, ...], policy: Policy) -> Team:
    """Lay technicians out."""
    points: list[LatLng] = []

    def number(place: Place | None) -> int:
        if place is None:
            return NOBODY
        row = row_of(place)
        if row is not None:
            return row
        assert isinstance(place, LatLng)
        points.append(place)
        return len(points) - 1

    rows = np.zeros(len(technicians), TECHNICIAN)
    rows["active"] = [technician.active for technician in technicians]
    rows["start"] = [number(technician.start) for technician in technicians]
    rows["end"] = [number(technician.end) for technician in technicians]
    rows["max_orders"] = [unbounded(technician.max_orders) for technician in technicians]
    rows["max_travel_s"] = [unbounded(technician.max_travel_s) for technician in technicians]
    rows["speed_factor"] = [technician.speed_factor for technician in technicians]
    rows["service_factor"] = [technician.service_factor for technician in technicians]
    rows["fixed_min"] = [technician.fixed_cost_min for technician in technicians]
    rows["stars_lost"] = [5.0 - policy.rating_of(technician) for technician in technicians]
    rows["free_of_rating"] = [policy.free_of_rating(technician) for technician in technicians]
    for name, counts in (
        ("area", [len(technician.areas or ()) for technician in technicians]),
        ("tag", [len(technician.tags) for technician in technicians]),
        ("absence", [len(technician.absences) for technician in technicians]),
        ("route", [len(technician.shifts) for technician in technicians]),
    ):
        rows[f"{name}_last"] = np.cumsum(counts, dtype=np.int32)
        rows[f"{name}_first"] = rows[f"{name}_last"] - np.array(counts, np.int32)
    rows["area_first"][[technician.areas is None for technician in technicians]] = NOBODY
    owned = [(technician.id, shift) for technician in technicians for shift in range(len(technician.shifts))]
    numbers = {technician.id: k for k, technician in enumerate(technicians)}
    shifts = [shift for technician in technicians for shift in technician.shifts]
    positions = lay_positions(technicians, number)
    rows["seen"] = positions[:, 0]
    tags = {tag: n for n, tag in enumerate(sorted({tag for technician in technicians for tag in technician.tags}))}
    profiles, profile_of = lay_profiles(technicians, policy)
    return Team(
        technicians=technicians,
        policy=policy,
        rows=rows,
        profiles=profiles,
        profile_of=profile_of,
        shifts=lay_shifts(shifts),
        absences=epoch_seconds(absence for technician in technicians for absence in technician.absences),
        breaks=lay_breaks(shifts),
        break_counts=np.array([len(shift.breaks) for shift in shifts], np.int64),
        positions=positions,
        points=tuple(points),
        owners=np.array([numbers[name] for name, _ in owned], np.int32),
        areas=tuple(area for technician in technicians for area in technician.areas or ()),
        tags=tags,
        tags_held=np.array([tags[tag] for technician in technicians for tag in technician.tags], np.int32),
        capacity=lay_capacity(technicians),
        certified=any(technician.certificates for technician in technicians),
        numbers=numbers,
        routes={pair: r for r, pair in enumerate(owned)},
    )


def lay_profiles(technicians: Sequence[Technician], policy: Policy) -> tuple[Any, npt.NDArray[np.int32]]:
    """The first technician of each profile, with dtype `PROFILE`, and the profile of each technician."""
    shared = [each.name for each in fields(Technician) if each.name not in PERSONAL]
    found: dict[Any, int] = {}
    models: list[int] = []
    profile_of = np.zeros(len(technicians), np.int32)
    for k, technician in enumerate(technicians):
        key = (policy.free_of_rating(technician), *(hashable(getattr(technician, name)) for name in shared))
        profile_of[k] = found.setdefault(key, len(models))
        if profile_of[k] == len(models):
            models.append(k)
    profiles = np.zeros(len(models), PROFILE)
    profiles["technician"] = models
    return profiles, profile_of


def hashable(value: Any) -> Any:
    """A value of a field, by which equal ones can be found."""
    return frozenset(value.items()) if isinstance(value, Mapping) else value


def unbounded(bound: int | None) -> int:
    """A bound, or what nothing exceeds."""
    return ALWAYS if bound is None else bound


def epoch_seconds(spans: Iterable[Any]) -> npt.NDArray[np.int64]:
    """Begin and end of spans of time in seconds since 1970, shape (n, 2)."""
    second = Horizon(EPOCH).second
    return np.array([(second(span.start), second(span.end)) for span in spans], np.int64).reshape(-1, 2)


def lay_shifts(shifts: Sequence[Shift]) -> npt.NDArray[np.int64]:
    """Begin, end, and end with overtime of shifts, shape (n, 3)."""
    spans = epoch_seconds(shifts)
    overtime_s = np.array([shift.max_overtime_s for shift in shifts], np.int64)
    return np.column_stack([spans, spans[:, 1] + overtime_s])


def lay_breaks(shifts: Sequence[Shift]) -> npt.NDArray[np.int64]:
    """Earliest and latest begin, and duration, of all breaks in the order in which each shift takes them."""
    second = Horizon(EPOCH).second
    rows = []
    for shift in shifts:
        own = [(second(pause.earliest), second(pause.latest), pause.duration_s) for pause in shift.breaks]
        rows += sorted(own, key=lambda row: row[:2])
    return np.array(rows, np.int64).reshape(-1, 3)


def lay_positions(technicians: Sequence[Technician], number: Callable[[Place | None], int]) -> npt.NDArray[np.int64]:
    """Where technicians were seen, and when; shape (n_technicians, 2), NOBODY where nobody knows."""
    second = Horizon(EPOCH).second
    positions = np.full((len(technicians), 2), NOBODY, np.int64)
    for k, technician in enumerate(technicians):
        if technician.position is not None:
            positions[k] = number(technician.position.place), second(technician.position.at)
    return positions


def lay_capacity(technicians: Sequence[Technician]) -> npt.NDArray[np.int64]:
    """Capacity by dimension, shape (n_technicians, n_dimensions); ALWAYS where there is no bound."""
    dimensions = max((len(technician.capacity) for technician in technicians), default=0)
    capacity = np.full((len(technicians), dimensions), ALWAYS, np.int64)
    for k, technician in enumerate(technicians):
        capacity[k, : len(technician.capacity)] = technician.capacity
    return capacity
