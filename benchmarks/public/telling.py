"""`paidan bench public`: runs the public instances and prints what came of them."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from benchmarks.peers.solvers import PAIDAN
from benchmarks.provenance import provenance
from benchmarks.public.csv_file import to_csv
from benchmarks.public.report import gap
from benchmarks.public.running import Asked, Outcome, outcomes
from benchmarks.public.table import notes, percent, tables

PACKAGES = ("pyvrp",)
"""Told beside what every table tells."""

WIDTH = 136
"""Columns of text that the tables need."""


def main(asked: Asked, csv: str | None = None) -> int:
    """Run all that is asked for; 1 if Paidan has no legal plan somewhere.

    Parameters
    ----------
    csv
        File for all rows.
    """
    console = Console()
    console.width = max(console.width, WIDTH)
    found: list[Outcome] = []
    origin = provenance(PACKAGES)
    for outcome in outcomes(asked):
        found.append(outcome)
        console.print(_told(outcome), soft_wrap=True, highlight=False, markup=False)
        if csv is not None:
            Path(csv).write_text(to_csv(found, origin), encoding="utf-8")
    for table in tables(asked, found):
        console.print(table)
    for note in notes(found):
        console.print(note, soft_wrap=True, highlight=False, markup=False)
    seeds = ", ".join(str(seed) for seed in asked.seeds)
    console.print(f"seeds {seeds}, {origin}", soft_wrap=True, highlight=False)
    return 1 if any(outcome.fault for outcome in found if outcome.run.solver == PAIDAN) else 0


def _told(outcome: Outcome) -> str:
    run = outcome.run
    head = f"{run.set_name} {run.instance}, {run.convention}, seed {run.seed}, {run.solver}: "
    if outcome.value is None:
        return head + outcome.fault
    own = gap(outcome)
    told = f", gap {percent(own)} %" if own is not None else ""
    return head + f"{outcome.value:.2f}{told}, {outcome.vehicles} vehicles, {outcome.left_out} left out"
