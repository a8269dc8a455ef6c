"""Days for measuring the evaluator, made to a recipe of `benchmarks.latency_recipes`.

Technicians have eight stops each, near where they live, with windows; they are spread over a square of some 33 by 29
km. Of many technicians no more than `Recipe.distinct` are laid out one by one: the arrays are then repeated, each time
with all places a little further east, so that ways stay as long as they were and the memory is as large as it would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.latency_recipes import Recipe
from benchmarks.latency_tiles import repeated
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.days import put
from dispatch.layout import lay_out
from dispatch.layout.order_rows import Visits
from dispatch.model import Certificate, Lock, Order, Position, Problem, Route, Technician
from dispatch.policies import BALANCED
from dispatch.routes import route_of
from geo.areas import Communities, ServiceArea
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Absence, Break, Shift, Window
from scheduling.traffic import NO_TRAFFIC, Period, Traffic

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
STOPS = 8
HALF_HOUR = timedelta(minutes=30)
AREAS = 5
RUSH = Traffic((Period(7 * 3600, 9 * 3600 + 1800, 1.4), Period(16 * 3600 + 1800, 18 * 3600 + 1800, 1.3)))


def filled_days(recipe: Recipe) -> tuple[Arrays, Sequence[int]]:
    """Days with eight stops each, and the rows of the orders that are to be asked about."""
    distinct = min(recipe.technicians, recipe.distinct)
    times = recipe.technicians // distinct
    problem = _problem(recipe, distinct)
    held = distinct * STOPS
    asked = range(held, len(problem.orders))
    p = lay_out(problem, room=STOPS + 1, asked=asked)
    for k in range(distinct):
        for n in range(STOPS):
            put(p, int(p.technicians[k]["route_first"]), n, k * STOPS + n)
    _require_legal(p)
    if "plan in force" in recipe.rules:
        p = _in_force(recipe, problem, p)
    return repeated(p, times, held), range(held * times, held * times + recipe.orders)


def _in_force(recipe: Recipe, problem: Problem, p: Arrays) -> Arrays:
    """The same days as a plan in force, with locks on some of it if there are to be any."""
    rng = np.random.default_rng((recipe.seed, 1))
    visits = Visits.of(problem)
    routes = tuple(route_of(problem, p, int(r), visits) for r in p.technicians["route_first"])
    locks = _locks(rng, routes) if "locks" in recipe.rules else ()
    frozen = hour(8.75) if "frozen beginning" in recipe.rules else None
    problem = replace(problem, routes=routes, locks=locks, frozen_before=frozen)
    asked = range(len(problem.orders) - recipe.orders, len(problem.orders))
    p = lay_out(problem, asked=asked)
    _require_legal(p)
    others = np.arange(0, len(asked), 2)  # every other one is given out anew: it was somebody else's until now
    p.orders["planned_technician"][asked[0] + others] = others % len(p.technicians)
    p.orders["planned_start"][asked[0] + others] = problem.horizon.second(hour(10.0))
    return p


def _locks(rng: np.random.Generator, routes: Sequence[Route]) -> tuple[Lock, ...]:
    """A lock on three in ten of the visits, of all four kinds."""
    kinds = ("technician",) * 4 + ("time",) * 2 + ("technician_and_time",) * 2 + ("time_range",) * 4
    found = []
    for stop in (stop for route in routes for stop in route.stops):
        drawn = int(rng.integers(0, 40))
        if drawn < len(kinds):
            lock = Lock(order=stop.order, kind=kinds[drawn])
            if lock.kind == "time_range":
                lock = replace(lock, earliest=stop.start - HALF_HOUR, latest=stop.start + HALF_HOUR)
            found.append(lock)
    return tuple(found)


def _require_legal(p: Arrays) -> None:
    broken = int((~p.routes["legal"]).sum())
    if broken:
        raise AssertionError(f"{broken} of {len(p.routes)} days do not hold their stops")


def _problem(recipe: Recipe, distinct: int) -> Problem:
    rng = np.random.default_rng(recipe.seed)
    technicians = tuple(technician(rng, recipe, k) for k in range(distinct))
    held = [stop_of(rng, recipe, each, n) for each in technicians for n in range(STOPS)]
    asked = [question(rng, recipe, n, distinct) for n in range(recipe.orders)]
    areas = [ServiceArea(f"a{n}", Communities(frozenset({f"c{n}"}))) for n in range(AREAS)]
    has = recipe.rules.__contains__
    return Problem(
        origin=MIDNIGHT,
        now=hour(8.0) if has("position") or has("frozen beginning") else MIDNIGHT,
        travel=GreatCircle(speed_kmh=30.0, detour=1.3),
        traffic=RUSH if has("time of day") else NO_TRAFFIC,
        technicians=technicians,
        orders=(*held, *asked),
        areas=tuple(areas) if has("areas") else (),
        policy=replace(
            BALANCED,
            weights=recipe.weights,
            newcomer_reviews=10 if has("newcomer's quota") else 0,
            newcomer_orders=2 if has("newcomer's quota") else 0,
        ),
    )


def technician(rng: np.random.Generator, recipe: Recipe, k: int) -> Technician:
    """Lives anywhere, works from eight to six; draws the same whatever the rules."""
    lat, lng = rng.uniform(-0.15, 0.15, 2)
    near_lat, near_lng = rng.uniform(-0.01, 0.01, 2)
    skilled, tagged, away, seen, homeless, expired = rng.random(6)
    first = int(rng.integers(AREAS))
    speed, service = np.round(rng.uniform(0.9, 1.1, 2), 2)
    rating, reviews = float(np.round(rng.uniform(3.0, 5.0), 1)), int(rng.integers(0, 60))
    home = LatLng(lat=31.23 + lat, lng=121.47 + lng)
    plain = Technician(
        id=f"t{k}",
        start=home,
        end=home,
        shifts=(Shift(hour(8.0), hour(18.0)),),
        skills={"aircon": 1 if skilled >= recipe.skilled else 2 + k % 2},
        rating=rating,
        reviews=reviews,
        fixed_cost_min=recipe.fixed_cost_min,
    )
    lunch = (Break(hour(11.5), hour(13.5), 1800),)
    day = Shift(hour(8.0), hour(18.0), 1800 if "overtime" in recipe.rules else 0, lunch * ("breaks" in recipe.rules))
    evening = (Shift(hour(19.0), hour(21.0)),) * ("second shift" in recipe.rules)
    certificate = Certificate(skill="aircon", expires=hour(16.0 if expired < 0.1 else 7.0 if expired > 0.97 else 48.0))
    areas = tuple(f"a{(first + n) % AREAS}" for n in range(round(AREAS * recipe.local)))
    changes: dict[str, dict[str, Any]] = {
        "no end": {"end": None if homeless < 0.3 else home},
        "absences": {"absences": (Absence(hour(14.75), hour(15.0)),) if away < 0.3 else ()},
        "loads in two dimensions": {"capacity": (11, 60 if k % 10 == 0 else 90)},
        "max orders": {"max_orders": STOPS + 2},
        "max travel": {"max_travel_s": 4 * 3600},
        "speed and service factors": {"speed_factor": float(speed), "service_factor": float(service)},
        "certificates": {"certificates": (certificate,)},
        "tags": {"tags": ("van", "ladder") if tagged < recipe.tagged else ("van",)},
        "areas": {"areas": areas},
    }
    if seen < 0.2:
        place = LatLng(lat=home.lat + near_lat, lng=home.lng + near_lng)
        changes["position"] = {"position": Position(place=place, at=hour(8.0))}
    added = {name: value for rule in recipe.rules & changes.keys() for name, value in changes[rule].items()}
    return replace(plain, shifts=(day, *evening), **added)


def stop_of(rng: np.random.Generator, recipe: Recipe, owner: Technician, n: int) -> Order:
    """A visit of twenty minutes near the owner's home, in the n-th hour or so of the day."""
    assert isinstance(owner.start, LatLng)
    lat, lng = rng.uniform(-0.02, 0.02, 2)
    opens = 8.5 + 1.1 * n
    plain = Order(
        id=f"{owner.id}-{n}",
        location=LatLng(lat=owner.start.lat + lat, lng=owner.start.lng + lng),
        service_s=1200,
        windows=(Window(hour(opens), hour(opens + 1.5)),),
        created=hour(7.0),
        due=hour(opens + 0.75),
    )
    return _with_rules(plain, recipe, n, None)


