"""What would have to give way so that an order that nobody can serve could be served? The smallest changes.

A relaxation is one change of one thing, found by asking the evaluator about the changed problem. Each is the smallest
of its kind: a second, a metre or a level less, and nobody could (with traffic by the hour: of those tried). For each
technician there is one of each kind, and one widening for the order; of a skill, the highest level that would do.
Where only several changes together would help, there is none.

Work is bounded. Windows are widened for everybody who passes the static rules. Of each other kind those `LOOKED_AT`
technicians are looked at who would serve the order at the lowest price if there were no bound at all, out of the
`NEAREST` whom nothing else bars. A decision for 300 technicians takes some tens of milliseconds longer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dispatch.asking import Question, who_can
from dispatch.decision import Decision, Relaxation
from dispatch.model import Order, Problem, Technician
from dispatch.relaxing.applying import applied, asking_for, nearest_area, not_declined, widened, with_overtime
from dispatch.relaxing.calling_in import begun_earlier, earlier_shifts, trips, with_gaps
from dispatch.relaxing.narrowing import narrowed
from dispatch.relaxing.variants import bare, order_of, with_technicians
from dispatch.screen import eligible
from geo.areas import Communities, Radius, ServiceArea
from geo.places import LatLng

LOOKED_AT = 10
"""How many technicians are looked at for each kind of change."""

NEAREST = 100
"""Of how many, nearest first, these are chosen."""

MAX_BY_S = 86_400
"""No window is widened, no shift called in and no overtime allowed by more than a day."""

MAX_BY_M = 50_000
"""No area is enlarged by more metres."""

NOBODY_CAN = ("no_eligible_technician", "does_not_fit")
"""Reasons of a decision for which there are relaxations."""


def relaxations(problem: Problem, decision: Decision) -> tuple[Relaxation, ...]:
    """The smallest changes after each of which a decision would give its order out, cheapest first.

    Parameters
    ----------
    problem, decision
        What was asked, and the answer. If somebody can serve the order there is nothing to relax.
    """
    if decision.reason not in NOBODY_CAN:
        return ()
    order = order_of(problem, decision.order)
    able = _nearest(problem, order, eligible(bare(problem, order), order.id))
    part = narrowed(problem, order.id, able)
    found = [
        *_wider(problem, order),
        *_nearer(problem, order),
        *_lower(problem, order),
        *_called_in(part, order, able),
        *_longer(part, order, able),
        *_asked_again(problem, order),
    ]
    worth = [each for each in found if each.cost_min <= order.price_unserved_min]
    return tuple(sorted(worth, key=lambda each: (each.cost_min, each.change, each.technician or "", each.skill or "")))


def least(most: Mapping[str, int], at: Callable[[Mapping[str, int]], Problem], order_id: str) -> Mapping[str, int]:
    """The smallest number for each technician with which they can serve the order, all searched for at once.

    Parameters
    ----------
    most
        The largest number to try, by technician; who cannot even with that is left out.
    at
        The problem with such a number for each technician named.
    """
    high = {name: most[name] for name in who_can(at(most), order_id) if name in most}
    low = dict.fromkeys(high, 0)
    while middle := {name: (low[name] + high[name]) // 2 for name in high if high[name] - low[name] > 1}:
        can = who_can(at(middle), order_id)
        for name, number in middle.items():
            (high if name in can else low)[name] = number
    return high


def _verified(problem: Problem, order: Order, found: Iterable[Relaxation]) -> Iterator[Relaxation]:
    """The relaxations with which their technician can serve the order indeed, each with the price that it then has."""
    for relaxation in found:
        part = narrowed(problem, order.id, (relaxation.technician or "",))
        candidate = who_can(applied(part, order.id, relaxation), order.id).get(relaxation.technician or "")
        if candidate is not None:
            yield replace(relaxation, cost_min=candidate.cost.total_min)


def _barred(problem: Problem, order: Order, without: Problem) -> Problem:
    """Those days of a relaxed problem whose technicians pass every static rule in it, and did not before."""
    before = set(eligible(bare(problem, order), order.id))
    now = eligible(bare(without, order_of(without, order.id)), order.id)
    return narrowed(without, order.id, _nearest(problem, order, [name for name in now if name not in before]))


def _nearest(problem: Problem, order: Order, names: Sequence[str]) -> Sequence[str]:
    """At most `NEAREST` of these technicians: those whose way to the order from where they start is shortest."""
    if len(names) <= NEAREST:
        return names
    asked = set(names)
    ways = [
        (problem.travel.leg(each.start, order.location), each.id) for each in problem.technicians if each.id in asked
    ]
    ways.sort(key=lambda way: (math.inf if way[0] is None else way[0][0], way[1]))
    return [name for _, name in ways[:NEAREST]]


def _wider(problem: Problem, order: Order) -> Iterator[Relaxation]:
    """Windows: one widening for everybody."""
    if not order.windows:
        return
    wide = widened(problem, order, MAX_BY_S)
    part = narrowed(problem, order.id, eligible(bare(wide, order_of(wide, order.id)), order.id))
    second = problem.horizon.second
    windows = [(second(each.start), second(each.end)) for each in order.windows]
    question = Question(part, order.id)

    def by(by_s: int) -> list[tuple[int, int]]:
        return [(opens - by_s, closes + by_s) for opens, closes in windows]

    cannot_s, can_s = 0, MAX_BY_S
    if not question.can(by(can_s)):
        return
    while can_s - cannot_s > 1:
        middle_s = (cannot_s + can_s) // 2
        if question.can(by(middle_s)):
            can_s = middle_s
        else:
            cannot_s = middle_s
    best = question.best(by(can_s))[0]
    who, cost_min = best.technicians[0], best.cost.total_min
    yield Relaxation(change="widen_window", by_s=can_s, technician=who, cost_min=cost_min)


def _nearer(problem: Problem, order: Order) -> Iterator[Relaxation]:
    """Areas: who would serve the order if every area that can grow held it, and by how many metres theirs must grow."""
    if not isinstance(order.location, LatLng) or all(_cannot_grow(area) for area in problem.areas):
        return
    here = Radius(order.location, 1.0)
    areas = tuple(area if _cannot_grow(area) else ServiceArea(area.id, here) for area in problem.areas)
    part = _barred(problem, order, replace(problem, areas=areas))
    technicians = {technician.id: technician for technician in part.technicians}
    found = []
    for name in list(who_can(part, order.id))[:LOOKED_AT]:
        nearest = nearest_area(problem, order, technicians[name])
        if nearest is not None and nearest[1].short_m <= MAX_BY_M:
            found.append(Relaxation(change="enlarge_area", by_m=nearest[1].short_m, technician=name))
    yield from _verified(problem, order, found)


def _cannot_grow(area: ServiceArea) -> bool:
    """Is it an area to which no number of metres adds a place?"""
    return isinstance(area.extent, Communities)


def _lower(problem: Problem, order: Order) -> Iterator[Relaxation]:
    """Levels: of each skill the highest below the one that is asked for with which somebody can."""
    for skill, level in order.skills.items():
        part = _barred(problem, order, asking_for(problem, order, skill, 1)) if level > 1 else None
        if part is None or not who_can(part, order.id):
            continue
        held = sorted({each.skills[skill] for each in part.technicians if 0 < each.skills.get(skill, 0) < level})
        can: Mapping[str, object] = {}
        while held and not can:
            can = who_can(asking_for(part, order, skill, held.pop()), order.id)
        found = [Relaxation(change="lower_level", skill=skill, technician=name) for name in list(can)[:1]]
        yield from _verified(problem, order, found)


def _called_in(part: Problem, order: Order, able: Iterable[str]) -> Iterator[Relaxation]:
    """Shifts: who would serve the order in all of their gaps, or from a shift that began as early as it may."""
    technicians = {each.id: each for each in part.technicians if each.id in set(able)}
    early = {name: earlier_shifts(part, order, each) for name, each in technicians.items()}
    could = {**who_can(with_gaps(part, order, technicians.values()), order.id)}
    for n in range(max(map(len, early.values()), default=0)):
        for name, candidate in who_can(_earlier(part, technicians, early, n), order.id).items():
            if name not in could or candidate.cost.total_min < could[name].cost.total_min:
                could[name] = candidate
    few = sorted(could, key=lambda name: (could[name].cost.total_min, name))[:LOOKED_AT]
    part = narrowed(part, order.id, few)
    by_s = {name: trip.length_s for name, trip in trips(part, order, [technicians[name] for name in few]).items()}
    for n in range(max((len(early[name]) for name in few), default=0)):
        most = {name: min(early[name][n][1], by_s.get(name, MAX_BY_S + 1) - 1) for name in few if n < len(early[name])}
        shifts = {name: early[name][n][0] for name in most}
        by_s |= least(
            {name: most_s for name, most_s in most.items() if most_s > 0}, partial(_begun, part, shifts), order.id
        )
    found = [Relaxation(change="call_in_shift", by_s=by_s[name], technician=name) for name in few if name in by_s]
    yield from _verified(part, order, [each for each in found if (each.by_s or 0) <= MAX_BY_S])


def _earlier(
    part: Problem, technicians: Mapping[str, Technician], early: Mapping[str, list[tuple[int, int]]], n: int
) -> Problem:
    """The n-th of each technician's shifts that may begin earlier begun as early as it may."""
    shifts = {name: each[n] for name, each in early.items() if n < len(each)}
    changed = {name: begun_earlier(part, technicians[name], *each) for name, each in shifts.items()}
    return with_technicians(part, changed)


