"""Each objective of the contract priced by hand once, in the checker, and what it counts at its edges.

`test_checker_cost.py` has driving, waiting, stars, response and orders left out.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import check
from dispatch.model import Cost, Lock, Plan, Policy, Problem, Role, Route, Technician
from geo.travel import Matrix
from tests.dispatch.conftest import (
    MATRIX,
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
)


def price(problem: Problem, term: str, *routes: Route, weight: float = 1.0, **policy: object) -> float:
    """Minutes of one term that a legal plan of these routes costs."""
    weighted = Policy(name="test", weights={term: weight}, **policy)
    report = check(replace(problem, policy=weighted), plan_of(*routes))
    assert report.legal, [found.message for found in report.violations]
    return report.cost.terms[term]


SECOND = route("08:00", "08:40", stop("b", "08:15", "08:25"), technician_id="t2")
"""t2 serves b at 2: 900 s out, 10 min, 900 s home: 08:40."""


class TestDistance:
    def test_in_kilometres(self) -> None:
        # 5000 + 2500 + 7500 m = 15 km, at 2.
        assert price(problem_of(), "distance_km", TWO_STOPS, weight=2.0) == 30.0

    def test_an_asymmetric_matrix(self) -> None:
        # b first: 7500 + 3000 + 5000 = 15.5 km.
        back = route("08:00", "08:51", stop("b", "08:15", "08:25"), stop("a", "08:31", "08:41"))
        assert price(problem_of(), "distance_km", back) == 15.5

    def test_a_matrix_without_distances_is_no_reason_to_fall(self) -> None:
        problem = problem_of(travel=Matrix(MATRIX.durations_s), policy=Policy(name="x", weights={"distance_km": 1.0}))
        stated = Cost({"distance_km": 99.0}, 99.0)
        assert check(problem, plan_of(TWO_STOPS, cost=stated)).legal


class TestLateness:
    """a starts 08:10, b 08:25."""

    def test_each_minute_by_the_orders_own_weight(self) -> None:
        # a 5 min late at 2, b 20 min late at 1: 30, at 0.5.
        problem = problem_of(order("a", due=at("08:05"), lateness_weight=2.0), order("b", 2, due=at("08:05")))
        assert price(problem, "lateness_min", TWO_STOPS, weight=0.5) == 15.0
        assert price(problem, "lateness_max_min", TWO_STOPS, weight=3.0) == 60.0

    def test_in_time_is_no_gain(self) -> None:
        problem = problem_of(order("a", due=at("08:10")), order("b", 2, due=at("12:00")))
        assert price(problem, "lateness_min", TWO_STOPS) == 0.0
        assert price(problem, "lateness_max_min", TWO_STOPS) == 0.0

    def test_a_weight_of_nothing_counts_for_the_largest_alone(self) -> None:
        problem = problem_of(order("a", due=at("08:00"), lateness_weight=0.0), order("b", 2))
        assert price(problem, "lateness_min", TWO_STOPS) == 0.0
        assert price(problem, "lateness_max_min", TWO_STOPS) == 10.0

    def test_a_crew_is_late_once_with_its_first_start(self) -> None:
        # Role 0 at 08:10, role 1 at 08:15; due 08:00.
        what = order("a", due=at("08:00"), created=at("08:00"), crew=(Role(), Role(min_gap_s=300, max_gap_s=300)))
        problem = problem_of(technician(), technician("t2"), what)
        second = route("08:05", "08:35", stop("a", "08:15", "08:25", role=1), technician_id="t2")
        assert price(problem, "lateness_min", ONE_STOP, second) == 10.0
        assert price(problem, "response_min", ONE_STOP, second) == 10.0


class TestStars:
    def problem(self, *newcomers: Technician) -> Problem:
        return problem_of(*newcomers, order("a", 1), order("b", 2))

    def test_the_newcomers_quota(self) -> None:
        # 4 stars: one lost for each of two. With fewer than 5 reviews, one role in each shift is free.
        problem = self.problem(technician(rating=4.0, reviews=4))
        quota = {"newcomer_reviews": 5, "newcomer_orders": 1}
        assert price(problem, "rating_star", TWO_STOPS, weight=6.0) == 12.0
        assert price(problem, "rating_star", TWO_STOPS, weight=6.0, **quota) == 6.0
        assert price(problem, "rating_star", TWO_STOPS, weight=6.0, **quota | {"newcomer_orders": 3}) == 0.0

    def test_five_reviews_are_not_fewer_than_five(self) -> None:
        problem = self.problem(technician(rating=4.0, reviews=5))
        assert price(problem, "rating_star", TWO_STOPS, newcomer_reviews=5, newcomer_orders=1) == 2.0

    def test_the_quota_is_that_of_each_shift(self) -> None:
        who = technician(rating=4.0, shifts=(shift("08:00", "12:00"), shift("12:00", "17:00")))
        later = route("13:00", "13:40", stop("b", "13:15", "13:25"), number=1)
        assert price(self.problem(who), "rating_star", ONE_STOP, later) == 2.0
        assert price(self.problem(who), "rating_star", ONE_STOP, later, newcomer_reviews=1, newcomer_orders=1) == 0.0

    def test_each_role_of_a_crew_counts(self) -> None:
        # One star, and half a star.
        problem = problem_of(technician(rating=4.0), technician("t2", rating=4.5), order("a", crew=(Role(), Role())))
        second = replace(ONE_STOP, technician="t2", stops=(replace(ONE_STOP.stops[0], role=1),))
        assert price(problem, "rating_star", ONE_STOP, second) == 1.5


class TestLevels:
    def test_held_less_required_over_all_skills(self) -> None:
        # gas 3 − 1, aircon 2 − 2; wiring is not asked for. Twice, at 2.
        who = technician(skills={"gas": 3, "aircon": 2, "wiring": 9})
        asked = {"gas": 1, "aircon": 2}
        problem = problem_of(who, order("a", skills=asked), order("b", 2, skills=asked))
        assert price(problem, "overqualified_level", TWO_STOPS, weight=2.0) == 8.0

    def test_the_skills_of_each_role(self) -> None:
        # gas 3 − 1 = 2 for role 0, aircon 2 − 1 = 1 for role 1.
        who = (technician(skills={"gas": 3}), technician("t2", skills={"aircon": 2, "gas": 9}))
        problem = problem_of(*who, order("a", crew=(Role(skills={"gas": 1}), Role(skills={"aircon": 1}))))
        second = replace(ONE_STOP, technician="t2", stops=(replace(ONE_STOP.stops[0], role=1),))
        assert price(problem, "overqualified_level", ONE_STOP, second) == 3.0

    def test_too_low_a_level_is_no_gain(self) -> None:
        problem = problem_of(
            technician(skills={"gas": 1}),
            order("a", skills={"gas": 3}),
            policy=Policy(name="x", weights={"overqualified_level": 1.0}),
        )
        assert check(problem, plan_of(ONE_STOP)).cost.terms == {"overqualified_level": 0.0}


class TestPreferred:
    @pytest.mark.parametrize(("preferred", "minutes"), [((), 0.0), (("t1",), 0.0), (("t2", "t1"), 0.0), (("t2",), 9.0)])
    def test_one_of_them_is_enough(self, preferred: tuple[str, ...], minutes: float) -> None:
        problem = problem_of(technician(), technician("t2"), order("a", preferred_technicians=preferred))
        assert price(problem, "not_preferred", ONE_STOP, weight=9.0) == minutes

    @pytest.mark.parametrize(("preferred", "minutes"), [("t1", 0.0), ("t2", 0.0), ("t3", 18.0)])
    def test_of_a_crew_every_role_counts_if_there_is_none(self, preferred: str, minutes: float) -> None:
        who = [technician(f"t{n}") for n in (1, 2, 3)]
        problem = problem_of(*who, order("a", crew=(Role(), Role()), preferred_technicians=(preferred,)))
        second = replace(ONE_STOP, technician="t2", stops=(replace(ONE_STOP.stops[0], role=1),))
        assert price(problem, "not_preferred", ONE_STOP, second, weight=9.0) == minutes


class TestBalance:
    def test_hours_of_driving_setup_and_service_squared(self) -> None:
        # t1: 1200 s of driving, 300 of setup, 5700 of service: 2 h. t2: 1800 + 0 + 600 s: 2/3 h. (4 + 4/9) × 9 = 40.
        problem = problem_of(technician(), technician("t2"), order("a", setup_s=300, service_s=5700), order("b", 2))
        long = route("08:00", "10:00", stop("a", "08:15", "09:50"))
        assert price(problem, "workload_balance", long, SECOND, weight=9.0) == pytest.approx(40.0, rel=1e-12)

    def test_over_all_shifts_of_a_technician_and_without_waiting_and_breaks(self) -> None:
        # 1200 + 600 and 1800 + 600 s, in two shifts: 4200 s = 7/6 h, though the second waits an hour and rests.
        lunch = due("12:00", "14:00", 1800)
        who = technician(shifts=(shift("08:00", "12:00"), shift("12:00", "17:00", breaks=(lunch,))))
        later = route("13:00", "14:40", stop("b", "14:15", "14:25"), number=1)
        later = replace(later, breaks=(rest("13:30", "14:00"),))
        problem = problem_of(who, order("a"), order("b", 2))
        found = price(problem, "workload_balance", ONE_STOP, later)
        assert found == pytest.approx(49.0 / 36.0, rel=1e-12)


class TestDisruption:
    """In force: t1 serves a from 08:10."""

    problem = problem_of(technician(), technician("t2"), order("a", 1), order("b", 2), routes=(ONE_STOP,))

    def test_nothing_changed(self) -> None:
        # b is new.
        for term in ("technician_changed", "time_moved_min"):
            assert price(self.problem, term, TWO_STOPS) == 0.0

    def test_who(self) -> None:
        other = replace(TWO_STOPS, technician="t2")
        assert price(self.problem, "technician_changed", other, weight=12.0) == 12.0

    @pytest.mark.parametrize(
        ("moved", "minutes"),
        [
            (route("08:20", "08:50", stop("a", "08:30", "08:40")), 20.0),
            (route("07:30", "08:00", stop("a", "07:40", "07:50")), 30.0),
        ],
    )
    def test_when(self, moved: Route, minutes: float) -> None:
        # Later and earlier alike, at 0.5.
        problem = replace(self.problem, technicians=(technician(shifts=(shift("06:00"),)),))
        assert price(problem, "time_moved_min", moved, weight=0.5) == 0.5 * minutes

    def test_an_order_that_is_left_out_has_not_moved(self) -> None:
        for term in ("technician_changed", "time_moved_min"):
            assert price(self.problem, term, SECOND) == 0.0

    def test_role_by_role(self) -> None:
        # The two of a crew change places: two roles with another technician; neither moves.
        what = order("a", crew=(Role(), Role()))
        second = replace(ONE_STOP, technician="t2", stops=(replace(ONE_STOP.stops[0], role=1),))
        problem = problem_of(technician(), technician("t2"), what, routes=(ONE_STOP, second))
        swapped = (replace(ONE_STOP, technician="t2"), replace(second, technician="t1"))
        assert price(problem, "technician_changed", *swapped) == 2.0
        assert price(problem, "time_moved_min", *swapped) == 0.0


class TestFixedCost:
    def terms(self, *routes: Route) -> dict[str, float]:
        who = technician(fixed_cost_min=15.0, shifts=(shift("08:00", "12:00"), shift("12:00", "17:00")))
        problem = problem_of(who, technician("t2", fixed_cost_min=0.5), order("a"), order("b", 2))
        return dict(check(replace(problem, policy=Policy(name="x", weights={})), plan_of(*routes)).cost.terms)

    def test_of_each_used_shift(self) -> None:
        later = route("13:00", "13:40", stop("b", "13:15", "13:25"), number=1)
        assert self.terms(TWO_STOPS) == {"fixed_cost": 15.0}
        assert self.terms(ONE_STOP, later) == {"fixed_cost": 30.0}
        assert self.terms(ONE_STOP, SECOND) == {"fixed_cost": 15.5}

    def test_no_shift_is_used(self) -> None:
        assert self.terms(route("08:00", "12:00")) == {"unserved": 5000.0}


def test_all_terms_in_the_order_of_the_contract() -> None:
    names = [
        "travel_min",
        "distance_km",
        "waiting_min",
        "lateness_min",
        "lateness_max_min",
        "overtime_min",
        "rating_star",
        "overqualified_level",
        "response_min",
        "not_preferred",
        "workload_balance",
        "technician_changed",
        "time_moved_min",
    ]
    weights = {name: float(number + 1) for number, name in enumerate(reversed(names))}
    problem = problem_of(technician(fixed_cost_min=3.0), policy=Policy(name="x", weights=weights))
    cost = check(problem, plan_of(ONE_STOP)).cost
    assert list(cost.terms) == [*names, "fixed_cost", "unserved"]
    assert cost.total_min == sum(cost.terms.values())
    stated = Plan(routes=(ONE_STOP,), cost=cost)
    assert check(problem, stated).legal
    wrong = replace(stated, cost=Cost({**cost.terms, "fixed_cost": 3.1}, cost.total_min))
    assert only(check(problem, wrong)).rule == "cost_mismatch"


def test_a_lock_costs_nothing() -> None:
    problem = problem_of(order(), routes=(ONE_STOP,), locks=(Lock(order="a", kind="technician"),))
    assert rules_of(problem, ONE_STOP) == set()
    assert check(problem, plan_of(ONE_STOP)).cost.terms == {"travel_min": 20.0}
