"""Days for measuring: whole, with every rule in use, and the same when they are repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from benchmarks import latency_tiles
from benchmarks.latency import Row, tell
from benchmarks.latency_days import STOPS, filled_days
from benchmarks.latency_recipes import RULES, WEIGHTS, with_all_rules
from benchmarks.latency_rules import NEEDS, ROUNDS, costs, kinds
from dispatch.evaluator.answers import SEQUENCE_RULES, blank_answers
from dispatch.evaluator.arrays import NOBODY
from dispatch.evaluator.evaluate import evaluate
from dispatch.objectives import ALWAYS_WEIGHED, TERMS
from dispatch.rules import STATIC_RULES

ALL = with_all_rules(200, seed=1)


def test_every_term_has_a_price_and_every_rule_a_kind_of_day() -> None:
    assert [*WEIGHTS, ALWAYS_WEIGHED] == [term.name for term in TERMS]
    names = [kind.name for kind in kinds(1, 10)]
    assert set(RULES) | set(WEIGHTS) - {"travel_min"} <= set(names)
    assert {kind.base for kind in kinds(1, 10)} <= set(names)
    assert set(NEEDS) <= set(names)


def test_one_in_twenty_passes_and_the_rules_bind() -> None:
    p, asked = filled_days(replace(ALL, technicians=2000, distinct=1000))
    answers = blank_answers(2000)
    static: Counter[str] = Counter()
    sequence: Counter[str] = Counter()
    passed, found, terms = 0, 0, np.zeros(len(TERMS), bool)
    for i in asked[::10]:
        evaluate(p, i, answers, True)
        each = answers.each
        able = answers.static == 0
        passed += int(able.sum())
        found += int(answers.can().sum())
        terms |= (each["totals"][answers.can()] != 0.0).any(axis=0)
        for bit, rule in enumerate(STATIC_RULES):
            static[rule.CODE] += int((answers.static >> bit & 1).sum())
        for bit, code in enumerate(SEQUENCE_RULES):
            sequence[code] += int((each["sequence"][able] >> bit & 1).sum())
    assert passed / (50 * 2000) == pytest.approx(0.05, abs=0.006)
    assert found > passed / 2
    assert terms.all(), [term.name for term, alive in zip(TERMS, terms, strict=True) if not alive]
    assert {code for code in static if static[code]} == {
        "skill_level",
        "certificate_expired",
        "outside_area",
        "forbidden_technician",
        "declined_before",
        "tag_missing",
    }
    assert {"time_window", "overlap", "absent", "break"} <= {code for code in sequence if sequence[code]}


def test_the_days_hold_locks_breaks_and_frozen_stops() -> None:
    p, _ = filled_days(ALL)
    days = p.routes[p.routes["count"] > 0]
    assert (days["count"] == STOPS).all()
    assert len(p.routes) == 2 * len(days)
    assert len(p.breaks) == 200
    assert (days["fixed"] > 0).mean() > 0.5
    assert (p.orders["lock_technician"] != NOBODY).any()
    assert (p.orders["planned_start"][: 200 * STOPS] >= 0).all()
    assert len(p.network.turns) > 1
    assert p.loads.shape[1] == 2


def test_repeated_days_answer_as_the_first_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    # With no shift of the places, technician k + 100 stands exactly where technician k does.
    monkeypatch.setattr(latency_tiles, "WIDTH_DEG", 0.0)
    # Whom an order names, or had before, is one technician all the same: neither is looked at here.
    weights = {term: weight for term, weight in WEIGHTS.items() if term != "technician_changed"}
    nobody_named = replace(ALL, rules=ALL.rules - {"named and declined"}, weights=weights)
    p, asked = filled_days(replace(nobody_named, technicians=300, distinct=100))
    once, before = filled_days(replace(nobody_named, technicians=100))
    answers, alone = blank_answers(300), blank_answers(100)
    for i, before_i in zip(asked[:40], before[:40], strict=True):
        evaluate(p, i, answers, True)
        evaluate(once, before_i, alone, True)
        for n in range(3):
            own = slice(100 * n, 100 * n + 100)
            part, static, served = answers.each[own], answers.static[own], answers.can()[own]
            assert (static == alone.static).all()
            assert (part["route"][served] == alone.each["route"][served] + 200 * n).all()
            for name in ("position", "start", "cost_min"):
                assert (part[name][served] == alone.each[name][served]).all()
            assert (part["sequence"] == alone.each["sequence"])[static == 0].all()
    assert len(p.orders) == 300 * STOPS + len(asked)


def test_what_rules_cost_is_told_for_all_of_them() -> None:
    few = [kind for kind in kinds(1, 50) if kind.name in ("plain day", "breaks", "overtime_min", "overtime")]
    told = costs(few)
    assert [cost.kind for cost in told] == few
    assert all(cost.p50_ms > 0.0 for cost in told)
    assert told[0].more_ms == 0.0


def test_each_row_is_told_when_it_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []

    def rows() -> Iterator[Row]:
        yield Row("the first", 1.0, 2.0, (1.5, 2.5))
        told.append(capsys.readouterr().out)
        yield Row("the second", 3.0, 4.0, (2.0, None))
        told.append(capsys.readouterr().out)

    assert tell(Console(), "In milliseconds", rows(), seed=1) == 1
    assert told == ["the first: p50 1.000, p99 2.000\n", "the second: p50 3.000, p99 4.000\n"]
    table = capsys.readouterr().out
    assert "In milliseconds" in table
    assert table.index("the first") < table.index("the second") < table.index("over its bound: the second")
    assert "over its bound: the first" not in table


def test_the_cost_of_rules_tells_how_far_it_is() -> None:
    told: list[str] = []
    found = costs(kinds(1, 40)[:2], told.append)
    assert len(found) == 2
    assert told[:2] == [f"laid out {n} of 2: {cost.kind.name}" for n, cost in enumerate(found, start=1)]
    assert told[2:] == [f"measured: round {n} of {ROUNDS}" for n in range(1, ROUNDS + 1)]
