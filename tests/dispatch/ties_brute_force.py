"""The best plan there is where orders hang together, found by trying every sequence of every subset of them.

For days on which only driving and leaving out cost anything, and shifts have no breaks: whether a set of sequences can
be kept is then a matter of differences between starts, of which none may go in a circle of positive length.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from dispatch.model import Order, Problem, Technician
from scheduling.spans import Shift

Row = tuple[int, int]
"""Order and role."""

Edge = tuple[Row | None, Row | None, int]
"""The second starts no earlier than so many seconds after the first; ``None`` is the origin."""


@dataclass(frozen=True)
class Tour:
    """One shift of one technician, empty."""

    technician: Technician
    shift: Shift


def least_cost_min(problem: Problem) -> float:
    """Cost of the cheapest legal plan."""
    tours = [Tour(technician, shift) for technician in problem.technicians for shift in technician.shifts]
    prices_min = [order.price_unserved_min for order in problem.orders]
    best = math.inf
    for chosen in product((True, False), repeat=len(problem.orders)):
        left_out_min = math.fsum(price for price, served in zip(prices_min, chosen, strict=True) if not served)
        if left_out_min >= best or not is_closed(problem, chosen):
            continue
        rows = [(i, role) for i, served in enumerate(chosen) if served for role in range(len(problem.orders[i].roles))]
        for sequences in sequences_of(problem, tours, rows, [[] for _ in tours]):
            minutes = driven_min(problem, tours, sequences) + left_out_min
            if minutes < best - 1e-9 and can_be_kept(problem, tours, sequences):
                best = minutes
    return best


def is_closed(problem: Problem, chosen: Sequence[bool]) -> bool:
    """Is everything chosen that something chosen comes after?"""
    served = {order.id for order, is_in in zip(problem.orders, chosen, strict=True) if is_in}
    return all(after.order in served for order in problem.orders if order.id in served for after in order.after)


def sequences_of(
    problem: Problem, tours: Sequence[Tour], rows: Sequence[Row], held: list[list[Row]]
) -> Iterator[list[list[Row]]]:
    """Every way to put the rows into the tours, each role by a technician of its own who has the skills."""
    if not rows:
        yield held
        return
    (i, role), *others = rows
    for tour, inside in zip(tours, held, strict=True):
        if not may_serve(problem.orders[i], role, tour.technician):
            continue
        if any(
            j == i
            for other, visits in zip(tours, held, strict=True)
            if other.technician is tour.technician
            for j, _ in visits
        ):
            continue
        for position in range(len(inside) + 1):
            inside.insert(position, (i, role))
            yield from sequences_of(problem, tours, others, held)
            del inside[position]


def may_serve(order: Order, role: int, technician: Technician) -> bool:
    """Has the technician the skills?"""
    return all(technician.skills.get(skill, 0) >= level for skill, level in order.roles[role].skills.items())


def driven_min(problem: Problem, tours: Sequence[Tour], sequences: Sequence[Sequence[Row]]) -> float:
    """Minutes of driving, the ways home included."""
    seconds = 0
    for tour, inside in zip(tours, sequences, strict=True):
        places = [tour.technician.start, *(problem.orders[i].location for i, _ in inside)]
        if inside and tour.technician.end is not None:
            places.append(tour.technician.end)
        seconds += sum(way_s(problem, a, b) for a, b in pairwise(places)) if inside else 0
    return seconds / 60


def way_s(problem: Problem, origin: object, destination: object) -> int:
    """Seconds of driving."""
    leg = problem.travel.leg(origin, destination)  # type: ignore[arg-type]
    assert leg is not None
    return leg[0]


def can_be_kept(problem: Problem, tours: Sequence[Tour], sequences: Sequence[Sequence[Row]]) -> bool:
    """Are there starts that keep windows, shifts and gaps? Of several roles, any may be done last."""
    who = {row: tour.technician.id for tour, inside in zip(tours, sequences, strict=True) for row in inside}
    rows = list(who)
    if not all(comes_again(problem, who, i) for i in {i for i, _ in rows}):
        return False
    edges = [edge for tour, inside in zip(tours, sequences, strict=True) for edge in tour_edges(problem, tour, inside)]
    edges += [edge for row in rows for edge in window_edges(problem, row)]
    edges += [edge for i in {i for i, _ in rows} for edge in crew_edges(problem, i)]
    return any(is_consistent(rows, [*edges, *more]) for more in after_edges(problem, {i for i, _ in rows}))


def comes_again(problem: Problem, who: dict[Row, str], i: int) -> bool:
    """Is the smaller crew part of the larger, where the same technician is asked for?"""
    numbers = {order.id: n for n, order in enumerate(problem.orders)}
    for after in problem.orders[i].after:
        if after.same_technician:
            j = numbers[after.order]
            crews = [{name for row, name in who.items() if row[0] == n} for n in (i, j)]
            smaller, larger = sorted(crews, key=len)
            if not smaller <= larger:
                return False
    return True


def tour_edges(problem: Problem, tour: Tour, inside: Sequence[Row]) -> Iterator[Edge]:
    """Driving, service and setup one after the other, within the shift."""
    before, place, done_s = None, tour.technician.start, problem.horizon.second(tour.shift.start)
    for row in inside:
        order = problem.orders[row[0]]
        yield before, row, done_s + way_s(problem, place, order.location)
        before, place, done_s = row, order.location, order.service_of(row[1])
    if before is not None:
        home_s = 0 if tour.technician.end is None else way_s(problem, place, tour.technician.end)
        yield before, None, done_s + home_s - problem.horizon.second(tour.shift.end)


def window_edges(problem: Problem, row: Row) -> Iterator[Edge]:
    """The one window, if there is one."""
    for window in problem.orders[row[0]].windows:
        yield None, row, problem.horizon.second(window.start)
        yield row, None, -problem.horizon.second(window.end)


def crew_edges(problem: Problem, i: int) -> Iterator[Edge]:
    """From the start of the first role to those of the others."""
    for role, needs in enumerate(problem.orders[i].crew):
        yield (i, 0), (i, role), needs.min_gap_s
        yield (i, role), (i, 0), -needs.max_gap_s


def after_edges(problem: Problem, served: set[int]) -> Iterator[list[Edge]]:
    """The gaps behind what comes before, for each choice of which role of it is done last."""
    numbers = {order.id: n for n, order in enumerate(problem.orders)}
    least: list[Edge] = []
    most: list[list[Edge]] = []
    for i in served:
        for after in problem.orders[i].after:
            j = numbers[after.order]
            services_s = [problem.orders[j].service_of(role) for role in range(len(problem.orders[j].roles))]
            least += [((j, role), (i, 0), seconds + after.min_gap_s) for role, seconds in enumerate(services_s)]
            if after.max_gap_s is not None:
                most.append(
                    [((i, 0), (j, role), -seconds - after.max_gap_s) for role, seconds in enumerate(services_s)]
                )
    for chosen in product(*most):
        yield [*least, *chosen]


def is_consistent(rows: Sequence[Row], edges: Sequence[Edge]) -> bool:
    """Is there no circle of positive length? Bellman and Ford."""
    begins: dict[Row | None, int] = {None: 0, **dict.fromkeys(rows, 0)}
    for _ in range(len(begins) + 1):
        changed = False
        for before, later, seconds in edges:
            if begins[before] + seconds > begins[later]:
                if later is None:
                    return False
                begins[later] = begins[before] + seconds
                changed = True
        if not changed:
            return True
    return False
