"""Where a tenant's technicians are in their days, and what they hold: so that for an order only few need be looked at.

Built from the directory, which technicians change, and from days, which orders change; after that only what has changed
is read, by the numbers that count changes. Threads take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from dispatch.model import Order, Stop, Technician
from dispatch.shortlist import Gaps, Wanted, first_owners, least_min, ways_in_m
from geo.places import LatLng, Place, haversine_m
from operations import days
from operations.days import Day
from operations.directory import Directory, closes
from scheduling.horizon import EPOCH, Horizon

FEW = 32
"""How many who may serve an order are looked at, at the least."""

OTHERS = 50
"""How many of those nearest by who may not are looked at, to be told why."""

ROWS_TO_SPARE = 1024
"""So many rows of days as they were may lie about, or as many as there are others."""

_LINE = Horizon(EPOCH)

Places = Callable[[Sequence[str]], Mapping[str, LatLng]]
"""Where orders are, by id."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who is looked at for an order.

    Parameters
    ----------
    directory
        In which they are.
    numbers
        Of technicians in the directory, smallest first.
    able
        Ids of those of them who pass the static rules that are looked up here, in the same order.
    beyond_min
        What the order costs at least with whoever may serve it and is not listed; infinite if that is nobody.
    """

    directory: Directory
    numbers: Sequence[int]
    able: Sequence[str]
    beyond_min: float


class Whereabouts:
    """Gaps of all days of one tenant that have not ended.

    Parameters
    ----------
    since
        Days that ended before, overtime included, are not known.
    """

    def __init__(self, directory: Directory, since: datetime) -> None:
        self.directory = directory
        self.since = since
        self._change: int | None = None
        self._gaps = Gaps()
        self._days: dict[str, Sequence[Day]] = {}
        self._rows: dict[str, list[int]] = {}
        self._struck = 0
        self._holds = _Holdings(directory)
        self._turn = threading.Lock()

    def follow(self, connection: Connection, directory: Directory, places: Places) -> None:
        """Read what has changed: technicians as in a later directory, and days."""
        with self._turn:
            changed = self._follow_directory(directory)
            for technician_id, held in self._changed_days(connection).items():
                self._days[technician_id] = held
                changed.add(technician_id)
            stops = [stop.order for name in changed for day in self._days.get(name, ()) for stop in day.route.stops]
            where = places(stops) if stops else {}
            for technician_id in changed:
                self._enter(technician_id, where)
            if self._struck > ROWS_TO_SPARE and 2 * self._struck > self._gaps.count:
                self._make_room()

    def _follow_directory(self, directory: Directory) -> set[str]:
        """Take over a later directory; whose gaps are others now?"""
        before, first = self.directory, not self._rows
        if not first and directory.revision <= before.revision:
            return set()  # another thread has seen as much, or more
        self.directory, self._holds = directory, _Holdings(directory)
        if first or (before.tenant, before.policy.thing) != (directory.tenant, directory.policy.thing):
            return set(directory.technicians)
        return {name for name, record in directory.technicians.items() if before.technicians.get(name) is not record}

    def _changed_days(self, connection: Connection) -> Mapping[str, Sequence[Day]]:
        """All days that are known of technicians of whom one has changed."""
        tenant = self.directory.tenant.id
        change = days.latest_change(connection, tenant)
        if self._change is not None and change <= self._change:
            return {}
        found = days.changed_since(connection, tenant, self._change, self.since)
        self._change = change
        return found

    def near(self, order: Order, at: LatLng, now: datetime, between: tuple[datetime, datetime], few: int) -> Shortlist:
        """Who is looked at for an order? All, if that is not many more.

        Parameters
        ----------
        between
            Shifts matter that end, overtime included, after the one and begin at or before the other.
        few
            How many who may serve it.
        """
        wanted = Wanted.of(order, at, _LINE.second(now), (_LINE.second(between[0]), _LINE.second(between[1])))
        with self._turn:
            many = len(self._holds.number)
            able = self._holds.able(order, at)
            if many <= few + OTHERS:
                return self._listed(range(many), able, np.inf)
            in_m = ways_in_m(self._gaps, at)
            least = least_min(self._gaps, wanted, self.directory.policy.thing, in_m)
            owner, closes_s = self._gaps["owner"], self._gaps["closes_s"]
            chosen, beyond_min = first_owners(owner, np.where(able[owner], least, np.inf), few)
            others = np.ones(many, np.bool_)
            others[chosen] = False
            nearest = np.where(others[owner] & (closes_s > wanted.now_s), in_m, np.inf)
            nearby, _ = first_owners(owner, nearest, OTHERS)
            return self._listed(sorted({*chosen, *nearby}), able, beyond_min)

    def _listed(self, numbers: Sequence[int], able: Flags, beyond_min: float) -> Shortlist:
        names = self._holds.names
        return Shortlist(self.directory, numbers, [names[number] for number in numbers if able[number]], beyond_min)

    def days_of(self, technician_ids: Iterable[str]) -> list[Day]:
        """The days of technicians, one technician after the other."""
        return [day for technician_id in technician_ids for day in self._days.get(technician_id, ())]

    def _enter(self, technician_id: str, where: Mapping[str, LatLng]) -> None:
        """Put the gaps of a technician's days in the place of those that were there."""
        struck = self._rows.pop(technician_id, [])
        self._gaps.strike(struck)
        self._struck += len(struck)
        record = self.directory.technicians.get(technician_id)
        if record is None:  # younger than the directory
            return
        held = {day.shift_start: day for day in self._days.get(technician_id, ())}
        rows = _Rows(self.directory, self._holds.number[technician_id], record.technician)
        for shift in record.technician.shifts:
            begin, end = shift.start.astimezone(UTC), closes(shift)
            if end > self.since:
                rows.add_shift((begin, end), held[begin].route.stops if begin in held else (), where)
        self._rows[technician_id] = [self._gaps.add(*row) for row in rows.found]

    def _make_room(self) -> None:
        """Drop the rows that are in nobody's day."""
        gone = self._gaps.keep(self._gaps["closes_s"] > -np.inf)
        self._rows = {name: [int(gone[row]) for row in rows] for name, rows in self._rows.items()}
        self._struck = 0


