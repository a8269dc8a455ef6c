"""Ways that engines have told, kept on disk: for each engine and origin one row of a SQLite file, a week long.

A row is merged and written inside one transaction that locks the file first: of two processes neither loses what the
other has written, and what a killed one was writing is taken back. Whatever is wrong with the file, ways are asked for
again: nobody is refused an answer because of it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.places import LatLng
from geo.roads.engine import Block

UNKNOWN = -2
"""What a block holds where nothing is known."""

MAX_AGE_S = 7 * 86_400
"""Seconds after which a way is asked for again: maps and speeds change."""

MAX_PAIRS = 20_000_000
"""Pairs of points that are kept, 20 bytes each; beyond that the origins that were asked for longest ago go first."""

WAIT_S = 10.0
"""Seconds that one process waits for another to finish writing."""

_TABLE = """CREATE TABLE IF NOT EXISTS ways (
    engine TEXT NOT NULL, origin INTEGER NOT NULL, asked INTEGER NOT NULL, pairs INTEGER NOT NULL,
    destinations BLOB NOT NULL, asked_each BLOB NOT NULL, seconds BLOB NOT NULL, metres BLOB NOT NULL,
    PRIMARY KEY (engine, origin))"""
_READ = "SELECT destinations, asked_each, seconds, metres FROM ways WHERE engine = ? AND origin = ?"
_WRITE = "INSERT OR REPLACE INTO ways VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DROP = "DELETE FROM ways WHERE engine = ? AND origin = ?"

Keys = npt.NDArray[np.int64]


def key_of(point: LatLng) -> int:
    """A point as one integer: its degrees in steps of a millionth, a tenth of a metre, which is all that OSRM knows."""
    return (round((point.lat + 90.0) * 1e6) << 29) + round((point.lng + 180.0) * 1e6)


def keys_of(points: Sequence[LatLng]) -> Keys:
    """The keys of points, shape (n_points,)."""
    return np.array([key_of(point) for point in points], np.int64)


def point_of(key: int) -> LatLng:
    """The point of a key."""
    return LatLng(lat=(key >> 29) / 1e6 - 90.0, lng=(key & (1 << 29) - 1) / 1e6 - 180.0)


@dataclass(frozen=True, slots=True)
class _Row:
    """Ways from one origin, destinations ascending; all have shape (n_destinations,)."""

    destinations: Keys
    asked: npt.NDArray[np.uint32]
    seconds: npt.NDArray[np.int32]
    metres: npt.NDArray[np.int32]

    @classmethod
    def of(cls, found: tuple[bytes, bytes, bytes, bytes] | None) -> _Row:
        """The row in a record; an empty one if there is none, or if its parts are of different lengths."""
        parts = found or (b"", b"", b"", b"")
        if [len(part) for part in parts] != [len(parts[0]) // 8 * size for size in (8, 4, 4, 4)]:
            parts = (b"", b"", b"", b"")
        destinations, asked = np.frombuffer(parts[0], np.int64), np.frombuffer(parts[1], np.uint32)
        return cls(destinations, asked, np.frombuffer(parts[2], np.int32), np.frombuffer(parts[3], np.int32))

    def since(self, second: int) -> _Row:
        """What was asked no earlier."""
        return self if (self.asked >= second).all() else self._those(self.asked >= second)

    def under(self, newer: _Row) -> _Row:
        """What both say, and the newer one where they differ."""
        both = _Row(
            np.concatenate((newer.destinations, self.destinations)),
            np.concatenate((newer.asked, self.asked)),
            np.concatenate((newer.seconds, self.seconds)),
            np.concatenate((newer.metres, self.metres)),
        )
        return both._those(np.unique(both.destinations, return_index=True)[1])  # the first of equals

    def as_record(self) -> tuple[int, int, bytes, bytes, bytes, bytes]:
        """As it is written."""
        parts = (self.destinations.tobytes(), self.asked.tobytes(), self.seconds.tobytes(), self.metres.tobytes())
        return int(self.asked.max()), len(self.asked), *parts

    def _those(self, which: npt.NDArray[np.bool_ | np.intp]) -> _Row:
        return _Row(self.destinations[which], self.asked[which], self.seconds[which], self.metres[which])


@dataclass(frozen=True, slots=True)
class Store:
    """Ways kept in a file.

    Parameters
    ----------
    file
        Which; ``None`` keeps nothing.
    max_pairs
        Pairs of points that are kept.
    """

    file: Path | None
    max_pairs: int = MAX_PAIRS

    def known(self, engine: str, origins: Keys, destinations: Keys, now: int) -> Block:
        """What `engine` has said of these ways in the `MAX_AGE_S` before `now`, a Unix time; else `UNKNOWN`."""
        block = Block.full_of(UNKNOWN, len(origins), len(destinations))

        def read(connection: sqlite3.Connection) -> None:
            for i, origin in enumerate(origins.tolist()):
                row = _row(connection, engine, origin, now)
                if len(row.destinations) > 0:
                    at = np.minimum(np.searchsorted(row.destinations, destinations), len(row.destinations) - 1)
                    there = row.destinations[at] == destinations
                    block.durations_s[i, there] = row.seconds[at[there]]
                    block.distances_m[i, there] = row.metres[at[there]]

        self._do(read)
        return block

    def keep(self, engine: str, origins: Keys, destinations: Keys, block: Block, now: int) -> None:
        """Keep what `engine` has said at `now`."""
        asked = np.full(len(destinations), now, np.uint32)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for i, origin in enumerate(origins.tolist()):
                newer = _Row(destinations, asked, block.durations_s[i], block.distances_m[i])
                merged = _row(connection, engine, origin, now).under(newer)
                connection.execute(_WRITE, (engine, origin, *merged.as_record()))
            _bound(connection, now, self.max_pairs)
            connection.execute("COMMIT")

        self._do(write)

    def _do(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do something with the file, made if it is not there. Whatever goes wrong with it ends the work."""
        if self.file is None:
            return
        try:
            with contextlib.closing(sqlite3.connect(self.file, timeout=WAIT_S, isolation_level=None)) as connection:
                connection.execute(_TABLE)
                work(connection)
        except sqlite3.OperationalError:
            return  # locked for too long, full or read-only: it may be well another time
        except sqlite3.DatabaseError:  # torn, or no such file at all: begun anew
            with contextlib.suppress(OSError):
                self.file.with_name(self.file.name + "-journal").unlink(missing_ok=True)
                self.file.unlink()


def _row(connection: sqlite3.Connection, engine: str, origin: int, now: int) -> _Row:
    """What is known from an origin, and not too old."""
    return _Row.of(connection.execute(_READ, (engine, origin)).fetchone()).since(now - MAX_AGE_S)


def _bound(connection: sqlite3.Connection, now: int, max_pairs: int) -> None:
    """Let go of what is too old, and of what is too much."""
    connection.execute("DELETE FROM ways WHERE asked < ?", (now - MAX_AGE_S,))
    too_many = (connection.execute("SELECT sum(pairs) FROM ways").fetchone()[0] or 0) - max_pairs
    if too_many <= 0:
        return
    for engine, origin, pairs in connection.execute("SELECT engine, origin, pairs FROM ways ORDER BY asked").fetchall():
        if too_many <= 0:
            return
        connection.execute(_DROP, (engine, origin))
        too_many -= pairs
