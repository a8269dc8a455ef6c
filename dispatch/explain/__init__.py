"""Tells in words why an order went where it went: one decision in full, an order of a plan, a plan as a whole."""

from __future__ import annotations

from dispatch.explain.decision import tell
from dispatch.explain.order import explain_order
from dispatch.explain.whole import explain_plan
from dispatch.model import Plan, Problem

__all__ = ["explain", "tell"]


def explain(problem: Problem, plan: Plan, order_id: str | None, lang: str) -> str:
    """Why is an order of a finished plan where it is, or each of them if `order_id` is ``None``?

    See `explain_order` and `explain_plan`.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    InvalidInputError
        If the plan's routes break a rule: there is no sense in such a plan.
    """
    if order_id is None:
        return explain_plan(problem, plan, lang)
    return explain_order(problem, plan, order_id, lang)
