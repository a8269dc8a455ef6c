"""Do the compiled evaluator and the independent checker say the same, on random problems that mix every rule?

Each order of each problem is decided; then a slow, plain search that knows the contract alone tries every place, and
the checker judges and prices them. Candidates must be legal, cost the same to the last digits, term by term, and be the
best of all; refusals must be true.
"""

from __future__ import annotations

import time
from collections import Counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from benchmarks.agreement.many import Played, play_many
from benchmarks.agreement.play import IN_THE_DAY
from benchmarks.provenance import provenance
from dispatch.files.policy_file import TERM_ORDER
from dispatch.rules import SEQUENCE_RULES, STATIC_RULES

DAYS = 10_000
PROCESSES = 2
STATIC = tuple(rule.CODE for rule in STATIC_RULES)
RULES = (*STATIC, *(f"{code} {IN_THE_DAY}" if code in STATIC else code for code in SEQUENCE_RULES))
TERMS = (*TERM_ORDER, "fixed_cost", "unserved")
LEAST_SERVED = 0.6
LEAST_SHARE = 0.05
ENOUGH_DAYS = 100
"""From how many days on shares mean something."""
SHOWN = 3
"""How many disagreements are told in full."""


def main(seed: int = 1, days: int = DAYS, processes: int = PROCESSES) -> int:
    """Play so many days from a seed on, and print the tables; 1 if anything is not agreed on."""
    console = Console()
    played, seconds = Played(), time.monotonic()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("problems", total=days)
        for part in play_many(range(seed, seed + days), processes=processes):
            played.add(part)
            progress.update(task, advance=part.tally.days + len(part.disagreements))
            if part.disagreements:
                progress.update(task, description=f"problems, {len(played.disagreements)} not agreed on")
    seconds = time.monotonic() - seconds
    tell(console, played, (seed, days), seconds)
    return 0 if not played.disagreements and (days < ENOUGH_DAYS or is_broad(played)) else 1


def tell(console: Console, played: Played, asked: tuple[int, int], seconds: float) -> None:
    """Print what came out of the asked seed and number of days."""
    tally = played.tally
    share = tally.served / tally.orders if tally.orders else 0.0
    console.print(table_of("Rules that were the reason of a refusal", RULES, tally.bound, tally.days))
    console.print(table_of("Terms that some candidate was charged for", TERMS, tally.alive, tally.days))
    console.print(
        f"{asked[1]:,} problems from seed {asked[0]} on, {tally.asks:,} decisions, {share:.1%} of {tally.orders:,} "
        f"orders served, {seconds:.0f} s; {len(played.disagreements)} not agreed on.",
        soft_wrap=True,
    )
    for which, words in sorted(played.disagreements)[:SHOWN]:
        console.print(f"paidan bench agree --seed {which} --days 1: {words}", soft_wrap=True, markup=False)
    console.print(provenance(), soft_wrap=True, markup=False)


def is_broad(played: Played) -> bool:
    """Are enough orders served, and does each rule bind and each term count on enough of the days?"""
    tally = played.tally
    counts = [*(tally.bound[rule] for rule in RULES), *(tally.alive[term] for term in TERMS)]
    return tally.served >= LEAST_SERVED * tally.orders and min(counts) >= LEAST_SHARE * tally.days


def table_of(title: str, names: tuple[str, ...], counts: Counter[str], days: int) -> Table:
    """On how many days each was met."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    table.add_column("problems", justify="right")
    table.add_column("share", justify="right")
    for name in names:
        share = counts[name] / days if days else 0.0
        table.add_row(name, f"{counts[name]:,}", f"{share:.1%}")
    return table
