"""How much longer does driving take at this hour of the day?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from scheduling.errors import InvalidSpanError
from scheduling.horizon import Horizon

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of each day, by the clock on the wall; half-open, and over midnight where it ends before it begins.

    Parameters
    ----------
    begin_s, end_s
        Seconds of the day, 0 to 86 400.
    factor
        By which driving seconds are multiplied, above 0.
    """

    begin_s: int
    end_s: int
    factor: float

    def __post_init__(self) -> None:
        if not 0 <= self.begin_s < DAY_S:
            raise InvalidSpanError(f"is second {self.begin_s} of the day, must be from 0 to 86 399", "from")
        if not 0 <= self.end_s <= DAY_S or self.end_s == self.begin_s:
            raise InvalidSpanError(
                f"is second {self.end_s} of the day, must be from 0 to 86 400 and another than from", "to"
            )
        if not 0.0 < self.factor < float("inf"):
            raise InvalidSpanError(f"is {self.factor}, must be above 0", "factor")

    def holds(self, second_of_day: int) -> bool:
        """Does the period hold this second of a day?"""
        if self.begin_s < self.end_s:
            return self.begin_s <= second_of_day < self.end_s
        return second_of_day >= self.begin_s or second_of_day < self.end_s


@dataclass(frozen=True, slots=True)
class Traffic:
    """Periods of the day, none of which overlap; at all other times the factor is 1."""

    periods: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        spans = sorted((span, n) for n, period in enumerate(self.periods) for span in _spans(period))
        for ((_, end_s), _), ((begin_s, _), n) in pairwise(spans):
            if begin_s < end_s:
                raise InvalidSpanError(f"begins at second {begin_s} of the day, inside another period", str(n))

    def factor_at(self, local: datetime) -> float:
        """The factor at an instant, told by the clock on the wall."""
        second_of_day = local.hour * 3600 + local.minute * 60 + local.second
        for period in self.periods:
            if period.holds(second_of_day):
                return period.factor
        return 1.0

    def factor_of(self, horizon: Horizon, second: int) -> float:
        """The factor at a second of a horizon, in the horizon's zone."""
        return self.factor_at(horizon.instant(second)) if self.periods else 1.0

    def changes(self, horizon: Horizon, first: int, last: int) -> Sequence[tuple[int, float]]:
        """From when on which factor holds: seconds in order, from `first` on and up to `last`; the first is `first`."""
        if not self.periods:
            return [(first, 1.0)]
        turns = {first}
        for day in range((last - first) // DAY_S + 3):
            local = horizon.instant(first + (day - 1) * DAY_S)
            midnight = local.replace(hour=0, minute=0, second=0, fold=0)
            turns.update(turn for turn in _turns(self.periods, midnight, horizon) if first < turn <= last)
        found: list[tuple[int, float]] = []
        for turn in sorted(turns):
            factor = self.factor_of(horizon, turn)
            if not found or factor != found[-1][1]:
                found.append((turn, factor))
        return found


NO_TRAFFIC = Traffic()


def _spans(period: Period) -> list[tuple[int, int]]:
    if period.begin_s < period.end_s:
        return [(period.begin_s, period.end_s)]
    return [(period.begin_s, DAY_S), (0, period.end_s)]


def _turns(periods: Sequence[Period], midnight: datetime, horizon: Horizon) -> list[int]:
    """Seconds of a local day at which a factor may change: the ends of periods, and where the clock is put."""
    clock = sorted({0, *(second for period in periods for second in (period.begin_s, period.end_s % DAY_S))})
    found = []
    for second in clock:
        wall = midnight.replace(hour=second // 3600, minute=second // 60 % 60, second=second % 60)
        found += [horizon.second(wall.replace(fold=fold)) for fold in (0, 1)]
    return [*found, *_clock_changes(midnight, horizon)]


def _clock_changes(midnight: datetime, horizon: Horizon) -> list[int]:
    """The second of a local day at which clocks are put forward or back, if they are."""
    begin = midnight.astimezone(UTC)
    end = begin + timedelta(hours=26)
    zone = midnight.tzinfo
    if begin.astimezone(zone).utcoffset() == end.astimezone(zone).utcoffset():
        return []
    hours = [begin + timedelta(minutes=15 * quarter) for quarter in range(26 * 4 + 1)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    turn = bisect_right([offset != offsets[0] for offset in offsets], 0)
    return [horizon.second(hours[turn])]
