"""Random problems for whole plans: what `random_day` draws, with crews and orders behind others to be planned, too.

Most of them have a plan in force, made some hours before; now and then something has happened since that breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from benchmarks.agreement.by_hand import touched
from benchmarks.agreement.dice import HOUR_S, Dice, later
from benchmarks.agreement.happening import happened
from benchmarks.agreement.mixed_ties import tied
from benchmarks.agreement.play import sighted
from benchmarks.agreement.random_days import MOST_WEIGHED, random_day
from dispatch.checker import check
from dispatch.model import Lock, Order, Plan, Position, Problem, Technician
from dispatch.planner import plan
from geo.travel import UNREACHABLE, Matrix

MORNING_ITERATIONS = 40
SELDOM = ("overtime_min", "technician_changed", "time_moved_min")
EASED = 0.35
"""Part of the orders that may be served at any time, whatever the skill."""

KEEPING = ("technician", "time", "technician_and_time")


@dataclass(frozen=True, slots=True)
class MixedDay:
    """A problem to be planned, and how.

    Parameters
    ----------
    happenings
        What has happened since the plan in force was made.
    timed
        Is it to be planned once more by the clock, on two cores?
    """

    problem: Problem
    seed: int
    iterations: int
    happenings: tuple[str, ...] = ()
    timed: bool = False


def mixed_day(seed: int) -> MixedDay:
    """The problem of a seed."""
    dice = Dice(10**9 + seed)
    problem = weighed(tied(eased(masked(random_day(seed).problem), dice), dice), dice)
    happenings: tuple[str, ...] = ()
    if dice.chance(0.6):
        problem = with_plan_in_force(problem, dice)
        if dice.chance(0.5):
            problem = seen(problem, dice)
        problem = locked(problem, dice)
        if problem.routes and dice.chance(0.45):
            problem, happenings = happened(problem, dice)
    elif dice.chance(0.4):
        problem = replace(problem, now=in_the_day(problem, dice))
    iterations = dice.between(100, 500)
    return MixedDay(problem, seed, iterations, happenings, timed=dice.chance(0.06))


def masked(problem: Problem) -> Problem:
    """The problem as a file would tell it: pairs without a way have no metres."""
    travel = problem.travel
    if not isinstance(travel, Matrix) or travel.distances_m is None:
        return problem
    metres = np.where(travel.durations_s == UNREACHABLE, UNREACHABLE, travel.distances_m)
    return replace(problem, travel=Matrix(travel.durations_s, metres.astype(np.int32)))


def eased(problem: Problem, dice: Dice) -> Problem:
    """The problem with some orders that ask for less, so that enough of a day can be served."""
    held = {stop.order for route in problem.routes for stop in route.stops}
    orders = []
    for order in problem.orders:
        is_eased = dice.chance(EASED) and order.id not in held
        eased_order = replace(order, windows=(), skills={}, required_technicians=None)
        orders.append(eased_order if is_eased else order)
    return replace(problem, orders=tuple(orders))


def weighed(problem: Problem, dice: Dice) -> Problem:
    """The problem with more of the prices that otherwise count too seldom."""
    more = {name: round(dice.uniform(0.1, MOST_WEIGHED[name]), 2) for name in SELDOM if dice.chance(0.5)}
    return replace(problem, policy=replace(problem.policy, weights={**problem.policy.weights, **more}))


def with_plan_in_force(problem: Problem, dice: Dice) -> Problem:
    """The problem some hours later, with a plan in force for the orders that were known first."""
    held = {stop.order for route in problem.routes for stop in route.stops}
    known = dice.uniform(0.4, 1.0) * len(problem.orders)
    orders = [order for n, order in enumerate(problem.orders) if n < known or order.id in held]
    morning = replace(problem, orders=closed(orders), locks=())
    found = plan(morning, seed=dice.between(0, 10**6), iterations=MORNING_ITERATIONS)
    now = in_the_day(problem, dice)
    frozen = later(problem, now, HOUR_S * dice.uniform(-0.5, 1.5)) if dice.chance(0.35) else None
    planned = replace(problem, routes=found.routes)
    if planned.routes and dice.chance(0.5):
        planned = touched(planned, dice.between(0, 10**6))
    return replace(planned, now=now, frozen_before=frozen)


def closed(orders: Sequence[Order]) -> tuple[Order, ...]:
    """Those of the orders whose predecessors are among them."""
    known: set[str] = set()
    for order in orders:
        if all(after.order in known for after in order.after):
            known.add(order.id)
    return tuple(order for order in orders if order.id in known)


def in_the_day(problem: Problem, dice: Dice) -> datetime:
    """Some instant from an hour before the first shift to six hours after it begins, now and then a day later."""
    starts = [shift.start for each in problem.technicians for shift in each.shifts]
    first = min(starts, key=problem.horizon.second, default=problem.origin)
    hours = dice.uniform(-1.0, 6.0) + (24.0 if dice.chance(0.03) else 0.0)
    return later(problem, first, hours * HOUR_S)


def locked(problem: Problem, dice: Dice) -> Problem:
    """The problem with some of what is in force locked, by each kind."""
    held = sorted({stop.order for route in problem.routes for stop in route.stops})
    known = {lock.order for lock in problem.locks}
    if dice.chance(0.5):
        return problem
    chosen = [order for order in dice.some_of(held, 0.35) if order not in known]
    locks = [Lock(order=order, kind=dice.one_of(KEEPING)) for order in chosen]
    if dice.chance(0.4):
        starts = {stop.order: stop.start for route in problem.routes for stop in route.stops if not stop.role}
        for order in sorted(starts.keys() - known - set(chosen)):
            if dice.chance(0.3):
                low = later(problem, starts[order], -60 * dice.between(0, 60))
                high = later(problem, starts[order], 60 * dice.between(0, 60))
                locks.append(Lock(order=order, kind="time_range", earliest=low, latest=high))
    return replace(problem, locks=(*problem.locks, *locks))


def seen(problem: Problem, dice: Dice) -> Problem:
    """The problem with some technicians seen somewhere about now, where the plan in force allows."""
    places = [problem.technicians[0].start, *(order.location for order in problem.orders)]
    sightings = []
    for technician in dice.some_of(problem.technicians, 0.5):
        at = later(problem, problem.now, -60 * dice.between(-15, 45))
        sightings.append((technician.id, Position(place=dice.one_of(places), at=at)))
    if check(problem, Plan(routes=problem.routes)).legal:
        return sighted(problem, tuple(sightings))
    return replace(
        problem, technicians=tuple(at_sight(technician, dict(sightings)) for technician in problem.technicians)
    )


def at_sight(technician: Technician, sightings: dict[str, Position]) -> Technician:
    """The technician where they were seen, if they were."""
    return replace(technician, position=sightings.get(technician.id))
