"""Plays a mixed problem: it is planned, planned again, now and then by the clock, and each plan must hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.agreement.alive import Seen, alive_in
from benchmarks.agreement.compare import Disagreement
from benchmarks.agreement.hold_plan import hold_plan
from benchmarks.agreement.in_force import Standing
from benchmarks.agreement.left_out import hold_reasons
from benchmarks.agreement.mixed_days import MixedDay, mixed_day
from benchmarks.agreement.play import Tally
from dispatch import planner
from dispatch.model import Plan

Planner = Callable[..., Plan]

TIMED_S = 0.02
"""Limit of the plans that are made by the clock, on two cores."""


@dataclass(slots=True)
class Planned:
    """What was met in the plans of some problems, and by seed what was not agreed on.

    Parameters
    ----------
    tally
        Its asks are plans; `bound` counts the features, `alive` the terms of the cost.
    """

    tally: Tally = field(default_factory=Tally)
    disagreements: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Planned) -> None:
        """Add what came out of other problems."""
        self.tally.add(other.tally)
        self.disagreements += other.disagreements


def plan_days(seeds: Sequence[int], plan: Planner | None = None) -> Planned:
    """The problems of these seeds, one after the other; those that fail count as well, as far as they came."""
    planned = Planned()
    for seed in seeds:
        try:
            planned.tally.add(play_plan(mixed_day(seed), plan or planner.plan))
        except Disagreement as found:
            planned.disagreements.append((seed, str(found)))
    return planned


def play_plan(day: MixedDay, plan: Planner) -> Tally:
    """Plan a problem, and tell what was met; `Disagreement` if a plan is not what it must be."""
    problem, standing = day.problem, Standing(day.problem)
    found = plan(problem, seed=day.seed, iterations=day.iterations)
    report = hold_plan(problem, found, standing)
    hold_reasons(problem, found, report)
    if plan(problem, seed=day.seed, iterations=day.iterations) != found:
        raise Disagreement("planned again, it is another plan")
    plans = 2
    if day.timed:
        timed = plan(problem, seed=day.seed, time_limit_s=TIMED_S, cores=2)
        hold_reasons(problem, timed, hold_plan(problem, timed, standing))
        plans += 1
    tally = Tally(days=1, orders=len(problem.orders), asks=plans)
    tally.served = len(problem.orders) - len(found.unassigned or ())
    tally.bound.update(alive_in(Seen(day, found, report, standing)))
    tally.alive.update(term for term, minutes in report.cost.terms.items() if minutes)
    return tally
