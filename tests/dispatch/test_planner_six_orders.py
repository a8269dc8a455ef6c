"""Six orders against every plan there is: breaks, second shifts, lateness, overtime, loads, quotas, left-out orders."""

from __future__ import annotations

from collections import Counter

import pytest

from dispatch.model import Problem
from dispatch.planner import plan
from tests.dispatch.planner_brute_force import least_cost_min
from tests.dispatch.rich_tiny_days import RichTinyDay
from tests.dispatch.test_planner import hold

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS[:14])
def test_the_optimum_of_six_orders_is_found(seed: int) -> None:
    problem = RichTinyDay(seed).problem()
    found = plan(problem, seed=1, iterations=3_000)
    hold(problem, found)
    assert found.cost is not None
    assert found.cost.total_min == pytest.approx(least_cost_min(problem), abs=1e-7)


def test_what_is_drawn_decides() -> None:
    """On several of the days, each counts in the plan."""
    met: Counter[str] = Counter()
    for seed in SEEDS:
        problem = RichTinyDay(seed).problem()
        found = plan(problem, seed=1, iterations=300)
        assert found.cost is not None
        met.update(term for term, minutes in found.cost.terms.items() if minutes)
        met.update(names(problem))
        met["breaks"] += any(route.breaks for route in found.routes)
        met["two shifts"] += len({route.shift for route in found.routes}) > 1
    wanted = (
        "waiting_min",
        "lateness_min",
        "overtime_min",
        "not_preferred",
        "unserved",
        "breaks",
        "two shifts",
        "loads",
    )
    assert min(met[name] for name in wanted) >= 3, met


def names(problem: Problem) -> list[str]:
    """What is in the problem."""
    return ["loads"] if any(technician.capacity for technician in problem.technicians) else []
