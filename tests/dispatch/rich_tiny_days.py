"""Tiny days of six orders on which breaks, second shifts, lateness, overtime and loads decide what is best.

Only what adds up over routes is priced, so that the best plan is the best way to share the orders among shifts.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from dispatch.model import Order, Policy, Problem, Technician
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Break, Shift, Window
from tests.dispatch.conftest import at

MIDNIGHT = at("00:00")
ADDS_UP = Policy(
    name="adds up",
    weights={"travel_min": 1.0, "waiting_min": 0.3, "lateness_min": 2.0, "overtime_min": 0.5, "not_preferred": 15.0},
)


def hour(hours: float) -> datetime:
    """So many hours after midnight, to the second."""
    return MIDNIGHT + timedelta(seconds=round(3600 * hours))


class RichTinyDay:
    """Draws one day; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def problem(self) -> Problem:
        """Six orders; one technician with two shifts, or two with one each."""
        dice = self.dice
        technicians = (
            (self.technician(0, 2),) if dice.random() < 0.4 else (self.technician(0, 1), self.technician(1, 1))
        )
        return Problem(
            origin=MIDNIGHT,
            now=MIDNIGHT,
            travel=GreatCircle(speed_kmh=30.0, detour=1.3),
            technicians=technicians,
            orders=tuple(self.order(i) for i in range(6)),
            policy=ADDS_UP,
        )

    def place(self) -> LatLng:
        return LatLng(lat=31.2 + self.dice.uniform(-0.08, 0.08), lng=121.5 + self.dice.uniform(-0.08, 0.08))

    def technician(self, k: int, shifts: int) -> Technician:
        """Half a day each, most with a break, some with overtime; a small car, or a quota."""
        dice, home = self.dice, self.place()
        return Technician(
            id=f"t{k}",
            start=home,
            end=home if dice.random() < 0.7 else None,
            shifts=tuple(self.shift(8.0 + 5.0 * n) for n in range(shifts)),
            capacity=(dice.choice((4, 6)), 3) if dice.random() < 0.5 else (),
            max_orders=3 if dice.random() < 0.3 else None,
            speed_factor=dice.choice((1.0, 1.0, 0.8)),
            service_factor=dice.choice((1.0, 1.0, 1.25)),
        )

    def shift(self, begins: float) -> Shift:
        """Three and a half hours."""
        dice = self.dice
        breaks: tuple[Break, ...] = ()
        if dice.random() < 0.7:
            earliest = begins + dice.uniform(0.5, 2.0)
            breaks = (Break(hour(earliest), hour(earliest + dice.choice((0.0, 0.5, 1.5))), dice.choice((900, 1800))),)
        return Shift(hour(begins), hour(begins + 3.5), dice.choice((0, 1800, 3600)), breaks)

    def order(self, i: int) -> Order:
        dice = self.dice
        windows: tuple[Window, ...] = ()
        if dice.random() < 0.4:
            opens = dice.uniform(7.5, 14)
            windows = (Window(hour(opens), hour(opens + dice.choice((1, 2, 4)))),)
        return Order(
            id=f"o{i}",
            location=self.place(),
            service_s=dice.choice((600, 1500, 3000)),
            setup_s=dice.choice((0, 0, 300)),
            windows=windows,
            due=hour(dice.uniform(8, 14)) if dice.random() < 0.4 else None,
            load=(dice.choice((1, 2, 3)), dice.choice((0, 1))),
            preferred_technicians=("t0",) if dice.random() < 0.3 else (),
            unserved_cost_min=float(dice.choice((25, 60, 150, 600))),
        )
