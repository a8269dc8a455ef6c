"""The plan that stands in the arrays told as a plan of the model: its cost, and why it leaves out what it does."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays, Records
from dispatch.evaluator.pricing import is_changed, is_preferred, levels_over
from dispatch.layout.order_rows import Visits
from dispatch.model import Cost, Plan, Problem, Unassigned
from dispatch.objectives import (
    BALANCE,
    CHANGED,
    DISTANCE,
    FIXED,
    LATENESS,
    LATENESS_MAX,
    LEVEL,
    MOVED,
    NOT_PREFERRED,
    OVERTIME,
    RATING,
    RESPONSE,
    TERMS,
    TRAVEL,
    WAITING,
    cost_of,
)
from dispatch.planner.state import Search
from dispatch.planner.ties import earlier_of, rows_of
from dispatch.routes import arrival, route_of
from dispatch.rules import STATIC_RULES, failed_rules


def plan_of(problem: Problem, p: Arrays, s: Search, iterations: int, elapsed_s: float | None) -> Plan:
    """The plan as it stands, each order it leaves out having just been asked about (`s.choices`)."""
    visits = Visits.of(problem)
    routes = tuple(route_of(problem, p, int(r), visits) for r in np.flatnonzero(p.routes["count"]))
    served = roles_served(problem, p)
    return Plan(
        routes=routes,
        unassigned=tuple(unassigned(problem, p, s, i) for i, roles in enumerate(served) if roles == 0),
        cost=cost(problem, p, left_out_of(problem, p)),
        statistics=statistics(problem, p, iterations, elapsed_s),
        problem_sha256=problem.sha256,
    )


def statistics(problem: Problem, p: Arrays, iterations: int, elapsed_s: float | None) -> dict[str, int | float]:
    """What the plan as it stands amounts to, and what was done for it.

    Parameters
    ----------
    elapsed_s
        Seconds; ``None`` if the clock was not looked at, so that the same plan is told the same.
    """
    told: dict[str, int | float] = {
        "served": len(problem.orders) - len(left_out_of(problem, p)),
        "orders": len(problem.orders),
        "travel_s": int(p.routes["travel_s"].sum()),
        "waiting_s": sum(waited_s(p, int(r)) for r in np.flatnonzero(p.routes["count"])),
        "iterations": iterations,
    }
    if elapsed_s is not None:
        told["elapsed_s"] = round(elapsed_s, 3)
    return told


def total_min(problem: Problem, p: Arrays) -> float:
    """What the plan that stands in the arrays costs, in minutes."""
    return cost(problem, p, left_out_of(problem, p)).total_min


def left_out_of(problem: Problem, p: Arrays) -> list[int]:
    """The orders that are not served, or not by their whole crew: half of one may be under way."""
    served = roles_served(problem, p)
    return [i for i, order in enumerate(problem.orders) if served[i] < len(order.roles)]


def roles_served(problem: Problem, p: Arrays) -> list[int]:
    """How many roles of each order stand in the routes?"""
    visits = Visits.of(problem)
    first = np.array([visits.numbers[order.id, 0] for order, _ in visits.rows], np.int64)
    used = [first[stops_of(p, int(r))["order"]] for r in np.flatnonzero(p.routes["count"])]
    return [int(roles) for roles in np.bincount(np.concatenate([first[:0], *used]), minlength=len(problem.orders))]


def cost(problem: Problem, p: Arrays, left_out: Iterable[int]) -> Cost:
    """The cost of the plan as it stands, each term once from its total over the whole plan."""
    used = [int(r) for r in np.flatnonzero(p.routes["count"])]
    held = [(r, stop) for r in used for stop in stops_of(p, r)]
    starts = first_starts(problem, held)
    late = [(start - int(p.orders[i]["due"]), i) for i, start in starts.items()]
    worked_s: dict[int, int] = {}
    for r in used:
        seconds = sum(int(p.routes[r][name]) for name in ("travel_s", "setup_s", "service_s"))
        worked_s[int(p.routes[r]["technician"])] = worked_s.get(int(p.routes[r]["technician"]), 0) + seconds
    totals = np.zeros(len(TERMS))
    for term, name in (
        (TRAVEL, "travel_s"),
        (DISTANCE, "distance_m"),
        (OVERTIME, "overtime_s"),
        (MOVED, "moved_s"),
    ):
        totals[term] = int(p.routes[name][used].sum())
    known = {i: int(p.orders[i]["created"]) for i in starts if p.orders[i]["created"] != NEVER}
    totals[RESPONSE] = sum(starts[i] - created for i, created in known.items())
    totals[WAITING] = sum(waited_s(p, r) for r in used)
    totals[LATENESS] = math.fsum(float(p.orders[i]["lateness_weight"]) * late_s for late_s, i in late if late_s > 0)
    totals[LATENESS_MAX] = max((late_s for late_s, _ in late if late_s > 0), default=0)
    totals[RATING] = math.fsum(stars for r in used for stars in stars_lost(p, r))
    totals[BALANCE] = math.fsum((seconds / 3600.0) ** 2 for seconds in worked_s.values())
    totals[FIXED] = math.fsum(float(p.technicians[p.routes[r]["technician"]]["fixed_min"]) for r in used)
    for term, told in ((LEVEL, levels_over), (CHANGED, is_changed)):
        if p.weights[term] != 0.0:
            totals[term] = sum(told(p, int(stop["order"]), int(p.routes[r]["technician"])) for r, stop in held)
    if p.weights[NOT_PREFERRED] != 0.0:
        totals[NOT_PREFERRED] = not_preferred(problem, p, held)
    unserved_min = math.fsum(problem.orders[i].price_unserved_min for i in left_out)
    return cost_of(p.weights, totals, unserved_min)


def first_starts(problem: Problem, held: Iterable[tuple[int, Any]]) -> dict[int, int]:
    """When does each order start that is in the routes, with whichever of its roles is first? By its number."""
    visits = Visits.of(problem)
    starts: dict[int, int] = {}
    for _, stop in held:
        order, _ = visits.rows[stop["order"]]
        i = visits.numbers[order.id, 0]
        starts[i] = min(starts.get(i, ALWAYS), int(stop["start"]))
    return starts


def stops_of(p: Arrays, r: int) -> Records:
    """The stops of route `r`."""
    row = p.routes[r]
    return p.stops[int(row["first"]) : int(row["first"]) + int(row["count"])]


def waited_s(p: Arrays, r: int) -> int:
    """Seconds of waiting in route `r`; none before a stop in force that began before its arrival."""
    row = p.routes[r]
    breaks = p.breaks[int(row["break_first"]) : int(row["break_last"])]
    pauses = [(int(pause["start"]), int(pause["duration_s"])) for pause in breaks]
    clock, seconds = int(row["depart"]), 0
    for stop in stops_of(p, r):
        arrives = arrival(clock, int(stop["leg_s"]), pauses)
        begins = int(stop["start"]) - int(stop["setup_s"])
        rested_s = sum(max(0, min(begins, start + length_s) - max(arrives, start)) for start, length_s in pauses)
        if stop["way_s"] >= 0.0:  # where no way leads, nobody knows of an arrival
            seconds += max(0, begins - arrives - rested_s)
        clock = int(stop["start"]) + int(stop["service_s"])
    return seconds


def stars_lost(p: Arrays, r: int) -> list[float]:
    """Stars that each visit of route `r` falls short of five, those of the newcomer's quota not counted."""
    technician = p.technicians[p.routes[r]["technician"]]
    charged = max(0, int(p.routes[r]["count"]) - int(technician["free_of_rating"]))
    return [float(technician["stars_lost"])] * charged


