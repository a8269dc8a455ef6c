"""The relaxations of small days are those that are found by trying everything, and each is what it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from dispatch.decide import decide
from dispatch.decision import Relaxation
from dispatch.model import Problem
from dispatch.relaxing import relaxations
from dispatch.relaxing.applying import applied
from dispatch.relaxing.relaxations import NOBODY_CAN
from tests.dispatch.relaxing_brute_force import MOST_S, GridDay, relaxed

SEEDS = (2, 20, 25, 32)


def said(relaxation: Relaxation) -> tuple[str, int | str | None, str | None]:
    """As the brute force tells it: of a widening and of a level it does not matter who serves the order then."""
    anybody = relaxation.change in ("widen_window", "lower_level")
    return relaxation.change, relaxation.by_s or relaxation.skill, None if anybody else relaxation.technician


def hold(problem: Problem, order_id: str, listed: tuple[Relaxation, ...]) -> None:
    """Is the order given out after each of them, to whom it says and for what it says?"""
    for each in listed:
        chosen = decide(applied(problem, order_id, each), order_id).chosen
        assert chosen is not None, each
        assert chosen.technicians == (each.technician,)
        assert chosen.cost.total_min == pytest.approx(each.cost_min)
        if each.by_s is not None:
            less = replace(each, by_s=each.by_s - 1)
            assert not decide(applied(problem, order_id, less), order_id, relax=False).candidates, each


def test_against_trying_everything() -> None:
    # each day plays its orders one after the other; what nobody can serve is held against the brute force
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        problem = GridDay(seed).problem()
        for order in problem.orders:
            decision = decide(problem, order.id, relax=False)
            if decision.reason in NOBODY_CAN:
                listed = relaxations(problem, decision)
                small = {said(each) for each in listed if (each.by_s or 0) <= MOST_S}
                assert small == relaxed(problem, order), (seed, order)
                assert len(listed) == len({said(each) for each in listed})
                assert [each.cost_min for each in listed] == sorted(each.cost_min for each in listed)
                hold(problem, order.id, listed)
                seen.update(each.change for each in listed)
            elif decision.route is not None:
                own = (decision.route.technician, decision.route.shift)
                routes = [route for route in problem.routes if (route.technician, route.shift) != own]
                problem = replace(problem, routes=(*routes, decision.route))
    for change in ("widen_window", "lower_level", "call_in_shift", "allow_overtime", "ignore_decline"):
        assert seen[change] >= 1, seen
