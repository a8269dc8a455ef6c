"""What if a dispatcher moves an order by hand? The difference in cost, every rule that breaks, and who else is touched.

The routes are built as `dispatch.rebuilding` tells, and what breaks is for the checker to say: a dispatcher may do what
the engine would not, such as moving a visit that hangs on another.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.checker import Report, Violation, check
from dispatch.errors import Fault, InvalidInputError, NotSupportedError
from dispatch.model import Cost, Plan, Problem, Route
from dispatch.rebuilding import Change, holds, key, taken_out, ways
from dispatch.relaxing.narrowing import narrowed
from dispatch.relaxing.variants import order_of, technician_of

__all__ = ["Change", "Moved", "Verdict", "judge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Another order whose start moves by so many seconds, later if above 0."""

    technician: str
    order: str
    by_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a change does to the plan in force.

    Parameters
    ----------
    cost_difference
        The plan's cost after the change minus before, by term, the price of leaving orders out included.
    violations
        Every rule broken after the change that was not already broken before in the very same way.
    touched
        Whose starts move, of other orders.
    routes
        The routes that change, as they would be; one without stops is left out.
    """

    change: Change
    cost_difference: Cost
    violations: tuple[Violation, ...]
    touched: tuple[Moved, ...]
    routes: tuple[Route, ...]

    @property
    def legal(self) -> bool:
        """Does the change break no rule?"""
        return not self.violations


def judge(problem: Problem, change: Change) -> Verdict:
    """Answer a change against the plan in force, and do nothing.

    Raises
    ------
    UnknownOrderError, UnknownTechnicianError
        If the problem holds no such order or technician.
    InvalidInputError
        If the technician has no such shift, or the shift no such position, or one is named without a technician.
    NotSupportedError
        If the order takes a crew.
    """
    order = order_of(problem, change.order)
    if order.crew:
        raise NotSupportedError(f"order {order.id!r} takes a crew, of which single roles cannot be moved yet")
    for field in ("shift", "position", "start"):
        if change.technician is None and getattr(change, field) is not None:
            raise InvalidInputError([Fault("/technician", "required", f"is missing, but {field} is given")])
    who = None if change.technician is None else technician_of(problem, change.technician)
    part = narrowed(problem, order.id, [] if who is None else [who.id])
    before = check(part, Plan(routes=part.routes))
    out = _best(_verdict(part, Change(order=order.id), before, routes) for routes in taken_out(part, order))
    if who is None:
        return out
    return _best(_verdict(part, change, before, routes) for routes in ways(part, order, who, change, out.routes))


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    """The one that breaks the fewest rules; of those, the cheapest."""
    return min(verdicts, key=lambda each: (len(each.violations), each.cost_difference.total_min))


def _verdict(part: Problem, change: Change, before: Report, routes: tuple[Route, ...]) -> Verdict:
    """What the plan comes to with these routes in place of those of the same shifts and of the order's."""
    replaced = {(route.technician, route.shift) for route in routes}
    replaced |= {key(route) for route in part.routes if holds(route, change.order)}
    kept = [route for route in part.routes if key(route) not in replaced]
    changed = tuple(route for route in routes if route.stops)
    after = check(part, Plan(routes=(*kept, *changed)))
    return Verdict(
        change=change,
        cost_difference=_difference(after.cost, before.cost),
        violations=tuple(_new(after.violations, before.violations)),
        touched=tuple(_moved(part, changed, change.order)),
        routes=changed,
    )


def _new(after: Iterable[Violation], before: Iterable[Violation]) -> Iterator[Violation]:
    """Those found after that were not there before; what is worse than before is new."""
    known = Counter(_told(violation) for violation in before)
    for violation in after:
        if known[_told(violation)] > 0:
            known[_told(violation)] -= 1
        else:
            yield violation


def _told(violation: Violation) -> str:
    return json.dumps(violation.as_json(), sort_keys=True, default=str)


def _difference(after: Cost, before: Cost) -> Cost:
    names = dict.fromkeys((*after.terms, *before.terms))
    terms = {name: after.terms.get(name, 0.0) - before.terms.get(name, 0.0) for name in names}
    return Cost(terms, sum(terms.values()))


def _moved(part: Problem, changed: Iterable[Route], order_id: str) -> Iterator[Moved]:
    second = part.horizon.second
    in_force = {(stop.order, stop.role): second(stop.start) for route in part.routes for stop in route.stops}
    for route in changed:
        for stop in route.stops:
            by_s = second(stop.start) - in_force.get((stop.order, stop.role), second(stop.start))
            if stop.order != order_id and by_s != 0:
                yield Moved(technician=route.technician, order=stop.order, by_s=by_s)
