"""Relaxations worked out by hand, on the day of `conftest`: 0–1 600 s, 0–2 900 s; ten minutes of service."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch.decide import decide
from dispatch.decision import Relaxation
from dispatch.errors import UnknownOrderError, UnknownTechnicianError
from dispatch.files.decision_file import decision_to_json
from dispatch.model import Position, Problem
from dispatch.relaxing import relaxations
from dispatch.relaxing.applying import applied
from geo.areas import Communities, Radius, ServiceArea, region_from_geojson
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift, Window
from scheduling.traffic import Period, Traffic
from tests.dispatch.conftest import absence, at, order, problem_of, shift, technician, window


def found(problem: Problem, *changes: str) -> list[tuple[object, ...]]:
    """What is relaxed for order a: change, by how much, who, minutes; each applied, and with one less in vain."""
    told = []
    decision = decide(problem, "a")
    assert decision.relaxations == relaxations(problem, decision)
    for each in decision.relaxations:
        chosen = decide(applied(problem, "a", each), "a").chosen
        assert chosen is not None
        assert chosen.technicians == (each.technician,)
        assert chosen.cost.total_min == pytest.approx(each.cost_min)
        for by, less in (("by_s", {"by_s": (each.by_s or 0) - 1}), ("by_m", {"by_m": (each.by_m or 0) - 1})):
            if getattr(each, by):
                assert not decide(applied(problem, "a", replace(each, **less)), "a", relax=False).candidates, each
        told.append((each.change, each.by_s or each.by_m or each.skill, each.technician, each.cost_min))
    return [each for each in told if not changes or each[0] in changes]


def test_a_window_opens_earlier() -> None:
    # begun by 16:40 at the latest to be home by 17:00, 600 s before the window opens; ten minutes there, ten back
    problem = problem_of(order("a", windows=(window("16:50", "16:55"),)))
    assert found(problem, "widen_window") == [("widen_window", 600, "t1", 20.0)]


def test_a_window_closes_later() -> None:
    # there at 08:10 at the earliest, 300 s after it closed; the other window would need more than an hour
    problem = problem_of(order("a", windows=(window("18:00", "19:00"), window("08:00", "08:05"))))
    assert found(problem, "widen_window") == [("widen_window", 300, "t1", 20.0)]


def test_the_nearest_of_many_windows_counts_whoever_is_cheap() -> None:
    # t1 is cheaper (20 min) but free from 09:00 on only, so there at 09:10; t2 at place 3 drives 700 s and is there at
    # 08:11:40, 400 s after the window; 700 s there and 700 s back are 23.33 min
    problem = problem_of(
        technician(absences=(absence("08:00", "09:00"),)),
        technician("t2", start=order("x", 3).location, end=order("x", 3).location),
        order("a", windows=(window("08:00", "08:05"),)),
    )
    assert found(problem, "widen_window") == [("widen_window", 400, "t2", pytest.approx(70 / 3))]


def test_a_shift_begins_earlier() -> None:
    # to start at 07:55, the latest, one leaves at 07:45, 900 s before the shift; a shift of its own would take 1800 s
    problem = problem_of(order("a", windows=(window("07:45", "07:55"),)))
    assert found(problem) == [("call_in_shift", 900, "t1", 20.0), ("widen_window", 900, "t1", 20.0)]


def test_one_more_shift() -> None:
    # ten minutes there, ten of service, ten back: 1800 s; begun earlier, the shift would grow by 3000 s at least
    problem = problem_of(order("a", windows=(window("07:00", "07:20"),)))
    assert found(problem, "call_in_shift") == [("call_in_shift", 1800, "t1", 20.0)]
    more = applied(problem, "a", Relaxation(change="call_in_shift", by_s=1800, technician="t1"))
    assert more.technicians[0].shifts == (shift(), Shift(at("06:50"), at("07:20")))


def test_one_more_shift_lies_where_it_takes_least() -> None:
    # the first start would be 18:00, waiting out the absence 17:40–18:00 from 17:10 + 600 s on; after it nobody waits
    away = technician(absences=(absence("17:35", "18:00"),))
    problem = problem_of(away, order("a", windows=(window("17:30", "20:00"),)))
    assert ("call_in_shift", 1800, "t1", 20.0) in found(problem)


def test_one_more_shift_waits_for_the_traffic_to_ease() -> None:
    # driving takes twice as long from 06:00 to 07:10: begun at 06:00 the way home takes 1200 s, in between both ways
    # do; from 07:10 on it is ten minutes there, ten of service, ten back
    busy = Traffic((Period(6 * 3600, 7 * 3600 + 600, 2.0),))
    problem = problem_of(technician(shifts=()), order("a", windows=(window("06:00", "07:30"),)), traffic=busy)
    assert found(problem, "call_in_shift") == [("call_in_shift", 1800, "t1", 20.0)]
    more = applied(problem, "a", Relaxation(change="call_in_shift", by_s=1800, technician="t1"))
    assert more.technicians[0].shifts == (Shift(at("07:10"), at("07:40")),)


def test_one_more_shift_begins_at_home() -> None:
    # t1 was seen at place 1 at 07:00; whoever is called in after that comes from home all the same
    seen = Position(place=order("x", 1).location, at=at("07:00"))
    problem = problem_of(technician(shifts=(), position=seen), order("a"), now=at("07:00"))
    assert found(problem) == [("call_in_shift", 1800, "t1", 20.0)]


def test_no_shift_begins_in_the_past() -> None:
    # at 07:50 one is there at 08:00 at the earliest, and would be so with any shift
    problem = problem_of(order("a", windows=(window("07:00", "07:55"),)), now=at("07:50"))
    assert found(problem) == [("widen_window", 900, "t1", 20.0)]
    problem = problem_of(technician(shifts=()), order("a"))
    assert found(problem) == [("call_in_shift", 1800, "t1", 20.0)]


def test_overtime() -> None:
    # started 16:50, done 17:00, home 17:10; an own shift would begin at 17:00, too late for the window
    problem = problem_of(order("a", windows=(window("16:50", "16:55"),)))
    assert found(problem) == [("allow_overtime", 600, "t1", 20.0), ("widen_window", 600, "t1", 20.0)]


def test_overtime_ends_where_the_next_shift_begins() -> None:
    # home 17:10 would be in time for a shift from 17:10 on, but not for one from 17:09 on
    late = order("a", windows=(window("16:50", "16:55"),))
    for begins, by_s in (("17:10", [600]), ("17:09", [])):
        problem = problem_of(technician(shifts=(shift(), shift(begins, "18:00"))), late)
        assert [each[1] for each in found(problem, "allow_overtime")] == by_s


def test_who_declined() -> None:
    problem = problem_of(technician(), technician("t2"), order("a", declined_by=("t2", "t1")))
    assert found(problem) == [("ignore_decline", None, "t1", 20.0), ("ignore_decline", None, "t2", 20.0)]
    problem = problem_of(technician(active=False), technician("t2"), order("a", declined_by=("t2", "t1")))
    assert found(problem) == [("ignore_decline", None, "t2", 20.0)]


def test_the_highest_level_that_would_do() -> None:
    # t2 and t3 hold level 3 of the 5 asked for; t2 is nearer to place 2: 2 × 900 s = 30 min, t3 at place 3 drives
    # 2 × 500 s = 16.67 min; t1 holds level 2 only, t4 none
    levels = {"t1": {"gas": 2}, "t2": {"gas": 3}, "t3": {"gas": 3, "locks": 1}, "t4": {}}
    team = [technician(name, skills=skills) for name, skills in levels.items()]
    team[2] = replace(team[2], start=order("x", 3).location, end=order("x", 3).location)
    problem = problem_of(*team, order("a", 2, skills={"gas": 5}))
    assert found(problem) == [("lower_level", "gas", "t3", pytest.approx(50 / 3))]
    # of two skills it may be either, but nobody is let off both
    problem = problem_of(*team, order("a", 2, skills={"gas": 3, "locks": 2}))
    assert found(problem) == [("lower_level", "locks", "t3", pytest.approx(50 / 3))]
    assert found(problem_of(*team, order("a", 2, skills={"gas": 4, "locks": 2}))) == []


def test_two_things_in_the_way() -> None:
    problem = problem_of(technician(skills={"gas": 1}), order("a", skills={"gas": 2}, declined_by=("t1",)))
    assert found(problem, "ignore_decline") == []
    problem = problem_of(technician(active=False), order("a"))
    assert found(problem) == []


def test_nobody_at_all() -> None:
    assert found(replace(problem_of(order("a")), technicians=())) == []


CENTER, NORTH = LatLng(lat=31.0, lng=121.0), LatLng(lat=31.1, lng=121.0)
SQUARE = [[120.9, 30.9], [121.1, 30.9], [121.1, 31.05], [120.9, 31.05], [120.9, 30.9]]


def around(*areas: ServiceArea, **changes: object) -> Problem:
    """Order a lies 0.1° north of where t1 lives: 11 119.508 m, at 60 km/h 667.17 s, so 668 s of driving."""
    local = technician(start=CENTER, end=CENTER, areas=tuple(area.id for area in areas))
    question = replace(order("a"), location=NORTH, community="c9")
    problem = problem_of(local, question, travel=GreatCircle(speed_kmh=60.0), areas=areas)
    return replace(problem, **changes)


def test_a_radius_grows() -> None:
    # 11 119.508 m away: 1 119.508 m beyond 10 km, so 1 120; 2 × 668 s are 22.27 min
    problem = around(ServiceArea("near", Radius(CENTER, 10_000.0)), ServiceArea("named", Communities(frozenset("c1"))))
    assert found(problem) == [("enlarge_area", 1120, "t1", pytest.approx(1336 / 60))]


def test_a_shape_grows() -> None:
    # its edge lies 0.05° to the south of the order: 5 559.754 m, a little less as the edge follows the parallel
    shape = ServiceArea("drawn", region_from_geojson({"type": "Polygon", "coordinates": [SQUARE]}))
    far = ServiceArea("near", Radius(CENTER, 5_000.0))
    problem = around(far, shape)
    assert found(problem) == [("enlarge_area", 5560, "t1", pytest.approx(1336 / 60))]
    # one more area of that reach, under a name of its own
    again = applied(problem, "a", Relaxation(change="enlarge_area", by_m=5560, technician="t1"))
    assert [area.id for area in again.areas] == ["near", "drawn", "drawn+5560m"]
    assert again.technicians[0].areas == ("near", "drawn", "drawn+5560m")


def test_areas_that_cannot_grow() -> None:
    assert found(around(ServiceArea("named", Communities(frozenset(("c1",)))))) == []
    assert found(around()) == []  # works nowhere
    by_51_km = ServiceArea("far", Radius(LatLng(lat=31.6, lng=121.0), 4_000.0))
    assert found(around(by_51_km)) == []  # 0.5° are 55 597.5 m: 51.6 km short, more than 50


def test_nothing_to_relax() -> None:
    problem = problem_of(order("a"))
    assert relaxations(problem, decide(problem, "a")) == ()
    dear = problem_of(order("a", unserved_cost_min=19.9))
    assert decide(dear, "a").reason == "not_worth_it"
    assert relaxations(dear, decide(dear, "a")) == ()


def test_what_would_not_be_worth_it_is_no_help() -> None:
    for price_min, expected in ((20.0, 1), (19.9, 0)):
        problem = problem_of(order("a", windows=(window("08:00", "08:05"),), unserved_cost_min=price_min))
        assert len(found(problem, "widen_window")) == expected


def test_unknown_names() -> None:
    problem = problem_of(order("a"))
    with pytest.raises(UnknownOrderError):
        applied(problem, "z", Relaxation(change="widen_window", by_s=1))
    with pytest.raises(UnknownTechnicianError, match="'t9' is not one of the 1 technicians"):
        applied(problem, "a", Relaxation(change="ignore_decline", technician="t9"))


def test_a_day_on_which_clocks_change() -> None:
    # three hours before 04:00 on 29 March 2026 in Berlin is midnight, because 02:00 to 03:00 is left out
    zone = ZoneInfo("Europe/Berlin")
    four = datetime(2026, 3, 29, 4, tzinfo=zone)
    problem = problem_of(order("a", windows=(Window(four, four),)), origin=four.replace(hour=0), timezone=zone)
    opened = applied(problem, "a", Relaxation(change="widen_window", by_s=3 * 3600)).orders[0].windows[0]
    assert (opened.start.isoformat(), opened.end.isoformat()) == (
        "2026-03-29T00:00:00+01:00",
        "2026-03-29T07:00:00+02:00",
    )


def test_in_the_decision_file() -> None:
    problem = problem_of(order("a", windows=(window("07:45", "07:55"),)))
    assert decision_to_json(decide(problem, "a"), problem.horizon)["relaxations"] == [
        {"change": "call_in_shift", "by_s": 900, "technician": "t1", "cost_min": 20.0},
        {"change": "widen_window", "by_s": 900, "technician": "t1", "cost_min": 20.0},
    ]
