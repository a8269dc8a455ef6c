"""What a plan is worth: one line for each cost term, priced in minutes of driving.

A term is ``weight × total ÷ unit``, worked out once from an integer total; `TERMS` is the order in which terms are
added up. To bring a new one, give it a line here, its total in `dispatch/insertion.py`, and its formula in the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatch.kernel import compiled
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


TRAVEL, WAITING, RATING, RESPONSE = range(4)
TERMS = (Term("travel_min", 60.0), Term("waiting_min", 60.0), Term("rating_star", 1.0), Term("response_min", 60.0))


def weights_of(policy: Policy) -> npt.NDArray[np.float64]:
    """Weights of a policy in the order of `TERMS`, shape (n_terms,)."""
    return np.array([policy.weights.get(term.name, 0.0) for term in TERMS], dtype=np.float64)


@compiled
def price_min(
    weights: npt.NDArray[np.float64], travel_s: int, waiting_s: int, stars_lost: float, response_s: int
) -> float:
    """What do these totals cost, in minutes?"""
    minutes: float = weights[TRAVEL] * travel_s / 60.0
    minutes += weights[WAITING] * waiting_s / 60.0
    minutes += weights[RATING] * stars_lost
    minutes += weights[RESPONSE] * response_s / 60.0
    return minutes


def cost_of(weights: npt.NDArray[np.float64], totals: tuple[float, ...], unserved_min: float = 0.0) -> Cost:
    """The cost of totals, told by term: a key for each weight that is not 0, and ``unserved`` when not 0.

    Parameters
    ----------
    totals
        In the order of `TERMS`: seconds of driving, seconds of waiting, stars lost, seconds of response.
    """
    terms: dict[str, float] = {}
    for term, weight, total in zip(TERMS, weights, totals, strict=True):
        if weight != 0.0:
            terms[term.name] = float(weight) * total / term.unit
    if unserved_min != 0.0:
        terms["unserved"] = unserved_min
    return Cost(terms, total_of(terms))


def total_of(terms: Mapping[str, float]) -> float:
    """Sum of the terms, from left to right."""
    total = 0.0
    for minutes in terms.values():
        total += minutes
    return total
