"""Relaxations, slots and changes by hand on random days that mix every rule: each is what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.agreement.play import in_force, sighted
from benchmarks.agreement.question import question_of
from benchmarks.agreement.random_days import named, random_day
from dispatch.changing import Change, Verdict, judge
from dispatch.checker import Report, check
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.evaluator.answers import MAX_CANDIDATES
from dispatch.model import Order, Plan, Problem
from dispatch.relaxing.applying import applied
from dispatch.slots import slots
from scheduling.spans import Window

DAYS = 12
SLOT_S = 3600


def asked() -> Iterator[tuple[int, Problem, Order, Decision]]:
    """Number, problem, order and answer of each question of some days, one after the other."""
    for seed in range(DAYS):
        day = random_day(seed)
        problem = day.problem
        for n, ask in enumerate(day.asks):
            problem = replace(problem, now=ask.now, frozen_before=ask.frozen_before)
            if n == day.sighted_from:
                problem = sighted(problem, day.sightings)
            question, order = question_of(problem, named(problem, ask.order)), named(problem, ask.order)
            if question is None or order.crew or order.after:
                continue
            decision = decide(problem, order.id, routes=MAX_CANDIDATES)
            yield n, problem, order, decision
            if decision.route is not None:
                problem = in_force(question, decision.route, ask)


def test_each_relaxation_lets_the_order_in() -> None:
    # and a second or a metre less would not, but where the traffic of the hour may make an earlier start worse
    seen: Counter[str] = Counter()
    for _, problem, order, decision in asked():
        for each in decision.relaxations:
            seen[each.change] += 1
            relaxed = decide(applied(problem, order.id, each), order.id, relax=False).chosen
            assert relaxed is not None, each
            assert relaxed.technicians == (each.technician,)
            assert relaxed.cost.total_min == pytest.approx(each.cost_min)
            for size in ("by_s", "by_m"):
                by = getattr(each, size)
                if by is not None and not problem.traffic.periods:
                    less = applied(problem, order.id, replace(each, **{size: by - 1}))
                    assert not decide(less, order.id, relax=False).candidates, each
    assert len(seen) >= 5, seen


def test_each_slot_is_a_decision_with_the_window_cut() -> None:
    offered = 0
    for n, problem, order, _ in asked():
        if n % 4:
            continue
        for slot in slots(problem, order.id, length_s=SLOT_S, routes=1):
            window = (Window(slot.start, slot.end),)
            cut = tuple(replace(each, windows=window) if each is order else each for each in problem.orders)
            assert decide(replace(problem, orders=cut), order.id, relax=False).candidates == slot.candidates
            offered += 1
    assert offered > DAYS


def test_each_verdict_is_the_checkers_word_on_the_whole_plan() -> None:
    legal = 0
    for n, problem, order, decision in asked():
        if n % 3:
            continue
        before = check(problem, Plan(routes=problem.routes))
        candidates = {each.technicians[0]: each for each in decision.candidates}
        for technician in (each for each in problem.technicians if each.shifts):
            verdict = judge(problem, Change(order=order.id, technician=technician.id))
            hold(problem, verdict, before)
            candidate = candidates.get(technician.id)
            if candidate is not None:
                assert verdict.legal
                assert candidate.route in verdict.routes
                legal += 1
        who = problem.technicians[n % len(problem.technicians)]
        if who.shifts:
            soon = problem.now + timedelta(hours=1)
            hold(problem, judge(problem, Change(order=order.id, technician=who.id, shift=0, position=0)), before)
            hold(problem, judge(problem, Change(order=order.id, technician=who.id, start=soon)), before)
        hold(problem, judge(problem, Change(order=order.id)), before)
    assert legal > DAYS


def hold(problem: Problem, verdict: Verdict, before: Report) -> None:
    assert before.legal
    changed = {(each.technician, each.shift) for each in verdict.routes}
    kept = (
        each
        for each in problem.routes
        if (each.technician, each.shift) not in changed and all(s.order != verdict.change.order for s in each.stops)
    )
    after = check(problem, Plan(routes=(*kept, *verdict.routes)))
    assert sorted(map(str, after.violations)) == sorted(map(str, verdict.violations))
    assert verdict.cost_difference.total_min == pytest.approx(after.cost.total_min - before.cost.total_min, abs=1e-7)
