"""What the command line asks for, made sure of before anything is run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.asked import chosen_solvers, require_limit
from benchmarks.peers.solvers import family
from benchmarks.public.data import data_folder
from benchmarks.public.running import Asked
from benchmarks.public.sets import SETS
from benchmarks.public.solomon import CONVENTIONS
from dispatch.files.disk import require, require_writable

SOLVERS = ("paidan", "pyvrp", "ortools", "regret")
"""Families that can be told of what public sets ask for; a set may know that only some can be told of it."""

USUAL_SET = "solomon"
USUAL = ("C103", "C203", "R105", "R205", "RC105", "RC205")
"""What is run if nothing is asked for: an instance of each class."""


def asked_for(  # noqa: PLR0913 - one parameter for each option
    *,
    sets: Sequence[str],
    convention: str,
    instances: Sequence[str],
    limit_s: float,
    seeds: Sequence[int],
    solvers: Sequence[str],
    csv: str | None = None,
) -> Asked:
    """What is to be run.

    Parameters
    ----------
    sets, instances
        Names; without any, `USUAL`. Instances alone are looked for in all sets.
    convention
        Of the sets that have several.
    solvers
        Families, or single ways to run them; Paidan alone if there are none.

    Raises
    ------
    UnusableError
        If a name is not known, a solver not installed, or the data not there.
    """
    require_limit(limit_s)
    require(convention in CONVENTIONS, f"--convention: is {convention!r}, must be one of {', '.join(CONVENTIONS)}")
    for name in sets:
        require(name in SETS, f"--set: is {name!r}, must be one of {', '.join(SETS)}")
    if csv is not None:
        require_writable(csv)
    chosen = chosen_solvers(solvers or SOLVERS[:1], SOLVERS)
    data = data_folder()
    named = _usual(data) if not sets and not instances else _named(data, sets, instances)
    for name in named:
        _require_tellable(name, chosen)
    return Asked(
        data=data,
        instances=named,
        conventions={name: _convention(name, convention) for name in named},
        limit_s=limit_s,
        seeds=seeds,
        cores=1,
        solvers=chosen,
    )


def _convention(name: str, wanted: str) -> str:
    own = SETS[name].conventions
    return wanted if wanted in own else own[0]


def _require_tellable(name: str, solvers: Sequence[str]) -> None:
    able = SETS[name].solvers or SOLVERS
    for solver in solvers:
        told = f"--solver: {solver} cannot be told of set {name}, only {', '.join(able)} can"
        require(family(solver) in able, told)


def _usual(data: Path) -> dict[str, list[str]]:
    there = SETS[USUAL_SET].names(data)
    return {USUAL_SET: [name for name in USUAL if name in there] or there}


def _named(data: Path, sets: Sequence[str], instances: Sequence[str]) -> dict[str, list[str]]:
    """The instances that are asked for, by set: all of a set, or those of them that are named."""
    searched = list(dict.fromkeys(sets)) or [name for name, each in SETS.items() if each.is_there(data)]
    known = {name: SETS[name].names(data) for name in searched}
    for instance in instances:
        names = ", ".join(each for own in known.values() for each in own)
        there = any(instance in own for own in known.values())
        require(there, f"--instance: is {instance!r}, must be one of {names}")
    wanted = {name: [each for each in own if not instances or each in instances] for name, own in known.items()}
    return {name: own for name, own in wanted.items() if own}
