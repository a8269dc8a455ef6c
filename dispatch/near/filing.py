"""In which bucket has a gap its entry? The index as it grows, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import NEVER, NOBODY, Arrays
from dispatch.near.levels import COARSEST, HALVES, STEP, Level
from dispatch.near.middles import middle_of
from dispatch.near.rows import (
    BUCKET,
    ENTRY,
    EVERYWHERE,
    GAP,
    GROUP,
    GROUPS,
    KINDS,
    OPEN,
    QUESTION,
    UNSURE,
    Near,
)
from geo.places import EARTH_RADIUS_M

MOST_PROFILES = 250
"""The most common ones; whoever has none of these is asked one by one."""

ROOM = 4
"""Entries that a new bucket has room for."""


class Filing:
    """Finds buckets for the gaps of a problem's routes, by the cells of the middles of their legs."""

    def __init__(self, p: Arrays, resolution: int, ids: Sequence[str]) -> None:
        self.p = p
        self.levels = [Level(at, n) for n, at in enumerate(range(resolution, COARSEST - 1, -STEP))]
        self.n_entries, self.n_rows, self.n_buckets = 0, EVERYWHERE + 1, 0
        ranks = np.empty(len(ids), np.int32)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        gaps = np.zeros(int(p.routes["room"].sum(dtype=np.int64)) + len(p.routes), GAP)
        gaps["bucket"] = NOBODY
        profile_of, models = profiles_of(p)
        self.near = Near(
            cells=np.full((64, GROUPS), NOBODY, np.int32),
            buckets=np.zeros(64, BUCKET),
            gaps=gaps,
            entries=np.zeros(1024, ENTRY),
            profiles=np.zeros(1024, np.int16),
            profile_of=profile_of,
            models=models,
            fits=np.zeros(len(models), np.int64),
            groups=blank_groups((len(self.levels) + 1) * GROUPS),
            done=np.zeros(len(ids), np.int64),
            question=np.zeros(1, QUESTION),
            rank=ranks,
            heap_min=np.zeros(1024),
            heap=np.zeros(1024, np.int32),
            pace=pace_of(p),
        )

    @property
    def holds_long(self) -> bool:
        """Is any leg too long for all levels?"""
        return bool((self.near.cells[EVERYWHERE] != NOBODY).any())

    def buckets_for(self, lat: Any, lng: Any, half_m: Any, kinds: Any) -> npt.NDArray[np.int32]:
        """Buckets of the legs of the first filing of all, with room for each of them; all have shape (n_legs,)."""
        found, lines = np.unique(self._keys(lat, lng, half_m, kinds), axis=0, return_inverse=True)
        buckets = np.array([self._bucket_of(*key) for key in found.tolist()], np.int32)[lines.ravel()]
        counts = np.bincount(buckets, minlength=self.n_buckets)
        rooms = counts + counts // 4 + ROOM
        self.near.buckets["first"][: self.n_buckets] = np.cumsum(rooms) - rooms
        self.near.buckets["room"][: self.n_buckets] = rooms
        self._take_room(int(rooms.sum()))
        return buckets

    def bucket_for(self, begins: Any, ends: Any, kind: int, more: int = 2) -> int:
        """The bucket of a leg between two points, with room for so many more entries."""
        lat, lng, half_m = middle_of(begins, ends)
        for level in self.levels:
            if half_m <= HALVES[-1] * level.ring_m:
                length = sum(half_m > each * level.ring_m for each in HALVES)
                cell = h3.latlng_to_cell(lat, lng, level.resolution)
                group = level.first_group + length * KINDS + kind
                return self._with_room(self._bucket_of(level.number, cell, group), more)
        return self._with_room(self._bucket_of(NOBODY, 0, len(self.levels) * GROUPS + kind), more)

    def _keys(self, lat: Any, lng: Any, half_m: Any, kinds: Any) -> Any:
        """Level, cell and group of each of these legs, shape (n_legs, 3)."""
        found = np.full((len(lat), 3), NOBODY, np.int64)
        found[:, 2] = len(self.levels) * GROUPS + kinds
        left = np.ones(len(lat), np.bool_)
        for level in self.levels:
            here = np.flatnonzero(left & (half_m <= HALVES[-1] * level.ring_m))
            left[here] = False
            found[here, 0] = level.number
            pairs = zip(lat[here].tolist(), lng[here].tolist(), strict=True)
            found[here, 1] = [h3.latlng_to_cell(*pair, level.resolution) for pair in pairs]
            lengths = (half_m[here, None] > np.array(HALVES) * level.ring_m).sum(axis=1)
            found[here, 2] = level.first_group + lengths * KINDS + kinds[here]
        return found

    def _bucket_of(self, n: int, cell: int, group: int) -> int:
        """The bucket of a cell of the n-th level for a group; below 0 the one for what is in no level."""
        row = EVERYWHERE if n < 0 else self.levels[n].row_of(cell)
        if row is None:
            row = self._new_row(self.levels[n], cell)
        s = int(self.near.cells[row, group % GROUPS])
        if s == NOBODY:
            s = self._new_bucket(group, None if n < 0 else h3.cell_to_latlng(cell))
            self.near.cells[row, group % GROUPS] = s
        return s

    def _new_row(self, level: Level, cell: int) -> int:
        row = self.n_rows
        self.n_rows += 1
        if row == len(self.near.cells):
            self._replace(cells=np.concatenate([self.near.cells, np.full_like(self.near.cells, NOBODY)]))
        level.add(cell, row)
        return row

    def _new_bucket(self, group: int, middle: tuple[float, float] | None) -> int:
        s = self.n_buckets
        self.n_buckets += 1
        if s == len(self.near.buckets):
            self._replace(buckets=doubled(self.near.buckets))
        row = self.near.buckets[s]
        row["group"], row["low_min"] = group, math.inf
        if middle is None:
            row["reach_m"] = math.inf
        else:
            lat, lng = map(math.radians, middle)
            row["x"] = EARTH_RADIUS_M * math.cos(lat) * math.cos(lng)
            row["y"] = EARTH_RADIUS_M * math.cos(lat) * math.sin(lng)
            row["z"] = EARTH_RADIUS_M * math.sin(lat)
        return s

    def _with_room(self, s: int, more: int) -> int:
        """A bucket, moved to where it has twice the room if so many more entries had none in it."""
        row = self.near.buckets[s]
        first, count, room = int(row["first"]), int(row["count"]), int(row["room"])
        if count + more <= room:
            return s
        room = max(ROOM, 2 * room, count + more)
        begin = self.n_entries
        self._take_room(room)
        moved = self.near.entries[first : first + count].copy()
        self.near.entries[begin : begin + count] = moved
        self.near.profiles[begin : begin + count] = self.near.profiles[first : first + count]
        self.near.gaps["at"][moved["gap"]] = np.arange(begin, begin + count)
        row["first"], row["room"] = begin, room
        return s

    def _take_room(self, room: int) -> None:
        """Room for so many more entries."""
        self.n_entries += room
        while self.n_entries > len(self.near.entries):
            names = ("entries", "profiles", "heap_min", "heap")
            self._replace(**{name: doubled(getattr(self.near, name)) for name in names})

    def _replace(self, **arrays: Any) -> None:
        self.near = self.near._replace(**arrays)


def blank_groups(n_groups: int) -> Any:
    """Groups without legs."""
    groups = np.zeros(n_groups, GROUP)
    groups["half_m"], groups["low_min"], groups["closes"] = -1.0, math.inf, NEVER
    kinds = np.arange(n_groups) % KINDS
    groups["ways"] = np.where((kinds == OPEN) | (kinds == UNSURE), 1.0, 2.0)
    return groups


def profiles_of(p: Arrays) -> tuple[Any, Any]:
    """Each technician's profile, and one technician of each; the last stands for all that are rare."""
    counts = np.bincount(p.profile_of, minlength=len(p.profiles))
    common = np.argsort(-counts, kind="stable")[:MOST_PROFILES]
    numbers = np.full(len(counts), len(common), np.int16)
    numbers[common] = np.arange(len(common))
    return numbers[p.profile_of], np.append(p.profiles["technician"][common], NOBODY).astype(np.int32)


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
