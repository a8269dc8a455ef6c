"""What does each rule and each term cost? The plain day with one of them at a time, and with all together.

Twenty orders are asked about on every kind of day before the next twenty, in ever another sequence, so that whatever
else the machine does then hits all of them alike; only the time counts in which the thread was at work. Of each order
and kind the shortest of all rounds counts; told is the median of the differences to the plain day, order by order.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.latency_days import STOPS, filled_days
from benchmarks.latency_recipes import RULES, WEIGHTS, Recipe, with_all_rules
from benchmarks.provenance import provenance
from dispatch.evaluator.answers import Answers, blank_answers
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.evaluate import evaluate

TECHNICIANS = 10_000
DISTINCT = 1_000
"""Technicians whose days are laid out one by one, for each kind of day."""

BLOCK = 20
"""Orders that are asked about on one kind of day before the next kind has its turn."""

ROUNDS = 5
PLAIN = "plain day"
NEEDS = {
    "locks": ("plan in force",),
    "frozen beginning": ("plan in force",),
    "position": ("plan in force",),
    "technician_changed": ("plan in force",),
    "time_moved_min": ("plan in force",),
    "overtime_min": ("overtime",),
    "not_preferred": ("named and declined",),
}
"""What else a rule or term needs to mean anything: it is compared with the plain day that has that too."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day, with the one it is compared with."""

    name: str
    recipe: Recipe
    base: str = PLAIN


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of day costs: the median of all orders, and the median of the differences, milliseconds."""

    kind: Kind
    p50_ms: float
    more_ms: float


def tell_rules(console: Console, seed: int, technicians: int = TECHNICIANS) -> None:
    """Measure, tell how far that is, and print the table: no row is known before the last round."""
    table = Table(title=f"One order, {technicians:,} technicians, {STOPS} stops each: what a rule or a term costs")
    for title in ("on top of", "rule or term", "p50, ms", "more, ms", "more"):
        table.add_column(title, justify="left" if title in ("on top of", "rule or term") else "right")
    for cost in costs(kinds(seed, technicians), partial(console.print, highlight=False)):
        share = cost.more_ms / (cost.p50_ms - cost.more_ms)
        more = ("", "") if cost.kind.name == cost.kind.base else (f"{cost.more_ms:+.4f}", f"{share:+.0%}")
        table.add_row("" if not more[0] else cost.kind.base, cost.kind.name, f"{cost.p50_ms:.4f}", *more)
    console.print(table)
    console.print(f"seed {seed}, {provenance()}", soft_wrap=True)


def kinds(seed: int, technicians: int) -> list[Kind]:
    """The plain day, each rule and each term added to it, and all of them."""

    def recipe(*rules: str, weights: Mapping[str, float] | None = None) -> Recipe:
        return Recipe(
            technicians=technicians,
            seed=seed,
            rules=frozenset(rules),
            weights={"travel_min": 1.0} | dict(weights or {}),
            distinct=min(technicians, DISTINCT),
        )

    found = [Kind(PLAIN, recipe())]
    found += [
        Kind(rule, recipe(rule, *NEEDS.get(rule, ())), NEEDS.get(rule, (PLAIN,))[0])
        for rule in sorted(RULES, key=lambda rule: rule in NEEDS)
    ]
    found += [
        Kind(term, recipe(*NEEDS.get(term, ()), weights={term: weight}), NEEDS.get(term, (PLAIN,))[0])
        for term, weight in WEIGHTS.items()
        if term != "travel_min"
    ]
    return [*found, Kind("every rule and term", with_all_rules(technicians, seed))]


def costs(days: Sequence[Kind], tell: Callable[[str], object] = lambda _: None) -> list[Cost]:
    """What each kind of day costs beside the one that it is compared with.

    Parameters
    ----------
    tell
        Called with a line whenever a kind of day is laid out, and after each round.
    """
    laid = []
    for n, kind in enumerate(days, start=1):
        laid.append(filled_days(kind.recipe))
        tell(f"laid out {n} of {len(days)}: {kind.name}")
    answers = blank_answers(max(kind.recipe.technicians for kind in days))
    n_orders = len(laid[0][1])
    times_ms = np.full((len(days), n_orders), np.inf)
    blocks = [slice(first, first + BLOCK) for first in range(0, n_orders, BLOCK)]
    for turn, block in enumerate(blocks * ROUNDS):
        for place in range(len(days)):
            n = (place + turn) % len(days)
            p, asked = laid[n]
            times_ms[n, block] = np.minimum(times_ms[n, block], timed(p, asked[block], answers))
        if (turn + 1) % len(blocks) == 0:
            tell(f"measured: round {(turn + 1) // len(blocks)} of {ROUNDS}")
    row_of = {kind.name: n for n, kind in enumerate(days)}
    return [
        Cost(kind, float(np.median(row)), float(np.median(row - times_ms[row_of[kind.base]])))
        for kind, row in zip(days, times_ms, strict=True)
    ]


def timed(p: Arrays, asked: Sequence[int], answers: Answers) -> npt.NDArray[np.float64]:
    """Milliseconds for each order; the first is asked about once before, so that its days are at hand."""
    evaluate(p, asked[0], answers, True)
    found = []
    for i in asked:
        begin = time.thread_time()
        evaluate(p, i, answers, True)
        found.append(time.thread_time() - begin)
    return np.array(found) * 1000.0
