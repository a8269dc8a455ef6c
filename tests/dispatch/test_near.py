"""Near enough: the same choice at the same price as looking at everybody, wherever it is and however it is weighed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.agreement.play import play
from benchmarks.agreement.random_days import random_day
from dispatch.answers import blank_answers
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.layout import lay_out, order_number
from dispatch.model import Policy, Problem
from dispatch.near.nearby import Nearby
from dispatch.policies import BALANCED, BUILT_IN, DISTANCE_FIRST
from geo.places import LatLng
from tests.dispatch.near_cities import City
from tests.dispatch.near_compare import compare

CITIES = 320
DAYS = 60


@pytest.mark.parametrize("part", range(4))
def test_the_same_choice_and_price_as_looking_at_everybody(part: int) -> None:
    tally: Counter[str] = Counter()
    for seed in range(part, CITIES, 4):
        rng = np.random.default_rng(seed)
        problem = City(seed).problem(int(rng.integers(1, 60)), 24)
        resolution = int(rng.integers(2, 10)) if rng.random() < 0.7 else None
        try:
            compare(problem, tally, resolution)
        except AssertionError as found:
            raise AssertionError(f"city {seed}: {found}") from found
    assert tally["nobody"] > 0.05 * tally["orders"]
    assert tally["orders"] - tally["nobody"] > 0.4 * tally["orders"]


@pytest.mark.parametrize("policy", BUILT_IN.values(), ids=lambda policy: policy.name)
def test_few_are_searched_in_a_city_of_many(policy: Policy) -> None:
    # 600 technicians, of whom a third are good enough for an average order: who is searched is a small part of those
    tally: Counter[str] = Counter()
    city = City(4)
    city.is_plain, city.spread_km = True, 30.0
    compare(city.problem(600, 120, policy), tally)
    most = 0.2 if policy.name == "rating_first" else 0.03
    assert tally["evaluated"] < most * tally["technicians"]


def test_days_that_mix_everything() -> None:
    tried = 0

    def decide_near(problem: Problem, order_id: str) -> Decision:
        nonlocal tried
        decision = decide(problem, order_id, relax=False)
        i = order_number(problem, order_id)
        p = lay_out(problem, asked=(i,), without=i)
        answers = blank_answers(len(problem.technicians))
        ids = [technician.id for technician in problem.technicians]
        k = Nearby(p, ids, resolution=7).best(i, answers)
        chosen = decision.candidates[0] if decision.candidates else None
        if chosen is None:
            assert k is None
        else:
            assert k is not None
            assert (ids[k],) == chosen.technicians
            assert problem.horizon.instant(int(answers.each[k]["start"])) == chosen.start
            assert answers.each[k]["cost_min"] == pytest.approx(chosen.cost.total_min, abs=1e-9)
        tried += 1
        return decision

    for seed in range(5000, 5000 + DAYS):
        play(random_day(seed), decide_near)
    assert tried > 5 * DAYS


def test_without_a_price_of_distance_everybody_is_looked_at() -> None:
    tally: Counter[str] = Counter()
    problem = City(3).problem(30, 12, Policy(name="stars", weights={"rating_star": 5.0}))
    near = Nearby(lay_out(problem), [technician.id for technician in problem.technicians])
    assert not near.by_rings
    compare(problem, tally)


def test_of_equals_the_first_by_id_is_chosen() -> None:
    # four who live in the same place and can the same: all would drive equally long
    city = City(8)
    city.is_plain = True
    problem = city.problem(4, 3, DISTANCE_FIRST)
    one = replace(
        problem.technicians[0], skills={"aircon": 9}, shifts=problem.technicians[0].shifts[:1], fixed_cost_min=0.0
    )
    names = ("d", "b", "a", "c")
    tally: Counter[str] = Counter()
    problem = replace(problem, technicians=tuple(replace(one, id=name) for name in names))
    p = lay_out(problem, room=4)
    answers = blank_answers(4)
    order = next(i for i, each in enumerate(problem.orders) if each.required_technicians is None)
    assert Nearby(p, names).best(order, answers) in {2, None}
    compare(problem, tally)


def test_nobody_at_all() -> None:
    problem = replace(City(1).problem(1, 3), technicians=())
    assert Nearby(lay_out(problem), []).best(0, blank_answers(0)) is None


def test_the_only_one_lives_at_the_other_end_of_the_earth() -> None:
    # 120 m/s would be needed to get there in the day; without windows, and shifts long enough, somebody goes
    problem = City(1).problem(3, 2, BALANCED)
    far = LatLng(lat=-31.0, lng=-58.5)
    orders = tuple(
        replace(each, location=far, windows=(), skills={}, required_technicians=None) for each in problem.orders
    )
    tally: Counter[str] = Counter()
    compare(replace(problem, orders=orders), tally, resolution=9)
    assert tally["nobody"] == 2
