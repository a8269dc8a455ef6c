"""The plan as a whole: its ids, what stands in it twice, another problem's plan; and that no plan makes it fall."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.checker import check
from dispatch.model import (
    LOCKS,
    After,
    Cost,
    Lock,
    Pause,
    Plan,
    Policy,
    Position,
    Problem,
    Role,
    Route,
    Stop,
    Unassigned,
)
from geo.places import MatrixIndex
from scheduling.traffic import Period, Traffic
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
    at,
    due,
    only,
    order,
    plan_of,
    problem_of,
    route,
    rules_of,
    shift,
    stop,
    technician,
)


def left_out(*orders: str) -> tuple[Unassigned, ...]:
    return tuple(Unassigned(order=name, reason="does_not_fit") for name in orders)


class TestUnknownIds:
    def test_an_order_in_a_route(self) -> None:
        other = route("08:00", "08:20", stop("zz", "08:10", "08:20"))
        violation = only(check(problem_of(), plan_of(other)))
        assert (violation.rule, violation.order, violation.technician) == ("unknown_id", "zz", "t1")
        assert (violation.observed, violation.bound) == ("zz", "an order of the problem")

    def test_an_order_between_two_known_ones(self, problem: Problem) -> None:
        a, b = TWO_STOPS.stops
        stops = (a, stop("zz", "08:21", "08:22"), b)
        assert rules_of(problem, replace(TWO_STOPS, stops=stops)) == {"unknown_id"}

    def test_an_order_among_those_left_out(self, problem: Problem) -> None:
        violation = only(check(problem, plan_of(TWO_STOPS, unassigned=left_out("zz"))))
        assert (violation.rule, violation.order, violation.technician) == ("unknown_id", "zz", None)

    def test_a_technician(self, problem: Problem) -> None:
        violation = only(check(problem, plan_of(replace(TWO_STOPS, technician="t7"))))
        assert (violation.rule, violation.technician, violation.observed) == ("unknown_id", "t7", "t7")

    @pytest.mark.parametrize("number", [1, 99, -1])
    def test_a_shift(self, problem: Problem, number: int) -> None:
        violation = only(check(problem, plan_of(replace(TWO_STOPS, shift=number))))
        assert (violation.rule, violation.technician) == ("unknown_id", "t1")
        assert (violation.observed, violation.bound) == (number, 0)

    def test_a_shift_of_a_technician_without_any(self) -> None:
        problem = problem_of(technician(shifts=()), order())
        violation = only(check(problem, plan_of(ONE_STOP)))
        assert (violation.rule, violation.observed, violation.bound) == ("unknown_id", 0, None)


class TestDuplicates:
    def test_an_order_with_two_technicians(self) -> None:
        problem = problem_of(technician(), technician("t2"), order())
        violation = only(check(problem, plan_of(ONE_STOP, replace(ONE_STOP, technician="t2"))))
        assert (violation.rule, violation.order, violation.technician) == ("duplicate_order", "a", "t2")
        assert (violation.observed, violation.bound) == (2, 1)

    def test_an_order_twice_in_a_route(self) -> None:
        twice = route("08:00", "08:40", stop("a", "08:10", "08:20"), stop("a", "08:20", "08:30"))
        violation = only(check(problem_of(order()), plan_of(twice)))
        assert (violation.rule, violation.order, violation.technician) == ("duplicate_order", "a", "t1")

    def test_an_order_served_and_left_out(self, problem: Problem) -> None:
        violation = only(check(problem, plan_of(TWO_STOPS, unassigned=left_out("b"))))
        assert (violation.rule, violation.order, violation.technician) == ("duplicate_order", "b", "t1")

    def test_an_order_left_out_twice(self) -> None:
        violation = only(check(problem_of(), plan_of(ONE_STOP, unassigned=left_out("b", "b"))))
        assert (violation.rule, violation.order, violation.technician) == ("duplicate_order", "b", None)

    def test_two_routes_in_one_shift(self) -> None:
        second = route("09:00", "09:40", stop("b", "09:15", "09:25"))
        violation = only(check(problem_of(), plan_of(ONE_STOP, second)))
        assert (violation.rule, violation.order, violation.technician) == ("duplicate_order", None, "t1")
        assert (violation.observed, violation.bound) == (2, 1)

    def test_one_route_in_each_shift(self) -> None:
        who = technician(shifts=(shift("08:00", "09:00"), shift("09:00", "17:00")))
        second = route("09:00", "09:40", stop("b", "09:15", "09:25"), number=1)
        assert rules_of(problem_of(who, order("a", 1), order("b", 2)), ONE_STOP, second) == set()

    def test_left_out_once_is_right(self) -> None:
        assert rules_of(problem_of(), ONE_STOP, unassigned=left_out("b")) == set()


class TestProblemHash:
    def test_another_problem(self, problem: Problem) -> None:
        violation = only(check(replace(problem, sha256="aa"), plan_of(TWO_STOPS, problem_sha256="bb")))
        assert (violation.rule, violation.observed, violation.bound) == ("wrong_problem", "bb", "aa")

    @pytest.mark.parametrize(("known", "stated"), [("aa", "aa"), (None, "bb"), ("aa", None)])
    def test_the_same_or_not_said(self, problem: Problem, known: str | None, stated: str | None) -> None:
        report = check(replace(problem, sha256=known), plan_of(TWO_STOPS, problem_sha256=stated))
        assert report.legal


def test_the_report_as_json(problem: Problem) -> None:
    report = check(problem, plan_of(replace(TWO_STOPS, depart=at("07:59"))))
    assert json.loads(json.dumps(report.as_json())) == {
        "legal": False,
        "violations": [
            {
                "rule": "off_shift",
                "order": "a",
                "technician": "t1",
                "observed": "2026-03-02T07:59:00+08:00",
                "bound": "2026-03-02T08:00:00+08:00",
                "message": "technician t1 departs 2026-03-02 07:59:00+08:00, before shift 0 begins "
                "2026-03-02 08:00:00+08:00",
            }
        ],
        "cost": {"total_min": 30.0, "terms": {"travel_min": 30.0}},
    }


names = st.sampled_from(["a", "b", "c", "zz", "t1", ""])
instants = st.one_of(
    st.integers(0, 120).map(lambda minutes: at("08:00") + timedelta(minutes=minutes)),
    st.sampled_from([at("00:00").replace(year=1900), at("00:00").replace(year=2999)]),
)
whole = st.one_of(st.none(), st.integers(-1, 2**70))
roles = st.integers(-1, 2)
stops = st.builds(
    Stop,
    order=names,
    role=roles,
    start=instants,
    finish=instants,
    arrive=st.none() | instants,
    travel_s=whole,
    distance_m=whole,
)
routes = st.builds(
    Route,
    technician=names,
    shift=st.integers(-1, 2**40) | st.just(0),
    depart=instants,
    back=instants,
    stops=st.lists(stops, max_size=4).map(tuple),
    breaks=st.lists(st.builds(Pause, instants, instants), max_size=3).map(tuple),
)
locks = st.builds(
    Lock, order=names, kind=st.sampled_from(LOCKS), earliest=st.none() | instants, latest=st.none() | instants
)
minutes = st.floats(allow_nan=False, allow_infinity=False)
reasons = names | st.sampled_from(["no_eligible_technician", "predecessor_unserved"])
plans = st.builds(
    Plan,
    routes=st.lists(routes, max_size=4).map(tuple),
    unassigned=st.none() | st.lists(st.builds(Unassigned, order=names, reason=reasons), max_size=3).map(tuple),
    cost=st.none()
    | st.builds(Cost, st.dictionaries(st.sampled_from(["travel_min", "unserved", "x"]), minutes), minutes),
    statistics=st.none() | st.dictionaries(st.sampled_from(["served", "orders", "travel_s", "iterations"]), minutes),
    problem_sha256=st.none() | names,
)
TERMS = ("travel_min", "waiting_min", "lateness_min", "overtime_min", "workload_balance", "time_moved_min", "x")


@given(plans, routes, st.lists(locks, max_size=3).map(tuple), st.none() | instants)
def test_no_plan_makes_the_checker_fall(
    plan: Plan, in_force: Route, held: tuple[Lock, ...], frozen_before: datetime | None
) -> None:
    shifts = (shift("08:00", "09:00", breaks=(due("08:10", "08:40", 600),), max_overtime_s=60), shift("09:00", "10:00"))
    seen = Position(place=MatrixIndex(2), at=at("08:20"))
    problem = problem_of(
        technician(max_orders=2, max_travel_s=900, capacity=(1,), shifts=shifts, position=seen),
        order("a", 1, load=(1,), setup_s=60, due=at("08:30"), after=(After(order="b", same_technician=True),)),
        order("b", 4),
        order("c", 1, crew=(Role(), Role(skills={"gas": 1}, max_gap_s=60))),
        now=at("08:30"),
        routes=(in_force,),
        locks=held,
        frozen_before=frozen_before,
        traffic=Traffic((Period(8 * 3600, 9 * 3600, 1.5),)),
        policy=Policy(name="all", weights=dict.fromkeys(TERMS, 1.0)),
        sha256="aa",
    )
    report = check(problem, plan)
    assert report.legal is (not report.violations)
    assert json.loads(json.dumps(report.as_json(), allow_nan=False))["legal"] is report.legal
    for violation in report.violations:
        assert violation.message


def test_five_thousand_orders_are_checked_in_a_few_seconds() -> None:
    # 500 technicians with ten orders each at one place, a minute each; twice, with the plan itself in force.
    who = tuple(technician(f"t{k}") for k in range(500))
    orders = tuple(order(f"o{i}", 1, service_s=60) for i in range(5000))
    routes = tuple(
        route(
            "08:00",
            "08:30",
            *(stop(f"o{10 * k + n}", f"08:{10 + n}", f"08:{11 + n}") for n in range(10)),
            technician_id=f"t{k}",
        )
        for k in range(500)
    )
    problem = problem_of(*who, *orders, routes=routes, now=at("08:15"))
    began = time.process_time()
    assert check(problem, plan_of(*routes, unassigned=())).legal
    assert time.process_time() - began < 10.0
