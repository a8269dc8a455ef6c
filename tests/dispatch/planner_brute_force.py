"""The best plan there is, found by trying every one: every order with every shift, in every sequence.

Clocks come from the plain reference, legality from the checker; only tiny problems end in this life.
"""

from __future__ import annotations

import math
from itertools import permutations

from benchmarks.agreement.day import Times, Visit, day_of
from benchmarks.agreement.reference import routes_of
from dispatch.checker import check
from dispatch.model import Order, Plan, Problem, Technician


def least_cost_min(problem: Problem) -> float:
    """Cost of the cheapest legal plan, with every start as early as can be. Nothing is in force."""
    assert not problem.routes
    everything = frozenset(range(len(problem.orders)))
    best = {frozenset[int](): 0.0}
    for technician in problem.technicians:
        for shift in range(len(technician.shifts)):
            alone = least_of_shift(problem, technician, shift)
            joined: dict[frozenset[int], float] = {}
            for served, minutes in best.items():
                for more, more_minutes in alone.items():
                    if not served & more:
                        union = served | more
                        joined[union] = min(joined.get(union, math.inf), minutes + more_minutes)
            best = joined
    return min(
        minutes + math.fsum(problem.orders[i].price_unserved_min for i in everything - served)
        for served, minutes in best.items()
    )


def least_of_shift(problem: Problem, technician: Technician, shift: int) -> dict[frozenset[int], float]:
    """For each set of orders that the shift can hold: the cost of its best sequence."""
    best = {frozenset[int](): 0.0}
    for length in range(1, len(problem.orders) + 1):
        for sequence in permutations(range(len(problem.orders)), length):
            minutes = minutes_of(problem, technician, shift, [problem.orders[i] for i in sequence])
            if minutes is not None:
                best[frozenset(sequence)] = min(best.get(frozenset(sequence), math.inf), minutes)
    return best


def minutes_of(problem: Problem, technician: Technician, shift: int, sequence: list[Order]) -> float | None:
    """Cost of a shift that serves this sequence, unserved orders excepted; ``None`` if it breaks a rule."""
    times = Times(problem)
    routes = routes_of(times, day_of(times, technician, shift), [Visit(order) for order in sequence])
    reports = [check(problem, Plan(routes=(route,))) for route in routes]
    costs = [report.cost.total_min - report.cost.terms.get("unserved", 0.0) for report in reports if report.legal]
    return min(costs, default=None)
