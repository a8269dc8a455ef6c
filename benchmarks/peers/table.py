"""The comparison as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.table import Table

from benchmarks.peers.report import Against, Cell, Line, against, cells, lines
from benchmarks.peers.row import Row
from benchmarks.peers.running import Comparison
from benchmarks.peers.solvers import PAIDAN, family

COLUMNS = (
    "orders",
    "limit s",
    "solver",
    "legal",
    "cost min",
    "left out",
    "price",
    "driving min",
    "wall s",
    "processor s",
)


def table_of(asked: Comparison, rows: Sequence[Row]) -> Table:
    """A line for each solver in each cell: medians over the seeds."""
    cores = "1 core" if asked.cores == 1 else f"{asked.cores} cores"
    seeds = "1 seed" if len(asked.seeds) == 1 else f"{len(asked.seeds)} seeds"
    table = Table(title=f"{asked.kind} technician days, {cores}, medians over {seeds}")
    for title in COLUMNS:
        table.add_column(title, justify="left" if title == "solver" else "right")
    for cell in cells(rows):
        for line in lines(rows, cell):
            table.add_row(*_texts(line), style="bold" if line.solver == PAIDAN else None)
        table.add_section()
    return table


def _texts(line: Line) -> Iterator[str]:
    orders, limit_s = line.cell
    yield f"{orders:,}"
    yield f"{limit_s:g}"
    yield line.solver
    yield f"{line.legal}/{line.runs}"
    for value, digits in ((line.cost_min, 1), (line.left_out, 1), (line.left_out_min, 0), (line.travel_min, 1)):
        yield "" if value is None else f"{value:,.{digits}f}"
    for seconds in (line.wall_s, line.busy_s):
        yield "" if seconds is None else f"{seconds:.2f}"


def notes(asked: Comparison, rows: Sequence[Row]) -> Iterator[str]:
    """What stands below the table: the ratios, who was not run and why, and every plan that is not legal."""
    for cell in cells(rows):
        found = against(rows, cell)
        if found is not None:
            yield _ratios(cell, found)
    for name, lacks in {family(name): asked.lacks(name) for name in asked.solvers}.items():
        if lacks:
            yield f"not run: {name}, which cannot be told of {', '.join(sorted(lacks))}"
    for row in rows:
        if row.fault:
            task = row.task
            what = f"{task.solver}, {task.orders:,} orders, {task.limit_s:g} s, seed {task.seed}"
            yield f"no legal plan: {what}: {row.fault}"


def _ratios(cell: Cell, found: Against) -> str:
    orders, limit_s = cell
    best = ", ".join(f"{name} {count}×" for name, count in Counter(found.peers).most_common())
    told = f"median {found.median:.4f}, worst {found.worst:.4f}"
    return f"{orders:,} orders, {limit_s:g} s: cost of paidan ÷ best other of each seed ({best}): {told}"
