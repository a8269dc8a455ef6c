"""Plays many random days in several processes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TypeVar

from benchmarks.agreement.compare import Disagreement
from benchmarks.agreement.play import Tally, play
from benchmarks.agreement.random_days import random_day
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.model import Problem

T = TypeVar("T")

AT_A_TIME = 25
"""Days that a process is given at once."""


@dataclass(slots=True)
class Played:
    """What was met, altogether and by seed, and by seed what was not agreed on."""

    tally: Tally = field(default_factory=Tally)
    met: dict[int, tuple[str, ...]] = field(default_factory=dict)
    disagreements: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Played) -> None:
        """Add what came out of other days."""
        self.tally.add(other.tally)
        self.met.update(other.met)
        self.disagreements += other.disagreements


def play_many(seeds: Sequence[int], *, processes: int = 1, every_place: bool = False) -> Iterator[Played]:
    """The days of these seeds, some at a time, in any order.

    Parameters
    ----------
    every_place
        See `compare.hold`.
    """
    yield from in_processes(functools.partial(play_days, every_place=every_place), seeds, processes)


def in_processes(work: Callable[[Sequence[int]], T], seeds: Sequence[int], processes: int) -> Iterator[T]:
    """What comes out of some seeds at a time, in any order."""
    parts = [seeds[n : n + AT_A_TIME] for n in range(0, len(seeds), AT_A_TIME)]
    if processes == 1:
        yield from (work(part) for part in parts)
        return
    # Not by fork: threads of a library may hold a lock that no one gives back in the child.
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for done in as_completed([pool.submit(work, part) for part in parts]):
            yield done.result()


def play_days(seeds: Sequence[int], *, every_place: bool = False) -> Played:
    """The days of these seeds, one after the other."""
    played = Played()
    for seed in seeds:
        try:
            tally = play(random_day(seed), all_told, every_place=every_place)
            played.tally.add(tally)
            played.met[seed] = (*tally.bound, *tally.alive)
        except Disagreement as found:
            played.disagreements.append((seed, str(found)))
    return played


def all_told(problem: Problem, order: str) -> Decision:
    """The decision with the routes of all candidates, and without relaxations."""
    return decide(problem, order, routes=len(problem.technicians), relax=False)
