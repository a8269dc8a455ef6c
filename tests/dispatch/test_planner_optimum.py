"""On tiny problems the planner finds the best plan there is, whatever the order of the input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.model import Problem
from dispatch.planner import plan
from tests.dispatch.plain_days import RandomDay
from tests.dispatch.planner_brute_force import least_cost_min


def tiny(seed: int) -> Problem:
    """At most five orders and two technicians of a random day."""
    day = RandomDay(seed).problem()
    return replace(day, orders=day.orders[:5], technicians=day.technicians[:2])


@pytest.mark.parametrize("seed", range(40))
def test_the_optimum_is_found(seed: int) -> None:
    problem = tiny(seed)
    best_min = least_cost_min(problem)
    turned = replace(problem, orders=problem.orders[::-1], technicians=problem.technicians[::-1])
    for each in (problem, turned):
        found = plan(each, seed=1, iterations=2_000)
        assert found.cost is not None
        assert found.cost.total_min == pytest.approx(best_min, abs=1e-7)
