"""What can be wrong with a time.

- SchedulingError
  - InvalidInstantError
  - InvalidSpanError
  - UnknownZoneError
"""

from __future__ import annotations


class SchedulingError(ValueError):
    """A fact about time that cannot be true.

    Attributes
    ----------
    field
        Name of the field at fault, as in the problem file; ``""`` for the thing itself.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class InvalidInstantError(SchedulingError):
    """Not an RFC 3339 instant with offset and whole seconds, in the years 1900 to 2999 of UTC."""


class InvalidSpanError(SchedulingError):
    """An end that comes before its start."""


class UnknownZoneError(SchedulingError):
    """Not the name of a time zone as IANA has them."""
