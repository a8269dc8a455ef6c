"""What the checker says of a plan in which one route is another: is it legal, and what does it cost more, by term?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dispatch.checker import Report, check
from dispatch.checker.cost import cost_of, totals_of
from dispatch.checker.facts import Facts
from dispatch.checker.walk import walk_of
from dispatch.model import Plan, Problem, Route

Key = tuple[str, int]
"""Technician and shift."""


class Prices:
    """The routes of a plan without the asked order, priced by the checker; the problem's own plan stays in force."""

    def __init__(self, problem: Problem, routes: Iterable[Route]) -> None:
        self.problem = problem
        self.routes = {key_of(route): route for route in routes}
        self._facts = Facts.of(problem)
        self._walks = {key: walk_of(self._facts, route) for key, route in self.routes.items()}
        self._before = self._terms(self._walks)

    def added(self, route: Route) -> dict[str, float]:
        """What the plan costs more with this route, by term, the price of leaving out excepted."""
        after = self._terms({**self._walks, key_of(route): walk_of(self._facts, route)})
        names = after.keys() | self._before.keys()
        return {name: after.get(name, 0.0) - self._before.get(name, 0.0) for name in sorted(names)}

    def with_route(self, route: Route) -> tuple[Route, ...]:
        """The routes of the plan with this one."""
        return tuple({**self.routes, key_of(route): route}.values())

    def judged(self, route: Route) -> Report:
        """The checker's whole report of the plan with this route."""
        return check(self.problem, Plan(routes=self.with_route(route)))

    def _terms(self, walks: Mapping[Key, object]) -> dict[str, float]:
        totals = totals_of(self._facts, list(walks.values()))  # type: ignore[arg-type]
        terms = dict(cost_of(self.problem.policy, totals).terms)
        terms.pop("unserved", None)
        return terms


def key_of(route: Route) -> Key:
    """Whose shift a route is."""
    return route.technician, route.shift


def replaced(problem: Problem, routes: Iterable[Route]) -> Problem:
    """The problem with other routes in force."""
    return replace(problem, routes=tuple(routes))
