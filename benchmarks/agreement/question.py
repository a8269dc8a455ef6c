"""What checker and plain search know of a question: the plan without the order, who is barred, and its places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from benchmarks.agreement.day import Times, day_of
from benchmarks.agreement.prices import Prices
from benchmarks.agreement.reference import routes_again, routes_with
from dispatch.checker import check
from dispatch.checker.facts import Facts
from dispatch.checker.static import static_rules
from dispatch.model import Order, Plan, Problem, Route, Technician

TIE_MIN = 1e-9
"""By how many minutes a place must be cheaper not to be equal."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the plain search finds, with what it costs by term and altogether."""

    route: Route
    terms: Mapping[str, float]
    cost_min: float


@dataclass(frozen=True)
class Question:
    """An order that is asked about, and the routes without it."""

    problem: Problem
    order: Order
    routes: tuple[Route, ...]

    @cached_property
    def prices(self) -> Prices:
        """Prices of routes that hold the order."""
        return Prices(self.problem, self.routes)

    @cached_property
    def barred(self) -> Mapping[str, set[str]]:
        """Codes of the static rules that fail, by technician."""
        return {technician.id: rules for technician, rules in static_rules(Facts.of(self.problem), self.order)}

    def places(self, technician: Technician) -> list[Place]:
        """Every place that the plain search finds for the order, whatever the static rules say."""
        return priced(self.prices, routes_with(self.problem, self.routes, technician, self.order))


def question_of(problem: Problem, order: Order) -> Question | None:
    """The question about an order; ``None`` if nobody can take it out of the plan in force: it is frozen, or what is
    left of its route has no clock.
    """
    held = next((route for route in problem.routes if any(stop.order == order.id for stop in route.stops)), None)
    if held is None:
        return Question(problem, order, problem.routes)
    others = tuple(route for route in problem.routes if route is not held)
    technician = next(each for each in problem.technicians if each.id == held.technician)
    if is_frozen(problem, technician, held.shift, order.id):
        return None
    routes = others
    if len(held.stops) > 1:
        left = priced(Prices(problem, others), routes_again(problem, technician, held.shift, order.id))
        if not left:
            return None
        routes = (*others, cheapest(left).route)
    report = check(problem, Plan(routes=routes))
    if any((found.rule, found.order) != ("lock", order.id) for found in report.violations):
        return None
    return Question(problem, order, routes)


def is_frozen(problem: Problem, technician: Technician, number: int, order: str) -> bool:
    """Is an order in force frozen?"""
    day = day_of(Times(problem), technician, number)
    return any(visit.order.id == order for visit in day.visits[: day.frozen])


def priced(prices: Prices, routes: Iterable[Route]) -> list[Place]:
    """Routes with what they add to the plan."""
    found = []
    for route in routes:
        terms = prices.added(route)
        found.append(Place(route, terms, sum(terms.values())))
    return found


def cheapest(places: Iterable[Place]) -> Place:
    """The cheapest, the first of equals."""
    found = iter(places)
    best = next(found)
    for place in found:
        if place.cost_min < best.cost_min - TIE_MIN:
            best = place
    return best
