"""The technicians of a problem as arrays, laid out once for as long as the same tuple of them is asked about.

A service asks about the same technicians order after order; only the origin of the time line and the plan in force
differ. So instants are kept as seconds since 1970, and a few teams are remembered by the identity of their tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.arrays import NOBODY, TECHNICIAN
from dispatch.model import Policy, Problem, Technician
from geo.places import LatLng, MatrixIndex, Place
from scheduling.horizon import EPOCH, Horizon

REMEMBERED = 8
"""How many teams are kept at most."""


class Team(NamedTuple):
    """Technicians as arrays; a *route* is one shift of one technician.

    `rows` has dtype `TECHNICIAN`; its places are rows of the matrix, or numbers in `points`. `shifts` and `absences`
    have shape (n, 2): begin and end in seconds since 1970. `owners` has shape (n_routes,). `areas` are the names of
    all technicians' areas, one technician behind the other.
    """

    technicians: tuple[Technician, ...]
    policy: Policy
    points: tuple[LatLng, ...]
    rows: Any
    shifts: npt.NDArray[np.int64]
    absences: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int32]
    areas: tuple[str, ...]
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
        if isinstance(place, MatrixIndex):
            return place.index
        points.append(place)
        return len(points) - 1

    quotas = (technician.max_orders for technician in technicians)
    largest = int(np.iinfo(np.int32).max)
    rows = np.zeros(len(technicians), TECHNICIAN)
    rows["active"] = [technician.active for technician in technicians]
    rows["start"] = [number(technician.start) for technician in technicians]
    rows["end"] = [number(technician.end) for technician in technicians]
    rows["max_orders"] = [NOBODY if quota is None else min(quota, largest) for quota in quotas]
    rows["stars_lost"] = [5.0 - policy.rating_of(technician) for technician in technicians]
    for name, counts in (
        ("area", [len(technician.areas or ()) for technician in technicians]),
        ("absence", [len(technician.absences) for technician in technicians]),
        ("route", [len(technician.shifts) for technician in technicians]),
    ):
        rows[f"{name}_last"] = np.cumsum(counts, dtype=np.int32)
        rows[f"{name}_first"] = rows[f"{name}_last"] - np.array(counts, np.int32)
    rows["area_first"][[technician.areas is None for technician in technicians]] = NOBODY
    owned = [(technician.id, shift) for technician in technicians for shift in range(len(technician.shifts))]
    numbers = {technician.id: k for k, technician in enumerate(technicians)}
    return Team(
        technicians=technicians,
        policy=policy,
        points=tuple(points),
        rows=rows,
        shifts=epoch_seconds(shift for technician in technicians for shift in technician.shifts),
        absences=epoch_seconds(absence for technician in technicians for absence in technician.absences),
        owners=np.array([numbers[name] for name, _ in owned], np.int32),
        areas=tuple(area for technician in technicians for area in technician.areas or ()),
        numbers=numbers,
        routes={pair: r for r, pair in enumerate(owned)},
    )


def epoch_seconds(spans: Iterable[Any]) -> npt.NDArray[np.int64]:
    """Begin and end of spans of time in seconds since 1970, shape (n, 2)."""
    second = Horizon(EPOCH).second
    return np.array([(second(span.start), second(span.end)) for span in spans], np.int64).reshape(-1, 2)
