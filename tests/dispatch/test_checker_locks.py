"""Locks in the checker, each kind kept, broken and left out.

In force is ONE_STOP: t1 serves a from 08:10. b is somewhere else and locked by nobody.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Lock, Problem, Role, Route
from tests.dispatch.conftest import (
    ONE_STOP,
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

LATER = route("08:10", "08:40", stop("a", "08:20", "08:30"))
OTHER = replace(ONE_STOP, technician="t2")
OTHER_LATER = replace(LATER, technician="t2")


def day(*locks: Lock, **changes: object) -> Problem:
    things = (technician(), technician("t2"), order("a", 1), order("b", 2))
    return problem_of(*things, routes=(ONE_STOP,), locks=locks, **changes)


def locked(kind: str, earliest: str | None = None, latest: str | None = None) -> Problem:
    return day(
        Lock(
            order="a",
            kind=kind,
            earliest=None if earliest is None else at(earliest),
            latest=None if latest is None else at(latest),
        )
    )


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert (violation.rule, violation.order) == ("lock", "a")
    return violation


def test_without_a_lock_everything_may_change() -> None:
    for taken in (ONE_STOP, LATER, OTHER, OTHER_LATER):
        assert rules_of(day(), taken) == set()
    assert rules_of(day()) == set()


@pytest.mark.parametrize(
    ("kind", "kept", "broken"),
    [
        ("technician", (ONE_STOP, LATER), (OTHER, OTHER_LATER)),
        ("time", (ONE_STOP, OTHER), (LATER, OTHER_LATER)),
        ("technician_and_time", (ONE_STOP,), (LATER, OTHER)),
    ],
)
def test_what_is_in_force_is_kept(kind: str, kept: tuple[Route, ...], broken: tuple[Route, ...]) -> None:
    for taken in kept:
        assert rules_of(locked(kind), taken) == set()
    for taken in broken:
        assert rules_of(locked(kind), taken) == {"lock"}


def test_who_is_told() -> None:
    violation = fault(locked("technician"), OTHER)
    assert (violation.technician, violation.observed, violation.bound) == ("t2", "t2", "t1")


def test_when_is_told() -> None:
    for kind in ("time", "technician_and_time"):
        violation = fault(locked(kind), LATER)
        assert (violation.technician, violation.observed, violation.bound) == ("t1", told("08:20"), told("08:10"))


def test_both_are_two_faults() -> None:
    report = check(locked("technician_and_time"), plan_of(OTHER_LATER))
    assert [found.bound for found in report.violations] == ["t1", told("08:10")]


@pytest.mark.parametrize("kind", ["technician", "time", "technician_and_time"])
def test_left_out_is_not_kept(kind: str) -> None:
    violation = fault(locked(kind))
    assert (violation.technician, violation.observed) == ("t1", None)
    assert violation.bound == ("t1" if kind == "technician" else told("08:10"))


class TestRange:
    @pytest.mark.parametrize(("earliest", "latest"), [("08:10", "08:10"), ("08:00", "08:10"), ("08:10", "09:00")])
    def test_both_ends_are_included(self, earliest: str, latest: str) -> None:
        assert rules_of(locked("time_range", earliest, latest), ONE_STOP) == set()

    def test_a_second_too_early(self) -> None:
        violation = fault(locked("time_range", "08:10:01", "09:00"), ONE_STOP)
        assert (violation.observed, violation.bound) == (told("08:10"), told("08:10:01"))

    def test_a_second_too_late(self) -> None:
        violation = fault(locked("time_range", "08:00", "08:09:59"), OTHER)
        assert (violation.technician, violation.observed, violation.bound) == ("t2", told("08:10"), told("08:09:59"))

    def test_left_out_is_in_no_ones_way(self) -> None:
        assert rules_of(locked("time_range", "08:00", "08:10")) == set()

    def test_an_order_that_is_not_in_force(self) -> None:
        bounds = {"earliest": at("08:26"), "latest": at("09:00")}
        problem = day(Lock(order="b", kind="time_range", **bounds))
        both = route("08:00", "08:50", stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35"))
        violation = only(check(problem, plan_of(both)))
        assert (violation.rule, violation.order, violation.bound) == ("lock", "b", told("08:26"))


def test_several_locks_of_one_order_are_each_kept() -> None:
    bounds = Lock(order="a", kind="time_range", earliest=at("08:00"), latest=at("08:15"))
    problem = day(Lock(order="a", kind="technician"), bounds)
    assert rules_of(problem, ONE_STOP) == set()
    report = check(problem, plan_of(OTHER_LATER))
    assert [(found.rule, found.bound) for found in report.violations] == [("lock", "t1"), ("lock", told("08:15"))]


def test_history_that_the_problem_no_longer_knows_is_held_by_no_lock() -> None:
    gone = route("08:00", "08:30", stop("gone", "08:10", "08:20"))
    problem = replace(day(Lock(order="gone", kind="technician")), routes=(gone,))
    assert rules_of(problem) == set()


class TestCrew:
    """t1 and t2 serve a together from 08:10, role 0 and role 1."""

    second = replace(OTHER, stops=(replace(OTHER.stops[0], role=1),))
    swapped = (replace(ONE_STOP, technician="t2"), replace(second, technician="t1"))

    def locked(self, kind: str) -> Problem:
        what = order("a", 1, crew=(Role(), Role()))
        things = (technician(), technician("t2"), what)
        return problem_of(*things, routes=(ONE_STOP, self.second), locks=(Lock(order="a", kind=kind),))

    def test_who_is_in_which_role_is_kept(self) -> None:
        assert rules_of(self.locked("technician"), self.second, ONE_STOP) == set()
        report = check(self.locked("technician"), plan_of(*self.swapped))
        assert [(found.rule, found.observed, found.bound) for found in report.violations] == [
            ("lock", "t2", "t1"),
            ("lock", "t1", "t2"),
        ]
        assert "role 1" in report.violations[1].message

    def test_when_each_starts_is_kept(self) -> None:
        assert rules_of(self.locked("time"), *self.swapped) == set()
        second = replace(OTHER_LATER, stops=(replace(LATER.stops[0], role=1),))
        report = check(self.locked("time"), plan_of(LATER, second))
        assert [found.rule for found in report.violations] == ["lock", "lock"]

    def test_left_out_in_part(self) -> None:
        assert rules_of(self.locked("technician"), ONE_STOP) == {"lock", "crew"}
