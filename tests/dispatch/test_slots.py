"""Slots worked out by hand, on the day of `conftest`: 0–1 600 s, 0–2 900 s; ten minutes of service, 08:00 to 17:00."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch.errors import NotSupportedError, TooLargeError, UnknownOrderError
from dispatch.files.slots_file import slots_to_json
from dispatch.model import After, Policy, Problem, Role, Route, Stop
from dispatch.slots import Slot, slots
from scheduling.spans import Shift, Window
from tests.dispatch.conftest import absence, at, order, problem_of, technician, window

IN_FORCE = Route(
    technician="t1",
    depart=at("09:00"),
    back=at("09:30"),
    stops=(Stop(order="b", start=at("09:10"), finish=at("09:20")),),
)


def clock(found: tuple[Slot, ...]) -> list[tuple[str, str, str, float]]:
    """Start, end, the start that is told, and the price."""
    return [
        (f"{each.start:%H:%M}", f"{each.end:%H:%M}", f"{each.candidates[0].start:%H:%M}", each.cost_min)
        for each in found
    ]


def test_each_hour_of_the_window() -> None:
    # the window 08:30 to 11:00 is cut at full hours; always ten minutes there and ten back
    problem = problem_of(technician(), order("a", windows=(window("08:30", "11:00"),)))
    assert clock(slots(problem, "a")) == [
        ("08:30", "09:00", "08:30", 20.0),
        ("09:00", "10:00", "09:00", 20.0),
        ("10:00", "11:00", "10:00", 20.0),
    ]


def test_the_first_and_the_last_of_the_day() -> None:
    # there at 08:10 at the earliest; to be home at 17:00 it starts by 16:40
    found = slots(problem_of(technician(), order("a")), "a")
    assert len(found) == 9
    assert clock(found)[0] == ("08:00", "09:00", "08:10", 20.0)
    assert clock(found)[-1] == ("16:00", "17:00", "16:00", 20.0)
    late = slots(problem_of(technician(), order("a")), "a", length_s=1200)
    assert clock(late)[-1] == ("16:40", "17:00", "16:40", 20.0)
    late = slots(problem_of(technician(), order("a", service_s=601)), "a", length_s=1200)
    assert clock(late)[-1][:2] == ("16:20", "16:40")


def test_what_is_taken_cannot_be_booked() -> None:
    # t1 is with b from 09:10 to 09:40, where a is, too: a fits in before it or from 09:40 on, for no driving more
    taken = order("b", service_s=1800, windows=(window("09:10", "09:10"),))
    in_force = replace(IN_FORCE, back=at("09:50"), stops=(Stop(order="b", start=at("09:10"), finish=at("09:40")),))
    problem = problem_of(technician(), order("a"), taken, routes=(in_force,))
    assert clock(slots(problem, "a", length_s=600, between=window("08:50", "09:50"))) == [
        ("08:50", "09:00", "08:50", 0.0),
        ("09:00", "09:10", "09:00", 0.0),
        ("09:30", "09:40", "09:40", 0.0),
        ("09:40", "09:50", "09:40", 0.0),
    ]


def test_candidates_by_price() -> None:
    # t2 starts from place 2: 360 s to place 1, 300 s back, 11 min
    near = technician("t2", start=order("x", 2).location, end=order("x", 2).location)
    (found,) = slots(problem_of(technician(), near, order("a", windows=(window("09:00", "10:00"),))), "a")
    assert [(each.technicians, each.rank, each.cost.total_min) for each in found.candidates] == [
        (("t2",), 1, 11.0),
        (("t1",), 2, 20.0),
    ]
    assert found.candidates[0].route is None


def test_the_day_may_be_told() -> None:
    (found,) = slots(problem_of(technician(), order("a", windows=(window("09:00", "10:00"),))), "a", routes=1)
    assert found.candidates[0].route is not None
    assert found.candidates[0].route.depart == at("08:50")


def test_an_order_in_the_plan_is_asked_about_as_if_it_were_not() -> None:
    problem = problem_of(technician(), order("b", windows=(window("09:00", "10:00"),)), routes=(IN_FORCE,))
    assert clock(slots(problem, "b")) == [("09:00", "10:00", "09:00", 20.0)]


def test_not_before_now() -> None:
    # at 09:20 the slot of nine o'clock goes on from 09:20; one leaves at 09:20 and is there at 09:30
    problem = problem_of(technician(), order("a", windows=(window("08:00", "10:00"),)), now=at("09:20"))
    assert clock(slots(problem, "a")) == [("09:20", "10:00", "09:30", 20.0)]
    assert slots(replace(problem, now=at("10:01")), "a") == ()


def test_not_before_what_is_frozen() -> None:
    problem = problem_of(technician(), order("a", windows=(window("08:00", "10:00"),)), frozen_before=at("09:00"))
    assert clock(slots(problem, "a")) == [("09:00", "10:00", "09:00", 20.0)]


def test_a_window_of_one_instant() -> None:
    for clock_time in ("09:00", "09:30"):
        problem = problem_of(technician(), order("a", windows=(window(clock_time, clock_time),)))
        assert clock(slots(problem, "a")) == [(clock_time, clock_time, clock_time, 20.0)]


def test_windows_that_touch_are_one() -> None:
    windows = (window("09:30", "10:00"), window("09:00", "09:30"), window("14:00", "14:30"))
    found = slots(problem_of(technician(), order("a", windows=windows)), "a")
    assert [each[:2] for each in clock(found)] == [("09:00", "10:00"), ("14:00", "14:30")]


def test_nobody_there() -> None:
    away = technician(absences=(absence("08:00", "16:00"),))
    found = slots(problem_of(away, order("a")), "a")
    assert clock(found) == [("16:00", "17:00", "16:10", 20.0)]
    assert slots(problem_of(technician(shifts=()), order("a")), "a") == ()
    assert slots(problem_of(technician(active=False), order("a")), "a") == ()
    assert slots(replace(problem_of(order("a")), technicians=()), "a") == ()


def test_not_worth_it_is_told() -> None:
    problem = problem_of(technician(), order("a", windows=(window("09:00", "10:00"),), unserved_cost_min=19.9))
    (found,) = slots(problem, "a")
    assert not found.worth_it
    (found,) = slots(replace(problem, orders=(replace(problem.orders[0], unserved_cost_min=20.0),)), "a")
    assert found.worth_it


def test_over_midnight_and_several_days() -> None:
    begins = at("22:00")
    night = technician(
        shifts=(
            Shift(begins, begins + timedelta(hours=4)),
            Shift(begins + timedelta(days=3), begins + timedelta(days=3, hours=1)),
        )
    )
    found = slots(problem_of(night, order("a")), "a", length_s=7200)
    assert [f"{each.start:%d %H:%M}–{each.end:%d %H:%M}" for each in found] == [
        "02 22:00–03 00:00",
        "03 00:00–03 02:00",
        "05 22:00–05 23:00",
    ]


BERLIN = ZoneInfo("Europe/Berlin")


def night_of(day: int, month: int) -> Problem:
    """A shift from midnight to five on a Sunday in Berlin on which clocks are changed."""
    midnight = datetime(2026, month, day, tzinfo=BERLIN)
    night = technician(shifts=(Shift(midnight, midnight.replace(hour=5)),))
    return problem_of(night, order("a"), origin=midnight, now=midnight, timezone=BERLIN)


def test_an_hour_that_is_left_out() -> None:
    # on 29 March 02:00 is 03:00; the hours of the clock are 0, 1, 3, 4
    found = slots(night_of(29, 3), "a")
    assert [f"{each.start:%H}–{each.end:%H}" for each in found] == ["00–01", "01–03", "03–04", "04–05"]
    assert [each.start.hour for each in slots(night_of(29, 3), "a", length_s=7200)] == [0, 4]


def test_an_hour_that_comes_twice() -> None:
    # on 25 October 02:00 to 03:00 is there twice
    found = slots(night_of(25, 10), "a")
    assert [f"{each.start:%H%z}" for each in found] == [
        "00+0200",
        "01+0200",
        "02+0200",
        "02+0100",
        "03+0100",
        "04+0100",
    ]


def test_bad_questions() -> None:
    problem = problem_of(
        technician(),
        order("a", crew=(Role(), Role())),
        order("b", after=(After(order="a"),)),
        order("c", windows=(Window(at("00:00"), at("00:00") + timedelta(days=10)),)),
    )
    with pytest.raises(UnknownOrderError):
        slots(problem, "z")
    with pytest.raises(NotSupportedError, match="order 'a' has crew"):
        slots(problem, "a")
    with pytest.raises(NotSupportedError, match="order 'b' has after"):
        slots(problem, "b")
    with pytest.raises(ValueError, match="length_s is 59, must lie between 60 and 86400"):
        slots(problem, "c", length_s=59)
    # ten days and nights of minutes would be 14 400
    always = technician(shifts=(Shift(at("00:00"), at("00:00") + timedelta(days=10)),))
    with pytest.raises(
        TooLargeError, match=r"14400, must be at most 5000: ask for longer ones, or narrow .* order 'c'"
    ):
        slots(replace(problem, technicians=(always,)), "c", length_s=60)


def test_as_json() -> None:
    problem = problem_of(
        technician(),
        order("a", windows=(window("09:00", "09:30"),)),
        policy=Policy(name="p", version=2, weights={"travel_min": 1.0}),
        sha256="0" * 64,
    )
    assert slots_to_json(problem, "a", slots(problem, "a")) == {
        "format": "paidan.slots.v1",
        "order": "a",
        "slots": [
            {
                "start": "2026-03-02T09:00:00+08:00",
                "end": "2026-03-02T09:30:00+08:00",
                "cost_min": 20.0,
                "worth_it": True,
                "candidates": [
                    {
                        "technicians": ["t1"],
                        "rank": 1,
                        "start": "2026-03-02T09:00:00+08:00",
                        "cost": {"total_min": 20.0, "terms": {"travel_min": 20.0}},
                    }
                ],
            }
        ],
        "policy": {"name": "p", "version": 2},
        "snapshot_sha256": "0" * 64,
    }
