from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from benchmarks.demo.day import DATE, CityDay, DaySize, make_day
from benchmarks.demo.ground import spread_km
from benchmarks.demo.over_http import _body
from benchmarks.demo.places import find_city
from benchmarks.demo.staff import deal
from dispatch.files.area_file import area_from_json, area_to_json
from dispatch.files.order_file import order_from_json, order_to_json
from dispatch.files.technician_file import technician_from_json, technician_to_json
from geo.areas import Communities, Radius, Region
from geo.places import LatLng, haversine_m


@pytest.fixture(scope="module")
def day() -> CityDay:
    return make_day(find_city("Shanghai"), 1)


def test_the_same_seed_makes_the_same_day(day: CityDay) -> None:
    again = make_day(find_city("Shanghai"), 1)
    assert again.orders == day.orders
    assert again.technicians == day.technicians
    assert [area_to_json(area) for area in again.areas] == [area_to_json(area) for area in day.areas]


def test_another_seed_makes_another(day: CityDay) -> None:
    assert make_day(find_city("Shanghai"), 2).orders != day.orders


def test_sixty_technicians_and_four_hundred_orders_in_the_order_of_their_calls(day: CityDay) -> None:
    assert len(day.technicians) == 60
    assert len(day.orders) == 400
    created = [order.created for order in day.orders if order.created is not None]
    assert len(created) == 400
    assert all(earlier <= later for earlier, later in pairwise(created))
    assert {instant.date() for instant in created} == {DATE}
    assert {instant.utcoffset() for instant in created} == {day.origin.utcoffset()}


def test_some_are_wanted_now_and_some_are_booked_for_later(day: CityDay) -> None:
    now = [order for order in day.orders if order.created == order.windows[0].start]
    booked = [order for order in day.orders if order.created is not None and order.created < order.windows[0].start]
    assert len(now) + len(booked) == 400
    assert len(now) > 100
    assert len(booked) > 100
    assert all(7200 <= (o.windows[0].end - o.windows[0].start).total_seconds() <= 14400 for o in now)


def test_the_day_uses_what_the_engine_knows(day: CityDay) -> None:
    assert {type(area.extent) for area in day.areas} == {Radius, Region, Communities}
    technicians = day.technicians
    assert any(technician.areas for technician in technicians)
    assert any(technician.absences for technician in technicians)
    assert any(technician.max_orders for technician in technicians)
    assert any(technician.end is None for technician in technicians)
    assert any(len(technician.shifts) == 2 for technician in technicians)
    assert not all(technician.active for technician in technicians)
    assert {level for technician in technicians for level in technician.skills.values()} == {1, 2, 3}
    assert len({order.priority for order in day.orders}) > 3
    assert any(order.required_technicians for order in day.orders)
    assert any(order.forbidden_technicians for order in day.orders)
    assert any(order.community for order in day.orders)


def test_orders_lie_around_the_places_by_population(day: CityDay) -> None:
    places = {place.name: place for place in day.city.places}
    counts = Counter(order.address["place"] for order in day.orders)
    # Puxi 6.68 of 34.85 million: 77 of 400 expected, standard deviation 7.9.
    assert 50 <= counts["Puxi"] <= 104
    for order in day.orders:
        place = places[order.address["place"]]
        assert isinstance(order.location, LatLng)
        # At most two standard deviations north and two east: 2.83 along the diagonal.
        assert haversine_m(place.at, order.location) <= 2.84 * 1000 * spread_km(place)


@pytest.mark.parametrize("city", ["Shanghai", "Hamburg", "Gibraltar"])
def test_the_engine_reads_every_body(city: str) -> None:
    day = make_day(find_city(city), 7, DaySize(technicians=20, orders=60))
    for area in day.areas:
        assert area_from_json(area_to_json(area), id=area.id).id == area.id
    for technician in day.technicians:
        assert technician_from_json(technician_to_json(technician)) == technician
    for order in day.orders:
        assert order_from_json(order_to_json(order)) == order


def test_a_body_has_the_id_of_the_day_as_external_id(day: CityDay) -> None:
    body = _body(order_to_json(day.orders[0]))
    assert body["external_id"] == "o1"
    assert "id" not in body


def test_dealing_gives_each_share_its_due_to_within_one() -> None:
    # Shares 3 : 2 : 1 of seven: 3.5, 2.33 and 1.17.
    assert Counter(deal([3.0, 2.0, 1.0], 7)) == {0: 4, 1: 2, 2: 1}


@pytest.mark.parametrize("size", [{"technicians": 0}, {"orders": 0}, {"orders": 20_001}])
def test_a_day_of_nothing_or_too_much_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must lie between 1 and 20000"):
        DaySize(**size)
