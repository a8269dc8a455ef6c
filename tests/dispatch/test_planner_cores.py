"""Several searches at once: a legal plan, nobody lost, and with iterations the same plan as ever."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peers.days import technician_day
from dispatch.checker import check
from dispatch.evaluator.arrays import NOBODY
from dispatch.planner import plan
from dispatch.planner.budget import Budget
from dispatch.planner.chains import Chains, copied
from dispatch.planner.changes import keep_as_best
from dispatch.planner.door import FREE, do
from dispatch.planner.ground import ground_of
from dispatch.planner.regions import LEAST_ORDERS, Regions
from dispatch.planner.start import fill_up
from dispatch.planner.state import search_of

ORDERS = 2 * LEAST_ORDERS


def test_a_plan_of_two_searches_is_legal_and_whole() -> None:
    problem = technician_day(ORDERS, 1, "tight")
    found = plan(problem, time_limit_s=1.5, cores=2)
    report = check(problem, found)
    assert report.legal
    assert report.cost == found.cost
    told = [stop.order for route in found.routes for stop in route.stops] + [each.order for each in found.unassigned]
    assert sorted(told) == sorted(order.id for order in problem.orders)


def test_a_plan_by_iterations_does_not_hang_on_cores() -> None:
    problem = technician_day(ORDERS, 1, "tight")
    alone, together = (plan(problem, iterations=600, cores=cores) for cores in (1, 2))
    assert alone == together


def test_a_line_leaves_no_technician_to_two_and_no_order_to_none() -> None:
    p = ground_of(technician_day(ORDERS, 2, "tight"))
    s = search_of(p, 0)
    do(p, s, FREE)
    fill_up(p, s, Budget(0, 0.0))
    regions = Regions(p, s, 2)
    for _ in range(5):
        regions.divide()
        routes = np.array([each.open_routes for _, each in regions.parts])
        orders = np.array([each.open_orders for _, each in regions.parts])
        assert (routes.sum(axis=0) == 1).all()
        assert (orders.sum(axis=0) == 1).all()
        for n in range(2):
            served = s.route_of[orders[n] & (s.route_of != NOBODY)]
            assert routes[n][served].all()
        assert routes.sum(axis=1).min() > 0.4 * len(p.routes)
    regions.close()


def test_no_core_is_too_few_and_many_are_bounded() -> None:
    problem = technician_day(20, 1, "tight")
    with pytest.raises(ValueError, match="cores is 0, must be at least 1"):
        plan(problem, cores=0)
    assert check(problem, plan(problem, time_limit_s=0.3, cores=1000)).legal


def test_few_orders_are_searched_by_one() -> None:
    p = ground_of(technician_day(50, 1, "tight"))
    assert Regions(p, search_of(p, 0), 8).count == 1


def test_few_orders_on_two_cores_give_a_legal_plan() -> None:
    problem = technician_day(50, 1, "tight")
    found = plan(problem, time_limit_s=0.5, cores=2)
    assert check(problem, found).legal
    assert found.statistics["served"] == sum(len(route.stops) for route in found.routes)


def test_chains_go_on_from_the_best_of_them_and_leave_it_to_the_first() -> None:
    p = ground_of(technician_day(50, 2, "tight"))
    s = search_of(p, 3)
    do(p, s, FREE)
    fill_up(p, s, Budget(0, 0.0))
    keep_as_best(p, s)
    chains = Chains(p, s, 3)
    assert chains.anneal(400, 20.0, 1.0, 0.0) == 1200
    best = [float(each.tally[0]["best_min"]) for _, each in chains.members]
    assert len(set(best)) > 1, "dice that fall alike search alike"
    assert float(chains.leader.tally[0]["best_min"]) == min(best)
    chains.exchange()
    assert [float(each.tally[0]["cost_min"]) for _, each in chains.members] == pytest.approx([min(best)] * 3)
    chains.close()
    assert float(s.tally[0]["best_min"]) == pytest.approx(min(best))


def test_what_is_copied_shares_nothing() -> None:
    p = ground_of(technician_day(20, 1, "tight"))
    s = search_of(p, 0)
    twin = copied(s, ("best", "route_of"))
    twin.best.routes["count"] += 1
    twin.route_of[:] = 7
    assert not (s.best.routes["count"] == twin.best.routes["count"]).any()
    assert not (s.route_of == 7).any()
