"""Rules of thumb: who is nearest, and that both make plans the checker accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.demo.comparing import checked
from benchmarks.demo.day import DaySize, make_day
from benchmarks.demo.places import find_city
from benchmarks.demo.run import TRAVEL
from benchmarks.demo.thumb import Rule, best_insertion, nearest_first, plan_of, play, whereabouts, whole_day
from dispatch.decide import decide
from dispatch.model import Order, Problem, Route, Stop, Technician
from dispatch.policies import BALANCED
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def north(km: float) -> LatLng:
    return LatLng(lat=31.0 + km / 111.195, lng=121.0)


SHIFTS = (Shift(at(8), at(18)),)
HOME = Technician(id="home", start=north(0), end=north(0), shifts=SHIFTS)
FAR = Technician(id="far", start=north(30), shifts=SHIFTS)
FIRST = Order(id="first", location=north(20), service_s=3600)
SECOND = Order(id="second", location=north(24), service_s=3600)
# At 60 km/h a kilometre is a minute: leave at 9:00, at the first 9:20 to 10:20, home at 10:40.
ROUTE = Route(
    technician="home", depart=at(9), back=at(10, 40), stops=(Stop(order="first", start=at(9, 20), finish=at(10, 20)),)
)
PROBLEM = Problem(
    origin=at(0), now=at(8), travel=GreatCircle(60.0), technicians=(HOME, FAR), orders=(FIRST, SECOND),
    policy=BALANCED, routes=(ROUTE,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("now", "km"),
    [(at(8, 59), 0.0), (at(9), 20.0), (at(10, 19), 20.0), (at(10, 20), 0.0)],
    ids=["before leaving", "on the way there", "at work", "on the way home"],
)
def test_whereabouts_is_where_one_is_or_drives_to(now: datetime, km: float) -> None:
    assert whereabouts(replace(PROBLEM, now=now), HOME) == north(km)


def test_without_a_way_home_one_stays_at_the_last_order() -> None:
    free = replace(PROBLEM, now=at(17), technicians=(replace(HOME, end=None), FAR))
    assert whereabouts(free, free.technicians[0]) == north(20)


def test_the_nearest_at_that_moment_gets_the_order() -> None:
    # Before Home leaves, Far is nearer to kilometre 24; once Home works at kilometre 20, Home is.
    assert nearest_first(PROBLEM, "second").candidates[0].technicians == ("far",)
    assert nearest_first(replace(PROBLEM, now=at(9, 30)), "second").candidates[0].technicians == ("home",)


def test_who_cannot_is_passed_over() -> None:
    busy = replace(PROBLEM, now=at(9, 30), technicians=(replace(HOME, max_orders=1), FAR))
    assert nearest_first(busy, "second").candidates[0].technicians == ("far",)
    asked = replace(SECOND, required_technicians=("nobody",))
    assert nearest_first(replace(PROBLEM, orders=(FIRST, asked)), "second").reason == "no_eligible_technician"


def test_best_insertion_counts_driving_alone() -> None:
    # Kilometre 24 adds 6 minutes to Far's day and 8 to Home's.
    assert best_insertion(PROBLEM, "second").candidates[0].cost.terms == pytest.approx({"travel_min": 6.0}, abs=0.1)


@pytest.mark.parametrize("rule", [decide, nearest_first, best_insertion])
def test_a_day_by_any_rule_is_legal_and_tells_of_every_order(rule: Rule) -> None:
    day = make_day(find_city("Shanghai"), 3, DaySize(technicians=12, orders=60))
    problem = whole_day(day, TRAVEL, BALANCED)
    plan = plan_of(play(problem, rule))
    figures = checked(problem, plan, "test")
    assert figures.served + sum(figures.left.values()) == 60
    assert figures.served > 20
    assert figures.on_time == figures.served
