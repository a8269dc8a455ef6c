"""Plays a random day: each order is asked about in turn, its answer held against the checker, and put in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from benchmarks.agreement.by_hand import touched
from benchmarks.agreement.compare import STATIC_CODES, Disagreement, hold
from benchmarks.agreement.prices import Prices, key_of
from benchmarks.agreement.question import Question, cheapest, priced, question_of
from benchmarks.agreement.random_days import Ask, RandomDay, named
from benchmarks.agreement.reference import routes_again
from dispatch.checker import check
from dispatch.decision import Decision
from dispatch.errors import FrozenError
from dispatch.model import Lock, Plan, Position, Problem, Route

Decide = Callable[[Problem, str], Decision]

IN_THE_DAY = "in the day"
"""Added to the code of a static rule that fails at a place in the day, and not whatever the hour."""


@dataclass(slots=True)
class Tally:
    """What was met on days that were played.

    Parameters
    ----------
    bound, alive
        On how many days a rule was the reason of a refusal, and a term of some candidate was not 0.
    """

    days: int = 0
    orders: int = 0
    served: int = 0
    asks: int = 0
    bound: Counter[str] = field(default_factory=Counter)
    alive: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add what was met on other days."""
        self.days += other.days
        self.orders += other.orders
        self.served += other.served
        self.asks += other.asks
        self.bound.update(other.bound)
        self.alive.update(other.alive)


def play(day: RandomDay, decide: Decide, *, every_place: bool = False) -> Tally:
    """Ask everything that a day asks; `Disagreement` if an answer is wrong."""
    problem = day.problem
    rules: set[str] = set()
    terms: set[str] = set()
    tally = Tally(days=1, orders=len({ask.order for ask in day.asks}))
    for n, ask in enumerate(day.asks):
        problem = replace(problem, now=ask.now, frozen_before=ask.frozen_before)
        if n == day.sighted_from:
            problem = sighted(problem, day.sightings)
        question = question_of(problem, named(problem, ask.order))
        if question is None:
            continue
        try:
            decision = decide(problem, ask.order)
        except FrozenError as refused:
            raise Disagreement(f"{ask.order}: {refused}, and may be moved") from refused
        hold(question, decision, every_place=every_place)
        tally.asks += 1
        rules.update(reasons(question, decision))
        terms.update(name for one in decision.candidates for name, minutes in one.cost.terms.items() if minutes)
        if decision.route is not None:
            problem = in_force(question, decision.route, ask)
    held = {stop.order for route in problem.routes for stop in route.stops}
    tally.served = len({ask.order for ask in day.asks} & held)
    tally.bound.update(rules)
    tally.alive.update(terms | ({"unserved"} if tally.served < tally.orders else set()))
    return tally


def reasons(question: Question, decision: Decision) -> Iterator[str]:
    """The rules of refusals; a static rule that fails at its place in the day alone is told apart."""
    for rejection in decision.rejected:
        barred = question.barred[rejection.technician]
        for failed in rejection.rules:
            yield failed.rule if barred or failed.rule not in STATIC_CODES else f"{failed.rule} {IN_THE_DAY}"


def in_force(question: Question, route: Route, ask: Ask) -> Problem:
    """The problem with the route in force, perhaps changed a little by hand, and the order locked if it is to be."""
    problem = replace(question.problem, routes=question.prices.with_route(route))
    if ask.touch is not None:
        problem = touched(problem, ask.touch)
    if ask.lock is not None and not any(lock.order == ask.order for lock in problem.locks):
        problem = replace(problem, locks=(*problem.locks, Lock(order=ask.order, kind=ask.lock)))
    return problem


def sighted(problem: Problem, sightings: tuple[tuple[str, Position], ...]) -> Problem:
    """The problem with technicians seen somewhere; a route that has not begun is told anew, from there.

    Where none can begin there, nobody was seen.
    """
    for name, position in sightings:
        technicians = tuple(replace(t, position=position) if t.id == name else t for t in problem.technicians)
        seen = replace(problem, technicians=technicians)
        technician = next(each for each in technicians if each.id == name)
        routes = {key_of(route): route for route in problem.routes}
        for (who, number), route in list(routes.items()):
            if who == name:
                del routes[who, number]
                again = priced(Prices(seen, routes.values()), routes_again(seen, technician, number))
                routes[who, number] = cheapest(again).route if again else route
        if check(seen, Plan(routes=tuple(routes.values()))).legal:
            problem = replace(seen, routes=tuple(routes.values()))
    return problem
