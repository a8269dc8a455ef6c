"""Backends: legal plans at the checker's price, true reasons, and by name what they cannot be told of."""

from __future__ import annotations

from dataclasses import replace

import pytest

import dispatch.backends.routing.ways
from dispatch.backends import BACKENDS, DEFAULT, backend_of
from dispatch.checker import check
from dispatch.errors import InvalidInputError, NotSupportedError, TooLargeError
from dispatch.files.plan_file import plan_to_json
from dispatch.model import After, Lock, Plan, Problem, Role
from tests.dispatch.batch_days import morning, noon
from tests.dispatch.conftest import ONE_STOP, TWO_STOPS, order, problem_of, route, shift, stop, technician, window
from tests.dispatch.test_planner import hold

pytestmark = pytest.mark.filterwarnings("ignore:.*SwigPy.*|.*swigvarlink.*:DeprecationWarning")
OTHERS = [name for name in BACKENDS if name != DEFAULT]


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("seeds", [range(0, 6), range(6, 12), range(12, 18)], ids=str)
def test_plans_of_days_that_mix_every_rule_are_legal_and_rightly_priced(name: str, seeds: range) -> None:
    for seed in seeds:
        for problem in (morning(seed), noon(seed)):
            alone = tuple(order for order in problem.orders if not order.crew and not order.after)
            if len(alone) < len(problem.orders):
                continue
            found = backend_of(name)(problem, iterations=25)
            hold(problem, found)
            in_force = check(problem, Plan(routes=problem.routes))
            assert found.cost is not None
            assert found.cost.total_min <= in_force.cost.total_min + 1e-9


@pytest.mark.parametrize("name", OTHERS)
def test_orders_that_hang_together_are_refused_by_name(name: str) -> None:
    for tied in (
        order("b", 2, crew=(Role(), Role())),
        order("b", 2, after=(After(order="a"),)),
    ):
        field = "crew" if tied.crew else "after"
        with pytest.raises(NotSupportedError, match=f"'b' has {field}"):
            backend_of(name)(problem_of(technician("t1"), technician("t2"), order("a"), tied), iterations=1)


@pytest.mark.parametrize("name", BACKENDS)
def test_nobody_and_nothing(name: str) -> None:
    day = problem_of()
    for empty, reason in (
        (replace(day, technicians=()), "no_eligible_technician"),
        (replace(day, orders=()), ""),
        (replace(day, technicians=(), orders=()), ""),
        (replace(day, technicians=(technician(shifts=()),)), "does_not_fit"),
        (replace(day, technicians=(technician(shifts=(shift("08:00", "08:29"),)),)), "does_not_fit"),
        (replace(day, technicians=(technician(active=False),)), "no_eligible_technician"),
        (replace(day, orders=(order(skills={"gas": 1}),)), "no_eligible_technician"),
        (replace(day, orders=(order(unserved_cost_min=19.0),)), "not_worth_it"),  # 600 s there and back: 20 min
    ):
        found = backend_of(name)(empty, iterations=5)
        hold(empty, found)
        assert found.routes == ()
        assert {left.reason for left in found.unassigned or ()} == ({reason} if reason else set())


@pytest.mark.parametrize("name", BACKENDS)
def test_what_nobody_may_serve_is_counted_by_rule(name: str) -> None:
    problem = problem_of(technician("t1"), technician("t2", active=False), order(skills={"gas": 1}))
    (left,) = backend_of(name)(problem, iterations=5).unassigned or ()
    assert left.detail == (("not_active", 1), ("skill_missing", 2))


@pytest.mark.parametrize("name", BACKENDS)
def test_where_all_is_locked_the_plan_in_force_stays(name: str) -> None:
    locks = tuple(Lock(order=each, kind="technician_and_time") for each in ("a", "b"))
    problem = problem_of(routes=(TWO_STOPS,), locks=locks)
    found = backend_of(name)(problem, iterations=5)
    hold(problem, found)
    assert [(each.order, each.start) for each in found.routes[0].stops] == [
        (each.order, each.start) for each in TWO_STOPS.stops
    ]


