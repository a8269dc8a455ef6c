"""VROOM through `pyvroom`: a job for each order, a vehicle for each technician."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import vroom

from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.solver import Effort, Solve
from benchmarks.peers.timing import Sequences
from dispatch.model import Problem

LEVELS = range(6)
"""Exploration levels, from the quickest to the most thorough."""

MAX_PRIORITY = 100


@dataclass(frozen=True, slots=True)
class Vroom:
    """VROOM at one of its exploration levels.

    It minimises driving among the plans with the largest sum of priorities; priorities are in proportion to the price
    of leaving an order out. It throws no dice.
    """

    level: int

    @property
    def name(self) -> str:
        """With the level."""
        return f"vroom-{self.level}"

    def prepared(self, problem: Problem) -> Solve:
        """Jobs, vehicles and the matrix."""
        day = PlainDay.of(problem)
        given = vroom.Input()
        given.set_durations_matrix("car", day.travel_s)
        numbers = {skill: n for n, skill in enumerate(_skill_levels(problem))}
        given.add_vehicle([_vehicle(problem, day, k, numbers) for k in range(day.n_technicians)])
        given.add_job([_job(problem, day, i, numbers) for i in range(day.n_orders)])
        return partial(_solve, given, self.level, day.n_technicians)


def _solve(given: vroom.Input, level: int, n_technicians: int, effort: Effort) -> Sequences:
    limit = timedelta(seconds=effort.limit_s)
    solution = given.solve(exploration_level=level, nb_threads=effort.cores, timeout=limit)
    sequences: list[list[int]] = [[] for _ in range(n_technicians)]
    routes = solution.routes
    jobs = routes[routes["type"] == "job"]
    for k, i in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        sequences[int(k)].append(int(i))
    return sequences


def _skill_levels(problem: Problem) -> Iterable[tuple[str, int]]:
    """A skill of VROOM for each skill and level: who holds a level holds all below it."""
    return sorted({(skill, level) for order in problem.orders for skill, level in order.skills.items()})


def _vehicle(problem: Problem, day: PlainDay, k: int, numbers: dict[tuple[str, int], int]) -> vroom.Vehicle:
    held = problem.technicians[k].skills
    home, (earliest, latest, length_s) = int(day.home[k]), (int(number) for number in day.pauses[k])
    pause = vroom.Break(id=k, time_windows=[vroom.TimeWindow(earliest, latest)], service=length_s)
    return vroom.Vehicle(
        id=k,
        start=home,
        end=home,
        skills={n for (skill, level), n in numbers.items() if held.get(skill, 0) >= level},
        time_window=vroom.TimeWindow(int(day.opens[k]), int(day.closes[k])),
        breaks=[pause] if length_s else [],
        capacity=[int(number) for number in day.capacity[k]],
    )


def _job(problem: Problem, day: PlainDay, i: int, numbers: dict[tuple[str, int], int]) -> vroom.Job:
    return vroom.Job(
        id=i,
        location=int(day.place[i]),
        default_service=int(day.service_s[i]),
        skills={numbers[asked] for asked in problem.orders[i].skills.items()},
        priority=max(1, round(MAX_PRIORITY * int(day.price_s[i]) / int(day.price_s.max()))),
        time_windows=[vroom.TimeWindow(int(day.earliest[i]), int(day.latest[i]))],
        pickup=[int(number) for number in day.loads[i]],
    )
