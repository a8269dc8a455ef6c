"""Medians, ratios, file and picture, on rows made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.peers.csv_file import from_csv, to_csv
from benchmarks.peers.plot import draw, points_of, progress_of
from benchmarks.peers.report import against, cells, line, lines, ratio
from benchmarks.peers.row import Row, Task
from benchmarks.peers.running import Comparison, tasks
from benchmarks.peers.table import notes, table_of

ASKED = Comparison(
    kind="tight", orders=[100], limits_s=[1.0], seeds=[1, 2, 3], cores=1, solvers=["paidan", "vroom-0", "pyvrp"]
)


def row(solver: str, seed: int, cost_min: float | None, *, orders: int = 100, limit_s: float = 1.0) -> Row:
    task = Task(kind="tight", orders=orders, limit_s=limit_s, cores=1, seed=seed, solver=solver)
    if cost_min is None:
        return Row(task=task, fault="time_window: order o1 starts too late", wall_s=1.5, busy_s=1.4)
    return Row(
        task=task,
        cost_min=cost_min,
        left_out=seed,
        left_out_min=600.0 * seed,
        travel_min=cost_min - 600.0 * seed,
        wall_s=1.0,
        busy_s=0.9,
        setup_s=0.01,
    )


ROWS = [
    row("paidan", 1, 1000.0),
    row("vroom-0", 1, 1250.0),
    row("vroom-5", 1, 2000.0),
    row("pyvrp", 1, 1100.0),
    row("paidan", 2, 1500.0),
    row("vroom-0", 2, 1200.0),
    row("vroom-5", 2, 1800.0),
    row("pyvrp", 2, None),
    row("paidan", 3, 2100.0),
    row("vroom-0", 3, 3000.0),
    row("vroom-5", 3, 2100.0),
    row("pyvrp", 3, 2500.0),
]
CELL = (100, 1.0)


def test_medians_are_of_legal_plans_and_times_of_all() -> None:
    own = line(ROWS, CELL, "paidan")
    assert (own.cost_min, own.left_out, own.left_out_min, own.travel_min) == (1500.0, 2.0, 1200.0, 300.0)
    assert (own.legal, own.runs, own.wall_s, own.busy_s) == (3, 3, 1.0, 0.9)
    other = line(ROWS, CELL, "pyvrp")
    assert (other.cost_min, other.legal, other.runs) == (1800.0, 2, 3)  # (1100 + 2500) / 2


def test_a_solver_is_told_in_its_best_way() -> None:
    assert [each.solver for each in lines(ROWS, CELL)] == ["paidan", "vroom-0", "pyvrp"]  # 1250 before 2000
    dear = [row("vroom-0", 1, 900.0), row("vroom-0", 2, None), row("vroom-3", 1, 950.0), row("vroom-3", 2, 960.0)]
    assert [each.solver for each in lines(dear, CELL)] == ["vroom-3"]  # cheap, but not always legal


def test_paidan_is_held_against_the_best_of_each_seed() -> None:
    found = against(ROWS, CELL)
    assert found is not None
    # 1000 / 1100 pyvrp, 1500 / 1200 vroom-0, 2100 / 2100 vroom-5
    assert found.peers == ("pyvrp", "vroom-0", "vroom-5")
    assert found.ratios == (1000 / 1100, 1.25, 1.0)
    assert (found.median, found.worst) == (1.0, 1.25)


def test_without_a_pair_there_is_no_ratio() -> None:
    assert against([row("paidan", 1, 1.0), row("pyvrp", 1, None), row("pyvrp", 2, 3.0)], CELL) is None
    assert against(ROWS, (200, 1.0)) is None
    assert (ratio(0.0, 0.0), ratio(1.0, 0.0)) == (1.0, float("inf"))


def test_solvers_take_turns_on_the_same_day() -> None:
    asked = [(task.seed, task.solver) for task in tasks(ASKED)]
    assert asked == [
        (1, "paidan"), (1, "vroom-0"), (1, "pyvrp"),
        (2, "vroom-0"), (2, "pyvrp"), (2, "paidan"),
        (3, "pyvrp"), (3, "paidan"), (3, "vroom-0"),
    ]  # fmt: skip


def test_who_cannot_be_told_of_a_part_is_not_run_and_it_is_said() -> None:
    rich = replace(ASKED, kind="rich", seeds=[1], solvers=["vroom-0", "vroom-1", "ortools-auto", "pyvrp"])
    assert [task.solver for task in tasks(rich)] == ["ortools-auto"]
    assert list(notes(rich, [])) == [
        "not run: vroom, which cannot be told of lateness",
        "not run: pyvrp, which cannot be told of breaks, lateness",
    ]


def test_the_table_shows_drops_and_driving_apart_and_notes_what_is_not_legal() -> None:
    console = Console(width=120)
    with console.capture() as told:
        console.print(table_of(ASKED, ROWS))
    text = told.get()
    assert "tight technician days, 1 core, medians over 3 seeds" in text
    (own,) = (each for each in text.splitlines() if "paidan" in each)
    assert [part.strip() for part in own.split("│")[1:-1]] == [
        "100", "1", "paidan", "3/3", "1,500.0", "2.0", "1,200", "300.0", "1.00", "0.90",
    ]  # fmt: skip
    assert list(notes(ASKED, ROWS)) == [
        "100 orders, 1 s: cost of paidan ÷ best other of each seed (pyvrp 1×, vroom-0 1×, vroom-5 1×): "
        "median 1.0000, worst 1.2500",
        "no legal plan: pyvrp, 100 orders, 1 s, seed 2: time_window: order o1 starts too late",
    ]


def test_the_file_gives_back_the_rows_to_the_last_digit() -> None:
    odd = [*ROWS, row("paidan", 4, 1.0 / 3.0), Row(task=ROWS[0].task, fault='he said "no", twice,\nand left')]
    text = to_csv(odd, "commit abc, 2 cores")
    assert from_csv(text) == odd
    assert text.splitlines()[0].startswith("kind,orders,limit_s,cores,seed,solver,cost_min,left_out,left_out_min,")
    assert text.count("commit abc, 2 cores") == len(odd)


def test_the_picture_has_a_point_for_each_limit() -> None:
    rows = [*ROWS, *(row(name, 1, 500.0, limit_s=10.0) for name in ("paidan", "vroom-0", "vroom-5"))]
    assert cells(rows) == [(100, 1.0), (100, 10.0)]
    assert points_of(rows, 100)["paidan"] == [(1.0, 500.0), (1.0, 1500.0)]
    assert set(points_of(rows, 100)) == {"paidan", "vroom", "pyvrp"}


def test_progress_is_the_median_from_when_all_have_a_plan() -> None:
    traces = [[(0.1, 90.0), (0.4, 50.0)], [(0.2, 80.0), (0.3, 60.0)], []]
    assert list(progress_of(traces)) == [(0.2, 85.0), (0.3, 75.0), (0.4, 55.0)]
    assert list(progress_of([[]])) == []


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_is_drawn(tmp_path: Path, ending: str) -> None:
    rows = [*ROWS, row("paidan", 1, 4000.0, orders=200)]
    file = tmp_path / f"cost.{ending}"
    draw(rows, [(ROWS[0].task, [(0.1, 1800.0), (0.5, 1600.0)])], file)
    assert file.stat().st_size > 5000
