"""Who serves this order? The answer for one order, with everything it was chosen from."""

from __future__ import annotations

import numpy as np

from dispatch.answers import blank_answers
from dispatch.arrays import NOBODY
from dispatch.decision import Candidate, Decision
from dispatch.evaluator import evaluate
from dispatch.layout import lay_out, order_number
from dispatch.model import Problem
from dispatch.objectives import cost_of
from dispatch.refusals import Asked, count_rules, nearest_first, refusal
from dispatch.routes import route_with

MAX_CANDIDATES = 20
MAX_REJECTED = 50


def decide(problem: Problem, order_id: str, *, seed: int = 0, routes: int = 1) -> Decision:
    """Give out one order against the plan in force.

    Parameters
    ----------
    problem
        If the order is already in the plan, it is decided as if it were not.
    seed
        Kept in the decision; nothing is drawn by lot.
    routes
        For how many of the best candidates the day is told as it would be.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    """
    i = order_number(problem, order_id)
    asked = Asked(problem, lay_out(problem, asked=(i,), without=i), i, blank_answers(len(problem.technicians)))
    evaluate(asked.p, i, asked.answers)
    able = ranked(asked)
    refused = nearest_first(asked, [int(k) for k in np.flatnonzero(asked.answers.each["route"] == NOBODY)])
    reason = why_not(asked, able)
    return Decision(
        order=order_id,
        outcome="assigned" if reason is None else "unassigned",
        reason=reason,
        candidates=tuple(candidate(asked, k, n, n < routes) for n, k in enumerate(able[:MAX_CANDIDATES])),
        rejected=tuple(refusal(asked, k) for k in refused[:MAX_REJECTED]),
        rejected_counts=count_rules(asked, refused[MAX_REJECTED:]),
        policy=problem.policy.name,
        policy_version=problem.policy.version,
        seed=seed,
        snapshot_sha256=problem.sha256 or "",
    )


def ranked(asked: Asked) -> list[int]:
    """Technicians who can, cheapest first; equals in order of their ids."""
    each = asked.answers.each
    able = [int(k) for k in np.flatnonzero(each["route"] != NOBODY)]
    return sorted(able, key=lambda k: (each[k]["cost_min"], asked.problem.technicians[k].id))


def candidate(asked: Asked, k: int, n: int, routed: bool) -> Candidate:
    """A technician who can, n-th from 0, with the place and its price told by term, and the whole day if `routed`."""
    problem, p, answer = asked.problem, asked.p, asked.answers.each[k]
    start = int(answer["start"])
    service_s = problem.technicians[k].serves_for(problem.orders[asked.i].service_s)
    return Candidate(
        technicians=(problem.technicians[k].id,),
        rank=n + 1,
        start=problem.horizon.instant(start),
        finish=problem.horizon.instant(start + service_s),
        cost=cost_of(p.weights, answer["totals"]),
        route=route_with(problem, p, (int(answer["route"]), int(answer["position"])), asked.i) if routed else None,
    )


def why_not(asked: Asked, able: list[int]) -> str | None:
    """Why the order stays unassigned; ``None`` if it is given out."""
    each = asked.answers.each
    if not (each["static"] == 0).any():
        return "no_eligible_technician"
    if not able:
        return "does_not_fit"
    if each[able[0]]["cost_min"] > asked.problem.orders[asked.i].price_unserved_min:
        return "not_worth_it"
    return None
