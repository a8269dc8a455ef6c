"""Does a decision say of everybody what the checker and the plain search say? Term by term, rule by rule."""

from __future__ import annotations

import math
from collections.abc import Mapping

from benchmarks.agreement.question import Place, Question, cheapest
from benchmarks.agreement.telling import priced, told
from dispatch.decision import Candidate, Decision, Rejection
from dispatch.rules import SEQUENCE_RULES, STATIC_RULES

STATIC_CODES = frozenset(rule.CODE for rule in STATIC_RULES)
TOLERANCE = 1e-9


class Disagreement(AssertionError):  # noqa: N818
    """Two who should say the same do not."""


def hold(question: Question, decision: Decision, *, every_place: bool = False) -> None:
    """Is every candidate legal and rightly priced, the best of its technician, and every refusal true?

    Parameters
    ----------
    every_place
        Must the checker find every place of the plain search legal, and not the cheapest alone?
    """
    answered = {candidate.technicians[0]: candidate for candidate in decision.candidates}
    refused = {rejection.technician: rejection for rejection in decision.rejected}
    if len(answered) + len(refused) != len(question.problem.technicians) or answered.keys() & refused.keys():
        raise Disagreement(f"{question.order.id}: some technician is neither candidate nor rejected, or both")
    for technician in question.problem.technicians:
        barred = question.barred[technician.id]
        places = [] if barred else question.places(technician)
        hold_places(question, places, every_place=every_place)
        if technician.id in answered:
            hold_candidate(question, answered[technician.id], places)
        else:
            hold_refusal(question, refused[technician.id], places)
    hold_outcome(question, decision)


def hold_places(question: Question, places: list[Place], *, every_place: bool) -> None:
    """Does the checker find legal what the plain search finds?"""
    for place in places if every_place else [cheapest(places)] if places else []:
        report = question.prices.judged(place.route)
        if not report.legal:
            faults = [violation.message for violation in report.violations]
            raise Disagreement(
                f"{question.order.id}: the plain search finds {told(place.route)}, the checker: {faults}"
            )


def hold_candidate(question: Question, candidate: Candidate, places: list[Place]) -> None:
    """Is a candidate's route legal, its price the checker's, and no place cheaper?"""
    name = f"{question.order.id}: candidate {candidate.technicians[0]}"
    if candidate.route is None:
        raise Disagreement(f"{name} has no route")
    report = question.prices.judged(candidate.route)
    if not report.legal:
        faults = [violation.message for violation in report.violations]
        raise Disagreement(f"{name} is illegal: {faults} {told(candidate.route)}")
    if not places:
        raise Disagreement(f"{name} has a place that the plain search does not find: {told(candidate.route)}")
    best = cheapest(places)
    if not equal(candidate.cost.total_min, best.cost_min):
        found = f"{priced(candidate.cost.terms)} {told(candidate.route)}"
        raise Disagreement(f"{name} costs {found}, the best is {priced(best.terms)} {told(best.route)}")
    terms = question.prices.added(candidate.route)
    hold_terms(name, candidate.cost.terms, terms, question.problem.policy.weights)
    if not equal(candidate.cost.total_min, math.fsum(candidate.cost.terms.values())):
        raise Disagreement(f"{name}: {candidate.cost} does not add up")


def hold_terms(
    name: str, stated: Mapping[str, float], found: Mapping[str, float], weights: Mapping[str, float]
) -> None:
    """Is every term there that has a weight, and each as the checker says?"""
    for term in {*stated, *found, *(term for term, weight in weights.items() if weight)}:
        here, there = stated.get(term, 0.0), found.get(term, 0.0)
        if not equal(here, there) or (term not in stated and weights.get(term)):
            raise Disagreement(f"{name}: {term} is {stated.get(term)}, the checker says {found.get(term)}")


def hold_refusal(question: Question, rejection: Rejection, places: list[Place]) -> None:
    """Is there really no place, and are the rules told those that fail?"""
    name, codes = f"{question.order.id}: {rejection}", {failed.rule for failed in rejection.rules}
    barred = question.barred[rejection.technician]
    if barred and codes != barred:
        raise Disagreement(f"{name}, the checker says {sorted(barred)}")
    if places:
        raise Disagreement(f"{name} has a place: {told(cheapest(places).route)}")
    if not barred and not (codes and codes <= set(SEQUENCE_RULES)):
        raise Disagreement(f"{name}, the checker sees no static rule fail")


def hold_outcome(question: Question, decision: Decision) -> None:
    """Is the order given to the cheapest, unless it is not worth it, and are reasons true?"""
    costs = [candidate.cost.total_min for candidate in decision.candidates]
    if costs != sorted(costs):
        raise Disagreement(f"{question.order.id}: candidates are not in order of their costs, {costs}")
    expected = None
    if all(question.barred.values()):
        expected = "no_eligible_technician"
    elif not costs:
        expected = "does_not_fit"
    elif costs[0] > question.order.price_unserved_min:
        expected = "not_worth_it"
    if decision.reason != expected or (decision.outcome == "assigned") != (expected is None):
        raise Disagreement(f"{question.order.id}: {decision.outcome}, reason {decision.reason}, must be {expected}")


def equal(one: float, other: float) -> bool:
    """Are two prices the same, but for the last digits?"""
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
