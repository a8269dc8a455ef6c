"""A day told to OR-Tools, and its own sequences, before the evaluator has set them."""

from __future__ import annotations

from typing import Any

from dispatch.backends.ortools_routing import asked_of
from dispatch.backends.routing.model import Effort, search
from dispatch.model import Order, Policy, Technician
from tests.dispatch.conftest import (
    order,
    problem_of,
    shift,
    technician,
)

A, B = order("a", 1), order("b", 2)


def told(*things: Technician | Order, **changes: Any) -> dict[str, list[str]]:
    """Orders by shift, ``t1`` or ``t1/1`` for its second, as OR-Tools would have them follow each other."""
    problem = problem_of(*things, **changes)
    opened = asked_of(problem)
    found = search(opened.day, Effort(plans=60)).sequences
    assert found is not None
    named = {}
    for r, sequence in found.items():
        k = int(opened.p.routes[r]["technician"])
        number = r - int(opened.p.technicians[k]["route_first"])
        name = problem.technicians[k].id + (f"/{number}" if number else "")
        named[name] = [problem.orders[i].id for i in sequence]
    return {name: sequence for name, sequence in named.items() if sequence}


def works(end: str = "17:00", **changes: Any) -> Technician:
    """Technician t1 with one shift."""
    return technician(shifts=(shift(end=end, **changes),))


def weighing(**weights: float) -> Policy:
    return Policy(name="test", weights={"travel_min": 1.0, **weights})
