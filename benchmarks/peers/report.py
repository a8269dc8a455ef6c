"""Medians over seeds, and how Paidan compares with the best of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.peers.row import Row
from benchmarks.peers.solvers import NAMES, PAIDAN, family

Cell = tuple[int, float]
"""Orders and limit in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One solver in one cell: medians over the seeds with a legal plan.

    Parameters
    ----------
    solver
        In the way of running it that is best in this cell.
    legal, runs
        On how many days there was a legal plan, and how many there were.
    """

    cell: Cell
    solver: str
    legal: int
    runs: int
    cost_min: float | None = None
    left_out: float | None = None
    left_out_min: float | None = None
    travel_min: float | None = None
    wall_s: float | None = None
    busy_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Paidan's cost divided by that of the best other solver of the same day, whichever that was.

    Parameters
    ----------
    ratios
        One for each seed on which both have a legal plan.
    peers
        Who was the best, seed by seed.
    """

    cell: Cell
    ratios: tuple[float, ...]
    peers: tuple[str, ...]

    @property
    def median(self) -> float:
        """Below 1, Paidan's plans cost less."""
        return median(self.ratios)

    @property
    def worst(self) -> float:
        """The seed on which Paidan does worst."""
        return max(self.ratios)


def cell_of(row: Row) -> Cell:
    """The cell that a row belongs to."""
    return row.task.orders, row.task.limit_s


def cells(rows: Iterable[Row]) -> list[Cell]:
    """All cells, in the order in which they were run."""
    return list(dict.fromkeys(cell_of(row) for row in rows))


def lines(rows: Sequence[Row], cell: Cell) -> list[Line]:
    """Each solver in a cell, once: run in the way whose median cost is lowest."""
    ways: dict[str, list[Line]] = {}
    for name in sorted({row.task.solver for row in rows if cell_of(row) == cell}, key=NAMES.index):
        ways.setdefault(family(name), []).append(line(rows, cell, name))
    return [min(own, key=_rank) for own in ways.values()]


def _rank(way: Line) -> tuple[int, float]:
    """The way with the most legal plans, then the cheapest."""
    return -way.legal, way.cost_min if way.cost_min is not None else 0.0


def line(rows: Iterable[Row], cell: Cell, solver: str) -> Line:
    """One solver in a cell."""
    own = [row for row in rows if cell_of(row) == cell and row.task.solver == solver]
    legal = [row for row in own if row.legal]
    return Line(
        cell=cell,
        solver=solver,
        legal=len(legal),
        runs=len(own),
        cost_min=_median(row.cost_min for row in legal),
        left_out=_median(row.left_out for row in legal),
        left_out_min=_median(row.left_out_min for row in legal),
        travel_min=_median(row.travel_min for row in legal),
        wall_s=_median(row.wall_s for row in own),
        busy_s=_median(row.busy_s for row in own),
    )


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def against(rows: Iterable[Row], cell: Cell) -> Against | None:
    """How Paidan compares in a cell; ``None`` if there is no day on which it can be compared."""
    legal = [row for row in rows if cell_of(row) == cell and row.cost_min is not None]
    pairs = list(_pairs(legal))
    if not pairs:
        return None
    return Against(cell=cell, ratios=tuple(ratio for ratio, _ in pairs), peers=tuple(peer for _, peer in pairs))


def _pairs(legal: Sequence[Row]) -> Iterator[tuple[float, str]]:
    costs: dict[int, dict[str, float]] = {}
    for row in legal:
        assert row.cost_min is not None
        costs.setdefault(row.task.seed, {})[row.task.solver] = row.cost_min
    for by_solver in costs.values():
        own = by_solver.pop(PAIDAN, None)
        if own is not None and by_solver:
            peer = min(by_solver, key=lambda name: by_solver[name])
            yield ratio(own, by_solver[peer]), peer


def ratio(own_min: float, other_min: float) -> float:
    """How many times as dear as the other; two plans that cost nothing are equal."""
    if other_min:
        return own_min / other_min
    return 1.0 if not own_min else float("inf")
