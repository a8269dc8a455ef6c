"""Each built-in policy does over a whole day what its name promises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from statistics import fmean

import numpy as np
import pytest

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Order, Plan, Policy, Problem, Technician
from dispatch.policies import BALANCED, BUILT_IN, DISTANCE_FIRST, FASTEST_ARRIVAL, RATING_FIRST
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift, Window

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
SEEDS = range(5)


@dataclass(frozen=True)
class Day:
    """What became of a day under one policy: means over the served orders."""

    served: int
    stars: float
    driving_min: float
    response_min: float


def hour(hours: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=round(hours * 3600))


def city_day(seed: int) -> Problem:
    """24 technicians and 60 orders that become known between eight and three; half of them wait for a window."""
    rng = np.random.default_rng(seed)

    def place() -> LatLng:
        lat, lng = rng.normal(0.0, 0.05, 2)
        return LatLng(lat=31.23 + lat, lng=121.47 + lng)

    technicians = []
    for k in range(24):
        home, begins = place(), float(rng.integers(7, 10))
        rating = float(np.round(rng.uniform(3.0, 5.0), 2))
        shifts = (Shift(hour(begins), hour(begins + 10)),)
        technicians.append(Technician(id=f"t{k:02}", start=home, end=home, shifts=shifts, rating=rating))
    orders = []
    for i, created in enumerate(np.sort(rng.uniform(8.0, 15.0, 60))):
        opens = created + (0.0 if rng.random() < 0.5 else float(rng.uniform(0.5, 2.0)))
        orders.append(
            Order(
                id=f"o{i:02}",
                location=place(),
                service_s=int(rng.integers(20, 60)) * 60,
                windows=(Window(hour(opens), hour(opens + 3.0)),),
                created=hour(created),
            )
        )
    return Problem(
        origin=MIDNIGHT,
        now=MIDNIGHT,
        travel=GreatCircle(speed_kmh=30.0, detour=1.3),
        technicians=tuple(technicians),
        orders=tuple(orders),
        policy=BALANCED,
    )


@cache
def day_under(name: str, seed: int) -> Day:
    """Give the orders of a day out one after the other, as they become known."""
    problem = replace(city_day(seed), policy=BUILT_IN[name])
    stars: list[float] = []
    response: list[float] = []
    rating = {technician.id: technician.rating for technician in problem.technicians}
    for order in problem.orders:
        assert order.created is not None
        problem = replace(problem, now=order.created)
        decision = decide(problem, order.id)
        chosen = decision.chosen
        if chosen is None or decision.route is None:
            continue
        others = tuple(route for route in problem.routes if route.technician != chosen.technicians[0])
        problem = replace(problem, routes=(*others, decision.route))
        stars.append(rating[chosen.technicians[0]])
        response.append((chosen.start - order.created).total_seconds() / 60)
    report = check(replace(problem, now=problem.origin, policy=DISTANCE_FIRST), Plan(routes=problem.routes))
    assert report.legal, report.violations
    return Day(len(stars), fmean(stars), report.cost.terms["travel_min"] / len(stars), fmean(response))


@pytest.mark.parametrize("seed", SEEDS)
def test_rating_first_sends_the_best_rated(seed: int) -> None:
    best = day_under("rating_first", seed)
    assert all(best.stars >= day_under(other, seed).stars for other in BUILT_IN)


@pytest.mark.parametrize("seed", SEEDS)
def test_distance_first_drives_least(seed: int) -> None:
    least = day_under("distance_first", seed)
    assert all(least.driving_min <= day_under(other, seed).driving_min for other in BUILT_IN)


@pytest.mark.parametrize("seed", SEEDS)
def test_fastest_arrival_is_there_first(seed: int) -> None:
    first = day_under("fastest_arrival", seed)
    assert all(first.response_min <= day_under(other, seed).response_min for other in BUILT_IN)


@pytest.mark.parametrize("seed", SEEDS)
def test_balanced_lies_between(seed: int) -> None:
    middle = day_under("balanced", seed)
    assert middle.driving_min <= day_under("rating_first", seed).driving_min
    assert middle.stars >= day_under("distance_first", seed).stars
    assert middle.response_min <= day_under("rating_first", seed).response_min


@pytest.mark.parametrize("name", BUILT_IN)
def test_most_orders_are_served(name: str) -> None:
    assert all(day_under(name, seed).served >= 0.9 * 60 for seed in SEEDS)


def test_names_and_prices() -> None:
    assert set(BUILT_IN) == {"balanced", "distance_first", "rating_first", "fastest_arrival"}
    assert DISTANCE_FIRST.weights == {"travel_min": 1.0}
    # a tenth of a star outweighs an hour of driving; a minute of response outweighs a hundred of driving
    assert RATING_FIRST.weights["rating_star"] * 0.1 >= 60.0 * RATING_FIRST.weights["travel_min"]
    assert FASTEST_ARRIVAL.weights["response_min"] >= 100.0 * FASTEST_ARRIVAL.weights["travel_min"]


@pytest.mark.parametrize("name", ["distance_first", "rating_first", "fastest_arrival"])
def test_neither_few_stars_nor_a_far_day_leaves_an_order_out(name: str) -> None:
    # Two stars of five; booked today for a window six days on, at the lowest priority (600 min).
    monday = MIDNIGHT + timedelta(days=6)
    home, at = LatLng(lat=31.20, lng=121.40), LatLng(lat=31.21, lng=121.42)
    shifts = (Shift(monday, monday + timedelta(hours=9)),)
    problem = Problem(
        origin=MIDNIGHT,
        now=MIDNIGHT,
        travel=GreatCircle(speed_kmh=30.0, detour=1.3),
        technicians=(Technician(id="t", start=home, shifts=shifts, rating=2.0),),
        orders=(Order(id="o", location=at, service_s=1800, priority=5, created=MIDNIGHT),),
        policy=BUILT_IN[name],
    )
    assert decide(problem, "o").outcome == "assigned"


def test_ratings_are_shrunk_towards_the_prior() -> None:
    # (10 × 4.0 + 10 × 4.5) / 20 = 4.25; without reviews the prior itself; without a prior's weight the rating
    shift = (Shift(hour(8), hour(17)),)
    technician = Technician(id="t", start=LatLng(lat=0.0, lng=0.0), shifts=shift, rating=4.0, reviews=10)
    policy = Policy(name="p", weights={}, rating_prior_weight=10.0)
    assert policy.rating_of(technician) == 4.25
    assert policy.rating_of(replace(technician, reviews=0)) == 4.5
    assert replace(policy, rating_prior_weight=0.0).rating_of(replace(technician, reviews=0)) == 4.0
