"""Gives out orders one by one; holds the search among those who are near against looking at everybody."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.answers import Answers, blank_answers
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.evaluate import evaluate
from dispatch.evaluator.kernel import compiled_entry
from dispatch.layout import lay_out
from dispatch.model import Problem
from dispatch.near.bounds import bucket_min, entry_min
from dispatch.near.nearby import Nearby
from dispatch.near.rows import Near

FIELDS = ("route", "position", "start", "cost_min")


def compare(problem: Problem, tally: Counter[str], resolution: int | None = None) -> None:
    """Each order in turn that is in no route: the same technician, place, start and price to the last bit."""
    p = lay_out(problem, room=len(problem.orders) + 1)
    ids = [technician.id for technician in problem.technicians]
    held = {stop.order for route in problem.routes for stop in route.stops}
    asked = [i for i, order in enumerate(problem.orders) if order.id not in held and not order.crew]
    compare_days(p, ids, asked, tally, resolution)


def compare_days(
    p: Arrays, ids: Sequence[str], asked: Iterable[int], tally: Counter[str], resolution: int | None = None
) -> None:
    """The same for these rows of orders; and nobody is cheaper than the bounds say. Every fifth is taken back."""
    near = Nearby(p, ids, resolution)
    found, all_of_them = blank_answers(len(ids)), blank_answers(len(ids), len(ids) + 1)
    for i in asked:
        k = near.best(i, found)
        evaluate(p, i, all_of_them, False)
        each = all_of_them.each
        able = np.flatnonzero(all_of_them.can())
        wanted = min(able, key=lambda n: (each["cost_min"][n], ids[n]), default=None)
        assert k == wanted, f"order {i}: {k} is chosen, not {wanted}"
        tally["orders"] += 1
        tally["technicians"] += len(ids)
        tally["evaluated"] += int(near.question["evaluated"])
        tally["nobody"] += k is None
        if near.by_rings:
            hold_bounds(near, all_of_them)
        if k is None:
            continue
        mine, theirs = found.each[k], each[k]
        for name in FIELDS:
            assert mine[name] == theirs[name], f"order {i}, {name}: {mine[name]}, not {theirs[name]}"
        assert (mine["totals"] == theirs["totals"]).all()
        r, position = int(mine["route"]), int(mine["position"])
        if p.routes["count"][r] < p.routes["room"][r]:
            near.give(i, r, position)
            if i % 5 == 4:
                near.take(r, position)


def hold_bounds(near: Nearby, answers: Answers) -> None:
    """Does nobody serve the order that was asked about last for less than their entries say?"""
    each = answers.each
    least = np.full(len(each), math.inf)
    least_of_each(near.p, near.index, least)
    for k in np.flatnonzero(answers.can()):
        assert least[k] <= each["cost_min"][k] + 1e-6 * (1.0 + abs(each["cost_min"][k])), (
            f"{k} costs {each['cost_min'][k]}, at least {least[k]}"
        )


@compiled_entry
def least_of_each(p: Arrays, x: Near, least: npt.NDArray[np.float64]) -> None:
    """Write down what the order that was asked about last costs with each technician at least, by their entries."""
    for s in range(x.buckets.shape[0]):
        bucket = x.buckets[s]
        for at in range(bucket.first, bucket.first + bucket.count):
            k = x.entries[at].technician
            least[k] = min(least[k], max(entry_min(x, at), bucket_min(p, x, s)))
