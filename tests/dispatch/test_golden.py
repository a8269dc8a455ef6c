"""The golden cases: those that today's rules cover are judged as expected, the others refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dispatch.checker import check
from dispatch.errors import InvalidInputError
from dispatch.files.plan_file import plan_from_json
from dispatch.files.problem_file import problem_from_json

GOLDEN = Path(__file__).parents[1] / "golden"
COVERED = sorted(GOLDEN.glob("*.json"))
LATER = sorted((GOLDEN / "later").glob("*.json"))

MISSING = {
    "09": "distance_km",
    **dict.fromkeys(["12", "13", "14", "15", "16", "17"], "breaks"),
    **dict.fromkeys(["18", "19"], "max_overtime_s overtime_min"),
    "22": "due lateness_weight lateness_min lateness_max_min",
    "23": "preferred_technicians overqualified_level not_preferred",
    **dict.fromkeys(["24", "25"], "fixed_cost_min workload_balance"),
    **dict.fromkeys(["26", "27"], "setup_s"),
    "28": "time_of_day speed_factor service_factor setup_s",
    "29": "capacity load",
    "30": "fixed_cost_min",
    "31": "max_travel_s",
    **dict.fromkeys(["36", "37"], "certificates"),
    "42": "declined_by",
    "44": "tags required_tags",
    **dict.fromkeys(["45", "46", "47", "48"], "crew"),
    **dict.fromkeys(["49", "50", "51"], "after"),
    "52": "technician_changed time_moved_min",
    **dict.fromkeys(["53", "54", "55", "56"], "technician_changed time_moved_min locks"),
    **dict.fromkeys(["57", "58"], "technician_changed time_moved_min frozen_before"),
}
"""Fields and weights that the later cases need, by number of the case."""


def load(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def test_no_case_is_missing() -> None:
    numbers = sorted(path.name[:2] for path in [*COVERED, *LATER])
    assert numbers == [f"{number:02}" for number in range(1, 60)]
    assert sorted(MISSING) == [path.name[:2] for path in LATER]


@pytest.mark.parametrize("path", COVERED, ids=lambda path: path.stem)
def test_a_case_is_judged_as_expected(path: Path) -> None:
    case = load(path)
    problem = problem_from_json(case["problem"])
    report = check(problem, plan_from_json(case["plan"], problem.horizon))
    expected = case["expect"]
    assert report.legal is expected["legal"]
    assert report.rules == set(expected.get("rules", ()))
    if report.legal:
        assert dict(report.cost.terms) == expected["terms"]
        assert report.cost.total_min == expected["total_min"]


@pytest.mark.parametrize("path", LATER, ids=lambda path: path.stem)
def test_a_case_of_what_is_to_come_is_refused_by_name(path: Path) -> None:
    with pytest.raises(InvalidInputError) as refused:
        problem_from_json(load(path)["problem"])
    assert {fault.code for fault in refused.value.faults} == {"not_supported"}
    assert {fault.pointer.rsplit("/", 1)[1] for fault in refused.value.faults} == set(MISSING[path.name[:2]].split())
