"""A plan through the night in which the clocks are put back: the hour that comes twice is two hours long."""

from __future__ import annotations

from typing import Any

from dispatch.checker import check
from dispatch.files.problem_file import problem_from_json
from dispatch.planner import plan

PROBLEM: dict[str, Any] = {
    "format": "paidan.problem.v1",
    "origin": "2026-11-01T00:00:00-04:00",
    "timezone": "America/New_York",
    "travel": {"kind": "matrix", "durations_s": [[0, 60], [60, 0]]},
    "technicians": [
        {
            "id": "t1",
            "start": {"index": 0},
            "shifts": [{"start": "2026-11-01T00:00:00-04:00", "end": "2026-11-01T08:00:00-05:00"}],
        }
    ],
    "orders": [
        {
            "id": "a",
            "location": {"index": 1},
            "service_s": 60,
            "windows": [{"start": "2026-11-01T01:50:00-04:00", "end": "2026-11-01T01:50:00-04:00"}],
        },
        {
            "id": "b",
            "location": {"index": 0},
            "service_s": 60,
            "windows": [{"start": "2026-11-01T01:40:00-05:00", "end": "2026-11-01T01:45:00-05:00"}],
        },
    ],
    "policy": {"weights": {"travel_min": 1, "waiting_min": 1}},
}


def test_waiting_counts_the_hour_that_comes_twice() -> None:
    """From a, done 01:51 summer time, a minute to b, which opens 01:40 winter time: 48 minutes of waiting."""
    problem = problem_from_json(PROBLEM)
    found = plan(problem, iterations=10)
    assert check(problem, found).violations == ()
    assert found.statistics is not None and found.statistics["waiting_s"] == 48 * 60
    assert found.cost is not None and found.cost.terms == {"travel_min": 2.0, "waiting_min": 48.0}
