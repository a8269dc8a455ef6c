"""Breaks in the checker: each taken once, in its time, in nobody's way; and what they do to the clock of a route.

The shift is from 08:00 to 17:00, with half an hour of lunch that begins from 11:30 to 13:00.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Order, Pause, Problem, Route, Stop
from scheduling.spans import Break
from tests.dispatch.conftest import (
    HOME,
    absence,
    at,
    due,
    only,
    order,
    plan_of,
    problem_of,
    rest,
    route,
    rules_of,
    shift,
    stop,
    technician,
    told,
)

LUNCH = due("11:30", "13:00", 1800)
MORNING = route("08:00", "08:30", stop("a", "08:10", "08:20"))


def day(*orders: Order, breaks: tuple[Break, ...] = (LUNCH,), **changes: object) -> Problem:
    return problem_of(technician(shifts=(shift(breaks=breaks),), **changes), *(orders or (order(),)))


def resting(taken: Route, *pauses: Pause) -> Route:
    return replace(taken, breaks=pauses)


def fault(problem: Problem, taken: Route) -> Violation:
    violation = only(check(problem, plan_of(taken)))
    assert (violation.rule, violation.technician) == ("break", "t1")
    return violation


def test_a_shift_without_breaks_asks_for_none() -> None:
    assert rules_of(problem_of(order()), MORNING) == set()


class TestTakenOnce:
    def test_in_its_time(self) -> None:
        # Home since 08:30: at 11:30, at 13:00 and in between.
        for start, finish in (("11:30", "12:00"), ("12:10", "12:40"), ("13:00", "13:30")):
            assert rules_of(day(), resting(MORNING, rest(start, finish))) == set()

    def test_forgotten(self) -> None:
        violation = fault(day(), MORNING)
        assert (violation.observed, violation.bound) == (None, 1800)

    def test_a_route_without_stops_takes_none(self) -> None:
        assert rules_of(day(), route("08:00", "17:00")) == set()
        assert rules_of(day(), resting(route("08:00", "17:00"), rest("11:30", "12:00"))) == set()
        assert rules_of(day(), resting(route("08:00", "17:00"), rest("11:29", "11:59"))) == {"break"}

    def test_taken_twice(self) -> None:
        twice = resting(MORNING, rest("11:30", "12:00"), rest("12:00", "12:30"))
        violation = fault(day(), twice)
        assert (violation.observed, violation.bound) == (told("12:00"), None)

    def test_where_none_is_due(self) -> None:
        assert fault(problem_of(order()), resting(MORNING, rest("12:00", "12:30"))).bound is None

    @pytest.mark.parametrize(
        ("pause", "observed", "bound"),
        [
            (rest("11:29:59", "11:59:59"), told("11:29:59"), told("11:30")),
            (rest("13:00:01", "13:30:01"), told("13:00:01"), told("13:00")),
            (rest("12:00", "12:29:59"), 1799, 1800),
            (rest("12:00", "12:30:01"), 1801, 1800),
            (rest("12:00", "12:00"), 0, 1800),
            (rest("12:00", "11:30"), -1800, 1800),
        ],
    )
    def test_off_by_a_second(self, pause: Pause, observed: object, bound: object) -> None:
        violation = fault(day(), resting(MORNING, pause))
        assert (violation.observed, violation.bound) == (observed, bound)

    def test_inside_the_shift_and_not_in_overtime(self) -> None:
        # May begin from 07:30 to 17:00; the shift is from 08:00 to 17:00, with an hour of overtime.
        wide = due("07:30", "17:00", 1800)
        problem = problem_of(technician(shifts=(shift(max_overtime_s=3600, breaks=(wide,)),)), order())
        noon = route("12:00", "12:30", stop("a", "12:10", "12:20"))
        for start, finish in (("08:00", "08:30"), ("16:30", "17:00")):
            assert rules_of(problem, resting(noon, rest(start, finish))) == set()
        early = fault(problem, resting(noon, rest("07:59:59", "08:29:59")))
        assert (early.observed, early.bound) == (told("07:59:59"), told("08:00"))
        late = fault(problem, resting(noon, rest("16:30:01", "17:00:01")))
        assert (late.observed, late.bound) == (told("17:00:01"), told("17:00"))

    def test_any_way_to_match_them_will_do(self) -> None:
        # Both last 30 min. 12:00 fits both; 12:30 only the one until 13:00, so 12:00 is the one until 12:00.
        tea = due("11:00", "12:00", 1800)
        problem = day(breaks=(LUNCH, tea))
        assert rules_of(problem, resting(MORNING, rest("12:30", "13:00"), rest("12:00", "12:30"))) == set()
        assert rules_of(problem, resting(MORNING, rest("11:00", "11:30"), rest("11:30", "12:00"))) == set()
        # 12:01 and 12:31 are both too late for tea.
        assert fault(problem, resting(MORNING, rest("12:01", "12:31"), rest("12:31", "13:01"))).bound == told("12:00")

    def test_of_two_lengths_each_has_its_own(self) -> None:
        problem = day(breaks=(LUNCH, due("11:30", "13:00", 900)))
        assert rules_of(problem, resting(MORNING, rest("11:30", "11:45"), rest("11:45", "12:15"))) == set()
        assert fault(problem, resting(MORNING, rest("11:30", "12:00"), rest("12:00", "12:30"))).bound == 900

    def test_two_at_once(self) -> None:
        problem = day(breaks=(LUNCH, due("11:30", "13:00", 900)))
        assert rules_of(problem, resting(MORNING, rest("11:30", "12:00"), rest("12:00", "12:15"))) == set()
        violation = fault(problem, resting(MORNING, rest("11:30", "12:00"), rest("11:59:59", "12:14:59")))
        assert (violation.observed, violation.bound) == (told("11:59:59"), told("12:00"))


class TestMeanwhile:
    """A visit from 11:40 to 12:00: home at 11:30, back at 12:10."""

    noon = route("11:30", "12:10", stop("a", "11:40", "12:00"))
    problem = day(order(service_s=1200))

    def test_touching_a_visit(self) -> None:
        # From the finish on, while driving home: 10 min from 12:30 on.
        after = replace(self.noon, back=at("12:40"))
        assert rules_of(self.problem, resting(after, rest("12:00", "12:30"))) == set()
        # Until the start: departs 11:20, there 11:30, rests until 12:00, works 12:00 to 12:20.
        before = route("11:20", "12:30", stop("a", "12:00", "12:20"))
        assert rules_of(self.problem, resting(before, rest("11:30", "12:00"))) == set()

    def test_a_second_of_a_visit(self) -> None:
        violation = fault(self.problem, resting(self.noon, rest("11:59:59", "12:29:59")))
        assert (violation.order, violation.observed, violation.bound) == ("a", told("11:59:59"), told("11:40"))
        # (The way home lies in it too; that is not told besides.) Rests until 12:00:01, works from 12:00 on.
        before = route("11:20", "12:30", stop("a", "12:00", "12:20"))
        assert fault(self.problem, resting(before, rest("11:30:01", "12:00:01"))).order == "a"

    def test_a_second_of_the_setup(self) -> None:
        # Works from 12:05 to 12:25, sets up from 12:00. There at 11:30.
        problem = day(order(service_s=1200, setup_s=300))
        late = route("11:20", "12:35", stop("a", "12:05", "12:25"))
        assert rules_of(problem, resting(late, rest("11:30", "12:00"))) == set()
        violation = fault(problem, resting(late, rest("11:30:01", "12:00:01")))
        assert (violation.order, violation.bound) == ("a", told("12:00"))
        assert "sets up" in violation.message

    def test_nobody_drives_off_in_a_break(self) -> None:
        # Departs 12:00: a break that ends then is over; one that ends a second later is not, and does not interrupt.
        noon = route("12:00", "12:40", stop("a", "12:10", "12:30"))
        assert rules_of(self.problem, resting(noon, rest("11:30", "12:00"))) == set()
        violation = fault(self.problem, resting(noon, rest("11:30:01", "12:00:01")))
        assert (violation.order, violation.bound) == ("a", told("12:00"))
        assert "drives" in violation.message

    def test_a_visit_of_no_time_overlaps_no_break(self) -> None:
        # At home, at 11:45, in the middle of lunch: half-open, so nothing is done in it.
        problem = day(order(service_s=0, location=HOME))
        at_home = route("11:30", "11:45", stop("a", "11:45", "11:45"))
        assert rules_of(problem, resting(at_home, rest("11:30", "12:00"))) == set()


class TestClock:
    """a at 1 until 11:28, then b at 2: 300 s of driving."""

    problem = day(order("a", service_s=3600), order("b", 2, service_s=3600))
    first = stop("a", "10:28", "11:28")

    def with_b(self, start: str, finish: str, back: str, **stated: object) -> Route:
        b: Stop = stop("b", start, finish, **stated)
        return route("10:18", back, self.first, b)

    def test_in_the_middle_of_driving(self) -> None:
        # 2 min until 11:30, 30 min of rest, 3 min more: there at 12:03. Home 13:03 + 15 min = 13:18.
        b = self.with_b("12:03", "13:03", "13:18", arrive=at("12:03"), travel_s=300)
        assert rules_of(self.problem, resting(b, rest("11:30", "12:00"))) == set()
        early = self.with_b("12:02:59", "13:02:59", "13:17:59")
        violation = only(check(self.problem, plan_of(resting(early, rest("11:30", "12:00")))))
        assert (violation.rule, violation.bound) == ("overlap", told("12:03"))
        assert "rests 1800 s" in violation.message

    def test_in_the_very_second_in_which_driving_begins(self) -> None:
        # The finish is 11:30: rests until 12:00, then drives 5 min.
        taken = route("10:20", "13:20", stop("a", "10:30", "11:30"), stop("b", "12:05", "13:05", arrive=at("12:05")))
        assert rules_of(self.problem, resting(taken, rest("11:30", "12:00"))) == set()

    def test_in_the_very_second_of_arrival_it_is_waiting(self) -> None:
        # There at 11:33, rests from then until 12:03, starts.
        taken = self.with_b("12:03", "13:03", "13:18", arrive=at("11:33"))
        assert rules_of(self.problem, resting(taken, rest("11:33", "12:03"))) == set()
        # A second earlier it interrupts the last second of driving: there at 12:03.
        taken = self.with_b("12:03", "13:03", "13:18", arrive=at("12:03"))
        assert rules_of(self.problem, resting(taken, rest("11:32:59", "12:02:59"))) == set()

    def test_a_wrong_arrival_is_told_with_the_breaks(self) -> None:
        taken = self.with_b("12:03", "13:03", "13:18", arrive=at("11:33"))
        violation = only(check(self.problem, plan_of(resting(taken, rest("11:30", "12:00")))))
        assert (violation.rule, violation.observed, violation.bound) == ("timing", told("11:33"), told("12:03"))
        assert "1800 s of breaks" in violation.message

    def test_on_the_way_home(self) -> None:
        # Finishes 11:28, 2 min, rests until 12:00, 8 min: back 12:08. After the return it costs nothing.
        problem = day(order("a", service_s=3600))
        assert rules_of(problem, resting(route("10:18", "12:08", self.first), rest("11:30", "12:00"))) == set()
        assert rules_of(problem, resting(route("10:18", "11:38", self.first), rest("11:38", "12:08"))) == set()
        early = resting(route("10:18", "11:38", self.first), rest("11:37:59", "12:07:59"))
        violation = only(check(problem, plan_of(early)))
        assert (violation.rule, violation.bound) == ("timing", told("12:08"))

    def test_a_late_return_is_not_told_besides_a_wrong_break(self) -> None:
        # Half an hour from 11:29 on is a minute early; nobody knows when the return would be with a right one.
        problem = day(order("a", service_s=3600))
        early = rest("11:29", "11:59")
        assert rules_of(problem, resting(route("10:18", "12:10", self.first), early)) == {"break"}
        assert rules_of(problem, resting(route("10:18", "12:07", self.first), early)) == {"break", "timing"}
        assert rules_of(problem, resting(route("10:18", "12:10", self.first), rest("11:30", "12:00"))) == {"timing"}

    def test_two_on_one_way(self) -> None:
        # 11:28 to 11:30, rest, 12:00 to 12:01, rest, 12:31 to 12:33: there.
        problem = day(order("a", service_s=3600), order("b", 2), breaks=(LUNCH, LUNCH))
        taken = route("10:18", "12:58", self.first, stop("b", "12:33", "12:43"))
        assert rules_of(problem, resting(taken, rest("12:01", "12:31"), rest("11:30", "12:00"))) == set()

    def test_waiting_is_priced_without_them(self) -> None:
        # Leaves a at 11:28, there 11:33, rests 11:40 to 12:10, starts 12:20: 47 min less 30 is 17 min.
        weights = {"waiting_min": 1.0}
        taken = resting(self.with_b("12:20", "13:20", "13:35"), rest("11:40", "12:10"))
        policy = replace(self.problem.policy, weights=weights)
        report = check(replace(self.problem, policy=policy), plan_of(taken))
        assert report.legal
        assert report.cost.terms == {"waiting_min": 17.0}
        # Half on the way, half not at all: 11:30 to 12:00 interrupts; there 12:03, starts 12:20: 17 min again.
        taken = resting(self.with_b("12:20", "13:20", "13:35"), rest("11:30", "12:00"))
        assert check(replace(self.problem, policy=policy), plan_of(taken)).cost.terms == {"waiting_min": 17.0}

    def test_one_that_interrupts_driving_may_lie_in_an_absence(self) -> None:
        # Drives 11:28 to 11:30 and 12:00 to 12:03; absent 11:30 to 12:00. A second more is driven in.
        b = resting(self.with_b("12:03", "13:03", "13:18"), rest("11:30", "12:00"))
        away = (absence("11:30", "12:00"),)
        breaks = (shift(breaks=(LUNCH,)),)
        orders = (order("a", service_s=3600), order("b", 2, service_s=3600))
        assert rules_of(problem_of(technician(shifts=breaks, absences=away), *orders), b) == set()
        away = (absence("11:30", "12:00:01"),)
        assert rules_of(problem_of(technician(shifts=breaks, absences=away), *orders), b) == {"absent"}
