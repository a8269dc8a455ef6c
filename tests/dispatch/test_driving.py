"""The compiled clock drives as long as the travel source says, to the second."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from dispatch.evaluator.driving import NEAR, arcsine_near, base_s, drive_s, metres, sine_near
from dispatch.layout import lay_out
from dispatch.model import Order, Problem, Technician
from dispatch.policies import BALANCED
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.traffic import Period, Traffic

ORIGIN = datetime.fromisoformat("2026-03-02T00:00:00+08:00")


@pytest.mark.parametrize("spread", [1e-6, 1e-3, 0.05, 0.5, 2.0, 30.0, 180.0])
@pytest.mark.parametrize("lat", [0.0, 31.2, -67.0, 89.9])
def test_the_same_seconds_near_and_far(lat: float, spread: float) -> None:
    rng = np.random.default_rng(7)
    travel = GreatCircle(speed_kmh=float(rng.uniform(10, 60)), detour=1.3)
    places = [
        LatLng(
            lat=float(np.clip(lat + rng.uniform(-spread, spread), -90, 90)),
            lng=float(np.clip(121.0 + rng.uniform(-spread, spread), -180, 180)),
        )
        for _ in range(60)
    ]
    orders = tuple(Order(id=f"o{i}", location=place, service_s=0) for i, place in enumerate(places))
    slow = Technician(id="t", start=places[0], shifts=(), speed_factor=0.8)
    problem = Problem(
        origin=ORIGIN,
        now=ORIGIN,
        travel=travel,
        technicians=(slow,),
        orders=orders,
        policy=BALANCED,
        traffic=Traffic((Period(0, 3600, 1.4),)),
    )
    p = lay_out(problem)
    for i in range(len(places)):
        for j in range(len(places)):
            origin, destination = int(p.orders[i]["place"]), int(p.orders[j]["place"])
            driven = drive_s(p, 0, base_s(p, origin, destination), 600)  # ten past midnight, in the traffic
            assert (driven, metres(p, origin, destination)) == travel.leg(places[i], places[j], 1.4, 0.8)


def test_series_are_as_good_as_the_library() -> None:
    angles = np.linspace(-NEAR, NEAR, 10_001)
    sines = np.array([sine_near(angle) for angle in angles])
    assert np.allclose(sines, np.sin(angles), rtol=4e-16, atol=0.0)
    roots = 1.5 * angles
    assert np.allclose([arcsine_near(root) for root in roots], np.arcsin(roots), rtol=4e-16, atol=0.0)
