"""Crews and orders behind others, drawn over the orders of a random day."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.agreement.dice import Dice
from benchmarks.agreement.random_team import SKILLS
from dispatch.model import After, Order, Problem, Role


def tied(problem: Problem, dice: Dice) -> Problem:
    """The problem with some orders taking a crew, and some coming after others; those in force stay as they are."""
    held = {stop.order for route in problem.routes for stop in route.stops}
    crews = 0.3 if dice.chance(0.5) else 0.0
    afters = 0.35 if dice.chance(0.5) else 0.0
    orders: list[Order] = []
    for order in problem.orders:
        found = order
        if order.id not in held and not order.after and not order.crew:
            if dice.chance(crews):
                found = with_crew(found, dice)
            if orders and dice.chance(afters):
                found = replace(found, after=behind(orders, dice))
        orders.append(found)
    return replace(problem, orders=tuple(orders))


def with_crew(order: Order, dice: Dice) -> Order:
    """The order for two or three, together or one after the other."""
    skills = dict(order.skills)
    first = Role(skills=skills, service_s=dice.one_of((None, 900)))
    crew = (first, *(role(dice) for _ in range(dice.one_of((1, 1, 2)))))
    only = order.required_technicians if dice.chance(0.3) else None
    return replace(order, skills={}, crew=crew, required_technicians=only)


def role(dice: Dice) -> Role:
    """A further role."""
    gap_s = dice.one_of((0, 0, 0, 300, 1800))
    return Role(
        skills={dice.one_of(SKILLS): dice.between(1, 3)} if dice.chance(0.3) else {},
        service_s=dice.one_of((None, 600, 1800)),
        min_gap_s=gap_s,
        max_gap_s=gap_s + dice.one_of((0, 0, 600, 3600)),
    )


def behind(orders: list[Order], dice: Dice) -> tuple[After, ...]:
    """After one of those drawn so far, or two."""
    wanted = dice.one_of((1, 1, 1, 2))
    chosen = [int(n) for n in dice.rng.permutation(len(orders))[:wanted]]
    found = []
    for n in chosen:
        gap_s = dice.one_of((0, 0, 600, 3600))
        most_s = None if dice.chance(0.5) else gap_s + dice.one_of((0, 1800, 7200, 30 * 3600))
        found.append(After(order=orders[n].id, min_gap_s=gap_s, max_gap_s=most_s, same_technician=dice.chance(0.3)))
    return tuple(found)
