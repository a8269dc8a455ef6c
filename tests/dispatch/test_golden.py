"""The golden cases: every one is judged as expected, its terms to the last digit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dispatch.checker import check
from dispatch.files.plan_file import plan_from_json
from dispatch.files.problem_file import problem_from_json

GOLDEN = Path(__file__).parents[1] / "golden"
COVERED = sorted(GOLDEN.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def test_no_case_is_missing() -> None:
    assert [path.name[:2] for path in COVERED] == [f"{number:02}" for number in range(1, 60)]


@pytest.mark.parametrize("path", COVERED, ids=lambda path: path.stem)
def test_every_case_is_judged_as_expected(path: Path) -> None:
    case = load(path)
    problem = problem_from_json(case["problem"])
    report = check(problem, plan_from_json(case["plan"], problem.horizon))
    expected = case["expect"]
    assert report.legal is expected["legal"]
    assert report.rules == set(expected.get("rules", ()))
    if report.legal:
        assert list(report.cost.terms.items()) == list(expected["terms"].items())
        assert report.cost.total_min == expected["total_min"]
