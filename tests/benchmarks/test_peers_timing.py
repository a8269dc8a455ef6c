"""Sequences told as plans: every clock worked out by hand, and agreed to by the checker.

One technician lives at place 0 and works from 08:00 to 12:00. Ways are those of `tests.dispatch.conftest`: 0-1 600 s,
0-2 900 s, 1-2 300 s (back 360 s).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.timing import fits, plan_of, timed
from dispatch.checker import Report, check
from dispatch.model import Order, Plan, Policy, Problem, Technician
from geo.places import MatrixIndex
from scheduling.spans import Break
from tests.dispatch.conftest import HOME, MATRIX, at, due, shift, window

A = Order(id="a", location=MatrixIndex(1), service_s=1800, windows=(window("08:30", "09:00"),), skills={"gas": 1})
B = Order(id="b", location=MatrixIndex(2), service_s=600, windows=(window("08:00", "10:00"),), skills={"gas": 1})


def day_of(*breaks: Break, orders: tuple[Order, ...] = (A, B)) -> Problem:
    ann = Technician(
        id="t1", start=HOME, end=HOME, shifts=(shift(end="12:00", breaks=breaks),), skills={"gas": 2}, capacity=(5,)
    )
    return Problem(
        origin=at("00:00"),
        now=at("00:00"),
        travel=MATRIX,
        technicians=(ann,),
        orders=tuple(replace(order, load=order.load or (0,)) for order in orders),
        policy=Policy(name="test", weights={"travel_min": 1.0}),
    )


def told(problem: Problem, *sequence: int) -> tuple[Plan, Report]:
    plan = plan_of(problem, PlainDay.of(problem), [sequence])
    return plan, check(problem, plan)


def test_starts_are_early_and_the_departure_late() -> None:
    # There at 08:10 if they left at once, but a opens at 08:30: leave at 08:20. a until 09:00, 300 s to b, back 900 s.
    plan, report = told(day_of(), 0, 1)
    (route,) = plan.routes
    assert route.depart == at("08:20")
    assert [(stop.arrive, stop.start, stop.finish) for stop in route.stops] == [
        (at("08:30"), at("08:30"), at("09:00")),
        (at("09:05"), at("09:05"), at("09:15")),
    ]
    assert [stop.travel_s for stop in route.stops] == [600, 300]
    assert route.back == at("09:30")
    assert report.legal
    assert report.cost.total_min == 30.0


def test_a_break_interrupts_the_way_to_a_stop() -> None:
    # It may begin from 09:02 to 09:04 only: 2 min on the way to b, which takes 5.
    plan, report = told(day_of(due("09:02", "09:04", 1800)), 0, 1)
    (route,) = plan.routes
    assert [(pause.start, pause.finish) for pause in route.breaks] == [(at("09:02"), at("09:32"))]
    assert [stop.start for stop in route.stops] == [at("08:30"), at("09:35")]
    assert route.back == at("10:00")
    assert report.legal


def test_a_break_is_taken_at_home_before_leaving() -> None:
    # From 08:00 to 08:15, which delays nothing: they leave at 08:20 as before.
    plan, report = told(day_of(due("08:00", "08:10", 900)), 0, 1)
    (route,) = plan.routes
    assert (route.breaks[0].start, route.depart, route.stops[0].start) == (at("08:00"), at("08:20"), at("08:30"))
    assert report.legal


def test_a_break_on_the_first_way_is_left_early_enough_for() -> None:
    # From 08:20 to 08:25, and a opens at 08:30: five minutes of driving before it, five after it.
    plan, report = told(day_of(due("08:20", "08:20", 300)), 0)
    (route,) = plan.routes
    assert (route.depart, route.stops[0].arrive, route.stops[0].start) == (at("08:15"), at("08:30"), at("08:30"))
    assert report.legal
    # From 08:15 to 08:30: all of the way lies before it.
    plan, report = told(day_of(due("08:15", "08:15", 900)), 0)
    (route,) = plan.routes
    assert (route.depart, route.stops[0].arrive, route.stops[0].start) == (at("08:05"), at("08:15"), at("08:30"))
    assert report.legal


def test_a_break_that_would_delay_somebody_is_taken_after_the_return() -> None:
    plan, report = told(day_of(due("09:00", "11:00", 3600)), 0, 1)
    (route,) = plan.routes
    assert [stop.start for stop in route.stops] == [at("08:30"), at("09:05")]
    assert report.legal


def test_lateness_decides_where_the_break_goes() -> None:
    # Behind b, the break fits as well as before it, but b is due at 09:10.
    late = replace(B, due=at("09:10"))
    problem = day_of(due("09:00", "11:00", 600), orders=(A, late))
    assert told(problem, 0, 1)[0].routes[0].stops[1].start == at("09:05")


def test_a_sequence_that_cannot_be_kept_is_told_all_the_same() -> None:
    # b first: 08:15 to 08:25, 360 s to a, there 08:31, fine. a twice as late: closed at 09:00.
    assert told(day_of(), 1, 0)[1].legal
    slow = replace(B, service_s=3600)
    problem = day_of(orders=(A, slow))
    plan, report = told(problem, 1, 0)
    # b until 09:15, at a 09:21: 21 min after it closes.
    assert timed(PlainDay.of(problem), 0, (1, 0)).missed_s == 21 * 60
    assert [stop.order for stop in plan.routes[0].stops] == ["b", "a"]
    assert report.rules == {"time_window"}


def test_what_fits_is_skilled_in_time_and_not_too_heavy() -> None:
    day = PlainDay.of(day_of())
    assert fits(day, 0, (0, 1))
    assert not fits(PlainDay.of(day_of(orders=(A, replace(B, skills={"gas": 3})))), 0, (0, 1))
    assert not fits(PlainDay.of(day_of(orders=(A, replace(B, service_s=3600)))), 0, (1, 0))
    heavy = PlainDay.of(day_of(orders=(replace(A, load=(3,)), replace(B, load=(3,)))))
    assert fits(heavy, 0, (0,))
    assert not fits(heavy, 0, (0, 1))
    assert np.array_equal(heavy.loads, [[3], [3]])
