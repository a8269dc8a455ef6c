"""A matched batch told in the words of the model: routes, orders with their prices, reasons."""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.answers import blank_answers
from dispatch.arrays import NOBODY
from dispatch.batch.bounds import Floats
from dispatch.batch.days import go_back, keep, take_out
from dispatch.batch.desk import Desk
from dispatch.batch.outcome import Batch, Choice, Placed
from dispatch.batch.price import price_of_batch
from dispatch.batch.quotes import quote_each
from dispatch.batch.rounds import take_turns
from dispatch.candidates import MAX_CANDIDATES, candidate, ranked
from dispatch.decide import MAX_REJECTED
from dispatch.evaluator import evaluate, screen
from dispatch.kernel import compiled_apart
from dispatch.model import Problem, Unassigned
from dispatch.order_rows import Visits
from dispatch.refusals import STATIC_CODES, Asked, count_rules, nearest_first, refusal
from dispatch.routes import route_of

ANY_PRICE_MIN = 1e18
"""More than anything costs, minutes."""


def tell(problem: Problem, d: Desk, one_by_one_min: float, rounds: int, *, seed: int, explain: bool) -> Batch:
    """What came of the batch that stands on the desk."""
    visits = Visits.of(problem)
    waiting = range(len(d.waiting))
    starts = {int(d.number[stop["order"]]): (r, stop) for r in changed_routes(d) for stop in stops_of(d, r)}
    prices_min = prices_of(d)
    return Batch(
        routes=tuple(route_of(problem, d.p, r, visits) for r in changed_routes(d)),
        placed=tuple(placed(problem, d, n, *starts[n], float(prices_min[n])) for n in waiting if n in starts),
        unassigned=unassigned(problem, d, [n for n in waiting if n not in starts]),
        cost_min=price_of_batch(d),
        one_by_one_min=one_by_one_min,
        rounds=rounds,
        policy=problem.policy.name,
        policy_version=problem.policy.version,
        seed=seed,
        snapshot_sha256=problem.sha256 or "",
        choices=choices(problem, d) if explain else None,
    )


def changed_routes(d: Desk) -> list[int]:
    """Every route that holds an order of the batch, in order of technicians' ids and shifts."""
    found = []
    for k in d.by_id[d.held[d.by_id] > 0]:
        row = d.p.technicians[k]
        found += [r for r in range(int(row["route_first"]), int(row["route_last"])) if stops_of(d, r)]
    return found


def stops_of(d: Desk, r: int) -> list[Any]:
    """The stops of route `r` that are orders of the batch."""
    first = int(d.p.routes[r]["first"])
    stops = d.p.stops[first : first + int(d.p.routes[r]["count"])]
    return [stop for stop in stops if d.number[stop["order"]] != NOBODY]


def placed(problem: Problem, d: Desk, n: int, r: int, stop: Any, price_min: float) -> Placed:
    """Order `n`, a stop of route `r`, as somebody serves it."""
    k, start = int(d.p.routes[r]["technician"]), int(stop["start"])
    return Placed(
        order=problem.orders[d.waiting[n]].id,
        technician=problem.technicians[k].id,
        shift=r - int(d.p.technicians[k]["route_first"]),
        start=problem.horizon.instant(start),
        finish=problem.horizon.instant(start + int(stop["service_s"])),
        price_min=price_min,
    )


def prices_of(d: Desk) -> Floats:
    """What each order costs with those before it in its days, minutes; they add up to what the days cost more."""
    keep(d)
    take_turns(d, NOBODY)
    prices_min = d.prices_min.copy()
    go_back(d)
    price_of_batch(d)
    last = {int(d.holder[n]): n for r in changed_routes(d) for n in (int(d.number[s["order"]]) for s in stops_of(d, r))}
    summed_min = np.zeros(len(d.held))
    np.add.at(summed_min, d.holder[d.holder != NOBODY], prices_min[d.holder != NOBODY])
    for k, n in last.items():  # one by one with all its promises, a day may be another than put back freely
        prices_min[n] += d.days_min[k] - summed_min[k]
    return prices_min


def unassigned(problem: Problem, d: Desk, left_out: list[int]) -> tuple[Unassigned, ...]:
    """Why these orders are left out."""
    d.limits_min[left_out] = ANY_PRICE_MIN
    quote_each(d, np.array(left_out, np.int64), np.ones(len(left_out), np.int64), True)
    return tuple(Unassigned(order=problem.orders[d.waiting[n]].id, **reason_of(d, n)) for n in left_out)


def reason_of(d: Desk, n: int) -> dict[str, Any]:
    """Reason and detail: nobody may serve order `n`, or nobody has a place for it, or it is not worth what it costs."""
    if d.known[n] > 0:
        return {"reason": "not_worth_it"}
    answers = blank_answers(len(d.held))
    screen(d.p, int(d.waiting[n]), answers)
    bits = answers.each["static"]
    if not bits.all():
        return {"reason": "does_not_fit"}
    counts = ((code, int(np.count_nonzero(bits & (1 << bit)))) for bit, code in enumerate(STATIC_CODES))
    return {"reason": "no_eligible_technician", "detail": tuple((code, count) for code, count in counts if count)}


def choices(problem: Problem, d: Desk) -> dict[str, Choice]:
    """By order: what it is chosen from, all others being where they are."""
    found = {}
    keep(d)
    for n, i in enumerate(d.waiting):
        bring_out(d, n)
        asked = Asked(problem, d.p, int(i), blank_answers(len(d.held)))
        evaluate(d.p, int(i), asked.answers)
        able = ranked(asked)
        refused = nearest_first(asked, [int(k) for k in np.flatnonzero(asked.answers.each["route"] == NOBODY)])
        found[problem.orders[i].id] = Choice(
            candidates=tuple(candidate(asked, k, m, False) for m, k in enumerate(able[:MAX_CANDIDATES])),
            rejected=tuple(refusal(asked, k) for k in refused[:MAX_REJECTED]),
            rejected_counts=count_rules(asked, refused[MAX_REJECTED:]),
        )
        go_back(d)
    return found


@compiled_apart
def bring_out(d: Desk, n: int) -> None:
    """Take order `n` from whoever holds it, if anybody does."""
    if d.holder[n] != NOBODY:
        take_out(d, d.holder[n], n)
