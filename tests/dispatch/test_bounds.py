"""Where a bound would be tempted to promise too much: days on which something gets better by an order put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.model import Lock, Order, Policy, Problem, Route, Stop, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Absence, Shift, Window
from scheduling.traffic import NO_TRAFFIC, Period, Traffic

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
DAY = 24.0


def at(hours: float) -> datetime:
    """An instant, in hours from the first midnight."""
    return MIDNIGHT + timedelta(seconds=round(hours * 3600))


def order(name: str, place: int, minutes: int, *windows: tuple[float, float], setup_min: int = 0) -> Order:
    """An order with windows in hours."""
    spans = tuple(Window(at(opens), at(closes)) for opens, closes in windows)
    return Order(id=name, location=MatrixIndex(place), service_s=60 * minutes, windows=spans, setup_s=60 * setup_min)


def planned(shift: int, depart: float, *stops: tuple[str, float, float]) -> Route:
    """The day of t1: departure, and each stop's start and finish, in hours; it has no way home."""
    held = tuple(Stop(order=name, start=at(start), finish=at(finish)) for name, start, finish in stops)
    return Route(technician="t1", shift=shift, depart=at(depart), back=held[-1].finish, stops=held)


def asked_about_x(
    ways_min: Sequence[Sequence[int]],
    *,
    shifts: Sequence[tuple[float, float]],
    orders: tuple[Order, ...],
    route: Route,
    weights: dict[str, float],
    absence: tuple[float, float] | None = None,
    traffic: Traffic = NO_TRAFFIC,
) -> Decision:
    """What is answered for order x; t1 starts at place 0."""
    technician = Technician(
        id="t1",
        start=MatrixIndex(0),
        shifts=tuple(Shift(at(opens), at(closes)) for opens, closes in shifts),
        absences=() if absence is None else (Absence(at(absence[0]), at(absence[1])),),
    )
    problem = Problem(
        origin=at(6.0),
        now=at(6.0),
        travel=Matrix(60 * np.array(ways_min, np.int32)),
        traffic=traffic,
        technicians=(technician,),
        orders=orders,
        policy=Policy(name="own", weights=weights),
        routes=(route,),
    )
    return decide(problem, "x")


def answer(decision: Decision) -> tuple[datetime, float]:
    """When x would start, and for how many minutes."""
    return decision.candidates[0].start, decision.candidates[0].cost.total_min


def test_a_stop_put_off_behind_an_absence_goes_back_before_it() -> None:
    """Without x, a is followed by 30 minutes of driving that would run into the absence, so a waits until 10:30.

    With x between them it need not: a 9:40 to 10:00, x at the same place from 10:30, b at 11:30 as it was.
    """
    a, b = order("a", 1, 20, (9 + 2 / 3, 11.0)), order("b", 2, 10, (11.5, 11.5))
    route = planned(0, 9 + 2 / 3, ("a", 9 + 2 / 3, 10.0), ("x", 10.5, 11.0), ("b", 11.5, 11 + 2 / 3))
    for closes in (11.0, 10.75):
        x = order("x", 1, 30, (10 + 1 / 3, closes))
        ways = ((0, 0, 30), (0, 0, 30), (30, 30, 0))
        decision = asked_about_x(
            ways,
            shifts=[(8.0, 18.0)],
            orders=(a, x, b),
            route=route,
            weights={"travel_min": 1.0},
            absence=(10 + 1 / 6, 10.5),
        )
        assert answer(decision) == (at(10.5), 0.0)


def test_a_setup_is_saved_by_an_order_at_the_same_place() -> None:
    """After x, 8:10 to 8:15, a needs no setup and starts at 8:15; without x it is 8:10 + 30 minutes of setup: -25."""
    x = order("x", 1, 5)
    a = replace(order("a", 1, 60, setup_min=30), created=at(8.0))
    route = planned(0, 8.0, ("x", 8 + 1 / 6, 8.25), ("a", 8.25, 9.25))
    shifts = [(8.0, 12.0), (14.0, 18.0)]
    decision = asked_about_x(
        ((0, 10), (10, 0)), shifts=shifts, orders=(x, a), route=route, weights={"response_min": 1.0}
    )
    assert answer(decision) == (at(8 + 1 / 6), -25.0)


