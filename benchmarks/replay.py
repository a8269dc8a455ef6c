"""Are stored decisions decided again the same, to the byte, in another process?

Random days that mix every rule are given out order by order. Each decision is stored as the service stores it: the
problem that it saw, and the decision file. Then another Python process, in which sets and dictionaries are hashed by
another seed, reads the problems and decides again.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.agreement.random_days import RandomDay, random_day
from benchmarks.provenance import provenance
from dispatch.decide import decide
from dispatch.errors import FrozenError
from dispatch.files.decision_file import decision_to_json
from dispatch.files.problem_file import problem_sha256, problem_to_json, read_problem
from dispatch.model import Lock, Position, Problem, Route

DECISIONS = 10_000
A_FILE = 500
"""Decisions in one file."""

SHOWN = 3
"""How many decisions that differ are told."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A decision as it is kept: the problem that it saw, and its file, both as JSON text."""

    order: str
    problem: str
    decision: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came out.

    Parameters
    ----------
    outcomes
        How many decisions came to which outcome, or reason for none.
    differing
        Orders and problem hashes of decisions that came out otherwise.
    first_s, again_s
        Seconds for drawing, deciding and storing, and for reading and deciding again.
    """

    days: int
    decisions: int
    outcomes: Counter[str]
    differing: tuple[str, ...]
    first_s: float
    again_s: float


def main(seed: int = 1, decisions: int = DECISIONS) -> int:
    """Decide, decide again, and print the table; 1 if a decision came out otherwise."""
    console = Console()
    result = replay(seed, decisions)
    table = Table(title="Stored decisions, decided again in another process")
    for title in ("decisions", "days", "outcomes", "differing", "first, s", "again, s"):
        table.add_column(title, justify="left" if title == "outcomes" else "right")
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in result.outcomes.most_common())
    counts = f"{result.decisions:,}", f"{result.days:,}", outcomes, str(len(result.differing))
    table.add_row(*counts, f"{result.first_s:.1f}", f"{result.again_s:.1f}")
    console.print(table)
    console.print(f"seed {seed}, {provenance()}", soft_wrap=True)
    for name in result.differing[:SHOWN]:
        console.print(f"differs: {name}", soft_wrap=True)
    return 1 if result.differing else 0


def replay(seed: int, decisions: int) -> Result:
    """Decide so many orders of days drawn from `seed` on, and have all of them decided again."""
    with tempfile.TemporaryDirectory(prefix="paidan-replay-") as name:
        folder = Path(name)
        begun = time.perf_counter()
        days, outcomes = store_decisions(folder, seed, decisions)
        stored = time.perf_counter()
        differing = decided_otherwise(folder)
        ended = time.perf_counter()
    return Result(days, outcomes.total(), outcomes, tuple(differing), stored - begun, ended - stored)


def store_decisions(folder: Path, seed: int, decisions: int) -> tuple[int, Counter[str]]:
    """Give out days until so many orders are decided; how many days it took, and the outcomes."""
    outcomes: Counter[str] = Counter()
    kept: list[Stored] = []
    days = 0
    while outcomes.total() < decisions:
        for stored, outcome in given_out(random_day(seed + days)):
            if outcomes.total() < decisions:
                kept.append(stored)
                outcomes[outcome] += 1
            if len(kept) == A_FILE:
                write(folder, kept)
        days += 1
    write(folder, kept)
    return days, outcomes


def given_out(day: RandomDay) -> Iterator[tuple[Stored, str]]:
    """Everything that a day asks, each decision with its outcome; what is given out stands in force for the next.

    An order that is in force already is asked about as if it were not, and then stays where it is; one that is frozen
    there is not asked about.
    """
    problem = read_problem(text(problem_to_json(day.problem)))  # what a file cannot say, the service never sees
    for n, ask in enumerate(day.asks):
        problem = replace(problem, now=ask.now, frozen_before=ask.frozen_before)
        if n == day.sighted_from:
            problem = sighted(problem, dict(day.sightings))
        data = problem_to_json(problem)
        problem = replace(problem, sha256=problem_sha256(data))
        try:
            decision = decide(problem, ask.order)
        except FrozenError:
            continue
        decided = text(decision_to_json(decision, problem.horizon))
        yield Stored(ask.order, text(data), decided), decision.reason or decision.outcome
        if decision.route is not None and ask.order not in served_in(problem):
            problem = replace(problem, routes=with_route(problem.routes, decision.route))
            if ask.lock is not None and ask.order not in {lock.order for lock in problem.locks}:
                problem = replace(problem, locks=(*problem.locks, Lock(order=ask.order, kind=ask.lock)))


def sighted(problem: Problem, seen: Mapping[str, Position]) -> Problem:
    """The problem with technicians seen somewhere, those alone who have no route that would have to be told anew."""
    busy = {route.technician for route in problem.routes}
    technicians = tuple(
        technician if technician.id in busy else replace(technician, position=seen.get(technician.id))
        for technician in problem.technicians
    )
    return replace(problem, technicians=technicians)


def served_in(problem: Problem) -> set[str]:
    """The orders in force."""
    return {stop.order for route in problem.routes for stop in route.stops}


def with_route(routes: tuple[Route, ...], route: Route) -> tuple[Route, ...]:
    """The plan in force with another route in the place of that of the same shift."""
    key = route.technician, route.shift
    return (*(other for other in routes if (other.technician, other.shift) != key), route)


def text(data: dict[str, Any]) -> str:
    """JSON without white space, fields in their order."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def write(folder: Path, kept: list[Stored]) -> None:
    """Move decisions into the next file of a folder."""
    if kept:
        path = folder / f"{len(list(folder.iterdir())):05}.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
            for stored in kept:
                file.write(json.dumps([stored.order, stored.problem, stored.decision], ensure_ascii=False) + "\n")
        kept.clear()


def decided_otherwise(folder: Path) -> list[str]:
    """Which decisions of a folder does another process decide otherwise?"""
    hash_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.replay", str(folder)],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [str(name) for name in json.loads(answer.stdout)]


def decide_again(folder: Path) -> list[str]:
    """Decide every stored order anew; which came out otherwise, by order and problem hash?"""
    differing = []
    for path in sorted(folder.iterdir()):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                stored = Stored(*json.loads(line))
                problem = read_problem(stored.problem)
                decision = decide(problem, stored.order)
                if text(decision_to_json(decision, problem.horizon)) != stored.decision:
                    differing.append(f"order {stored.order} of problem {problem.sha256}")
    return differing


if __name__ == "__main__":
    print(json.dumps(decide_again(Path(sys.argv[1]))))
