"""What a dispatcher changes by hand in a plan in force, within the rules: departures, starts and breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from benchmarks.agreement.dice import Dice
from dispatch.checker import check
from dispatch.model import Pause, Plan, Problem, Route, Stop

TRIES = 3


def touched(problem: Problem, seed: int) -> Problem:
    """The problem with some of its routes changed a little; what the checker forbids is not done."""
    dice = Dice(seed)
    for _ in range(TRIES):
        n = dice.between(0, len(problem.routes))
        changed = dice.one_of((departing_sooner, starting_later, resting_elsewhere))(problem.routes[n], dice)
        routes = tuple(changed if m == n else route for m, route in enumerate(problem.routes))
        if check(problem, Plan(routes=routes)).legal:
            problem = replace(problem, routes=routes)
    return problem


def departing_sooner(route: Route, dice: Dice) -> Route:
    """The route with an earlier departure; what follows from it is left unsaid."""
    sooner = timedelta(seconds=dice.between(1, 1800))
    return replace(route, depart=route.depart - sooner, stops=(_bare(route.stops[0]), *route.stops[1:]))


def starting_later(route: Route, dice: Dice) -> Route:
    """The route with the last stop, and what follows, later by some minutes."""
    later = timedelta(seconds=dice.between(1, 1800))
    last = _bare(route.stops[-1])
    last = replace(last, start=last.start + later, finish=last.finish + later)
    return replace(route, stops=(*route.stops[:-1], last), back=route.back + later)


def resting_elsewhere(route: Route, dice: Dice) -> Route:
    """The route with its breaks somewhat sooner or later."""
    moved = []
    for pause in route.breaks:
        by = timedelta(seconds=dice.between(-1800, 1800))
        moved.append(Pause(pause.start + by, pause.finish + by))
    return replace(route, stops=tuple(_bare(stop) for stop in route.stops), breaks=tuple(moved))


def _bare(stop: Stop) -> Stop:
    """The stop without what follows from its start."""
    return replace(stop, arrive=None)
