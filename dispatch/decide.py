"""Who serves this order? The answer for one order, with everything it was chosen from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.candidates import candidate, ranked
from dispatch.decision import Decision
from dispatch.evaluator.answers import MAX_CANDIDATES, blank_answers
from dispatch.evaluator.evaluate import evaluate
from dispatch.layout import lay_out, order_number
from dispatch.model import Problem
from dispatch.open_orders import require_open
from dispatch.refusals import Asked, count_rules, nearest_first, refusal
from dispatch.relaxing import relaxations

MAX_REJECTED = 50


def decide(  # noqa: PLR0913 - what is asked, and four ways to ask for more or less of the answer
    problem: Problem,
    order_id: str,
    *,
    seed: int = 0,
    routes: int = 1,
    relax: bool = True,
    candidates: int = MAX_CANDIDATES,
) -> Decision:
    """Give out one order against the plan in force.

    Parameters
    ----------
    problem
        If the order is already in the plan, it is decided as if it were not.
    seed
        Kept in the decision; nothing is drawn by lot.
    routes
        For how many of the best candidates the day is told as it would be.
    relax
        If nobody can, is it told what would have to give way?
    candidates
        How many of those who can are listed at most, from 1.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    NotSupportedError
        If it takes a crew, or comes after another.
    FrozenError
        If it is under way or frozen in the plan in force.
    """
    i = order_number(problem, order_id)
    require_open(problem, problem.orders[i])
    answers = blank_answers(len(problem.technicians), exact=candidates)
    asked = Asked(problem, lay_out(problem, asked=(i,), without=i), i, answers)
    evaluate(asked.p, i, asked.answers, True)
    able = ranked(asked)
    refused = nearest_first(asked, [int(k) for k in np.flatnonzero(~asked.answers.can())])
    reason = why_not(asked, able)
    decision = Decision(
        order=order_id,
        outcome="assigned" if reason is None else "unassigned",
        reason=reason,
        candidates=tuple(candidate(asked, k, n, n < routes) for n, k in enumerate(able[:candidates])),
        rejected=tuple(refusal(asked, k) for k in refused[:MAX_REJECTED]),
        rejected_counts=count_rules(asked, refused[MAX_REJECTED:]),
        policy=problem.policy.name,
        policy_version=problem.policy.version,
        seed=seed,
        snapshot_sha256=problem.sha256 or "",
    )
    return replace(decision, relaxations=relaxations(problem, decision)) if relax else decision


def why_not(asked: Asked, able: list[int]) -> str | None:
    """Why the order stays unassigned; ``None`` if it is given out."""
    if asked.answers.static.all():
        return "no_eligible_technician"
    if not able:
        return "does_not_fit"
    if asked.answers.each[able[0]]["cost_min"] > asked.problem.orders[asked.i].price_unserved_min:
        return "not_worth_it"
    return None
