"""Crews in the checker: each role by a technician of its own, all of them, and in time with the first.

a is at 1, 10 min from home. Role 0 needs gas for 10 min; role 1 needs aircon, for 15 min, 5 to 10 min after role 0.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import Violation, check
from dispatch.checker.facts import Facts
from dispatch.checker.static import roles_of_nobody, static_rules
from dispatch.model import Order, Problem, Role, Route, Stop, Technician, Unassigned
from tests.dispatch.conftest import at, only, order, plan_of, problem_of, route, rules_of, stop, technician

GAS = Role(skills={"gas": 1})
AIRCON = Role(skills={"aircon": 1}, service_s=900, min_gap_s=300, max_gap_s=600)

FIRST = route("08:00", "08:30", stop("a", "08:10", "08:20"))
SECOND = route("08:05", "08:40", stop("a", "08:15", "08:30", role=1), technician_id="t2")


def crew(*roles: Role, **changes: object) -> Order:
    return order("a", 1, crew=roles or (GAS, AIRCON), **changes)


def day(what: Order, *others: Technician | Order) -> Problem:
    gas, aircon = technician(skills={"gas": 1}), technician("t2", skills={"aircon": 1})
    return problem_of(gas, aircon, what, *others)


def fault(problem: Problem, *routes: Route) -> Violation:
    violation = only(check(problem, plan_of(*routes)))
    assert (violation.rule, violation.order) == ("crew", "a")
    return violation


def second(start: str, finish: str) -> Route:
    """Role 1 at these times; ready before, home whenever."""
    taken = stop("a", start, finish, role=1)
    back = taken.finish + (at("08:10") - at("08:00"))
    return Route(technician="t2", depart=at("08:00"), back=back, stops=(taken,))


def test_an_order_without_a_crew_is_one_role() -> None:
    assert rules_of(problem_of(order()), FIRST) == set()


def test_the_whole_crew() -> None:
    assert rules_of(day(crew()), FIRST, SECOND) == set()


def test_nobody_at_all() -> None:
    assert rules_of(day(crew())) == set()


class TestAllOrNone:
    def test_the_second_is_missing(self) -> None:
        violation = fault(day(crew()), FIRST)
        assert (violation.technician, violation.observed, violation.bound) == (None, 1, 2)
        assert "nobody serves role 1" in violation.message

    def test_the_first_is_missing(self) -> None:
        assert "nobody serves role 0" in fault(day(crew()), SECOND).message

    def test_an_order_served_in_part_is_not_served(self) -> None:
        cost = check(day(crew()), plan_of(FIRST)).cost
        assert cost.terms == {"travel_min": 20.0, "unserved": 2500.0}

    @pytest.mark.parametrize("number", [2, -1])
    def test_a_role_that_the_order_does_not_have(self, number: int) -> None:
        other = replace(SECOND, stops=(replace(SECOND.stops[0], role=number),))
        report = check(day(crew()), plan_of(FIRST, other))
        assert [(found.rule, found.observed, found.bound) for found in report.violations if found.rule != "crew"] == [
            ("unknown_id", number, 1)
        ]

    def test_a_role_of_an_order_without_a_crew(self) -> None:
        violation = only(check(day(order()), plan_of(replace(FIRST, stops=(replace(FIRST.stops[0], role=1),)))))
        assert (violation.rule, violation.order, violation.technician) == ("unknown_id", "a", "t1")
        assert (violation.observed, violation.bound) == (1, 0)

    def test_one_role_by_two(self) -> None:
        # Role 1 by t2 and t3.
        third = technician("t3", skills={"aircon": 1})
        violation = only(check(day(crew(), third), plan_of(FIRST, SECOND, replace(SECOND, technician="t3"))))
        assert (violation.rule, violation.order, violation.technician) == ("duplicate_order", "a", "t3")
        assert "role 1" in violation.message

    def test_one_role_alone_is_no_duplicate_of_another(self) -> None:
        assert "duplicate_order" not in rules_of(day(crew()), FIRST, SECOND)

    def test_served_and_left_out(self) -> None:
        left = (Unassigned(order="a", reason="does_not_fit"),)
        assert rules_of(day(crew()), FIRST, SECOND, unassigned=left) == {"duplicate_order"}


def test_nobody_serves_two_roles() -> None:
    # t1 has both skills and serves role 1 right after role 0: 08:20, 10 min after 08:10.
    both = technician(skills={"gas": 1, "aircon": 1})
    alone = route("08:00", "08:45", stop("a", "08:10", "08:20"), stop("a", "08:20", "08:35", role=1))
    violation = fault(problem_of(both, crew()), alone)
    assert (violation.technician, violation.observed, violation.bound) == ("t1", 2, 1)


class TestGaps:
    # Role 0 starts 08:10.
    @pytest.mark.parametrize(("start", "finish"), [("08:15", "08:30"), ("08:20", "08:35")])
    def test_both_ends_are_included(self, start: str, finish: str) -> None:
        assert rules_of(day(crew()), FIRST, second(start, finish)) == set()

    def test_a_second_too_soon(self) -> None:
        violation = fault(day(crew()), FIRST, second("08:14:59", "08:29:59"))
        assert (violation.technician, violation.observed, violation.bound) == ("t2", 299, 300)

    def test_a_second_too_late(self) -> None:
        violation = fault(day(crew()), FIRST, second("08:20:01", "08:35:01"))
        assert (violation.technician, violation.observed, violation.bound) == ("t2", 601, 600)

    def test_together_unless_told_otherwise(self) -> None:
        together = crew(GAS, Role(skills={"aircon": 1}))
        assert rules_of(day(together), FIRST, second("08:10", "08:20")) == set()
        assert fault(day(together), FIRST, second("08:10:01", "08:20:01")).observed == 1

    def test_a_second_role_before_the_first(self) -> None:
        together = crew(GAS, Role(skills={"aircon": 1}))
        later = route("08:01", "08:31", stop("a", "08:11", "08:21"))
        assert fault(day(together), later, second("08:10", "08:20")).observed == -60


class TestWhoMay:
    def test_each_role_needs_its_own_skills(self) -> None:
        # Whoever has aircon serves gas and the other way round.
        crossed = (replace(FIRST, technician="t2"), replace(SECOND, technician="t1"))
        report = check(day(crew()), plan_of(*crossed))
        assert [(found.rule, found.technician) for found in report.violations] == [
            ("skill_missing", "t2"),
            ("skill_missing", "t1"),
        ]

    def test_the_skills_of_the_order_do_not_count(self) -> None:
        assert rules_of(day(crew(skills={"wiring": 3})), FIRST, SECOND) == set()

    def test_all_else_holds_for_every_role(self) -> None:
        what = crew(forbidden_technicians=("t2",), required_tags=("x",))
        assert rules_of(day(what), FIRST, SECOND) == {"forbidden_technician", "tag_missing"}

    def test_the_service_of_a_role_is_its_own_or_the_orders(self) -> None:
        wrong = second("08:15", "08:25")
        assert only(check(day(crew()), plan_of(FIRST, wrong))).rule == "timing"

    def test_its_load_is_carried_by_each(self) -> None:
        who = [
            technician("t1", skills={"gas": 1}, capacity=(1,)),
            technician("t2", skills={"aircon": 1}, capacity=(1,)),
        ]
        assert rules_of(problem_of(*who, crew(load=(1,))), FIRST, SECOND) == set()
        report = check(problem_of(*who, crew(load=(2,))), plan_of(FIRST, SECOND))
        assert [(found.rule, found.technician) for found in report.violations] == [
            ("capacity", "t1"),
            ("capacity", "t2"),
        ]

    def test_whoever_may_serve_one_role_is_not_barred(self) -> None:
        nobody = technician("t3", active=False)
        problem = day(crew(), nobody)
        found = {who.id: rules for who, rules in static_rules(Facts.of(problem), problem.orders[0])}
        assert found == {"t1": set(), "t2": set(), "t3": {"not_active", "skill_missing"}}

    def test_a_role_for_which_there_is_nobody(self) -> None:
        wiring = crew(GAS, Role(skills={"wiring": 1}))
        problem = day(wiring)
        assert roles_of_nobody(Facts.of(problem), wiring) == (1,)
        # Nobody is eligible for the whole of it, and neither does it fit.
        for reason in ("no_eligible_technician", "does_not_fit"):
            assert rules_of(problem, unassigned=(Unassigned(order="a", reason=reason),)) == set()
        whole = (Unassigned(order="a", reason="no_eligible_technician"),)
        assert rules_of(day(crew()), unassigned=whole) == {"cost_mismatch"}


def test_the_stops_of_a_crew_may_follow_other_orders() -> None:
    # t2 serves b at 2 first: 08:00 + 900 s, until 08:25, back to a at 1 in 360 s: 08:31. Role 0 starts 08:26.
    other = Route(
        technician="t2",
        depart=at("08:00"),
        back=at("08:56"),
        stops=(
            Stop(order="b", start=at("08:15"), finish=at("08:25")),
            Stop(order="a", role=1, start=at("08:31"), finish=at("08:46")),
        ),
    )
    first = route("08:16", "08:46", stop("a", "08:26", "08:36"))
    assert rules_of(day(crew(), order("b", 2)), first, other) == set()
