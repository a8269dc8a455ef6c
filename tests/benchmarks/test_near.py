"""Days side by side are the same days, and the rows of the benchmark are told."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.latency_days import STOPS
from benchmarks.latency_recipes import ORDERS
from benchmarks.near import TILE_DEG, Scene, beside, both_ways, cities
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.evaluate import evaluate
from dispatch.layout.route_rows import with_room

TWO = Scene(n_cities=2, skilled=0.5, rules=frozenset({"breaks"}))


def test_days_side_by_side_answer_as_they_did_alone() -> None:
    tiles = cities(TWO, 60, seed=1)
    both, alone = beside(tiles, TILE_DEG), tiles[1]
    both = with_room(both, both.routes["room"] + 3)
    together, apart = blank_answers(60), blank_answers(30)
    held = 30 * STOPS
    for n in range(20):
        evaluate(both, held + ORDERS + held + n, together, True)
        evaluate(alone, held + n, apart, True)
        assert np.array_equal(together.each["start"][30:], apart.each["start"])
        assert together.each["cost_min"][30:] == pytest.approx(apart.each["cost_min"], abs=0.04)  # rounded seconds


def test_rows_say_how_many_and_where() -> None:
    rows = list(both_ways(TWO, 60, seed=1))
    assert [row.scenario.split(", ")[0] for row in rows] == ["near enough", "everybody looked at"]
    assert all("60 technicians in 2 cities, 8 stops each, breaks, 50% eligible" in row.scenario for row in rows)
    assert all(0.0 < row.p50_ms <= row.p99_ms for row in rows)
    assert rows[0].bounds_ms == (0.2, None)
