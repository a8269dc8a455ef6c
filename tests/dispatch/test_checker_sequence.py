"""Sequence rules in the checker, three tests each: nothing near, broken by a second or one order, just kept."""

from __future__ import annotations

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Plan, Problem, Route
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
    absence,
    at,
    only,
    order,
    plan_of,
    problem_of,
    route,
    rules_of,
    shift,
    stop,
    technician,
    told,
    window,
)


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert violation.technician == "t1"
    return violation


def test_a_day_without_faults(problem: Problem, plan: Plan) -> None:
    report = check(problem, plan)
    assert report.legal
    assert report.violations == ()


class TestShift:
    def test_departs_a_second_early(self) -> None:
        # 07:59:59 + 600 s = 08:09:59, + 600 s of service = 08:19:59, + 600 s = 08:29:59.
        violation = fault(problem_of(order()), route("07:59:59", "08:29:59", stop("a", "08:09:59", "08:19:59")))
        assert (violation.rule, violation.order) == ("off_shift", "a")
        assert (violation.observed, violation.bound) == (told("07:59:59"), told("08:00"))

    def test_returns_a_second_late(self) -> None:
        # 16:30:01 + 600 = 16:40:01, + 600 = 16:50:01, + 600 = 17:00:01.
        violation = fault(problem_of(order()), route("16:30:01", "17:00:01", stop("a", "16:40:01", "16:50:01")))
        assert (violation.rule, violation.order) == ("off_shift", "a")
        assert (violation.observed, violation.bound) == (told("17:00:01"), told("17:00"))

    def test_fills_the_shift_to_the_second(self) -> None:
        problem = problem_of(technician(shifts=(shift("08:00", "08:30"),)), order())
        assert rules_of(problem, ONE_STOP) == set()

    def test_nothing_is_before_the_origin(self) -> None:
        problem = problem_of(order(), origin=at("08:00:01"), now=at("08:00:01"))
        violation = only(check(problem, plan_of(ONE_STOP)), rule="off_shift")
        assert (violation.observed, violation.bound) == (told("08:00"), told("08:00:01"))
        assert "horizon begins" in violation.message

    def test_each_route_keeps_its_own_shift(self) -> None:
        who = technician(shifts=(shift("08:00", "09:00"), shift("13:00", "17:00")))
        violation = fault(problem_of(who, order()), route("08:00", "08:30", stop("a", "08:10", "08:20"), number=1))
        assert (violation.rule, violation.bound) == ("off_shift", told("13:00"))


class TestAbsence:
    # ONE_STOP drives 08:00–08:10, works 08:10–08:20, drives home 08:20–08:30.
    @pytest.mark.parametrize(
        ("start", "end", "what", "observed"),
        [
            ("07:00", "08:00:01", "drives there", "08:00"),
            ("08:10", "08:10:01", "is at work", "08:10"),
            ("08:19:59", "08:20", "is at work", "08:19:59"),
            ("08:29:59", "10:00", "drives home", "08:29:59"),
        ],
    )
    def test_overlapped_by_a_second(self, start: str, end: str, what: str, observed: str) -> None:
        violation = fault(problem_of(technician(absences=(absence(start, end),)), order()), ONE_STOP)
        assert (violation.rule, violation.order) == ("absent", "a")
        assert (violation.observed, violation.bound) == (told(observed), told(start))
        assert what in violation.message

    def test_touched_on_both_sides(self) -> None:
        who = technician(absences=(absence("07:00", "08:00"), absence("08:30", "09:00")))
        assert rules_of(problem_of(who, order()), ONE_STOP) == set()

    def test_waiting_may_overlap(self) -> None:
        # There at 08:10, begins at 09:00: absent in between.
        problem = problem_of(technician(absences=(absence("08:10", "09:00"),)), order())
        assert rules_of(problem, route("08:00", "09:20", stop("a", "09:00", "09:10"))) == set()

    def test_an_absence_is_told_once_for_an_order_and_for_each_absence(self) -> None:
        # The whole day away: a and b each once. Away twice during a: twice.
        day = check(problem_of(technician(absences=(absence("08:00", "17:00"),))), plan_of(TWO_STOPS))
        assert [(violation.rule, violation.order) for violation in day.violations] == [("absent", "a"), ("absent", "b")]
        twice = technician(absences=(absence("08:11", "08:12"), absence("08:13", "08:14")))
        assert len(check(problem_of(twice, order()), plan_of(ONE_STOP)).violations) == 2

    def test_no_time_at_all_overlaps_nothing(self) -> None:
        # Half-open: [09:30, 09:30) is empty. Lives and ends at the order's place.
        who = technician(start=order().location, end=order().location, absences=(absence("09:00", "10:00"),))
        problem = problem_of(who, order(service_s=0))
        assert rules_of(problem, route("09:30", "09:30", stop("a", "09:30", "09:30"))) == set()