def _begun(part: Problem, shifts: Mapping[str, int], by_s: Mapping[str, int]) -> Problem:
    technicians = {each.id: each for each in part.technicians}
    changed = {name: begun_earlier(part, technicians[name], shifts[name], each_s) for name, each_s in by_s.items()}
    return with_technicians(part, changed)


def _longer(part: Problem, order: Order, able: Iterable[str]) -> Iterator[Relaxation]:
    """Overtime: who would serve the order with a day more of it, and how little is enough."""
    few = list(who_can(with_overtime(part, dict.fromkeys(able, MAX_BY_S)), order.id))[:LOOKED_AT]
    part = narrowed(part, order.id, few)
    by_s = least(dict.fromkeys(few, MAX_BY_S), partial(with_overtime, part), order.id)
    found = [Relaxation(change="allow_overtime", by_s=by_s[name], technician=name) for name in few if name in by_s]
    yield from _verified(part, order, found)


def _asked_again(problem: Problem, order: Order) -> Iterator[Relaxation]:
    """Those who declined."""
    if not order.declined_by:
        return
    part = _barred(problem, order, not_declined(problem, order, order.declined_by))
    few = list(who_can(part, order.id))[:LOOKED_AT]
    yield from _verified(problem, order, [Relaxation(change="ignore_decline", technician=name) for name in few])
