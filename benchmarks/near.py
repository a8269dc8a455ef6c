"""How long does it take to find the best of 100 000 technicians, when only those who are near are looked at?

An order is asked about, given out, and what it changes is filed anew: all of that is measured, one thread, travel
included. Technicians have eight stops each, as in `benchmarks.latency_days`. Beside it stands a look at everybody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.latency import Row, percentiles
from benchmarks.latency_days import ORDERS, STOPS, Recipe, filled_days
from dispatch.answers import blank_answers
from dispatch.arrays import STOP, Arrays
from dispatch.evaluator import evaluate
from dispatch.near.nearby import Nearby

BOUND_MS = 0.2
TILES = 10
TILE_DEG = 0.3
"""Width of a city of `benchmarks.latency_days`, in degrees of longitude."""

ASKED = 2_000
"""Orders that are asked about and given out, anywhere in the cities."""

MORE = 6
"""Orders that a technician may get in addition to the first."""

EVERYBODY = 50
"""Orders for which everybody is looked at."""


def rows(seed: int, n_technicians: int = 100_000) -> Iterator[Row]:
    """Ten cities side by side, and ten of them upon each other; then everybody looked at."""
    for share, apart in ((0.05, True), (1.0, True), (0.05, False)):
        p = cities(n_technicians, share, seed, apart)
        where = f"{TILES} cities, 330 by 29 km" if apart else "one city, 33 by 29 km"
        what = f"{n_technicians:,} technicians in {where}, {STOPS} stops each, {share:.0%} eligible"
        near_times, all_times = measured(p, seed)
        bound_ms = BOUND_MS if share < 1.0 and apart else None
        yield Row(f"near enough, index update included, {what}", *percentiles(near_times), (bound_ms, None))
        yield Row(f"looking at everybody, {what}", *percentiles(all_times))


def measured(p: Arrays, seed: int) -> tuple[list[float], list[float]]:
    """Seconds to find who serves an order best and give it out; and to look at everybody."""
    n_technicians = len(p.technicians)
    near = Nearby(p, [f"t{k:06}" for k in range(n_technicians)])
    answers = blank_answers(n_technicians)
    held = (p.technicians.shape[0] // TILES) * STOPS
    asked = [t * (held + ORDERS) + held + n for t in range(TILES) for n in range(ORDERS)]
    drawn = np.random.default_rng(seed).permutation(asked)[: ASKED + EVERYBODY].tolist()
    all_times = []
    for i in drawn[:EVERYBODY]:
        begin = time.perf_counter()
        evaluate(p, i, answers)
        all_times.append(time.perf_counter() - begin)
    near_times = []
    for i in drawn[EVERYBODY:]:
        begin = time.perf_counter()
        k = near.best(i, answers)
        if k is not None:
            answer = answers.each[k]
            near.give(i, int(answer["route"]), int(answer["position"]))
        near_times.append(time.perf_counter() - begin)
    return near_times[ASKED // 10 :], all_times


def cities(n_technicians: int, share: float, seed: int, apart: bool) -> Arrays:
    """The days of ten cities in one, side by side from west to east or all in the same place."""
    size = n_technicians // TILES
    recipes = [Recipe(technicians=size, seed=seed * TILES + t, skilled=share, distinct=size) for t in range(TILES)]
    tiles = [filled_days(recipe)[0] for recipe in recipes]
    for t, tile in enumerate(tiles):
        tile.network.points["lng_deg"] += t * TILE_DEG * apart
    return with_room(beside(tiles))


def with_room(p: Arrays) -> Arrays:
    """The same days with room for more stops in each."""
    n_routes, room = len(p.routes), int(p.routes["room"][0])
    stops = np.zeros((n_routes, room + MORE), STOP)
    stops[:, :room] = p.stops.reshape(n_routes, room)
    routes = p.routes.copy()
    routes["room"] += MORE
    routes["first"] = np.arange(n_routes) * (room + MORE)
    return p._replace(routes=routes, stops=stops.reshape(-1))


def beside(tiles: list[Arrays]) -> Arrays:
    """Days side by side: rows behind each other, and whatever points to a row points to where it is now."""
    sizes = {name: [len(getattr(tile, name)) for tile in tiles] for name in _TABLES}
    sizes["points"] = [len(tile.network.points) for tile in tiles]
    offsets = {name: np.cumsum([0, *counts[:-1]]) for name, counts in sizes.items()}
    moved: dict[str, Any] = {}
    for name, pointers in _TABLES.items():
        copies = [getattr(tile, name).copy() for tile in tiles]
        for t, copy in enumerate(copies):
            for field, target in pointers.items():
                copy[field] += np.where(copy[field] >= 0, offsets[target][t], 0).astype(copy[field].dtype)
        moved[name] = np.concatenate(copies)
    points = np.concatenate([tile.network.points for tile in tiles])
    for name in ("levels", "in_area", "loads", "capacity", "carried", "worked_s"):
        moved[name] = np.concatenate([getattr(tile, name) for tile in tiles])
    return tiles[0]._replace(**moved, network=tiles[0].network._replace(points=points))


def _lists(**targets: str) -> dict[str, str]:
    return {f"{name}_{end}": target for name, target in targets.items() for end in ("first", "last")}


_TABLES: dict[str, dict[str, str]] = {
    "orders": {
        "place": "points",
        **_lists(window="windows", need="needs", tag="names", forbidden="names", declined="names"),
        **_lists(preferred="names", required="names"),
    },
    "technicians": {
        "start": "points",
        "end": "points",
        **_lists(absence="absences", route="routes", tag="names", area="names"),
    },
    "routes": {"technician": "technicians", "first": "stops", "begins": "points", **_lists(**{"break": "breaks"})},
    "stops": {"order": "orders"},
    "breaks": {},
    "windows": {},
    "absences": {},
    "needs": {},
    "names": {},
}
"""The tables of the arrays, and into which other table their fields point."""
