"""What is under way stays, even if it breaks rules: the plan is a file that can be read, and the checker says why."""

from __future__ import annotations

from dispatch.checker import check
from dispatch.files.plan_file import plan_from_json, plan_to_json
from dispatch.model import Order, Plan, Problem, Route
from dispatch.planner import plan
from tests.dispatch.conftest import at, order, problem_of, route, stop, technician


def planned(in_force: Route, *orders: Order) -> tuple[Problem, Plan]:
    """The problem at 08:05 with this route in force, and its plan as it comes back from its file."""
    problem = problem_of(technician(), *orders, now=at("08:05"), routes=(in_force,))
    found = plan(problem, iterations=10)
    return problem, plan_from_json(plan_to_json(found, problem.horizon), problem.horizon)


def test_a_stop_that_began_before_its_arrival() -> None:
    """From home to a are 600 s, but the technician left at 08:04 and began at 08:10: four minutes too soon."""
    problem, found = planned(route("08:04", "08:30", stop("a", "08:10", "08:20")), order("a", 1))
    assert check(problem, found).rules == {"overlap"}
    assert found.statistics is not None and found.statistics["waiting_s"] == 0


def test_a_stop_to_which_no_way_leads() -> None:
    problem, found = planned(route("08:04", "08:20", stop("a", "08:10", "08:20")), order("a", 4))
    assert check(problem, found).rules == {"unreachable"}
    assert found.routes[0].back == at("08:20")
    assert found.statistics is not None and found.statistics["travel_s"] == 0
