"""The day once more in this process: as the service decides it, and by two rules of thumb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.demo.figures import Figures, figures_of
from benchmarks.demo.report import Column
from benchmarks.demo.texts import texts
from benchmarks.demo.thumb import Moment, Rule, best_insertion, nearest_first, plan_of, play
from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Plan, Problem


class IllegalPlanError(RuntimeError):
    """A plan that breaks a rule: a fault of the engine, never to be shown as a result."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the rules of thumb made of the day, and each decision of the engine with what it saw."""

    columns: tuple[Column, ...]
    moments: tuple[Moment, ...]


def compare(problem: Problem, lang: str, step: Callable[[], None]) -> Comparison:
    """Play the day by the engine and by both rules of thumb; calls `step` for each decision.

    Raises
    ------
    IllegalPlanError
        If the checker refuses one of the plans.
    """
    words = texts(lang)
    moments = tuple(_counted(problem, decide, step))
    checked(problem, plan_of(iter(moments)), "the engine in this process")
    columns = []
    for name, rule in ((words.nearest, nearest_first), (words.insertion, best_insertion)):
        plan = plan_of(_counted(problem, rule, step))
        columns.append(Column(name, checked(problem, plan, name)))
    return Comparison(tuple(columns), moments)


def checked(problem: Problem, plan: Plan, whose: str) -> Figures:
    """Key figures of a plan that the independent checker accepts.

    Raises
    ------
    IllegalPlanError
        If it does not.
    """
    report = check(problem, plan)
    if not report.legal:
        told = "\n".join(violation.message for violation in report.violations)
        raise IllegalPlanError(f"the plan of {whose} breaks rules:\n{told}")
    return figures_of(problem, plan)


def _counted(problem: Problem, rule: Rule, step: Callable[[], None]) -> Iterator[Moment]:
    for moment in play(problem, rule):
        step()
        yield moment
