"""Plain routes: what is priced and set at a glance is what the clock says."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.peers.days import technician_day
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.days import put, reset
from dispatch.evaluator.evaluate import evaluate
from dispatch.evaluator.plain import cheapest_plain, is_plain, reset_plain
from dispatch.layout import lay_out
from dispatch.model import Policy, Problem, Technician
from geo.places import LatLng
from geo.travel import GreatCircle, Matrix
from scheduling.spans import Absence, Break
from tests.dispatch.conftest import at, order, problem_of, shift, technician, window

WEIGHTS = {"travel_min": 1.0, "distance_km": 0.3, "rating_star": 6.0, "workload_balance": 2.0}
SET = ("start", "leg_s", "latest")
HELD = ("free", "enter_by", "setup_next_s", "before", "behind", "leg_s")


def on_the_sphere(problem: Problem) -> Problem:
    """The same day in a city of houses that share their parking: setup, metres, pace, and fixed costs."""
    rng = np.random.default_rng(len(problem.orders))

    def place() -> LatLng:
        return LatLng(lat=31.2 + int(rng.integers(6)) / 100.0, lng=121.4 + int(rng.integers(6)) / 100.0)

    def paced(each: Technician) -> Technician:
        pace, limit_s = float(rng.choice([0.8, 1.0, 1.25])), int(rng.choice([3_000, 9_000]))
        return replace(
            each, start=place(), end=place(), speed_factor=pace, service_factor=pace, rating=4.2, fixed_cost_min=7.0,
            max_travel_s=limit_s, max_orders=int(rng.integers(2, 9)),
        )  # fmt: skip

    return replace(
        problem,
        travel=GreatCircle(speed_kmh=30.0, detour=1.3),
        technicians=tuple(paced(each) for each in problem.technicians),
        orders=tuple(replace(each, location=place(), setup_s=300) for each in problem.orders),
        policy=Policy(name="p", weights=WEIGHTS),
    )


def fill(p: Arrays, answers, i: int) -> None:  # type: ignore[no-untyped-def]
    """Give order `i` to whom it costs least."""
    able = np.flatnonzero(answers.can())
    if len(able) and p.routes["count"].max() < p.routes["room"].min():
        k = able[np.argmin(answers.each["cost_min"][able])]
        put(p, int(answers.each["route"][k]), int(answers.each["position"][k]), i)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sphere", [False, True])
def test_a_place_costs_what_the_clock_says(seed: int, sphere: bool) -> None:
    problem = technician_day(50, seed, "tight")
    problem = on_the_sphere(problem) if sphere else problem
    p = lay_out(problem, room=12)
    answers = blank_answers(len(p.technicians), exact=len(p.technicians))
    asked, fitted = 0, 0
    for i in range(len(p.orders)):
        evaluate(p, i, answers, False)
        for k in np.flatnonzero(answers.static == 0):
            r = int(p.technicians[k]["route_first"])
            assert is_plain(p, r)
            cost_min, position = cheapest_plain(p, i, r)
            found = answers.each[k]
            asked += 1
            if found["route"] < 0:
                assert cost_min == math.inf
            else:
                fitted += 1
                assert (cost_min, position) == (pytest.approx(found["cost_min"], abs=1e-9), found["position"])
        fill(p, answers, i)
    assert asked > 2 * fitted / 3 > 20


@pytest.mark.parametrize("sphere", [False, True])
def test_the_clock_is_set_as_the_clock_sets_it(sphere: bool) -> None:
    problem = technician_day(50, 1, "tight")
    problem = on_the_sphere(problem) if sphere else problem
    p = lay_out(problem, room=12)
    answers = blank_answers(len(p.technicians), exact=len(p.technicians))
    for i in range(len(p.orders)):
        evaluate(p, i, answers, False)
        fill(p, answers, i)
    routes, stops, gaps, worked_s = p.routes.copy(), p.stops.copy(), p.gaps.copy(), p.worked_s.copy()
    for r in range(len(p.routes)):
        first, count = int(p.routes[r]["first"]), int(p.routes[r]["count"])
        p.stops[first : first + count]["start"] = 0
        p.gaps["free"][first + r : first + r + count + 1] = -1
        assert reset_plain(p, r)
        for name in ("travel_s", "setup_s", "service_s", "distance_m", "home_s", "legal"):
            assert p.routes[r][name] == routes[r][name], name
        for name in SET:
            assert (p.stops[name][first : first + count] == stops[name][first : first + count]).all(), name
        for name in HELD:
            held = slice(first + r, first + r + count + 1)
            assert (p.gaps[name][held] == gaps[name][held]).all(), name
        assert reset(p, r)
    assert (p.worked_s == worked_s).all()
    assert routes["count"].sum() > 20


def test_a_route_that_breaks_a_rule_is_not_legal() -> None:
    # 600 s there, ten minutes of work, 600 s home: 08:00 to 08:30 of a shift that ends at 08:29.
    p = lay_out(problem_of(technician(shifts=(shift("08:00", "08:29"),)), order("a")))
    assert cheapest_plain(p, 0, 0) == (math.inf, -1)
    put(p, 0, 0, 0)
    assert not reset_plain(p, 0)


def test_a_window_between_two_windows_is_no_window() -> None:
    # Reached at 08:10, when the first window has been over for a minute: 08:30, by the second.
    p = lay_out(problem_of(order("a", windows=(window("08:00", "08:09"), window("08:30", "09:00")))))
    cost_min, position = cheapest_plain(p, 0, 0)
    assert (cost_min, position) == (20.0, 0)
    put(p, 0, 0, 0)
    assert reset_plain(p, 0)
    assert p.stops["start"][0] == 8 * 3600 + 30 * 60


def test_metres_count_where_driving_takes_no_time() -> None:
    # Home and a are 0 s and 500 m apart: a kilometre out and back. b at home, before a, adds nothing to them.
    metres = np.array([[0, 500], [500, 0]], np.int32)
    weights = {"travel_min": 1.0, "distance_km": 1.0}
    travel, policy = Matrix(np.zeros((2, 2), np.int32), metres), Policy(name="p", weights=weights)
    p = lay_out(problem_of(order("a", 1), order("b", 0), travel=travel, policy=policy))
    assert cheapest_plain(p, 0, 0) == (1.0, 0)
    put(p, 0, 0, 0)
    assert cheapest_plain(p, 1, 0) == (0.0, 0)


def test_what_hangs_on_the_hour_is_not_plain() -> None:
    assert is_plain(lay_out(problem_of()), 0)
    rest = Break(at("10:00"), at("11:00"), 600)
    for other in (
        problem_of(technician(shifts=(shift("08:00", "17:00", breaks=(rest,)),))),
        problem_of(technician(absences=(Absence(at("10:00"), at("11:00")),))),
        *(
            problem_of(policy=Policy(name="p", weights={"travel_min": 1.0, term: 1.0}))
            for term in ("waiting_min", "lateness_min", "lateness_max_min", "overtime_min", "response_min")
        ),
    ):
        assert not is_plain(lay_out(other), 0)