def test_an_absence_that_puts_off_the_stop_before_saves_waiting() -> None:
    """x is 45 minutes from a, and the absence begins at 9:30: a waits until 11:00, and t1 sets off three hours later.

    Driving 45 + 45 - 10 = 80 minutes more, at 4: 320. Waiting was 8:00 to 14:10 without 70 minutes of work and 10 of
    driving, 290; then 11:00 to 14:10 without 100 of work and 90 of driving, 0. So 320 - 290 = 30.
    """
    morning = DAY + 8.0
    a = order("a", 0, 60, (morning, morning + 3.5))
    b = order("b", 2, 10, (morning + 6, morning + 6))
    route = planned(1, morning, ("a", morning, morning + 1), ("b", morning + 6, morning + 6 + 1 / 6))
    decision = asked_about_x(
        ((0, 45, 10), (45, 0, 45), (10, 45, 0)),
        shifts=[(8.0, 18.0), (morning, morning + 10)],
        orders=(a, order("x", 1, 30), b),
        route=route,
        weights={"travel_min": 4.0, "waiting_min": 1.0},
        absence=(morning + 1.5, morning + 3),
    )
    assert answer(decision) == (at(morning + 4.75), 30.0)


def test_traffic_eases_while_an_order_is_served() -> None:
    """Driving takes 60 minutes, twice that before 9:30. From a at 9:00, b is reached at 11:00; behind x at 10:30."""
    morning = DAY + 8.0
    a, x = order("a", 0, 60, (morning, morning)), order("x", 0, 30)
    b = replace(order("b", 1, 10, (morning, morning + 4)), created=at(morning))
    route = planned(
        1,
        morning,
        ("a", morning, morning + 1),
        ("x", morning + 1, morning + 1.5),
        ("b", morning + 2.5, morning + 2 + 2 / 3),
    )
    rush = Traffic((Period(8 * 3600, 9 * 3600 + 1800, 2.0),))
    shifts = [(8.0, 8.5), (morning, morning + 10)]
    decision = asked_about_x(
        ((0, 60), (60, 0)),
        shifts=shifts,
        orders=(a, x, b),
        route=route,
        weights={"response_min": 1.0},
        traffic=rush,
    )
    assert answer(decision) == (at(morning + 1), -30.0)


def test_a_lock_that_ends_between_two_windows_leaves_the_first() -> None:
    """b may start 8 to 9 or 11 to 12, and is locked until 10: behind x, two hours from 8:00, neither is left."""
    travel = Matrix(60 * np.array(((0, 10), (10, 0)), np.int32))
    shifts = (Shift(at(8.0), at(18.0)),)
    free = tuple(Technician(id=f"t{n:02}", start=MatrixIndex(0), shifts=shifts) for n in range(20))
    full = Technician(id="t99", start=MatrixIndex(1), shifts=shifts)
    stop = Stop(order="b", start=at(8.5), finish=at(9.5))
    problem = Problem(
        origin=at(6.0),
        now=at(6.0),
        travel=travel,
        technicians=(*free, full),
        orders=(order("x", 0, 120, (8.0, 8.5)), order("b", 0, 60, (8.0, 9.0), (11.0, 12.0))),
        policy=Policy(name="own", weights={"travel_min": 1.0}),
        routes=(Route(technician="t99", shift=0, depart=at(8.0), back=at(9.5), stops=(stop,)),),
        locks=(Lock(order="b", kind="time_range", earliest=at(8.0), latest=at(10.0)),),
    )
    decision = decide(problem, "x", relax=False)
    assert len(decision.candidates) == 20
    assert [rejection.technician for rejection in decision.rejected] == ["t99"]
