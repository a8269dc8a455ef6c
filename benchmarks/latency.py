"""How long does a decision take: in the evaluator, and from the request over HTTP to the answer?

One thread, travel included. Technicians have eight stops each, near where they live, with windows; they are spread over
a square of some 33 by 29 km. An order is answered for all of them in one pass.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.latency_http import over_http
from benchmarks.provenance import provenance
from dispatch.answers import blank_answers
from dispatch.arrays import Arrays
from dispatch.days import put
from dispatch.evaluator import evaluate
from dispatch.layout import lay_out
from dispatch.model import Order, Problem, Technician
from dispatch.policies import BALANCED
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift, Window

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
STOPS = 8
ORDERS = 500
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    p50_ms, p99_ms
        Median and 99th percentile, milliseconds.
    bounds_ms
        What they may be; ``None`` where nothing is promised.
    """

    scenario: str
    p50_ms: float
    p99_ms: float
    bounds_ms: tuple[float | None, float | None] = (None, None)

    @property
    def within(self) -> bool:
        """Are both within their bounds?"""
        pairs = zip((self.p50_ms, self.p99_ms), self.bounds_ms, strict=True)
        return all(bound is None or value <= bound for value, bound in pairs)


def main(seed: int = 1) -> int:
    """Measure, and print the table; 1 if a bound is missed."""
    console = Console()
    table = Table(title="One order: how long until it is answered, in milliseconds")
    for title in ("scenario", "p50", "bound", "p99", "bound"):
        table.add_column(title, justify="left" if title == "scenario" else "right")
    rows = []
    for row in measure(seed):
        rows.append(row)
        bounds = ["" if bound is None else f"{bound:g}" for bound in row.bounds_ms]
        table.add_row(row.scenario, f"{row.p50_ms:.3f}", bounds[0], f"{row.p99_ms:.3f}", bounds[1])
    console.print(table)
    console.print(f"seed {seed}, {provenance()}", soft_wrap=True)
    missed = [row.scenario for row in rows if not row.within]
    for scenario in missed:
        console.print(f"over its bound: {scenario}")
    return 1 if missed else 0


def measure(seed: int) -> Iterator[Row]:
    """Every row in turn."""
    yield engine_row(1_000, 0.05, seed, 0.05)
    yield engine_row(10_000, 0.05, seed, 0.4)
    yield engine_row(1_000, 1.0, seed, None)
    yield engine_row(10_000, 1.0, seed, None)
    times = over_http(seed)
    yield Row("HTTP to decision, 300 technicians, embedded, one after the other", *percentiles(times), (30.0, 100.0))


def engine_row(n_technicians: int, share: float, seed: int, bound_ms: float | None) -> Row:
    """The evaluator alone, for one order against all technicians, `share` of whom pass the static rules."""
    p = filled_days(n_technicians, share, seed)
    answers = blank_answers(n_technicians)
    asked = range(n_technicians * STOPS, p.orders.shape[0])
    evaluate(p, asked[0], answers)
    times = []
    for _ in range(ROUNDS):
        for i in asked:
            begin = time.perf_counter()
            evaluate(p, i, answers)
            times.append(time.perf_counter() - begin)
    who = "everybody eligible" if share == 1.0 else f"{share:.0%} eligible"
    scenario = f"evaluator, {n_technicians:,} technicians, {STOPS} stops each, {who}"
    return Row(scenario, *percentiles(times), (bound_ms, None))


def percentiles(times_s: list[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    p50, p99 = np.percentile(np.array(times_s) * 1000.0, [50, 99])
    return float(p50), float(p99)


def filled_days(n_technicians: int, share: float, seed: int) -> Arrays:
    """Days with eight stops each, and orders to be asked about behind them."""
    rng = np.random.default_rng(seed)
    technicians = tuple(technician(rng, k, share) for k in range(n_technicians))
    held = [stop_of(rng, each, n) for each in technicians for n in range(STOPS)]
    asked = [question(rng, n) for n in range(ORDERS)]
    problem = Problem(
        origin=MIDNIGHT,
        now=MIDNIGHT,
        travel=GreatCircle(speed_kmh=30.0, detour=1.3),
        technicians=technicians,
        orders=(*held, *asked),
        policy=BALANCED,
    )
    p = lay_out(problem, room=STOPS + 1, asked=range(len(held), len(problem.orders)))
    for k in range(n_technicians):
        for n in range(STOPS):
            put(p, k, n, k * STOPS + n)
    broken = int((~p.routes["legal"]).sum())
    if broken:
        raise AssertionError(f"{broken} of {n_technicians} days do not hold their {STOPS} stops")
    return p


def technician(rng: np.random.Generator, k: int, share: float) -> Technician:
    """Lives anywhere, works from eight to six; `share` of all are skilled enough."""
    lat, lng = rng.uniform(-0.15, 0.15, 2)
    home = LatLng(lat=31.23 + lat, lng=121.47 + lng)
    level = 2 if rng.random() < share else 1
    shifts = (Shift(hour(8.0), hour(18.0)),)
    rating = float(np.round(rng.uniform(3.0, 5.0), 1))
    return Technician(id=f"t{k}", start=home, end=home, shifts=shifts, skills={"aircon": level}, rating=rating)


def stop_of(rng: np.random.Generator, owner: Technician, n: int) -> Order:
    """A visit of twenty minutes near the owner's home, in the n-th hour or so of the day."""
    assert isinstance(owner.start, LatLng)
    lat, lng = rng.uniform(-0.02, 0.02, 2)
    opens = 8.5 + 1.1 * n
    return Order(
        id=f"{owner.id}-{n}",
        location=LatLng(lat=owner.start.lat + lat, lng=owner.start.lng + lng),
        service_s=1200,
        windows=(Window(hour(opens), hour(opens + 1.5)),),
        created=hour(7.0),
    )


def question(rng: np.random.Generator, n: int) -> Order:
    """An order anywhere, for the skilled, with a window of two hours somewhere in the day."""
    lat, lng = rng.uniform(-0.15, 0.15, 2)
    opens = float(rng.uniform(8.0, 15.5))
    held = stop_of(rng, technician(rng, 0, 1.0), 0)
    return replace(
        held,
        id=f"asked-{n}",
        location=LatLng(lat=31.23 + lat, lng=121.47 + lng),
        windows=(Window(hour(opens), hour(opens + 2.0)),),
        skills={"aircon": 2},
    )


def hour(hours: float) -> datetime:
    """An instant of the day."""
    return MIDNIGHT + timedelta(seconds=round(hours * 3600))
