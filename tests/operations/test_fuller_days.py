"""Days with breaks, overtime, factors, positions and traffic: kept, given back, decided again, and changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dispatch.model import Pause, Position
from geo.places import LatLng
from operations import days, events, technicians, tenants
from operations.dispatching import Outcome, consider
from operations.engine import read, write
from operations.errors import ConflictError
from operations.pages import Slice
from scheduling.spans import Break, Shift, Window
from scheduling.traffic import Period, Traffic
from tests.operations.conftest import EIGHT, HOME, TENANT, House
from tests.operations.test_every_field import keep_all
from tests.operations.test_replay import assert_replays
from tests.operations.test_staffing_days import EAST, FURTHER, assert_legal, change, clock, shift, the_day

LUNCH = {"earliest": clock(12), "latest": clock(13), "duration_s": 1800}


def at(hours: float) -> datetime:
    return (EIGHT + timedelta(hours=hours - 8)).astimezone(UTC)


def with_lunch(**more: Any) -> Shift:
    lunch = Break(at(12), at(13), 1800)
    return Shift(EIGHT, EIGHT + timedelta(hours=9), breaks=(lunch,), **more)


def kinds(house: House, order_id: str) -> list[str]:
    with read(house.engine) as connection:
        return [event.kind for event in events.page(connection, TENANT, Slice(), order_id=order_id).items]


def test_breaks_are_kept_with_the_route_and_seen_by_the_next_decision(house: House) -> None:
    # o1 takes from 08:04:57 until 12:04:57, so lunch, possible from noon on, begins then; o2 follows.
    house.add_technician(shifts=(with_lunch(),))
    house.dispatch(house.place(location=EAST, service_s=4 * 3600).id)
    house.dispatch(house.place(location=FURTHER, windows=(Window(at(12.6), at(14)),)).id)
    lunch = Pause(at(12) + timedelta(seconds=297), at(12.5) + timedelta(seconds=297))
    assert the_day(house).route.breaks == (lunch,)
    record = house.place()
    with read(house.engine) as connection:
        (route,) = technicians.schedule(connection, TENANT, "t1", EIGHT.date()).routes
        seen = consider(connection, TENANT, record.id, EIGHT, house.memory).problem
    assert route.breaks == (lunch,)
    assert [pause.start for pause in seen.routes[0].breaks] == [lunch.start]
    assert_legal(house)
    assert assert_replays(house) == 2


def test_a_break_that_fits_between_the_visits_is_put_there(house: House) -> None:
    # o1 at noon, half an hour, and o2 at 14:00: lunch from 12:30 to 13:00, while waiting.
    house.add_technician()
    for place, hour in ((EAST, 12), (FURTHER, 14)):
        house.dispatch(house.place(location=place, windows=(Window(at(hour), at(hour)),)).id)
    before = the_day(house).route
    assert change(house, shifts=[shift(8, 17, breaks=[LUNCH])]).taken_back == ()
    after = the_day(house).route
    assert [stop.start for stop in after.stops] == [stop.start for stop in before.stops] == [at(12), at(14)]
    assert after.breaks == (Pause(at(12.5), at(13)),)
    assert "order.moved" not in kinds(house, "o2")
    assert_legal(house)


def test_a_break_for_which_no_time_is_left_stands_against_the_visits(house: House) -> None:
    # o1 from 11:55 to 13:01 leaves no moment between noon and one at which lunch could begin.
    house.add_technician()
    house.dispatch(house.place(location=EAST, service_s=66 * 60, windows=(Window(at(11 + 55 / 60), at(12)),)).id)
    with pytest.raises(ConflictError) as refused:
        change(house, shifts=[shift(8, 17, breaks=[LUNCH])])
    assert "break" in {violation["rule"] for violation in refused.value.details["violations"]}
    assert change(house, redispatch=True, shifts=[shift(8, 17, breaks=[LUNCH])]).taken_back == ("o1",)
    assert (the_day(house).route.stops, the_day(house).route.breaks) == ((), ())


def test_a_break_is_put_behind_the_visit_that_is_under_way(house: House) -> None:
    # At 11:58 t1 drives to o1, due 12:00 to 12:30; o2 from 12:45 to 13:01 leaves no time for lunch, so it is given up.
    house.add_technician()
    house.dispatch(house.place(location=EAST, windows=(Window(at(12), at(12)),)).id)
    house.dispatch(house.place(location=FURTHER, windows=(Window(at(12.75), at(12.75)),), service_s=960).id)
    changed = change(house, 238, redispatch=True, shifts=[shift(8, 17, breaks=[LUNCH])])
    assert changed.taken_back == ("o2",)
    route = the_day(house).route
    assert [stop.order for stop in route.stops] == ["o1"]
    assert route.breaks == (Pause(at(12.5), at(13)),)


def test_services_that_take_longer_now_end_later(house: House) -> None:
    house.add_technician()
    house.dispatch(house.place(location=EAST).id)
    revision = house.order("o1").revision
    assert change(house, service_factor=1.5).taken_back == ()
    record = house.order("o1")
    assert record.assignment is not None
    assert record.assignment.finish - record.assignment.start == timedelta(seconds=2700)
    assert (record.revision, kinds(house, "o1")[-1]) == (revision + 1, "order.moved")
    assert_legal(house)


def test_who_was_seen_elsewhere_goes_on_from_there(house: House) -> None:
    # o1 at ten, 297 s from home. At half past eight t1 is seen at o1's own place: nothing is left to drive.
    house.add_technician()
    house.dispatch(house.place(location=EAST, windows=(Window(at(10), at(10)),)).id)
    seen = {"lat": EAST.lat, "lng": EAST.lng, "at": clock(8.5)}
    assert change(house, 31, position=seen).taken_back == ()
    route = the_day(house).route
    assert (route.depart, route.stops[0].travel_s) == (at(10), 0)
    far = {"lat": EAST.lat + 1.0, "lng": EAST.lng, "at": clock(8.5)}
    with pytest.raises(ConflictError):
        change(house, 32, position=far)


def test_a_shift_that_is_over_still_serves_in_its_overtime(house: House) -> None:
    # The shift ends at 17:00; at 17:10 there are 50 minutes of overtime left: there by 17:14:57, done by 17:44:57.
    house.add_technician(shifts=(Shift(EIGHT, EIGHT + timedelta(hours=9), 3600),))
    record = house.place(at(17 + 1 / 6), location=EAST)
    assert house.dispatch(record.id, at(17 + 1 / 6)) is Outcome.KEPT
    route = the_day(house).route
    assert (route.stops[0].start, route.back) == (
        at(17 + 1 / 6) + timedelta(seconds=297),
        at(17 + 1 / 6) + timedelta(seconds=297 + 1800),
    )
    assert assert_replays(house) == 1


def test_the_hour_of_the_day_tells_how_long_a_way_takes(house: House) -> None:
    # 2473 m at 30 km/h take 296.8 s, before ten twice that: 594 s.
    rush = Traffic((Period(7 * 3600, 10 * 3600, 2.0),))
    with write(house.engine, TENANT) as connection:
        tenants.settle(connection, TENANT, tenants.TenantSettings(traffic=rush))
    house.add_technician(end=HOME)
    record = house.place(location=EAST, service_s=3 * 3600)
    assert house.dispatch(record.id) is Outcome.KEPT
    route = the_day(house).route
    assert route.stops[0].start == at(8) + timedelta(seconds=594)
    assert route.back == route.stops[0].finish + timedelta(seconds=297)
    assert_legal(house)
    assert assert_replays(house) == 1


def test_a_decision_that_sees_every_field_is_decided_again_the_same(house: House) -> None:
    keep_all(house)
    house.dispatch("o1")
    house.add_technician(
        tags=("ladder",),
        skills={"gas": 3},
        reviews=3,
        speed_factor=1.1,
        service_factor=0.8,
        shifts=(with_lunch(max_overtime_s=1800),),
        position=Position(place=LatLng(lat=31.19, lng=121.41), at=EIGHT),
    )
    for _ in range(3):
        house.dispatch(house.place(setup_s=300, load=(1,), required_tags=("ladder",), skills={"gas": 1}).id)
    assert house.order("o4").state == "scheduled"
    assert_legal(house)
    assert assert_replays(house) == 4


def test_an_empty_day_has_no_breaks(house: House) -> None:
    house.add_technician(shifts=(with_lunch(),))
    house.dispatch(house.place(location=EAST).id)
    assert len(the_day(house).route.breaks) == 1
    assert change(house, active=False, redispatch=True).taken_back == ("o1",)
    with read(house.engine) as connection:
        (day,) = days.of_technician(connection, TENANT, "t1")
    assert (day.route.stops, day.route.breaks) == ((), ())


def test_a_day_whose_visits_are_done_goes_on_with_the_breaks_of_its_new_shift(house: House) -> None:
    # o1 is done by 08:34:57, and a break was taken from nine to half past. At ten it is lunch that counts instead.
    house.add_technician(shifts=(Shift(EIGHT, EIGHT + timedelta(hours=9), breaks=(Break(at(9), at(9), 1800),)),))
    house.dispatch(house.place(location=EAST).id)
    assert the_day(house).route.breaks == (Pause(at(9), at(9.5)),)
    assert change(house, 120, shifts=[shift(8, 17, breaks=[LUNCH])]).taken_back == ()
    assert the_day(house).route.breaks == (Pause(at(12), at(12.5)),)
    record = house.place(at(10.1), location=FURTHER)
    assert house.dispatch(record.id, at(10.1)) is Outcome.KEPT
    assert [stop.order for stop in the_day(house).route.stops] == ["o1", "o2"]
