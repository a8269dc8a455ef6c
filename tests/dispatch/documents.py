"""Problems and plans as parsed JSON that tests take apart: a plain one, and one in which every field is used."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from dispatch.errors import Fault, InvalidInputError
from dispatch.files.problem_file import problem_from_json
from dispatch.on_roads import Ask

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

WHOLE: dict[str, Any] = {
    **PROBLEM,
    "travel": {
        "kind": "great_circle",
        "speed_kmh": 30,
        "detour": 1.3,
        "time_of_day": [
            {"from": "07:00", "to": "09:30", "factor": 1.4},
            {"from": "22:30", "to": "05:00", "factor": 0.9},
        ],
    },
    "technicians": [
        {
            **PROBLEM["technicians"][0],
            "certificates": [{"skill": "gas", "expires": "2026-03-02T14:00:00+08:00"}],
            "tags": ["ladder", "smart home"],
            "shifts": [
                {
                    **PROBLEM["technicians"][0]["shifts"][0],
                    "max_overtime_s": 1800,
                    "breaks": [
                        {
                            "earliest": "2026-03-02T09:30:00+08:00",
                            "latest": "2026-03-02T11:00:00+08:00",
                            "duration_s": 900,
                        }
                    ],
                },
                PROBLEM["technicians"][0]["shifts"][1],
            ],
            "position": {"lat": 31.205, "lng": 121.405, "at": "2026-03-02T08:10:00+08:00"},
            "max_travel_s": 7200,
            "capacity": [4, 100],
            "fixed_cost_min": 12.5,
            "speed_factor": 1.1,
            "service_factor": 0.9,
        },
        {
            **PROBLEM["technicians"][1],
            "skills": {"aircon": 1},
            "shifts": [{"start": "2026-03-02T08:00:00+08:00", "end": "2026-03-02T17:00:00+08:00"}],
        },
    ],
    "orders": [
        {
            **PROBLEM["orders"][0],
            "setup_s": 240,
            "due": "2026-03-02T09:30:00+08:00",
            "lateness_weight": 2.5,
            "required_tags": ["ladder"],
            "load": [1, 30],
            "preferred_technicians": ["t1"],
            "declined_by": ["t2"],
        },
        {
            **PROBLEM["orders"][1],
            "crew": [
                {"skills": {"gas": 1}},
                {"skills": {"aircon": 1}, "service_s": 900, "min_gap_s": 300, "max_gap_s": 600},
            ],
        },
        {
            "id": "o3",
            "location": {"lat": 31.22, "lng": 121.42},
            "service_s": 300,
            "after": [{"order": "o1", "min_gap_s": 1800, "max_gap_s": 7200, "same_technician": True}],
        },
    ],
    "policy": {
        **PROBLEM["policy"],
        "weights": {
            "travel_min": 1.0,
            "distance_km": 0.25,
            "waiting_min": 0.1,
            "lateness_min": 0.5,
            "lateness_max_min": 0.75,
            "overtime_min": 1.5,
            "rating_star": 6.0,
            "overqualified_level": 2.0,
            "response_min": 0.05,
            "not_preferred": 15.0,
            "workload_balance": 3.0,
            "technician_changed": 20.0,
            "time_moved_min": 0.2,
        },
        "newcomer_reviews": 5,
        "newcomer_orders": 2,
    },
    "plan": {
        "routes": [
            {
                "technician": "t1",
                "shift": 0,
                "depart": "2026-03-02T08:40:00+08:00",
                "return": "2026-03-02T10:00:00+08:00",
                "stops": [
                    {
                        "order": "o1",
                        "role": 0,
                        "arrive": "2026-03-02T08:50:00+08:00",
                        "start": "2026-03-02T09:00:00+08:00",
                        "finish": "2026-03-02T09:27:00+08:00",
                        "travel_s": 454,
                        "distance_m": 3779,
                    }
                ],
                "breaks": [{"start": "2026-03-02T10:00:00+08:00", "finish": "2026-03-02T10:15:00+08:00"}],
            },
            {
                "technician": "t2",
                "shift": 0,
                "depart": "2026-03-02T12:00:00+08:00",
                "return": "2026-03-02T12:45:00+08:00",
                "stops": [
                    {
                        "order": "o2",
                        "role": 1,
                        "start": "2026-03-02T12:30:00+08:00",
                        "finish": "2026-03-02T12:45:00+08:00",
                    }
                ],
                "breaks": [],
            },
        ],
        "locks": [
            {"order": "o1", "lock": "technician_and_time"},
            {
                "order": "o3",
                "lock": "time_range",
                "earliest": "2026-03-02T10:00:00+08:00",
                "latest": "2026-03-02T11:00:00+08:00",
            },
        ],
        "frozen_before": "2026-03-02T09:15:00+08:00",
    },
}

WHOLE_PLAN: dict[str, Any] = {
    **PLAN,
    "routes": WHOLE["plan"]["routes"],
    "unassigned": [{"order": "o3", "reason": "predecessor_unserved", "detail": []}],
    "statistics": {**PLAN["statistics"], "served": 2, "orders": 3},
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


def faults_of(data: object, roads: Ask | None = None) -> tuple[Fault, ...]:
    """Faults of a problem; empty if it can be read."""
    try:
        problem_from_json(data, roads)
    except InvalidInputError as error:
        return error.faults
    return ()


def golden_cases(folder: Path = GOLDEN) -> dict[str, dict[str, Any]]:
    """The golden cases of a folder by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
