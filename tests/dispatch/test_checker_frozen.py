"""`now` against the plan in force: what is under way stays, and nothing new begins in the past.

In force is TWO_STOPS: departs 08:00 for a (start 08:10), departs 08:20 for b (start 08:25), home 08:50.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Problem, Route
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
)


def day_at(clock: str, *in_force: Route) -> Problem:
    things = (technician(), technician("t2"), order("a", 1), order("b", 2), order("c", 1))
    return problem_of(*things, now=at(clock), routes=in_force)


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert violation.rule == "frozen"
    assert violation.bound == problem.now.isoformat()
    return violation


def test_what_is_in_force_may_stay_however_late_it_is() -> None:
    assert rules_of(day_at("16:00", TWO_STOPS), TWO_STOPS) == set()


def test_a_new_route_departs_before_now() -> None:
    violation = fault(day_at("08:00:01"), TWO_STOPS)
    assert (violation.order, violation.technician, violation.observed) == ("a", "t1", told("08:00"))


def test_a_new_route_departs_at_now() -> None:
    assert rules_of(day_at("08:00"), TWO_STOPS) == set()


def test_a_new_route_that_waits_has_departed_all_the_same() -> None:
    # 08:30 less 600 s is 08:20, but it says that it leaves at 08:10.
    waits = route("08:10", "08:50", stop("a", "08:30", "08:40"))
    assert fault(day_at("08:15"), waits).observed == told("08:10")
    assert rules_of(day_at("08:15"), replace(waits, depart=at("08:20"))) == set()


def test_a_route_in_force_is_not_begun_earlier() -> None:
    in_force = route("08:20", "08:50", stop("a", "08:30", "08:40"))
    earlier = replace(in_force, depart=at("08:10"))
    assert fault(day_at("08:15", in_force), earlier).observed == told("08:10")
    assert rules_of(day_at("08:05", in_force), earlier) == set()


def test_a_route_under_way_departed_when_it_said() -> None:
    # Left at 08:00 and waits for 08:30: under way at 08:00:01, though 08:20 would have done. No later departure then.
    in_force = route("08:00", "08:50", stop("a", "08:30", "08:40"))
    later = replace(in_force, depart=at("08:20"))
    assert rules_of(day_at("08:00", in_force), later) == set()
    assert rules_of(day_at("08:00:01", in_force), in_force) == set()
    assert fault(day_at("08:00:01", in_force), later).observed == told("08:00")
    assert fault(day_at("08:00:01", in_force)).order == "a"


def test_the_start_of_a_stop_under_way_stays() -> None:
    waits = route("08:00", "08:31", stop("a", "08:11", "08:21"))
    assert rules_of(day_at("08:00", ONE_STOP), waits) == set()
    assert fault(day_at("08:00:01", ONE_STOP), waits).observed == told("08:00")


def test_the_last_departure_to_a_later_stop_minds_absences() -> None:
    # b starts 09:02; 300 s before is 08:57, inside the absence from 08:40, so the way is driven from 08:35 on.
    in_force = route("08:00", "09:27", stop("a", "08:10", "08:20"), stop("b", "09:02", "09:12"))
    who = technician(absences=(absence("08:40", "09:00"),))
    problem = problem_of(who, order("a", 1), order("b", 2), routes=(in_force,))
    without = route("08:00", "08:30", stop("a", "08:10", "08:20"))
    assert rules_of(replace(problem, now=at("08:35")), without) == set()
    violation = fault(replace(problem, now=at("08:35:01")), without)
    assert (violation.order, violation.observed) == ("b", None)
    assert rules_of(replace(problem, now=at("08:35:01")), in_force) == set()


def test_a_stop_under_way_is_left_out() -> None:
    violation = fault(day_at("08:00:01", TWO_STOPS))
    assert (violation.order, violation.technician, violation.observed) == ("a", "t1", None)


def test_a_stop_whose_departure_is_now_may_go() -> None:
    assert rules_of(day_at("08:00", TWO_STOPS)) == set()


@pytest.mark.parametrize(
    "instead",
    [
        route("12:00", "12:30", stop("a", "12:10", "12:20")),
        route("12:00", "12:30", stop("a", "12:10", "12:20"), technician_id="t2"),
        route("08:00", "08:30", stop("a", "08:10", "08:20"), technician_id="t2"),
    ],
)
def test_a_stop_under_way_is_moved_or_given_to_another(instead: Route) -> None:
    violation = fault(day_at("08:00:01", TWO_STOPS), instead)
    assert (violation.order, violation.technician, violation.observed) == ("a", "t1", told("08:00"))


def test_a_stop_under_way_is_put_into_another_shift() -> None:
    who = technician(shifts=(shift(), shift()))
    problem = problem_of(who, order("a", 1), order("b", 2), now=at("08:00:01"), routes=(TWO_STOPS,))
    assert fault(problem, replace(TWO_STOPS, shift=1)).order == "a"


def test_what_follows_may_change() -> None:
    # At 08:19 the way to b (08:20) has not begun: b goes to t2, c comes after a at the same place.
    other = route("09:00", "09:40", stop("b", "09:15", "09:25"), technician_id="t2")
    after = route("08:00", "08:40", stop("a", "08:10", "08:20"), stop("c", "08:20", "08:30"))
    assert rules_of(day_at("08:19", TWO_STOPS), after, other) == set()


def test_nothing_comes_between_two_that_are_under_way() -> None:
    # c takes b's place after a, and b gets another stop before it, at the old start.
    in_force = route("08:00", "09:35", stop("a", "08:10", "08:20"), stop("b", "09:10", "09:20"))
    between = route(
        "08:00", "09:35", stop("a", "08:10", "08:20"), stop("c", "08:30", "08:40"), stop("b", "09:10", "09:20")
    )
    # b departs 09:10 less 300 s = 09:05. At 08:29 both are free to change, at 08:31 c (no way to drive) is too late.
    assert rules_of(day_at("08:29", in_force), between) == set()
    report = check(day_at("08:31", in_force), plan_of(between))
    assert [(violation.order, violation.observed) for violation in report.violations] == [("c", told("08:30"))]
    report = check(day_at("09:06", in_force), plan_of(between))
    assert {violation.order for violation in report.violations} == {"b", "c"}


def test_a_new_stop_after_the_last_departs_from_now_on() -> None:
    # c after b: 2 to 1 takes 360 s, so a start at 08:50 leaves at 08:44 at the latest.
    longer = route(
        "08:00", "09:10", stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35"), stop("c", "08:50", "09:00")
    )
    assert rules_of(day_at("08:44", TWO_STOPS), longer) == set()
    assert fault(day_at("08:44:01", TWO_STOPS), longer).observed == told("08:44")


def test_history_that_the_problem_no_longer_knows_is_passed_over() -> None:
    gone = route("08:00", "08:30", stop("gone", "08:10", "08:20"))
    away = route("08:00", "08:30", stop("a", "08:10", "08:20"), technician_id="away")
    assert rules_of(day_at("09:00", gone, away)) == set()
