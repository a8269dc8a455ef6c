"""The right half of the picture: one line for each technician, with shifts, driving, visits and waiting."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from benchmarks.demo.figures import legs_of
from benchmarks.demo.palette import DRIVING, FAINT, IDLE, INK, PAPER, SHIFT, TRADE_COLOURS, trade_of
from benchmarks.demo.texts import texts
from dispatch.model import Plan, Problem, Route, Technician

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Bar = tuple[float, float]
"""Hour of the day at which something begins, and its length in hours."""


def draw_timeline(axes: Axes, problem: Problem, plan: Plan, lang: str) -> None:
    """Draw what each technician did when, sorted by trade and by the start of their day."""
    rows = sorted(problem.technicians, key=lambda one: (trade_of(one.skills), one.shifts[0].start, one.id))
    for k, technician in enumerate(rows):
        _draw_shifts(axes, problem, technician, k)
        _draw_routes(axes, problem, [route for route in plan.routes if route.technician == technician.id], k)
    _dress(axes, problem, rows, lang)


def _draw_shifts(axes: Axes, problem: Problem, technician: Technician, k: int) -> None:
    if not technician.active:
        return
    axes.broken_barh([_bar(problem, s.start, s.end) for s in technician.shifts], (k - 0.44, 0.88), color=SHIFT, lw=0)
    away = [_bar(problem, absence.start, absence.end) for absence in technician.absences]
    axes.broken_barh(away, (k - 0.44, 0.88), facecolor=PAPER, edgecolor=FAINT, hatch="//////", linewidth=0.4)


def _draw_routes(axes: Axes, problem: Problem, routes: list[Route], k: int) -> None:
    orders = {order.id: order for order in problem.orders}
    visits: dict[str, list[Bar]] = {}
    drives: list[Bar] = []
    waits: list[Bar] = []
    for route in routes:
        for stop in route.stops:
            colour = TRADE_COLOURS[trade_of(orders[stop.order].skills)]
            visits.setdefault(colour, []).append(_bar(problem, stop.start, stop.finish))
        for leg in legs_of(problem, route):
            drives.append(_bar(problem, leg.depart, leg.arrive))
            waits.append(_bar(problem, leg.arrive, leg.start))
    axes.broken_barh(waits, (k - 0.22, 0.44), color=IDLE, lw=0)
    axes.broken_barh(drives, (k - 0.09, 0.18), color=DRIVING, lw=0)
    for colour, bars in visits.items():
        axes.broken_barh(bars, (k - 0.40, 0.80), facecolor=colour, edgecolor=PAPER, linewidth=0.6)


def _dress(axes: Axes, problem: Problem, rows: list[Technician], lang: str) -> None:
    """Hours below, ids at the left in the colour of the trade, no frame."""
    words = texts(lang)
    spans = [(_hour(problem, shift.start), _hour(problem, shift.end)) for one in rows for shift in one.shifts]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    axes.set_xlim(first - 0.15, last + 0.15)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    hours = range(int(first) + (first % 1 > 0), int(last) + 1, 2)
    axes.set_xticks(list(hours), [f"{hour % 24:02d}:00" for hour in hours], fontsize=9.5, color=INK)
    axes.set_yticks(range(len(rows)), [one.id for one in rows], fontsize=min(9.0, 430.0 / len(rows)))
    for label, one in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_color(TRADE_COLOURS[trade_of(one.skills)] if one.active else FAINT)
    for k, one in enumerate(rows):
        if not one.active:
            axes.text(first, k, words.out_of_service, fontsize=7.5, color=FAINT, va="center", style="italic")
    axes.tick_params(length=0, pad=3)
    axes.grid(axis="x", color=SHIFT, linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _bar(problem: Problem, start: datetime, end: datetime) -> Bar:
    first = _hour(problem, start)
    return first, _hour(problem, end) - first


def _hour(problem: Problem, instant: datetime) -> float:
    """Hours since the origin."""
    return problem.horizon.second(instant) / 3600.0
