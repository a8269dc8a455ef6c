"""Small random days on a grid of ten minutes, and all relaxations of an order found by trying everything on the grid.

All seconds of a day are multiples of `UNIT_S`, so are the smallest relaxations, and every start that is as early or as
late as can be. What is tried is built here from the contract's words alone; only whether somebody can is asked of the
engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from dispatch.decide import decide
from dispatch.model import Order, Policy, Problem, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Absence, Shift, Window

UNIT_S = 600
MOST_S = 15 * UNIT_S
"""Up to which size all sizes are tried."""
MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
SKILLS = ("gas", "locks")
WEIGHTS = {"travel_min": 1.0, "waiting_min": 0.1, "response_min": 0.01, "overtime_min": 2.0}


def clock(units: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=int(units) * UNIT_S)


class GridDay:
    """Draws a day with few technicians and orders, none of which has more than one thing in the way too often."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def between(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high))

    def problem(self) -> Problem:
        n_places = 6
        durations_s = self.rng.integers(1, 6, (n_places, n_places)) * UNIT_S
        np.fill_diagonal(durations_s, 0)
        names = [f"t{k}" for k in range(self.between(1, 5))]
        return Problem(
            origin=MIDNIGHT,
            now=clock(self.between(30, 60)) if self.chance(0.5) else MIDNIGHT,
            travel=Matrix(durations_s.astype(np.int32)),
            technicians=tuple(self.technician(name) for name in names),
            orders=tuple(self.order(f"o{i}", names) for i in range(self.between(4, 8))),
            policy=Policy(name="random", weights=WEIGHTS),
        )

    def technician(self, name: str) -> Technician:
        begins = self.between(45, 60)
        shifts = [Shift(clock(begins), clock(begins + self.between(12, 40)), UNIT_S * self.between(0, 3))]
        if self.chance(0.3):
            shifts.append(Shift(clock(104), clock(115)))
        away = self.between(40, 110)
        return Technician(
            id=name,
            start=MatrixIndex(self.between(0, 6)),
            end=MatrixIndex(self.between(0, 6)) if self.chance(0.7) else None,
            shifts=() if self.chance(0.1) else tuple(shifts),
            skills={skill: self.between(1, 4) for skill in SKILLS if self.chance(0.8)},
            active=not self.chance(0.1),
            absences=(Absence(clock(away), clock(away + self.between(1, 12))),) if self.chance(0.4) else (),
            max_orders=self.between(1, 4) if self.chance(0.3) else None,
        )

    def order(self, name: str, technicians: list[str]) -> Order:
        opens = self.between(35, 120)
        windows = [Window(clock(opens), clock(opens + self.between(0, 6)))]
        if self.chance(0.3):
            windows.append(Window(clock(opens + 20), clock(opens + 20 + self.between(0, 6))))
        return Order(
            id=name,
            location=MatrixIndex(self.between(0, 6)),
            service_s=self.between(1, 8) * UNIT_S,
            windows=() if self.chance(0.1) else tuple(windows),
            skills={SKILLS[self.between(0, 2)]: self.between(1, 5)} if self.chance(0.5) else {},
            declined_by=tuple(technicians) if self.chance(0.12) else (),
            created=MIDNIGHT,
        )


def can(problem: Problem, order: Order) -> set[str]:
    """Who can serve the order as it is given here?"""
    orders = tuple(order if each.id == order.id else each for each in problem.orders)
    return {each.technicians[0] for each in decide(replace(problem, orders=orders), order.id, relax=False).candidates}


def relaxed(problem: Problem, order: Order) -> set[tuple[str, int | str | None, str | None]]:
    """Change, its size or skill, and the technician where the change is about one."""
    found: set[tuple[str, int | str | None, str | None]] = set()
    sizes = range(UNIT_S, MOST_S + 1, UNIT_S)
    wider = next((by_s for by_s in sizes if order.windows and can(problem, widen(order, by_s))), None)
    if wider is not None:
        found.add(("widen_window", wider, None))
    for skill, level in order.skills.items():
        levels = range(level - 1, 0, -1)
        if any(can(problem, replace(order, skills={**order.skills, skill: lower})) for lower in levels):
            found.add(("lower_level", skill, None))
    for technician in problem.technicians:
        name = technician.id
        others = tuple(each for each in order.declined_by if each != name)
        if others != order.declined_by and name in can(problem, replace(order, declined_by=others)):
            found.add(("ignore_decline", None, name))
        for change, ways in (("allow_overtime", overtime), ("call_in_shift", called_in)):
            least = next(
                (by_s for by_s in sizes if helps(problem, order, ways(problem, order, technician, by_s))), None
            )
            if least is not None:
                found.add((change, least, name))
    return found


def widen(order: Order, by_s: int) -> Order:
    by = timedelta(seconds=by_s)
    return replace(order, windows=tuple(Window(each.start - by, each.end + by) for each in order.windows))


def helps(problem: Problem, order: Order, ways: Iterator[Technician]) -> bool:
    """Can the technician serve the order in any of these ways?"""
    for way in ways:
        others = tuple(way if each.id == way.id else each for each in problem.technicians)
        if way.id in can(replace(problem, technicians=others), order):
            return True
    return False


def overtime(problem: Problem, order: Order, technician: Technician, by_s: int) -> Iterator[Technician]:
    """One shift's overtime is raised; it may not run into another shift."""
    for n, shift in enumerate(technician.shifts):
        longer = replace(shift, max_overtime_s=shift.max_overtime_s + by_s)
        if not any(each.start >= shift.end and each.start < over(longer) for each in technician.shifts):
            yield with_shift(technician, n, longer)


def called_in(problem: Problem, order: Order, technician: Technician, by_s: int) -> Iterator[Technician]:
    """A shift is begun earlier; or a new one is put wherever it may lie, the whole of its length outside the others."""
    by = timedelta(seconds=by_s)
    taken = [(each.start, over(each)) for each in technician.shifts]
    for n, shift in enumerate(technician.shifts):
        begins = shift.start - by
        if shift.start > problem.now <= begins and all(e <= begins or s >= shift.start for s, e in taken):
            yield with_shift(technician, n, replace(shift, start=begins))
    opens = min((each.start for each in order.windows), default=problem.now)
    closes = max((each.end for each in order.windows), default=clock(200))
    begins = max(problem.now, opens - by)
    while begins <= closes:
        if all(end <= begins or start >= begins + by for start, end in taken):
            yield replace(technician, shifts=(*technician.shifts, Shift(begins, begins + by)))
        begins += timedelta(seconds=UNIT_S)


def over(shift: Shift) -> datetime:
    return shift.end + timedelta(seconds=shift.max_overtime_s)


def with_shift(technician: Technician, n: int, shift: Shift) -> Technician:
    return replace(technician, shifts=(*technician.shifts[:n], shift, *technician.shifts[n + 1 :]))
