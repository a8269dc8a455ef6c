"""What a plan is worth: one line for each cost term, priced in minutes of driving.

A term is ``weight × total ÷ unit``, worked out once from its total; `TERMS` is the order in which terms are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.kernel import compiled
from dispatch.model import Cost, Policy


@dataclass(frozen=True, slots=True)
class Term:
    """A cost term.

    Parameters
    ----------
    name
        Its weight's name in a policy, and its key in a cost.
    unit
        How much of the total the weight is for: 60 for seconds that are priced by the minute.
    """

    name: str
    unit: float


(
    TRAVEL,
    DISTANCE,
    WAITING,
    LATENESS,
    LATENESS_MAX,
    OVERTIME,
    RATING,
    LEVEL,
    RESPONSE,
    NOT_PREFERRED,
    BALANCE,
    CHANGED,
    MOVED,
    FIXED,
) = range(14)
TERMS = (
    Term("travel_min", 60.0),
    Term("distance_km", 1000.0),
    Term("waiting_min", 60.0),
    Term("lateness_min", 60.0),
    Term("lateness_max_min", 60.0),
    Term("overtime_min", 60.0),
    Term("rating_star", 1.0),
    Term("overqualified_level", 1.0),
    Term("response_min", 60.0),
    Term("not_preferred", 1.0),
    Term("workload_balance", 1.0),
    Term("technician_changed", 1.0),
    Term("time_moved_min", 60.0),
    Term("fixed_cost", 1.0),
)
"""What is weighed. The last has a weight of 1 in every policy; `unserved` comes behind it."""

UNITS = np.array([term.unit for term in TERMS])
ALWAYS_WEIGHED = "fixed_cost"


def weights_of(policy: Policy) -> npt.NDArray[np.float64]:
    """Weights of a policy in the order of `TERMS`, shape (n_terms,)."""
    given = {**policy.weights, ALWAYS_WEIGHED: 1.0}
    return np.array([given.get(term.name, 0.0) for term in TERMS], dtype=np.float64)


@compiled
def price_min(weights: npt.NDArray[np.float64], totals: npt.NDArray[np.float64]) -> float:
    """What do these totals cost, in minutes? Both have shape (n_terms,)."""
    minutes = 0.0
    for term in range(weights.shape[0]):
        if weights[term] != 0.0:
            minutes += weights[term] * totals[term] / UNITS[term]
    return minutes


def cost_of(weights: npt.NDArray[np.float64], totals: Iterable[float], unserved_min: float = 0.0) -> Cost:
    """The cost of totals, told by term: a key for each weight that is not 0; fixed and unserved only when not 0.

    Parameters
    ----------
    totals
        In the order of `TERMS`.
    """
    terms: dict[str, float] = {}
    for term, weight, total in zip(TERMS, weights, totals, strict=True):
        if weight != 0.0 and (term.name != ALWAYS_WEIGHED or total != 0.0):
            terms[term.name] = float(weight) * float(total) / term.unit
    if unserved_min != 0.0:
        terms["unserved"] = unserved_min
    return Cost(terms, total_of(terms))


def total_of(terms: Mapping[str, float]) -> float:
    """Sum of the terms, from left to right."""
    total = 0.0
    for minutes in terms.values():
        total += minutes
    return total
