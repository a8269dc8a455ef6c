"""Windows, shifts and absences: the stretches of time that rules speak of.

Their ends are compared as instants: two datetimes of one zone are compared by the clock on the wall, which shows one
hour twice on the day clocks are put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduling.errors import InvalidSpanError


@dataclass(frozen=True, slots=True)
class Window:
    """When a service may start; both ends included.

    Raises
    ------
    InvalidSpanError
        If the window ends before it starts. A window of zero length is one instant, and legal.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end.timestamp() < self.start.timestamp():
            raise InvalidSpanError(f"ends {self.end.isoformat()} before it starts {self.start.isoformat()}", "end")


@dataclass(frozen=True, slots=True)
class Shift:
    """When a technician is at work; half-open ``[start, end)``, but a route may return at `end` itself.

    Raises
    ------
    InvalidSpanError
        If the shift does not end after it starts.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        _require_length(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Absence:
    """When a technician is away: no visit and no driving overlaps it; half-open ``[start, end)``.

    Raises
    ------
    InvalidSpanError
        If the absence does not end after it starts.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        _require_length(self.start, self.end)


def _require_length(start: datetime, end: datetime) -> None:
    if end.timestamp() <= start.timestamp():
        raise InvalidSpanError(f"ends {end.isoformat()}, must end after it starts {start.isoformat()}", "end")
