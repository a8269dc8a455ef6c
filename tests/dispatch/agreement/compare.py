"""Plays a random day order by order and holds every answer of the evaluator against the checker and the reference."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from dispatch.checker import check
from dispatch.checker.cost import cost_of, totals_of
from dispatch.checker.facts import Facts
from dispatch.checker.walk import walk_of
from dispatch.decide import decide
from dispatch.decision import Candidate, Decision, Rejection
from dispatch.model import Order, Plan, Problem, Route, Stop, Technician
from tests.dispatch.agreement.reference import routes_with

STATIC = {
    "not_active",
    "skill_missing",
    "skill_level",
    "outside_area",
    "forbidden_technician",
    "not_required_technician",
}
"""Without `unreachable`, which is static only for orders to which nothing leads (`cut_off`)."""


class Disagreement(AssertionError):  # noqa: N818
    """Evaluator and checker do not say the same."""


def play(problem: Problem, in_day: bool, tally: Counter[str]) -> None:
    """Give out every order of a problem in turn; count in `tally` what was met."""
    bound: set[str] = set()
    for order in problem.orders:
        if in_day and order.created is not None:
            problem = replace(problem, now=max(problem.now, order.created))
        decision = decide(problem, order.id, routes=len(problem.technicians))
        hold_against_checker(problem, order, decision)
        bound.update(failed.rule for rejection in decision.rejected for failed in rejection.rules)
        tally["orders"] += 1
        if decision.route is not None:
            tally["served"] += 1
            problem = with_route(problem, decision.route)
    totals = totals_of(Facts.of(problem), [walk_of(Facts.of(problem), route) for route in problem.routes])
    tally["days"] += 1
    tally.update(f"rule {rule}" for rule in bound)
    tally.update(f"term {term}" for term, minutes in cost_of(problem.policy, totals).terms.items() if minutes != 0.0)


def hold_against_checker(problem: Problem, order: Order, decision: Decision) -> None:
    """Is every candidate legal and rightly priced, the best of its technician, and every refusal true?"""
    answered = {candidate.technicians[0]: candidate for candidate in decision.candidates}
    refused = {rejection.technician: rejection for rejection in decision.rejected}
    if len(answered) + len(refused) != len(problem.technicians):
        raise Disagreement(f"{order.id}: some technician is neither candidate nor rejected")
    for technician in problem.technicians:
        places = [
            route
            for shift in range(len(technician.shifts))
            for route in routes_with(problem, route_in_force(problem, technician.id, shift), technician, shift, order)
            if judged(problem, route) is not None
        ]
        if technician.id in answered:
            hold_candidate(problem, order, answered[technician.id], places)
        else:
            hold_refusal(problem, order, refused[technician.id], places)
    if decision.reason == "not_worth_it" and decision.candidates[0].cost.total_min <= order.price_unserved_min:
        raise Disagreement(f"{order.id}: is said not to be worth its price")


def hold_candidate(problem: Problem, order: Order, candidate: Candidate, places: list[Route]) -> None:
    if candidate.route is None:
        raise Disagreement(f"{order.id}: candidate {candidate.technicians} has no route")
    terms = judged(problem, candidate.route)
    if terms is None:
        report = check(problem, plan_with(problem, candidate.route))
        raise Disagreement(f"{order.id}: candidate {candidate.technicians} is illegal: {report.violations}")
    for name in terms.keys() | candidate.cost.terms.keys():
        told, found = candidate.cost.terms.get(name), terms.get(name)
        if told is None or found is None or not math.isclose(told, found, rel_tol=1e-9, abs_tol=1e-9):
            raise Disagreement(f"{order.id} {candidate.technicians}: {name} is {told}, the checker says {found}")
    best = min((sum(found.values()) for found in (judged(problem, r) for r in places) if found), default=None)
    if best is None:
        if places:
            return  # no weight at all: every place costs nothing
        raise Disagreement(
            f"{order.id}: candidate {candidate.technicians} has a place that the reference does not find"
        )
    if not math.isclose(candidate.cost.total_min, best, rel_tol=1e-9, abs_tol=1e-9):
        raise Disagreement(f"{order.id} {candidate.technicians}: costs {candidate.cost.total_min}, best is {best}")


def hold_refusal(problem: Problem, order: Order, rejection: Rejection, places: list[Route]) -> None:
    technician = next(t for t in problem.technicians if t.id == rejection.technician)
    told = {failed.rule for failed in rejection.rules}
    if places:
        raise Disagreement(f"{order.id}: {rejection} has a place: {places[0]}")
    found = static_rules(problem, order, technician)
    if cut_off(problem, order, technician):
        found.add("unreachable")
    if found and told != found:
        raise Disagreement(f"{order.id}: {rejection}, the checker says {found}")
    if not found and told & STATIC:
        raise Disagreement(f"{order.id}: {rejection}, the checker sees no static rule fail")


def static_rules(problem: Problem, order: Order, technician: Technician) -> set[str]:
    """Which static rules does the checker see fail, whatever the hour?"""
    at = problem.origin
    stop = Stop(order=order.id, start=at, finish=at)
    probe = Route(technician=technician.id, depart=at, back=at, stops=(stop,))
    return {violation.rule for violation in check(problem, plan_with(problem, probe)).violations} & STATIC


def cut_off(problem: Problem, order: Order, technician: Technician) -> bool:
    """Does no way at all lead to the order, or none on from it?"""
    here = order.location
    others = {other.location for other in problem.orders if other.location != here}
    leg = problem.travel.leg
    no_way_in = all(leg(place, here) is None for place in {*others, technician.start})
    return no_way_in or (technician.end is not None and all(leg(here, p) is None for p in {*others, technician.end}))


def judged(problem: Problem, route: Route) -> dict[str, float] | None:
    """What the plan costs more with this route, by term, the price of leaving out excepted; ``None`` if illegal."""
    before = check(problem, Plan(routes=problem.routes))
    after = check(problem, plan_with(problem, route))
    if not after.legal:
        return None
    terms = dict(after.cost.terms)
    terms.pop("unserved", None)
    return {name: minutes - before.cost.terms[name] for name, minutes in terms.items()}


def plan_with(problem: Problem, route: Route) -> Plan:
    return Plan(routes=with_route(problem, route).routes)


def with_route(problem: Problem, route: Route) -> Problem:
    others = [r for r in problem.routes if (r.technician, r.shift) != (route.technician, route.shift)]
    return replace(problem, routes=(*others, route))


def route_in_force(problem: Problem, technician: str, shift: int) -> Route | None:
    found = [r for r in problem.routes if (r.technician, r.shift) == (technician, shift)]
    return found[0] if found else None
