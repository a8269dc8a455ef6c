"""The field `travel` of the problem file: great circle, matrix or roads, and the hours when driving takes longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.files.faults import shown
from dispatch.files.reading import Record, Shape
from dispatch.files.traffic_file import read_traffic, traffic_to_json
from dispatch.files.values import integer_of
from dispatch.limits import MAX_MATRIX_PLACES, require_at_most
from geo.errors import InvalidTravelError
from geo.roads.address import require_address
from geo.travel import MAX_LEG_M, MAX_LEG_S, UNREACHABLE, GreatCircle, Matrix, Roads
from scheduling.traffic import NO_TRAFFIC, Traffic

_ANY = Shape(frozenset(("kind", "speed_kmh", "detour", "durations_s", "distances_m", "url", "time_of_day")))
_SHAPES = {
    "great_circle": Shape(frozenset(("kind", "speed_kmh", "detour", "time_of_day"))),
    "matrix": Shape(frozenset(("kind", "durations_s", "distances_m", "time_of_day"))),
    "osrm": Shape(frozenset(("kind", "url", "time_of_day"))),
}


def read_travel(record: Record, *, askable: bool = False) -> tuple[GreatCircle | Matrix | None, Traffic]:
    """The way of travelling in a problem's field `travel`, and the traffic; ``None`` if the way is at fault.

    Roads are answered before anybody is asked about them.

    Parameters
    ----------
    askable
        Can a routing engine be asked? Roads are refused unless one can.

    Raises
    ------
    TooLargeError
        If a matrix has more places than `MAX_MATRIX_PLACES`.
    """
    data = record.raw("travel")
    kind = data.get("kind") if isinstance(data, dict) else None
    inner = record.record("travel", _SHAPES[kind] if isinstance(kind, str) and kind in _SHAPES else _ANY)
    named = "" if inner is None else inner.choice("kind", tuple(_READERS))
    if inner is None or not named:
        return None, NO_TRAFFIC
    if named == "osrm" and not askable:
        message = "is 'osrm', for which nobody is asked here: must be 'great_circle' or 'matrix'"
        inner.fault("kind", "not_supported", message)
    return _READERS[named](inner), read_traffic(inner)


def travel_to_json(travel: GreatCircle | Matrix, traffic: Traffic = NO_TRAFFIC) -> dict[str, Any]:
    """A way of travelling as in files."""
    data: dict[str, Any]
    if isinstance(travel, GreatCircle):
        data = {"kind": "great_circle", "speed_kmh": travel.speed_kmh, "detour": travel.detour}
    elif isinstance(travel, Roads):
        data = {"kind": "osrm", "url": travel.url}
    else:
        data = {"kind": "matrix", "durations_s": _rows_to_json(travel.durations_s, travel.durations_s)}
        if travel.distances_m is not None:
            data["distances_m"] = _rows_to_json(travel.distances_m, travel.durations_s)
    if traffic.periods:
        data["time_of_day"] = traffic_to_json(traffic)
    return data


def _great_circle(record: Record) -> GreatCircle | None:
    speed_kmh, detour = record.number("speed_kmh", 0.0, 1000.0), record.number("detour", 1.0, 10.0)
    if not record.is_sound:
        return None
    try:
        return GreatCircle(speed_kmh, detour)
    except InvalidTravelError as error:
        record.fault(error.field, "range", str(error))
        return None


def _matrix(record: Record) -> Matrix | None:
    durations_s = _square(record, "durations_s", MAX_LEG_S)
    distances_m = _square(record, "distances_m", MAX_LEG_M) if record.has("distances_m") else None
    if durations_s is None or not record.is_sound:
        return None
    if distances_m is not None:
        if distances_m.shape != durations_s.shape:
            record.fault("distances_m", "value", f"has {len(distances_m)} rows, durations_s has {len(durations_s)}")
            return None
        for row, column in np.argwhere((distances_m == UNREACHABLE) & (durations_s != UNREACHABLE))[:1]:
            record.fault(
                "distances_m", "value", f"is null in row {row}, column {column}, where durations_s has a value"
            )
            return None
    return Matrix(durations_s, distances_m)


def _roads(record: Record) -> Roads | None:
    url = record.long_text("url")
    if not record.is_sound:
        return None
    try:
        require_address(url)
    except InvalidTravelError as error:
        record.fault(error.field, "value", str(error))
        return None
    return Roads.unasked(url)


def _square(record: Record, name: str, high: int) -> npt.NDArray[np.int32] | None:
    rows = record.items(name, required=True)
    require_at_most(len(rows), MAX_MATRIX_PLACES, f"{record.pointer}/{name}: rows")
    if not rows:
        if record.is_sound:
            record.fault(name, "range", "has 0 rows, must have at least 1")
        return None
    numbers = np.empty((len(rows), len(rows)), dtype=np.int32)
    for i, row in enumerate(rows):
        pointer = f"{record.pointer}/{name}/{i}"
        if not isinstance(row, list):
            record.faults.add(pointer, "type", f"is {shown(row)}, must be a list")
        elif len(row) != len(rows):
            record.faults.add(pointer, "range", f"has {len(row)} columns, must have {len(rows)}, one for each row")
        else:
            _fill(numbers[i], row, high, pointer, record)
    return numbers


def _fill(into: npt.NDArray[np.int32], row: list[Any], high: int, pointer: str, record: Record) -> None:
    given = row if None not in row else [value for value in row if value is not None]
    if set(map(type, given)) <= {int} and (not given or (min(given) >= 0 and max(given) <= high)):
        into[:] = row if given is row else [UNREACHABLE if value is None else value for value in row]
        return
    for j, value in enumerate(row):
        if value is not None:
            integer_of(value, 0, high, f"{pointer}/{j}", record.faults)


def _rows_to_json(numbers: npt.NDArray[np.int32], durations_s: npt.NDArray[np.int32]) -> list[list[int | None]]:
    rows: list[list[int | None]] = numbers.tolist()
    for row, column in np.argwhere(durations_s == UNREACHABLE):
        rows[row][column] = None
    return rows


_READERS: Mapping[str, Callable[[Record], GreatCircle | Matrix | None]] = {
    "great_circle": _great_circle,
    "matrix": _matrix,
    "osrm": _roads,
}
