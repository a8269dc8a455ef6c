"""Tells in words why an order went where it went: one decision in full, or an order of a finished plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from dispatch.checker import check
from dispatch.decide import MAX_CANDIDATES, decide
from dispatch.decision import Candidate, Decision, Rejection
from dispatch.errors import Fault, InvalidInputError
from dispatch.model import Cost, Plan, Problem, Route, Stop
from dispatch.words import instant_text, number, reason_text, refusal_text, rule_text, term_text

MAX_TOLD = 3
"""How many technicians are named for each rule, and how many candidates behind the best."""

_TEXTS: Mapping[str, tuple[str, str]] = {
    "goes": ("Order {order} goes to technician {who}, {when}.", "订单 {order} 派给师傅 {who}，{when}。"),
    "stays": ("Order {order} is not given out: {reason}.", "订单 {order} 未派出：{reason}。"),
    "planned": (
        "In the plan, order {order} is with technician {who}, {when}.",
        "方案中订单 {order} 由师傅 {who} 服务，{when}。",
    ),
    "left": ("In the plan, order {order} is left out.", "方案中没有派出订单 {order}。"),
    "asked": (
        "Taken out of the plan and asked about anew, all else as it stands:",
        "把它从方案中取出、其余不动，重新来问：",
    ),
    "only": ("{who} is the only one who can; it costs {total} min:", "只有 {who} 能接，代价 {total} 分钟："),
    "best": (
        "Of {many} who can, {who} costs least, {total} min:",
        "能接的 {many} 人中，{who} 代价最小，{total} 分钟：",
    ),
    "price": (
        "{who} could, for {total} min; leaving it out costs {bound} min:",
        "{who} 能接，代价 {total} 分钟；不派的代价是 {bound} 分钟：",
    ),
    "kept": ("That is who has it.", "方案里正是这位师傅。"),
    "moved": (
        "The plan chose {who}, who costs {more} min more for this order alone.",
        "方案选了 {who}：单看此单要多 {more} 分钟。",
    ),
    "elsewhere": (
        "{who}, who has it in the plan, is not among the {many} best.",
        "方案里的 {who} 不在最好的 {many} 人之列。",
    ),
    "room": ("There is room for it: the plan could be better.", "其实排得下：这个方案还可以更好。"),
    "next": (
        "{rank}. {who}, {when}: {total} min, {more} min more ({terms})",
        "{rank}. {who}，{when}：{total} 分钟，多 {more} 分钟（{terms}）",
    ),
    "others": ("… and {many} more who can, at a higher price", "……另有 {many} 人能接，代价更高"),
    "cannot": ("Who could not, and why:", "不能接的人及原因："),
    "rule": ("{many} × {rule}: {examples}", "{many} 人{rule}：{examples}"),
    "counted": ("{many} × {rule}", "{many} 人{rule}"),
    "example": ("{who} {why}", "{who} {why}"),
    "more": ("and {many} more", "另有 {many} 人"),
    "nobody": ("There is no technician at all.", "一个师傅也没有。"),
}
_COMMA, _SEMICOLON = (", ", "，"), ("; ", "；")


def tell(decision: Decision, problem: Problem, lang: str) -> str:
    """One decision told in full: who was chosen and why, who came next, who could not.

    Parameters
    ----------
    decision
        About an order of `problem`.
    lang
        ``"en"`` or ``"zh"``.
    """
    which = number(lang)
    best = decision.candidates[0] if decision.candidates else None
    day = (problem.horizon.instant(problem.horizon.second(problem.now)) if best is None else best.start).date()
    if decision.chosen is not None:
        when = _span(decision.chosen.start, decision.chosen.finish)
        head = _TEXTS["goes"][which].format(order=decision.order, who=_who(decision.chosen), when=when)
    else:
        head = _TEXTS["stays"][which].format(order=decision.order, reason=reason_text(decision.reason or "", lang))
    return "\n".join((head, *_grounds(decision, problem, lang, day)))


def explain(problem: Problem, plan: Plan, order_id: str, lang: str) -> str:
    """Why has this technician the order in a finished plan, and why none of the others?

    The order is taken out of the plan, and asked about anew with all the rest in force.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    InvalidInputError
        If the plan's routes break a rule: there is no sense in such a plan.
    """
    which = number(lang)
    report = check(problem, Plan(routes=plan.routes))
    if not report.legal:
        raise InvalidInputError([Fault("/routes", "value", violation.message) for violation in report.violations])
    decision = decide(replace(problem, routes=plan.routes), order_id)
    held = _held(plan, order_id)
    if held is None:
        lines = [_TEXTS["left"][which].format(order=order_id)]
    else:
        route, stop = held
        when = _span(stop.start, stop.finish)
        lines = [_TEXTS["planned"][which].format(order=order_id, who=route.technician, when=when)]
    lines += ["", _TEXTS["asked"][which], tell(decision, problem, lang), ""]
    verdict = _verdict(decision, None if held is None else held[0].technician, which)
    return "\n".join((*lines, verdict)).rstrip()


def _held(plan: Plan, order_id: str) -> tuple[Route, Stop] | None:
    for route in plan.routes:
        for stop in route.stops:
            if stop.order == order_id:
                return route, stop
    return None


def _verdict(decision: Decision, holder: str | None, which: int) -> str:
    """How the answer for this order alone agrees with the plan."""
    if holder is None:
        return _TEXTS["room"][which] if decision.chosen is not None else ""
    candidates = decision.candidates
    if candidates and _who(candidates[0]) == holder:
        return _TEXTS["kept"][which]
    for candidate in candidates:
        if _who(candidate) == holder:
            more = candidate.cost.total_min - candidates[0].cost.total_min
            return _TEXTS["moved"][which].format(who=holder, more=f"{more:.2f}")
    return _TEXTS["elsewhere"][which].format(who=holder, many=len(candidates))


def _grounds(decision: Decision, problem: Problem, lang: str, day: date) -> Iterator[str]:
    """All lines but the first."""
    if decision.candidates:
        yield from _choice(decision, problem, lang)
    if decision.rejected or decision.rejected_counts:
        yield _TEXTS["cannot"][number(lang)]
        yield from _refusals(decision, lang, day)
    if not problem.technicians:
        yield _TEXTS["nobody"][number(lang)]


def _choice(decision: Decision, problem: Problem, lang: str) -> Iterator[str]:
    """The best candidate's price by term, and how much more those behind would cost, by term."""
    which = number(lang)
    best, behind = decision.candidates[0], decision.candidates[1:]
    total = f"{best.cost.total_min:.2f}"
    if decision.chosen is None:
        bound = next(order.price_unserved_min for order in problem.orders if order.id == decision.order)
        yield _TEXTS["price"][which].format(who=_who(best), total=total, bound=f"{bound:.2f}")
    else:
        key = "best" if behind else "only"
        yield _TEXTS[key][which].format(who=_who(best), total=total, many=_many(decision))
    for name, minutes in _adding_up(best.cost).items():
        yield f"  {minutes:+10.2f}  {term_text(name, lang)}"
    yield f"  {best.cost.total_min:+10.2f}"
    for candidate in behind[:MAX_TOLD]:
        more = _difference(candidate.cost, best.cost)
        terms = (f"{term_text(name, lang)} {minutes:+.2f}" for name, minutes in _adding_up(more).items() if minutes)
        yield "  " + _TEXTS["next"][which].format(
            rank=candidate.rank,
            who=_who(candidate),
            when=_span(candidate.start, candidate.finish),
            total=f"{candidate.cost.total_min:.2f}",
            more=f"{more.total_min:.2f}",
            terms=_COMMA[which].join(terms) or "0",
        )
    if len(behind) > MAX_TOLD:
        yield "  " + _TEXTS["others"][which].format(many=len(behind) - MAX_TOLD)


