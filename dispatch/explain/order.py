"""Why has this technician the order in a finished plan, and why none of the others?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dispatch.decision import Decision
from dispatch.errors import UnknownOrderError
from dispatch.explain.asking import ask_anew, require_legal, with_relaxations
from dispatch.explain.decision import tell, who_of
from dispatch.explain.prices import difference, differences, digits_of
from dispatch.explain.standing import Standing, standing_of
from dispatch.model import Plan, Policy, Problem
from dispatch.words import COMMA, Pair, number, reason_text, span_text

_TEXTS: Mapping[str, Pair] = {
    "planned": (
        "In the plan, order {order} is with technician {who}, {when}.",
        "方案中订单 {order} 由师傅 {who} 服务，{when}。",
    ),
    "left": ("In the plan, order {order} is left out.", "方案中没有派出订单 {order}。"),
    "because": ("The plan says: {reason}.", "方案给的原因：{reason}。"),
    "fixed": ("It stays as it is: {why}.", "维持不变：{why}。"),
    "locked": ("A dispatcher holds it: {why}.", "调度员已锁定：{why}。"),
    "asked": (
        "Taken out of the plan and asked about anew, all else as it stands:",
        "把它从方案中取出、其余不动，重新来问：",
    ),
    "kept": ("That is who has it.", "方案里正是这位师傅。"),
    "moved": (
        "The plan chose {who}, who costs {more} min more for this order alone: {terms}.",
        "方案选了 {who}：单看此单要多 {more} 分钟（{terms}）。",
    ),
    "gone": (
        "Asked anew, it finds no place with {who}, who has it in the plan.",
        "重新来问，方案里的 {who} 那里已排不下。",
    ),
    "room": ("There is room for it: the plan could be better.", "其实排得下：这个方案还可以更好。"),
}


def explain_order(problem: Problem, plan: Plan, order_id: str, lang: str) -> str:
    """Why has this technician the order in a finished plan, and why none of the others?

    The order is taken out of the plan, and asked about anew with all the rest in force. What is under way, frozen or
    tied to other orders is told to be so, and not asked about.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    InvalidInputError
        If the plan's routes break a rule: there is no sense in such a plan.
    """
    which = number(lang)
    require_legal(problem, plan)
    standing = standing_of(problem, plan.routes)
    if order_id not in standing.orders:
        many = len(problem.orders)
        raise UnknownOrderError(f"order {order_id!r} is not one of the {many} orders of the problem")
    lines = [*_where(standing, plan, order_id, lang)]
    held = standing.held.get(order_id, ())
    fixed = standing.fixed_text(order_id, None, lang)
    if fixed is not None:
        return "\n".join((*lines, _TEXTS["fixed"][which].format(why=fixed)))
    lock = standing.lock_text(order_id, lang)
    if lock is not None:
        lines.append(_TEXTS["locked"][which].format(why=lock))
    decision = with_relaxations(standing, ask_anew(standing, problem.routes, order_id))
    lines += ["", _TEXTS["asked"][which], tell(decision, standing.problem, lang, everybody=True), ""]
    verdict = _verdict(decision, held[0][0].technician if held else None, problem.policy, lang)
    return "\n".join((*lines, verdict)).rstrip()


def _where(standing: Standing, plan: Plan, order_id: str, lang: str) -> Iterator[str]:
    """With whom the order is in the plan, and when; or that it is left out, and what the plan says about that."""
    which, held = number(lang), standing.held.get(order_id, ())
    if held:
        who = COMMA[which].join(route.technician for route, _ in held)
        when = span_text(min(stop.start for _, stop in held), max(stop.finish for _, stop in held))
        yield _TEXTS["planned"][which].format(order=order_id, who=who, when=when)
        return
    yield _TEXTS["left"][which].format(order=order_id)
    stated = next((left.reason for left in plan.unassigned or () if left.order == order_id), None)
    if stated is not None:
        yield _TEXTS["because"][which].format(reason=reason_text(stated, lang))


def _verdict(decision: Decision, holder: str | None, policy: Policy, lang: str) -> str:
    """How the answer for this order alone agrees with the plan."""
    which = number(lang)
    if holder is None:
        return _TEXTS["room"][which] if decision.chosen is not None else ""
    candidates = decision.candidates
    if candidates and who_of(candidates[0]) == holder:
        return _TEXTS["kept"][which]
    for candidate in candidates:
        if who_of(candidate) == holder:
            more = difference(candidate.cost, candidates[0].cost)
            digits = digits_of((candidate.cost, candidates[0].cost))
            terms = differences(more, policy, digits, lang) or "0"
            return _TEXTS["moved"][which].format(who=holder, more=f"{more.total_min:.{digits}f}", terms=terms)
    return _TEXTS["gone"][which].format(who=holder)