class TestTimeWindow:
    def test_before_it_opens(self) -> None:
        violation = fault(problem_of(order(windows=(window("08:10:01", "09:00"),))), ONE_STOP)
        assert (violation.rule, violation.order) == ("time_window", "a")
        assert (violation.observed, violation.bound) == (told("08:10"), told("08:10:01"))

    def test_after_it_closes(self) -> None:
        violation = fault(problem_of(order(windows=(window("08:00", "08:09:59"),))), ONE_STOP)
        assert (violation.rule, violation.observed, violation.bound) == ("time_window", told("08:10"), told("08:09:59"))

    def test_between_two_the_last_missed_is_told(self) -> None:
        windows = (window("12:00", "13:00"), window("08:05", "08:09"), window("08:00", "08:02"))
        violation = fault(problem_of(order(windows=windows)), ONE_STOP)
        assert violation.bound == told("08:09")
        assert "12:00" in violation.message

    @pytest.mark.parametrize("bounds", [("08:10", "09:00"), ("08:00", "08:10"), ("08:10", "08:10")])
    def test_both_ends_are_included(self, bounds: tuple[str, str]) -> None:
        assert rules_of(problem_of(order(windows=(window(*bounds),))), ONE_STOP) == set()

    def test_one_of_several_is_enough(self) -> None:
        problem = problem_of(order(windows=(window("12:00", "13:00"), window("08:10", "08:11"))))
        assert rules_of(problem, ONE_STOP) == set()


