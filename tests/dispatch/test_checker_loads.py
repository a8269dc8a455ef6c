"""What a shift may hold, in the checker: orders, seconds of driving, load by dimension."""

from __future__ import annotations

from dispatch.checker import Violation, check
from dispatch.model import Problem, Route
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
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


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert violation.technician == "t1"
    return violation


class TestDriving:
    # TWO_STOPS drives 600 + 300 + 900 = 1800 s.
    def test_no_bound(self) -> None:
        assert rules_of(problem_of(), TWO_STOPS) == set()

    def test_to_the_second(self) -> None:
        assert rules_of(problem_of(technician(max_travel_s=1800), order("a"), order("b", 2)), TWO_STOPS) == set()

    def test_a_second_too_much(self) -> None:
        # The way home from b is the one that exceeds it; with 599 s the first way does.
        violation = fault(problem_of(technician(max_travel_s=1799), order("a"), order("b", 2)), TWO_STOPS)
        assert (violation.rule, violation.order, violation.observed, violation.bound) == ("max_travel", "b", 1800, 1799)
        assert fault(problem_of(technician(max_travel_s=599), order("a"), order("b", 2)), TWO_STOPS).order == "a"

    def test_no_driving_at_all(self) -> None:
        at_home = order(place=0)
        problem = problem_of(technician(max_travel_s=0), at_home)
        assert rules_of(problem, route("08:00", "08:10", stop("a", "08:00", "08:10"))) == set()
        assert rules_of(problem_of(technician(max_travel_s=0), order()), ONE_STOP) == {"max_travel"}

    def test_each_shift_has_its_own(self) -> None:
        # 1200 s in the one, 1800 s in the other.
        who = technician(max_travel_s=1800, shifts=(shift("08:00", "12:00"), shift("12:00", "17:00")))
        second = route("13:00", "13:40", stop("b", "13:15", "13:25"), number=1)
        assert rules_of(problem_of(who, order("a"), order("b", 2)), ONE_STOP, second) == set()


class TestCapacity:
    def loaded(self, capacity: tuple[int, ...], *loads: tuple[int, ...]) -> Problem:
        a, b = loads
        return problem_of(technician(capacity=capacity), order("a", load=a), order("b", 2, load=b))

    def test_neither_load_nor_capacity(self) -> None:
        assert rules_of(self.loaded((), (), ()), TWO_STOPS) == set()

    def test_as_much_as_fits(self) -> None:
        assert rules_of(self.loaded((5, 3), (2, 3), (3, 0)), TWO_STOPS) == set()

    def test_one_too_much_in_one_dimension(self) -> None:
        # 2 + 2 = 4 in the second dimension, 3 fit; b is the one that is too much.
        violation = fault(self.loaded((9, 3), (1, 2), (1, 2)), TWO_STOPS)
        assert (violation.rule, violation.order, violation.observed, violation.bound) == ("capacity", "b", 4, 3)
        assert "dimension 1" in violation.message

    def test_each_dimension_is_a_fault(self) -> None:
        report = check(self.loaded((1, 1), (2, 1), (0, 1)), plan_of(TWO_STOPS))
        assert [(found.order, found.observed, found.bound) for found in report.violations] == [("a", 2, 1), ("b", 2, 1)]

    def test_a_load_that_is_not_said_is_nothing_and_a_capacity_no_bound(self) -> None:
        assert rules_of(self.loaded((3, 0), (3,), ()), TWO_STOPS) == set()
        assert rules_of(self.loaded((3,), (1, 99), (1, 99)), TWO_STOPS) == set()

    def test_a_capacity_of_nothing(self) -> None:
        assert rules_of(self.loaded((0,), (0,), (0,)), TWO_STOPS) == set()
        assert rules_of(self.loaded((0,), (0,), (1,)), TWO_STOPS) == {"capacity"}

    def test_each_shift_has_its_own(self) -> None:
        who = technician(capacity=(1,), shifts=(shift("08:00", "12:00"), shift("12:00", "17:00")))
        second = route("13:00", "13:40", stop("b", "13:15", "13:25"), number=1)
        orders = (order("a", load=(1,)), order("b", 2, load=(1,)))
        assert rules_of(problem_of(who, *orders), ONE_STOP, second) == set()
