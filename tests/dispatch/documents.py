"""A problem and a plan in which each field of the files is used once, as parsed JSON that tests take apart."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from dispatch.errors import Fault, InvalidInputError
from dispatch.files.problem_file import problem_from_json

GOLDEN = Path(__file__).parent.parent / "golden"

SQUARE = [[121.3, 31.1], [121.6, 31.1], [121.6, 31.4], [121.3, 31.4], [121.3, 31.1]]

PROBLEM: dict[str, Any] = {
    "format": "paidan.problem.v1",
    "origin": "2026-03-02T00:00:00+08:00",
    "now": "2026-03-02T07:00:00+08:00",
    "timezone": "Asia/Shanghai",
    "datum": "WGS-84",
    "travel": {"kind": "great_circle", "speed_kmh": 30, "detour": 1.3},
    "skills": ["gas", "aircon"],
    "areas": [
        {"id": "square", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"id": "round", "center": {"lat": 31.2, "lng": 121.4}, "radius_m": 9000},
        {"id": "named", "communities": ["c1", "c2"]},
    ],
    "technicians": [
        {
            "id": "t1",
            "start": {"lat": 31.2, "lng": 121.4},
            "end": {"lat": 31.25, "lng": 121.45},
            "skills": {"gas": 2},
            "areas": ["square", "named"],
            "active": True,
            "rating": 4.5,
            "reviews": 12,
            "shifts": [
                {"start": "2026-03-02T08:00:00+08:00", "end": "2026-03-02T12:00:00+08:00"},
                {"start": "2026-03-02T13:00:00+08:00", "end": "2026-03-02T17:00:00+08:00"},
            ],
            "absences": [{"start": "2026-03-02T15:00:00+08:00", "end": "2026-03-02T16:00:00+08:00"}],
            "max_orders": 5,
        },
        {"id": "t2", "start": {"lat": 31.21, "lng": 121.41}, "shifts": []},
    ],
    "orders": [
        {
            "id": "o1",
            "location": {"lat": 31.22, "lng": 121.42},
            "service_s": 1800,
            "windows": [{"start": "2026-03-02T09:00:00+08:00", "end": "2026-03-02T10:00:00+08:00"}],
            "skills": {"gas": 1},
            "community": "c1",
            "priority": 2,
            "unserved_cost_min": 700.5,
            "required_technicians": ["t1"],
            "forbidden_technicians": ["t2"],
            "created": "2026-03-02T06:30:00+08:00",
            "customer": {"name": "王先生", "phones": ["1", None, 2.5, False]},
            "address": "1 Nanjing Road",
            "notes": "ring twice",
        },
        {"id": "o2", "location": {"lat": 31.23, "lng": 121.43}, "service_s": 600},
    ],
    "policy": {
        "name": "mine",
        "version": 3,
        "weights": {"travel_min": 1.0, "waiting_min": 0.1, "rating_star": 6.0, "response_min": 0.05},
        "rating_prior": 4.0,
        "rating_prior_weight": 10.0,
    },
    "plan": {
        "routes": [
            {
                "technician": "t1",
                "shift": 0,
                "depart": "2026-03-02T08:50:00+08:00",
                "return": "2026-03-02T10:00:00+08:00",
                "stops": [
                    {
                        "order": "o1",
                        "role": 0,
                        "arrive": "2026-03-02T09:00:00+08:00",
                        "start": "2026-03-02T09:00:00+08:00",
                        "finish": "2026-03-02T09:30:00+08:00",
                        "travel_s": 454,
                        "distance_m": 3779,
                    }
                ],
                "breaks": [],
            }
        ]
    },
}

PLAN: dict[str, Any] = {
    "format": "paidan.plan.v1",
    "problem_sha256": "0" * 64,
    "routes": PROBLEM["plan"]["routes"],
    "unassigned": [
        {"order": "o2", "reason": "no_eligible_technician", "detail": [{"rule": "outside_area", "count": 2}]}
    ],
    "cost": {"total_min": 614.5, "terms": {"travel_min": 14.5, "unserved": 600.0}},
    "statistics": {"served": 1, "orders": 2, "travel_s": 870, "waiting_s": 0, "iterations": 10, "elapsed_s": 0.5},
}


def changed(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A deep copy with the value at a JSON pointer set, or the key left out if the value is `...`."""
    data = copy.deepcopy(document)
    at: Any = data
    *way, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    key: Any = int(last) if isinstance(at, list) else last
    if value is ...:
        del at[key]
    else:
        at[key] = value
    return data


def faults_of(data: object) -> tuple[Fault, ...]:
    """Faults of a problem; empty if it can be read."""
    try:
        problem_from_json(data)
    except InvalidInputError as error:
        return error.faults
    return ()


def golden_cases(folder: Path = GOLDEN) -> dict[str, dict[str, Any]]:
    """The golden cases of a folder by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
