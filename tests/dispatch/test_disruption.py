"""What a plan changes against the one in force: who, when, what is left out, and what could not stay."""

from __future__ import annotations

from dataclasses import replace

from dispatch.disruption import disruption_of, words_of
from dispatch.model import Plan
from dispatch.planner import plan
from tests.dispatch.conftest import absence, at, order, problem_of, route, stop, technician

IN_FORCE = (route("08:00", "08:50", stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35")),)
DAY = problem_of(technician("t1"), technician("t2"), routes=IN_FORCE)


def test_nothing_changes() -> None:
    told = disruption_of(DAY, Plan(routes=IN_FORCE))
    assert told.is_none
    assert told.in_force == 2
    assert words_of(told) == []
    assert disruption_of(problem_of(), Plan(routes=IN_FORCE)).is_none


def test_another_technician_another_time_and_one_left_out() -> None:
    """a goes to t2, ten minutes later; b is left out."""
    other = replace(route("08:10", "08:40", stop("a", "08:20", "08:30")), technician="t2")
    told = disruption_of(DAY, Plan(routes=(other,)))
    assert (told.changed, told.moved_s, told.dropped) == ((("a", 0),), {("a", 0): 600}, ("b",))
    assert words_of(told) == [
        "of 2 visits in force 1 go to another technician, 1 start at another time, by 10 min in all",
        "left out now: b",
    ]


def test_somebody_has_gone_ill() -> None:
    """t1 is away from 08:22 on: a is under way and stays, b goes to t2, who sets off at 08:12 at the soonest."""
    ill = technician("t1", absences=(absence("08:22", "17:00"),))
    day = problem_of(ill, technician("t2"), order("a", 1), order("b", 2), routes=IN_FORCE, now=at("08:12"))
    told = disruption_of(day, plan(day, iterations=100))
    assert told.changed == (("b", 0),)
    assert told.moved_s == {("b", 0): 120}  # 08:12 and 900 s of driving instead of 08:25
    assert told.broken["b"] == ("absent",)
    assert words_of(told)[-1].startswith("could not stay as they were: b (absent)")
