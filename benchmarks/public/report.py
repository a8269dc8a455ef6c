"""Gaps to what others have reached, by set and class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.peers.solvers import NAMES
from benchmarks.public.running import Outcome
from benchmarks.public.solomon import SINTEF

ALL = "all"
"""What the line over all classes of a set is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One solver in one class of one set; of several seeds, an instance counts with its median.

    Parameters
    ----------
    instances, compared
        How many were run, and how many of them have a gap.
    gap_mean, gap_worst
        Over the instances that have one; 0.01 is one percent.
    value_mean
        Over the plans that serve all that has to be served; others are worth less than they look.
    more_vehicles
        Than the references, all added up; ``None`` where vehicles do not count.
    served, orders
        Over all runs.
    """

    set_name: str
    group: str
    solver: str
    instances: int
    compared: int
    value_mean: float | None
    gap_mean: float | None
    gap_worst: float | None
    more_vehicles: float | None
    served: int
    orders: int
    wall_s: float | None
    busy_s: float | None


def is_sintef(outcome: Outcome) -> bool:
    """Do vehicles count before distance?"""
    return outcome.run.convention == SINTEF


def is_complete(outcome: Outcome) -> bool:
    """Is there a legal plan that serves all that has to be served?"""
    return outcome.value is not None and (outcome.is_priced or outcome.left_out == 0)


def bests(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], tuple[int, float]]:
    """Orders left out and value of the best plan of each instance in this very run, by any solver."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for outcome in outcomes:
        if outcome.value is not None:
            key, own = (outcome.run.set_name, outcome.run.instance), (_missing(outcome), outcome.value)
            found[key] = min(own, found.get(key, own))
    return found


def _missing(outcome: Outcome) -> int:
    return 0 if outcome.is_priced else outcome.left_out or 0


def gap(outcome: Outcome, best: tuple[int, float] | None = None) -> float | None:
    """By how much a plan is dearer than its reference; ``None`` where that says nothing.

    That is so if it leaves an order out that has to be served, needs more vehicles or fewer, or if nobody knows.

    Parameters
    ----------
    best
        Of this run, for instances without a published reference.
    """
    if outcome.value is None:
        return None
    if outcome.reference is None:
        same = best is not None and _missing(outcome) == best[0]
        return outcome.value / best[1] - 1.0 if best is not None and same and best[1] else None
    if not is_complete(outcome) or (is_sintef(outcome) and outcome.vehicles != outcome.reference_vehicles):
        return None
    return outcome.value / outcome.reference - 1.0


def lines(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """A line for each solver in each class of each set, and one over all classes where there are several."""
    for name in dict.fromkeys(outcome.run.set_name for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.run.set_name == name]
        groups = sorted({outcome.group for outcome in own}, key=lambda group: (len(group), group))
        for group in groups:
            yield from _solvers([outcome for outcome in own if outcome.group == group], outcomes, group)
        if len(groups) > 1:
            yield from _solvers(own, outcomes, ALL)


def _solvers(own: Sequence[Outcome], outcomes: Sequence[Outcome], group: str) -> Iterator[Line]:
    best = bests(outcomes) if len({outcome.run.solver for outcome in outcomes}) > 1 else {}
    for solver in sorted({outcome.run.solver for outcome in own}, key=NAMES.index):
        yield _line([outcome for outcome in own if outcome.run.solver == solver], best, group)


def _line(own: Sequence[Outcome], best: dict[tuple[str, str], tuple[int, float]], group: str) -> Line:
    run = own[0].run
    by_instance: dict[str, list[float]] = {}
    for outcome in own:
        found = gap(outcome, best.get((outcome.run.set_name, outcome.run.instance)))
        if found is not None:
            by_instance.setdefault(outcome.run.instance, []).append(found)
    gaps = [median(each) for each in by_instance.values()]
    return Line(
        set_name=run.set_name,
        group=group,
        solver=run.solver,
        instances=len({outcome.run.instance for outcome in own}),
        compared=len(gaps),
        value_mean=_mean(outcome.value for outcome in own if is_complete(outcome)),
        gap_mean=_mean(gaps),
        gap_worst=max(gaps, default=None),
        more_vehicles=_more_vehicles(own),
        served=sum(outcome.orders - outcome.left_out for outcome in own if outcome.left_out is not None),
        orders=sum(outcome.orders for outcome in own),
        wall_s=_mean(outcome.wall_s for outcome in own),
        busy_s=_mean(outcome.busy_s for outcome in own),
    )


def _more_vehicles(own: Sequence[Outcome]) -> float | None:
    by_instance: dict[str, list[int]] = {}
    for outcome in own:
        if is_sintef(outcome) and outcome.vehicles is not None and outcome.reference_vehicles is not None:
            by_instance.setdefault(outcome.run.instance, []).append(outcome.vehicles - outcome.reference_vehicles)
    return float(sum(median(each) for each in by_instance.values())) if by_instance else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
