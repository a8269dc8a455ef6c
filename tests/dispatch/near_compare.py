"""Gives out the orders of a problem one by one; holds the search among those who are near against looking at all."""

from __future__ import annotations

from collections import Counter

import numpy as np

from dispatch.answers import blank_answers
from dispatch.arrays import NOBODY
from dispatch.evaluator import evaluate
from dispatch.layout import lay_out
from dispatch.model import Problem
from dispatch.near.nearby import Nearby

FIELDS = ("route", "position", "start", "cost_min")


def compare(problem: Problem, tally: Counter[str], resolution: int | None = None, room: int | None = None) -> None:
    """Each order in turn: the same technician, place, start and price to the last bit."""
    p = lay_out(problem, room=room or len(problem.orders) + 1)
    ids = [technician.id for technician in problem.technicians]
    near = Nearby(p, ids, resolution)
    found, all_of_them = blank_answers(len(ids)), blank_answers(len(ids))
    held = {stop.order for route in problem.routes for stop in route.stops}
    for i, order in enumerate(problem.orders):
        if order.id in held or order.crew:
            continue
        found.each["route"] = NOBODY
        k = near.best(i, found)
        tally["evaluated"] += int(near.question["evaluated"])
        evaluate(p, i, all_of_them)
        able = np.flatnonzero(all_of_them.each["route"] != NOBODY)
        wanted = min(able, key=lambda n: (all_of_them.each["cost_min"][n], ids[n]), default=None)
        assert k == wanted, f"order {order.id}: {k} is chosen, not {wanted}"
        tally["orders"] += 1
        tally["technicians"] += len(ids)
        if k is None:
            tally["nobody"] += 1
            continue
        mine, theirs = found.each[k], all_of_them.each[k]
        for name in FIELDS:
            assert mine[name] == theirs[name], f"order {order.id}, {name}: {mine[name]}, not {theirs[name]}"
        assert (mine["totals"] == theirs["totals"]).all()
        r, position = int(mine["route"]), int(mine["position"])
        near.give(i, r, position)
        if i % 5 == 4:
            near.take(r, position)
