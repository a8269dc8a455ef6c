"""Who works in a city: technicians with homes, skills, stars, shifts, service areas and absences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from benchmarks.demo.ground import Ground
from benchmarks.demo.services import TRADES, Trade
from dispatch.model import Technician
from geo.areas import Communities, ServiceArea
from geo.places import LatLng
from scheduling.spans import Absence, Shift

Clock = Callable[[float], datetime]
"""Hour of the day to an aware datetime."""

_SHIFTS_H = (
    (0.22, ((8.0, 18.0),)),
    (0.24, ((9.0, 19.0),)),
    (0.08, ((7.0, 16.0),)),
    (0.24, ((12.0, 22.0),)),
    (0.05, ((8.0, 13.0),)),
    (0.07, ((14.0, 21.0),)),
    (0.10, ((8.0, 12.5), (15.0, 21.0))),
)
"""Share of technicians and the shifts they work, in hours of the day."""

_LEVELS = (3, 2, 2, 3, 1)
"""Levels in the trade learned first, dealt out in turn."""


def make_technicians(
    ground: Ground, areas: Sequence[ServiceArea], count: int, clock: Clock, random: np.random.Generator
) -> tuple[Technician, ...]:
    """Make `count` technicians who live where the people live.

    Trades, levels, homes and shifts are dealt out by their shares rather than drawn, so that a staff of any seed can do
    about as much as another.
    """
    trades = deal([trade.share for trade in TRADES], count)
    homes = random.permutation(deal(ground.chances, count))
    shifts = random.permutation(deal([share for share, _ in _SHIFTS_H], count))
    drafts = []
    for k in random.permutation(count):
        home = ground.near(ground.city.places[homes[k]], random)
        drafts.append(_Draft(TRADES[trades[k]], _LEVELS[k % len(_LEVELS)], home, _SHIFTS_H[shifts[k]][1]))
    out_of_service = set(random.choice(count, count // 30, replace=False).tolist())
    technicians = (_technician(f"t{k + 1}", draft, (areas, clock), random) for k, draft in enumerate(drafts))
    return tuple(replace(one, active=False) if k in out_of_service else one for k, one in enumerate(technicians))


def deal(shares: Sequence[float] | npt.NDArray[np.float64], count: int) -> list[int]:
    """`count` indices into `shares`, ascending, each as often as its share asks to within one."""
    edges = np.cumsum(shares)
    marks = (np.arange(count) + 0.5) / count * edges[-1]
    return [int(pick) for pick in np.searchsorted(edges, marks)]


@dataclass(frozen=True, slots=True)
class _Draft:
    trade: Trade
    level: int
    home: LatLng
    hours: tuple[tuple[float, float], ...]


def _technician(
    name: str, draft: _Draft, world: tuple[Sequence[ServiceArea], Clock], random: np.random.Generator
) -> Technician:
    areas, clock = world
    home = draft.home
    shifts = tuple(Shift(clock(start), clock(end)) for start, end in draft.hours)
    reviews = int(random.gamma(1.3, 90.0)) if random.random() < 0.9 else 0
    rating = 5.0 if reviews == 0 else round(float(3.6 + 1.4 * random.beta(5.0, 2.0)), 2)
    return Technician(
        id=name,
        start=home,
        end=home if random.random() < 0.85 else None,
        shifts=shifts,
        skills=_skills(draft, random),
        areas=_areas(areas, home, random),
        rating=rating,
        reviews=reviews,
        absences=_absences(shifts, clock, random),
        max_orders=int(random.integers(6, 10)) if random.random() < 0.25 else None,
    )


def _skills(draft: _Draft, random: np.random.Generator) -> Mapping[str, int]:
    held = {draft.trade.skill: draft.level}
    for other in draft.trade.also:
        if random.random() < 0.75:
            held[other] = int(random.choice((1, 2, 3), p=(0.4, 0.45, 0.15)))
    return dict(sorted(held.items()))


def _areas(areas: Sequence[ServiceArea], home: LatLng, random: np.random.Generator) -> tuple[str, ...] | None:
    """Most work anywhere; some only where they live, and now and then for residential communities besides."""
    around = [area.id for area in areas if area.holds(home)]
    estates = [area.id for area in areas if isinstance(area.extent, Communities)]
    if not around or random.random() >= 0.35:
        return None
    chosen = around[int(random.integers(len(around)))]
    return (chosen, *estates) if random.random() < 0.3 else (chosen,)


def _absences(shifts: Sequence[Shift], clock: Clock, random: np.random.Generator) -> tuple[Absence, ...]:
    """A few are away for an hour or two in the middle of their first shift."""
    if random.random() >= 0.1:
        return ()
    start_h = (shifts[0].start - clock(0.0)).total_seconds() / 3600.0 + float(random.integers(1, 4))
    return (Absence(clock(start_h), clock(start_h + float(random.choice((1.0, 1.5, 2.0))))),)
