"""Runs a comparison and tells it: each row when it is there, the table in the end, and files if they are asked for."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from benchmarks.peers.csv_file import to_csv
from benchmarks.peers.plot import Trace, draw
from benchmarks.peers.row import Row, Task
from benchmarks.peers.running import Comparison, run
from benchmarks.peers.solvers import PAIDAN
from benchmarks.peers.table import notes, table_of
from benchmarks.provenance import provenance

PACKAGES = ("pyvrp", "pyvroom")
"""Told beside what every table tells."""


WIDTH = 116
"""Columns of text that the table needs."""


def main(asked: Comparison, csv: str | None = None, plot: str | None = None) -> int:
    """Compare; 1 if Paidan has no legal plan somewhere, whatever the others have.

    Parameters
    ----------
    csv, plot
        Files for all rows, and for the picture of cost over time (its ending says of what kind).
    """
    console = Console()
    console.width = max(console.width, WIDTH)
    rows: list[Row] = []
    traces: list[tuple[Task, Trace]] = []
    origin = provenance(PACKAGES)
    for row, found in run(asked):
        rows.append(row)
        traces.append((row.task, found.trace))
        console.print(_told(row), soft_wrap=True, highlight=False)
        if csv is not None:
            Path(csv).write_text(to_csv(rows, origin), encoding="utf-8")
    console.print(table_of(asked, rows))
    for note in notes(asked, rows):
        console.print(note, soft_wrap=True, highlight=False, markup=False)
    seeds = ", ".join(str(seed) for seed in asked.seeds)
    console.print(f"seeds {seeds}, {origin}", soft_wrap=True, highlight=False)
    if plot is not None:
        draw(rows, traces, Path(plot))
    return 1 if any(row.fault for row in rows if row.task.solver == PAIDAN) else 0


def _told(row: Row) -> str:
    task = row.task
    head = f"{task.orders:,} orders, {task.limit_s:g} s, seed {task.seed}, {task.solver}: "
    if row.cost_min is None:
        return head + row.fault
    return head + f"{row.cost_min:.1f} min, {row.left_out} left out, {row.wall_s:.2f} s"
