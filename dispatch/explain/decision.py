"""One decision told in full: who was chosen and why, who came next, who could not, what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dispatch.decision import Candidate, Decision, Rejection
from dispatch.evaluator.answers import MAX_CANDIDATES
from dispatch.explain.prices import adding_up, difference, differences, digits_of, term_notes
from dispatch.model import Problem, Technician
from dispatch.words import Pair, number, reason_text, refusal_text, relaxation_text, rule_text, span_text, term_text

MAX_TOLD = 3
"""How many technicians are named for each rule, and how many candidates behind the best."""

MAX_HELP = 6
"""How many relaxations are told."""

_TEXTS: Mapping[str, Pair] = {
    "goes": ("Order {order} goes to technician {who}, {when}.", "订单 {order} 派给师傅 {who}，{when}。"),
    "stays": ("Order {order} is not given out: {reason}.", "订单 {order} 未派出：{reason}。"),
    "only": ("{who} is the only one who can; it costs {total} min:", "只有 {who} 能接，代价 {total} 分钟："),
    "best": (
        "Of {many} who can, {who} costs least, {total} min:",
        "能接的 {many} 人中，{who} 代价最小，{total} 分钟：",
    ),
    "price": (
        "{who} could, for {total} min; leaving it out costs {bound} min:",
        "{who} 能接，代价 {total} 分钟；不派的代价是 {bound} 分钟：",
    ),
    "next": (
        "{rank}. {who}, {when}: {total} min, {more} min more ({terms})",
        "{rank}. {who}，{when}：{total} 分钟，多 {more} 分钟（{terms}）",
    ),
    "equal": (
        "{rank}. {who}, {when}: {total} min, the same; equals go by id",
        "{rank}. {who}，{when}：{total} 分钟，代价相同，按编号取先",
    ),
    "others": ("… and {many} more who can, at no lower price", "……另有 {many} 人能接，代价不比他们低"),
    "others or more": (
        "… and at least {many} more who can, at no lower price",
        "……至少另有 {many} 人能接，代价不比他们低",
    ),
    "cannot": ("Who could not, and why:", "不能接的人及原因："),
    "rule": ("{many} × {rule}: {examples}", "{many} 人{rule}：{examples}"),
    "counted": ("{many} × {rule}", "{many} 人{rule}"),
    "example": ("{who} {why}", "{who} {why}"),
    "more": ("and {many} more", "另有 {many} 人"),
    "nobody": ("There is no technician at all.", "一个师傅也没有。"),
    "help": ("What would help:", "怎样才派得出去："),
}
_SEMICOLON: Pair = ("; ", "；")


def tell(decision: Decision, problem: Problem, lang: str, *, everybody: bool = False) -> str:
    """One decision told in full: who was chosen and why, who came next, who could not.

    Parameters
    ----------
    decision
        About an order of `problem`.
    lang
        ``"en"`` or ``"zh"``.
    everybody
        Does the decision list everybody who can, or may there be more of them than `MAX_CANDIDATES`?
    """
    which = number(lang)
    cut = not everybody and len(decision.candidates) >= MAX_CANDIDATES
    best = decision.candidates[0] if decision.candidates else None
    day = (problem.horizon.instant(problem.horizon.second(problem.now)) if best is None else best.start).date()
    if decision.chosen is not None:
        when = span_text(decision.chosen.start, decision.chosen.finish)
        head = _TEXTS["goes"][which].format(order=decision.order, who=who_of(decision.chosen), when=when)
    else:
        head = _TEXTS["stays"][which].format(order=decision.order, reason=reason_text(decision.reason or "", lang))
    return "\n".join((head, *_grounds(decision, problem, lang, (day, cut))))


def who_of(candidate: Candidate) -> str:
    """Ids of the technicians of a candidate, by role."""
    return ", ".join(candidate.technicians)


def rule_counts(decision: Decision) -> dict[str, int]:
    """How many of the rejected fail each rule; the rule that stops most people first."""
    counts = dict(decision.rejected_counts)
    for rejection in decision.rejected:
        for rule in dict.fromkeys(failed.rule for failed in rejection.rules):
            counts[rule] = counts.get(rule, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def counted_text(rule: str, many: int, lang: str) -> str:
    """How many fail a rule: ``12 × lacks a skill``."""
    return _TEXTS["counted"][number(lang)].format(many=many, rule=rule_text(rule, lang))


def _grounds(decision: Decision, problem: Problem, lang: str, given: tuple[date, bool]) -> Iterator[str]:
    """All lines but the first, given the day and whether the candidates are cut off."""
    which, (day, cut) = number(lang), given
    if decision.candidates:
        yield from _choice(decision, problem, lang, cut)
    if decision.rejected or decision.rejected_counts:
        yield _TEXTS["cannot"][which]
        yield from _refusals(decision, lang, day)
    if not problem.technicians:
        yield _TEXTS["nobody"][which]
    if decision.relaxations:
        yield _TEXTS["help"][which]
        yield from (f"  {relaxation_text(relaxation, lang)}" for relaxation in decision.relaxations[:MAX_HELP])


def _choice(decision: Decision, problem: Problem, lang: str, cut: bool) -> Iterator[str]:
    """The best candidate's price by term, and how much more those behind would cost, by term."""
    which, policy = number(lang), problem.policy
    best, behind = decision.candidates[0], decision.candidates[1:]
    told = behind[:MAX_TOLD]
    digits = digits_of((best.cost, *(candidate.cost for candidate in told)))
    total = f"{best.cost.total_min:.{digits}f}"
    if decision.chosen is None:
        bound = next(order.price_unserved_min for order in problem.orders if order.id == decision.order)
        yield _TEXTS["price"][which].format(who=who_of(best), total=total, bound=f"{bound:.{digits}f}")
    else:
        key = "best" if behind else "only"
        many = f"{len(decision.candidates)}+" if cut else str(len(decision.candidates))
        yield _TEXTS[key][which].format(who=who_of(best), total=total, many=many)
    notes = term_notes(best.cost, policy, _technician(problem, best), lang)
    for name, minutes in adding_up(best.cost, digits).items():
        yield f"  {minutes:+10.{digits}f}  {term_text(name, lang)}{notes[name]}"
    yield f"  {best.cost.total_min:+10.{digits}f}"
    for candidate in told:
        more = difference(candidate.cost, best.cost)
        terms = differences(more, policy, digits, lang)
        yield "  " + _TEXTS["next" if terms else "equal"][which].format(
            rank=candidate.rank,
            who=who_of(candidate),
            when=span_text(candidate.start, candidate.finish),
            total=f"{candidate.cost.total_min:.{digits}f}",
            more=f"{more.total_min:.{digits}f}",
            terms=terms,
        )
    if len(behind) > MAX_TOLD:
        yield "  " + _TEXTS["others or more" if cut else "others"][which].format(many=len(behind) - MAX_TOLD)


