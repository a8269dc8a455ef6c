"""A day on roads: its ways are those that the roads tell, its places lie where they lay, and all agree on both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count, islice

import numpy as np
import pytest

from benchmarks.agreement.many import all_told
from benchmarks.agreement.play import Tally, play
from benchmarks.agreement.random_days import RandomDay, random_day
from dispatch import limits, on_roads
from dispatch.checker import check
from dispatch.decide import decide
from dispatch.errors import TooLargeError
from dispatch.model import Problem
from dispatch.planner import plan
from dispatch.policies import BALANCED
from geo.areas import Radius, ServiceArea
from geo.errors import InvalidTravelError
from geo.places import LatLng, MatrixIndex, RoadPoint, haversine_m, row_of
from geo.travel import UNREACHABLE, GreatCircle, Matrix, Roads
from tests.dispatch.conftest import at, order, technician

URL = "http://roads.example"
SOUTH, NORTH, EAST = LatLng(lat=31.20, lng=121.40), LatLng(lat=31.30, lng=121.40), LatLng(lat=31.20, lng=121.50)


def crooked(url: str, points: Sequence[LatLng]) -> Roads:
    """Ways at 30 km/h, longer to the north than back; some lead nowhere."""
    n = len(points)
    metres = np.array([[round(1.4 * haversine_m(a, b)) for b in points] for a in points], np.int32)
    seconds = np.ceil(metres / (30.0 / 3.6)).astype(np.int32)
    seconds = np.where([[a.lat < b.lat for b in points] for a in points], seconds * 5 // 4, seconds)
    cut = np.random.default_rng(n).random((n, n)) < 0.08
    np.fill_diagonal(cut, False)
    return Roads(
        durations_s=np.where(cut, UNREACHABLE, seconds).astype(np.int32),
        distances_m=np.where(cut, UNREACHABLE, metres).astype(np.int32),
        url=url,
    )


def slow_north(url: str, points: Sequence[LatLng]) -> Roads:
    """100 s to wherever it is not north, 5 000 s to wherever it is."""
    seconds = np.array([[0 if a == b else 5000 if b.lat > a.lat else 100 for b in points] for a in points], np.int32)
    return Roads(durations_s=seconds, distances_m=seconds * 10, url=url)


def a_day(**changes: object) -> Problem:
    return replace(
        Problem(
            origin=at("08:00"),
            now=at("08:00"),
            travel=GreatCircle(speed_kmh=30.0),
            technicians=(
                technician("south", start=SOUTH, end=SOUTH),
                technician("east", start=EAST, end=EAST),
            ),
            orders=(order("o1", location=NORTH), order("o2", location=SOUTH)),
            policy=replace(BALANCED, weights={"travel_min": 1.0}),
        ),
        **changes,  # type: ignore[arg-type]
    )


def days_on_roads(n: int) -> list[RandomDay]:
    """The first random days by great circle, nothing in force and nobody seen elsewhere, moved onto crooked roads."""
    drawn = (random_day(seed) for seed in count())
    fitting = (
        day
        for day in drawn
        if isinstance(day.problem.travel, GreatCircle) and not day.problem.routes and not day.sightings
    )
    return [replace(day, problem=on_roads.on_roads(day.problem, URL, crooked)) for day in islice(fitting, n)]


def test_each_place_has_one_row_and_lies_where_it_lay() -> None:
    told = on_roads.on_roads(a_day(), URL, slow_north)
    assert told.technicians[0].start == told.technicians[0].end == told.orders[1].location
    assert told.orders[0].location == RoadPoint(lat=31.30, lng=121.40, row=2)
    assert [row_of(each.start) for each in told.technicians] == [0, 1]
    assert isinstance(told.travel, Roads)
    assert told.travel.size == 3
    assert told.travel.leg(told.technicians[0].start, told.orders[0].location) == (5000, 50_000)


def test_a_day_can_be_moved_to_other_roads() -> None:
    first = on_roads.on_roads(a_day(), URL, crooked)
    moved, straight = on_roads.on_roads(first, URL, slow_north), on_roads.on_roads(a_day(), URL, slow_north)
    assert moved == replace(straight, travel=moved.travel)


def test_areas_ask_where_a_place_lies() -> None:
    problem = a_day(areas=(ServiceArea("town", Radius(SOUTH, 5_000.0)),))
    homes = tuple(replace(each, areas=("town",)) for each in problem.technicians)
    decision = decide(on_roads.on_roads(replace(problem, technicians=homes), URL, slow_north), "o1")
    assert decision.chosen is None
    assert {refused.rule: refused.observed for rejected in decision.rejected for refused in rejected.rules} == {
        "outside_area": {"lat": 31.3, "lng": 121.4}
    }
    assert decide(on_roads.on_roads(replace(problem, technicians=homes), URL, slow_north), "o2").chosen is not None


def test_a_place_that_no_road_leads_to_is_unreachable() -> None:
    def island(url: str, points: Sequence[LatLng]) -> Roads:
        seconds = np.array([[0 if a == b or NORTH not in (a, b) else UNREACHABLE for b in points] for a in points])
        return Roads(durations_s=seconds.astype(np.int32), distances_m=seconds.astype(np.int32), url=url)

    decision = decide(on_roads.on_roads(a_day(), URL, island), "o1")
    assert {refused.rule for rejected in decision.rejected for refused in rejected.rules} == {"unreachable"}


def test_a_plan_drives_by_road_and_the_checker_agrees() -> None:
    told = on_roads.on_roads(a_day(), URL, slow_north)
    found = plan(told, iterations=50)
    assert check(told, found).legal
    # from the east nothing is nearer: north takes 5 000 s from anywhere and 100 s back; o2 lies at south's own home
    assert found.statistics["travel_s"] == 5100
    assert not check(a_day(), found).legal


@pytest.mark.parametrize("whole", [False, True])
def test_evaluator_plain_search_and_checker_agree_on_roads(whole: bool) -> None:
    tally = Tally()
    for day in days_on_roads(6 if whole else 40):
        tally.add(play(day, all_told, every_place=whole))
    assert tally.asks > 40


def test_places_without_coordinates_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    by_index = a_day(orders=(order("o1", location=MatrixIndex(0)),), travel=Matrix(np.zeros((1, 1), np.int32)))
    with pytest.raises(InvalidTravelError, match="roads need places with lat and lng"):
        on_roads.on_roads(by_index, URL, crooked)
    monkeypatch.setattr(on_roads, "MAX_MATRIX_PLACES", 2)
    with pytest.raises(TooLargeError, match="places between which ways are asked for: 3, must be at most 2"):
        on_roads.on_roads(a_day(), URL, crooked)
    assert limits.MAX_MATRIX_PLACES == 20_000


def test_a_way_of_travelling_is_not_exchanged_without_its_places() -> None:
    by_road = on_roads.on_roads(a_day(), URL, slow_north)
    with pytest.raises(InvalidTravelError, match="none but points without rows"):
        decide(replace(by_road, travel=GreatCircle(speed_kmh=30.0)), "o1")
    with pytest.raises(InvalidTravelError, match="none but rows of its matrix"):
        decide(a_day(travel=by_road.travel), "o1")
    with pytest.raises(InvalidTravelError, match="none but rows of its matrix"):
        decide(replace(by_road, technicians=a_day().technicians), "o1")
