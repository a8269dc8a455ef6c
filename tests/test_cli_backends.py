"""`paidan plan --backend`: each name makes a plan that passes, an unknown one is refused with those that there are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dispatch.backends import BACKENDS
from tests.commands import run, write
from tests.dispatch.documents import PROBLEM, changed, golden_cases

pytestmark = pytest.mark.filterwarnings("ignore:.*SwigPy.*|.*swigvarlink.*:DeprecationWarning")


@pytest.mark.parametrize("name", BACKENDS)
def test_each_backend_makes_a_plan_that_passes(name: str, problem: str, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    assert run("plan", problem, "--backend", name, "--iterations", "5", "-o", str(output)).code == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert list(told["statistics"]) == ["served", "orders", "travel_s", "waiting_s", "iterations"]
    ended = run("check", problem, str(output))
    assert ended.code == 0, ended.out


def test_an_unknown_name_is_refused_with_those_that_there_are(problem: str) -> None:
    ended = run("plan", problem, "--backend", "ortools")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "paidan: --backend: is 'ortools', must be one of search, ortools_routing, assignment\n"


@pytest.mark.parametrize("name", [name for name in BACKENDS if name != "search"])
def test_what_a_backend_cannot_be_told_of_is_named(name: str, tmp_path: Path) -> None:
    crew = write(tmp_path / "p.json", golden_cases()["45-crew-together"]["problem"])
    ended = run("plan", crew, "--backend", name, "--iterations", "1")
    assert (ended.code, ended.out) == (2, "")
    assert "has crew" in ended.err


def test_a_plan_in_force_that_breaks_a_rule_is_not_built_on(tmp_path: Path) -> None:
    case = golden_cases()["04-window-missed-by-a-second"]
    plan = {"routes": case["plan"]["routes"]}
    ended = run("plan", write(tmp_path / "p.json", {**case["problem"], "plan": plan}), "--backend", "assignment")
    assert (ended.code, ended.out) == (2, "")
    assert "/plan: is kept by this backend, but breaks time_window" in ended.err


def test_the_default_imports_no_other_backend(tmp_path: Path) -> None:
    name = write(tmp_path / "p.json", changed(PROBLEM, "/technicians/0/active", False))
    arguments = ["plan", name, "--iterations", "1", "-o", str(tmp_path / "q.json")]
    program = (
        f"import sys, paidan; code = paidan.main({arguments!r});"
        "print(code, [name for name in sys.modules if name.startswith('ortools')])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "0 []"
