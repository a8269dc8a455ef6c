"""Public sets as text: a table for each convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from benchmarks.peers.solvers import PAIDAN
from benchmarks.public.hhcrsp import THIRDS
from benchmarks.public.report import Line, is_complete, is_sintef, lines
from benchmarks.public.running import Asked, Outcome
from benchmarks.public.sets import SETS
from benchmarks.public.solomon import SINTEF, TRUNC1

COLUMNS = (
    "set",
    "class",
    "solver",
    "instances",
    "compared",
    "mean value",
    "mean gap %",
    "worst gap %",
    "served",
    "wall s",
    "processor s",
)
TEXTS = {"set", "class", "solver"}
MORE_VEHICLES = "more vehicles"

TITLES = {
    TRUNC1: "trunc1: distance, each way cut to one digit",
    SINTEF: "sintef: fewest vehicles, then unrounded distance",
    THIRDS: "thirds: a third each of distance, tardiness and largest tardiness",
}


def tables(asked: Asked, outcomes: Sequence[Outcome]) -> Iterator[Table]:
    """A table for each convention: values of one are never beside those of another."""
    for convention in dict.fromkeys(outcome.run.convention for outcome in outcomes):
        yield _table(asked, convention, [outcome for outcome in outcomes if outcome.run.convention == convention])


def _table(asked: Asked, convention: str, outcomes: Sequence[Outcome]) -> Table:
    seeds = "1 seed" if len(asked.seeds) == 1 else f"medians over {len(asked.seeds)} seeds"
    table = Table(title=f"{TITLES.get(convention, convention)}; {asked.limit_s:g} s, 1 core, {seeds}")
    columns = [*COLUMNS[:6], MORE_VEHICLES, *COLUMNS[6:]] if convention == SINTEF else list(COLUMNS)
    for title in columns:
        table.add_column(title, justify="left" if title in TEXTS else "right", no_wrap=title in TEXTS)
    shown = None
    for line in lines(outcomes):
        if shown is not None and shown != (line.set_name, line.group):
            table.add_section()
        shown = line.set_name, line.group
        texts = _texts(line)
        table.add_row(*(texts[title] for title in columns), style="bold" if line.solver == PAIDAN else None)
    return table


def _texts(line: Line) -> dict[str, str]:
    return {
        "set": line.set_name,
        "class": line.group,
        "solver": line.solver,
        "instances": f"{line.instances}",
        "compared": f"{line.compared}",
        "mean value": _digits(line.value_mean, 2),
        MORE_VEHICLES: _digits(line.more_vehicles, 1),
        "mean gap %": _percent(line.gap_mean),
        "worst gap %": _percent(line.gap_worst),
        "served": f"{line.served:,}/{line.orders:,}",
        "wall s": _digits(line.wall_s, 2),
        "processor s": _digits(line.busy_s, 2),
    }


def _digits(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else percent(value)


def percent(value: float) -> str:
    """A gap as text; what rounds to nothing has no sign."""
    return f"{round(100.0 * value, 3) + 0.0:.3f}"


def notes(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What stands below the tables: what gaps are against, and every plan that has none of its own doing."""
    yield from _references(outcomes)
    for name in dict.fromkeys(outcome.run.set_name for outcome in outcomes):
        if SETS[name].remark:
            yield f"{name}: {SETS[name].remark}"
        skipped = {each.run.instance: each.skipped for each in outcomes if each.run.set_name == name and each.skipped}
        if skipped:
            told = ", ".join(f"{instance} {count}" for instance, count in skipped.items())
            yield f"skipped: {name}, requests that nobody could serve without the depot: {told}"
    for outcome in outcomes:
        if outcome.fault:
            yield f"no legal plan: {_what(outcome)}: {outcome.fault}"
        elif not is_complete(outcome):
            yield f"leaves out {outcome.left_out} of {outcome.orders}: {_what(outcome)}"


def _references(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for name in dict.fromkeys(outcome.run.set_name for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.run.set_name == name]
        convention = own[0].run.convention
        without = {outcome.run.instance for outcome in own if outcome.reference is None}
        if len(without) < len({outcome.run.instance for outcome in own}):
            same = ", where there are as many vehicles" if is_sintef(own[0]) else ""
            yield f"gaps: {name}, {convention}: against the published references of {SETS[name].references}{same}"
        if without and len({outcome.run.solver for outcome in own}) > 1:
            yield f"gaps: {name}, {convention}: no published ones of {len(without)}; against the best plan of this run"
        elif without:
            yield f"no gaps: {name}, {convention}: no published ones of {len(without)}, nobody else in this run"


def _what(outcome: Outcome) -> str:
    run = outcome.run
    return f"{run.set_name} {run.instance}, {run.solver}, seed {run.seed}"
