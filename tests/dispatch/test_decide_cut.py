"""An order asked about anew whose day has no way on without it: its own place mends the day, no other does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Plan
from geo.travel import UNREACHABLE, Matrix
from tests.dispatch.conftest import TWO_STOPS, problem_of

ONLY_BY_A = Matrix(np.array([[0, 600, UNREACHABLE], [600, 0, 300], [900, 360, 0]], np.int32))
"""From home to b there is no way but by a."""


def test_its_own_place_is_found_again() -> None:
    problem = problem_of(travel=ONLY_BY_A, routes=(TWO_STOPS,))
    decision = decide(problem, "a")
    assert decision.route is not None and [stop.order for stop in decision.route.stops] == ["a", "b"]
    assert check(problem, Plan(routes=(decision.route,))).violations == ()
    # 600 s to a and 300 s on to b, in the place of no driving at all
    assert decision.candidates[0].cost.terms == {"travel_min": 15.0}


def test_no_other_place_is_offered() -> None:
    """Behind b there is time for a, but then the day would begin with b."""
    nowhere = replace(ONLY_BY_A, durations_s=ONLY_BY_A.durations_s.copy())
    nowhere.durations_s[1, 2] = UNREACHABLE
    decision = decide(problem_of(travel=nowhere, routes=(TWO_STOPS,)), "a")
    assert decision.candidates == ()