class _Holdings:
    """What the technicians of a directory hold, each at their number."""

    def __init__(self, directory: Directory) -> None:
        self.names = list(directory.technicians)
        self.number = {technician_id: n for n, technician_id in enumerate(self.names)}
        self._areas = [written.thing for written in directory.areas]
        technicians = [record.technician for record in directory.technicians.values()]
        self._active = np.array([technician.active for technician in technicians], np.bool_)
        self._anywhere = np.array([technician.areas is None for technician in technicians], np.bool_)
        self._levels: dict[str, npt.NDArray[np.int32]] = {}
        for n, technician in enumerate(technicians):
            for skill, level in technician.skills.items():
                self._levels.setdefault(skill, np.zeros(len(technicians), np.int32))[n] = level
        self._in_area = _sets(technicians, lambda technician: technician.areas or ())
        self._tagged = _sets(technicians, lambda technician: technician.tags)

    def able(self, order: Order, at: LatLng) -> Flags:
        """Who passes the static rules that are looked up here? Whoever does not may not serve the order."""
        able, nobody = self._active.copy(), np.zeros(len(self._active), np.bool_)
        for skill, level in order.skills.items():
            able &= self._levels.get(skill, nobody) >= level
        for tag in order.required_tags:
            able &= self._tagged.get(tag, nobody)
        here = self._anywhere.copy()
        for area in self._areas:
            if area.id in self._in_area and area.holds(at, order.community):
                here |= self._in_area[area.id]
        able &= here
        if order.required_technicians is not None:
            able &= self._named(order.required_technicians)
        return able & ~self._named((*order.forbidden_technicians, *order.declined_by))

    def _named(self, technician_ids: Sequence[str]) -> Flags:
        named = np.zeros(len(self._active), np.bool_)
        named[[self.number[name] for name in technician_ids if name in self.number]] = True
        return named


class _Rows:
    """Makes the rows of one technician's gaps."""

    def __init__(self, directory: Directory, number: int, technician: Technician) -> None:
        policy, tenant = directory.policy.thing, directory.tenant
        least = min([1.0, *(period.factor for period in tenant.traffic.periods)])
        self.found: list[tuple[dict[str, float], LatLng, LatLng | None]] = []
        self._technician = technician
        self._factor = tenant.travel.detour * least / (tenant.travel.speed_kmh / 3.6) / technician.speed_factor
        stars = 0.0 if policy.free_of_rating(technician) else 5.0 - policy.rating_of(technician)
        self._stars_min = policy.weights.get("rating_star", 0.0) * stars
        self._number = number

    def add_shift(self, span: tuple[datetime, datetime], stops: Sequence[Stop], where: Mapping[str, LatLng]) -> None:
        """The gaps between home, the stops of a shift, and where the day ends."""
        technician = self._technician
        opens_s, closes_s = _LINE.second(span[0]), _LINE.second(span[1])
        shift: dict[str, Any] = {
            "owner": self._number,
            "opens_s": opens_s,
            "closes_s": closes_s,
            "waits_s": sum(_LINE.second(stop.start) - _LINE.second(stop.arrive or stop.start) for stop in stops),
            "pace": self._factor,
            "service_factor": technician.service_factor,
            "always_min": self._stars_min + (0.0 if stops else technician.fixed_cost_min),
        }
        points = [_point(technician.start), *(where[stop.order] for stop in stops)]
        ends = [*points[1:], None if technician.end is None else _point(technician.end)]
        ready = [opens_s, *(_LINE.second(stop.finish) for stop in stops)]
        until = [*(_LINE.second(stop.start) for stop in stops), closes_s]
        for begin, end, ready_s, until_s in zip(points, ends, ready, until, strict=True):
            row = shift | {"ready_s": ready_s, "until_s": until_s}
            begins = [begin] if technician.position is None else [begin, _point(technician.position.place)]
            for point in begins:
                way_m = 0.0 if end is None or not stops else haversine_m(point, end)
                self.found.append((row | {"way_m": way_m}, point, end))


def _point(place: Place) -> LatLng:
    """The service takes no other places."""
    assert isinstance(place, LatLng)
    return place


def _sets(technicians: Sequence[Technician], names: Callable[[Technician], Iterable[str]]) -> dict[str, Flags]:
    """Who has a name among theirs, by name."""
    found: dict[str, Flags] = {}
    for n, technician in enumerate(technicians):
        for name in names(technician):
            found.setdefault(name, np.zeros(len(technicians), np.bool_))[n] = True
    return found
