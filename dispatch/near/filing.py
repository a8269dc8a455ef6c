"""Under which cell is a leg filed, and in which slot? The index of gaps as it grows, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import h3.api.basic_int as h3
import numpy as np

from dispatch.arrays import NEVER, NOBODY, Arrays
from dispatch.near.levels import HALVES, Level, levels_from
from dispatch.near.rows import (
    EVERYWHERE,
    FILED,
    GAP,
    GROUP,
    GROUPS,
    KINDS,
    OPEN,
    QUESTION,
    SEEN,
    SLOT,
    UNSURE,
    Middle,
    Near,
)
from geo.places import EARTH_RADIUS_M

MOST_SORTS = 250
"""Of technicians who hold the same skills; who are of no such sort are asked each."""

SLACK_M = 0.01
"""For what is lost to rounding in middles and distances."""

ROOM = 4
"""Gaps that a new slot has room for."""


class Filing:
    """Files gaps of a problem's routes under the cells of the middles of their legs."""

    def __init__(self, p: Arrays, resolution: int, ids: Sequence[str]) -> None:
        self.p = p
        self.levels = levels_from(resolution)
        n_groups = len(self.levels) * GROUPS + KINDS
        self.groups = np.zeros(n_groups, GROUP)
        self.groups["half_m"] = -1.0
        self.groups["low_min"] = math.inf
        self.groups["closes"] = NEVER
        kinds = np.arange(n_groups) % KINDS
        self.groups["ways"] = np.where((kinds == OPEN) | (kinds == UNSURE), 1.0, 2.0)
        self._middles: list[tuple[float, float]] = []
        self.holds_long = False
        """Is any leg too long for all levels?"""
        self.n_filed, self.n_rows = 0, EVERYWHERE + 1
        ranks = np.empty(len(ids), np.int32)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        rooms = int((p.routes["room"].astype(np.int64) + 1).sum()) if len(p.routes) else 0
        gaps = np.zeros(rooms + 1, GAP)
        gaps["slot"] = NOBODY
        sort_of, models = sorts_of(p)
        cells = np.full((64, GROUPS), NOBODY, np.int32)
        self.near = Near(
            cells=cells,
            needed_m=np.zeros(len(self.levels) + 1),
            slots=np.zeros(64, SLOT),
            gaps=gaps,
            filed=np.zeros(1024, FILED),
            groups=self.groups,
            sorts=np.zeros(1024, np.int16),
            sort_of=sort_of,
            models=models,
            fits=np.zeros(len(models), np.int64),
            seen=np.zeros(len(ids), SEEN),
            question=np.zeros(1, QUESTION),
            rank=ranks,
            heap=np.zeros(max(1, len(ids)), np.int32),
            pace=pace_of(p),
        )

    def file_all(self, legs: Any) -> None:
        """File the gaps of these legs, one for each gap there is: the first filing of all."""
        gaps = np.flatnonzero(legs["route"] != NOBODY)
        if len(gaps) == 0:
            return
        points, own = self.p.network.points, legs[gaps]
        lat, lng, half_m = middles_of(points[own["begins"]], points[own["ends"]])
        drawers, lines = np.unique(self._drawers(lat, lng, half_m, own["kind"]), axis=0, return_inverse=True)
        slots = np.array([self._slot_in(*drawer) for drawer in drawers.tolist()], np.int32)[lines.ravel()]
        middles = np.array(self._middles)[slots]
        far_m = distances_m(lat, lng, middles[:, 0], middles[:, 1]) + half_m + SLACK_M
        far_m[self.near.slots["group"][slots] >= len(self.groups) - KINDS] = math.inf
        np.maximum.at(self.near.slots["reach_m"], slots, far_m)
        np.maximum.at(self.groups["half_m"], self.near.slots["group"][slots], half_m + SLACK_M)
        self._pack(gaps, own, slots)
        at = self.near.gaps["at"][gaps]
        filed = self.near.filed
        filed["lat_rad"][at], filed["lng_deg"][at] = np.radians(lat), lng
        filed["cos_lat"][at], filed["half_m"][at] = np.cos(np.radians(lat)), half_m + SLACK_M

    def _pack(self, gaps: Any, own: Any, slots: Any) -> None:
        """Put gaps into their slots, one slot behind the other, with some room behind each."""
        counts = np.bincount(slots, minlength=len(self._middles))
        rooms = counts + counts // 4 + ROOM
        firsts = np.cumsum(rooms) - rooms
        rows = self.near.slots[: len(counts)]
        rows["first"], rows["count"], rows["room"] = firsts, counts, rooms
        self.n_filed = int(rooms.sum())
        while self.n_filed > len(self.near.filed):
            self._replace(filed=doubled(self.near.filed), sorts=doubled(self.near.sorts))
        sorted_out = np.argsort(slots, kind="stable")
        first_of_slot = np.cumsum(counts) - counts
        at = np.empty(len(gaps), np.int64)
        at[sorted_out] = firsts[slots[sorted_out]] + np.arange(len(gaps)) - first_of_slot[slots[sorted_out]]
        filed = self.near.filed
        filed["gap"][at], filed["route"][at], filed["technician"][at] = gaps, own["route"], own["technician"]
        self.near.sorts[at] = self.near.sort_of[own["technician"]]
        self.near.gaps["slot"][gaps], self.near.gaps["at"][gaps] = slots, at

    def _drawers(self, lat: Any, lng: Any, half_m: Any, kinds: Any) -> Any:
        """Level, cell and group of each of these legs, shape (n_legs, 3)."""
        found = np.full((len(lat), 3), -1, np.int64)
        found[:, 2] = len(self.groups) - KINDS + kinds
        left = np.ones(len(lat), np.bool_)
        for n, level in enumerate(self.levels):
            here = np.flatnonzero(left & (half_m <= HALVES[-1] * level.ring_m))
            left[here] = False
            found[here, 0] = n
            pairs = zip(lat[here].tolist(), lng[here].tolist(), strict=True)
            found[here, 1] = [h3.latlng_to_cell(*pair, level.resolution) for pair in pairs]
            lengths = (half_m[here, None] > np.array(HALVES) * level.ring_m).sum(axis=1)
            found[here, 2] = level.first_group + lengths * KINDS + kinds[here]
        return found

    def _slot_in(self, n: int, cell: int, group: int) -> int:
        """The slot of a cell of the n-th level for a group; below 0 the one for what is in no level."""
        self.holds_long |= n < 0
        row = EVERYWHERE if n < 0 else self.levels[n].row_of(cell)
        if row is None:
            row = self._new_row(self.levels[n], cell)
        s = int(self.near.cells[row, group % GROUPS])
        if s == NOBODY:
            s = self._new_slot(group, (0.0, 0.0) if n < 0 else h3.cell_to_latlng(cell))
            self.near.cells[row, group % GROUPS] = s
        return s

    def _new_row(self, level: Level, cell: int) -> int:
        row = self.n_rows
        self.n_rows += 1
        if row == len(self.near.cells):
            self._replace(cells=np.concatenate([self.near.cells, np.full_like(self.near.cells, NOBODY)]))
        level.add(cell, row)
        return row

    def leg_of(self, begins: Any, ends: Any, kind: int) -> Middle:
        """The leg of one more gap, between points, with a slot that has room for two."""
        lat, lng, half_m = middle_of(begins, ends)
        half_m += SLACK_M
        for n, level in enumerate(self.levels):
            if half_m <= HALVES[-1] * level.ring_m:
                length = sum(half_m > each * level.ring_m for each in HALVES)
                cell = h3.latlng_to_cell(lat, lng, level.resolution)
                s = self._slot_in(n, cell, level.first_group + length * KINDS + kind)
                self._reach(s, distance_m(lat, lng, *self._middles[s]) + half_m, half_m)
                return Middle(lat, lng, half_m, s)
        s = self._slot_in(-1, 0, len(self.groups) - KINDS + kind)
        self._reach(s, math.inf, half_m)
        return Middle(lat, lng, half_m, s)

    def _reach(self, s: int, reach_m: float, half_m: float) -> None:
        """Note how far a slot and its group reach, and see that there is room for one more gap."""
        slot = self.near.slots[s]
        slot["reach_m"] = max(slot["reach_m"], reach_m)
        group = self.groups[slot["group"]]
        group["half_m"] = max(group["half_m"], half_m)
        if slot["count"] + 2 > slot["room"]:  # two gaps may come at once
            self._widen(s)

    def _new_slot(self, group: int, middle: tuple[float, float]) -> int:
        s = len(self._middles)
        self._middles.append(middle)
        if s >= len(self.near.slots):
            self._replace(slots=doubled(self.near.slots))
        slot = self.near.slots[s]
        slot["group"], slot["low_min"], slot["reach_m"] = group, math.inf, -math.inf
        slot["lat_rad"], slot["lng_deg"] = math.radians(middle[0]), middle[1]
        slot["cos_lat"] = math.cos(slot["lat_rad"])
        return s

    def _widen(self, s: int) -> None:
        """Move a slot to where it has twice the room."""
        first, count, room = (int(self.near.slots[s][name]) for name in ("first", "count", "room"))
        room = max(ROOM, 2 * room)
        while self.n_filed + room > len(self.near.filed):
            self._replace(filed=doubled(self.near.filed), sorts=doubled(self.near.sorts))
        moved = self.near.filed[first : first + count].copy()
        self.near.filed[self.n_filed : self.n_filed + count] = moved
        self.near.sorts[self.n_filed : self.n_filed + count] = self.near.sorts[first : first + count]
        self.near.gaps["at"][moved["gap"]] = np.arange(self.n_filed, self.n_filed + count)
        self.near.slots[s]["first"], self.near.slots[s]["room"] = self.n_filed, room
        self.n_filed += room

    def _replace(self, **arrays: Any) -> None:
        self.near = self.near._replace(**arrays)


