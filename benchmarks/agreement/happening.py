"""What happens after a plan was made, and may break it: people fall ill, customers change their minds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.agreement.dice import Dice, later
from benchmarks.agreement.random_team import SKILLS
from dispatch.model import Order, Problem, Technician
from scheduling.spans import Absence, Window

Happening = Callable[[Problem, Dice], Problem]


def happened(problem: Problem, dice: Dice) -> tuple[Problem, tuple[str, ...]]:
    """The problem after one or two happenings that concern its plan in force, and what they are called."""
    names = [dice.one_of(tuple(HAPPENINGS)) for _ in range(dice.between(1, 3))]
    for name in names:
        problem = HAPPENINGS[name](problem, dice)
    return problem, tuple(names)


def _with_technician(problem: Problem, changed: Technician) -> Problem:
    team = tuple(changed if each.id == changed.id else each for each in problem.technicians)
    return replace(problem, technicians=team)


def _with_order(problem: Problem, changed: Order) -> Problem:
    return replace(problem, orders=tuple(changed if each.id == changed.id else each for each in problem.orders))


def _somebody(problem: Problem, dice: Dice) -> Technician:
    name = dice.one_of(problem.routes).technician if problem.routes else problem.technicians[0].id
    return next(each for each in problem.technicians if each.id == name)


def _some_order(problem: Problem, dice: Dice) -> Order:
    held = [stop.order for route in problem.routes for stop in route.stops] or [problem.orders[0].id]
    name = dice.one_of(held)
    return next(each for each in problem.orders if each.id == name)


def _gone(problem: Problem, dice: Dice) -> Problem:
    return _with_technician(problem, replace(_somebody(problem, dice), active=False))


def _away(problem: Problem, dice: Dice) -> Problem:
    """From about now on, for some hours."""
    who = _somebody(problem, dice)
    begins = later(problem, problem.now, 60 * dice.between(-30, 60))
    away = Absence(begins, later(problem, begins, 60 * dice.between(30, 400)))
    return _with_technician(problem, replace(who, absences=(*who.absences, away)))


def _fewer(problem: Problem, dice: Dice) -> Problem:
    return _with_technician(problem, replace(_somebody(problem, dice), max_orders=1))


def _moved(problem: Problem, dice: Dice) -> Problem:
    """The customer wants another hour."""
    order = _some_order(problem, dice)
    opens = later(problem, problem.now, 60 * dice.between(-60, 300))
    return _with_order(problem, replace(order, windows=(Window(opens, later(problem, opens, 3600)),)))


def _longer(problem: Problem, dice: Dice) -> Problem:
    order = _some_order(problem, dice)
    return _with_order(problem, replace(order, service_s=order.service_s + 60 * dice.between(20, 90)))


def _harder(problem: Problem, dice: Dice) -> Problem:
    order = _some_order(problem, dice)
    needed = {dice.one_of(SKILLS): 3}
    if order.crew:
        first, *others = order.crew
        return _with_order(problem, replace(order, crew=(replace(first, skills=needed), *others)))
    return _with_order(problem, replace(order, skills=needed))


def _elsewhere(problem: Problem, dice: Dice) -> Problem:
    order = _some_order(problem, dice)
    return _with_order(problem, replace(order, location=dice.one_of(problem.orders).location))


def _torn(problem: Problem, dice: Dice) -> Problem:
    """A route is not there any more; crews in it are no longer whole, and what came before is gone."""
    lost = dice.between(0, len(problem.routes)) if problem.routes else 0
    routes = tuple(route for n, route in enumerate(problem.routes) if n != lost)
    held = {stop.order for route in routes for stop in route.stops}
    locks = tuple(lock for lock in problem.locks if lock.kind == "time_range" or lock.order in held)
    return replace(problem, routes=routes, locks=locks)


HAPPENINGS: dict[str, Happening] = {
    "technician inactive": _gone,
    "technician absent": _away,
    "technician takes fewer": _fewer,
    "order at another hour": _moved,
    "order takes longer": _longer,
    "order asks for more": _harder,
    "order elsewhere": _elsewhere,
    "route lost": _torn,
}
