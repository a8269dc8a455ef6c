"""A small day to take apart: one legal plan, and makers of its parts that tests vary with `dataclasses.replace`.

Places are rows of the matrix that the golden cases use: 0 is where technicians live, 4 is reached by no way. Driving in
seconds: 0–1 600, 0–2 900, 0–3 1200, 1–2 300 (back 360), 1–3 700, 2–3 500. All is on 2 March 2026, in Shanghai's time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from dispatch.checker import Report, Violation, check
from dispatch.model import Order, Pause, Plan, Policy, Problem, Route, Stop, Technician
from geo.places import MatrixIndex
from geo.travel import UNREACHABLE, Matrix
from scheduling.spans import Absence, Break, Shift, Window

X = UNREACHABLE
DURATIONS_S = [
    [0, 600, 900, 1200, X],
    [600, 0, 300, 700, X],
    [900, 360, 0, 500, X],
    [1200, 700, 500, 0, X],
    [X, X, X, X, 0],
]
DISTANCES_M = [
    [0, 5000, 7500, 10000, X],
    [5000, 0, 2500, 5800, X],
    [7500, 3000, 0, 4100, X],
    [10000, 5800, 4100, 0, X],
    [X, X, X, X, 0],
]
MATRIX = Matrix(np.array(DURATIONS_S, np.int32), np.array(DISTANCES_M, np.int32))
HOME = MatrixIndex(0)


def at(clock: str) -> datetime:
    """The instant of a time of the day, ``"08:30"`` or ``"08:30:01"``."""
    return datetime.fromisoformat(f"2026-03-02T{clock}+08:00")


def told(clock: str) -> str:
    """The same as text, as reports have it."""
    return at(clock).isoformat()


def window(start: str, end: str) -> Window:
    return Window(at(start), at(end))


def shift(start: str = "08:00", end: str = "17:00", **changes: Any) -> Shift:
    return Shift(at(start), at(end), **changes)


def due(earliest: str, latest: str, duration_s: int) -> Break:
    """A break that a shift asks for."""
    return Break(at(earliest), at(latest), duration_s)


def rest(start: str, finish: str) -> Pause:
    """A break as a route takes it."""
    return Pause(at(start), at(finish))


def absence(start: str, end: str) -> Absence:
    return Absence(at(start), at(end))


def technician(id: str = "t1", **changes: Any) -> Technician:  # noqa: A002
    """Lives at place 0 and works from 08:00 to 17:00."""
    return replace(Technician(id=id, start=HOME, end=HOME, shifts=(shift(),)), **changes)


def order(id: str = "a", place: int = 1, **changes: Any) -> Order:  # noqa: A002
    """Ten minutes of service, at any time, for anybody."""
    return replace(Order(id=id, location=MatrixIndex(place), service_s=600), **changes)


def problem_of(*things: Technician | Order, **changes: Any) -> Problem:
    """A problem of technicians and orders; what is not given: technician t1, order a at place 1, b at place 2."""
    technicians = tuple(thing for thing in things if isinstance(thing, Technician)) or (technician(),)
    orders = tuple(thing for thing in things if isinstance(thing, Order)) or (order("a", 1), order("b", 2))
    problem = Problem(
        origin=at("00:00"),
        now=at("00:00"),
        travel=MATRIX,
        technicians=technicians,
        orders=orders,
        policy=Policy(name="test", weights={"travel_min": 1.0}),
    )
    return replace(problem, **changes)


def stop(order_id: str, start: str, finish: str, **stated: Any) -> Stop:
    return Stop(order=order_id, start=at(start), finish=at(finish), **stated)


def route(depart: str, back: str, *stops: Stop, technician_id: str = "t1", number: int = 0) -> Route:
    return Route(technician=technician_id, shift=number, depart=at(depart), back=at(back), stops=stops)


def plan_of(*routes: Route, **stated: Any) -> Plan:
    return Plan(routes=routes, **stated)


TWO_STOPS = route("08:00", "08:50", stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35"))
"""Home to a 600 s, a to b 300 s, b to home 900 s: 1800 s of driving and no waiting."""

ONE_STOP = route("08:00", "08:30", stop("a", "08:10", "08:20"))
"""Home to a and back, 600 s each way."""


def rules_of(problem: Problem, *routes: Route, **stated: Any) -> set[str]:
    """Codes of the rules that a plan of these routes breaks."""
    return set(check(problem, plan_of(*routes, **stated)).rules)


def only(report: Report, rule: str | None = None) -> Violation:
    """The one violation of a report, or the one of a rule."""
    found = [violation for violation in report.violations if rule in (None, violation.rule)]
    assert len(found) == 1, [violation.message for violation in report.violations]
    assert not report.legal
    return found[0]


@pytest.fixture
def problem() -> Problem:
    """Technician t1, order a at place 1 and b at place 2."""
    return problem_of()


@pytest.fixture
def plan() -> Plan:
    """The legal plan `TWO_STOPS` for `problem`."""
    return plan_of(TWO_STOPS)
