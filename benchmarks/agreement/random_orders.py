"""Random orders: where and when, what they need, whom they name, and what they load."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.agreement.dice import Calendar, Dice
from benchmarks.agreement.random_team import DAY_H, SKILLS, TAGS
from dispatch.model import Lock, Order
from geo.places import Place
from scheduling.spans import Window

COMMUNITIES = ("c1", "c2", "c3")


class RandomOrders:
    """Draws orders one by one."""

    def __init__(self, dice: Dice, calendar: Calendar, place: Callable[[], Place]) -> None:
        self.dice = dice
        self.calendar = calendar
        self.place = place
        self.has_loads = dice.chance(0.7)
        self.has_due = dice.chance(0.4)
        self.dimensions = dice.between(1, 4)

    def order(self, name: str, known: float, technicians: Sequence[str]) -> Order:
        """One order that becomes known so many hours after work begins."""
        dice, at = self.dice, self.calendar.at
        day = dice.between(0, self.calendar.days) * DAY_H
        windows = self.windows(max(known, day))
        due = max(known, day) + dice.uniform(-1, 4)
        return Order(
            id=name,
            location=self.place(),
            service_s=dice.between(0, 60) * 60,
            setup_s=dice.between(1, 15) * 60 if dice.chance(0.35) else 0,
            windows=windows,
            due=at(due) if self.has_due and dice.chance(0.6) else None,
            lateness_weight=dice.one_of((1.0, 0.5, 2.25, 0.0)),
            skills={skill: dice.between(1, 3) for skill in dice.some_of(SKILLS, 0.2)},
            required_tags=dice.some_of(TAGS, 0.1),
            community=dice.one_of(COMMUNITIES) if dice.chance(0.8) else None,
            load=tuple(dice.between(0, 4) for _ in range(self.dimensions)) if self.has_loads else (),
            priority=dice.between(1, 6),
            unserved_cost_min=float(dice.between(20, 200)) if dice.chance(0.15) else None,
            required_technicians=dice.some_of(technicians, 0.75) if dice.chance(0.12) else None,
            preferred_technicians=dice.some_of(technicians, 0.4) if dice.chance(0.3) else (),
            forbidden_technicians=dice.some_of(technicians, 0.3) if dice.chance(0.15) else (),
            declined_by=dice.some_of(technicians, 0.3) if dice.chance(0.15) else (),
            created=at(known) if dice.chance(0.9) else None,
        )

    def windows(self, begins: float) -> tuple[Window, ...]:
        """None, one, or two, the later one first; now and then a single instant."""
        dice, at = self.dice, self.calendar.at
        if dice.chance(0.2):
            return ()
        opens = begins + dice.uniform(-0.5, 5)
        width = float(dice.rng.choice([0.0, 0.5, 1.0, 2.0, 4.0], p=[0.06, 0.1, 0.16, 0.33, 0.35]))
        first = Window(at(opens), at(opens + width))
        if not dice.chance(0.2):
            return (first,)
        later = opens + dice.uniform(3, 6)
        return (Window(at(later), at(later + 1)), first)

    def range_lock(self, order: Order) -> Lock:
        """A lock on the start of an order: somewhere about its windows, perhaps where no window is."""
        dice = self.dice
        known = order.windows[0].start if order.windows else self.calendar.at(dice.uniform(0, 6))
        hours = (known.timestamp() - self.calendar.begin.timestamp()) / 3600.0 + dice.uniform(-1, 1.5)
        hours = float(np.round(hours, 3))
        return Lock(
            order=order.id,
            kind="time_range",
            earliest=self.calendar.at(hours),
            latest=self.calendar.at(hours + dice.uniform(0, 2)),
        )
