"""How long does a decision take: in the evaluator, and from the request over HTTP to the answer?

One thread, travel included; an order is answered for all technicians in one pass. `benchmarks.latency_days` tells what
their days are like, plain ones and ones with every rule and term in use.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.latency_days import STOPS, filled_days
from benchmarks.latency_http import over_http
from benchmarks.latency_recipes import Recipe, with_all_rules
from benchmarks.latency_rules import tell_rules
from benchmarks.provenance import provenance
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.evaluate import evaluate

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


def main(seed: int = 1, *, rules: bool = False) -> int:
    """Measure, and print the table; 1 if a bound is missed.

    Parameters
    ----------
    rules
        Tell instead what each rule and each term costs.
    """
    console = Console()
    if rules:
        tell_rules(console, seed)
        return 0
    return tell(console, "One order: how long until it is answered, in milliseconds", measure(seed), seed)


def tell(console: Console, title: str, measured: Iterable[Row], seed: int) -> int:
    """Print each row when it is measured, and all of them as a table in the end; 1 if a bound is missed."""
    table = Table(title=title)
    for name in ("scenario", "p50", "bound", "p99", "bound"):
        table.add_column(name, justify="left" if name == "scenario" else "right")
    rows = []
    for row in measured:
        rows.append(row)
        bounds = ["" if bound is None else f"{bound:g}" for bound in row.bounds_ms]
        table.add_row(row.scenario, f"{row.p50_ms:.3f}", bounds[0], f"{row.p99_ms:.3f}", bounds[1])
        console.print(f"{row.scenario}: p50 {row.p50_ms:.3f}, p99 {row.p99_ms:.3f}", soft_wrap=True, highlight=False)
    console.print(table)
    console.print(f"seed {seed}, {provenance()}", soft_wrap=True)
    missed = [row.scenario for row in rows if not row.within]
    for scenario in missed:
        console.print(f"over its bound: {scenario}")
    return 1 if missed else 0


def measure(seed: int) -> Iterator[Row]:
    """Every row in turn."""
    for n_technicians, bound_ms in ((1_000, 0.05), (10_000, 0.4)):
        yield from engine_rows(Recipe(technicians=n_technicians, seed=seed), bound_ms)
    for n_technicians in (1_000, 10_000):
        yield from engine_rows(Recipe(technicians=n_technicians, seed=seed, skilled=1.0), None)
    for n_technicians, bound_ms in ((1_000, 0.05), (10_000, 0.4), (100_000, 5.0)):
        yield from engine_rows(with_all_rules(n_technicians, seed), bound_ms)
    times = over_http(seed)
    yield Row("HTTP to decision, 300 technicians, embedded, one after the other", *percentiles(times), (30.0, 100.0))


def engine_rows(recipe: Recipe, bound_ms: float | None) -> Iterator[Row]:
    """The evaluator alone, for one order against all technicians: the choice, and the choice with all reasons.

    The choice is who can, who cannot, and the price of the twenty cheapest; the reasons are why those cannot who pass
    the static rules. Both are asked in turn.
    """
    p, asked = filled_days(recipe)
    answers = blank_answers(recipe.technicians)
    times: dict[bool, list[float]] = {False: [], True: []}
    passed = []
    for reasons in times:
        evaluate(p, asked[0], answers, reasons)
    for _ in range(ROUNDS):
        for i in asked:
            for reasons, own in times.items():
                begin = time.perf_counter()
                evaluate(p, i, answers, reasons)
                own.append(time.perf_counter() - begin)
            passed.append(np.count_nonzero(answers.static == 0))
    share = float(np.mean(passed)) / recipe.technicians
    who = "everybody eligible" if share == 1.0 else f"{share:.0%} eligible"
    rules = ", every rule and term" if recipe.rules else ""
    scenario = f"{recipe.technicians:,} technicians, {STOPS} stops each{rules}, {who}"
    for reasons, own in times.items():
        what = "choice and reasons" if reasons else "choice"
        yield Row(f"{what}, {scenario}", *percentiles(own), (bound_ms, None))


def percentiles(times_s: list[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    p50, p99 = np.percentile(np.array(times_s) * 1000.0, [50, 99])
    return float(p50), float(p99)
