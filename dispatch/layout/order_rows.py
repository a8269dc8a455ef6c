"""Orders as rows of the arrays: a row for each order, and behind them one for each further role of a crew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import ALWAYS, NEED, NEVER, NOBODY, ORDER, SPAN
from dispatch.layout.team import Team
from dispatch.model import Order, Problem, Role
from geo.errors import InvalidTravelError
from geo.places import row_of
from geo.travel import GreatCircle

if TYPE_CHECKING:
    from dispatch.layout.problem_rows import Places


@dataclass(frozen=True, slots=True)
class Visits:
    """Which row of the arrays is which role of which order.

    Parameters
    ----------
    rows
        Order and role of each row; the first roles of all orders come first.
    numbers
        Row by order's id and role.
    """

    rows: Sequence[tuple[Order, int]]
    numbers: Mapping[tuple[str, int], int]

    @classmethod
    def of(cls, problem: Problem) -> Visits:
        """The rows of a problem."""
        rows = [(order, 0) for order in problem.orders]
        rows += [(order, role) for order in problem.orders if order.crew for role in range(1, len(order.crew))]
        return cls(rows, {(order.id, role): i for i, (order, role) in enumerate(rows)})

    def role(self, i: int) -> Role:
        """The role that row `i` stands for."""
        order, role = self.rows[i]
        return order.roles[role]


class Lists(NamedTuple):
    """What orders need, and all numbers that orders and technicians name; one owner behind the other."""

    needs: Any
    names: npt.NDArray[np.int32]


def lay_orders(problem: Problem, visits: Visits, team: Team, places: Places, bind: bool) -> Any:
    """Orders as the clock needs them: place, service, windows, price, locks, and where they stand in force."""
    second = problem.horizon.second
    owners = [order for order, _ in visits.rows]
    orders = np.zeros(len(owners), ORDER)
    orders["place"] = numbers_of(problem, owners, places)
    orders["service_s"] = [order.service_of(role) for order, role in visits.rows]
    orders["setup_s"] = [order.setup_s for order in owners]
    orders["created"] = [NEVER if order.created is None else second(order.created) for order in owners]
    orders["due"] = [ALWAYS if order.due is None else second(order.due) for order in owners]
    orders["lateness_weight"] = [order.lateness_weight for order in owners]
    orders["price_min"] = orders["unserved_min"] = [order.price_unserved_min for order in owners]
    mark_lists(orders, "window", [len(order.windows) for order in owners])
    orders["required_first"] = NOBODY
    orders["lock_from"], orders["lock_until"], orders["lock_technician"] = NEVER, ALWAYS, NOBODY
    orders["planned_start"], orders["planned_technician"] = NEVER, NOBODY
    for route in problem.routes:
        for stop in route.stops:
            row = orders[visits.numbers[stop.order, stop.role]]
            row["planned_start"], row["planned_technician"] = second(stop.start), team.numbers[route.technician]
    further = orders[len(problem.orders) :]  # what is counted once for an order is that of its first role
    further["created"], further["due"], further["unserved_min"] = NEVER, ALWAYS, 0.0
    lock(problem, visits, orders, bind)
    mark_ways(problem, orders)
    return orders


def numbers_of(problem: Problem, located: Sequence[Order], places: Places) -> list[int]:
    """Indexes of the orders' places: their rows of the matrix, or the next numbers of points.

    Raises
    ------
    InvalidTravelError
        If ways come from a matrix and a place has no row in it, or has one and they do not.
    """
    rows = [row_of(order.location) for order in located]
    starts = [row_of(technician.start) for technician in problem.technicians[:1]]
    by_matrix = not isinstance(problem.travel, GreatCircle)
    if any((row is not None) is not by_matrix for row in (*rows, *starts)):
        known = "rows of its matrix" if by_matrix else "points without rows"
        raise InvalidTravelError(f"travel knows none but {known}: all places must be such")
    return [places.number(order.location) if row is None else row for order, row in zip(located, rows, strict=True)]


def mark_lists(rows: Any, name: str, counts: Sequence[int]) -> None:
    """Write where each row's part of a list begins and ends."""
    rows[f"{name}_last"] = np.cumsum(counts, dtype=np.int32)
    rows[f"{name}_first"] = rows[f"{name}_last"] - np.array(counts, np.int32)


def lock(problem: Problem, visits: Visits, orders: Any, bind: bool) -> None:
    """Write the locks into the rows; if `bind`, what hangs together with other visits keeps technician and start."""
    bound = {name for order in problem.orders if order.after for name in (order.id, *(a.order for a in order.after))}
    for i, (order, _) in enumerate(visits.rows):
        if bind and (order.crew or order.id in bound) and orders[i]["planned_technician"] != NOBODY:
            keep(orders[i], "technician_and_time")
    second = problem.horizon.second
    for fixed in problem.locks:
        first = visits.numbers.get((fixed.order, 0))
        for role in range(0 if first is None else len(visits.rows[first][0].roles)):
            i = visits.numbers[fixed.order, role]
            keep(orders[i], fixed.kind)
            if fixed.earliest is not None:
                orders[i]["lock_from"] = max(orders[i]["lock_from"], second(fixed.earliest))
            if fixed.latest is not None:
                orders[i]["lock_until"] = min(orders[i]["lock_until"], second(fixed.latest))


