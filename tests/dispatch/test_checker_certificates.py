"""Certificates, tags, and orders declined before, in the checker."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.checker import Violation, check
from dispatch.checker.facts import Facts
from dispatch.checker.static import static_rules
from dispatch.model import Certificate, Order, Technician
from tests.dispatch.conftest import ONE_STOP, at, only, order, plan_of, problem_of, rules_of, technician, told, window

GAS = {"gas": 1}


def certified(expires: str, skill: str = "gas", **changes: Any) -> Technician:
    return technician(
        **{"skills": {"gas": 2}, "certificates": (Certificate(skill=skill, expires=at(expires)),)} | changes
    )


def fault(who: Technician, what: Order) -> Violation:
    violation = only(check(problem_of(who, what), plan_of(ONE_STOP)))
    assert (violation.order, violation.technician) == ("a", "t1")
    return violation


def barred(who: Technician, what: Order, **changes: Any) -> set[str]:
    """Rules that bar the technician from the order at any hour."""
    [(_, rules)] = static_rules(Facts.of(problem_of(who, what, **changes)), what)
    return rules


class TestCertificate:
    """a starts at 08:10."""

    def test_a_skill_without_one_counts_always(self) -> None:
        assert rules_of(problem_of(technician(skills=GAS), order(skills=GAS)), ONE_STOP) == set()

    def test_expires_a_second_later(self) -> None:
        assert rules_of(problem_of(certified("08:10:01"), order(skills=GAS)), ONE_STOP) == set()

    def test_expires_at_the_start(self) -> None:
        violation = fault(certified("08:10"), order(skills=GAS))
        assert (violation.rule, violation.observed) == ("certificate_expired", told("08:10"))
        assert violation.bound == {"gas": told("08:10")}

    def test_that_of_another_skill_does_not_matter(self) -> None:
        assert rules_of(problem_of(certified("07:00", "aircon"), order(skills=GAS)), ONE_STOP) == set()
        assert rules_of(problem_of(certified("07:00"), order()), ONE_STOP) == set()

    def test_the_skill_counts_as_held(self) -> None:
        # Level 2 is held, 3 is needed: that is told besides; the skill is not missing.
        problem = problem_of(certified("07:00"), order(skills={"gas": 3}))
        assert rules_of(problem, ONE_STOP) == {"certificate_expired", "skill_level"}


class TestCertificateAtAnyHour:
    """Whoever could not even serve the earliest conceivable start is barred; `now` is 08:00."""

    now = at("08:00")

    @pytest.mark.parametrize(("expires", "is_barred"), [("08:00", True), ("08:00:01", False)])
    def test_an_order_without_windows_may_start_now(self, expires: str, is_barred: bool) -> None:
        found = barred(certified(expires), order(skills=GAS), now=self.now)
        assert found == ({"certificate_expired"} if is_barred else set())

    @pytest.mark.parametrize(("expires", "is_barred"), [("09:00", True), ("09:00:01", False)])
    def test_or_when_its_first_window_opens(self, expires: str, is_barred: bool) -> None:
        what = order(skills=GAS, windows=(window("12:00", "13:00"), window("09:00", "10:00")))
        assert bool(barred(certified(expires), what, now=self.now)) is is_barred

    @pytest.mark.parametrize(("expires", "is_barred"), [("08:00", True), ("08:00:01", False)])
    def test_but_not_before_now(self, expires: str, is_barred: bool) -> None:
        what = order(skills=GAS, windows=(window("07:00", "10:00"),))
        assert bool(barred(certified(expires), what, now=self.now)) is is_barred

    @pytest.mark.parametrize(("expires", "is_barred"), [("08:30", True), ("08:30:01", False)])
    def test_nor_before_what_is_frozen(self, expires: str, is_barred: bool) -> None:
        for windows in ((), (window("07:00", "10:00"),)):
            what = order(skills=GAS, windows=windows)
            found = barred(certified(expires), what, now=self.now, frozen_before=at("08:30"))
            assert bool(found) is is_barred

    @pytest.mark.parametrize(("expires", "is_barred"), [("06:00", True), ("06:00:01", False)])
    def test_of_a_window_that_is_over_the_opening_counts(self, expires: str, is_barred: bool) -> None:
        what = order(skills=GAS, windows=(window("06:00", "07:00"),))
        assert bool(barred(certified(expires), what, now=self.now)) is is_barred


class TestTags:
    def test_none_are_asked_for(self) -> None:
        assert rules_of(problem_of(technician(tags=("speaks-en",)), order()), ONE_STOP) == set()

    def test_one_is_missing(self) -> None:
        violation = fault(technician(tags=("x", "speaks-en")), order(required_tags=("speaks-en", "woman")))
        assert violation.rule == "tag_missing"
        assert violation.observed == ["speaks-en", "x"]
        assert violation.bound == ["speaks-en", "woman"]
        assert violation.message.endswith("does not carry the tag woman")

    def test_all_are_carried(self) -> None:
        who = technician(tags=("woman", "x", "speaks-en"))
        assert rules_of(problem_of(who, order(required_tags=("speaks-en", "woman"))), ONE_STOP) == set()


class TestDeclined:
    def test_by_nobody(self) -> None:
        assert rules_of(problem_of(order(declined_by=())), ONE_STOP) == set()

    def test_by_this_one(self) -> None:
        violation = fault(technician(), order(declined_by=("t7", "t1")))
        assert (violation.rule, violation.observed, violation.bound) == ("declined_before", "t1", ["t7", "t1"])

    def test_by_another(self) -> None:
        assert rules_of(problem_of(order(declined_by=("t7",))), ONE_STOP) == set()
