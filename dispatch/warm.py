"""Compile the engine's inner loops once, so that no order waits for it. The machine code stays on disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from dispatch.batch import match
from dispatch.decide import decide
from dispatch.model import Order, Problem, Technician
from dispatch.planner import plan
from dispatch.policies import BALANCED
from dispatch.screen import eligible
from geo.places import LatLng, MatrixIndex
from geo.travel import GreatCircle, Matrix
from scheduling.spans import Shift


def warm() -> None:
    """Decide a small order by every path that is compiled."""
    origin = datetime(2026, 3, 2, tzinfo=UTC)
    shifts = (Shift(origin, origin + timedelta(hours=9)),)
    for place, travel in (
        (LatLng(lat=31.2, lng=121.5), GreatCircle(speed_kmh=30.0, detour=1.3)),
        (MatrixIndex(0), Matrix(np.zeros((1, 1), np.int32))),
    ):
        problem = Problem(
            origin=origin,
            now=origin,
            travel=travel,
            technicians=(Technician(id="t1", start=place, shifts=shifts),),
            orders=(Order(id="o1", location=place, service_s=600),),
            policy=BALANCED,
        )
        eligible(problem, "o1")
        decide(problem, "o1")
        match(problem)
        plan(problem, iterations=1)
