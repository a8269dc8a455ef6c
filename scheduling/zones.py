"""Which clock does the name of a time zone mean? Names as IANA has them, the same on every machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from scheduling.errors import UnknownZoneError

WHOLE_SINCE = datetime(1972, 1, 8, tzinfo=UTC)
"""From then on the clocks of all zones have been whole minutes apart from UTC; Liberia's were the last."""


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    What else lies in a machine's folder of zones is none: ``localtime`` and ``posixrules`` mean another clock on
    another machine, those under ``right`` count leap seconds.

    Raises
    ------
    UnknownZoneError
        If there is no such name; case counts.
    """
    if name not in _names():
        raise UnknownZoneError(f"is {name!r}, must be an IANA time zone such as Asia/Shanghai", "timezone")
    return ZoneInfo(name)


def odd_offset_since(zone: ZoneInfo, since: datetime) -> datetime | None:
    """An instant from `since` on at which the zone's clock is seconds off whole minutes; ``None`` if there is none.

    RFC 3339 has no way to tell such an instant: in Amsterdam it was 12:00:00+00:19:32 until 1937. Looked at once a day,
    as no such clock was kept for less.
    """
    instant = since.astimezone(UTC)
    while instant < WHOLE_SINCE:
        told = instant.astimezone(zone)
        offset = told.utcoffset()
        if offset is not None and offset.seconds % 60:
            return told
        instant += timedelta(days=1)
    return None


@cache
def _names() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
