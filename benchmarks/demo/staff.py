"""Who works in a city: technicians with homes, skills, stars, shifts, service areas and absences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np

from benchmarks.demo.ground import Ground
from benchmarks.demo.services import TRADES, Trade
from dispatch.model import Technician
from geo.areas import Communities, ServiceArea
from scheduling.spans import Absence, Shift

Clock = Callable[[float], datetime]
"""Hour of the day to an aware datetime."""

_SHIFTS_H = (
    (0.34, ((8.0, 17.0),)),
    (0.22, ((9.0, 18.0),)),
    (0.12, ((7.0, 15.5),)),
    (0.14, ((12.0, 21.5),)),
    (0.06, ((8.0, 12.5),)),
    (0.06, ((13.0, 19.0),)),
    (0.06, ((8.0, 12.0), (15.0, 20.0))),
)
"""Share of technicians and the shifts they work, in hours of the day."""

_LEVELS = (0.25, 0.45, 0.30)
"""Chance of level 1, 2 and 3 in the trade learned first."""


def make_technicians(
    ground: Ground, areas: Sequence[ServiceArea], count: int, clock: Clock, random: np.random.Generator
) -> tuple[Technician, ...]:
    """Make `count` technicians who live where the people live.

    Trades are dealt out by their shares rather than drawn, so that a small staff knows as much as a large one.
    """
    trades = _deal(TRADES, count, random)
    return tuple(_technician(f"t{k + 1}", trade, (ground, areas, clock), random) for k, trade in enumerate(trades))


def _deal(trades: Sequence[Trade], count: int, random: np.random.Generator) -> list[Trade]:
    """Trades for `count` technicians, each as often as its share asks, shuffled."""
    edges = np.cumsum([trade.share for trade in trades])
    marks = (np.arange(count) + 0.5) / count * edges[-1]
    dealt = [trades[int(np.searchsorted(edges, mark))] for mark in marks]
    return [dealt[pick] for pick in random.permutation(count)]


def _technician(
    name: str, trade: Trade, world: tuple[Ground, Sequence[ServiceArea], Clock], random: np.random.Generator
) -> Technician:
    ground, areas, clock = world
    _, _, home = ground.address(random)
    hours = _SHIFTS_H[int(random.choice(len(_SHIFTS_H), p=[share for share, _ in _SHIFTS_H]))][1]
    shifts = tuple(Shift(clock(start), clock(end)) for start, end in hours)
    reviews = int(random.gamma(1.3, 90.0)) if random.random() < 0.9 else 0
    rating = 5.0 if reviews == 0 else round(float(3.6 + 1.4 * random.beta(5.0, 2.0)), 2)
    return Technician(
        id=name,
        start=home,
        end=home if random.random() < 0.85 else None,
        shifts=shifts,
        skills=_skills(trade, random),
        areas=_areas(areas, random),
        active=bool(random.random() >= 0.03),
        rating=rating,
        reviews=reviews,
        absences=_absences(shifts, clock, random),
        max_orders=int(random.integers(6, 10)) if random.random() < 0.25 else None,
    )


def _skills(trade: Trade, random: np.random.Generator) -> Mapping[str, int]:
    held = {trade.skill: int(random.choice((1, 2, 3), p=_LEVELS))}
    for other in trade.also:
        if random.random() < 0.55:
            held[other] = int(random.choice((1, 2), p=(0.6, 0.4)))
    return dict(sorted(held.items()))


def _areas(areas: Sequence[ServiceArea], random: np.random.Generator) -> tuple[str, ...] | None:
    """Most work anywhere; some in one area, and now and then for residential communities besides."""
    if random.random() >= 0.3:
        return None
    estates = [area.id for area in areas if isinstance(area.extent, Communities)]
    others = [area.id for area in areas if area.id not in estates]
    chosen = others[int(random.integers(len(others)))]
    return (chosen, *estates) if random.random() < 0.3 else (chosen,)


def _absences(shifts: Sequence[Shift], clock: Clock, random: np.random.Generator) -> tuple[Absence, ...]:
    """A few are away for an hour or two in the middle of their first shift."""
    if random.random() >= 0.1:
        return ()
    start_h = (shifts[0].start - clock(0.0)).total_seconds() / 3600.0 + float(random.integers(1, 4))
    return (Absence(clock(start_h), clock(start_h + float(random.choice((1.0, 1.5, 2.0))))),)
