"""`frozen_before`, roles, setup and breaks against the plan in force, in the checker.

In force is TWO_STOPS: departs 08:00 for a (start 08:10), departs 08:20 for b (start 08:25), home 08:50.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.checker.frozen import frozen_text
from dispatch.model import Pause, Problem, Role, Route
from scheduling.spans import Break
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
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


def day(frozen_before: str | None, *in_force: Route, now: str = "00:00", **changes: object) -> Problem:
    things = (technician(**changes), technician("t2"), order("a", 1), order("b", 2), order("c", 1))
    frozen = None if frozen_before is None else at(frozen_before)
    return problem_of(*things, now=at(now), routes=in_force, frozen_before=frozen)


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert violation.rule == "frozen"
    return violation


class TestStops:
    def test_nothing_is_frozen(self) -> None:
        assert rules_of(day(None, TWO_STOPS)) == set()

    def test_a_start_at_the_very_second_is_free(self) -> None:
        # b (08:25) is frozen by 08:25:01 and not by 08:25; a (08:10) stays anyhow.
        assert rules_of(day("08:25", TWO_STOPS), ONE_STOP) == set()
        violation = fault(day("08:25:01", TWO_STOPS), ONE_STOP)
        assert (violation.order, violation.technician) == ("b", "t1")
        assert (violation.observed, violation.bound) == (None, told("08:25:01"))
        assert rules_of(day("08:25:01", TWO_STOPS), TWO_STOPS) == set()

    @pytest.mark.parametrize(
        "instead",
        [
            route("12:00", "12:30", stop("a", "12:10", "12:20")),
            route("08:00", "08:31", stop("a", "08:11", "08:21")),
            replace(ONE_STOP, depart=at("07:59")),
            replace(ONE_STOP, technician="t2"),
        ],
    )
    def test_it_keeps_who_when_and_the_departure(self, instead: Route) -> None:
        problem = day("08:10:01", ONE_STOP, shifts=(shift("07:00"),))
        violation = fault(problem, instead)
        assert (violation.order, violation.observed, violation.bound) == ("a", told("08:10"), told("08:10:01"))

    def test_nothing_comes_before_it(self) -> None:
        # c at a's place, then a as it was: c is new and starts too early, a has another departure and stop before.
        in_force = route("08:20", "08:50", stop("a", "08:30", "08:40"))
        first = route("08:10", "08:50", stop("c", "08:20", "08:30"), stop("a", "08:30", "08:40"))
        report = check(day("08:31", in_force), plan_of(first))
        assert [(found.rule, found.order) for found in report.violations] == [("frozen", "a"), ("frozen", "c")]

    def test_nothing_new_starts_before_it(self) -> None:
        c = route("08:20", "08:50", stop("c", "08:30", "08:40"), technician_id="t2")
        assert rules_of(day("08:30"), c) == set()
        violation = fault(day("08:30:01"), c)
        assert (violation.order, violation.observed, violation.bound) == ("c", told("08:30"), told("08:30:01"))

    def test_but_it_may_depart_before_it(self) -> None:
        c = route("08:20", "08:50", stop("c", "08:30", "08:40"), technician_id="t2")
        assert rules_of(day("08:30", now="08:20"), c) == set()
        assert fault(day("08:30", now="08:20:01"), c).bound == told("08:20:01")

    def test_what_follows_may_change(self) -> None:
        # a stays; c takes b's place, from 08:20 on.
        with_c = route("08:00", "08:40", stop("a", "08:10", "08:20"), stop("c", "08:20", "08:30"))
        assert rules_of(day("08:20", TWO_STOPS), with_c) == set()

    def test_it_keeps_its_role(self) -> None:
        crew = order("a", 1, crew=(Role(), Role()))
        second = replace(ONE_STOP, technician="t2", stops=(replace(ONE_STOP.stops[0], role=1),))
        problem = problem_of(
            technician(), technician("t2"), crew, routes=(ONE_STOP, second), frozen_before=at("08:10:01")
        )
        assert rules_of(problem, ONE_STOP, second) == set()
        swapped = (replace(ONE_STOP, technician="t2"), replace(second, technician="t1"))
        assert [found.rule for found in check(problem, plan_of(*swapped)).violations] == ["frozen", "frozen"]


class TestUnderWay:
    """When is the last departure to a later stop? b is in force from 09:00, 300 s from a, which finishes at 08:20."""

    def free(self, now: str, in_force: Route, **changes: object) -> bool:
        """May b be left out at that instant?"""
        without = replace(ONE_STOP, breaks=in_force.breaks)
        setup_s = changes.pop("setup_s", 0)
        things = (technician(**changes), order("a", 1), order("b", 2, setup_s=setup_s))
        return rules_of(problem_of(*things, now=at(now), routes=(in_force,)), without) == set()

    waits = route("08:00", "09:25", stop("a", "08:10", "08:20"), stop("b", "09:00", "09:10"))

    def test_driving(self) -> None:
        # 08:55.
        assert self.free("08:55", self.waits)
        assert not self.free("08:55:01", self.waits)

    def test_setup_comes_off_too(self) -> None:
        # 09:00 − 120 s − 300 s = 08:53.
        assert self.free("08:53", self.waits, setup_s=120)
        assert not self.free("08:53:01", self.waits, setup_s=120)

    def test_around_a_break(self) -> None:
        # Rests 08:30 to 08:57: 3 min of driving behind it, 2 min before: 08:28.
        tea = (shift(breaks=(due("08:30", "08:30", 1620),)),)
        in_force = replace(self.waits, breaks=(rest("08:30", "08:57"),))
        assert self.free("08:28", in_force, shifts=tea)
        assert not self.free("08:28:01", in_force, shifts=tea)

    def test_around_a_break_just_before_the_start(self) -> None:
        # Rests 08:45 to 09:00: all of the driving before: 08:40.
        tea = (shift(breaks=(due("08:45", "08:45", 900),)),)
        in_force = replace(self.waits, breaks=(rest("08:45", "09:00"),))
        assert self.free("08:40", in_force, shifts=tea)
        assert not self.free("08:40:01", in_force, shifts=tea)

    def test_free_of_absences_around_a_break(self) -> None:
        # Rests 08:45 to 09:00 and is away 08:37 to 08:40, so it is driven from 08:32 to 08:37.
        tea = (shift(breaks=(due("08:45", "08:45", 900),)),)
        away = (absence("08:37", "08:40:01"),)
        in_force = replace(self.waits, breaks=(rest("08:45", "09:00"),))
        assert self.free("08:32", in_force, shifts=tea, absences=away)
        assert not self.free("08:32:01", in_force, shifts=tea, absences=away)


class TestBreaks:
    """Lunch for half an hour from 08:20 on; a is served until 08:20, then home."""

    lunch = (shift(breaks=(Break(at("08:20"), at("16:00"), 1800),)),)

    def resting(self, *pauses: Pause, back: str = "08:30") -> Route:
        return replace(ONE_STOP, back=at(back), breaks=pauses)

    def problem(self, now: str, *in_force: Route, frozen_before: str | None = None) -> Problem:
        return day(frozen_before, *in_force, now=now, shifts=self.lunch)

    def test_one_that_has_begun_stays(self) -> None:
        # In force from 08:30 on. At 08:30 it may be had at noon, a second later not.
        in_force = self.resting(rest("08:30", "09:00"))
        noon = self.resting(rest("12:00", "12:30"))
        assert rules_of(self.problem("08:30", in_force), noon) == set()
        violation = fault(self.problem("08:30:01", in_force), noon)
        assert (violation.technician, violation.observed, violation.bound) == ("t1", told("08:30"), told("08:30:01"))
        assert rules_of(self.problem("08:30:01", in_force), in_force) == set()

    def test_one_before_frozen_stays_as_well(self) -> None:
        in_force = self.resting(rest("08:30", "09:00"))
        noon = self.resting(rest("12:00", "12:30"))
        assert rules_of(self.problem("08:00", in_force, frozen_before="08:30"), noon) == set()
        assert fault(self.problem("08:00", in_force, frozen_before="08:30:01"), noon).bound == told("08:30:01")

    def test_none_is_put_into_the_past_of_a_route_that_has_begun(self) -> None:
        # In force at noon; a new one at 08:30 is a second before now, and before what is frozen.
        in_force = self.resting(rest("12:00", "12:30"))
        sooner = self.resting(rest("08:30", "09:00"))
        assert rules_of(self.problem("08:30", in_force), sooner) == set()
        assert fault(self.problem("08:30:01", in_force), sooner).observed == told("08:30")
        assert "is new" in fault(self.problem("08:00", in_force, frozen_before="08:30:01"), sooner).message

    def test_a_route_that_has_not_begun_may_have_had_its_break(self) -> None:
        # At noon somebody new is sent out at noon: lunch was at 11:30, and is over by the departure.
        noon = replace(route("12:00", "12:30", stop("a", "12:10", "12:20")), breaks=(rest("11:30", "12:00"),))
        assert rules_of(self.problem("12:00"), noon) == set()
        # Over a second after the departure: it is in the way of the driving, and begins in the past.
        late = replace(noon, breaks=(rest("11:30:01", "12:00:01"),))
        assert rules_of(self.problem("12:00"), late) == {"break", "frozen"}


def test_who_is_away_from_now_on_has_not_left_for_what_comes_later() -> None:
    """t1 is at a until 08:20, and absent from 08:15 on: no way to b before that, but nobody leaves before a is done."""
    problem = problem_of(technician(absences=(absence("08:15", "17:00"),)), now=at("08:15"), routes=(TWO_STOPS,))
    assert frozen_text(problem, "a") is not None
    assert frozen_text(problem, "b") is None


def test_a_service_that_takes_longer_than_told_delays_the_departure() -> None:
    """a was to end at 08:20, and takes 30 min since: at 08:22 nobody is on the way to b yet."""
    problem = problem_of(order("a", 1, service_s=1800), order("b", 2), now=at("08:22"), routes=(TWO_STOPS,))
    assert frozen_text(problem, "a") is not None
    assert frozen_text(problem, "b") is None
