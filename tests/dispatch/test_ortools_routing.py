"""What OR-Tools is told, rule by rule: its own sequences are looked at, before the evaluator has set them.

Technicians live at place 0 and work from 08:00 on; services take 600 s. Driving in seconds: 0-1 600, 0-2 900,
1-2 300 (back 360). Home to a (place 1) to b (place 2) and home takes 1800 s, the other way round 1860.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dispatch.backends.ortools_routing import asked_of
from dispatch.model import Certificate
from geo.places import MatrixIndex
from geo.travel import UNREACHABLE, Matrix
from scheduling.traffic import Period, Traffic
from tests.dispatch.conftest import (
    DURATIONS_S,
    absence,
    at,
    due,
    order,
    problem_of,
    route,
    shift,
    stop,
    technician,
    window,
)
from tests.dispatch.ortools_days import A, B, told, weighing, works

pytestmark = pytest.mark.filterwarnings("ignore:.*SwigPy.*|.*swigvarlink.*:DeprecationWarning")
GAS = {"skills": {"gas": 1}}


def test_static_rules() -> None:
    skilled = technician("t2", **GAS)
    assert told(technician("t1"), skilled, order("a", **GAS)) == {"t2": ["a"]}
    assert told(technician("t1"), skilled, order("a", forbidden_technicians=("t2",))) == {"t1": ["a"]}
    assert told(technician("t1"), order("a", **GAS)) == {}


def test_ways_of_both_directions() -> None:
    assert told(A, B) == {"t1": ["a", "b"]}
    assert told(A, B, travel=Matrix(np.array(DURATIONS_S, np.int32).T.copy())) == {"t1": ["b", "a"]}


def test_a_way_that_does_not_exist() -> None:
    x = UNREACHABLE
    ways = Matrix(np.array([[0, x, 900], [600, 0, 300], [900, 360, 0]], np.int32))
    assert told(A, B, travel=ways) == {"t1": ["b", "a"]}
    assert told(A, travel=ways) == {}


def test_several_windows() -> None:
    # Nobody is at a before 08:10; the other window is the second 12:00, done by 12:10, home by 12:20.
    twice = order("a", windows=(window("08:00", "08:05"), window("12:00", "12:00")))
    assert told(works("12:20"), twice) == {"t1": ["a"]}
    assert told(works("12:19:59"), twice) == {}
    # A stop in the hole would do for both; as it is, b is first there at 08:15, and at a 600 + 360 s later, 08:31.
    hole = order("a", windows=(window("08:00", "08:05"), window("08:31", "09:00")))
    early = order("b", 2, windows=(window("08:00", "08:15"),))
    assert told(hole, early) == {"t1": ["b", "a"]}


def test_several_shifts() -> None:
    # a takes 600 + 600 + 600 s: a second too long for the first shift.
    first, then = shift("08:00", "08:29:59"), shift("09:00", "09:30")
    assert told(technician(shifts=(first, then)), A) == {"t1/1": ["a"]}
    assert told(technician(shifts=(first,)), A) == {}


def test_overtime_up_to_its_cap_and_at_its_price() -> None:
    # 60 s of overtime, at 1000 minutes a minute.
    assert told(works("08:29", max_overtime_s=60), A) == {"t1": ["a"]}
    assert told(works("08:29", max_overtime_s=59), A) == {}
    priced = weighing(overtime_min=1000.0)
    assert told(works("08:29", max_overtime_s=60), order(unserved_cost_min=1019.0), policy=priced) == {}
    assert told(works("08:29", max_overtime_s=60), order(unserved_cost_min=1021.0), policy=priced) == {"t1": ["a"]}


def test_breaks() -> None:
    # 1800 s for a and 1800 s of break before or after fill the hour; a second more does not go in.
    assert told(works("09:00", breaks=(due("08:00", "08:30", 1800),)), A) == {"t1": ["a"]}
    assert told(works("09:00", breaks=(due("08:00", "08:30", 1801),)), A) == {}
    # From 08:05 on it interrupts the first way: a by 08:40, home by 09:00. It cannot interrupt the service.
    assert told(works("09:00", breaks=(due("08:05", "08:05", 1800),)), A) == {"t1": ["a"]}
    assert told(works("09:00", breaks=(due("08:15", "08:15", 1800),)), A) == {}


def test_no_break_interrupts_setup() -> None:
    # 600 s of driving, 600 of setup, 600 of service: a break from 08:15 to 08:20 lies in one or the other,
    # unless they begin after it: 08:20 + 600 + 600, home by 08:50.
    slow = order(setup_s=600)
    assert told(works("08:50", breaks=(due("08:15", "08:15", 300),)), slow) == {"t1": ["a"]}
    assert told(works("08:49:59", breaks=(due("08:15", "08:15", 300),)), slow) == {}


def test_a_shift_without_room_for_its_breaks_is_given_nothing() -> None:
    crowded = works("09:00", breaks=(due("08:00", "08:00", 600), due("08:05", "08:05", 600)))
    assert told(crowded, technician("t2"), A) == {"t2": ["a"]}


def test_absences() -> None:
    # At a by 08:10, and waiting there: from 09:00 to 09:10, home by 09:20.
    away = (absence("08:15", "09:00"),)
    for end, expected in (("09:20", {"t1": ["a"]}), ("09:19:59", {})):
        assert told(replace(works(end), absences=away), A) == expected


def test_absences_at_both_ends_of_a_shift() -> None:
    # Back at 09:00, and away again from 09:30: 600 + 600 + 600 s in between.
    for until, expected in (("09:30", {"t1": ["a"]}), ("09:29:59", {})):
        away = absence("07:00", "09:00"), absence(until, "18:00")
        assert told(technician(absences=away), A) == expected


def test_soft_lateness() -> None:
    # a first, b starts at 08:25, ten minutes late; b first drives one minute more and starts at 08:15.
    late = replace(B, due=at("08:15"))
    assert told(A, late, policy=weighing(lateness_min=0.05)) == {"t1": ["a", "b"]}
    assert told(A, late, policy=weighing(lateness_min=1.0)) == {"t1": ["b", "a"]}
    assert told(A, replace(late, lateness_weight=0.05), policy=weighing(lateness_min=1.0)) == {"t1": ["a", "b"]}
    assert told(A, late, policy=weighing(lateness_max_min=1.0)) == {"t1": ["b", "a"]}


def test_the_customers_patience() -> None:
    # b first is there ten minutes sooner, and drives a minute more.
    known = replace(B, created=at("08:00"))
    assert told(A, known, policy=weighing(response_min=1.0)) == {"t1": ["b", "a"]}
    # a starts at 08:10 at the soonest: that much patience and 20 minutes of driving.
    waiting, patient = order(created=at("08:00"), windows=(window("08:10", "09:00"),)), weighing(response_min=1.0)
    assert told(replace(waiting, unserved_cost_min=29.0), policy=patient) == {}
    assert told(replace(waiting, unserved_cost_min=31.0), policy=patient) == {"t1": ["a"]}


def test_loads_in_several_dimensions() -> None:
    both = (replace(A, load=(3, 1)), replace(B, load=(3, 1)))
    assert told(technician(capacity=(6, 2)), *both) == {"t1": ["a", "b"]}
    for capacity in ((5, 2), (6, 1)):
        assert len(told(technician(capacity=capacity), *both)["t1"]) == 1


def test_quotas() -> None:
    assert len(told(technician(max_orders=1), A, B)["t1"]) == 1
    assert told(technician(max_travel_s=1800), A, B) == {"t1": ["a", "b"]}
    assert len(told(technician(max_travel_s=1799), A, B)["t1"]) == 1


def test_setup_once_for_one_place() -> None:
    # 600 to drive, 300 of setup, twice 600 of service, 600 home: 45 minutes.
    twins = (order("a", setup_s=300), order("b", setup_s=300))
    assert len(told(works("08:45"), *twins)["t1"]) == 2
    assert len(told(works("08:44:59"), *twins)["t1"]) == 1


def test_no_end_means_no_way_home() -> None:
    assert told(replace(works("08:20"), end=None), A) == {"t1": ["a"]}
    assert told(works("08:20"), A) == {}
    # From place 2 to place 1 it takes 360 s, from there home 600.
    assert told(replace(works("08:26"), start=MatrixIndex(2)), A) == {"t1": ["a"]}
    assert told(replace(works("08:25:59"), start=MatrixIndex(2)), A) == {}


def test_pace() -> None:
    # Driving 300 s each way, service 600; or driving 600 each way, service 300.
    for end, expected in (("08:20", {"t1": ["a"]}), ("08:19:59", {})):
        assert told(replace(works(end), speed_factor=2.0), A) == expected
    for end, expected in (("08:25", {"t1": ["a"]}), ("08:24:59", {})):
        assert told(replace(works(end), service_factor=0.5), A) == expected


def test_traffic_on_average() -> None:
    # Twice the seconds from 08:00 to 08:30, in a shift of an hour: on average half as much again, 900 + 600 + 900.
    jam = Traffic((Period(8 * 3600, 8 * 3600 + 1800, 2.0),))
    assert told(works("09:00"), A, traffic=jam) == {"t1": ["a"]}
    opened = asked_of(problem_of(works("09:00"), A, traffic=jam))
    assert [vehicle.slowness for vehicle in opened.day.vehicles] == [1.5]


def test_used_shifts_cost() -> None:
    dear = [technician(name, fixed_cost_min=100.0) for name in ("t1", "t2")]
    assert list(told(*dear, A, B).values()) == [["a", "b"]]
    assert told(dear[0], order(unserved_cost_min=119.0)) == {}
    assert told(dear[0], order(unserved_cost_min=121.0)) == {"t1": ["a"]}


def test_waiting_has_its_price() -> None:
    # a at 08:30, b at 11:00: 135 minutes of waiting in between; two of them drive 50 minutes instead of 30.
    fixed = order("a", windows=(window("08:30", "08:30"),)), order("b", 2, windows=(window("11:00", "11:00"),))
    team = technician("t1"), technician("t2")
    assert len(told(*team, *fixed)) == 1
    assert len(told(*team, *fixed, policy=weighing(waiting_min=1.0))) == 2


def test_kilometres() -> None:
    # By place 1 the way to 2 is shorter in time and, here, ten times as long.
    metres = np.array([[0, 0, 0], [0, 0, 99_000], [0, 1_000, 0]], np.int32)
    ways = Matrix(np.array(DURATIONS_S, np.int32)[:3, :3].copy(), metres)
    assert told(A, B, travel=ways, policy=weighing(distance_km=1.0)) == {"t1": ["b", "a"]}


def test_stars_and_the_newcomers_quota() -> None:
    plain, good = technician("t1", rating=3.0), technician("t2", rating=5.0, reviews=50, fixed_cost_min=50.0)
    stars = weighing(rating_star=100.0)
    assert told(plain, good, A, policy=stars) == {"t2": ["a"]}
    quota = replace(stars, newcomer_reviews=5, newcomer_orders=1)
    assert told(plain, good, A, policy=quota) == {"t1": ["a"]}


def test_who_serves_whom_has_its_price() -> None:
    expert, fitting = technician("t1", skills={"gas": 3}), technician("t2", **GAS)
    assert told(expert, fitting, order(**GAS), policy=weighing(overqualified_level=10.0)) == {"t2": ["a"]}
    liked = order(preferred_technicians=("t2",))
    assert told(expert, fitting, liked, policy=weighing(not_preferred=10.0)) == {"t2": ["a"]}
    held = (route("09:50", "10:20", stop("a", "10:00", "10:10"), technician_id="t2"),)
    assert told(expert, fitting, A, routes=held, policy=weighing(technician_changed=10.0)) == {"t2": ["a"]}


def test_moving_a_start_has_its_price() -> None:
    # In force b starts at 08:15; behind a it would start at 08:25.
    held = (route("08:00", "08:40", stop("b", "08:15", "08:25")),)
    assert told(A, B, routes=held) == {"t1": ["a", "b"]}
    assert told(A, B, routes=held, policy=weighing(time_moved_min=1.0)) == {"t1": ["b", "a"]}


def test_work_is_balanced() -> None:
    # One does both in 3000 s, 0.69 h² and 30 min; two share them in 1800 and 2400 s, 0.25 + 0.44 h² and 50 min. With
    # services of two hours, 4.5 h against 2.33 and 2.5: 20.25 h² against 11.7.
    long = order("a", service_s=7200), order("b", 2, service_s=7200)
    team = technician("t1"), technician("t2")
    assert len(told(*team, *long)) == 1
    assert len(told(*team, *long, policy=weighing(workload_balance=10.0))) == 2


def test_certificates_bound_the_start() -> None:
    # On duty from 08:40, so that only the window from 10:00 on is left.
    late = order(**GAS, windows=(window("08:00", "08:30"), window("10:00", "11:00")))
    for expires, expected in (("10:00:01", {"t1": ["a"]}), ("10:00", {})):
        held = Certificate(skill="gas", expires=at(expires))
        assert told(technician(**GAS, certificates=(held,), shifts=(shift("08:40"),)), late) == expected