def question(rng: np.random.Generator, recipe: Recipe, n: int, distinct: int) -> Order:
    """An order anywhere, for the skilled, with a window of two hours somewhere in the day."""
    lat, lng = rng.uniform(-0.15, 0.15, 2)
    opens = float(rng.uniform(8.0, 15.5))
    named = [f"t{k}" for k in rng.integers(0, distinct, 9)]
    plain = Order(
        id=f"asked-{n}",
        location=LatLng(lat=31.23 + lat, lng=121.47 + lng),
        service_s=1200,
        windows=(Window(hour(opens), hour(opens + 2.0)),),
        skills={"aircon": 2},
        community=f"c{n % AREAS}",
        created=hour(7.0),
        due=hour(opens + 1.0),
    )
    return _with_rules(plain, recipe, n, named)


def _with_rules(plain: Order, recipe: Recipe, n: int, named: Sequence[str] | None) -> Order:
    """The order with what the rules add to it; `named` are technicians whom one that is asked about may name."""
    (window,) = plain.windows
    later = Window(window.start + timedelta(hours=3), window.end + timedelta(hours=3))
    changes: dict[str, dict[str, Any]] = {
        "several windows": {"windows": (window, later)},
        "setup": {"setup_s": 180},
        "loads in two dimensions": {"load": (1, 5 + n % 5)},
    }
    if named is not None:
        changes["tags"] = {"required_tags": ("ladder",)}
        changes["named and declined"] = {
            "forbidden_technicians": tuple(named[:3]),
            "declined_by": tuple(named[3:6]),
            "preferred_technicians": tuple(named[6:]),
        }
    return replace(
        plain, **{name: value for rule in recipe.rules & changes.keys() for name, value in changes[rule].items()}
    )


def hour(hours: float) -> datetime:
    """An instant of the day."""
    return MIDNIGHT + timedelta(seconds=round(hours * 3600))
