"""What do real streets change? Time for a table of ways, their length beside the great circle, and what plans cost.

A plan is made by great circle at a usual speed, by great circle at the speed that fits the town, and by road. All three
are driven by road: each technician serves their orders in the planned sequence, leaving out what cannot be reached in
time, and the independent checker says what that costs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.provenance import provenance
from benchmarks.public.data import data_folder
from benchmarks.roads_days import USUAL, Town, draw_points, read_town, town_day
from benchmarks.roads_driven import driven_by_road
from dispatch.files.disk import UnusableError, require
from dispatch.model import Problem
from dispatch.on_roads import on_roads, places_of
from dispatch.planner import plan
from geo.errors import GeoError
from geo.places import LatLng, RoadPoint, haversines_m
from geo.roads.address import engine_at
from geo.roads.asking import table
from geo.roads.engine import Engine
from geo.roads.local import is_installed
from geo.roads.store import Store
from geo.travel import GreatCircle, Roads

SIZES = (100, 200, 500)
"""Points of the tables whose time is told."""

WIDTH = 100
"""Columns of text that the tables need."""

LEAST_S = 60
"""Shorter ways say little of how streets run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is compared: the ways of the engine under `url`, in `town`, on one day for each seed."""

    url: str
    town: Town
    orders: int
    limit_s: float
    seeds: Sequence[int]


def asked_for(*, url: str | None, places: str | None, orders: int, limit_s: float, seeds: Sequence[int]) -> Asked:
    """What is to be compared, made sure of before anything is run.

    Raises
    ------
    UnusableError
        If the map, the table of places or the extra ``roads`` is not there.
    """
    if url is None or places is None:
        maps = sorted((data_folder() / "city").glob("*.osm.pbf"))
        require(bool(maps), f"{data_folder() / 'city'}: holds no map (.osm.pbf); name one with --url and --places")
        beside = maps[0].with_name(maps[0].name.removesuffix(".osm.pbf") + "_hexes.csv")
        url, places = url or maps[0].resolve().as_uri(), places or str(beside)
    require(
        not url.startswith("file:") or is_installed(),
        f"--url: is {url!r}, which needs the extra roads: pip install 'paidan[roads]' with Python 3.12 or newer, "
        "or give the address of a server",
    )
    return Asked(url=url, town=read_town(Path(places)), orders=orders, limit_s=limit_s, seeds=seeds)


def main(asked: Asked) -> int:
    """Measure and tell."""
    console = Console()
    console.width = max(console.width, WIDTH)
    try:
        engine = engine_at(asked.url)
        console.print(_times(engine, asked.town))
        days = [town_day(asked.town, asked.orders, seed) for seed in asked.seeds]
        by_road = [on_roads(day, asked.url, partial(_between, engine)) for day in days]
        fitted = _tell_ratios(console, by_road)
        console.print(_costs(asked, list(zip(days, by_road, strict=True)), fitted))
    except GeoError as error:
        raise UnusableError(f"--url: {error}") from None
    seeds = ", ".join(str(seed) for seed in asked.seeds)
    told = f"{asked.orders} orders, {asked.limit_s:g} s for each plan, seeds {seeds}, {asked.url}"
    console.print(f"{told}; {provenance(('osrm-bindings',))}", soft_wrap=True, highlight=False)
    return 0


def _between(engine: Engine, url: str, points: Sequence[LatLng]) -> Roads:
    """Ways that are asked for whatever was said before."""
    block = table(engine, points, Store(None), 0)
    return Roads(durations_s=block.durations_s, distances_m=block.distances_m, url=url)


def _times(engine: Engine, town: Town) -> Table:
    told = Table("points", "roads, s", "from the cache, s", "great circle, s", title="All ways between so many points")
    rng = np.random.default_rng(0)
    table(engine, draw_points(town, 2, rng), Store(None), 0)  # the map is prepared and loaded
    for n in SIZES:
        points = draw_points(town, n, rng)
        with tempfile.TemporaryDirectory() as folder:
            ask = partial(table, engine, points, Store(Path(folder) / "ways.sqlite"), 0)
            asked_s, cached_s = _seconds(ask), _seconds(ask)
        circle_s = _seconds(partial(_by_circle, points, USUAL))
        told.add_row(str(n), f"{asked_s:.3f}", f"{cached_s:.3f}", f"{circle_s:.3f}")
    return told


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _by_circle(points: Sequence[LatLng], travel: GreatCircle) -> npt.NDArray[np.float64]:
    """Seconds between all points, shape (n, n)."""
    lng, lat = (np.array([getattr(point, name) for point in points]) for name in ("lng", "lat"))
    metres = np.array([haversines_m(point, lng, lat) for point in points])
    return metres * travel.detour / (travel.speed_kmh / 3.6)


def _tell_ratios(console: Console, days: Sequence[Problem]) -> GreatCircle:
    """Print how road and great circle compare; the great circle at the speed at which half the ways take longer."""
    found = []
    for day in days:
        assert isinstance(day.travel, Roads)
        points = {place.row: place for place in places_of(day) if isinstance(place, RoadPoint)}
        circle_s = _by_circle([points[row] for row in range(day.travel.size)], USUAL)
        far = (circle_s >= LEAST_S) & (day.travel.durations_s >= 0)
        found.append(day.travel.durations_s[far] / circle_s[far])
    tenth, half, ninth = np.percentile(np.concatenate(found), (10, 50, 90))
    fitted = replace(USUAL, speed_kmh=round(USUAL.speed_kmh / float(half), 1))
    console.print(
        f"By road a way takes {half:.2f} times as long as by great circle at {USUAL.speed_kmh:g} km/h and a detour of "
        f"{USUAL.detour:g} (a tenth of the ways less than {tenth:.2f}, a tenth more than {ninth:.2f}); "
        f"{fitted.speed_kmh:g} km/h fit",
        soft_wrap=True,
        highlight=False,
    )
    return fitted


def _costs(asked: Asked, days: Sequence[tuple[Problem, Problem]], fitted: GreatCircle) -> Table:
    """What plans cost by road, for each day as told by great circle and by road."""
    told = Table("seed", "planned by", "left out", "driving, min", "cost, min", "beside roads", title="Driven by road")
    for seed, (by_circle, by_road) in zip(asked.seeds, days, strict=True):
        problems = {
            f"great circle, {USUAL.speed_kmh:g} km/h": by_circle,
            f"great circle, {fitted.speed_kmh:g} km/h": replace(by_circle, travel=fitted),
            "roads": by_road,
        }
        driven = {
            name: driven_by_road(by_road, plan(problem, seed=seed, time_limit_s=asked.limit_s))
            for name, problem in problems.items()
        }
        for name, one in driven.items():
            share = one.cost_min / driven["roads"].cost_min
            told.add_row(
                str(seed), name, str(one.left_out), f"{one.travel_s / 60:.0f}", f"{one.cost_min:.0f}", f"{share:.3f}"
            )
    return told
