"""Which problem, which plan, which order did the caller name? Files by their names on the command line, and answers."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from dispatch.files import disk

if TYPE_CHECKING:
    from dispatch.model import Plan, Problem


def problem_given(name: str) -> Problem:
    """The problem in a file, its roads asked for; `disk.UnusableError` if there is none."""
    from dispatch.files.problem_file import read_problem
    from geo.roads.asking import roads_between

    return disk.read_file(name, lambda text: read_problem(text, roads_between))


def both_given(problem: str, plan: str) -> tuple[Problem, Plan]:
    """A problem and a plan for it; not both from standard input."""
    disk.require(
        problem != disk.STANDARD or plan != disk.STANDARD, "-: only one of PROBLEM and PLAN may be standard input"
    )
    from dispatch.files.plan_file import read_plan

    given = problem_given(problem)
    return given, disk.read_file(plan, lambda text: read_plan(text, given.horizon))


def require_order(problem: Problem, order_id: str) -> None:
    """Refuse an order that the problem does not hold."""
    known = any(order.id == order_id for order in problem.orders)
    disk.require(known, f"--order: is {order_id!r}, must be one of the problem's {len(problem.orders)} orders")


def answer_json(name: str, data: Any) -> None:
    """Write an answer as JSON to a file, or to standard output."""
    disk.write_file(name, (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())


def answer_text(text: str) -> None:
    """Write an answer to standard output, in whatever encoding that has."""
    disk.write_file(disk.STANDARD, text.encode(sys.stdout.encoding if sys.stdout else "utf-8", "backslashreplace"))
