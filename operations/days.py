"""Days: the route of a technician in one shift, with a revision that every change raises.

A day is named by its technician and the start of its shift. One that has no row has revision 0 and no stops.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, Table, Text, bindparam, insert, select, update

from dispatch.files.plan_file import route_from_json, route_to_json
from dispatch.limits import MAX_OVERTIME_S
from dispatch.model import Pause, Route
from operations import sequences
from operations.schema import METADATA, SERIAL, Instant, tenant_column
from scheduling.horizon import Horizon

DAYS = Table(
    "days",
    METADATA,
    tenant_column(),
    Column("technician_id", Text, primary_key=True),
    Column("shift_start", Instant, primary_key=True),
    Column("shift_end", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("change", SERIAL, nullable=False, server_default="0"),
    Column("body", Text, nullable=False),
    Index("ix_days_shift_end", "tenant", "shift_end"),
    Index("ix_days_change", "tenant", "change"),
)

CHANGES = "day_changes"
"""Name of the sequence that numbers changes."""

_ALL_AHEAD = (
    select(DAYS)
    .where(DAYS.c.tenant == bindparam("of_tenant"), DAYS.c.shift_end > bindparam("after"))
    .order_by(DAYS.c.technician_id, DAYS.c.shift_start)
)
_CHANGED = _ALL_AHEAD.where(
    DAYS.c.technician_id.in_(
        select(DAYS.c.technician_id).where(DAYS.c.tenant == bindparam("of_tenant"), DAYS.c.change > bindparam("change"))
    )
)

_OF_KEY = (
    (DAYS.c.tenant == bindparam("of_tenant"))
    & (DAYS.c.technician_id == bindparam("of_technician"))
    & (DAYS.c.shift_start == bindparam("of_shift"))
)
_KNOWN = select(DAYS.c.revision).where(_OF_KEY)
_INSERT = insert(DAYS)
_UPDATE = update(DAYS).where(_OF_KEY, DAYS.c.revision == bindparam("of_revision"))

NO_LOCKS: Mapping[str, str] = MappingProxyType({})

DayKey = tuple[str, datetime]
"""Technician id and start of the shift, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a technician does in one shift.

    Parameters
    ----------
    shift_start, shift_end
        UTC.
    revision
        Raised by every change.
    route
        In UTC; its `shift` is 0 whatever the index of the shift among the technician's; no stops means nothing to do.
    locks
        Kind of the lock (`dispatch.model.LOCKS`) of those of its orders that a dispatcher has locked.
    """

    technician_id: str
    shift_start: datetime
    shift_end: datetime
    revision: int
    route: Route
    locks: Mapping[str, str] = field(default_factory=lambda: NO_LOCKS)

    @property
    def key(self) -> DayKey:
        """What names the day."""
        return self.technician_id, self.shift_start


def latest_change(connection: Connection, tenant: str) -> int:
    """The number of the latest change of a day; 0 if there was none."""
    return sequences.latest(connection, tenant, CHANGES)


def changed_since(
    connection: Connection, tenant: str, change: int | None, since: datetime
) -> dict[str, tuple[Day, ...]]:
    """All days of technicians of whom one has changed after a change, by technician, earliest first.

    Parameters
    ----------
    change
        ``None`` for the days of all technicians.
    since
        Days are left out that ended before, the longest overtime included.
    """
    asked = {"of_tenant": tenant, "after": since - timedelta(seconds=MAX_OVERTIME_S), "change": change}
    rows = connection.execute(_ALL_AHEAD if change is None else _CHANGED, asked)
    found: dict[str, list[Day]] = {}
    for row in rows:
        found.setdefault(row.technician_id, []).append(_day(row))
    return {technician_id: tuple(held) for technician_id, held in found.items()}


def of_technician(
    connection: Connection, tenant: str, technician_id: str, after: datetime | None = None
) -> tuple[Day, ...]:
    """The days of a technician, earliest first; those alone that end after an instant, if one is named."""
    query = select(DAYS).where(DAYS.c.tenant == tenant, DAYS.c.technician_id == technician_id)
    if after is not None:
        query = query.where(DAYS.c.shift_end > after)
    return tuple(_day(row) for row in connection.execute(query.order_by(DAYS.c.shift_start)))


def get_many(connection: Connection, tenant: str, keys: Iterable[DayKey]) -> dict[DayKey, Day]:
    """The days of these keys that have a row."""
    wanted = list(keys)
    found = {}
    for begin in range(0, len(wanted), 500):
        piece = set(wanted[begin : begin + 500])
        query = select(DAYS).where(DAYS.c.tenant == tenant, DAYS.c.technician_id.in_({key[0] for key in piece}))
        query = query.where(DAYS.c.shift_start.in_({key[1] for key in piece}))
        days = (_day(row) for row in connection.execute(query))
        found.update({day.key: day for day in days if day.key in piece})
    return found


def store(connection: Connection, tenant: str, day: Day) -> bool:
    """Keep `day.route` if the day still has the revision before `day.revision`. False if it was changed since."""
    change = sequences.following(connection, tenant, CHANGES)
    values = {"revision": day.revision, "shift_end": day.shift_end, "change": change, "body": _body(day)}
    key = {"of_tenant": tenant, "of_technician": day.technician_id, "of_shift": day.shift_start}
    if day.revision > 1:
        query = _UPDATE.values(**values)
        return connection.execute(query, key | {"of_revision": day.revision - 1}).rowcount == 1
    if connection.execute(_KNOWN, key).one_or_none() is not None:
        return False
    identity = {"tenant": tenant, "technician_id": day.technician_id, "shift_start": day.shift_start}
    connection.execute(_INSERT, identity | values)
    return True


def rename(connection: Connection, tenant: str, day: Day, shift: tuple[datetime, datetime]) -> None:
    """The shift of the day was moved: it starts and ends at these instants now."""
    mine = (DAYS.c.tenant == tenant) & (DAYS.c.technician_id == day.technician_id)
    query = update(DAYS).where(mine, DAYS.c.shift_start == day.shift_start)
    change = sequences.following(connection, tenant, CHANGES)
    moved = {"shift_start": shift[0], "shift_end": shift[1], "change": change}
    connection.execute(query.values(**moved, revision=DAYS.c.revision + 1))


def in_utc(route: Route) -> Route:
    """The route with all instants in UTC, as days have them: only there may they be compared and subtracted."""
    return replace(
        route,
        depart=route.depart.astimezone(UTC),
        back=route.back.astimezone(UTC),
        stops=tuple(
            replace(
                stop,
                start=stop.start.astimezone(UTC),
                finish=stop.finish.astimezone(UTC),
                arrive=None if stop.arrive is None else stop.arrive.astimezone(UTC),
            )
            for stop in route.stops
        ),
        breaks=tuple(Pause(p.start.astimezone(UTC), p.finish.astimezone(UTC)) for p in route.breaks),
    )


def _body(day: Day) -> str:
    """The route, and the locks of what is still in it."""
    data = route_to_json(day.route, Horizon(day.shift_start))
    locks = {stop.order: day.locks[stop.order] for stop in day.route.stops if stop.order in day.locks}
    return json.dumps(data | ({"locks": locks} if locks else {}), separators=(",", ":"))


def _day(row: Row[Any]) -> Day:
    data = json.loads(row.body)
    locks = data.pop("locks", NO_LOCKS)
    return Day(
        technician_id=row.technician_id,
        shift_start=row.shift_start,
        shift_end=row.shift_end,
        revision=row.revision,
        route=route_from_json(data, Horizon(row.shift_start)),
        locks=locks,
    )
