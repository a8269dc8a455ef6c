"""Who can serve an order, and for how much? A decision's candidates by technician."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.decide import MAX_CANDIDATES, decide
from dispatch.decision import Candidate
from dispatch.model import Problem


def who_can(problem: Problem, order_id: str, *, routed: bool = False) -> Mapping[str, Candidate]:
    """The best `MAX_CANDIDATES` by technician, cheapest first; nothing of those who cannot.

    Parameters
    ----------
    routed
        Are their days told, too?
    """
    decision = decide(problem, order_id, routes=MAX_CANDIDATES if routed else 0)
    return {candidate.technicians[0]: candidate for candidate in decision.candidates}
