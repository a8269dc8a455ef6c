"""Near enough: the same choice at the same price as looking at everybody, wherever it is and however it is weighed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.agreement.many import all_told
from benchmarks.agreement.play import play
from benchmarks.agreement.random_days import random_day
from benchmarks.latency_days import filled_days
from benchmarks.latency_recipes import with_all_rules
from dispatch.decision import Decision
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.days import put
from dispatch.layout import lay_out, order_number
from dispatch.model import Policy, Problem
from dispatch.near.nearby import Nearby
from dispatch.policies import BALANCED, BUILT_IN, DISTANCE_FIRST
from geo.places import LatLng
from tests.dispatch.near_cities import CENTERS, City
from tests.dispatch.near_compare import compare, compare_days

CITIES = 800
DAYS = 40


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


def test_days_that_mix_everything() -> None:
    tally: Counter[str] = Counter()

    def decide_near(problem: Problem, order_id: str) -> Decision:
        decision = all_told(problem, order_id)
        i = order_number(problem, order_id)
        p = lay_out(problem, asked=(i,), without=i)
        answers = blank_answers(len(problem.technicians))
        ids = [technician.id for technician in problem.technicians]
        k = Nearby(p, ids, resolution=7).best(i, answers)
        chosen = decision.candidates[0] if decision.candidates else None
        if k is None or chosen is None:
            assert k is chosen
        else:
            assert (ids[k],) == chosen.technicians
            assert problem.horizon.instant(int(answers.each[k]["start"])) == chosen.start
            assert answers.each[k]["cost_min"] == pytest.approx(chosen.cost.total_min, abs=1e-9)
        tally["asked"] += 1
        if tally["asked"] % 5 == 0:
            compare(problem, tally)
        return decision

    for seed in range(5000, 5000 + DAYS):
        play(random_day(seed), decide_near)
    assert tally["asked"] > 5 * DAYS
    assert tally["orders"] > tally["asked"]


@pytest.mark.parametrize("seed", range(3))
def test_full_days_in_force_with_every_rule_and_term(seed: int) -> None:
    p, asked = filled_days(with_all_rules(200, seed))
    tally: Counter[str] = Counter()
    compare_days(p, [f"t{k}" for k in range(200)], asked[:60], tally)
    assert tally["orders"] - tally["nobody"] > 50


@pytest.mark.parametrize("policy", BUILT_IN.values(), ids=lambda policy: policy.name)
def test_few_are_searched_in_a_city_of_many(policy: Policy) -> None:
    # 600 technicians, of whom a third are good enough for an average order: who is searched is a small part of those
    tally: Counter[str] = Counter()
    compare(_plain_city().problem(600, 120, policy), tally)
    assert tally["evaluated"] < 0.03 * tally["technicians"]


def test_who_is_far_away_wins_if_all_else_is_much_better() -> None:
    # half an hour of driving there and back costs 60, and three stars 90
    city = _plain_city()
    problem = city.problem(2, 1, Policy(name="stars", weights={"travel_min": 1.0, "rating_star": 30.0}))
    one = replace(problem.technicians[0], absences=(), skills={"aircon": 9}, reviews=100, speed_factor=1.0)
    here, there = CENTERS[0], LatLng(lat=CENTERS[0].lat + 0.1, lng=CENTERS[0].lng)
    team = (replace(one, id="a", start=here, end=here, rating=1.0), replace(one, id="b", start=there, end=there))
    team = (team[0], replace(team[1], rating=4.0))
    order = replace(problem.orders[0], location=here, windows=(), required_technicians=None, preferred_technicians=())
    for preferred, chosen in (((), 1), (("a",), 0)):
        wish = replace(order, preferred_technicians=preferred)
        weights = {**problem.policy.weights, "not_preferred": 200.0}
        day = replace(problem, technicians=team, orders=(wish,), policy=replace(problem.policy, weights=weights))
        assert Nearby(lay_out(day), ["a", "b"], resolution=9).best(0, blank_answers(2)) == chosen
        compare(day, Counter(), resolution=9)


def test_without_a_price_of_distance_everybody_is_looked_at() -> None:
    tally: Counter[str] = Counter()
    problem = City(3).problem(30, 12, Policy(name="stars", weights={"rating_star": 5.0}))
    near = Nearby(lay_out(problem), [technician.id for technician in problem.technicians])
    assert not near.by_rings
    compare(problem, tally)
    assert tally["orders"] == 12


def test_of_equals_the_first_by_id_is_chosen() -> None:
    # four who live in the same place and can the same: all would drive equally long
    problem = _plain_city().problem(4, 3, DISTANCE_FIRST)
    one = replace(
        problem.technicians[0], skills={"aircon": 9}, shifts=problem.technicians[0].shifts[:1], fixed_cost_min=0.0
    )
    names = ("d", "b", "a", "c")
    problem = replace(problem, technicians=tuple(replace(one, id=name) for name in names))
    order = replace(problem.orders[0], windows=(), required_technicians=None)
    problem = replace(problem, orders=(order, *problem.orders[1:]))
    assert Nearby(lay_out(problem, room=4), names).best(0, blank_answers(4)) == 2
    compare(problem, Counter())


def test_everybody_and_everything_in_one_place() -> None:
    tally: Counter[str] = Counter()
    problem = City(5).problem(40, 60, BALANCED)
    here = CENTERS[0]
    team = tuple(replace(each, start=here, end=each.end and here) for each in problem.technicians)
    orders = tuple(replace(each, location=here) for each in problem.orders)
    compare(replace(problem, technicians=team, orders=orders), tally)
    assert tally["orders"] - tally["nobody"] > 20


def test_nobody_at_all() -> None:
    problem = replace(City(1).problem(1, 3), technicians=())
    assert Nearby(lay_out(problem), []).best(0, blank_answers(0)) is None


def test_a_full_route_takes_no_more_and_each_technician_has_an_id() -> None:
    problem = _plain_city().problem(2, 1, BALANCED)
    p = lay_out(problem, room=0)
    near = Nearby(p, ["a", "b"])
    with pytest.raises(ValueError, match="route 0: has room for 0 stops"):
        near.give(0, 0, 0)
    with pytest.raises(ValueError, match="ids: 1 are given, there are 2 technicians"):
        Nearby(p, ["a"])


def test_nobody_who_may() -> None:
    problem = _plain_city().problem(50, 1, BALANCED)
    order = replace(problem.orders[0], skills={"aircon": 9})
    p = lay_out(replace(problem, orders=(order,)))
    near = Nearby(p, [technician.id for technician in problem.technicians])
    assert near.best(0, blank_answers(50)) is None
    assert near.question["evaluated"] == 0


def test_the_only_ones_live_at_the_other_end_of_the_earth() -> None:
    # 120 m/s would be needed to get there in the day
    problem = City(1).problem(3, 2, BALANCED)
    far = LatLng(lat=-31.0, lng=-58.5)
    orders = tuple(
        replace(each, location=far, windows=(), skills={}, required_technicians=None) for each in problem.orders
    )
    tally: Counter[str] = Counter()
    compare(replace(problem, orders=orders), tally, resolution=9)
    assert tally["nobody"] == 2


def test_what_else_changes_a_route_is_known_after_renew() -> None:
    # orders are put in behind the back of the index; one that is built anew knows no more
    problem = _plain_city().problem(30, 40, BALANCED)
    p = lay_out(problem, room=41)
    ids = [technician.id for technician in problem.technicians]
    near, answers = Nearby(p, ids), blank_answers(30)
    for i in range(20):
        k = near.best(i, answers)
        if k is not None:
            r = int(answers.each["route"][k])
            put(p, r, int(answers.each["position"][k]), i)
            near.renew(r)
    again = Nearby(p, ids)
    for i in range(20, 40):
        assert near.best(i, answers) == again.best(i, answers)
        assert near.question["best_min"] == again.question["best_min"]


def _plain_city() -> City:
    city = City(8)
    city.center, city.is_plain, city.spread_km = CENTERS[0], True, 30.0
    return city
