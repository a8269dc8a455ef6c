"""What kinds of days the evaluator is measured on: plain ones, or with any of the rules and terms in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch.policies import BALANCED

ORDERS = 500
DISTINCT = 10_000
"""Technicians of whom the days are laid out one by one."""

RULES = (
    "several windows",
    "second shift",
    "no end",
    "absences",
    "breaks",
    "overtime",
    "loads in two dimensions",
    "max orders",
    "max travel",
    "setup",
    "speed and service factors",
    "certificates",
    "tags",
    "areas",
    "named and declined",
    "time of day",
    "plan in force",
    "locks",
    "frozen beginning",
    "position",
    "newcomer's quota",
)
"""What can be added to the plain day, in which there are skills and windows."""

WEIGHTS: Mapping[str, float] = {
    "travel_min": 1.0,
    "distance_km": 0.3,
    "waiting_min": 0.2,
    "lateness_min": 0.5,
    "lateness_max_min": 0.2,
    "overtime_min": 2.0,
    "rating_star": 6.0,
    "overqualified_level": 3.0,
    "response_min": 0.05,
    "not_preferred": 10.0,
    "workload_balance": 0.5,
    "technician_changed": 8.0,
    "time_moved_min": 0.2,
}
"""A price for every term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What days to make.

    Parameters
    ----------
    skilled, tagged, local
        Shares of technicians who have the level, the tag, and the area of an order; who passes has all three.
    rules
        Of `RULES`.
    fixed_cost_min, orders
        Price of each used shift; how many orders are asked about.
    """

    technicians: int
    seed: int
    skilled: float = 0.05
    tagged: float = 1.0
    local: float = 1.0
    rules: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=lambda: BALANCED.weights)
    fixed_cost_min: float = 0.0
    distinct: int = DISTINCT
    orders: int = ORDERS


def with_all_rules(technicians: int, seed: int) -> Recipe:
    """All rules and terms in use; level, tag, area and certificate together let one in twenty pass."""
    return Recipe(
        technicians=technicians,
        seed=seed,
        skilled=0.26,
        tagged=0.5,
        local=0.4,
        rules=frozenset(RULES),
        weights=WEIGHTS,
        fixed_cost_min=5.0,
    )
