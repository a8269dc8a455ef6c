"""Runs solvers on public instances, in turn, and measures each plan in the convention of its set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.peers.child import Solved, solved_apart
from benchmarks.peers.running import cost_of, left_out
from benchmarks.public.instance import Instance, fault_of, value_of, vehicles_of, with_first_orders
from benchmarks.public.late_starts import put_off
from benchmarks.public.references import Reference, references_of
from benchmarks.public.sets import SETS
from dispatch.model import Problem

TINY = 8
"""Orders of the instance that a solver gets warm on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One solver on one instance.

    Parameters
    ----------
    data
        Folder of all sets.
    seed
        Of the solver's dice.
    """

    set_name: str
    convention: str
    instance: str
    limit_s: float
    cores: int
    seed: int
    solver: str
    data: str

    def read(self) -> Instance:
        """The instance."""
        return SETS[self.set_name].instance(Path(self.data), self.instance, self.convention)

    def problem(self) -> Problem:
        """The instance as a problem."""
        return self.read().problem

    def tiny(self) -> Problem:
        """Its first orders."""
        return with_first_orders(self.problem(), TINY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run.

    Parameters
    ----------
    group
        Class of the instance.
    orders, skipped
        How many the problem has, and how many requests are not in it.
    value
        In the convention of the run; ``None`` where there is no legal plan.
    reference, reference_vehicles
        What others have reached, if that is known.
    fault
        Why there is no legal plan; empty for a legal one.
    """

    run: Run
    group: str
    orders: int
    skipped: int = 0
    left_out: int | None = None
    is_priced: bool = False
    vehicles: int | None = None
    value: float | None = None
    reference: float | None = None
    reference_vehicles: int | None = None
    wall_s: float | None = None
    busy_s: float | None = None
    setup_s: float | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is run.

    Parameters
    ----------
    instances
        Names by set.
    conventions
        By set.
    """

    data: Path
    instances: Mapping[str, Sequence[str]]
    conventions: Mapping[str, str]
    limit_s: float
    seeds: Sequence[int]
    cores: int
    solvers: Sequence[str]


def runs(asked: Asked) -> Iterator[Run]:
    """All runs, solver after solver on the same instance, each time beginning with another one."""
    solvers, turn = list(asked.solvers), 0
    for name, instances in asked.instances.items():
        for instance in instances:
            for seed in asked.seeds:
                begin = turn % len(solvers)
                turn += 1
                for solver in solvers[begin:] + solvers[:begin]:
                    yield Run(
                        set_name=name,
                        convention=asked.conventions[name],
                        instance=instance,
                        limit_s=asked.limit_s,
                        cores=asked.cores,
                        seed=seed,
                        solver=solver,
                        data=str(asked.data),
                    )


def outcomes(asked: Asked) -> Iterator[Outcome]:
    """Each outcome when it is there."""
    references = {
        name: references_of(asked.data, SETS[name], convention) for name, convention in asked.conventions.items()
    }
    for run in runs(asked):
        yield measured(run, run.read(), solved_apart(run), references[run.set_name].get(run.instance))


def measured(run: Run, instance: Instance, found: Solved, reference: Reference | None) -> Outcome:
    """The outcome of a run: what its plan is worth, or why there is none.

    Where the working time counts, every solver's starts are put off as long as no return is delayed.
    """
    times: dict[str, Any] = {"wall_s": found.wall_s, "busy_s": found.busy_s, "setup_s": found.setup_s}
    outcome = Outcome(
        run=run,
        group=SETS[run.set_name].group(instance.name),
        orders=len(instance.problem.orders),
        skipped=len(instance.skipped),
        is_priced=instance.is_priced,
        reference=None if reference is None else reference.value,
        reference_vehicles=None if reference is None else reference.vehicles,
        **times,
    )
    cost, fault = cost_of(instance.problem, found)
    if cost is not None and found.plan is not None and instance.is_timed:
        found = replace(found, plan=put_off(instance.problem, found.plan))
        cost, fault = cost_of(instance.problem, found)
    fault = fault or (fault_of(instance, found.plan) if found.plan is not None else "")
    if fault or found.plan is None:
        return replace(outcome, fault=fault)
    return replace(
        outcome,
        left_out=left_out(instance.problem, found.plan),
        vehicles=vehicles_of(found.plan),
        value=value_of(instance, found.plan),
    )
