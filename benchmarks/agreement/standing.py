"""Orders of crews and orders behind others, put into the plan in force by hand: nobody is asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.agreement.day import Times, Visit, day_of
from benchmarks.agreement.dice import Dice
from benchmarks.agreement.random_orders import RandomOrders
from benchmarks.agreement.reference import routes_of
from dispatch.checker import check
from dispatch.model import After, Order, Plan, Problem, Role, Route, Technician
from scheduling.spans import Window

TRIES = 4


def with_standing(problem: Problem, dice: Dice, drawn: RandomOrders) -> Problem:
    """The problem with a crew's order, or one behind another, in force if both find a place, else left out."""
    able = [technician for technician in problem.technicians if technician.active and technician.shifts]
    more = _crew(dice, drawn) if dice.chance(0.5) else _pair(dice, drawn)
    found = replace(problem, orders=(*problem.orders, *more))
    for _ in range(TRIES):
        if len(able) >= 2:
            order = [able[n] for n in dice.rng.permutation(len(able))]
            routes = _stood(found, dice, more, order)
            if routes and check(found, Plan(routes=routes)).legal:
                return replace(found, routes=routes)
    return found


def _bare(drawn: RandomOrders, name: str) -> Order:
    """An order that anybody may serve at any time."""
    order = drawn.order(name, 1.0, ())
    return replace(
        order, windows=(), skills={}, required_tags=(), required_technicians=None, due=None, community="c1", load=()
    )


def _crew(dice: Dice, drawn: RandomOrders) -> tuple[Order, ...]:
    """A crew of two who start together, or the second a little later."""
    gap_s = dice.one_of((0, 0, 300))
    roles = (Role(), Role(service_s=dice.one_of((None, 1200)), min_gap_s=gap_s, max_gap_s=gap_s + 60))
    return (replace(_bare(drawn, "crew"), crew=roles),)


def _pair(dice: Dice, drawn: RandomOrders) -> tuple[Order, ...]:
    """An order, and one that comes after it."""
    after = After(order="first", min_gap_s=600, max_gap_s=dice.one_of((None, 7200)), same_technician=dice.chance(0.5))
    return _bare(drawn, "first"), replace(_bare(drawn, "second"), after=(after,))


def _stood(problem: Problem, dice: Dice, more: Sequence[Order], able: Sequence[Technician]) -> tuple[Route, ...]:
    """Routes that serve them; nothing if some visit finds no place."""
    first = more[0]
    shift = able[0].shifts[0]
    length_s = shift.end.timestamp() - shift.start.timestamp()
    begins_s = max(0, problem.horizon.second(shift.start)) + round(dice.uniform(0, 0.6) * length_s)
    if first.crew:
        wanted = [(able[0], Visit(first, 0), begins_s), (able[1], Visit(first, 1), begins_s + first.crew[1].min_gap_s)]
    else:
        later_s = begins_s + able[0].serves_for(first.service_s) + dice.between(600, 6000)
        second = able[0] if more[1].after[0].same_technician else able[1]
        wanted = [(able[0], Visit(first, 0), begins_s), (second, Visit(more[1], 0), later_s)]
    routes = []
    for technician in dict.fromkeys(technician.id for technician, _, _ in wanted):
        own = [(who, visit, start) for who, visit, start in wanted if who.id == technician]
        route = _route(problem, own[0][0], [(visit, start) for _, visit, start in own])
        if route is None:
            return ()
        routes.append(route)
    return tuple(routes)


def _route(problem: Problem, technician: Technician, wanted: Sequence[tuple[Visit, int]]) -> Route | None:
    """A route of the first shift in which each visit starts at the very second."""
    instant = problem.horizon.instant
    held = {visit.order.id: Window(instant(start), instant(start)) for visit, start in wanted}
    orders = [replace(order, windows=(held[order.id],) if order.id in held else ()) for order in problem.orders]
    pinned = replace(problem, orders=tuple(orders))
    visits = [Visit(replace(visit.order, windows=(held[visit.order.id],)), visit.role) for visit, _ in wanted]
    times = Times(pinned)
    return next(routes_of(times, day_of(times, technician, 0), visits), None)
