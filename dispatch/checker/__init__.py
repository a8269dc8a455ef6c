"""The independent checker: is a plan legal, and what does it cost?

Written in plain Python from the contract alone. It shares no code with the rules, the arrays or the evaluator of the
search, so that a mistake there is found here. It judges the times that are stated, never the times it would choose.
"""

from __future__ import annotations

from dispatch.checker.after import after_violations
from dispatch.checker.breaks import break_violations
from dispatch.checker.cost import cost_of, cost_violations
from dispatch.checker.crew import by_order, crew_violations, served_roles
from dispatch.checker.facts import Facts
from dispatch.checker.frozen import frozen_violations
from dispatch.checker.left_out import left_out_violations
from dispatch.checker.loads import load_violations
from dispatch.checker.locks import lock_violations
from dispatch.checker.report import Report, Violation
from dispatch.checker.sequence import sequence_violations
from dispatch.checker.shifts import absence_violations, shift_violations
from dispatch.checker.static import static_violations
from dispatch.checker.timing import timing_violations
from dispatch.checker.totals import totals_of
from dispatch.checker.walk import walk_of
from dispatch.checker.whole import crossing_violations, duplicate_violations, identity_violations
from dispatch.model import Plan, Problem

__all__ = ["Report", "Violation", "check"]


def check(problem: Problem, plan: Plan) -> Report:
    """Check every rule, every stated number and the cost of a plan.

    Parameters
    ----------
    problem
        A problem as the file reader makes it: its own ids and places are taken to be right.
    plan
        Any plan; whatever is wrong with it is a violation, never an exception.
    """
    facts = Facts.of(problem)
    walks = [walk_of(facts, route) for route in plan.routes]
    totals = totals_of(facts, walks)
    violations: list[Violation] = []
    for walk in walks:
        violations.extend(static_violations(facts, walk))
        violations.extend(shift_violations(facts, walk))
        violations.extend(absence_violations(facts, walk))
        violations.extend(sequence_violations(facts, walk))
        breaks = list(break_violations(facts, walk))
        violations.extend(breaks)
        violations.extend(load_violations(walk))
        violations.extend(timing_violations(facts, walk, breaks_are_right=not breaks))
    served = by_order(served_roles(walks))
    violations.extend(crossing_violations(facts, walks))
    violations.extend(crew_violations(facts, served))
    violations.extend(after_violations(facts, served))
    violations.extend(lock_violations(facts, served))
    violations.extend(frozen_violations(facts, walks))
    violations.extend(identity_violations(facts, plan, walks))
    violations.extend(duplicate_violations(plan))
    violations.extend(left_out_violations(facts, plan, walks))
    violations.extend(cost_violations(plan, problem.policy, totals))
    return Report(legal=not violations, violations=tuple(violations), cost=cost_of(problem.policy, totals))
