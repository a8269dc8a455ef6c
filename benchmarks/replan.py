"""At noon somebody falls ill and an emergency comes in: how good is a new plan after a third of a second?

The day is planned in the morning without the emergency. At noon the technician with most left to do is away once the
visit under way is done, and a customer close to the middle of the town wants somebody within two hours. Everything
under way stays; who comes, and when, has a price.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.peers.days import MIDNIGHT, technician_day
from benchmarks.provenance import provenance
from dispatch.checker import check
from dispatch.disruption import disruption_of
from dispatch.model import Order, Plan, Problem, Route
from dispatch.planner import plan
from scheduling.spans import Absence, Window

NOON = MIDNIGHT + timedelta(hours=12)
MORNING_S = 5.0
"""Time limit of the plan in the morning."""

CHANGED_MIN, MOVED_MIN = 10.0, 0.1
"""Prices of another technician, and of each minute by which a start moves."""


COLUMNS = ("day", "put in again, min", "searched, min", "s", "other technician", "other time", "left out", "legal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """One day.

    Parameters
    ----------
    repaired_min, found_min
        Cost of the plan that only puts in again what had to be taken out, and of the one after the search.
    elapsed_s
        From the problem to the finished plan, seconds.
    changed, moved, dropped
        Visits that go to somebody else, that start at another time, and orders of the morning that are left out.
    is_legal
        By the checker's word.
    """

    repaired_min: float
    found_min: float
    elapsed_s: float
    changed: int
    moved: int
    dropped: int
    is_legal: bool


def main(seed: int = 1, days: int = 5, orders: int = 200, limit_s: float = 0.3) -> int:
    """Replan so many days from a seed on, and print the table; 1 if any plan is not legal."""
    console = Console()
    plan(noon_of(20, seed), time_limit_s=0.1)  # machine code is loaded by now
    rows = [replanned(orders, seed + n, limit_s) for n in track(range(days), "days", console=console, transient=True)]
    table = Table(title=f"{orders} orders, replanned at noon within {limit_s:g} s", title_justify="left")
    for name in (
        "day",
        "put in again, min",
        "searched, min",
        "s",
        "other technician",
        "other time",
        "left out",
        "legal",
    ):
        table.add_column(name, justify="right")
    for n, row in enumerate(rows):
        table.add_row(
            str(seed + n),
            f"{row.repaired_min:,.1f}",
            f"{row.found_min:,.1f}",
            f"{row.elapsed_s:.3f}",
            str(row.changed),
            str(row.moved),
            str(row.dropped),
            "yes" if row.is_legal else "no",
        )
    console.print(table)
    ratio = median(row.found_min / row.repaired_min for row in rows)
    console.print(f"median cost of the searched plan: {ratio:.3f} of the repaired one's", soft_wrap=True)
    console.print(provenance(), soft_wrap=True, markup=False)
    return 0 if all(row.is_legal for row in rows) else 1


def replanned(orders: int, seed: int, limit_s: float) -> Replanned:
    """Replan the day of one seed."""
    problem = noon_of(orders, seed)
    repaired = plan(problem, seed=seed, iterations=0)
    began = time.monotonic()
    found = plan(problem, seed=seed, time_limit_s=limit_s)
    elapsed_s = time.monotonic() - began
    told = disruption_of(problem, found)
    return Replanned(
        repaired_min=cost_min(repaired),
        found_min=cost_min(found),
        elapsed_s=elapsed_s,
        changed=len(told.changed),
        moved=len(told.moved_s),
        dropped=len(told.dropped),
        is_legal=check(problem, found).legal,
    )


def cost_min(found: Plan) -> float:
    """What a plan costs, in minutes."""
    return math.nan if found.cost is None else found.cost.total_min


def noon_of(orders: int, seed: int) -> Problem:
    """The day of one seed at noon, after what has happened."""
    day = technician_day(orders + 1, seed, "tight")
    *known, last = day.orders
    morning = plan(replace(day, orders=tuple(known)), seed=seed, time_limit_s=MORNING_S)
    weights = {**day.policy.weights, "technician_changed": CHANGED_MIN, "time_moved_min": MOVED_MIN}
    ill = max(morning.routes, key=lambda route: sum(stop.start > NOON for stop in route.stops))
    away = Absence(home_after_noon(day, ill), MIDNIGHT + timedelta(days=1))
    technicians = (replace(each, absences=(away,)) if each.id == ill.technician else each for each in day.technicians)
    return replace(
        day,
        now=NOON,
        technicians=tuple(technicians),
        orders=(*known, emergency(last)),
        routes=morning.routes,
        policy=replace(day.policy, weights=weights),
    )


def home_after_noon(day: Problem, route: Route) -> datetime:
    """When is the technician home who goes there from the visit that is under way at noon, or is driven to?"""
    orders = {order.id: order for order in day.orders}
    begun = [stop for stop in route.stops if stop.start - timedelta(seconds=stop.travel_s or 0) <= NOON]
    home = next(each.start for each in day.technicians if each.id == route.technician)
    if not begun:
        return NOON
    leg = day.travel.leg(orders[begun[-1].order].location, home)
    return begun[-1].finish + timedelta(seconds=0 if leg is None else leg[0])


def emergency(order: Order) -> Order:
    """An order that wants somebody within two hours."""
    return replace(order, priority=1, windows=(Window(NOON, NOON + timedelta(hours=2)),))
