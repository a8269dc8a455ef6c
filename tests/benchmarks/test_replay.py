"""Stored decisions come out the same in another process, and one that does not is found."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.replay import A_FILE, decide_again, decided_otherwise, main, replay, store_decisions


def test_decisions_of_random_days_are_decided_again_the_same() -> None:
    result = replay(seed=3, decisions=200)
    assert (result.decisions, result.differing) == (200, ())
    assert result.days >= 10
    assert set(result.outcomes) == {"assigned", "does_not_fit", "no_eligible_technician", "not_worth_it"}


def test_a_decision_that_comes_out_otherwise_is_named(tmp_path: Path) -> None:
    store_decisions(tmp_path, seed=1, decisions=3)
    (path,) = tmp_path.iterdir()
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    assert len(lines) == 3 < A_FILE
    assert decide_again(tmp_path) == []
    lines[1][2] = lines[1][2].replace('"seed":0', '"seed":1')
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    (named,) = decided_otherwise(tmp_path)
    assert named.startswith(f"order {lines[1][0]} of problem ")


def test_the_table_says_how_many_and_where_they_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(seed=2, decisions=20) == 0
    said = capsys.readouterr().out
    assert "seed 2, commit" in said
    assert " 20 " in said
