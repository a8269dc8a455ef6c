"""Why this one and not that one, for a whole plan: each stop, each order left out, and what it all costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dispatch.decision import Candidate, Decision
from dispatch.explain.asking import ask_anew, require_legal, with_relaxations
from dispatch.explain.decision import counted_text, rule_counts, who_of
from dispatch.explain.prices import adding_up, difference, differences, digits_of, stars_text, term_notes
from dispatch.explain.standing import Standing, standing_of
from dispatch.model import Cost, Plan, Problem, Route, Stop
from dispatch.words import LANGS, Pair, instant_text, number, reason_text, relaxation_text, span_text, term_text

MAX_STOPS = 1_000
"""How many stops are asked about; the others are told with their times alone."""

MAX_LEFT = 200
"""How many orders that are left out are asked about; the others are counted."""

MAX_RULES = 3
"""How many rules are counted where nobody else can."""

_TEXTS: Mapping[str, Pair] = {
    "head": (
        "Orders served: {served} of {orders}; routes: {routes}; cost: {total} min.",
        "{orders} 单派出 {served} 单，{routes} 条路线，总代价 {total} 分钟。",
    ),
    "how": (
        "Each order is taken out and asked about anew, all else as it stands. Its price is what it adds, in minutes\n"
        "of driving; below 0 it fills a gap in which somebody would wait.",
        "逐单从方案中取出、其余不动，重新来问；代价是这一单多出的部分，折算成行驶分钟。\n"
        "代价为负，是因为没有这一单就要空等。",
    ),
    "route": ("{who}, {when}: {many} orders", "{who}，{when}：{many} 单"),
    "one": ("{who}, {when}: 1 order", "{who}，{when}：1 单"),
    "break": ("break {span}", "休息 {span}"),
    "price": ("{total} min: {terms}", "{total} 分钟：{terms}"),
    "free": ("{total} min", "{total} 分钟"),
    "next": (
        "next {who} at {start}, {more} min more: {terms}",
        "其次 {who}（{start}），多 {more} 分钟：{terms}",
    ),
    "equal": ("next {who} at {start}, the same price", "其次 {who}（{start}），代价相同"),
    "cheaper": (
        "{who} at {start} would be {more} min cheaper for this order alone: {terms}",
        "单看此单，{who}（{start}）可省 {more} 分钟：{terms}",
    ),
    "gone": ("asked anew, it finds no place with this technician", "重新来问，这位师傅这里已排不下"),
    "only": ("nobody else can: {rules}", "别人都接不了：{rules}"),
    "alone": ("there is nobody else", "没有别的师傅"),
    "unasked": ("not asked about", "未逐单重问"),
    "left": ("Left out, {many}:", "未派 {many} 单："),
    "because": ("{reason}: {rules}", "{reason}：{rules}"),
    "worth": (
        "{reason}: {who} could, for {total} min; leaving it out costs {bound} min",
        "{reason}：{who} 能接，代价 {total} 分钟；不派的代价是 {bound} 分钟",
    ),
    "room": (
        "there is room for it: {who} could, for {total} min; the plan could be better",
        "其实排得下：{who} 能接，代价 {total} 分钟；这个方案还可以更好",
    ),
    "help": ("smallest change: {change}", "最小的让步：{change}"),
    "uncounted": (
        "… and {many} more; paidan explain --order ID tells each",
        "……另有 {many} 单；用 paidan explain --order ID 逐单查看",
    ),
    "sum": ("What the plan costs, in minutes:", "方案的代价，按分钟："),
}
_COMMA: Pair = (", ", "，")
_SEMICOLON: Pair = ("; ", "；")


def explain_plan(problem: Problem, plan: Plan, lang: str) -> str:
    """Why is each order of a finished plan where it is, and what does the plan cost?

    Every order is asked about anew, so this takes as long as so many decisions: two lines for each stop, up to
    `MAX_STOPS` of them, and for each order left out, up to `MAX_LEFT`.

    Raises
    ------
    InvalidInputError
        If the plan's routes break a rule: there is no sense in such a plan.
    """
    cost = require_legal(problem, plan)
    standing = standing_of(problem, plan.routes)
    return "\n".join(_lines(problem, plan, cost, standing, lang))


def _lines(problem: Problem, plan: Plan, cost: Cost, standing: Standing, lang: str) -> Iterator[str]:
    which = number(lang)
    routes = [route for route in plan.routes if route.stops]
    total, served, orders = f"{cost.total_min:.2f}", len(standing.held), len(problem.orders)
    yield _TEXTS["head"][which].format(routes=len(routes), served=served, orders=orders, total=total)
    yield _TEXTS["how"][which]
    told = 0
    for route in routes:
        yield ""
        yield from _route(problem, standing, route, MAX_STOPS - told, lang)
        told += len(route.stops)
    left = [order.id for order in problem.orders if order.id not in standing.held]
    if left:
        yield ""
        yield from _left_out(problem, plan, standing, left, lang)
    yield ""
    yield _TEXTS["sum"][which]
    notes = term_notes(cost, problem.policy, None, lang)
    for name, minutes in adding_up(cost).items():
        yield f"  {minutes:+12.2f}  {term_text(name, lang)}{notes[name]}"
    yield f"  {cost.total_min:+12.2f}"


def _route(problem: Problem, standing: Standing, route: Route, asked: int, lang: str) -> Iterator[str]:
    """A line for the route, and one or two for each of its stops, the first `asked` of which are asked about."""
    yield _route_text(standing, route, number(lang))
    spans = [span_text(stop.start, stop.finish, route.depart.date()) for stop in route.stops]
    long, wide = max(map(len, spans)), max(len(stop.order) for stop in route.stops)
    for n, (stop, span) in enumerate(zip(route.stops, spans, strict=True)):
        first, *rest = _stop(problem, standing, (route, stop), n < asked, lang)
        yield f"  {span:<{long}}  {stop.order:<{wide}}  {first}"
        yield from (f"      {line}" for line in rest)


def _left_out(problem: Problem, plan: Plan, standing: Standing, left: Sequence[str], lang: str) -> Iterator[str]:
    """One or two lines for each order that is left out."""
    which = number(lang)
    yield _TEXTS["left"][which].format(many=len(left))
    stated = {one.order: one.reason for one in plan.unassigned or ()}
    for order_id in left[:MAX_LEFT]:
        first, *rest = _left(problem, standing, order_id, stated.get(order_id), lang)
        yield f"  {order_id}  {first}"
        yield from (f"      {line}" for line in rest)
    if len(left) > MAX_LEFT:
        yield "  " + _TEXTS["uncounted"][which].format(many=len(left) - MAX_LEFT)


def _route_text(standing: Standing, route: Route, which: int) -> str:
    """Whose day it is, from when to when, its breaks, and for how many stars each of its orders pays."""
    key = "route" if len(route.stops) > 1 else "one"
    when = span_text(route.depart, route.back)
    parts = [_TEXTS[key][which].format(who=route.technician, when=when, many=len(route.stops))]
    rests = (span_text(pause.start, pause.finish, route.depart.date()) for pause in route.breaks)
    parts += [_TEXTS["break"][which].format(span=span) for span in rests]
    technician, policy = standing.technicians[route.technician], standing.problem.policy
    if policy.weights.get("rating_star"):
        parts.append(stars_text(policy, technician, LANGS[which], charged=not policy.free_of_rating(technician)))
    return _COMMA[which].join(parts)


def _stop(problem: Problem, standing: Standing, place: tuple[Route, Stop], asked: bool, lang: str) -> Iterator[str]:
    """Why a stop is where it is: its price by term, and who would have been next; or why that is not asked."""
    which, (route, stop) = number(lang), place
    fixed = standing.fixed_text(stop.order, stop, lang)
    if fixed is not None or not asked:
        yield fixed or _TEXTS["unasked"][which]
        return
    decision = ask_anew(standing, problem.routes, stop.order)
    holder = next((one for one in decision.candidates if who_of(one) == route.technician), None)
    others = [one for one in decision.candidates if one is not holder]
    lock = standing.lock_text(stop.order, lang)
    if holder is None:
        yield _TEXTS["gone"][which]
        return
    digits = digits_of((holder.cost, *(one.cost for one in others[:1])))
    price = _price_text(holder, digits, lang)
    yield price if lock is None else f"{price} ({lock})" if lang == "en" else f"{price}（{lock}）"
    yield _runner_up(problem, decision, (holder, others[0] if others else None), digits, lang)


def _price_text(candidate: Candidate, digits: int, lang: str) -> str:
    """A price by its terms; those that are 0 are not told."""
    which = number(lang)
    parts = adding_up(candidate.cost, digits)
    terms = [f"{term_text(name, lang)} {minutes:.{digits}f}" for name, minutes in parts.items() if minutes]
    total = f"{candidate.cost.total_min:.{digits}f}"
    return _TEXTS["price" if terms else "free"][which].format(total=total, terms=_COMMA[which].join(terms))


def _runner_up(
    problem: Problem, decision: Decision, pair: tuple[Candidate, Candidate | None], digits: int, lang: str
) -> str:
    """Who would have been next, and how much more; or who alone would be cheaper; or why nobody else can."""
    which, (holder, other) = number(lang), pair
    if other is None:
        rules = _rules_text(decision, lang)
        return _TEXTS["only"][which].format(rules=rules) if rules else _TEXTS["alone"][which]
    cheaper = other.rank < holder.rank
    more = difference(other.cost, holder.cost)
    terms = differences(more, problem.policy, digits, lang)
    key = "equal" if not terms else "cheaper" if cheaper else "next"
    return _TEXTS[key][which].format(
        who=who_of(other),
        start=instant_text(other.start, holder.start.date()),
        more=f"{abs(more.total_min):.{digits}f}",
        terms=terms,
    )


def _left(problem: Problem, standing: Standing, order_id: str, stated: str | None, lang: str) -> Iterator[str]:
    """Why an order is left out, and the smallest change that would help."""
    which = number(lang)
    fixed = standing.fixed_text(order_id, None, lang)
    if fixed is not None:
        yield fixed if stated is None else f"{reason_text(stated, lang)}{_SEMICOLON[which]}{fixed}"
        return
    decision = ask_anew(standing, problem.routes, order_id)
    if decision.candidates:
        best = decision.candidates[0]
        price = standing.orders[order_id].price_unserved_min
        digits = digits_of((best.cost, Cost({}, price)))
        total, bound = f"{best.cost.total_min:.{digits}f}", f"{price:.{digits}f}"
        key, reason = ("room", "") if decision.reason is None else ("worth", reason_text(decision.reason, lang))
        yield _TEXTS[key][which].format(reason=reason, who=who_of(best), total=total, bound=bound)
        return
    reason, rules = reason_text(decision.reason or "does_not_fit", lang), _rules_text(decision, lang)
    yield _TEXTS["because"][which].format(reason=reason, rules=rules) if rules else reason
    for relaxation in with_relaxations(standing, decision).relaxations[:1]:
        yield _TEXTS["help"][which].format(change=relaxation_text(relaxation, lang))


def _rules_text(decision: Decision, lang: str) -> str:
    """What stands in the way of how many; the rule that stops most people first."""
    counts = list(rule_counts(decision).items())[:MAX_RULES]
    return _COMMA[number(lang)].join(counted_text(rule, many, lang) for rule, many in counts)