def sorts_of(p: Arrays) -> tuple[Any, Any]:
    """The sort of each technician, and one technician of each; what is rare is of the last sort, of which nobody is."""
    skills = np.column_stack([p.technicians["active"], p.levels])
    _, models, sort_of, counts = np.unique(skills, axis=0, return_index=True, return_inverse=True, return_counts=True)
    common = np.argsort(-counts, kind="stable")[:MOST_SORTS]
    numbers = np.full(len(counts), len(common), np.int16)
    numbers[common] = np.arange(len(common))
    return numbers[sort_of.ravel()], np.append(models[common], NOBODY).astype(np.int32)


def pace_of(p: Arrays) -> Any:
    """See `Near.pace`."""
    team = p.technicians
    fastest = float(team["speed_factor"].max(initial=1e-2)) if len(team) else 1.0
    slowest = float(team["service_factor"].max(initial=0.0)) if len(team) else 1.0
    lightest = float(p.network.turns["factor"].min())
    return np.array([p.network.detour / p.network.speed_ms * lightest / fastest, slowest])


def doubled(rows: Any) -> Any:
    """The same rows, with as many blank ones behind."""
    return np.concatenate([rows, np.zeros(len(rows), rows.dtype)])


def middles_of(begins: Any, ends: Any) -> tuple[Any, Any, Any]:
    """Of legs between points: latitude and longitude of the middle in degrees, and half the length in metres."""
    one, other = _vectors(begins), _vectors(ends)
    x, y, z = one + other
    level = np.hypot(x, y)
    half = np.arctan2(np.sqrt(((one - other) ** 2).sum(axis=0)), np.hypot(level, z))
    return np.degrees(np.arctan2(z, level)), np.degrees(np.arctan2(y, x)), half * EARTH_RADIUS_M


