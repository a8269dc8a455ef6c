"""What does a relaxation do? It applied to the problem, so that anybody can see that the order can then be served.

- ``widen_window`` by `by_s`: each of the order's windows opens so much earlier and closes so much later.
- ``enlarge_area`` by `by_m` for `technician`: places within so many metres of their nearest area count as inside. They
  get one more area: a wider radius, or a radius of `by_m` around the point of the edge that is nearest to the order.
- ``lower_level`` of `skill`: the order asks for no higher level of it than `technician` holds.
- ``call_in_shift`` by `by_s` for `technician`: see `dispatch.relaxing.calling_in`.
- ``allow_overtime`` by `by_s` for `technician`: so much more overtime in each of their shifts, but none into the next.
- ``ignore_decline`` for `technician`: they have not declined it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dispatch.decision import Relaxation
from dispatch.model import Order, Problem, Technician
from dispatch.relaxing.calling_in import called_in
from dispatch.relaxing.variants import order_of, technician_of, with_order, with_technicians
from geo.areas import MAX_RADIUS_M, Radius, ServiceArea
from geo.nearest import Reach, reach_of
from scheduling.spans import Shift, Window


def applied(problem: Problem, order_id: str, relaxation: Relaxation) -> Problem:
    """The problem after a relaxation that a decision about the order named.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    UnknownTechnicianError
        If it holds no technician of the relaxation's.
    """
    return _CHANGES[relaxation.change](problem, order_of(problem, order_id), relaxation)


def widened(problem: Problem, order: Order, by_s: int) -> Problem:
    """Each window of the order wider by so many seconds on both sides."""
    horizon = problem.horizon
    windows = (
        Window(horizon.instant(horizon.second(each.start) - by_s), horizon.instant(horizon.second(each.end) + by_s))
        for each in order.windows
    )
    return with_order(problem, replace(order, windows=tuple(windows)))


def asking_for(problem: Problem, order: Order, skill: str, level: int) -> Problem:
    """The order asks for no higher level of a skill than this."""
    skills = {**order.skills, skill: min(level, order.skills[skill])}
    return with_order(problem, replace(order, skills=skills))


def not_declined(problem: Problem, order: Order, technicians: tuple[str, ...]) -> Problem:
    """None of these technicians has declined the order."""
    kept = tuple(name for name in order.declined_by if name not in technicians)
    return with_order(problem, replace(order, declined_by=kept))


def with_overtime(problem: Problem, by_s: Mapping[str, int]) -> Problem:
    """So many seconds more of overtime for each of these technicians, by id."""
    longer = {each.id: _longer(problem, each, by_s[each.id]) for each in problem.technicians if each.id in by_s}
    return with_technicians(problem, longer)


def nearest_area(problem: Problem, order: Order, technician: Technician) -> tuple[ServiceArea, Reach] | None:
    """Which area of a technician is nearest to an order that lies outside all of them?

    ``None`` if metres do not help: communities, no area at all, or a place without coordinates.
    """
    areas = {area.id: area for area in problem.areas}
    theirs = [areas[name] for name in technician.areas or () if name in areas]
    found = [(area, reach) for area in theirs if (reach := reach_of(area.extent, order.location)) is not None]
    return min(found, key=lambda pair: pair[1].short_m, default=None)


def enlarged(problem: Problem, order: Order, technician: Technician, by_m: int) -> Problem:
    """The technician's area that is nearest to the order reaches so many metres further towards it."""
    nearest = nearest_area(problem, order, technician)
    if nearest is None:
        return problem
    area, reach = nearest
    radius_m = reach.within_m + by_m
    if not 0.0 < radius_m <= MAX_RADIUS_M:
        return problem
    name = f"{area.id}+{by_m}m"
    while any(name == each.id for each in problem.areas):
        name += "+"
    more = replace(problem, areas=(*problem.areas, ServiceArea(name, Radius(reach.point, radius_m))))
    return with_technicians(more, {technician.id: replace(technician, areas=(*(technician.areas or ()), name))})


def _longer(problem: Problem, technician: Technician, by_s: int) -> Technician:
    second = problem.horizon.second
    begins = [second(shift.start) for shift in technician.shifts]

    def more(shift: Shift) -> Shift:
        ends = second(shift.end)
        gap_s = min((begin - ends for begin in begins if begin >= ends), default=None)
        overtime_s = shift.max_overtime_s + by_s
        cut_s = overtime_s if gap_s is None else max(shift.max_overtime_s, min(overtime_s, gap_s))
        return replace(shift, max_overtime_s=cut_s)

    return replace(technician, shifts=tuple(more(shift) for shift in technician.shifts))


def _enlarge(problem: Problem, order: Order, relaxation: Relaxation) -> Problem:
    return enlarged(problem, order, technician_of(problem, relaxation.technician), relaxation.by_m or 0)


def _lower(problem: Problem, order: Order, relaxation: Relaxation) -> Problem:
    skill = relaxation.skill or ""
    held = technician_of(problem, relaxation.technician).skills
    return asking_for(problem, order, skill, held[skill])


def _allow(problem: Problem, order: Order, relaxation: Relaxation) -> Problem:  # noqa: ARG001
    technician = technician_of(problem, relaxation.technician)
    return with_overtime(problem, {technician.id: relaxation.by_s or 0})


_CHANGES: Mapping[str, Callable[[Problem, Order, Relaxation], Problem]] = {
    "widen_window": lambda problem, order, relaxation: widened(problem, order, relaxation.by_s or 0),
    "enlarge_area": _enlarge,
    "lower_level": _lower,
    "call_in_shift": lambda problem, order, relaxation: called_in(
        problem, order, technician_of(problem, relaxation.technician), relaxation.by_s or 0
    ),
    "allow_overtime": _allow,
    "ignore_decline": lambda problem, order, relaxation: not_declined(
        problem, order, (technician_of(problem, relaxation.technician).id,)
    ),
}
