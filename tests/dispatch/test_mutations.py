"""A deliberate mistake in each rule and each term of the evaluator is found by holding it against the checker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DAYS = 60

MUTATIONS = {
    "not_active": ("rules/not_active.py", "return not p.technicians[k].active", "return False"),
    "skill_missing": ("rules/skill_missing.py", "== 0:", "== -1:"),
    "skill_level": ("rules/skill_level.py", "< p.needs[n].level:", "< p.needs[n].level - 1:"),
    "outside_area": ("rules/outside_area.py", "if p.in_area[i, p.areas[a]]:", "if not p.in_area[i, p.areas[a]]:"),
    "forbidden_technician": ("rules/forbidden_technician.py", "== k:", "== k + 1:"),
    "not_required_technician": ("rules/not_required_technician.py", "    return True", "    return False"),
    "unreachable": ("rules/unreachable.py", "        return True", "        return False"),
    "unreachable leg": ("insertion.py", "if leg_s < 0 or onward_s < 0 or", "if leg_s < 0 or"),
    "off_shift": ("insertion.py", "onward_at <= route.closes)", "onward_at <= route.closes + 300)"),
    "absent": ("clock.py", "t + length_s > p.absences[a].opens)", "t > p.absences[a].opens)"),
    "time_window": ("clock.py", "if p.windows[w].closes >= t:", "if p.windows[w].closes + 300 >= t:"),
    "time_window begin": ("clock.py", "max(t, p.windows[w].opens)", "max(t, p.windows[w].opens - 60)"),
    "overlap": ("insertion.py", "onward_at) <= p.stops", "onward_at) - 3600 <= p.stops"),
    "max_orders": ("insertion.py", "route.count >= quota:", "route.count > quota:"),
    "now": ("clock.py", "earliest_slot(p, k, max(ready, p.now), leg_s)", "earliest_slot(p, k, ready, leg_s)"),
    "under way": ("layout.py", "if left >= p.now:", "if left >= p.now - 3600:"),
    "travel_min": ("insertion.py", "place.onward_s - replaced_s", "place.onward_s"),
    "waiting_min": ("insertion.py", "order.service_s - travel_s\n", "order.service_s\n"),
    "rating_star": ("team.py", "5.0 - policy.rating_of", "4.0 - policy.rating_of"),
    "response_min": ("insertion.py", "response_s += start - stop.start", "response_s += 0"),
}


def agreement_of(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "tests.dispatch.agreement.mutant", str(DAYS)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def copy_sources(folder: Path) -> None:
    for name in ("geo", "scheduling", "dispatch", "tests/dispatch/agreement"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("tests", "tests/dispatch"):
        (folder / package / "__init__.py").touch()


def test_sources_as_they_are_agree(tmp_path: Path) -> None:
    copy_sources(tmp_path)
    run = agreement_of(tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("rule", MUTATIONS)
def test_mutation_is_caught(rule: str, tmp_path: Path) -> None:
    file, line, mutated = MUTATIONS[rule]
    copy_sources(tmp_path)
    source = tmp_path / "dispatch" / file
    text = source.read_text()
    assert text.count(line) >= 1, f"{file} no longer reads {line!r}"
    source.write_text(text.replace(line, mutated, 1))
    run = agreement_of(tmp_path)
    assert run.returncode == 1, f"nobody noticed: {run.stdout}{run.stderr}"
    assert run.stdout.startswith("day "), run.stderr
