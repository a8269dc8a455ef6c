"""Every solver gives legal plans, and serves nobody without the skill."""

from __future__ import annotations

import os

import pytest

from benchmarks.peers.child import Solved, pin, solved, solved_apart
from benchmarks.peers.days import technician_day
from benchmarks.peers.kinds import KINDS
from benchmarks.peers.row import Task
from benchmarks.peers.running import judged
from benchmarks.peers.solvers import EXPRESSES, FAMILIES, NAMES, family, solver_of
from dispatch.checker import check

SOLVERS = [name for name in NAMES if name not in {f"vroom-{level}" for level in range(1, 5)}]
PAIRS = [(name, kind) for name in SOLVERS for kind, what in KINDS.items() if what.parts <= EXPRESSES[family(name)]]
NOT_OURS = "ignore:.*SwigPy.*|.*swigvarlink.*:DeprecationWarning"


def task(solver: str, kind: str = "tight", limit_s: float = 0.2) -> Task:
    return Task(kind=kind, orders=20, limit_s=limit_s, cores=1, seed=2, solver=solver)


@pytest.mark.parametrize(("solver", "kind"), PAIRS)
@pytest.mark.filterwarnings(NOT_OURS)
def test_plans_are_legal_and_by_the_skilled(solver: str, kind: str) -> None:
    problem = technician_day(20, 2, kind)
    found = solved(task(solver, kind))
    assert found.plan is not None, found.fault
    report = check(problem, found.plan)
    assert report.legal, [violation.message for violation in report.violations]
    held = {technician.id: technician.skills for technician in problem.technicians}
    asked = {order.id: order.skills for order in problem.orders}
    stops = [(route.technician, stop.order) for route in found.plan.routes for stop in route.stops]
    assert len(stops) >= (10 if kind == "rich" else 15)
    assert all(held[who].get(skill, 0) >= level for who, what in stops for skill, level in asked[what].items())
    assert found.wall_s is not None
    assert found.busy_s is not None
    assert found.wall_s < 5.0


def test_dear_orders_go_first_where_not_all_fit() -> None:
    """Whoever looks at prices leaves out less of them than whoever goes to the nearest."""
    problem = technician_day(50, 3, "tight")
    prices = {}
    for solver in ("paidan", "vroom-5", "pyvrp", "nearest"):
        asked = Task(kind="tight", orders=50, limit_s=0.4, cores=1, seed=3, solver=solver)
        row = judged(problem, asked, solved(asked))
        assert row.legal, row.fault
        assert row.left_out_min is not None
        assert row.travel_min is not None
        assert row.cost_min == pytest.approx(row.left_out_min + row.travel_min)
        prices[solver] = row.left_out_min
    assert max(prices["paidan"], prices["vroom-5"], prices["pyvrp"]) < prices["nearest"]


def test_a_solve_in_a_process_of_its_own_reports_its_times() -> None:
    found = solved_apart(task("vroom-1"))
    assert found.fault == ""
    assert found.plan is not None
    assert found.wall_s is not None
    assert found.busy_s is not None
    assert 0.0 < found.busy_s < 5.0
    assert check(technician_day(20, 2, "tight"), found.plan).legal


def test_a_solver_that_fails_is_told_and_nothing_else_ends() -> None:
    found = solved_apart(task("nobody"))
    assert found.plan is None
    assert found.fault == "KeyError: 'nobody'"


def test_paidan_tells_of_its_progress() -> None:
    trace = solved(task("paidan", limit_s=0.5)).trace
    assert trace
    assert [cost for _, cost in trace] == sorted((cost for _, cost in trace), reverse=True)
    assert all(0.0 < seconds < 5.0 for seconds, _ in trace)


def test_a_plan_that_breaks_a_rule_is_no_figure() -> None:
    problem = technician_day(20, 2, "tight")
    found = solved(task("nearest"))
    assert found.plan is not None
    twice = found.plan.routes + found.plan.routes[:1]
    row = judged(problem, task("nearest"), Solved(type(found.plan)(routes=twice), ""))
    assert not row.legal
    assert row.cost_min is None
    assert row.fault


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system pins nobody")
def test_a_process_is_pinned_to_as_many_cores_as_it_may_use() -> None:
    before = os.sched_getaffinity(0)
    try:
        pin(1)
        assert len(os.sched_getaffinity(0)) == 1
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.filterwarnings(NOT_OURS)
def test_every_name_is_a_solver_and_says_so() -> None:
    assert [solver_of(name).name for name in NAMES] == list(NAMES)
    assert [family(name) for name in ("paidan", "vroom-5", "ortools-auto")] == ["paidan", "vroom", "ortools"]
    assert set(EXPRESSES) == set(FAMILIES)
    with pytest.raises(KeyError):
        solver_of("vroom-6")
