"""The only place where datetimes become seconds, and seconds datetimes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from scheduling.errors import InvalidInstantError


@dataclass(frozen=True, slots=True)
class Horizon:
    """The time line of a problem: second 0 is `origin`, and instants are told in `zone`.

    Parameters
    ----------
    origin
        Aware datetime of second 0.
    zone
        In which zone instants are written; that of `origin` unless given.
    """

    origin: datetime
    zone: tzinfo | None = None

    def __post_init__(self) -> None:
        if self.origin.tzinfo is None:
            raise InvalidInstantError("origin has no offset", "origin")

    def second(self, instant: datetime) -> int:
        """Seconds from the origin to an aware instant; negative before it. Subtraction is done in UTC."""
        span = instant.astimezone(UTC) - self.origin.astimezone(UTC)
        return span.days * 86_400 + span.seconds

    def instant(self, second: int) -> datetime:
        """The instant `second` seconds after the origin, in the horizon's zone."""
        moment = self.origin.astimezone(UTC) + timedelta(seconds=second)
        return moment.astimezone(self.zone if self.zone is not None else self.origin.tzinfo)
