"""Orders that come after others, in the checker: b comes after a, which finishes at 08:20."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.model import After, Problem, Role, Route, Technician, Unassigned
from tests.dispatch.conftest import (
    ONE_STOP,
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
)


def day(*after: After, **changes: object) -> Problem:
    who = (technician(), technician("t2"))
    return problem_of(*who, order("a", 1, **changes), order("b", 2, after=after or (After(order="a"),)))


def b_at(clock: str, technician_id: str = "t2") -> Route:
    """b at 2, 15 min from home, at this start."""
    start = at(clock)
    quarter, service = at("00:15") - at("00:00"), at("00:10") - at("00:00")
    taken = replace(stop("b", "00:00", "00:00"), start=start, finish=start + service)
    back = taken.finish + quarter
    return Route(technician=technician_id, depart=start - quarter, back=back, stops=(taken,))


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert (violation.rule, violation.order) == ("order_dependency", "b")
    return violation


def test_neither_is_served() -> None:
    assert rules_of(day()) == set()


def test_the_first_alone() -> None:
    assert rules_of(day(), ONE_STOP) == set()


def test_one_after_the_other() -> None:
    assert rules_of(day(), TWO_STOPS) == set()


def test_without_the_one_before() -> None:
    violation = fault(day(), b_at("09:00"))
    assert (violation.technician, violation.observed, violation.bound) == ("t2", None, "a")


def test_an_order_that_nobody_knows_is_never_served() -> None:
    assert fault(day(After(order="gone")), TWO_STOPS).bound == "gone"


class TestGap:
    def test_may_begin_in_the_second_of_the_finish(self) -> None:
        assert rules_of(day(), ONE_STOP, b_at("08:20")) == set()
        violation = fault(day(), ONE_STOP, b_at("08:19:59"))
        assert (violation.technician, violation.observed, violation.bound) == ("t2", -1, 0)

    def test_at_least(self) -> None:
        problem = day(After(order="a", min_gap_s=1800))
        assert rules_of(problem, ONE_STOP, b_at("08:50")) == set()
        violation = fault(problem, ONE_STOP, b_at("08:49:59"))
        assert (violation.observed, violation.bound) == (1799, 1800)

    def test_at_most(self) -> None:
        problem = day(After(order="a", min_gap_s=600, max_gap_s=1800))
        for clock in ("08:30", "08:50"):
            assert rules_of(problem, ONE_STOP, b_at(clock)) == set()
        violation = fault(problem, ONE_STOP, b_at("08:50:01"))
        assert (violation.observed, violation.bound) == (1801, 1800)

    def test_without_a_bound_any_time_later(self) -> None:
        assert rules_of(day(), ONE_STOP, b_at("16:00")) == set()

    def test_a_gap_of_nothing(self) -> None:
        problem = day(After(order="a", max_gap_s=0))
        assert rules_of(problem, ONE_STOP, b_at("08:20")) == set()
        assert fault(problem, ONE_STOP, b_at("08:20:01")).observed == 1

    def test_every_order_before_it_counts(self) -> None:
        # After a (finish 08:20) and after c (finish 08:40).
        orders = (order("a", 1), order("c", 1), order("b", 2, after=(After(order="a"), After(order="c"))))
        problem = problem_of(technician(), technician("t2"), technician("t3"), *orders)
        c = route("08:20", "08:50", stop("c", "08:30", "08:40"), technician_id="t3")
        assert rules_of(problem, ONE_STOP, c, b_at("08:40")) == set()
        assert fault(problem, ONE_STOP, c, b_at("08:30")).observed == -600

    def test_from_the_last_finish_of_a_crew_to_the_first_start_of_another(self) -> None:
        # a is served from 08:10 to 08:20 by t1, from 08:10 to 08:30 by t2; b by t3 from 08:30 and t4 from 08:35.
        a = order("a", 1, crew=(Role(), Role(service_s=1200)))
        b = order("b", 2, crew=(Role(), Role(max_gap_s=600)), after=(After(order="a"),))
        problem = problem_of(*(technician(f"t{n}") for n in range(1, 5)), a, b)
        second = route("08:00", "08:40", stop("a", "08:10", "08:30", role=1), technician_id="t2")

        def with_b(one: str, other: str) -> set[str]:
            late = b_at(other, "t4")
            late = replace(late, stops=(replace(late.stops[0], role=1),))
            return rules_of(problem, ONE_STOP, second, b_at(one, "t3"), late)

        assert with_b("08:30", "08:35") == set()
        assert with_b("08:29:59", "08:35") == {"order_dependency"}


class TestSameTechnician:
    after = After(order="a", same_technician=True)

    def test_it_does_not_matter_unless_asked_for(self) -> None:
        assert rules_of(day(), ONE_STOP, b_at("09:00")) == set()

    def test_kept(self) -> None:
        assert rules_of(day(self.after), TWO_STOPS) == set()

    def test_another(self) -> None:
        violation = fault(day(self.after), ONE_STOP, b_at("09:00"))
        assert (violation.technician, violation.observed, violation.bound) == ("t2", ["t2"], ["t1"])

    @pytest.mark.parametrize(("who", "is_kept"), [("t1", True), ("t2", True), ("t3", False)])
    def test_one_of_a_crew_is_enough(self, who: str, is_kept: bool) -> None:
        # t1 and t2 were there together.
        people: list[Technician] = [technician(f"t{n}") for n in range(1, 4)]
        problem = problem_of(*people, order("a", 1, crew=(Role(), Role())), order("b", 2, after=(self.after,)))
        second = replace(ONE_STOP, technician="t2", stops=(replace(ONE_STOP.stops[0], role=1),))
        own = {"t1": ONE_STOP, "t2": second}
        routes = [r for name, r in own.items() if name != who]
        if who in own:
            b = stop("b", "08:25", "08:35")
            routes.append(replace(own[who], back=at("08:50"), stops=(*own[who].stops, b)))
        else:
            routes.append(b_at("09:00", who))
        assert (rules_of(problem, *routes) == set()) is is_kept


class TestLeftOut:
    def left(self, problem: Problem, *routes: Route, reason: str, of: tuple[str, ...]) -> set[str]:
        reasons = {"a": "does_not_fit", "b": reason}
        return rules_of(problem, *routes, unassigned=tuple(Unassigned(order=name, reason=reasons[name]) for name in of))

    def test_because_the_one_before_is(self) -> None:
        assert self.left(day(), reason="predecessor_unserved", of=("a", "b")) == set()

    def test_though_the_one_before_is_served(self) -> None:
        assert self.left(day(), ONE_STOP, reason="predecessor_unserved", of=("b",)) == {"cost_mismatch"}

    def test_though_it_comes_after_none(self) -> None:
        problem = problem_of()
        left = (Unassigned(order="b", reason="predecessor_unserved"),)
        violation = only(check(problem, plan_of(ONE_STOP, unassigned=left)))
        assert (violation.rule, violation.order, violation.observed) == ("cost_mismatch", "b", "predecessor_unserved")

    def test_for_another_reason(self) -> None:
        for reason in ("does_not_fit", "not_worth_it"):
            assert self.left(day(), ONE_STOP, reason=reason, of=("b",)) == set()
