"""Draws by lot, and the calendar of a random day: from which hour its people work, in which zone, under which clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from dispatch.model import Problem

T = TypeVar("T")

HOUR_S = 3600

PLAIN = ("Asia/Shanghai", "2026-03-02")
CLOCK_CHANGES = (
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("America/Santiago", "2026-09-06"),
)
"""Zones, and days on which the clock is put in them: by an hour or half of one, at two in the night or at midnight."""


def later(problem: Problem, instant: datetime, seconds: float) -> datetime:
    """So many seconds after an instant, or before, none of them before the origin; to the second."""
    horizon = problem.horizon
    return horizon.instant(max(0, horizon.second(instant) + round(seconds)))


class Dice:
    """Draws from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return bool(self.rng.random() < share)

    def between(self, low: int, high: int) -> int:
        """An integer from `low` up to, but not including, `high`."""
        return int(self.rng.integers(low, high))

    def uniform(self, low: float, high: float) -> float:
        """A number between two."""
        return float(self.rng.uniform(low, high))

    def one_of(self, things: Sequence[T]) -> T:
        """One of several."""
        return things[self.between(0, len(things))]

    def some_of(self, things: Sequence[T], share: float) -> tuple[T, ...]:
        """Each with a chance."""
        return tuple(thing for thing in things if self.chance(share))


class Calendar:
    """When things are: instants by the hours that have passed since the day's work began.

    Parameters
    ----------
    days
        On how many days there is work.
    """

    def __init__(self, dice: Dice) -> None:
        self.changing = dice.chance(0.15)
        zone, date = dice.one_of(CLOCK_CHANGES) if self.changing else PLAIN
        self.zone = ZoneInfo(zone)
        midnight = datetime.fromisoformat(date).replace(tzinfo=self.zone)
        first_hour = dice.uniform(-3.0, 1.0) if self.changing else dice.one_of((7.0, 8.0, 9.0, 20.0))
        self.begin = midnight.astimezone(UTC) + timedelta(seconds=round(first_hour * HOUR_S))
        self.days = int(dice.rng.choice([1, 2, 3], p=[0.78, 0.16, 0.06]))
        before_s = -HOUR_S if dice.chance(0.15) else dice.between(0, 8) * HOUR_S
        self.origin = self.at(-before_s / HOUR_S)
        self.timezone = self.zone if dice.chance(0.7) else None

    def at(self, hours: float) -> datetime:
        """The instant so many hours after work begins, to the second."""
        return (self.begin + timedelta(seconds=round(hours * HOUR_S))).astimezone(self.zone)

    def second_of_day(self, hours: float) -> int:
        """What the clock on the wall shows then, in seconds."""
        local = self.at(hours)
        return local.hour * HOUR_S + local.minute * 60 + local.second
