"""What a table of OSRM says, checked: seconds rounded up, metres half to even, no way where it says so.

OSRM moves every point to the nearest road, however far that is: a point in another country than its map gets the ways
of some road at the border. Beyond `MAX_OFF_ROAD_M` a point is held to have no way at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import RoadsError
from geo.roads.engine import Block, Integers
from geo.travel import MAX_LEG_M, MAX_LEG_S, UNREACHABLE

MAX_OFF_ROAD_M = 5_000.0
"""A point that is further than this from any road cannot be reached by one, nor left."""

_NUMBERS = frozenset((int, float, type(None)))


def block_of(answer: object, rows: int, columns: int) -> Block:
    """The table in an answer that was to have `rows` origins and `columns` destinations.

    Parameters
    ----------
    answer
        OSRM's answer as parsed from JSON.

    Raises
    ------
    RoadsError
        If it is no such table; the message goes on from "answers".
    """
    if not isinstance(answer, Mapping):
        raise RoadsError("with something that is no JSON object")
    seconds = np.ceil(_table(answer, "durations", (rows, columns), MAX_LEG_S) - 1e-9)
    metres = np.rint(_table(answer, "distances", (rows, columns), MAX_LEG_M))
    none = np.isnan(seconds)
    if (np.isnan(metres) & ~none).any():
        raise RoadsError("with distances that are null where durations have a value")
    none |= _off_road(answer.get("sources"), rows)[:, None] | _off_road(answer.get("destinations"), columns)[None, :]
    return Block(_whole(seconds, none), _whole(metres, none))


def _table(answer: Mapping[str, Any], name: str, shape: tuple[int, int], most: float) -> npt.NDArray[np.float64]:
    """One of the tables; nan where it says null."""
    rows = answer.get(name)
    if rows is None:
        raise RoadsError(f"without {name}: OSRM tells them since version 5.18")
    lengths = [len(row) if isinstance(row, list) else -1 for row in rows] if isinstance(rows, list) else []
    if lengths != [shape[1]] * shape[0]:
        raise RoadsError(f"with {name} that are no table of {shape[0]} rows and {shape[1]} columns")
    if not all(_NUMBERS.issuperset(map(type, row)) for row in rows):
        raise RoadsError(f"with {name} that are neither numbers nor null")
    try:
        found = np.array(rows, np.float64)
    except OverflowError:
        found = np.full(shape, np.inf)
    if not (np.isnan(found) | ((found >= 0.0) & (found <= most))).all():
        raise RoadsError(f"with {name} below 0 or above {most:g}")
    return found


def _off_road(points: object, count: int) -> npt.NDArray[np.bool_]:
    """Which points were moved too far? None of them if the answer does not tell how far."""
    if not isinstance(points, Sequence) or len(points) != count:
        return np.zeros(count, np.bool_)
    moved_m = [point.get("distance") if isinstance(point, Mapping) else None for point in points]
    return np.array([isinstance(metres, int | float) and metres > MAX_OFF_ROAD_M for metres in moved_m], np.bool_)


def _whole(numbers: npt.NDArray[np.float64], none: npt.NDArray[np.bool_]) -> Integers:
    return np.where(none, UNREACHABLE, np.nan_to_num(numbers)).astype(np.int32)