def _refusals(decision: Decision, lang: str, day: date) -> Iterator[str]:
    """For each rule how many fail it, with a few of them by name; the rule that stops most people first."""
    which = number(lang)
    by_rule: dict[str, list[Rejection]] = {}
    for rejection in decision.rejected:
        for rule in dict.fromkeys(failed.rule for failed in rejection.rules):
            by_rule.setdefault(rule, []).append(rejection)
    for rule, many in rule_counts(decision).items():
        named = by_rule.get(rule, [])[:MAX_TOLD]
        if not named:
            yield "  " + counted_text(rule, many, lang)
            continue
        examples = [_example(rejection, rule, lang, day) for rejection in named]
        if many > len(named):
            examples.append(_TEXTS["more"][which].format(many=many - len(named)))
        told = _SEMICOLON[which].join(examples)
        yield "  " + _TEXTS["rule"][which].format(many=many, rule=rule_text(rule, lang), examples=told)


def _example(rejection: Rejection, rule: str, lang: str, day: date) -> str:
    failed = next(failed for failed in rejection.rules if failed.rule == rule)
    return _TEXTS["example"][number(lang)].format(who=rejection.technician, why=refusal_text(failed, lang, day))


def _technician(problem: Problem, candidate: Candidate) -> Technician | None:
    """The technician of a candidate; ``None`` for a crew, whose stars are told nowhere as one."""
    if len(candidate.technicians) != 1:
        return None
    return next((one for one in problem.technicians if one.id == candidate.technicians[0]), None)