def not_preferred(problem: Problem, p: Arrays, held: Sequence[tuple[int, Any]]) -> int:
    """How many roles are served of orders that would rather have somebody else, and got none of those?"""
    visits = Visits.of(problem)
    served: dict[str, list[bool]] = {}
    for r, stop in held:
        order, _ = visits.rows[stop["order"]]
        preferred = is_preferred(p, int(stop["order"]), int(p.routes[r]["technician"]))
        served.setdefault(order.id, []).append(preferred)
    return sum(len(roles) for roles in served.values() if not any(roles))


def unassigned(problem: Problem, p: Arrays, s: Search, i: int) -> Unassigned:
    """Why order `i` is left out."""
    order = problem.orders[i].id
    if not s.servable[i] and not is_locked_out(problem, p, s, i):
        return Unassigned(order=order, reason="no_eligible_technician", detail=refusals(problem, p, s, i))
    if any((s.route_of[rows_of(s.ties, j)] == NOBODY).all() for j in earlier_of(s.ties, i)):
        return Unassigned(order=order, reason="predecessor_unserved")
    fits = s.servable[i] and s.choices[i]["cost_min"] < math.inf
    return Unassigned(order=order, reason="not_worth_it" if fits else "does_not_fit")


def is_locked_out(problem: Problem, p: Arrays, s: Search, i: int) -> bool:
    """Does somebody pass the static rules for each role of order `i`, so that only a lock is in the way?"""
    everybody = range(len(problem.technicians))
    return all(any(failed_rules(p, row, k) == 0 for k in everybody) for row in rows_of(s.ties, i))


def refusals(problem: Problem, p: Arrays, s: Search, i: int) -> tuple[tuple[str, int], ...]:
    """How many technicians fail each static rule for order `i`, a rule at a time.

    Whoever may serve one role of a crew fails none; whoever may serve none, all that fail for any.
    """
    failed = []
    for k in range(len(problem.technicians)):
        by_role = [failed_rules(p, row, k) for row in rows_of(s.ties, i)]
        failed.append(0 if 0 in by_role else functools.reduce(operator.or_, by_role))
    counts = ((rule.CODE, sum(row >> bit & 1 for row in failed)) for bit, rule in enumerate(STATIC_RULES))
    return tuple((code, count) for code, count in counts if count)
