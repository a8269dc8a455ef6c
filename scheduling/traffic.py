"""How much longer does driving take at this hour of the day?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
            raise InvalidSpanError(f"is {self.factor}, must be above 0 and finite", "factor")

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
                clock = f"{begin_s // 3600:02}:{begin_s // 60 % 60:02}"
                raise InvalidSpanError(f"is at {clock} inside another period", str(n))

    def factor_at(self, local: datetime) -> float:
        """The factor at an instant, told by the clock on the wall."""
        return self._factor(_second_of_day(local))

    def factor_of(self, horizon: Horizon, second: int) -> float:
        """The factor at a second of a horizon, in the horizon's zone."""
        return self.factor_at(horizon.instant(second)) if self.periods else 1.0

    def changes(self, horizon: Horizon, first: int, last: int) -> Sequence[tuple[int, float]]:
        """From when on which factor holds: seconds in order, from `first` on and up to `last`; the first is `first`."""
        if not self.periods:
            return [(first, 1.0)]
        marks = {second % DAY_S for period in self.periods for second in (period.begin_s, period.end_s)}
        found: list[tuple[int, float]] = []
        begins = _steady_clock(horizon, first, last)
        for begin, end in pairwise([*begins, max(first, last) + 1]):
            clock = _second_of_day(horizon.instant(begin))
            offsets = {0, *(n for mark in marks for n in range((mark - clock) % DAY_S, end - begin, DAY_S))}
            for offset in sorted(offsets):
                factor = self._factor((clock + offset) % DAY_S)
                if not found or factor != found[-1][1]:
                    found.append((begin + offset, factor))
        return found

    def _factor(self, second_of_day: int) -> float:
        for period in self.periods:
            if period.holds(second_of_day):
                return period.factor
        return 1.0


NO_TRAFFIC = Traffic()


def _spans(period: Period) -> list[tuple[int, int]]:
    if period.begin_s < period.end_s:
        return [(period.begin_s, period.end_s)]
    return [(period.begin_s, DAY_S), (0, period.end_s)]


def _second_of_day(local: datetime) -> int:
    return local.hour * 3600 + local.minute * 60 + local.second


def _steady_clock(horizon: Horizon, first: int, last: int) -> list[int]:
    """The seconds from which on the clock on the wall runs evenly: `first`, and each at which it is put up to `last`.

    Looks a day ahead at a time: since 1900 no zone has put its clock twice within six days.
    """
    begins = [first]
    for day in range(first, last, DAY_S):
        before, ahead = horizon.instant(day).utcoffset(), min(day + DAY_S, last)
        if horizon.instant(ahead).utcoffset() != before:
            seconds = range(day, ahead)
            begins.append(day + bisect_left(seconds, True, key=lambda s: horizon.instant(s).utcoffset() != before))
    return begins
