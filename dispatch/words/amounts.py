"""How are instants, durations, distances and numbers told?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from dispatch.words.languages import Pair, number

_HOURS: Final[Pair] = ("{} h", "{} 小时")
_MINUTES: Final[Pair] = ("{} min", "{} 分钟")
_SECONDS: Final[Pair] = ("{} s", "{} 秒")
_KILOMETRES: Final[Pair] = ("{} km", "{} 公里")
_METRES: Final[Pair] = ("{} m", "{} 米")


def instant_text(instant: datetime, day: date | None = None) -> str:
    """An instant as on a clock, with its date unless it is of `day`; seconds only where there are some."""
    clock = instant.strftime("%H:%M:%S" if instant.second else "%H:%M")
    return clock if instant.date() == day else f"{instant.date().isoformat()} {clock}"


def span_text(start: datetime, finish: datetime, day: date | None = None) -> str:
    """From when to when: ``08:10–08:20``, with the dates that are not `day`; that of the finish if it is another."""
    return f"{instant_text(start, day)}–{instant_text(finish, start.date())}"


def duration_text(seconds: int, lang: str) -> str:
    """Seconds in hours, minutes and seconds, none of which is told when it is 0: ``1 h 30 min``."""
    which, whole = number(lang), abs(seconds)
    parts = ((_HOURS, whole // 3600), (_MINUTES, whole // 60 % 60), (_SECONDS, whole % 60))
    told = " ".join(unit[which].format(count) for unit, count in parts if count)
    return ("-" if seconds < 0 else "") + (told or _MINUTES[which].format(0))


def distance_text(metres: int, lang: str) -> str:
    """Metres, or from 1 km on kilometres with one decimal, rounded up: whoever goes so far has gone far enough."""
    which = number(lang)
    if metres < 1000:
        return _METRES[which].format(metres)
    return _KILOMETRES[which].format(f"{-(-metres // 100) / 10:g}")


def number_text(value: float) -> str:
    """A number with two decimals at most; a small one with its first two digits: ``0.4``, ``12.25``, ``0.0031``."""
    if value and abs(value) < 0.01:
        return f"{value:.2g}" if abs(value) >= 0.0001 else f"{value:.1e}"
    return f"{value:.2f}".rstrip("0").rstrip(".")
