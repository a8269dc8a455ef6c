"""The only place where datetimes become seconds, and seconds datetimes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from scheduling.errors import InvalidInstantError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    _epoch: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.origin.tzinfo is None:
            raise InvalidInstantError("origin has no offset", "origin")
        object.__setattr__(self, "_epoch", int(self.origin.timestamp()))

    @property
    def told_in(self) -> tzinfo | None:
        """In which zone instants are told: `zone`, or else that of `origin`."""
        return self.zone if self.zone is not None else self.origin.tzinfo

    def second(self, instant: datetime) -> int:
        """Seconds from the origin to an aware instant of whole seconds; negative before it. Counted in UTC."""
        return int(instant.timestamp()) - self._epoch

    def instant(self, second: int) -> datetime:
        """The instant `second` seconds after the origin, in the horizon's zone."""
        return (EPOCH + timedelta(seconds=self._epoch + second)).astimezone(self.told_in)
