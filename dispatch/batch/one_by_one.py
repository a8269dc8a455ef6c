"""Orders given out one after the other: to whom they were matched, or to whoever is cheapest then."""

from __future__ import annotations

import numpy as np

from dispatch.arrays import NOBODY, Arrays
from dispatch.batch.days import give, has_spare, take_out, take_stock
from dispatch.batch.desk import Desk, Integers, with_spare
from dispatch.batch.quotes import quote
from dispatch.days import bound_starts, sum_up
from dispatch.kernel import compiled_apart, compiled_inside_apart

CHEAPEST = -2
"""In the place of a technician: whoever is cheapest when the order's turn comes, equals by id."""


def give_one_by_one(d: Desk) -> Desk:
    """Give out every order in the order of arrival, each as a decision of its own would; the desk may have grown.

    What has been given is planned and told at once, as by decisions that follow each other.
    """
    take_stock(d)
    d = give_each(d, np.arange(len(d.waiting)), np.full(len(d.waiting), CHEAPEST), promised=True)
    forget_promises(d)
    return d


def give_each(d: Desk, pool: Integers, chosen: Integers, *, promised: bool = False) -> Desk:
    """Give each order of the pool to whom is chosen, `CHEAPEST`, or NOBODY; the desk, which may have grown."""
    done = give_from(d, pool, chosen, 0, promised)
    while done < len(pool):
        d = with_spare(d)
        done = give_from(d, pool, chosen, done, promised)
    return d


@compiled_apart
def give_from(d: Desk, pool: Integers, chosen: Integers, first: int, promised: bool) -> int:
    """Give out the pool from its order `first` on, whoever has them now; how far until there was no room left?"""
    for m in range(first, pool.shape[0]):
        if not has_spare(d):
            return m
        n, k = pool[m], chosen[m]
        if k == NOBODY:
            continue
        if d.holder[n] != NOBODY:
            before = d.holder[n]
            if not take_out(d, before, n):
                give(d, n, before)
                continue
        if k == CHEAPEST:
            quote(d, n, np.int64(1), False)
            if d.known[n] == 0:
                continue
            k = d.quotes[n, 0].technician
        if give(d, n, k) and promised:
            promise(d.p, np.int64(d.answers.each[k].route))
    return int(pool.shape[0])


@compiled_inside_apart
def promise(p: Arrays, r: int) -> None:
    """What stands in route `r` is planned now: nobody is asked to be ready earlier, and moving it has its price."""
    route = p.routes[r]
    for j in range(route.first + route.fixed, route.first + route.count):
        stop = p.stops[j]
        stop.told = stop.start
        p.orders[stop.order].planned_start = stop.start
        p.orders[stop.order].planned_technician = route.technician
    add_up(p, r)


@compiled_apart
def forget_promises(d: Desk) -> None:
    """What is planned is what the plan in force says, and no more."""
    for i in range(d.planned_start.shape[0]):
        d.p.orders[i].planned_start = d.planned_start[i]
        d.p.orders[i].planned_technician = d.planned_technician[i]
    for k in range(d.held.shape[0]):
        if d.held[k] > 0:
            for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
                add_up(d.p, r)


@compiled_inside_apart
def add_up(p: Arrays, r: int) -> None:
    """Add up what route `r` amounts to again; its starts stay."""
    sum_up(p, r)
    bound_starts(p, r)