class TestOverlap:
    def test_the_first_stop_before_the_technician_can_be_there(self) -> None:
        # 08:00:01 + 600 s = 08:10:01.
        violation = fault(problem_of(order()), route("08:00:01", "08:30", stop("a", "08:10", "08:20")))
        assert (violation.rule, violation.order) == ("overlap", "a")
        assert (violation.observed, violation.bound) == (told("08:10"), told("08:10:01"))

    def test_a_later_stop_before_the_way_is_driven(self) -> None:
        # 08:20 + 300 s from 1 to 2 = 08:25; it starts 08:24:59, finishes 08:34:59, home 900 s later.
        late = route("08:00", "08:49:59", stop("a", "08:10", "08:20"), stop("b", "08:24:59", "08:34:59"))
        violation = fault(problem_of(), late)
        assert (violation.rule, violation.order) == ("overlap", "b")
        assert (violation.observed, violation.bound) == (told("08:24:59"), told("08:25"))

    def test_the_way_back_is_another_way(self) -> None:
        # b first: 900 s out, 2 to 1 takes 360 s, 1 to home 600 s.
        kept = route("08:00", "08:51", stop("b", "08:15", "08:25"), stop("a", "08:31", "08:41"))
        assert rules_of(problem_of(), kept) == set()
        early = route("08:00", "08:50", stop("b", "08:15", "08:25"), stop("a", "08:30", "08:40"))
        assert rules_of(problem_of(), early) == {"overlap"}

    def test_two_routes_at_once(self) -> None:
        # Shifts 08:00–12:00 and 08:20–17:00 overlap; the first route is back at 08:30.
        who = technician(shifts=(shift("08:00", "12:00"), shift("08:20", "17:00")))
        second = route("08:29:59", "09:09:59", stop("b", "08:44:59", "08:54:59"), number=1)
        violation = fault(problem_of(who, order("a", 1), order("b", 2)), second, ONE_STOP)
        assert (violation.rule, violation.order) == ("overlap", "b")
        assert (violation.observed, violation.bound) == (told("08:29:59"), told("08:30"))

    def test_a_long_route_overlaps_all_that_begin_before_its_end(self) -> None:
        # b: 08:00 to 10:10 with a wait; a: 08:05 to 08:35; c: 09:00 to 09:30. Both a and c lie inside b's.
        who = technician(shifts=(shift(), shift(), shift()))
        long = route("08:00", "10:10", stop("b", "09:45", "09:55"))
        a = route("08:05", "08:35", stop("a", "08:15", "08:25"), number=1)
        c = route("09:00", "09:30", stop("c", "09:10", "09:20"), number=2)
        report = check(problem_of(who, order("a", 1), order("b", 2), order("c", 1)), plan_of(c, long, a))
        assert [(violation.rule, violation.order) for violation in report.violations] == [
            ("overlap", "a"),
            ("overlap", "c"),
        ]
        assert {violation.bound for violation in report.violations} == {told("10:10")}

    def test_two_routes_one_after_the_other(self) -> None:
        who = technician(shifts=(shift("08:00", "12:00"), shift("08:20", "17:00")))
        second = route("08:30", "09:10", stop("b", "08:45", "08:55"), number=1)
        assert rules_of(problem_of(who, order("a", 1), order("b", 2)), second, ONE_STOP) == set()

    def test_two_technicians_work_at_once(self) -> None:
        problem = problem_of(technician(), technician("t2"), order("a", 1), order("b", 1))
        other = route("08:00", "08:30", stop("b", "08:10", "08:20"), technician_id="t2")
        assert rules_of(problem, ONE_STOP, other) == set()


class TestQuota:
    def test_one_order_too_many(self) -> None:
        problem = problem_of(technician(max_orders=1), order("a", 1), order("b", 2))
        violation = fault(problem, TWO_STOPS)
        assert (violation.rule, violation.order, violation.observed, violation.bound) == ("max_orders", "b", 2, 1)

    def test_as_many_as_allowed(self) -> None:
        assert rules_of(problem_of(technician(max_orders=2), order("a", 1), order("b", 2)), TWO_STOPS) == set()

    def test_none_allowed(self) -> None:
        assert rules_of(problem_of(technician(max_orders=0), order()), ONE_STOP) == {"max_orders"}

    def test_each_shift_has_its_own(self) -> None:
        who = technician(max_orders=1, shifts=(shift("08:00", "12:00"), shift("12:00", "17:00")))
        second = route("13:00", "13:40", stop("b", "13:15", "13:25"), number=1)
        assert rules_of(problem_of(who, order("a", 1), order("b", 2)), ONE_STOP, second) == set()


class TestEmptyRoutes:
    def test_nothing_to_do_is_legal_and_free(self) -> None:
        report = check(problem_of(), plan_of(route("09:00", "10:00")))
        assert report.legal
        assert report.cost.terms == {"travel_min": 0.0, "unserved": 5000.0}

    def test_back_before_leaving(self) -> None:
        violation = fault(problem_of(), route("10:00", "09:59:59"))
        assert (violation.rule, violation.order) == ("timing", None)
        assert (violation.observed, violation.bound) == (told("09:59:59"), told("10:00"))

    def test_out_of_the_shift(self) -> None:
        assert rules_of(problem_of(), route("07:59", "09:00")) == {"off_shift"}
        assert rules_of(problem_of(), route("16:00", "17:01")) == {"off_shift"}

    def test_occupies_nobody(self) -> None:
        who = technician(shifts=(shift(), shift()))
        assert rules_of(problem_of(who, order()), ONE_STOP, route("08:00", "17:00", number=1)) == set()
