"""The slots of small days against every start on a grid, and what is told of them against the checker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.decision import Candidate
from dispatch.model import Lock, Order, Plan, Problem, Route
from dispatch.slots import Slot, slots
from scheduling.spans import Window
from tests.dispatch.relaxing_brute_force import UNIT_S, GridDay, can, clock

DAYS = 24


def test_against_every_start() -> None:
    # all seconds are multiples of ten minutes, so is the earliest start in any slot; tried from 05:00 on
    offered = refused = 0
    for seed in range(DAYS):
        problem = GridDay(seed).problem()
        for order in problem.orders[:-1]:
            problem = replace(problem, routes=with_route(problem, decide(problem, order.id, relax=False).route))
        order = problem.orders[-1] if seed % 2 else replace(problem.orders[-1], windows=())
        problem = replace(problem, orders=(*problem.orders[:-1], order))
        found = slots(problem, order.id, length_s=6 * UNIT_S, routes=20)
        for unit in range(30, 150):
            start = clock(unit)
            inside = not order.windows or any(each.start <= start <= each.end for each in order.windows)
            if inside and not any(slot.start <= start <= slot.end for slot in found):
                assert not can(problem, replace(order, windows=(Window(start, start),))), (seed, start)
                refused += 1
        for slot in found:
            for candidate in slot.candidates:
                hold(problem, order, slot, candidate)
                offered += 1
    assert offered > DAYS, offered
    assert refused > 2 * DAYS, refused


def with_route(problem: Problem, route: Route | None) -> tuple[Route, ...]:
    """The plan in force with this route in it."""
    if route is None:
        return problem.routes
    own = (route.technician, route.shift)
    return (*(each for each in problem.routes if (each.technician, each.shift) != own), route)


def hold(problem: Problem, order: Order, slot: Slot, candidate: Candidate) -> None:
    """Is the day that is told legal, with the start locked, and does it cost what is told?"""
    assert slot.start <= candidate.start <= slot.end
    route = candidate.route
    assert route is not None
    lock = Lock(order=order.id, kind="time_range", earliest=candidate.start, latest=candidate.start)
    locked = replace(problem, locks=(*problem.locks, lock))
    after, before = check(locked, Plan(routes=with_route(problem, route))), check(problem, Plan(routes=problem.routes))
    assert after.legal, after.violations
    more = {name: minutes - before.cost.terms[name] for name, minutes in after.cost.terms.items() if name != "unserved"}
    assert candidate.cost.terms == pytest.approx(more)


def test_slots_hang_together() -> None:
    # shorter slots lie in longer ones, and together reach as far
    problem = GridDay(3).problem()
    for order in problem.orders:
        longer = slots(problem, order.id, length_s=12 * UNIT_S)
        for slot in slots(problem, order.id, length_s=3 * UNIT_S):
            assert any(each.start <= slot.start and slot.end <= each.end for each in longer)
            assert slot.end - slot.start <= timedelta(seconds=3 * UNIT_S)
