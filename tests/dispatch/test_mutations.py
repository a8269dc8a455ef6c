"""A deliberate mistake in each rule and each term of the evaluator is found by holding it against the checker.

The mistakes are made in plain Python, so each is looked for on a few short days only, on which the rule bound or the
term counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.agree import RULES, TERMS
from benchmarks.agreement.random_days import RandomDay, random_day
from tests.dispatch.agreed_days import agreed_days
from tests.dispatch.engine_mistakes import FIELDS, MISTAKES

DAYS = 24
"""On how many days each mistake is looked for."""
AS_IT_IS = "as it is"
ROOT = Path(__file__).parents[2]


def fields_of(day: RandomDay) -> set[str]:
    """Which of `FIELDS` say anything on a day."""
    found = {"setup_s"} if any(order.setup_s for order in day.problem.orders) else set()
    if any(ask.frozen_before is not None for ask in day.asks):
        found.add("frozen_before")
    for technician in day.problem.technicians:
        found |= {name for name in ("speed_factor", "service_factor") if getattr(technician, name) != 1.0}
    return found


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What each mistake led to."""
    met = agreed_days().met
    short = sorted(met, key=lambda seed: (len(random_day(seed).asks) * len(random_day(seed).problem.technicians), seed))
    used = {seed: {*met[seed], *fields_of(random_day(seed))} for seed in short}
    work: dict[str, Any] = {AS_IT_IS: (short[:DAYS], ())}
    for name, (*mutation, tag) in MISTAKES.items():
        days = [seed for seed in short if tag in used[seed]][:DAYS]
        work[name] = (days, mutation)
    run = subprocess.run(
        [sys.executable, "-m", "tests.dispatch.mutant", str(tmp_path_factory.mktemp("mutants"))],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        input=json.dumps(work),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answers: Mapping[str, Any] = json.loads(run.stdout)
    return answers


def test_the_engine_as_it_is_agrees(noticed: Mapping[str, Any]) -> None:
    assert noticed[AS_IT_IS]["disagreement"] is None
    assert len(noticed[AS_IT_IS]["met"]) == DAYS


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_noticed(name: str, noticed: Mapping[str, Any]) -> None:
    answer = noticed[name]
    assert "crashed" not in answer, answer
    assert answer["disagreement"] is not None, f"nobody noticed on days {list(answer['met'])}"
    assert answer["disagreement"].startswith("day ")


def test_each_rule_and_term_has_its_mistake() -> None:
    assert {tag for *_, tag in MISTAKES.values()} == {*RULES, *TERMS, *FIELDS}
