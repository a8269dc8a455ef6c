"""Windows, shifts with their breaks, and absences: the stretches of time that rules speak of.

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
class Break:
    """A pause that whoever works in a shift takes once in it.

    Parameters
    ----------
    earliest, latest
        When it may begin; both ends included.
    duration_s
        How long it lasts, exactly.

    Raises
    ------
    InvalidSpanError
        If `latest` lies before `earliest`, or the break lasts no time.
    """

    earliest: datetime
    latest: datetime
    duration_s: int

    def __post_init__(self) -> None:
        if self.latest.timestamp() < self.earliest.timestamp():
            raise InvalidSpanError(
                f"is {self.latest.isoformat()}, before earliest {self.earliest.isoformat()}", "latest"
            )
        if self.duration_s <= 0:
            raise InvalidSpanError(f"is {self.duration_s}, must be above 0", "duration_s")


@dataclass(frozen=True, slots=True)
class Shift:
    """When a technician is at work; half-open ``[start, end)``, but a route may return at `end` itself.

    Parameters
    ----------
    max_overtime_s
        By how much a route may return after `end`, seconds.
    breaks
        What a route with stops takes, each once, inside the shift.

    Raises
    ------
    InvalidSpanError
        If the shift does not end after it starts, or a break cannot lie inside it.
    """

    start: datetime
    end: datetime
    max_overtime_s: int = 0
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        _require_length(self.start, self.end)
        if self.max_overtime_s < 0:
            raise InvalidSpanError(f"is {self.max_overtime_s}, must be at least 0", "max_overtime_s")
        for n, pause in enumerate(self.breaks):
            begins = max(pause.earliest.timestamp(), self.start.timestamp())
            if begins > pause.latest.timestamp() or begins + pause.duration_s > self.end.timestamp():
                raise InvalidSpanError(
                    f"cannot lie inside the shift from {self.start.isoformat()} to {self.end.isoformat()}",
                    f"breaks/{n}",
                )


@dataclass(frozen=True, slots=True)
class Absence:
    """When a technician is away: no visit, setup or driving overlaps it; half-open ``[start, end)``.

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
