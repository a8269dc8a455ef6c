"""Routes that a search has met, and those of them that make the cheapest plan.

Set partitioning over the routes of a search, after Rochat and Taillard (1995), "Probabilistic diversification and
intensification in local search for vehicle routing", Journal of Heuristics 1; solved by CP-SAT.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import Arrays, Records
from dispatch.objectives import BALANCE, LATENESS_MAX
from dispatch.planner.changes import keep_as_best, return_to
from dispatch.planner.keeping import Kept, kept_of
from dispatch.planner.state import Search

MOST = 6_000
"""Routes that are kept; those met last stay."""

UNITS_A_MINUTE = 1_000
"""Prices are whole thousandths of a minute to the solver."""

WORK = 1.0
"""How long the solver may work where the clock is not looked at: about as many seconds, in its own measure."""

Key = tuple[int, frozenset[int]]
"""A route by its number and its orders."""


class Met(NamedTuple):
    """A route as it stood at some time: its price in minutes, and its part of each array of `Kept`."""

    price_min: float
    route: Records
    stops: Records
    gaps: Records
    breaks: Records
    carried: npt.NDArray[np.int64]


class Pool:
    """Routes met, each at the lowest price at which its orders were met in it."""

    def __init__(self) -> None:
        self.met: dict[Key, Met] = {}
        self.seen: dict[int, npt.NDArray[np.int32]] = {}

    def gather(self, members: Iterable[tuple[Arrays, Search]]) -> None:
        """Keep all routes as they stand in each of several searches, which are always the same ones."""
        for member, (p, s) in enumerate(members):
            seen = self.seen.setdefault(member, np.full_like(s.serial, -1))
            for r in np.flatnonzero(seen != s.serial).tolist():
                self.keep(p, s, r)
            seen[:] = s.serial

    def keep(self, p: Arrays, s: Search, r: int) -> None:
        """Keep route `r` as it stands, as the one met last."""
        key = key_of(p, r)
        met = self.met.pop(key, None)
        if met is None or s.price_min[r] < met.price_min:
            met = met_of(p, s, r)
        self.met[key] = met
        if len(self.met) > MOST:
            del self.met[next(iter(self.met))]

    def cheapest(self, p: Arrays, limit_s: float | None) -> Kept | None:
        """The cheapest plan made of routes met, or ``None`` if none is found in time.

        Parameters
        ----------
        p
            The plan that stands is where the solver begins.
        limit_s
            Seconds; ``None`` for a limit that does not look at the clock.
        """
        keys = chosen(p, self.met, limit_s)
        if keys is None:
            return None
        kept = kept_of(p)
        for key in keys:
            bring(kept, key[0], self.met[key])
        return kept


def is_poolable(p: Arrays, s: Search) -> bool:
    """Does each route stand for itself, so that any routes that share no order make a plan?"""
    return len(s.ties.rows) == 0 and p.weights[LATENESS_MAX] == 0.0 and p.weights[BALANCE] == 0.0


def take_up(p: Arrays, s: Search, kept: Kept) -> None:
    """Go on from a plan that was kept, which may be the best one met."""
    return_to(p, s, kept)
    s.differs[:] = True
    if s.tally[0]["cost_min"] < s.tally[0]["best_min"]:
        keep_as_best(p, s)


def key_of(p: Arrays, r: int) -> Key:
    """The key of route `r` as it stands."""
    first = int(p.routes[r]["first"])
    return r, frozenset(p.stops["order"][first : first + int(p.routes[r]["count"])].tolist())


def met_of(p: Arrays, s: Search, r: int) -> Met:
    """Route `r` as it stands."""
    row = p.routes[r]
    first, last = int(row["first"]), int(row["first"]) + int(row["count"])
    return Met(
        price_min=float(s.price_min[r]),
        route=p.routes[r : r + 1].copy(),
        stops=p.stops[first:last].copy(),
        gaps=p.gaps[first + r : last + r + 1].copy(),
        breaks=p.breaks[row["break_first"] : row["break_last"]].copy(),
        carried=p.carried[r].copy(),
    )


def bring(kept: Kept, r: int, met: Met) -> None:
    """Write a route that was met into a plan that is kept."""
    row = met.route[0]
    first, last = int(row["first"]), int(row["first"]) + int(row["count"])
    kept.routes[r] = row
    kept.stops[first:last] = met.stops
    kept.gaps[first + r : last + r + 1] = met.gaps
    kept.breaks[row["break_first"] : row["break_last"]] = met.breaks
    kept.carried[r] = met.carried


def chosen(p: Arrays, met: dict[Key, Met], limit_s: float | None) -> Iterable[Key] | None:
    """Which route is to stand for each of the plan's routes, so that all costs least? ``None`` if the time is up."""
    from ortools.sat.python import cp_model  # takes half a second, which a short search does not have

    model = cp_model.CpModel()
    taken = {key: model.new_bool_var("") for key in met}
    ways: list[list[cp_model.IntVar]] = [[] for _ in p.routes]
    holding: list[list[cp_model.IntVar]] = [[] for _ in p.orders]
    standing = [key_of(p, r) for r in range(len(p.routes))]
    for (r, orders), var in taken.items():
        ways[r].append(var)
        for i in orders:
            holding[i].append(var)
        model.add_hint(var, standing[r][1] == orders)
    costs = [round(each.price_min * UNITS_A_MINUTE) for each in met.values()]
    out = []
    for i in np.flatnonzero([len(held) > 0 for held in holding]).tolist():
        if not p.orders[i]["kept"]:
            out.append(model.new_bool_var(""))
            holding[i].append(out[-1])
            costs.append(round(float(p.orders[i]["unserved_min"]) * UNITS_A_MINUTE))
        model.add_exactly_one(holding[i])
    for alike in ways:
        model.add_exactly_one(alike)
    model.minimize(cp_model.LinearExpr.weighted_sum([*taken.values(), *out], costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # all is in the linear relaxation, and almost whole there
    solver.parameters.cp_model_presolve = False
    if limit_s is None:
        solver.parameters.max_deterministic_time = WORK
    else:
        solver.parameters.max_time_in_seconds = limit_s
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return [key for key, var in taken.items() if solver.boolean_value(var)]