def _refusals(decision: Decision, lang: str, day: date) -> Iterator[str]:
    """For each rule how many fail it, with a few of them by name; the rule that stops most people first."""
    which = number(lang)
    by_rule: dict[str, list[Rejection]] = {}
    for rejection in decision.rejected:
        for failed in rejection.rules:
            by_rule.setdefault(failed.rule, []).append(rejection)
    counts = {rule: len(found) for rule, found in by_rule.items()}
    for rule, many in decision.rejected_counts.items():
        counts[rule] = counts.get(rule, 0) + many
    for rule, many in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        named = by_rule.get(rule, [])[:MAX_TOLD]
        examples = [_example(rejection, rule, lang, day) for rejection in named]
        if examples and many > len(named):
            examples.append(_TEXTS["more"][which].format(many=many - len(named)))
        text = _TEXTS["rule" if examples else "counted"][which]
        yield "  " + text.format(many=many, rule=rule_text(rule, lang), examples=_SEMICOLON[which].join(examples))


def _example(rejection: Rejection, rule: str, lang: str, day: date) -> str:
    failed = next(failed for failed in rejection.rules if failed.rule == rule)
    return _TEXTS["example"][number(lang)].format(who=rejection.technician, why=refusal_text(failed, lang, day))


def _difference(cost: Cost, base: Cost) -> Cost:
    """What one costs more than the other, term by term."""
    names = dict.fromkeys((*base.terms, *cost.terms))
    terms = {name: cost.terms.get(name, 0.0) - base.terms.get(name, 0.0) for name in names}
    return Cost(terms, cost.total_min - base.total_min)


def _adding_up(cost: Cost) -> dict[str, float]:
    """Terms rounded to hundredths so that they add up to the rounded total: the largest remainders give way."""
    exact = {name: minutes * 100.0 for name, minutes in cost.terms.items()}
    rounded = {name: round(hundredths) for name, hundredths in exact.items()}
    missing = round(cost.total_min * 100.0) - sum(rounded.values())
    sign = 1 if missing > 0 else -1
    for name in sorted(exact, key=lambda name: sign * (rounded[name] - exact[name]))[: abs(missing)]:
        rounded[name] += sign
    return {name: hundredths / 100.0 for name, hundredths in rounded.items()}


def _many(decision: Decision) -> str:
    """How many could: a decision lists no more than `MAX_CANDIDATES` of them."""
    many = len(decision.candidates)
    return f"{many}+" if many >= MAX_CANDIDATES else str(many)


def _who(candidate: Candidate) -> str:
    return ", ".join(candidate.technicians)


def _span(start: datetime, finish: datetime) -> str:
    return f"{instant_text(start)}–{instant_text(finish, start.date())}"
