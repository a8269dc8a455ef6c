"""Evaluator and checker agree on every integer and every term, on random days in which every rule binds."""

from __future__ import annotations

from collections import Counter

import pytest

from dispatch.objectives import TERMS
from dispatch.rules import SEQUENCE_RULES, STATIC_RULES
from tests.dispatch.agreement.compare import play
from tests.dispatch.agreement.random_days import RandomDay

DAYS = 400
RULES = {*(rule.CODE for rule in STATIC_RULES), *SEQUENCE_RULES}
TERM_NAMES = {*(term.name for term in TERMS), "unserved"}


def test_agree_on_random_days(capsys: pytest.CaptureFixture[str]) -> None:
    tally: Counter[str] = Counter()
    for seed in range(DAYS):
        play(RandomDay(seed).problem(), in_day=seed % 2 == 1, tally=tally)
    served = tally["served"] / tally["orders"]
    alive = {name: count / DAYS for name, count in tally.items() if name.startswith(("rule ", "term "))}
    report = f"{DAYS} days, {tally['orders']} orders, {served:.0%} served; " + ", ".join(
        f"{name} {share:.0%}" for name, share in sorted(alive.items())
    )
    assert served >= 0.6, report
    expected = {f"rule {rule}" for rule in RULES} | {f"term {term}" for term in TERM_NAMES}
    assert alive.keys() == expected, report
    assert min(alive.values()) >= 0.05, report
    with capsys.disabled():
        print(f"\n{report}")
