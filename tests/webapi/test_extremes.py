"""The largest, smallest and farthest that a record may say: taken in, and answered when asked about."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from tests.webapi.conftest import Api

INSTANTS = (
    "1900-01-01T23:59:00+23:59",
    "1900-01-01T00:00:01Z",
    "1970-01-01T00:00:00Z",
    "2026-11-02T08:00:00+08:00",
    "2999-12-31T23:59:58Z",
    "3000-01-01T23:58:59+23:59",
)
PLACES = ({"lat": 90, "lng": 0}, {"lat": -90, "lng": 180}, {"lat": 0, "lng": -180}, {"lat": 31.2, "lng": 121.4})


@pytest.mark.parametrize("seed", range(4))
def test_extremes_are_taken_in_and_decided_about(api: Api, seed: int) -> None:
    draw = random.Random(seed)

    def span() -> dict[str, str]:
        start, end = sorted(draw.sample(INSTANTS, 2), key=datetime.fromisoformat)
        return {"start": start, "end": end}

    for _ in range(8):
        technician = {
            "start": draw.choice(PLACES),
            "end": draw.choice([None, *PLACES]),
            "shifts": [span()],
            "absences": draw.choice([[], [span()]]),
            "reviews": draw.choice([0, 10**9]),
            "max_orders": draw.choice([None, 0, 100_000]),
        }
        assert api.post("/v1/technicians", technician).status_code == 201
    for _ in range(12):
        order = {
            "location": draw.choice(PLACES),
            "service_s": draw.choice([0, 1, 31 * 86_400]),
            "windows": draw.choice([[], [span()], [span(), span()]]),
            "created": draw.choice(INSTANTS[:4]),
            "unserved_cost_min": draw.choice([None, 0, 1e-300, 1e9]),
        }
        placed = api.post("/v1/orders", order)
        assert placed.status_code == 202, placed.text
        asked = api.get(f"{placed.headers['Location']}/candidates")
        assert asked.status_code == 200, asked.text
