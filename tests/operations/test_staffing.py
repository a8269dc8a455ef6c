"""Changing technicians who have orders ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.errors import InvalidInputError
from dispatch.files.technician_file import technician_to_json
from geo.places import LatLng
from operations import audit, days, dispatch_requests, events, staffing, technicians
from operations.ahead import departures
from operations.dispatching import Outcome
from operations.engine import read, write
from operations.errors import ConflictError, InvalidRequestError, PreconditionFailedError
from operations.pages import Slice
from scheduling.spans import Absence, Shift, Window
from tests.operations.conftest import EIGHT, TENANT, House, stamp


def change(house: House, minutes: int = 0, **wanted: Any) -> staffing.TechnicianChange:
    with write(house.engine, TENANT) as connection:
        patch = staffing.TechnicianPatch(**wanted)
        return staffing.change(connection, TENANT, "t1", patch, stamp(EIGHT + timedelta(minutes=minutes)))


def with_two_orders(house: House) -> House:
    """t1 departs at eight o'clock to o1, some minutes to the east, then to o2, further on."""
    house.add_technician(skills={"gas": 2})
    for lng in (121.42, 121.44):
        house.dispatch(house.place(location=LatLng(lat=31.20, lng=lng), skills={"gas": 1}).id)
    return house


def test_a_change_that_leaves_the_days_legal_is_taken(house: House) -> None:
    with_two_orders(house)
    changed = change(house, fields={"rating": 3.5, "skills": {"gas": 1}, "max_orders": 2})
    assert changed.taken_back == ()
    assert (changed.record.revision, changed.record.technician.max_orders) == (2, 2)
    assert change(house, fields={"max_orders": None, "rating": None}).record.technician.rating == 5.0


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"active": False}, "not_active"),
        ({"skills": {}}, "skill_missing"),
        ({"areas": []}, "outside_area"),
        ({"max_orders": 1}, "max_orders"),
        ({"start": {"lat": 31.3, "lng": 121.5}}, "timing"),
        ({"absences": [{"start": "2026-06-01T08:30:00+08:00", "end": "2026-06-01T09:00:00+08:00"}]}, "absent"),
        ({"shifts": [{"start": "2026-06-01T08:00:00+08:00", "end": "2026-06-01T08:20:00+08:00"}]}, "off_shift"),
    ],
)
def test_orders_ahead_stand_against_a_change_that_they_do_not_survive(house: House, fields: Any, rule: str) -> None:
    with_two_orders(house)
    with pytest.raises(ConflictError, match=r"technician t1 has 2 orders ahead.*o1, o2") as refused:
        change(house, fields=fields)
    assert refused.value.code == "orders_ahead"
    assert refused.value.details["orders"] == ["o1", "o2"]
    assert rule in {violation["rule"] for violation in refused.value.details["violations"]}
    with read(house.engine) as connection:
        assert technicians.get(connection, TENANT, "t1").revision == 1
    assert house.order("o1").state == "scheduled"


def test_a_technician_without_shifts_any_more_has_orders_ahead_too(house: House) -> None:
    with_two_orders(house)
    with pytest.raises(ConflictError) as refused:
        change(house, fields={"shifts": []})
    assert refused.value.details["orders"] == ["o1", "o2"]


def test_asked_to_it_gives_the_orders_out_anew_in_one_transaction(house: House) -> None:
    with_two_orders(house)
    house.add_technician(skills={"gas": 1})
    changed = change(house, fields={"active": False}, orders_ahead="redispatch")
    assert changed.taken_back == ("o1", "o2")
    for order_id in changed.taken_back:
        record = house.order(order_id)
        assert (record.state, record.assignment, record.reason) == ("unassigned", None, None)
        with read(house.engine) as connection:
            assert dispatch_requests.pending_of(connection, TENANT, order_id) is not None
            assert events.page(connection, TENANT, Slice(), order_id=order_id).items[-1].kind == "order.taken_back"
        assert house.dispatch(order_id) is Outcome.KEPT
        assignment = house.order(order_id).assignment
        assert assignment is not None
        assert assignment.technicians == ("t2",)
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
        assert (day.route.stops, day.revision) == ((), 3)
        kept = audit.page(connection, TENANT, Slice(), subject="t1").items[-1]
        assert kept.details == {"fields": {"active": False}, "orders_taken_back": ["o1", "o2"]}


def test_a_visit_under_way_stays_where_it_is(house: House) -> None:
    # Departure to o1 was at 08:00, that to o2 is half an hour and more later.
    with_two_orders(house)
    changed = change(house, minutes=10, fields={"active": False}, orders_ahead="redispatch")
    assert changed.taken_back == ("o2",)
    assert house.order("o1").state == "scheduled"
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
    (stop,) = day.route.stops
    assert (stop.order, day.route.back) == ("o1", stop.finish)


