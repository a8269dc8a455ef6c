"""The compiled search: the best technician for an order, ring by ring of cells, the most promising first."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.answers import Answers
from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.evaluate import note_peaks
from dispatch.evaluator.insertion import MARGIN_MIN, seek
from dispatch.evaluator.kernel import compiled, compiled_entry
from dispatch.evaluator.pricing import price_pair
from dispatch.near.bounds import ask, bucket_min, entry_min, is_worse, nobody_beyond
from dispatch.near.rows import GROUPS, Near
from dispatch.rules import failed_by_profile, failed_rules


@compiled_entry
def look(  # noqa: PLR0913, PLR0917 - numba takes arrays apart faster than tuples of them
    p: Arrays,
    x: Near,
    i: int,
    level: int,
    cells: npt.NDArray[np.int32],
    ends: npt.NDArray[np.int32],
    outside_m: npt.NDArray[np.float64],
    answers: Answers,
) -> bool:
    """Look at rings of cells, until nobody further out can be better; may somebody beyond the last of them?

    What was looked at already is not looked at again, nor what cannot hold anything better.

    Parameters
    ----------
    i
        The order, the first time it is asked about; then NOBODY.
    level
        Of the cells.
    cells, ends, outside_m
        Rows of `Near.cells`, one ring behind the other; where each ring ends; and how far off is at least what lies
        beyond it, infinite where nothing does.
    """
    if i != NOBODY:
        ask(p, x, i)
        note_peaks(p)
        find_fitting(p, x, i)
    if nobody_beyond(p, x, level, 0.0):
        return False
    first = 0
    for ring in range(ends.shape[0]):
        n_met = 0
        for n in range(first, ends[ring]):
            for g in range(GROUPS):
                if x.cells[cells[n], g] != NOBODY:
                    n_met = open_bucket(p, x, x.cells[cells[n], g], n_met)
        first = ends[ring]
        try_met(p, x, n_met, answers)
        if outside_m[ring] == math.inf or nobody_beyond(p, x, level, outside_m[ring]):
            return False
    return True


@compiled
def find_fitting(p: Arrays, x: Near, i: int) -> None:
    """Find out which technicians may serve order `i` by their profiles."""
    number = x.question[0].number
    for n in range(x.models.shape[0]):
        k = x.models[n]
        x.fits[n] = number
        if k != NOBODY and failed_by_profile(p, i, k):
            x.fits[n] = -number


@compiled
def open_bucket(p: Arrays, x: Near, s: int, n_met: int) -> int:
    """Look at the entries of a bucket; those that may be best get behind the `n_met` that wait."""
    q, bucket = x.question[0], x.buckets[s]
    if bucket.asked == q.number or bucket.count == 0:
        return n_met
    bucket.asked = q.number
    if is_worse(bucket_min(p, x, s), q.best_min):
        return n_met
    q.met += bucket.count
    for at in range(bucket.first, bucket.first + bucket.count):
        if x.fits[x.profiles[at]] == q.number:
            low_min = entry_min(x, at)
            if low_min != math.inf and not is_worse(low_min, q.best_min):
                x.heap_min[n_met], x.heap[n_met] = low_min, x.entries[at].technician
                n_met += 1
    return n_met


@compiled
def try_met(p: Arrays, x: Near, n_met: int, answers: Answers) -> None:
    """Search the days of those who were met, the most promising first, until no other can be best."""
    q = x.question[0]
    for n in range(n_met // 2 - 1, -1, -1):
        sink(x, n, n_met)
    while n_met > 0 and not is_worse(x.heap_min[0], q.best_min):
        k = x.heap[0]
        n_met -= 1
        x.heap_min[0], x.heap[0] = x.heap_min[n_met], x.heap[n_met]
        sink(x, 0, n_met)
        if x.done[k] != q.number:
            x.done[k] = q.number
            if failed_rules(p, q.order, k) == 0:
                try_days(p, x, k, answers)


@compiled
def sink(x: Near, n: int, size: int) -> None:
    """Let what stands at place `n` of a heap of `size` sink to where it belongs: the least is on top."""
    while True:
        child = 2 * n + 1
        if child >= size:
            return
        if child + 1 < size and x.heap_min[child + 1] < x.heap_min[child]:
            child += 1
        if x.heap_min[n] <= x.heap_min[child]:
            return
        low_min, k = x.heap_min[n], x.heap[n]
        x.heap_min[n], x.heap[n] = x.heap_min[child], x.heap[child]
        x.heap_min[child], x.heap[child] = low_min, k
        n = child


@compiled
def try_days(p: Arrays, x: Near, k: int, answers: Answers) -> None:
    """Search the days of technician `k`, who passes the static rules; keep them if they are the best so far."""
    q = x.question[0]
    answer = answers.each[k]
    answer.route = NOBODY
    answer.sequence = 0
    answer.miss_s = ALWAYS
    price_pair(p, q.order, k)
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        seek(p, q.order, r, q.best_min + MARGIN_MIN, False, answers)
    q.evaluated += 1
    if answer.route == NOBODY or answer.cost_min > q.best_min:
        return
    if answer.cost_min < q.best_min or x.rank[k] < x.rank[q.best]:
        q.best = k
        q.best_min = answer.cost_min
