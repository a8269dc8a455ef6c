"""Overtime, shifts at the edges of the horizon, and technicians seen at a position, in the checker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Position, Problem, Route, Technician
from geo.places import MatrixIndex
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
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


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert violation.technician == "t1"
    return violation


class TestOvertime:
    """The shift ends 08:30 with 10 min of overtime; a is served for 10 min, 10 min from home."""

    problem = problem_of(technician(shifts=(shift("08:00", "08:30", max_overtime_s=600),)), order())

    def test_none_is_needed(self) -> None:
        assert rules_of(self.problem, ONE_STOP) == set()

    def test_to_the_second(self) -> None:
        assert rules_of(self.problem, route("08:10", "08:40", stop("a", "08:20", "08:30"))) == set()

    def test_a_second_more(self) -> None:
        violation = fault(self.problem, route("08:10:01", "08:40:01", stop("a", "08:20:01", "08:30:01")))
        assert (violation.rule, violation.order) == ("overtime", "a")
        assert (violation.observed, violation.bound) == (told("08:40:01"), told("08:40"))
        assert "600 s of overtime" in violation.message

    def test_without_any_it_is_the_shift_that_ends(self) -> None:
        problem = problem_of(technician(shifts=(shift("08:00", "08:30"),)), order())
        late = route("08:00:01", "08:30:01", stop("a", "08:10:01", "08:20:01"))
        assert fault(problem, late).rule == "off_shift"

    def test_each_shift_has_its_own(self) -> None:
        shifts = (shift("08:00", "08:30"), shift("08:00", "08:30", max_overtime_s=600))
        problem = problem_of(technician(shifts=shifts), order())
        late = route("08:10", "08:40", stop("a", "08:20", "08:30"))
        assert rules_of(problem, late) == {"off_shift"}
        assert rules_of(problem, replace(late, shift=1)) == set()

    @pytest.mark.parametrize(
        ("depart", "back", "start", "finish", "minutes"),
        [
            ("08:00", "08:30", "08:10", "08:20", 0.0),
            ("08:00:01", "08:30:01", "08:10:01", "08:20:01", 1 / 60),
            ("08:10", "08:40", "08:20", "08:30", 10.0),
        ],
    )
    def test_is_priced(self, depart: str, back: str, start: str, finish: str, minutes: float) -> None:
        # What lies behind 08:30, at 2 for a minute.
        policy = replace(self.problem.policy, weights={"overtime_min": 2.0})
        report = check(replace(self.problem, policy=policy), plan_of(route(depart, back, stop("a", start, finish))))
        assert report.legal
        assert report.cost.terms == {"overtime_min": 2.0 * minutes}

    def test_a_route_without_stops_costs_none(self) -> None:
        policy = replace(self.problem.policy, weights={"overtime_min": 2.0})
        cost = check(replace(self.problem, policy=policy), plan_of(route("08:00", "08:40"))).cost
        assert cost.terms == {"overtime_min": 0.0, "unserved": 2500.0}


class TestBeforeTheOrigin:
    """The shift begins at 06:00, the horizon at 08:00."""

    who = technician(shifts=(shift("06:00", "17:00"),))

    def test_nothing_is_before_the_origin(self) -> None:
        problem = problem_of(self.who, order(), origin=at("08:00"), now=at("08:00"))
        assert rules_of(problem, ONE_STOP) == set()
        early = route("07:59:59", "08:29:59", stop("a", "08:09:59", "08:19:59"))
        violation = only(check(problem, plan_of(early)), rule="off_shift")
        assert (violation.observed, violation.bound) == (told("07:59:59"), told("08:00"))

    def test_breakfast_was_before_the_horizon(self) -> None:
        # Due at 06:00 and over when the day begins: it costs nothing, but it is taken.
        who = technician(shifts=(shift("06:00", "17:00", breaks=(due("06:00", "06:30", 1800),)),))
        problem = problem_of(who, order(), origin=at("08:00"), now=at("08:00"))
        assert rules_of(problem, replace(ONE_STOP, breaks=(rest("06:15", "06:45"),))) == set()
        assert rules_of(problem, ONE_STOP) == {"break"}


def test_a_technician_without_a_shift_serves_nobody() -> None:
    problem = problem_of(technician(shifts=()), order())
    assert rules_of(problem) == set()
    assert fault(problem, ONE_STOP).rule == "unknown_id"


def seen(place: int, clock: str, **changes: object) -> Technician:
    return technician(position=Position(place=MatrixIndex(place), at=at(clock)), **changes)


class TestPosition:
    """Home is 0, a at 1. Seen at 2 at 08:05: from there to a 360 s, from a home 600 s."""

    on = route("08:05", "08:31", stop("a", "08:11", "08:21"))

    def test_the_shift_under_way_goes_on_from_there(self) -> None:
        report = check(problem_of(seen(2, "08:05"), order(), now=at("08:05")), plan_of(self.on))
        assert report.legal
        # 360 + 600 s = 16 min.
        assert report.cost.terms == {"travel_min": 16.0}

    def test_a_way_from_home_would_take_longer(self) -> None:
        violation = fault(problem_of(order()), self.on)
        assert (violation.rule, violation.bound) == ("overlap", told("08:15"))

    def test_departs_when_seen_at_the_earliest(self) -> None:
        problem = problem_of(seen(2, "08:05:01"), order(), now=at("08:05"))
        violation = fault(problem, self.on)
        assert (violation.rule, violation.observed, violation.bound) == ("off_shift", told("08:05"), told("08:05:01"))
        assert "position" in violation.message

    @pytest.mark.parametrize(("clock", "is_under_way"), [("07:59:59", False), ("08:00", True), ("17:09:59", True)])
    def test_which_shift_is_under_way(self, clock: str, is_under_way: bool) -> None:
        # 08:00 to 17:00 with 10 min of overtime. From 2 at once, or from home 600 s.
        who = seen(2, clock, shifts=(shift(max_overtime_s=600),))
        from_there = route("17:10", "17:36", stop("a", "17:16", "17:26"))
        found = rules_of(problem_of(who, order()), from_there)
        assert ("overlap" not in found) is is_under_way

    def test_at_the_end_of_overtime_the_shift_is_over(self) -> None:
        who = seen(2, "17:10", shifts=(shift(max_overtime_s=600),))
        assert rules_of(problem_of(who, order()), ONE_STOP) == set()

    def test_the_other_shifts_begin_at_the_start(self) -> None:
        who = seen(2, "08:05", shifts=(shift("08:00", "12:00"), shift("13:00", "17:00")))
        afternoon = route("13:00", "13:30", stop("a", "13:10", "13:20"), number=1)
        assert rules_of(problem_of(who, order()), afternoon) == set()

    def test_a_stop_under_way_tells_where_they_are(self) -> None:
        # In force: home 08:00, a at 08:10. At 08:05 that is under way, so the position at 2 does not matter.
        problem = problem_of(seen(2, "08:05"), order("a", 1), order("b", 2), now=at("08:05"), routes=(TWO_STOPS,))
        assert rules_of(problem, TWO_STOPS) == set()
        # With a departure at now nothing is under way, and the way to a is that from 2.
        waiting = replace(problem, now=at("08:00"))
        assert rules_of(waiting, TWO_STOPS) == {"off_shift"}
        # 08:05 + 360 s = 08:11, a until 08:21, b from 08:26 to 08:36, home 08:51.
        from_there = route("08:05", "08:51", stop("a", "08:11", "08:21"), stop("b", "08:26", "08:36"))
        assert rules_of(waiting, from_there) == set()

    def test_a_frozen_stop_tells_where_they_are(self) -> None:
        problem = problem_of(seen(2, "07:00", shifts=(shift("06:00"),)), order(), routes=(ONE_STOP,))
        assert rules_of(replace(problem, frozen_before=at("08:10:01")), ONE_STOP) == set()
        # 360 s from 2 instead of 600 s: there at 08:06 and waits, which is legal; a start at 08:06 too.
        assert rules_of(replace(problem, frozen_before=at("08:10")), ONE_STOP) == set()
        assert rules_of(problem, route("08:00", "08:26", stop("a", "08:06", "08:16"))) == set()

    def test_a_position_without_a_way(self) -> None:
        assert fault(problem_of(seen(4, "08:00"), order()), ONE_STOP).rule == "unreachable"

    def test_an_empty_route_goes_on_from_nowhere(self) -> None:
        assert rules_of(problem_of(seen(2, "09:00")), route("08:00", "17:00")) == set()
