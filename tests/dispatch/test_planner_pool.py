"""Routes that a search has met, and the cheapest plan made of them."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from benchmarks.agreement.mixed_days import mixed_day
from benchmarks.agreement.play_plan import play_plan
from benchmarks.peers.days import technician_day
from dispatch import planner
from dispatch.evaluator.arrays import Arrays
from dispatch.model import Lock, Policy, Problem, Role
from dispatch.planner import budget, cooling, plan
from dispatch.planner import pool as pools
from dispatch.planner.changes import forget_touched, keep_as_best, return_to_best
from dispatch.planner.cooling import CYCLES, DENSE
from dispatch.planner.door import ANNEAL, FREE, INSERT, do
from dispatch.planner.ground import ground_of
from dispatch.planner.keeping import Kept, kept_of
from dispatch.planner.pool import Pool, is_poolable, key_of, take_up
from dispatch.planner.start import pool_left_out
from dispatch.planner.state import Search, search_of
from dispatch.planner.ties import ties_of
from tests.dispatch.conftest import order, problem_of, route, stop, technician
from tests.dispatch.test_planner import hold


def begun(problem: Problem) -> tuple[Arrays, Search]:
    """Laid out, with all that fits put in."""
    p = ground_of(problem)
    s = search_of(p, 1, ties_of(problem))
    do(p, s, FREE)
    do(p, s, INSERT, pool_left_out(p, s))
    forget_touched(s)
    keep_as_best(p, s)
    return p, s


def test_the_cheapest_plan_is_that_of_every_set_tried() -> None:
    """All routes met in a hot search; every set of them is tried."""
    problem = technician_day(7, 3, "loose")
    p, s = begun(problem)
    pool = Pool()
    for _ in range(60):
        pool.gather([(p, s)])
        do(p, s, ANNEAL, 3, 500.0, 500.0)
        forget_touched(s)
    by_route = [[(key[1], met.price_min) for key, met in pool.met.items() if key[0] == r] for r in range(len(p.routes))]
    out_min = {i: float(p.orders[i]["unserved_min"]) for i in range(len(p.orders))}
    best_min = math.inf
    for routes in itertools.product(*by_route):
        held = [i for orders, _ in routes for i in orders]
        if len(held) == len(set(held)):
            cost_min = sum(price for _, price in routes) + sum(out_min[i] for i in out_min.keys() - set(held))
            best_min = min(best_min, cost_min)
    kept = pool.cheapest(p, None)
    assert kept is not None
    take_up(p, s, kept)
    assert float(s.tally[0]["cost_min"]) == pytest.approx(best_min, abs=0.01)


def test_it_costs_no_more_than_any_plan_met() -> None:
    p, s = begun(technician_day(60, 1, "loose"))
    pool, met_min = Pool(), []
    for _ in range(30):
        pool.gather([(p, s)])
        met_min.append(float(s.tally[0]["cost_min"]))
        do(p, s, ANNEAL, 50, 5.0, 5.0)
    kept = pool.cheapest(p, None)
    assert kept is not None
    take_up(p, s, kept)
    assert float(s.tally[0]["cost_min"]) <= min(met_min) + 0.1
    served = [i for r in range(len(p.routes)) for i in key_of(p, r)[1]]
    assert sorted(served) == list(range(60))


def test_what_is_no_better_is_not_kept_as_the_best() -> None:
    p, s = begun(technician_day(30, 1, "loose"))
    begin = kept_of(p)
    do(p, s, ANNEAL, 2_000, 5.0, 0.1)
    best_min = float(s.tally[0]["best_min"])
    take_up(p, s, begin)
    assert float(s.tally[0]["cost_min"]) > best_min
    assert float(s.tally[0]["best_min"]) == best_min
    return_to_best(p, s)
    assert float(s.tally[0]["cost_min"]) == pytest.approx(best_min)


def test_routes_met_last_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "MOST", 40)
    p, s = begun(technician_day(60, 1, "loose"))
    pool = Pool()
    for _ in range(30):
        pool.gather([(p, s)])
        do(p, s, ANNEAL, 50, 5.0, 5.0)
    pool.gather([(p, s)])
    assert len(pool.met) == 40
    assert {key_of(p, r) for r in range(len(p.routes))} <= pool.met.keys()


def test_without_a_route_for_somebody_there_is_no_plan() -> None:
    p, s = begun(technician_day(7, 3, "loose"))
    pool = Pool()
    pool.gather([(p, s)])
    del pool.met[key_of(p, 0)]
    assert pool.cheapest(p, None) is None


def test_what_is_locked_is_never_left_out() -> None:
    """b costs less to leave out than to serve, but is locked to 08:25."""
    problem = problem_of(
        order("a", 1),
        order("b", 2, unserved_cost_min=1.0),
        routes=(route("08:00", "08:50", stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35")),),
        locks=(Lock(order="b", kind="technician_and_time"),),
    )
    p, s = begun(problem)
    pool = Pool()
    for _ in range(20):
        pool.gather([(p, s)])
        do(p, s, ANNEAL, 1, 50.0, 50.0)
    kept = pool.cheapest(p, None)
    assert kept is not None
    take_up(p, s, kept)
    assert 1 in key_of(p, 0)[1]


@pytest.mark.parametrize(
    ("weights", "things"),
    [
        ({"travel_min": 1.0, "lateness_max_min": 1.0}, ()),
        ({"travel_min": 1.0, "workload_balance": 1.0}, ()),
        ({"travel_min": 1.0}, (technician("t1"), technician("t2"), order("a", 1, crew=(Role(), Role())))),
    ],
)
def test_where_routes_hang_together_there_is_no_pool(weights: dict[str, float], things: tuple[Any, ...]) -> None:
    problem = problem_of(*things, policy=Policy(name="test", weights=weights))
    p = ground_of(problem)
    assert not is_poolable(p, search_of(p, 1, ties_of(problem)))


def test_a_long_search_makes_a_plan_of_its_routes_each_time_it_is_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    plain = Pool.cheapest

    def counted(self: Pool, p: Arrays, limit_s: float | None) -> Kept | None:
        asked.append(limit_s)
        return plain(self, p, limit_s)

    monkeypatch.setattr(Pool, "cheapest", counted)
    problem = technician_day(40, 2, "loose")
    found = plan(problem, iterations=DENSE * 40 * 2, seed=4)
    hold(problem, found)
    assert asked == [None] * CYCLES
    assert plan(problem, iterations=DENSE * 40 * 2, seed=4) == found
    asked.clear()
    plan(problem, iterations=DENSE * 40 - 1, seed=4)
    assert not asked


def test_two_searches_fill_one_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooling, "LONG_S", 0.3)
    monkeypatch.setattr(cooling, "DENSE_S", 0.0)
    problem = technician_day(40, 2, "loose")
    found = plan(problem, time_limit_s=1.0, cores=2)
    hold(problem, found)
    assert len(found.unassigned) == 0


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_random_problems_with_a_pool(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooling, "DENSE", 5)
    monkeypatch.setattr(budget, "SLICE", 20)
    taken = []
    plain = pools.take_up
    monkeypatch.setattr(planner, "take_up", lambda p, s, kept: taken.append(plain(p, s, kept)))
    for seed in range(first, first + 30):
        play_plan(mixed_day(seed), plan)
    assert taken


def test_what_is_left_of_the_time_bounds_the_solver() -> None:
    asked = budget.Budget(None, 10.0)
    assert asked.seconds(0.04) == pytest.approx(0.4)
    asked.began -= 9.5
    assert asked.seconds(0.04) == pytest.approx(0.2, abs=0.01)
    asked.began -= 9.5
    assert asked.seconds(0.04) == 0.0
    assert budget.Budget(100, 10.0).seconds(0.04) is None
