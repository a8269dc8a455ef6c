"""What OR-Tools may not change: locks, what is frozen, and what the evaluator makes of its sequences.

Technicians live at place 0 and work from 08:00 on; services take 600 s. Driving in seconds: 0-1 600, 0-2 900, 1-2 300.
"""

from __future__ import annotations

import pytest

from dispatch.backends.ortools_routing import asked_of
from dispatch.backends.routing.laying import lay
from dispatch.model import Lock, Problem
from geo.places import MatrixIndex
from tests.dispatch.conftest import (
    at,
    order,
    problem_of,
    route,
    shift,
    stop,
    technician,
    window,
)
from tests.dispatch.ortools_days import A, B, told, works

pytestmark = pytest.mark.filterwarnings("ignore:.*SwigPy.*|.*swigvarlink.*:DeprecationWarning")


HELD = (route("08:50", "09:20", stop("a", "09:00", "09:10"), technician_id="t2"),)
"""In force: a with t2 at 09:00, though t1 lives where a is."""


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        (None, "t1"),
        (Lock(order="a", kind="technician"), "t2"),
        (Lock(order="a", kind="technician_and_time"), "t2"),
        (Lock(order="a", kind="time"), "t2"),  # t1 is at work until 08:59
        (Lock(order="a", kind="time_range", earliest=at("09:00"), latest=at("09:00")), "t2"),
        (Lock(order="a", kind="time_range", earliest=at("08:10"), latest=at("08:49")), "t1"),
    ],
    ids=str,
)
def test_locks_of_four_kinds(lock: Lock | None, expected: str) -> None:
    near = technician("t1", start=MatrixIndex(1), end=MatrixIndex(1), shifts=(shift(end="08:59"),))
    assert told(near, technician("t2"), A, routes=HELD, locks=(lock,) if lock else ()) == {expected: ["a"]}


def test_what_is_locked_is_not_left_out_for_its_price() -> None:
    cheap = order(unserved_cost_min=1.0)
    assert told(technician("t2"), cheap, routes=HELD) == {}
    assert told(technician("t2"), cheap, routes=HELD, locks=(Lock(order="a", kind="technician"),)) == {"t2": ["a"]}


def test_what_is_frozen_stays_and_the_day_goes_on_from_there() -> None:
    # At 08:05 t1 is on the way to a and done there at 08:20: b, 300 s on, is served before 08:26, by nobody else.
    problem = problem_of(
        technician("t1"),
        technician("t2"),
        A,
        order("b", 2, windows=(window("08:00", "08:25"),)),
        now=at("08:05"),
        routes=(route("08:00", "08:30", stop("a", "08:10", "08:20")),),
    )
    opened = asked_of(problem)
    begun, unbegun = opened.day.vehicles
    assert (begun.begins, begun.has_begun, begun.leaves) == (1, True, (30_000, 30_000))  # 08:20
    assert (unbegun.begins, unbegun.has_begun, unbegun.leaves[0]) == (0, False, 29_100)  # 08:05
    assert [visit.order for visit in opened.day.visits] == [1]
    assert told(*problem.technicians, *problem.orders, now=problem.now, routes=problem.routes) == {"t1": ["b"]}


def test_nothing_new_starts_before_the_plan_is_open() -> None:
    # Not before 09:00, and a stop at a is over by 09:20 with the way home.
    for end, expected in (("09:20", {"t1": ["a"]}), ("09:19:59", {})):
        assert told(works(end), A, frozen_before=at("09:00")) == expected


def test_what_the_evaluator_cannot_keep_is_passed_over() -> None:
    # b first, from 08:15 to 08:25, then a at 08:31, a minute after its window. Alone, each can be kept.
    problem: Problem = problem_of(order("a", windows=(window("08:00", "08:30"),)), B, order("c", 3))
    p = asked_of(problem).p
    lay(p, {0: [1, 0, 2]})
    row = p.routes[0]
    assert row["legal"]
    assert p.stops["order"][: int(row["count"])].tolist() == [1, 2]
