"""Every rule of the clock and every term decided by hand: at the bound it holds, a second beyond it fails.

The day of `conftest`: from home to place 1 it is 600 s each way, to place 2 it is 900 s, from 1 to 2 it is 300 s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatch.decide import decide
from dispatch.decision import Decision, FailedRule
from dispatch.model import Certificate, Lock, Order, Policy, Position, Problem, Technician
from geo.places import MatrixIndex
from scheduling.traffic import Period, Traffic
from tests.dispatch.conftest import ONE_STOP, at, due, order, problem_of, shift, stop, technician, told, window


def asked(who: Technician, *orders: Order, **changes: Any) -> Decision:
    """The decision about the first order."""
    return decide(problem_of(who, *orders, **changes), orders[0].id, relax=False)


def start_of(decision: Decision) -> str:
    """When the order would start."""
    return decision.candidates[0].start.strftime("%H:%M:%S")


def why_not(decision: Decision) -> tuple[FailedRule, ...]:
    """The rules in the way of the only technician."""
    assert not decision.candidates
    (rejection,) = decision.rejected
    return rejection.rules


def test_overtime() -> None:
    # from 16:40:00 600 s of service and 600 s home: 17:00, as late as may be; with a window from 16:40:01 a second more
    late = shift("08:00", "16:50", max_overtime_s=600)
    assert start_of(asked(technician(shifts=(late,)), order(windows=(window("16:40", "17:30"),)))) == "16:40:00"
    refused = asked(technician(shifts=(late,)), order(windows=(window("16:40:01", "17:30"),)))
    assert why_not(refused) == (FailedRule(rule="overtime", observed=told("17:00:01"), bound=told("17:00:00")),)


def test_break() -> None:
    # the break begins by 12:00, the order starts at 11:30: after 1 800 s it is just over, after 1 801 s it is not
    rested = shift(breaks=(due("11:35", "12:00", 1800),))
    at_noon = order(windows=(window("11:30", "11:30"),))
    assert start_of(asked(technician(shifts=(rested,)), replace(at_noon, service_s=1800))) == "11:30:00"
    refused = asked(technician(shifts=(rested,)), replace(at_noon, service_s=1801))
    assert why_not(refused) == (FailedRule(rule="break", observed=told("12:00:01"), bound=told("12:00:00")),)


def test_max_travel() -> None:
    # 600 s out and 600 s home
    assert asked(technician(max_travel_s=1200), order()).candidates
    refused = asked(technician(max_travel_s=1199), order())
    assert why_not(refused) == (FailedRule(rule="max_travel", observed=1200, bound=1199),)


def test_capacity() -> None:
    # 3 of 10 are taken by a; of the second dimension nobody asks for more than there is
    in_force = {"routes": (ONE_STOP,)}
    held = order("a", load=(3,))
    who = technician(capacity=(10, 2))
    assert asked(who, order("b", 2, load=(7, 2)), held, **in_force).candidates
    refused = asked(who, order("b", 2, load=(8, 2)), held, **in_force)
    assert why_not(refused) == (FailedRule(rule="capacity", observed=11, bound=10),)
    assert why_not(asked(who, order("b", 2, load=(7, 3)), held, **in_force))[0].rule == "capacity"


def test_max_orders() -> None:
    in_force = {"routes": (ONE_STOP,)}
    assert asked(technician(max_orders=2), order("b", 2), order(), **in_force).candidates
    refused = asked(technician(max_orders=1), order("b", 2), order(), **in_force)
    assert why_not(refused) == (FailedRule(rule="max_orders", observed=2, bound=1),)


@pytest.mark.parametrize(
    ("lock", "who", "start"),
    [
        (Lock(order="a", kind="technician"), ["t1"], "08:10:00"),  # t1, at any time
        (Lock(order="a", kind="time"), ["t1", "t2"], "09:00:00"),  # anybody, at nine
        (Lock(order="a", kind="technician_and_time"), ["t1"], "09:00:00"),
        (Lock(order="a", kind="time_range", earliest=at("08:30"), latest=at("10:00")), ["t1", "t2"], "08:30:00"),
    ],
)
def test_locks(lock: Lock, who: list[str], start: str) -> None:
    in_force = replace(ONE_STOP, depart=at("08:50"), back=at("09:20"), stops=(stop("a", "09:00", "09:10"),))
    problem = problem_of(technician(), technician("t2"), order(), routes=(in_force,), locks=(lock,))
    decision = decide(problem, "a")
    assert [candidate.technicians[0] for candidate in decision.candidates] == who
    assert start_of(decision) == start
    assert [rejection.rules[0].rule for rejection in decision.rejected] == ["lock"] * (2 - len(who))


def test_certificate_in_the_day() -> None:
    # the way is 600 s: started at 08:10:00 it counts until 08:10:01, and no longer at 08:10:00
    skilled = technician(skills={"gas": 1})
    for expires, can in (("08:10:01", True), ("08:10:00", False)):
        who = replace(skilled, certificates=(Certificate(skill="gas", expires=at(expires)),))
        decision = asked(who, order(skills={"gas": 1}))
        assert bool(decision.candidates) is can
    assert why_not(decision)[0].rule == "certificate_expired"


def test_frozen_before() -> None:
    # nothing new starts before nine, though t1 could be there at ten past eight
    assert start_of(asked(technician(), order(), frozen_before=at("09:00"))) == "09:00:00"
    assert why_not(asked(technician(), order(windows=(window("08:00", "08:59:59"),)), frozen_before=at("09:00")))


def test_setup_and_factors() -> None:
    # 600 s / 1.2 = 500 s of way, 120 s of setup: 08:10:20; 600 s × 1.25 = 750 s of service: done at 08:22:50
    who = technician(speed_factor=1.2, service_factor=1.25)
    best = asked(who, order(setup_s=120)).candidates[0]
    assert (best.start, best.finish) == (at("08:10:20"), at("08:22:50"))
    assert best.cost.terms["travel_min"] == pytest.approx(1000 / 60)


def test_position_and_no_end() -> None:
    # seen at place 1 at 09:00, so 300 s on to place 2, and nobody drives home
    who = technician(position=Position(place=MatrixIndex(1), at=at("09:00")), end=None)
    best = asked(who, order("b", 2), now=at("09:00")).candidates[0]
    assert (best.start, best.cost.terms["travel_min"]) == (at("09:05"), 5.0)


def test_traffic() -> None:
    # 600 s × 1.5 until 08:30: there at 08:15, done at 08:25, home after another 900 s
    rush = Traffic((Period(0, 8 * 3600 + 1800, 1.5),))
    best = asked(technician(), order(), traffic=rush).candidates[0]
    assert (best.start, best.cost.terms["travel_min"]) == (at("08:15"), 30.0)


def test_several_windows() -> None:
    # a stands from 08:10 to 08:20, b takes 300 s of way: 08:25 lies between the windows, so it is the second
    two = order("b", 2, windows=(window("08:00", "08:14:59"), window("09:00", "09:30")))
    assert start_of(asked(technician(), two, order(), routes=(ONE_STOP,))) == "09:00:00"


PLANNED_AT_NINE = replace(ONE_STOP, depart=at("08:50"), back=at("09:20"), stops=(stop("a", "09:00", "09:10"),))
IN_FORCE: dict[str, Any] = {"routes": (PLANNED_AT_NINE,)}


@pytest.mark.parametrize(
    ("term", "weight", "minutes", "given"),
    [
        ("travel_min", 2.0, 40.0, ({}, {}, {})),  # 20 min × 2
        ("distance_km", 3.0, 30.0, ({}, {}, {})),  # 5 km out, 5 km home
        ("lateness_min", 2.0, 10.0, ({}, {"due": at("08:05")}, {})),  # starts 5 min late
        ("lateness_max_min", 2.0, 10.0, ({}, {"due": at("08:05")}, {})),
        ("overtime_min", 3.0, 30.0, ({"shifts": (shift("08:00", "08:20", max_overtime_s=900),)}, {}, {})),  # home 08:30
        ("rating_star", 6.0, 4.8, ({"rating": 4.2, "reviews": 9}, {}, {})),  # 0.8 stars
        ("overqualified_level", 3.0, 6.0, ({"skills": {"gas": 3}}, {"skills": {"gas": 1}}, {})),  # two levels
        ("response_min", 0.5, 15.0, ({}, {"created": at("07:40")}, {})),  # 30 min after it became known
        ("not_preferred", 10.0, 10.0, ({}, {"preferred_technicians": ("t9",)}, {})),
        ("workload_balance", 9.0, 2.25, ({}, {}, {})),  # 10 + 20 min are half an hour: 9 × 0.25
        ("time_moved_min", 0.2, 10.0, ({}, {}, IN_FORCE)),  # planned for 9:00, now 8:10
        ("fixed_cost", 1.0, 7.0, ({"fixed_cost_min": 7.0}, {}, {})),  # the shift was not used before
    ],
)
def test_terms(term: str, weight: float, minutes: float, given: tuple[dict[str, Any], ...]) -> None:
    who, what, changes = given
    weights = {} if term == "fixed_cost" else {term: weight}
    decision = asked(technician(**who), order(**what), policy=Policy(name="one", weights=weights), **changes)
    cost = decision.candidates[0].cost
    assert cost.terms[term] == pytest.approx(minutes)
    assert cost.total_min == pytest.approx(minutes)


def test_waiting_is_priced() -> None:
    # a from 08:10 to 08:20; b opens at 09:00, and is reached at 08:25: 35 min of waiting; driving 300 + 900 - 600 s
    policy = Policy(name="p", weights={"travel_min": 1.0, "waiting_min": 0.2})
    windows = (window("09:00", "09:30"),)
    soon = order(windows=(window("08:10", "08:20"),))
    decision = asked(technician(), order("b", 2, windows=windows), soon, policy=policy, routes=(ONE_STOP,))
    assert decision.candidates[0].cost.terms == pytest.approx({"travel_min": 10.0, "waiting_min": 7.0})


def test_another_technician_is_priced() -> None:
    # a is t1's in the plan in force: t2 costs 8 more
    policy = Policy(name="p", weights={"technician_changed": 8.0})
    problem: Problem = problem_of(technician(), technician("t2"), order(), policy=policy, **IN_FORCE)
    prices = {each.technicians[0]: each.cost.total_min for each in decide(problem, "a").candidates}
    assert prices == {"t1": 0.0, "t2": 8.0}
