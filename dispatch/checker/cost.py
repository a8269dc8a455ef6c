"""What does the plan cost as it is stated, and are its stated cost and statistics right?

Each term is computed once, from a total over the whole plan, as weight × total ÷ unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from dispatch.checker.report import Violation
from dispatch.checker.totals import Totals, totals_of
from dispatch.model import Cost, Plan, Policy

__all__ = ["Totals", "cost_of", "cost_violations", "totals_of"]

TOLERANCE = 1e-9
"""By how much a stated cost may differ: this part of it, or this many minutes."""


def cost_of(policy: Policy, totals: Totals) -> Cost:
    """Price the totals: a key for each weight that is not 0; `fixed_cost` and `unserved` when they are not 0."""
    terms: dict[str, float] = {}
    for name, total, unit in (
        ("travel_min", totals.travel_s, 60.0),
        ("distance_km", totals.distance_m, 1000.0),
        ("waiting_min", totals.waiting_s, 60.0),
        ("lateness_min", totals.lateness_s, 60.0),
        ("lateness_max_min", totals.lateness_max_s, 60.0),
        ("overtime_min", totals.overtime_s, 60.0),
        ("rating_star", totals.stars_missing, 1.0),
        ("overqualified_level", totals.overqualified_levels, 1.0),
        ("response_min", totals.response_s, 60.0),
        ("not_preferred", totals.not_preferred, 1.0),
        ("workload_balance", totals.workload_h2, 1.0),
        ("technician_changed", totals.technicians_changed, 1.0),
        ("time_moved_min", totals.moved_s, 60.0),
    ):
        if weight := policy.weights.get(name, 0.0):
            terms[name] = weight * total / unit
    if totals.fixed_cost_min:
        terms["fixed_cost"] = totals.fixed_cost_min
    if totals.price_unserved_min:
        terms["unserved"] = totals.price_unserved_min
    total_min = 0.0
    for minutes in terms.values():
        total_min += minutes
    return Cost(terms, total_min)


def cost_violations(plan: Plan, policy: Policy, totals: Totals) -> Iterator[Violation]:
    """Every stated cost or statistic that differs from the computed one. Says nothing where a total is not known."""
    if not totals.complete:
        return
    if plan.cost is not None and (totals.knows_distances or not policy.weights.get("distance_km", 0.0)):
        cost = cost_of(policy, totals)
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
