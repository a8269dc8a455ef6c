"""Days for comparing solvers: the same from the same seed, and as their kind promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.peers.days import SERVICES_MIN, SKILLS, is_servable, n_technicians, technician_day
from benchmarks.peers.kinds import KINDS, PARTS
from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.timing import plan_of
from dispatch.checker import check
from dispatch.model import Problem
from geo.places import MatrixIndex
from geo.travel import Matrix


def durations_s(problem: Problem) -> np.ndarray:
    assert isinstance(problem.travel, Matrix)
    return problem.travel.durations_s


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_day_and_another_one_another(kind: str) -> None:
    first, again, other = (technician_day(50, seed, kind) for seed in (3, 3, 4))
    assert (first.orders, first.technicians, first.policy) == (again.orders, again.technicians, again.policy)
    assert np.array_equal(durations_s(first), durations_s(again))
    assert first.orders != other.orders


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orders", [1, 20, 100])
def test_there_are_as_many_as_were_asked_for_each_at_a_place_of_its_own(kind: str, orders: int) -> None:
    day = technician_day(orders, 1, kind)
    assert [order.id for order in day.orders] == [f"o{i}" for i in range(orders)]
    assert len(day.technicians) == n_technicians(orders)
    homes = [technician.start for technician in day.technicians]
    places = [MatrixIndex(n) for n in range(orders + len(homes))]
    assert [*(order.location for order in day.orders), *homes] == places
    assert [technician.end for technician in day.technicians] == homes
    assert durations_s(day).shape == (len(places), len(places))
    assert (np.diag(durations_s(day)) == 0).all()


def test_a_technician_has_about_seven_orders() -> None:
    assert [n_technicians(orders) for orders in (50, 100, 200, 500, 1000)] == [7, 15, 30, 70, 140]
    assert n_technicians(300) == 42  # 300 / 7.1 = 42.3


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_could_serve_each_order_alone(kind: str) -> None:
    problem = technician_day(30, 2, kind)
    day = PlainDay.of(problem)
    for i, order in enumerate(problem.orders):
        alone = [[[i] if n == k else [] for n in range(day.n_technicians)] for k in range(day.n_technicians)]
        assert any(check(problem, plan_of(problem, day, each)).legal for each in alone), order.id


def test_what_nobody_could_serve_is_seen() -> None:
    problem = technician_day(20, 1, "tight")
    orders = (
        replace(problem.orders[0], skills={"magic": 1}),
        replace(problem.orders[1], service_s=12 * 3600),
        problem.orders[2],
    )
    day = PlainDay.of(replace(problem, orders=orders))
    assert [is_servable(day, i) for i in range(3)] == [False, False, True]


@pytest.mark.parametrize("kind", ["tight", "rich"])
def test_skills_windows_and_prices_vary(kind: str) -> None:
    day = technician_day(200, 1, kind)
    shortest, longest = SERVICES_MIN
    assert all(60 * shortest <= order.service_s <= 60 * longest for order in day.orders)
    assert {skill for order in day.orders for skill in order.skills} == set(SKILLS)
    assert {len(technician.skills) for technician in day.technicians} == {1, 2, 3}
    assert {order.priority for order in day.orders} == {1, 2, 3, 4, 5}
    hours = {(window.end - window.start).seconds / 3600 for order in day.orders for window in order.windows}
    assert hours == {2.0, 3.0, 4.0, 5.0, 8.5}


def test_loose_days_let_everybody_do_everything_in_part_of_their_hours() -> None:
    day = technician_day(200, 1, "loose")
    assert all(set(technician.skills) == set(SKILLS) for technician in day.technicians)
    plain = PlainDay.of(day)
    assert plain.able.all()
    assert 0.55 < plain.service_s.sum() / (plain.closes - plain.opens).sum() < 0.7


def test_each_part_is_there_where_it_is_promised() -> None:
    for kind in KINDS.values():
        day = technician_day(100, 1, kind.name)
        there = {
            "breaks": all(technician.shifts[0].breaks for technician in day.technicians),
            "levels": any(level > 1 for order in day.orders for level in order.skills.values()),
            "loads": all(len(order.load) == 2 for order in day.orders),
            "lateness": any(order.due is not None for order in day.orders) and "lateness_min" in day.policy.weights,
        }
        assert {part for part in PARTS if there[part]} == kind.parts


def test_an_unknown_kind_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="kind is 'odd', must be one of tight, loose, rich"):
        technician_day(10, 1, "odd")
