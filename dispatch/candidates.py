"""Who can serve the order that was asked about, and for how much?"""

from __future__ import annotations

import numpy as np

from dispatch.decision import Candidate
from dispatch.objectives import cost_of
from dispatch.refusals import Asked
from dispatch.routes import route_with


def ranked(asked: Asked) -> list[int]:
    """Technicians who can, cheapest first; equals in order of their ids."""
    each = asked.answers.each
    able = [int(k) for k in np.flatnonzero(asked.answers.can())]
    return sorted(able, key=lambda k: (each[k]["cost_min"], asked.problem.technicians[k].id))


def candidate(asked: Asked, k: int, n: int, routed: bool) -> Candidate:
    """A technician who can, n-th from 0, with the place and its price told by term, and the whole day if `routed`."""
    problem, p, answer = asked.problem, asked.p, asked.answers.each[k]
    start = int(answer["start"])
    service_s = problem.technicians[k].serves_for(problem.orders[asked.i].service_s)
    return Candidate(
        technicians=(problem.technicians[k].id,),
        rank=n + 1,
        start=problem.horizon.instant(start),
        finish=problem.horizon.instant(start + service_s),
        cost=cost_of(p.weights, answer["totals"]),
        route=route_with(problem, p, (int(answer["route"]), int(answer["position"])), asked.i) if routed else None,
    )
