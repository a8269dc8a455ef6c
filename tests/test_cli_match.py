"""`paidan match`: all orders that wait, given out together; the plan passes `paidan check`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import run, write
from tests.dispatch.documents import PROBLEM, changed


def test_a_batch_becomes_a_plan_that_passes(problem: str, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    assert run("match", problem, "-o", str(output)).code == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["format"] == "paidan.plan.v1"
    assert "elapsed_s" not in told.get("statistics", {})
    ended = run("check", problem, str(output))
    assert ended.code == 0, ended.out


def test_faults_are_told_with_pointers(tmp_path: Path) -> None:
    ended = run("match", write(tmp_path / "p.json", changed(PROBLEM, "/orders/0/service_s", -1)))
    assert ended.code == 2
    assert "/orders/0/service_s" in ended.err
