"""RFC 3339 text to aware datetimes and back. Whole seconds, always with an offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from scheduling.errors import InvalidInstantError

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The instants that are told; by UTC, so that one that may be said in one zone may be said in any."""

_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.0+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def parse_instant(text: str) -> datetime:
    """Which instant does an RFC 3339 text name?

    Raises
    ------
    InvalidInstantError
        If the text is not RFC 3339 with an offset, has a fraction of a second, or does not lie between `FIRST` and
        `LAST`.
    """
    if not _RFC3339.fullmatch(text):
        raise InvalidInstantError(f"is {text!r}, must be RFC 3339 with offset and whole seconds")
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError as fault:
        raise InvalidInstantError(f"is {text!r}: {fault}") from None
    if not FIRST <= instant <= LAST:
        raise InvalidInstantError(f"is {text!r}, must lie between {_told(FIRST)} and {_told(LAST)}")
    return instant


def format_instant(instant: datetime, zone: tzinfo | None = None) -> str:
    """RFC 3339 text of an aware datetime, in `zone` if given, else with its own offset."""
    if zone is not None:
        instant = instant.astimezone(zone)
    return instant.isoformat(timespec="seconds")


def _told(bound: datetime) -> str:
    return bound.isoformat().replace("+00:00", "Z")