@pytest.mark.parametrize("name", BACKENDS)
def test_overtime_does_not_run_into_the_next_shift(name: str) -> None:
    """After a they are home by 09:20, and set off to b at 09:06; both in one shift take till 09:36."""
    shifts = (shift(end="09:00", max_overtime_s=1200), shift("09:00", "10:00"))
    a = order("a", service_s=1200, windows=(window("08:50", "08:50"),))
    b = order("b", windows=(window("09:16", "09:16"),))
    problem = problem_of(technician(shifts=shifts), a, b)
    found = backend_of(name)(problem, iterations=50)
    hold(problem, found)
    assert [left.reason for left in found.unassigned or ()] == ["does_not_fit"]


@pytest.mark.parametrize("name", BACKENDS)
def test_by_iterations_a_plan_is_the_same_to_the_byte(name: str) -> None:
    day = noon(8)
    texts = [str(plan_to_json(backend_of(name)(day, iterations=20, cores=n), day.horizon)) for n in (1, 2)]
    assert texts[0] == texts[1]
    assert "elapsed_s" not in texts[0]


@pytest.mark.parametrize("name", BACKENDS)
def test_by_the_clock_a_plan_says_how_long_it_took(name: str) -> None:
    found = backend_of(name)(noon(8), time_limit_s=0.2)
    assert found.statistics is not None
    assert list(found.statistics) == ["served", "orders", "travel_s", "waiting_s", "iterations", "elapsed_s"]
    assert found.statistics["elapsed_s"] < 5.0


def test_no_time_at_all_still_gives_a_whole_plan() -> None:
    for seed in (8, 9):
        hold(noon(seed), backend_of("ortools_routing")(noon(seed), time_limit_s=0.0))


def test_what_is_too_large_for_ortools_is_refused_with_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nodes: a, b, where t1 begins and where they end; 4 x 4 ways for one kind of technician.
    monkeypatch.setattr(dispatch.backends.routing.ways, "MAX_WAYS", 15)
    with pytest.raises(TooLargeError, match="16, must be at most 15"):
        backend_of("ortools_routing")(problem_of(), iterations=1)


def test_progress_is_told() -> None:
    told: list[tuple[float, int, int]] = []
    backend_of("ortools_routing")(problem_of(), iterations=3, progress=lambda *state: told.append(state))
    assert told[0] == (pytest.approx(30.0), 2, 1)  # home to a 600 s, to b 300 s, home 900 s


def test_the_assignment_keeps_what_is_in_force_and_so_must_be_able_to() -> None:
    # b alone in force: 900 s there and back. a is put before it, 300 s on, though b would go before a by itself.
    held = route("08:00", "10:25", stop("b", "10:00", "10:10"))
    problem = problem_of(technician(), order("a", windows=(window("09:00", "09:10"),)), order("b", 2), routes=(held,))
    found = backend_of("assignment")(problem, iterations=100)
    hold(problem, found)
    assert [each.order for each in found.routes[0].stops] == ["a", "b"]
    broken = replace(problem, technicians=(technician(active=False),), routes=(ONE_STOP,))
    with pytest.raises(InvalidInputError, match="/plan: is kept by this backend, but breaks not_active"):
        backend_of("assignment")(broken, iterations=100)


def test_ortools_mends_a_plan_in_force_that_breaks_rules() -> None:
    problem = problem_of(technician("t1", active=False), technician("t2"), routes=(TWO_STOPS,))
    found = backend_of("ortools_routing")(problem, iterations=5)
    hold(problem, found)
    assert [each.technician for each in found.routes] == ["t2"]


def test_ortools_is_never_dearer_than_the_plan_in_force() -> None:
    """Work of two by two is cheapest shared, which OR-Tools is not told by technician: what is in force stays."""
    day = noon(6)
    problem: Problem = replace(day, routes=backend_of(DEFAULT)(day, iterations=300).routes)
    before = check(problem, Plan(routes=problem.routes))
    found = backend_of("ortools_routing")(problem, iterations=1)
    assert before.legal
    assert found.cost is not None
    assert found.cost.total_min <= before.cost.total_min + 1e-9
