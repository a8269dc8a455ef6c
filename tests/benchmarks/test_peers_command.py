"""`paidan bench peers`, from the command line to its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.peers.asked import comparison, cores_lent
from benchmarks.peers.csv_file import from_csv
from benchmarks.peers.solvers import FAMILIES, NAMES
from tests.commands import run


def test_a_small_comparison_is_told_and_kept(tmp_path: Path) -> None:
    csv, plot = tmp_path / "rows.csv", tmp_path / "cost.png"
    asked = "--orders 12 --limit 0.1 --seeds 1 --seed 5 --solver paidan --solver vroom-0"
    ended = run("bench", "peers", *asked.split(), "--csv", str(csv), "--plot", str(plot))
    assert (ended.code, ended.err) == (0, "")
    assert "tight technician days, 1 core, medians over 1 seed" in ended.out
    assert "cost of paidan ÷ best other of each seed (vroom-0 1×): median" in ended.out
    assert "pyvroom 1." in ended.out
    rows = from_csv(csv.read_text(encoding="utf-8"))
    assert [(row.task.solver, row.task.seed, row.legal) for row in rows] == [("paidan", 5, True), ("vroom-0", 5, True)]
    assert plot.stat().st_size > 5000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "--solver chance",
            "--solver: is 'chance', must be one of paidan, vroom, pyvrp, ortools, nearest, regret, vroom-0, ",
        ),
        ("--limit nan", "--limit"),
        ("--limit 0", "--limit"),
        ("--orders 0", "--orders"),
        ("--seeds 0", "--seeds"),
        ("--kind odd", "'odd' is not one of 'tight', 'loose', 'rich'"),
        ("--cores 1024", f"--cores: is 1024, this machine lends {cores_lent()}"),
        ("--csv /nowhere/rows.csv", "/nowhere is not a directory"),
    ],
)
def test_what_cannot_be_run_is_said(arguments: str, message: str) -> None:
    ended = run("bench", "peers", *arguments.split())
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_who_is_compared() -> None:
    def solvers(*names: str) -> list[str]:
        asked = comparison(kind="tight", orders=[5, 5], limits_s=[1.0], seeds=[1], cores=1, solvers=names)
        assert asked.orders == [5]
        return list(asked.solvers)

    assert solvers() == list(NAMES)
    assert solvers("vroom", "paidan", "paidan") == ["paidan", *FAMILIES["vroom"]]


def test_a_solver_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.peers.asked.is_installed", lambda package: package != "pyvroom")
    ended = run("bench", "peers", "--solver", "vroom-2")
    assert ended.code == 2
    assert ended.err == (
        "paidan: --solver: vroom-2 needs pyvroom, which is not installed: pip install 'paidan[peers]'\n"
    )
