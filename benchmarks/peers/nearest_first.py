"""Nearest first: orders by the start of their window, each behind the last stop of whoever is nearest and can."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.peers.plain_day import Numbers, PlainDay
from benchmarks.peers.solver import Effort, Solve
from benchmarks.peers.timing import Sequences, fits, timed
from dispatch.model import Problem


@dataclass(frozen=True, slots=True)
class NearestFirst:
    """What a dispatcher with a map does, and no more."""

    name: str = "nearest"

    def prepared(self, problem: Problem) -> Solve:
        """The day in plain numbers."""
        return partial(_solve, PlainDay.of(problem))


def _solve(day: PlainDay, effort: Effort) -> Sequences:  # noqa: ARG001 - it ends by itself
    sequences: list[list[int]] = [[] for _ in range(day.n_technicians)]
    last, free_at = day.home.copy(), day.opens.copy()
    for i in np.argsort(day.earliest, kind="stable"):
        for k in _by_distance(day, int(i), last, free_at):
            sequence = [*sequences[k], int(i)]
            if fits(day, k, sequence):
                sequences[k] = sequence
                last[k] = day.place[i]
                free_at[k] = timed(day, k, sequence).starts[-1] + day.service_s[i]
                break
    return sequences


def _by_distance(day: PlainDay, i: int, last: Numbers, free_at: Numbers) -> list[int]:
    """Those who have the skills and may be in time, the nearest first. A break may still stand in their way."""
    way_s = day.travel_s[last, day.place[i]]
    start = np.maximum(free_at + way_s, day.earliest[i])
    back = start + day.service_s[i] + day.travel_s[day.place[i], day.home]
    able = np.flatnonzero(day.able[i] & (start <= day.latest[i]) & (back <= day.closes))
    return [int(k) for k in able[np.argsort(way_s[able], kind="stable")]]
