"""What the command line asks for, made sure of before anything is run."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence

from benchmarks.peers.running import Comparison
from benchmarks.peers.solvers import FAMILIES, NAMES, PACKAGES, family
from benchmarks.provenance import is_installed
from dispatch.files.disk import require, require_writable


def comparison(  # noqa: PLR0913 - one parameter for each option
    *,
    kind: str,
    orders: Sequence[int],
    limits_s: Sequence[float],
    seeds: Sequence[int],
    cores: int,
    solvers: Sequence[str],
    files: Sequence[str] = (),
) -> Comparison:
    """The comparison that is asked for.

    Parameters
    ----------
    solvers
        Names of solvers or of single ways to run them; none at all means everybody.
    files
        What is to be written in the end.

    Raises
    ------
    UnusableError
        If a solver is not known or not installed, a limit is not a number, there are not as many cores, or a file
        cannot be written.
    """
    for limit_s in limits_s:
        require_limit(limit_s)
    lent = cores_lent()
    require(cores <= lent, f"--cores: is {cores}, this machine lends {lent}")
    for file in files:
        require_writable(file)
    chosen = chosen_solvers(solvers, FAMILIES)
    return Comparison(
        kind=kind,
        orders=list(dict.fromkeys(orders)),
        limits_s=list(dict.fromkeys(limits_s)),
        seeds=seeds,
        cores=cores,
        solvers=chosen,
    )


def cores_lent() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def require_limit(limit_s: float) -> None:
    """Refuse a time limit that is no number."""
    require(math.isfinite(limit_s), f"--limit: is {limit_s}, must be a number of seconds")


def chosen_solvers(solvers: Sequence[str], families: Iterable[str]) -> list[str]:
    """Every way to run the solvers that are named, in the order in which they are told.

    Parameters
    ----------
    solvers
        Families, or single ways; none at all means all of `families`.
    families
        Whom there is to choose from.

    Raises
    ------
    UnusableError
        If a solver is not among them, or not installed.
    """
    ways = {name: FAMILIES[name] for name in families}
    known = list(dict.fromkeys((*ways, *(name for name in NAMES if family(name) in ways))))
    wanted: list[str] = []
    for name in solvers or ways:
        require(name in known, f"--solver: is {name!r}, must be one of {', '.join(known)}")
        wanted += ways.get(name, (name,))
    chosen = [name for name in NAMES if name in wanted]
    for name in chosen:
        package = PACKAGES.get(family(name))
        installed = package is None or is_installed(package)
        require(installed, f"--solver: {name} needs {package}, which is not installed: pip install 'paidan[peers]'")
    return chosen
