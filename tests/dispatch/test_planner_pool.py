"""Routes that a search has met, and the cheapest plan made of them."""

from __future__ import annotations

import pytest

from benchmarks.agreement.mixed_days import mixed_day
from benchmarks.peers.days import technician_day
from dispatch.checker import check
from dispatch.evaluator.arrays import Arrays
from dispatch.model import Lock, Policy, Role
from dispatch.planner import plan
from dispatch.planner import pool as pools
from dispatch.planner.changes import forget_touched, keep_as_best, return_to
from dispatch.planner.cooling import CYCLES, DENSE
from dispatch.planner.door import ANNEAL, FREE, INSERT, do
from dispatch.planner.ground import ground_of
from dispatch.planner.pool import Pool, is_poolable, key_of, take_up
from dispatch.planner.state import Search, search_of
from dispatch.planner.ties import ties_of
from tests.dispatch.conftest import at, order, problem_of, route, stop, technician, travel
from tests.dispatch.test_planner import hold


def begun(problem) -> tuple[Arrays, Search]:
    """Laid out, with all that fits put in."""
    p = ground_of(problem)
    s = search_of(p, 1, ties_of(problem))
    do(p, s, FREE)
    s.pool[: len(problem.orders)] = range(len(problem.orders))
    s.tally[0]["pooled"] = len(problem.orders)
    do(p, s, INSERT, len(problem.orders))
    forget_touched(s)
    keep_as_best(p, s)
    return p, s


def served(p: Arrays) -> list[list[str]]:
    """The orders of each route, as numbers."""
    return [sorted(key_of(p, r)[1]) for r in range(len(p.routes))]
