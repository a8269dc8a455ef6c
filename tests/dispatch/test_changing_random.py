"""Changes on small random days: prices agree with decisions, verdicts with the checker's word on the whole plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.changing import Change, Verdict, judge
from dispatch.checker import Report, check
from dispatch.decide import decide
from dispatch.evaluator.answers import MAX_CANDIDATES
from dispatch.model import Plan, Problem
from tests.dispatch.relaxing_brute_force import UNIT_S, GridDay

DAYS = 40


def played(seed: int) -> Problem:
    """A day with all orders but the last given out, as far as they can be."""
    problem = GridDay(seed).problem()
    for order in problem.orders[:-1]:
        found = decide(problem, order.id, relax=False).route
        if found is not None:
            own = (found.technician, found.shift)
            others = [each for each in problem.routes if (each.technician, each.shift) != own]
            problem = replace(problem, routes=(*others, found))
    return problem


def whole(problem: Problem, verdict: Verdict) -> Report:
    """The checker on the whole plan after a change."""
    changed = {(each.technician, each.shift) for each in verdict.routes}
    order = verdict.change.order
    kept = [
        each
        for each in problem.routes
        if (each.technician, each.shift) not in changed and all(stop.order != order for stop in each.stops)
    ]
    left = {(each.technician, each.shift) for each in kept} | changed
    # who loses the only order of a shift has no route there any more
    assert all(len(each.stops) == 1 for each in problem.routes if (each.technician, each.shift) not in left)
    return check(problem, Plan(routes=(*kept, *verdict.routes)))


def hold(problem: Problem, verdict: Verdict) -> None:
    before, after = check(problem, Plan(routes=problem.routes)), whole(problem, verdict)
    assert before.legal
    assert sorted(map(str, after.violations)) == sorted(map(str, verdict.violations))
    assert verdict.cost_difference.total_min == pytest.approx(after.cost.total_min - before.cost.total_min)
    for name, minutes in verdict.cost_difference.terms.items():
        assert minutes == pytest.approx(after.cost.terms.get(name, 0.0) - before.cost.terms.get(name, 0.0))


def test_prices_agree_with_decisions() -> None:
    # for each technician: if the last order can be served, the best place is legal and costs what the decision says
    legal = broken = 0
    for seed in range(DAYS):
        problem = played(seed)
        order = problem.orders[-1]
        candidates = {
            each.technicians[0]: each
            for each in decide(problem, order.id, routes=MAX_CANDIDATES, relax=False).candidates
        }
        for technician in problem.technicians:
            if not technician.shifts:
                continue
            verdict = judge(problem, Change(order=order.id, technician=technician.id))
            hold(problem, verdict)
            candidate = candidates.get(technician.id)
            assert verdict.legal == (candidate is not None), (seed, technician.id, verdict.violations)
            if candidate is None:
                broken += 1
                continue
            legal += 1
            more = {name: minutes for name, minutes in verdict.cost_difference.terms.items() if name != "unserved"}
            assert more == pytest.approx(dict(candidate.cost.terms))
            assert candidate.route in verdict.routes
    assert legal >= DAYS // 4, (legal, broken)
    assert broken >= DAYS // 4, (legal, broken)


def test_any_change_of_any_order() -> None:
    for seed in range(DAYS // 3):
        problem = played(seed)
        noon = problem.origin + timedelta(hours=12)
        for order in problem.orders:
            hold(problem, judge(problem, Change(order=order.id)))
            for technician in problem.technicians[:2]:
                if technician.shifts:
                    dropped = judge(problem, Change(order=order.id, technician=technician.id, shift=0, position=0))
                    assert order.id in {
                        each.stops[0].order for each in dropped.routes if each.technician == technician.id
                    }
                    hold(problem, dropped)
                    asked = Change(order=order.id, technician=technician.id, start=noon + timedelta(seconds=UNIT_S))
                    dragged = judge(problem, asked)
                    starts = {stop.order: stop.start for each in dragged.routes for stop in each.stops}
                    assert starts[order.id] == asked.start
                    hold(problem, dragged)
