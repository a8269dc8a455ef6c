"""Is every plan what it must be, on random problems that mix everything a problem may ask for?

Each problem is planned twice, some once more by the clock on two cores. The checker must accept the plan, but for what
is broken and frozen or locked already, and price it the same to the last bit; orders are whole or left out once with a
true reason, locks and frozen stops are as they were, it is never dearer than a legal plan in force, and the second
plan is the first.
"""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.agree import DAYS, ENOUGH_DAYS, LEAST_SERVED, LEAST_SHARE, PROCESSES, SHOWN, TERMS, table_of
from benchmarks.agreement.alive import FEATURES
from benchmarks.agreement.many import in_processes
from benchmarks.agreement.play_plan import Planned, plan_days
from benchmarks.provenance import provenance


def main(seed: int = 1, problems: int = DAYS, processes: int = PROCESSES) -> int:
    """Plan so many problems from a seed on, and print the tables; 1 if anything is not as it must be."""
    console = Console()
    planned, began = Planned(), time.monotonic()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("problems", total=problems)
        for part in in_processes(plan_days, range(seed, seed + problems), processes):
            planned.add(part)
            progress.update(task, advance=part.tally.days + len(part.disagreements))
            if part.disagreements:
                progress.update(task, description=f"problems, {len(planned.disagreements)} not agreed on")
    tell(console, planned, (seed, problems), time.monotonic() - began)
    return 0 if not planned.disagreements and (problems < ENOUGH_DAYS or is_broad(planned)) else 1


def tell(console: Console, planned: Planned, asked: tuple[int, int], seconds: float) -> None:
    """Print what came out of the asked seed and number of problems."""
    tally = planned.tally
    share = tally.served / tally.orders if tally.orders else 0.0
    console.print(table_of("What some visit had to do with", FEATURES, tally.bound, tally.days))
    console.print(table_of("Terms that the plan was charged for", TERMS, tally.alive, tally.days))
    console.print(
        f"{asked[1]:,} problems from seed {asked[0]} on, {tally.asks:,} plans, {share:.1%} of {tally.orders:,} "
        f"orders served, {seconds:.0f} s; {len(planned.disagreements)} not agreed on.",
        soft_wrap=True,
    )
    for which, words in sorted(planned.disagreements)[:SHOWN]:
        told = f"paidan bench agree --plans --seed {which} --problems 1: {words}"
        console.print(told, soft_wrap=True, markup=False)
    console.print(provenance(), soft_wrap=True, markup=False)


def is_broad(planned: Planned) -> bool:
    """Are enough orders served, and does each feature and each term count in enough of the plans?"""
    tally = planned.tally
    counts = [*(tally.bound[name] for name in FEATURES), *(tally.alive[term] for term in TERMS)]
    return tally.served >= LEAST_SERVED * tally.orders and min(counts) >= LEAST_SHARE * tally.days
