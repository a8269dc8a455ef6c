"""How long does it take to find the best of 100 000 technicians, when only those who are near are looked at?

An order is asked about, given out, and what it changes is filed anew: all of that is measured, one thread, travel
included. Technicians have eight stops each, as in `benchmarks.latency_days`. Beside it stands a look at everybody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.latency import Row, percentiles, tell
from benchmarks.latency_days import STOPS, filled_days
from benchmarks.latency_recipes import ORDERS, Recipe
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.evaluate import evaluate
from dispatch.layout.route_rows import with_room
from dispatch.near.nearby import Nearby

BOUND_MS = 0.2
TILE_DEG = 0.5
"""From city to city, in degrees of longitude; each is some 33 by 29 km."""

ASKED = 2_000
"""Orders that are asked about and given out, anywhere in the cities."""

MORE = 6
"""Orders that a technician may get in addition to the first."""

EVERYBODY = 50
"""Orders for which everybody is looked at."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who works where: so many cities, side by side or all in one place; how many may serve an order; which rules."""

    n_cities: int = 10
    apart: bool = True
    skilled: float = 0.05
    rules: frozenset[str] = frozenset()
    bound_ms: float | None = BOUND_MS

    def __str__(self) -> str:
        where = f"{self.n_cities} cities" if self.apart else "one dense city"
        return ", ".join((where, f"{STOPS} stops each", *sorted(self.rules), f"{self.skilled:.0%} eligible"))


SCENES = (
    Scene(),
    Scene(rules=frozenset({"breaks"}), bound_ms=None),
    Scene(n_cities=100),
    Scene(apart=False),
    Scene(skilled=1.0),
)


def main(seed: int = 1) -> int:
    """Measure, and print the table; 1 if a bound is missed."""
    return tell(Console(), "The best of many technicians under `balanced`, in milliseconds", rows(seed), seed)


def rows(seed: int, n_technicians: int = 100_000) -> Iterator[Row]:
    """Each scene in turn."""
    for scene in SCENES:
        yield from both_ways(scene, n_technicians, seed)


def both_ways(scene: Scene, n_technicians: int, seed: int) -> Iterator[Row]:
    """Who is near alone, and everybody."""
    tiles = cities(scene, n_technicians, seed)
    p = beside(tiles, TILE_DEG if scene.apart else 0.0)
    p = with_room(p, p.routes["room"] + MORE)
    near_times, all_times = measured(p, scene.n_cities, seed)
    what = f"{len(p.technicians):,} technicians in {scene}"
    yield Row(f"near enough, index update included, {what}", *percentiles(near_times), (scene.bound_ms, None))
    yield Row(f"everybody looked at, with reasons, {what}", *percentiles(all_times))


def measured(p: Arrays, n_tiles: int, seed: int) -> tuple[list[float], list[float]]:
    """Seconds to find who serves an order best and give it out; and to look at everybody."""
    n_technicians = len(p.technicians)
    near = Nearby(p, [f"t{k:06}" for k in range(n_technicians)])
    answers = blank_answers(n_technicians)
    held = n_technicians // n_tiles * STOPS
    asked = [t * (held + ORDERS) + held + n for t in range(n_tiles) for n in range(ORDERS)]
    drawn = np.random.default_rng(seed).permutation(asked)[: ASKED + EVERYBODY].tolist()
    all_times = []
    for i in drawn[:EVERYBODY]:
        begin = time.perf_counter()
        evaluate(p, i, answers, True)
        all_times.append(time.perf_counter() - begin)
    near_times = []
    for i in drawn[EVERYBODY:]:
        begin = time.perf_counter()
        k = near.best(i, answers)
        if k is not None:
            r = int(answers.each["route"][k])
            if p.routes["count"][r] < p.routes["room"][r]:
                near.give(i, r, int(answers.each["position"][k]))
        near_times.append(time.perf_counter() - begin)
    return near_times[ASKED // 10 :], all_times


def cities(scene: Scene, n_technicians: int, seed: int) -> list[Arrays]:
    """The days of some cities of the same size, all of them in the same place."""
    size = n_technicians // scene.n_cities
    plain = Recipe(technicians=size, seed=seed, skilled=scene.skilled, rules=scene.rules, distinct=size)
    tiles = (replace(plain, seed=seed * scene.n_cities + t) for t in range(scene.n_cities))
    return [filled_days(tile)[0] for tile in tiles]


def beside(tiles: Sequence[Arrays], apart_deg: float) -> Arrays:
    """Days side by side from west to east: rows behind each other, and what points to a row points to where it is now.

    Parameters
    ----------
    apart_deg
        From one to the next, degrees of longitude.
    """
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
    points["lng_deg"] += np.repeat(np.arange(len(tiles)) * apart_deg, sizes["points"])
    for name in ("levels", "in_area", "loads", "capacity", "carried", "worked_s", "late_max_s"):
        moved[name] = np.concatenate([getattr(tile, name) for tile in tiles])
    moved["profile_of"] = np.concatenate([t.profile_of + n for t, n in zip(tiles, offsets["profiles"], strict=True)])
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
    "profiles": {"technician": "technicians"},
    "routes": {"technician": "technicians", "first": "stops", "begins": "points", **_lists(**{"break": "breaks"})},
    "stops": {"order": "orders", "place": "points"},
    "gaps": {},
    "breaks": {},
    "windows": {},
    "absences": {},
    "needs": {},
    "names": {},
}
"""The tables of the arrays, and into which other table their fields point."""
