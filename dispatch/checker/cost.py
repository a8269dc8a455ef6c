"""What does the plan cost as it is stated, and are its stated cost and statistics right?

Each term is computed once, from a total over the whole plan, as weight × total ÷ unit. Totals of seconds are integers;
stars and prices are summed without rounding in between (`math.fsum`), so that their order does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk
from dispatch.model import Cost, Order, Plan, Policy, Technician

TOLERANCE = 1e-9
"""By how much a stated cost may differ: this part of it, or this many minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over a plan, before weights.

    Parameters
    ----------
    stars_missing
        Σ over served orders of 5 − stars of whoever serves it.
    response_s
        Σ of start − created over served orders that have `created`.
    price_unserved_min
        Σ of the prices of orders in no route, minutes.
    complete
        Is every way, order and technician known, so that the sums are those of the whole plan?
    """

    served: int
    orders: int
    travel_s: int
    waiting_s: int
    stars_missing: float
    response_s: int
    price_unserved_min: float
    complete: bool


def totals_of(facts: Facts, walks: Sequence[Walk]) -> Totals:
    """Add up what the routes state. An order that stands in the plan twice counts once as served."""
    visits = [visit for walk in walks for visit in walk.visits]
    legs = [visit.leg for visit in visits] + [walk.home for walk in walks if walk.home is not None]
    served: dict[str, tuple[Walk, Visit, Order]] = {}
    for walk in walks:
        for visit in walk.visits:
            if visit.order is not None:
                served.setdefault(visit.order.id, (walk, visit, visit.order))
    policy = facts.problem.policy
    return Totals(
        served=len(served),
        orders=len(facts.orders),
        travel_s=sum(leg.travel_s or 0 for leg in legs),
        waiting_s=sum(visit.waiting_s for visit in visits),
        stars_missing=math.fsum(
            5.0 - _stars(policy, walk.technician) for walk, _, _ in served.values() if walk.technician is not None
        ),
        response_s=sum(
            visit.start - facts.second(order.created)
            for _, visit, order in served.values()
            if order.created is not None
        ),
        price_unserved_min=math.fsum(
            order.price_unserved_min for order in facts.orders.values() if order.id not in served
        ),
        complete=all(leg.travel_s is not None for leg in legs) and all(walk.technician is not None for walk in walks),
    )


def cost_of(policy: Policy, totals: Totals) -> Cost:
    """Price the totals: a key for each weight that is not 0, and `unserved` when it is not 0."""
    weights = policy.weights
    terms: dict[str, float] = {}
    if weight := weights.get("travel_min", 0.0):
        terms["travel_min"] = weight * totals.travel_s / 60.0
    if weight := weights.get("waiting_min", 0.0):
        terms["waiting_min"] = weight * totals.waiting_s / 60.0
    if weight := weights.get("rating_star", 0.0):
        terms["rating_star"] = weight * totals.stars_missing
    if weight := weights.get("response_min", 0.0):
        terms["response_min"] = weight * totals.response_s / 60.0
    if totals.price_unserved_min:
        terms["unserved"] = totals.price_unserved_min
    total_min = 0.0
    for minutes in terms.values():
        total_min += minutes
    return Cost(terms, total_min)


def cost_violations(plan: Plan, totals: Totals, cost: Cost) -> Iterator[Violation]:
    """Every stated cost or statistic that differs from the computed one. Says nothing where a total is not known."""
    if not totals.complete:
        return
    if plan.cost is not None:
        yield from _differences("cost term", plan.cost.terms, cost.terms)
        if not _equal(plan.cost.total_min, cost.total_min):
            yield _mismatch("total_min", plan.cost.total_min, cost.total_min)
    statistics = plan.statistics or {}
    for name, counted in (
        ("served", totals.served),
        ("orders", totals.orders),
        ("travel_s", totals.travel_s),
        ("waiting_s", totals.waiting_s),
    ):
        if name in statistics and statistics[name] != counted:
            yield _mismatch(f"statistic {name}", statistics[name], counted)


def _stars(policy: Policy, technician: Technician) -> float:
    """The contract's r: the rating, drawn towards the prior by the number of reviews behind it."""
    behind = technician.reviews + policy.rating_prior_weight
    if behind == 0:
        return technician.rating
    prior = policy.rating_prior_weight * policy.rating_prior
    return (technician.reviews * technician.rating + prior) / behind


def _differences(what: str, stated: Mapping[str, float], computed: Mapping[str, float]) -> Iterator[Violation]:
    for name in [*computed, *(name for name in stated if name not in computed)]:
        observed, bound = stated.get(name), computed.get(name)
        if observed is None or bound is None or not _equal(observed, bound):
            yield _mismatch(f"{what} {name}", observed, bound)


def _equal(stated: float, computed: float) -> bool:
    return math.isclose(stated, computed, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _mismatch(what: str, observed: float | None, bound: float | None) -> Violation:
    if observed is None:
        message = f"{what} is not stated, it is {bound}"
    elif bound is None:
        message = f"{what} is stated as {observed}, but the plan has no such term"
    else:
        message = f"{what} is stated as {observed}, but it is {bound}"
    return Violation(rule="cost_mismatch", observed=observed, bound=bound, message=message)