def test_the_way_home_is_reckoned_anew_from_the_last_visit_that_stays(house: House) -> None:
    house.add_technician(skills={"gas": 2}, end=LatLng(lat=31.20, lng=121.40))
    for place in (LatLng(lat=31.20, lng=121.41), LatLng(lat=31.25, lng=121.45)):
        house.dispatch(house.place(location=place).id)
    order = house.order("o1").assignment
    assert order is not None
    changed = change(house, minutes=10, fields={"active": False}, orders_ahead="redispatch")
    assert changed.taken_back == ("o2",)
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
    # 0.01 degrees of longitude at 31.2 north are 951 m, with the detour 1237 m, at 30 km/h 149 s.
    assert day.route.back - order.finish == timedelta(seconds=149)


def test_history_does_not_stand_against_anything(house: House) -> None:
    with_two_orders(house)
    assert change(house, minutes=600, fields={"active": False}).taken_back == ()
    assert house.order("o2").state == "scheduled"


def test_a_shift_that_is_moved_takes_its_day_along(house: House) -> None:
    with_two_orders(house)
    longer = [{"start": "2026-06-01T07:00:00+08:00", "end": "2026-06-01T19:00:00+08:00"}]
    assert change(house, fields={"shifts": longer}).taken_back == ()
    with read(house.engine) as connection:
        (route,) = technicians.schedule(connection, TENANT, "t1", EIGHT.date()).routes
    assert [stop.order for stop in route.stops] == ["o1", "o2"]
    assignment = house.order("o1").assignment
    assert assignment is not None
    assert assignment.shift_start == EIGHT - timedelta(hours=1)
    assert house.dispatch(house.place(skills={"gas": 1}).id) is Outcome.KEPT
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
    assert len(day.route.stops) == 3


def test_another_day_is_not_touched(house: House) -> None:
    tomorrow = EIGHT + timedelta(days=1)
    shifts = (Shift(EIGHT, EIGHT + timedelta(hours=1)), Shift(tomorrow, tomorrow + timedelta(hours=9)))
    house.add_technician(shifts=shifts)
    for lng in (121.42, 121.44, 121.46):
        house.dispatch(house.place(location=LatLng(lat=31.20, lng=lng), service_s=2400).id)
    record = house.order("o2").assignment
    assert record is not None
    assert record.shift_start == tomorrow
    fields = {"absences": [{"start": "2026-06-02T12:00:00+08:00", "end": "2026-06-02T13:00:00+08:00"}]}
    assert change(house, fields=fields).taken_back == ()
    shorter = technician_to_json(change(house, fields={}).record.technician)["shifts"][:1]
    changed = change(house, fields={"shifts": shorter}, orders_ahead="redispatch")
    assert changed.taken_back == ("o2", "o3")
    assert house.order("o1").state == "scheduled"


def test_revisions_and_faults_are_minded(house: House) -> None:
    house.add_technician()
    with pytest.raises(PreconditionFailedError, match="t1 has revision 1"):
        change(house, fields={"rating": 4.0}, if_revision=frozenset({7}))
    assert change(house, fields={"rating": 4.0}, if_revision=frozenset({1})).record.revision == 2
    with pytest.raises(InvalidInputError, match="/rating"):
        change(house, fields={"rating": 6.0})
    with pytest.raises(InvalidRequestError, match="/areas/0"):
        change(house, fields={"areas": ["nowhere"]})
    with pytest.raises(InvalidInputError, match="/wings"):
        change(house, fields={"wings": 2})


def test_what_was_begun_before_a_change_does_not_keep_new_orders_away(house: House) -> None:
    # o1 was departed to at 08:00; from 09:00 on t1 has no gas any more, and a shift that begins then.
    with_two_orders(house)
    shifts = [{"start": "2026-06-01T09:00:00+08:00", "end": "2026-06-01T17:00:00+08:00"}]
    changed = change(house, minutes=10, fields={"skills": {}, "shifts": shifts}, orders_ahead="redispatch")
    assert changed.taken_back == ("o2",)
    later = EIGHT + timedelta(minutes=12)
    assert house.dispatch(house.place(later).id, later) is Outcome.KEPT
    assignment = house.order("o3").assignment
    assert assignment is not None
    assert assignment.technicians == ("t1",)


def test_an_absence_on_the_way_lets_the_technician_set_out_before_it(house: House) -> None:
    # 08:00 to o1 and half an hour there; o2 only from 09:30 on, some minutes away, and an absence until 09:30 sharp:
    # whoever is to be there at 09:30 sets out before 09:00.
    away = Absence(EIGHT + timedelta(minutes=60), EIGHT + timedelta(minutes=90))
    house.add_technician(absences=(away,))
    house.dispatch(house.place(location=LatLng(lat=31.20, lng=121.42)).id)
    window = Window(EIGHT + timedelta(minutes=90), EIGHT + timedelta(minutes=90))
    house.dispatch(house.place(location=LatLng(lat=31.20, lng=121.44), windows=(window,)).id)
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
    assert [stop.order for stop in day.route.stops] == ["o1", "o2"]
    drive = timedelta(seconds=day.route.stops[1].travel_s or 0)
    wanted = {order_id: house.order(order_id).order for order_id in ("o1", "o2")}
    assert departures(day.route, wanted, (away,)) == [day.route.depart, away.start - drive]
    assert change(house, minutes=61, fields={"active": False}, orders_ahead="redispatch").taken_back == ()
