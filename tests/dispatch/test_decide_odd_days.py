"""Decisions on odd days, worked out by hand: clocks that change, midnight, the origin, one point, one instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Order, Policy, Position, Problem, Technician
from dispatch.planner import plan
from geo.places import LatLng, MatrixIndex
from geo.travel import GreatCircle
from scheduling.spans import Break, Shift, Window
from tests.dispatch.conftest import MATRIX, ONE_STOP, at, due, order, problem_of, rest, shift, technician, window


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        ("2026-03-29", "03:10:00+02:00", 4),  # spring: 02:00 becomes 03:00, so 00:00 to 05:00 are four hours
        ("2026-10-25", "02:10:00+02:00", 6),  # autumn: 02:00 to 03:00 comes twice, so they are six
    ],
)
def test_the_day_clocks_change(day: str, start: str, hours: int) -> None:
    """A window behind the change is met to the second; what fits is counted in seconds that pass, not on the wall."""
    zone = ZoneInfo("Europe/Berlin")
    local = [datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone) for clock in ("00:00", "05:00")]
    opens = datetime.fromisoformat(f"{day}T{start}")
    who = Technician(id="t1", start=MatrixIndex(0), shifts=(Shift(local[0], local[1]),))
    what = Order(id="a", location=MatrixIndex(1), service_s=600, windows=(Window(opens, local[1]),))
    problem = Problem(
        origin=local[0],
        now=local[0],
        timezone=zone,
        travel=MATRIX,
        technicians=(who,),
        orders=(what,),
        policy=Policy(name="p", weights={"travel_min": 1.0, "waiting_min": 1.0}),
    )
    best = decide(problem, "a").candidates[0]
    assert best.start.timestamp() == opens.timestamp()
    assert best.cost.terms == {"travel_min": 10.0, "waiting_min": 0.0}
    assert best.route is not None
    assert opens.timestamp() - best.route.depart.timestamp() == 600
    fits_s = hours * 3600 - 600
    for service_s, can in ((fits_s, True), (fits_s + 1, False)):
        asked = replace(problem, orders=(replace(what, windows=(), service_s=service_s),))
        assert bool(decide(asked, "a").candidates) is can


def test_a_window_over_midnight() -> None:
    # on duty from 22:00 to 06:00, wanted from 23:55 to 00:05: there at 23:55 at the soonest
    night = Shift(at("22:00"), at("22:00").replace(day=3, hour=6))
    over = Window(at("23:55"), at("00:05").replace(day=3))
    best = decide(problem_of(technician(shifts=(night,)), order(windows=(over,))), "a").candidates[0]
    assert best.start == at("23:55")
    after = Window(at("00:00").replace(day=3), at("00:05").replace(day=3))
    best = decide(problem_of(technician(shifts=(night,)), order(windows=(after,))), "a").candidates[0]
    assert best.start == at("00:00").replace(day=3)


def test_a_shift_that_starts_before_the_origin() -> None:
    # on duty since yesterday 22:00: nobody departs before the origin, 08:00, so it is 08:10
    since = Shift(at("22:00").replace(day=1), at("12:00"))
    problem = replace(problem_of(technician(shifts=(since,)), order()), origin=at("08:00"), now=at("08:00"))
    assert decide(problem, "a").candidates[0].start == at("08:10")


def test_a_technician_with_no_shift() -> None:
    problem = problem_of(technician(shifts=()), technician("t2"), order())
    decision = decide(problem, "a")
    assert [each.technicians[0] for each in decision.candidates] == ["t2"]
    assert [rejection.rules[0].rule for rejection in decision.rejected] == ["off_shift"]


def test_two_orders_at_one_point() -> None:
    # no way between them, and the setup is saved: a from 08:10 to 08:20, b at once, home as before
    point = LatLng(lat=31.2, lng=121.4)
    who = technician(start=LatLng(lat=31.2, lng=121.5), end=LatLng(lat=31.2, lng=121.5))
    first, second = (order(name, location=point, setup_s=300) for name in ("a", "b"))
    problem = problem_of(who, first, second, travel=GreatCircle(speed_kmh=30.0, detour=1.0))
    alone = decide(problem, "a").candidates[0]
    assert alone.route is not None
    behind = replace(second, windows=(Window(alone.finish, alone.finish),))
    best = decide(replace(problem, orders=(first, behind), routes=(alone.route,)), "b").candidates[0]
    assert best.cost.terms["travel_min"] == 0.0
    assert best.start == alone.finish


@pytest.mark.parametrize(("instant", "can"), [("08:10", True), ("08:09:59", False)])
def test_a_window_of_zero_length(instant: str, can: bool) -> None:
    # the way is 600 s from 08:00 on
    decision = decide(problem_of(technician(), order(windows=(window(instant, instant),))), "a", relax=False)
    assert bool(decision.candidates) is can
    if can:
        assert decision.candidates[0].start == at(instant)


def test_a_break_at_the_very_end_of_the_shift() -> None:
    # home at 16:30 of 17:00 and half an hour of rest: it fits to the second, and one second more of service does not
    lunch = (Break(at("16:00"), at("16:30"), 1800),)
    who = technician(shifts=(shift(breaks=lunch),))
    late = order(windows=(window("16:10", "16:10"),))
    assert decide(problem_of(who, late), "a", relax=False).candidates
    assert not decide(problem_of(who, replace(late, service_s=1201)), "a", relax=False).candidates


def test_another_order_in_the_same_instant() -> None:
    # a holds t1 from 08:10 to 08:20, so b at 08:10 is for t2 alone
    problem = problem_of(
        technician(), technician("t2"), order(windows=(window("08:10", "08:10"),)), order("b"), routes=(ONE_STOP,)
    )
    asked = replace(
        problem, orders=(problem.orders[0], replace(problem.orders[1], windows=(window("08:10", "08:10"),)))
    )
    assert [each.technicians[0] for each in decide(asked, "b").candidates] == ["t2"]


def test_who_was_seen_after_lunch_has_had_lunch() -> None:
    """Seen at place 1 at 13:00, lunch due by 12:00: it lies at 11:00, and place 2 is 300 s away from 13:05 on."""
    who = technician(
        position=Position(place=MatrixIndex(1), at=at("13:00")),
        shifts=(shift(breaks=(due("11:00", "12:00", 1800),)),),
    )
    problem = problem_of(who, order("a", 2), now=at("13:05"))
    chosen = decide(problem, "a").chosen
    assert chosen is not None
    assert chosen.start == at("13:10")
    found = plan(problem, iterations=10)
    assert found.routes[0].breaks == (rest("11:00", "11:30"),)
    assert check(problem, found).legal


def test_a_break_that_is_still_due_where_they_were_seen() -> None:
    """Seen at 11:10, lunch due from 11:00 to 12:00: it is taken as having begun at 11:00, and over at 11:30."""
    who = technician(
        position=Position(place=MatrixIndex(1), at=at("11:10")),
        shifts=(shift(breaks=(due("11:00", "12:00", 1800),)),),
    )
    problem = problem_of(who, order("a", 2, windows=(window("11:40", "12:00"),)), now=at("11:10"))
    found = plan(problem, iterations=10)
    assert check(problem, found).legal
    assert found.routes[0].stops[0].start == at("11:40")
