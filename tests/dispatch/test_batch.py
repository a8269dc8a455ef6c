"""Batches: legal plans at the checker's price, never dearer than one by one, the same whatever the order of input."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from dispatch.asking import who_can
from dispatch.batch import Batch, match
from dispatch.checker import check
from dispatch.errors import InvalidInputError, NotSupportedError, TooLargeError, UnknownOrderError
from dispatch.model import After, Policy, Problem, Role
from geo.places import MatrixIndex
from tests.dispatch import plain_days
from tests.dispatch.batch_days import morning, noon, one_by_one, waiting
from tests.dispatch.conftest import TWO_STOPS, at, order, problem_of, shift, technician, window

AWAY = MatrixIndex(3)
SWAP = problem_of(
    technician("t1", max_orders=1),
    technician("t2", start=AWAY, end=AWAY, max_orders=1),
    order("a", 2, created=at("06:00")),
    order("b", 3, created=at("06:01")),
)
"""a is nearest to t2 (500 s each way) and comes first; b is where t2 lives, and 1200 s each way from t1."""


def hold(problem: Problem, batch: Batch) -> float:
    """What the checker says that the plan costs; it is legal, and what is told of it is so."""
    report = check(problem, batch.plan)
    assert report.legal, [violation.message for violation in report.violations]
    assert batch.plan.cost is not None
    assert batch.plan.cost.terms == pytest.approx(report.cost.terms, rel=1e-12)
    assert batch.cost_min == pytest.approx(report.cost.total_min, rel=1e-12)
    held = {stop.order: route.technician for route in batch.plan.routes for stop in route.stops}
    assert {name: held.get(name) for name in waiting(problem)} == {
        **batch.assigned,
        **{left.order: None for left in batch.unassigned},
    }
    return report.cost.total_min


def hold_beside_one_by_one(problem: Problem) -> float:
    """Minutes that are saved against the decisions that `decide` would make in turn."""
    names = waiting(problem)
    batch = match(problem, names)
    in_turn = check(problem, one_by_one(problem, names))
    assert in_turn.legal
    assert batch.one_by_one_min == pytest.approx(in_turn.cost.total_min, rel=1e-9)
    cost_min = hold(problem, batch)
    assert cost_min <= in_turn.cost.total_min + 1e-9 * abs(in_turn.cost.total_min)
    assert batch.rounds > 0 or cost_min == pytest.approx(in_turn.cost.total_min, rel=1e-9)
    return in_turn.cost.total_min - cost_min


@pytest.mark.parametrize("tens", range(6))
def test_never_dearer_than_one_by_one(tens: int) -> None:
    """On days that mix every rule, with nothing given out and with much under way, and on plain ones."""
    saved_min = [
        hold_beside_one_by_one(problem)
        for seed in range(10 * tens, 10 * tens + 10)
        for problem in (morning(seed), noon(seed), plain_days.RandomDay(seed).problem())
    ]
    assert sum(minutes > 1.0 for minutes in saved_min) >= 5


@pytest.mark.parametrize("seed", [619, 635, 679, 842])
def test_an_order_that_others_come_after_keeps_its_time_one_by_one(seed: int) -> None:
    hold_beside_one_by_one(morning(seed))


def test_two_orders_change_places() -> None:
    # one by one: a by t2, 2 × 500 s, and b by t1, 2 × 1200 s, 56 min 40 s; together: a by t1, 2 × 900 s, b by t2, 0 s
    batch = match(SWAP)
    hold(SWAP, batch)
    assert batch.assigned == {"a": "t1", "b": "t2"}
    assert batch.one_by_one_min == pytest.approx(56 + 2 / 3)
    assert batch.cost_min == 30.0
    assert batch.rounds == 1
    assert batch.unassigned == ()


def test_a_dear_order_gives_way() -> None:
    # one by one t1 takes a, who is worth 25 min, for 20; together b, who is worth 3 000
    one = problem_of(
        technician(max_orders=1),
        order("a", 1, created=at("06:00"), unserved_cost_min=25.0),
        order("b", 2, created=at("07:00"), unserved_cost_min=3000.0),
    )
    batch = match(one)
    hold(one, batch)
    assert batch.assigned == {"b": "t1"}
    assert [(left.order, left.reason) for left in batch.unassigned] == [("a", "does_not_fit")]
    assert (batch.one_by_one_min, batch.cost_min) == (3020.0, 55.0)


@pytest.mark.parametrize("seed", range(25))
def test_the_best_of_all_matchings(seed: int) -> None:
    """Where each technician may have one order, every way to give them out is tried."""
    day = plain_days.RandomDay(seed).problem()
    single = tuple(replace(each, max_orders=1, shifts=each.shifts[:1]) for each in day.technicians)
    problem = replace(day, technicians=single, orders=day.orders[:6])
    prices = [
        {who: found.cost.total_min for who, found in who_can(problem, each.id).items()} | {"": each.price_unserved_min}
        for each in problem.orders
    ]
    least_min = min(
        sum(given[who] for given, who in zip(prices, chosen, strict=True))
        for chosen in product(*prices)
        if all(chosen.count(who) == 1 for who in chosen if who)
    )
    batch = match(problem)
    assert hold(problem, batch) == pytest.approx(least_min, abs=1e-4)


@pytest.mark.parametrize("seed", [2, 11, 15, 19, 25])
def test_the_order_of_input_does_not_matter(seed: int) -> None:
    problem = morning(seed)
    names = list(waiting(problem))
    dice = random.Random(seed)
    again = match(problem, names)
    assert match(problem, names) == again
    technicians, orders = list(problem.technicians), list(problem.orders)
    for each in (names, technicians, orders):
        dice.shuffle(each)
    other = match(replace(problem, technicians=tuple(technicians), orders=tuple(orders)), names)
    assert list(other.assigned.items()) == list(again.assigned.items())
    assert other.cost_min == pytest.approx(again.cost_min, rel=1e-12)
    assert other.rounds == again.rounds


def test_rounds_go_on_until_the_work_is_done() -> None:
    """There is one round, however little work is allowed, and more save more."""
    days = [morning(seed) for seed in (2, 11, 15, 19, 25)]
    once = [match(day, waiting(day), work=0) for day in days]
    more = [match(day, waiting(day)) for day in days]
    for day, few, many in zip(days, once, more, strict=True):
        hold(day, few)
        assert few.rounds <= 1
        assert few.one_by_one_min == pytest.approx(many.one_by_one_min, rel=1e-12)
    assert sum(batch.cost_min for batch in more) < sum(batch.cost_min for batch in once)
    assert max(batch.rounds for batch in more) > 1


def test_locks_and_what_is_under_way_stay() -> None:
    # TWO_STOPS is in force and under way at 08:12: a is being served, b is driven to at 08:20
    problem = problem_of(order("a", 1), order("b", 2), order("c", 3), routes=(TWO_STOPS,), now=at("08:21"))
    batch = match(problem)
    hold(problem, batch)
    (route,) = batch.plan.routes
    assert [(stop.order, stop.start) for stop in route.stops[:2]] == [("a", at("08:10")), ("b", at("08:25"))]
    assert batch.assigned == {"c": "t1"}


def test_several_shifts() -> None:
    late = window("18:30", "19:00")
    two = technician(shifts=(shift("08:00", "09:00"), shift("18:00", "20:00")))
    problem = problem_of(
        two,
        order("a", 1, windows=(window("08:10", "08:30"),)),
        order("b", 2, windows=(late,)),
        order("c", 1, windows=(late,)),
    )
    batch = match(problem)
    hold(problem, batch)
    assert [route.shift for route in batch.plan.routes] == [0, 1]
    assert set(batch.assigned) == {"a", "b", "c"}


def test_a_part_of_those_who_wait() -> None:
    batch = match(SWAP, ["b"])
    assert batch.assigned == {"b": "t2"}
    assert batch.plan.unassigned is None  # nobody asked about a
    assert check(SWAP, batch.plan).legal
    assert batch.cost_min == check(SWAP, batch.plan).cost.total_min


def test_an_empty_batch_is_the_plan_in_force() -> None:
    problem = problem_of(routes=(TWO_STOPS,))
    for batch in (match(problem), match(problem, [])):
        hold(problem, batch)
        assert batch.plan.routes[0].stops[0].order == "a"
        assert (batch.assigned, batch.unassigned, batch.rounds) == ({}, (), 0)


def test_nobody_is_there() -> None:
    problem = replace(problem_of(), technicians=())
    batch = match(problem)
    hold(problem, batch)
    assert [left.reason for left in batch.unassigned] == ["no_eligible_technician"] * 2
    assert match(replace(problem, orders=())).plan.routes == ()


def test_why_orders_are_left_out() -> None:
    problem = problem_of(
        order("a", 1, skills={"gas": 1}),
        order("b", 1, windows=(window("20:00", "21:00"),)),
        order("c", 1, unserved_cost_min=1.0),
    )
    batch = match(problem)
    hold(problem, batch)
    assert [(left.order, left.reason, left.detail) for left in batch.unassigned] == [
        ("a", "no_eligible_technician", (("skill_missing", 1),)),
        ("b", "does_not_fit", ()),
        ("c", "not_worth_it", ()),
    ]


def test_what_an_order_was_chosen_from() -> None:
    batch = match(SWAP, explain=True)
    assert batch.decisions is not None
    assert list(batch.decisions) == ["a", "b"]
    # a with all else where it is: t1 for 30 min; t2 has an order already
    assert [each.technicians for each in batch.decisions["a"].candidates] == [("t1",)]
    assert [each.technician for each in batch.decisions["a"].rejected] == ["t2"]
    assert match(SWAP).decisions is None


def test_the_dearest_prices_do_not_overflow() -> None:
    dear = [order(f"o{n}", 1 + n % 3, unserved_cost_min=1e9) for n in range(8)]
    weights = Policy(name="dear", weights={"travel_min": 1e9})
    problem = problem_of(technician("t1"), technician("t2", max_orders=2), *dear, policy=weights)
    hold(problem, match(problem))


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        (["b", "x"], UnknownOrderError, "order 'x' is not one of the 3 orders of the problem"),
        (["c", "c"], InvalidInputError, "/1: order 'c' is named twice"),
        (["c", "a"], InvalidInputError, "/orders/0: order 'a' is in the plan in force, must be waiting"),
    ],
)
def test_what_cannot_be_matched_is_told(names: list[str], error: type[Exception], message: str) -> None:
    problem = problem_of(order("a", 1), order("b", 2), order("c", 3), routes=(TWO_STOPS,))
    with pytest.raises(error) as told:
        match(problem, names)
    assert str(told.value) == message


def test_crews_and_sequences_are_refused() -> None:
    together = problem_of(order("a", 1, crew=(Role(), Role())), order("b", 2))
    with pytest.raises(NotSupportedError, match="order 'a' has crew"):
        match(together)
    after = problem_of(order("a", 1), order("b", 2, after=(After(order="a"),)))
    with pytest.raises(NotSupportedError, match="order 'b' has after"):
        match(after)
    hold(replace(together, orders=together.orders[1:]), match(replace(together, orders=together.orders[1:])))


def test_too_many_stops_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch.batch.MAX_PLANNED_STOPS", 1)
    with pytest.raises(
        TooLargeError, match="stops of the batch that all shifts together may hold: 2, must be at most 1"
    ):
        match(problem_of())
