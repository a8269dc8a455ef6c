"""A plan, however it was made, driven by road: sequences are kept, and what cannot be reached in time is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.timing import plan_of, timed
from dispatch.checker import check
from dispatch.model import Plan, Problem


@dataclass(frozen=True, slots=True)
class Driven:
    """A plan as it is driven by road: orders left out, seconds of driving, cost in minutes."""

    left_out: int
    travel_s: int
    cost_min: float


def driven_by_road(problem: Problem, planned: Plan) -> Driven:
    """What comes of a plan's sequences on roads, each order that cannot be served in time left out.

    Parameters
    ----------
    problem
        On roads.
    """
    day = PlainDay.of(problem)
    orders = {order.id: i for i, order in enumerate(problem.orders)}
    technicians = {technician.id: k for k, technician in enumerate(problem.technicians)}
    sequences: list[list[int]] = [[] for _ in technicians]
    for route in planned.routes:
        k = technicians[route.technician]
        for stop in route.stops:
            longer = [*sequences[k], orders[stop.order]]
            if reachable(day, k, longer) and timed(day, k, longer).missed_s == 0:
                sequences[k] = longer
    found = plan_of(problem, day, sequences)
    report = check(problem, found)
    if not report.legal:
        raise AssertionError(f"a plan by road is not legal: {report.violations[0].message}")
    served = sum(map(len, sequences))
    travel_min = report.cost.terms.get("travel_min", 0.0)
    return Driven(len(orders) - served, round(60 * travel_min), report.cost.total_min)


def reachable(day: PlainDay, k: int, sequence: Sequence[int]) -> bool:
    """Does a way lead from each place to the next, and home?"""
    places = [int(day.home[k]), *(int(day.place[i]) for i in sequence), int(day.home[k])]
    return all(day.travel_s[a, b] >= 0 for a, b in pairwise(places))
