"""An order is taken out of a plan and asked about anew: who could serve it, for how much, and who could not?"""

from __future__ import annotations

from dataclasses import replace

from dispatch.checker import Violation, check
from dispatch.decide import decide
from dispatch.decision import Candidate, Decision
from dispatch.errors import Fault, InvalidInputError
from dispatch.explain.standing import Standing
from dispatch.model import Cost, Plan, Problem, Route, Stop
from dispatch.relaxing import relaxations
from dispatch.words import TERMS

_CHANGES = ("technician_changed", "time_moved_min")
"""Terms that hold a plan against the one before it."""


def require_legal(problem: Problem, plan: Plan) -> Cost:
    """What does the plan cost, as the checker prices it?

    Raises
    ------
    InvalidInputError
        If the plan's routes break a rule: there is no sense in such a plan.
    """
    report = check(problem, Plan(routes=plan.routes))
    if not report.legal:
        raise InvalidInputError([_fault(plan, violation) for violation in report.violations])
    return report.cost


def _fault(plan: Plan, violation: Violation) -> Fault:
    """A violation with its place in the plan: the stop that it concerns, else the route, else all of them."""
    code = "unknown_id" if violation.rule == "unknown_id" else "value"
    for n, route in enumerate(plan.routes):
        if violation.technician not in (None, route.technician):
            continue
        for m, stop in enumerate(route.stops):
            if stop.order == violation.order:
                field = "/order" if violation.observed == stop.order else "/role"
                at = f"/routes/{n}/stops/{m}"
                return Fault(at + field if code == "unknown_id" else at, code, violation.message)
        if violation.order is None and violation.technician is not None:
            field = "/technician" if violation.observed == route.technician else "/shift"
            if code == "value":
                return Fault(f"/routes/{n}", code, violation.message)
            if field == "/technician" or route.shift == violation.observed:
                return Fault(f"/routes/{n}{field}", code, violation.message)
    return Fault("/routes", code, violation.message)


def ask_anew(standing: Standing, before: tuple[Route, ...], order_id: str) -> Decision:
    """Decide an order as if it were not in the plan, all else as it stands; everybody who can is listed.

    Parameters
    ----------
    before
        The routes in force before this plan. What a technician or a start that differs from them costs is added for
        the order itself; that other stops would move is left out.
    """
    problem = standing.problem
    weights, everybody = problem.policy.weights, max(1, len(problem.technicians))
    if not any(weights.get(name) for name in _CHANGES):
        return decide(problem, order_id, candidates=everybody)
    calm = {name: 0.0 if name in _CHANGES else weight for name, weight in weights.items()}
    calmed = replace(problem, policy=replace(problem.policy, weights=calm))
    decision = decide(calmed, order_id, candidates=everybody)
    told = next(((route, stop) for route in before for stop in route.stops if stop.order == order_id), None)
    return _ranked(decision, problem, tuple(_with_changes(one, told, problem) for one in decision.candidates))


def with_relaxations(standing: Standing, decision: Decision) -> Decision:
    """The decision with what would help, if nobody can serve the order; that takes much longer than the decision."""
    return replace(decision, relaxations=decision.relaxations or relaxations(standing.problem, decision))


def _with_changes(candidate: Candidate, told: tuple[Route, Stop] | None, problem: Problem) -> Candidate:
    """A candidate that also pays for another technician and another start than the order had before."""
    weights, terms = problem.policy.weights, dict(candidate.cost.terms)
    changed, moved_s = 0, 0
    if told is not None:
        route, stop = told
        changed = int(candidate.technicians != (route.technician,))
        moved_s = abs(problem.horizon.second(candidate.start) - problem.horizon.second(stop.start))
    for name, amount in zip(_CHANGES, (changed, moved_s / 60.0), strict=True):
        if weights.get(name):
            terms[name] = weights[name] * amount
    ordered = {name: terms[name] for name in TERMS if name in terms}
    total_min = 0.0
    for minutes in ordered.values():
        total_min += minutes
    return replace(candidate, cost=Cost(ordered, total_min))


def _ranked(decision: Decision, problem: Problem, candidates: tuple[Candidate, ...]) -> Decision:
    """The decision with these candidates in the order of their prices."""
    able = sorted(candidates, key=lambda one: (one.cost.total_min, one.technicians))
    ranked = tuple(replace(one, rank=n + 1) for n, one in enumerate(able))
    if not ranked:
        return decision
    price = next(order.price_unserved_min for order in problem.orders if order.id == decision.order)
    worth_it = ranked[0].cost.total_min <= price
    return replace(
        decision,
        candidates=ranked,
        outcome="assigned" if worth_it else "unassigned",
        reason=None if worth_it else "not_worth_it",
    )
