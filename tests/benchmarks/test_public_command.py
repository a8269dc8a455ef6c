"""`paidan bench public`, from the command line to its file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.benchmarks.public_instances import solomon_data
from tests.commands import run


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAIDAN_DATA", str(tmp_path))
    return solomon_data(tmp_path, ("R101", "C201"))


def test_a_small_run_is_told_and_kept(data: Path) -> None:
    file = data / "rows.csv"
    asked = "--instance R101 --limit 0.1 --solver pyvrp"
    ended = run("bench", "public", *asked.split(), "--csv", str(file))
    assert (ended.code, ended.err) == (0, "")
    # the best: 0-1-0 and 0-2-3-0, 1.4 + 1.4 + 2.2 + 4.4 + 5.0 = 14.4
    assert "solomon R101, trunc1, seed 1, pyvrp: 14.40, gap 0.000 %, 2 vehicles, 0 left out" in ended.out
    assert "trunc1: distance, each way cut to one digit; 0.1 s, 1 core, 1 seed" in ended.out
    assert "against the published references" in ended.out
    (row,) = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert (row["instance"], row["group"], row["value"], row["reference"]) == ("R101", "R1", "14.4", "14.4")
    assert row["reference_source"] == "reference.json"
    assert row["provenance"].startswith("commit ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--set golden", "--set: is 'golden', must be one of solomon, homberger200, homberger400"),
        ("--convention real", "--convention: is 'real', must be one of trunc1, sintef"),
        ("--set solomon --instance R999", "--instance: is 'R999', must be one of C201, R101"),
        ("--solver vroom", "--solver: is 'vroom', must be one of paidan, pyvrp, ortools, regret, ortools-auto, "),
        ("--set homberger200", "set homberger200: there are no files *_2_*.txt in "),
        ("--limit nan", "--limit"),
        ("--seeds 0", "--seeds"),
        ("--csv /nowhere/rows.csv", "/nowhere is not a directory"),
    ],
)
def test_what_cannot_be_run_is_said(data: Path, arguments: str, message: str) -> None:
    ended = run("bench", "public", *arguments.split())
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_where_the_data_should_be_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIDAN_DATA", str(tmp_path / "nowhere"))
    ended = run("bench", "public")
    assert ended.code == 2
    assert f"{tmp_path / 'nowhere'} is not a folder" in ended.err
    assert "shared/data" in ended.err
    assert "PAIDAN_DATA" in ended.err
