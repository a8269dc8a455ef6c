"""RFC 3339 text to aware datetimes and back. Whole seconds, always with an offset."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from scheduling.errors import InvalidInstantError

FIRST_YEAR, LAST_YEAR = 1900, 2999

_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.0+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def parse_instant(text: str) -> datetime:
    """Which instant does an RFC 3339 text name?

    Raises
    ------
    InvalidInstantError
        If the text is not RFC 3339 with an offset, has a fraction of a second, or lies out of the years
        `FIRST_YEAR` to `LAST_YEAR`.
    """
    if not _RFC3339.fullmatch(text):
        raise InvalidInstantError(f"is {text!r}, must be RFC 3339 with offset and whole seconds")
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError as fault:
        raise InvalidInstantError(f"is {text!r}: {fault}") from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise InvalidInstantError(f"is {text!r}, the year must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return instant


def format_instant(instant: datetime, zone: tzinfo | None = None) -> str:
    """RFC 3339 text of an aware datetime, in `zone` if given, else with its own offset."""
    if zone is not None:
        instant = instant.astimezone(zone)
    return instant.isoformat(timespec="seconds")