def _vectors(points: Any) -> Any:
    lng = np.radians(points["lng_deg"])
    return np.array([points["cos_lat"] * np.cos(lng), points["cos_lat"] * np.sin(lng), np.sin(points["lat_rad"])])


def middle_of(begins: Any, ends: Any) -> tuple[float, float, float]:
    """The same of one leg."""
    lng, other_lng = math.radians(begins["lng_deg"]), math.radians(ends["lng_deg"])
    cos_lat, other_cos = float(begins["cos_lat"]), float(ends["cos_lat"])
    one = cos_lat * math.cos(lng), cos_lat * math.sin(lng), math.sin(begins["lat_rad"])
    other = other_cos * math.cos(other_lng), other_cos * math.sin(other_lng), math.sin(ends["lat_rad"])
    x, y, z = one[0] + other[0], one[1] + other[1], one[2] + other[2]
    level = math.hypot(x, y)
    half = math.atan2(math.dist(one, other), math.hypot(level, z))
    return math.degrees(math.atan2(z, level)), math.degrees(math.atan2(y, x)), half * EARTH_RADIUS_M


def distances_m(lat: Any, lng: Any, other_lat: Any, other_lng: Any) -> Any:
    """As the crow flies, of each of many."""
    half_lat, half_lng = np.sin(np.radians(other_lat - lat) / 2.0), np.sin(np.radians(other_lng - lng) / 2.0)
    square = half_lat**2 + np.cos(np.radians(lat)) * np.cos(np.radians(other_lat)) * half_lng**2
    return 2.0 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(square)))


def distance_m(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """As the crow flies."""
    half_lat = math.sin(math.radians(other_lat - lat) / 2.0)
    half_lng = math.sin(math.radians(other_lng - lng) / 2.0)
    near = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    return 2.0 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half_lat**2 + near * half_lng**2)))
