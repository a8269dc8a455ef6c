"""What becomes of the days of a technician who is changed: kept with other ways, named by other shifts, or given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.checker import check
from dispatch.model import Plan
from geo.places import LatLng
from operations import days, staffing, technicians
from operations.dispatching import Outcome, consider
from operations.engine import read, write
from operations.errors import ConflictError
from scheduling.spans import Shift, Window
from tests.operations.conftest import EIGHT, HOME, TENANT, House, stamp

EAST = LatLng(lat=HOME.lat, lng=HOME.lng + 0.02)
"""0.02 degrees of longitude at 31.2 north are 1902 m, with the detour 2473 m, at 30 km/h 297 s."""

FURTHER = LatLng(lat=HOME.lat, lng=HOME.lng + 0.04)


def clock(hours: float) -> str:
    return (EIGHT + timedelta(hours=hours - 8)).isoformat()


def shift(begin: float, end: float, **more: Any) -> dict[str, Any]:
    return {"start": clock(begin), "end": clock(end), **more}


def change(house: House, minutes: int = 0, redispatch: bool = False, **fields: Any) -> staffing.TechnicianChange:
    patch = staffing.TechnicianPatch(fields=fields, orders_ahead="redispatch" if redispatch else "refuse")
    with write(house.engine, TENANT) as connection:
        return staffing.change(connection, TENANT, "t1", patch, stamp(EIGHT + timedelta(minutes=minutes)))


def with_two_orders(house: House, **fields: Any) -> House:
    """t1 sets out at 08:00 and serves o1 from 08:04:57 to 08:34:57, and o2, as far away again, from 08:39:54 on."""
    house.add_technician(**fields)
    for place in (EAST, FURTHER):
        house.dispatch(house.place(location=place, load=(1,), required_tags=("ladder",)).id)
    return house


def the_day(house: House) -> days.Day:
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
    return day


def test_another_end_of_the_day_leaves_the_visits_as_they_are(house: House) -> None:
    with_two_orders(house, tags=("ladder",), end=HOME)
    assert the_day(house).route.back == EIGHT + timedelta(seconds=2 * (297 + 1800) + 594)
    assert change(house, end={"lat": FURTHER.lat, "lng": FURTHER.lng}).taken_back == ()
    route = the_day(house).route
    assert route.back == route.stops[-1].finish == EIGHT + timedelta(seconds=2 * (297 + 1800))
    assert_legal(house)


def test_an_end_that_is_too_far_stands_against_the_orders(house: House) -> None:
    # From o2 it is 0.9 degrees of latitude, 100 km, home: 130 km with the detour take 4.3 hours, and the shift is 2.
    with_two_orders(house, tags=("ladder",), shifts=(Shift(EIGHT, EIGHT + timedelta(hours=2)),))
    with pytest.raises(ConflictError) as refused:
        change(house, end={"lat": FURTHER.lat - 0.9, "lng": FURTHER.lng})
    assert refused.value.details["orders"] == ["o1", "o2"]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"max_travel_s": 593}, "max_travel"),
        ({"capacity": [1]}, "capacity"),
        ({"tags": []}, "tag_missing"),
    ],
)
def test_a_bound_that_is_drawn_closer_stands_against_them(house: House, fields: Any, rule: str) -> None:
    with_two_orders(house, tags=("ladder",))
    with pytest.raises(ConflictError) as refused:
        change(house, **fields)
    assert rule in {violation["rule"] for violation in refused.value.details["violations"]}
    assert change(house, redispatch=True, **fields).taken_back == ("o1", "o2")
    assert_legal(house)


def test_a_certificate_that_ends_before_the_visit_stands_against_it(house: House) -> None:
    house.add_technician(skills={"gas": 1})
    house.dispatch(house.place(location=EAST, skills={"gas": 1}).id)
    # The visit starts at 08:04:57: a certificate that holds until then does not count any more, one second longer does.
    assert change(house, certificates=[{"skill": "gas", "expires": clock(8 + 298 / 3600)}]).taken_back == ()
    with pytest.raises(ConflictError) as refused:
        change(house, certificates=[{"skill": "gas", "expires": clock(8 + 297 / 3600)}])
    assert [violation["rule"] for violation in refused.value.details["violations"]] == ["certificate_expired"]


def test_load_that_is_under_way_does_not_count_against_itself(house: House) -> None:
    # Departure to o1 was at 08:00. Room for none at all: o1 is carried already, o2 is given up.
    with_two_orders(house, tags=("ladder",), capacity=(5,))
    assert change(house, 10, redispatch=True, capacity=[0]).taken_back == ("o2",)
    assert [stop.order for stop in the_day(house).route.stops] == ["o1"]
    assert change(house, 11, capacity=[0], rating=4.0).taken_back == ()


def test_an_empty_day_follows_its_shift_too(house: House) -> None:
    # o1 is taken back, so the day from 08:00 to 17:00 is empty; then the shift is made longer, and o1 fits at 18:00.
    house.add_technician()
    window = Window(EIGHT, EIGHT + timedelta(hours=10))
    house.dispatch(house.place(location=EAST, windows=(window,)).id)
    assert change(house, active=False, redispatch=True).taken_back == ("o1",)
    change(house, 540, active=True, shifts=[shift(8, 20)])
    later = EIGHT + timedelta(hours=9, minutes=30)
    assert house.dispatch("o1", later) is Outcome.KEPT
    assignment = house.order("o1").assignment
    assert assignment is not None
    assert assignment.start == later + timedelta(seconds=297)


def test_two_shifts_that_become_one_leave_it_the_visits_of_the_first(house: House) -> None:
    shifts = (Shift(EIGHT, EIGHT + timedelta(hours=4)), Shift(EIGHT + timedelta(hours=4), EIGHT + timedelta(hours=9)))
    house.add_technician(shifts=shifts)
    for hour in (0, 5):
        window = Window(EIGHT + timedelta(hours=hour), EIGHT + timedelta(hours=hour + 1))
        house.dispatch(house.place(location=EAST, windows=(window,)).id)
    with pytest.raises(ConflictError) as refused:
        change(house, shifts=[shift(8, 17)])
    assert refused.value.details["orders"] == ["o2"]
    assert change(house, redispatch=True, shifts=[shift(8, 17)]).taken_back == ("o2",)
    assert house.dispatch("o2") is Outcome.KEPT
    with read(house.engine) as connection:
        (route,) = technicians.schedule(connection, TENANT, "t1", EIGHT.date()).routes
    assert [stop.order for stop in route.stops] == ["o1", "o2"]


def assert_legal(house: House) -> None:
    """The checker accepts what is stored, breaks and all."""
    with read(house.engine) as connection:
        problem = consider(connection, TENANT, "o1", EIGHT).problem
    assert check(problem, Plan(routes=problem.routes)).violations == ()