def keep(row: Any, kind: str) -> None:
    """Lock a row to what the plan in force says."""
    row["kept"] |= kind != "time_range"
    if kind in ("technician", "technician_and_time"):
        row["lock_technician"] = row["planned_technician"]
    if kind in ("time", "technician_and_time"):
        row["lock_from"] = row["lock_until"] = row["planned_start"]


def mark_ways(problem: Problem, orders: Any) -> None:
    """Mark the orders to which, and from which, a way leads from some other order's place."""
    if isinstance(problem.travel, GreatCircle):
        return
    used = np.unique(orders["place"])
    ways = problem.travel.durations_s[np.ix_(used, used)] >= 0
    np.fill_diagonal(ways, False)
    row = np.searchsorted(used, orders["place"])
    orders["reached"] = ways.any(axis=0)[row]
    orders["left"] = ways.any(axis=1)[row]


def skills_of(visits: Visits, stated: Iterable[int]) -> Mapping[str, int]:
    """Every skill that these rows need, numbered in order of name."""
    names = sorted({skill for i in stated for skill in visits.role(i).skills})
    return {skill: n for n, skill in enumerate(names)}


def lay_lists(  # noqa: PLR0913, PLR0917 - what the lists are made of
    problem: Problem,
    visits: Visits,
    team: Team,
    rows: tuple[Any, Any],
    skills: Mapping[str, int],
    stated: Iterable[int],
    asked: Iterable[int],
) -> Lists:
    """What the stated rows need, whom the asked ones name, and what technicians have; `rows` point into these lists.

    Parameters
    ----------
    rows
        Orders and technicians.
    """
    orders, technicians = rows
    needs: list[tuple[int, int]] = []
    for i in stated:
        orders[i]["need_first"] = len(needs)
        needs.extend((skills[skill], level) for skill, level in visits.role(i).skills.items())
        orders[i]["need_last"] = len(needs)
    areas = area_numbers(problem, team)
    named: list[int] = []
    for i in asked:
        order, row = visits.rows[i][0], orders[i]
        for name, numbers, words in (
            ("tag", team.tags, order.required_tags),
            ("forbidden", team.numbers, order.forbidden_technicians),
            ("declined", team.numbers, order.declined_by),
            ("preferred", team.numbers, order.preferred_technicians),
            ("required", team.numbers, order.required_technicians),
        ):
            if words:
                row[f"{name}_first"] = len(named)
                named.extend(numbers.get(word, NOBODY) for word in words)
                row[f"{name}_last"] = len(named)
            elif words is not None and name == "required":
                row["required_first"] = row["required_last"] = 0
    somewhere = technicians["area_first"] != NOBODY
    technicians["area_first"][somewhere] += len(named)
    technicians["area_last"] += len(named)
    technicians["tag_first"] += len(named) + len(areas)
    technicians["tag_last"] += len(named) + len(areas)
    names = np.concatenate([np.array(named, np.int32), areas, team.tags_held])
    return Lists(np.array(needs, NEED), names)


def lay_windows(problem: Problem, visits: Visits) -> Any:
    """The windows of all rows, one row behind the other."""
    second = problem.horizon.second
    spans = [(second(window.start), second(window.end)) for order, _ in visits.rows for window in order.windows]
    return np.array(spans, SPAN)


def spans_of(pairs: npt.NDArray[np.int64]) -> Any:
    """Pairs of instants, shape (n, 2), as spans."""
    spans = np.zeros(len(pairs), SPAN)
    spans["opens"], spans["closes"] = pairs[:, 0], pairs[:, 1]
    return spans


def lay_loads(visits: Visits, team: Team) -> npt.NDArray[np.int64]:
    """Loads of all rows by dimension, shape (n_rows, n_dimensions); dimensions that nobody bounds are left out."""
    dimensions = team.capacity.shape[1]
    loads = np.zeros((len(visits.rows), dimensions), np.int64)
    if dimensions > 0:
        for i, (order, _) in enumerate(visits.rows):
            loads[i, : len(order.load)] = order.load[:dimensions]
    return loads


def lay_levels(
    problem: Problem, team: Team, skills: Mapping[str, int]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int64]]:
    """Levels held of these skills, and when they expire, shape (n_technicians, n_skills) or (0, 0)."""
    held = [[technician.skills.get(skill, 0) for skill in skills] for technician in problem.technicians]
    levels = np.array(held, np.int16).reshape(len(problem.technicians), len(skills))
    if not team.certified:
        return levels, np.zeros((0, 0), np.int64)
    expires = np.full(levels.shape, ALWAYS, np.int64)
    second = problem.horizon.second
    for k, technician in enumerate(problem.technicians):
        for certificate in technician.certificates:
            if certificate.skill in skills:
                expires[k, skills[certificate.skill]] = second(certificate.expires)
    return levels, expires


def lay_areas(problem: Problem, visits: Visits, asked: Iterable[int]) -> npt.NDArray[np.bool_]:
    """Which row lies in which area, shape (n_rows, n_areas)."""
    inside = np.zeros((len(visits.rows), len(problem.areas)), np.bool_)
    rows = list(asked)
    places = [visits.rows[i][0].location for i in rows]
    communities = [visits.rows[i][0].community for i in rows]
    for n, area in enumerate(problem.areas):
        inside[rows, n] = area.holds_each(places, communities)
    return inside


def area_numbers(problem: Problem, team: Team) -> npt.NDArray[np.int32]:
    """The areas of all technicians, one behind the other."""
    numbers = {area.id: n for n, area in enumerate(problem.areas)}
    return np.array([numbers[area] for area in team.areas], np.int32)
