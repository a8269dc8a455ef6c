"""Stated numbers that do not follow from each other; each is one fault, named with what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Problem, Route, Stop
from geo.travel import Matrix
from scheduling.spans import Shift
from tests.dispatch.conftest import (
    MATRIX,
    TWO_STOPS,
    at,
    only,
    order,
    plan_of,
    problem_of,
    route,
    rules_of,
    stop,
    technician,
    told,
)

A, B = TWO_STOPS.stops


def fault(problem: Problem, *, a: dict[str, Any] | None = None, b: dict[str, Any] | None = None) -> Violation:
    """What is wrong once stops of the legal plan are changed."""
    stops = (replace(A, **(a or {})), replace(B, **(b or {})))
    violation = only(check(problem, plan_of(replace(TWO_STOPS, stops=stops))))
    assert (violation.rule, violation.technician) == ("timing", "t1")
    return violation


def test_all_that_follows_may_be_stated(problem: Problem) -> None:
    # Home to a: 600 s, 5000 m. a to b: 300 s, 2500 m.
    a = replace(A, arrive=at("08:10"), travel_s=600, distance_m=5000)
    b = replace(B, arrive=at("08:25"), travel_s=300, distance_m=2500)
    assert rules_of(problem, replace(TWO_STOPS, stops=(a, b))) == set()


def test_finish(problem: Problem) -> None:
    # 08:25 + 600 s = 08:35. The return follows from the stated finish: 08:35:01 + 900 s = 08:50:01.
    stops = (A, replace(B, finish=at("08:35:01")))
    violation = only(check(problem, plan_of(replace(TWO_STOPS, stops=stops, back=at("08:50:01")))))
    assert (violation.rule, violation.order) == ("timing", "b")
    assert (violation.observed, violation.bound) == (told("08:35:01"), told("08:35"))


def test_finish_too_early_frees_the_next_stop(problem: Problem) -> None:
    # a is said to finish at 08:19, so b may start at 08:24; only the finish is wrong.
    early = route("08:00", "08:49", stop("a", "08:10", "08:19"), stop("b", "08:24", "08:34"))
    violation = only(check(problem, plan_of(early)))
    assert (violation.order, violation.observed, violation.bound) == ("a", told("08:19"), told("08:20"))


def test_arrive(problem: Problem) -> None:
    violation = fault(problem, b={"arrive": at("08:24:59")})
    assert (violation.order, violation.observed, violation.bound) == ("b", told("08:24:59"), told("08:25"))


def test_travel(problem: Problem) -> None:
    violation = fault(problem, b={"travel_s": 301})
    assert (violation.order, violation.observed, violation.bound) == ("b", 301, 300)
    assert "301" in violation.message


def test_distance(problem: Problem) -> None:
    violation = fault(problem, a={"distance_m": 0})
    assert (violation.order, violation.observed, violation.bound) == ("a", 0, 5000)


def test_a_distance_that_nobody_knows_is_not_judged() -> None:
    problem = problem_of(travel=Matrix(MATRIX.durations_s))
    assert rules_of(problem, replace(TWO_STOPS, stops=(replace(A, distance_m=1), B))) == set()


@pytest.mark.parametrize("back", ["08:49:59", "08:50:01"])
def test_return(problem: Problem, back: str) -> None:
    # Last finish 08:35 + 900 s from 2 to home = 08:50.
    violation = only(check(problem, plan_of(replace(TWO_STOPS, back=at(back)))))
    assert (violation.rule, violation.order) == ("timing", "b")
    assert (violation.observed, violation.bound) == (told(back), told("08:50"))


def test_return_without_an_end() -> None:
    problem = problem_of(technician(end=None), order("a", 1), order("b", 2))
    assert rules_of(problem, replace(TWO_STOPS, back=at("08:35"))) == set()
    assert rules_of(problem, TWO_STOPS) == {"timing"}


def test_each_wrong_number_is_a_fault(problem: Problem) -> None:
    a = replace(A, arrive=at("08:09"), travel_s=1, distance_m=2, finish=at("08:19"))
    report = check(problem, plan_of(replace(TWO_STOPS, stops=(a, replace(B, start=at("08:24"), finish=at("08:34"))))))
    # The last: 08:34 + 900 s = 08:49, stated is 08:50.
    assert [violation.rule for violation in report.violations] == ["timing"] * 5
    assert {violation.bound for violation in report.violations} == {
        told("08:10"),
        600,
        5000,
        told("08:20"),
        told("08:49"),
    }


def test_instants_are_told_in_the_zone_of_the_problem(problem: Problem) -> None:
    report = check(replace(problem, timezone=ZoneInfo("Europe/Berlin")), plan_of(replace(TWO_STOPS, back=at("08:51"))))
    assert (only(report).observed, only(report).bound) == ("2026-03-02T01:51:00+01:00", "2026-03-02T01:50:00+01:00")
    assert "2026-03-02 01:51:00+01:00" in only(report).message


def test_the_night_on_which_clocks_change() -> None:
    # 29 March 2026 in Berlin: 01:59:59 is followed by 03:00. 600 s after 01:55 it is 03:05.
    berlin = ZoneInfo("Europe/Berlin")
    depart, start, finish, back = (
        datetime(2026, 3, 29, h, m, tzinfo=berlin) for h, m in ((1, 55), (3, 5), (3, 15), (3, 25))
    )
    origin = datetime(2026, 3, 29, tzinfo=berlin)
    night = Shift(origin, datetime(2026, 3, 29, 6, tzinfo=berlin))
    problem = problem_of(technician(shifts=(night,)), order(), origin=origin, now=origin, timezone=berlin)
    changed = Route(technician="t1", depart=depart, back=back, stops=(Stop(order="a", start=start, finish=finish),))
    assert rules_of(problem, changed) == set()
    violation = only(check(problem, plan_of(replace(changed, depart=datetime(2026, 3, 29, 1, 56, tzinfo=berlin)))))
    assert (violation.observed, violation.bound) == ("2026-03-29T03:05:00+02:00", "2026-03-29T03:06:00+02:00")
