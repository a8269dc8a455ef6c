"""Static rules in the checker, three tests each: nothing asked, broken, just kept."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Order, Technician
from geo.areas import Communities, Radius, ServiceArea, region_from_geojson
from geo.places import LatLng
from geo.travel import UNREACHABLE, GreatCircle, Matrix
from tests.dispatch.conftest import (
    HOME,
    MATRIX,
    ONE_STOP,
    TWO_STOPS,
    only,
    order,
    plan_of,
    problem_of,
    route,
    rules_of,
    stop,
    technician,
)

NORTH = ServiceArea("north", Communities(frozenset({"c1"})))


def fault(who: Technician, what: Order, **changes: Any) -> Violation:
    violation = only(check(problem_of(who, what, **changes), plan_of(ONE_STOP)))
    assert (violation.order, violation.technician) == ("a", "t1")
    assert "order a" in violation.message
    assert "technician t1" in violation.message
    return violation


def accepted(who: Technician, what: Order, **changes: Any) -> bool:
    return rules_of(problem_of(who, what, **changes), ONE_STOP) == set()


def test_anybody_may_serve_an_order_that_asks_for_nothing() -> None:
    assert accepted(technician(), order())


def test_a_technician_out_of_service() -> None:
    violation = fault(technician(active=False), order())
    assert (violation.rule, violation.observed, violation.bound) == ("not_active", False, True)


def test_skills_that_nobody_asks_for_do_not_matter() -> None:
    assert accepted(technician(skills={"gas": 1}), order())


def test_missing_skills_are_told_together() -> None:
    violation = fault(technician(skills={"aircon": 2}), order(skills={"gas": 2, "aircon": 2, "wiring": 1}))
    assert violation.rule == "skill_missing"
    assert violation.observed == {"gas": 0, "wiring": 0}
    assert violation.bound == {"gas": 2, "wiring": 1}


def test_a_level_too_low() -> None:
    violation = fault(technician(skills={"gas": 1, "aircon": 3}), order(skills={"gas": 2, "aircon": 3}))
    assert (violation.rule, violation.observed, violation.bound) == ("skill_level", {"gas": 1}, {"gas": 2})


def test_the_very_level_is_enough() -> None:
    assert accepted(technician(skills={"gas": 2, "aircon": 4}), order(skills={"gas": 2, "aircon": 3}))


def test_a_missing_skill_and_a_low_level_are_two_faults() -> None:
    problem = problem_of(technician(skills={"gas": 1}), order(skills={"gas": 2, "wiring": 1}))
    assert rules_of(problem, ONE_STOP) == {"skill_missing", "skill_level"}


def test_without_areas_a_technician_works_anywhere() -> None:
    assert accepted(technician(areas=None), order(), areas=(NORTH,))


def test_another_community_is_outside() -> None:
    violation = fault(technician(areas=("north",)), order(community="c2"), areas=(NORTH,))
    assert (violation.rule, violation.observed, violation.bound) == ("outside_area", "c2", ["north"])


def test_no_areas_is_nowhere_and_a_matrix_place_has_no_name() -> None:
    violation = fault(technician(areas=()), order(), areas=(NORTH,))
    assert (violation.rule, violation.observed, violation.bound) == ("outside_area", None, [])


def test_one_of_several_areas_is_enough() -> None:
    south = ServiceArea("south", Communities(frozenset({"c9"})))
    assert accepted(technician(areas=("south", "north")), order(community="c1"), areas=(NORTH, south))


# 0.01 degrees of latitude are 6 371 008.8 m × π / 180 × 0.01 = 1111.95 m.
CENTRE = LatLng(lat=31.22, lng=121.47)
PLACE = LatLng(lat=31.23, lng=121.47)
BOX = [[121.46, 31.21], [121.48, 31.21], [121.48, 31.2299], [121.46, 31.2299], [121.46, 31.21]]


@pytest.mark.parametrize(
    ("extent", "inside"),
    [
        (Radius(CENTRE, 1112.0), True),
        (Radius(CENTRE, 1111.0), False),
        (region_from_geojson({"type": "Polygon", "coordinates": [BOX]}), False),
        (region_from_geojson({"type": "Polygon", "coordinates": [[[x, y + 0.01] for x, y in BOX]]}), True),
    ],
)
def test_areas_on_the_map(extent: Any, inside: bool) -> None:
    who = technician(start=PLACE, end=PLACE, areas=("here",))
    problem = problem_of(
        who, order(location=PLACE), areas=(ServiceArea("here", extent),), travel=GreatCircle(speed_kmh=30)
    )
    report = check(problem, plan_of(route("08:00", "08:10", stop("a", "08:00", "08:10"))))
    assert report.legal is inside
    if not inside:
        assert only(report).observed == {"lat": 31.23, "lng": 121.47}
        assert only(report).rule == "outside_area"


def test_a_forbidden_technician() -> None:
    violation = fault(technician(), order(forbidden_technicians=("t7", "t1")))
    assert (violation.rule, violation.observed, violation.bound) == ("forbidden_technician", "t1", ["t7", "t1"])


def test_another_forbidden_technician_does_not_matter() -> None:
    assert accepted(technician(), order(forbidden_technicians=("t7",)))


@pytest.mark.parametrize("required", [("t7",), ()])
def test_a_technician_who_is_not_required(required: tuple[str, ...]) -> None:
    violation = fault(technician(), order(required_technicians=required))
    assert (violation.rule, violation.observed, violation.bound) == ("not_required_technician", "t1", list(required))


def test_one_of_the_required_technicians() -> None:
    assert accepted(technician(), order(required_technicians=("t7", "t1")))


def test_forbidden_and_not_required_are_two_faults() -> None:
    problem = problem_of(order(required_technicians=("t7",), forbidden_technicians=("t1",)))
    assert rules_of(problem, ONE_STOP) == {"not_required_technician", "forbidden_technician"}


def test_no_way_there() -> None:
    violation = fault(technician(), order(place=4))
    assert (violation.rule, violation.observed, violation.bound) == ("unreachable", None, "a way there and home")


def test_no_way_home() -> None:
    # 0 to 1 takes 600 s; from 1 there is no way to the end at 4, so no return follows from the last finish.
    violation = fault(technician(end=order(place=4).location), order())
    assert violation.rule == "unreachable"
    assert "home" in violation.message


def test_no_way_from_the_stop_before() -> None:
    # b at 2 is reached from home in 900 s, but not from the stop at 4 before it; a at 4 is not reached at all.
    problem = problem_of(technician(end=None), order("a", 4), order("b", 2))
    report = check(problem, plan_of(route("08:00", "09:10", stop("a", "08:10", "08:20"), stop("b", "09:00", "09:10"))))
    assert [(violation.rule, violation.order) for violation in report.violations] == [
        ("unreachable", "a"),
        ("unreachable", "b"),
    ]
    assert "stop before" in report.violations[1].message


def test_only_the_ways_that_are_taken_matter() -> None:
    # From home there is no way to b at 2, nor from a at 1 back home; but the route goes home, a, b, home.
    durations_s = MATRIX.durations_s.copy()
    durations_s[0, 2] = durations_s[1, 0] = UNREACHABLE
    problem = problem_of(travel=Matrix(durations_s))
    assert rules_of(problem, TWO_STOPS) == set()
    assert rules_of(problem, route("08:00", "08:40", stop("b", "08:15", "08:25"))) == {"unreachable"}
    assert rules_of(problem, ONE_STOP) == {"unreachable"}


def test_without_an_end_no_way_home_is_needed() -> None:
    # From 4 there is no way anywhere, but a technician who starts there and has no end needs none.
    who = technician(start=order(place=4).location, end=None)
    problem = problem_of(who, order(place=4))
    assert rules_of(problem, route("08:00", "08:10", stop("a", "08:00", "08:10"))) == set()


def test_a_technician_serves_at_home() -> None:
    problem = problem_of(order(location=HOME))
    assert rules_of(problem, route("08:00", "08:10", stop("a", "08:00", "08:10"))) == set()
