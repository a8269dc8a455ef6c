"""Cost over time as a picture: a panel for each number of orders, a line for each solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.peers.report import cells, lines
from benchmarks.peers.row import Row, Task
from benchmarks.peers.solvers import PAIDAN, family

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Trace = Sequence[tuple[float, float]]
"""Seconds, and the cost of the best plan by then, minutes."""

COLOURS = {
    PAIDAN: "#c2185b",
    "vroom": "#2f7ed8",
    "pyvrp": "#3fa796",
    "ortools": "#e3a008",
    "nearest": "#8794a1",
    "regret": "#8e6bbf",
}


def draw(rows: Sequence[Row], traces: Sequence[tuple[Task, Trace]], path: Path) -> None:
    """Draw medians over the seeds at each limit, and between them what Paidan told of its progress.

    Parameters
    ----------
    path
        Its ending, such as ``.png`` or ``.svg``, says what kind of picture it is.
    """
    from matplotlib.figure import Figure

    sizes = list(dict.fromkeys(orders for orders, _ in cells(rows)))
    figure = Figure(figsize=(1.0 + 5.0 * max(1, len(sizes)), 4.5), layout="constrained")
    for axes, orders in zip(figure.subplots(1, max(1, len(sizes)), squeeze=False)[0], sizes, strict=False):
        _panel(axes, rows, traces, orders)
    figure.savefig(path, dpi=130)


def _panel(axes: Axes, rows: Sequence[Row], traces: Sequence[tuple[Task, Trace]], orders: int) -> None:
    for solver, points in points_of(rows, orders).items():
        seconds, costs = zip(*points, strict=True)
        axes.plot(seconds, costs, marker="o", color=COLOURS[solver], label=solver)
    progress = list(progress_of(trace for task, trace in traces if task.orders == orders))
    if progress:
        axes.plot(*zip(*progress, strict=True), color=COLOURS[PAIDAN], linewidth=0.8, linestyle="--")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(f"{orders:,} orders")
    axes.set_xlabel("seconds")
    axes.set_ylabel("cost, minutes")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)


def points_of(rows: Sequence[Row], orders: int) -> dict[str, list[tuple[float, float]]]:
    """Median wall seconds and median cost of each solver at each limit; run in its best way."""
    found: dict[str, list[tuple[float, float]]] = {}
    for cell in cells(rows):
        for line in lines(rows, cell) if cell[0] == orders else ():
            if line.cost_min is not None and line.wall_s is not None:
                found.setdefault(family(line.solver), []).append((max(line.wall_s, 1e-3), line.cost_min))
    return {solver: sorted(points) for solver, points in found.items()}


def progress_of(traces: Iterable[Trace]) -> Iterator[tuple[float, float]]:
    """The median over several traces, at each time at which all have a plan."""
    told = [trace for trace in traces if trace]
    if not told:
        return
    first_s = max(trace[0][0] for trace in told)
    for at_s in sorted({seconds for trace in told for seconds, _ in trace if seconds >= first_s}):
        yield at_s, median(_best_by(trace, at_s) for trace in told)


def _best_by(trace: Trace, at_s: float) -> float:
    return min(cost for seconds, cost in trace if seconds <= at_s)
