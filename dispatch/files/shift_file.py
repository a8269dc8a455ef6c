"""Shifts in files, with their overtime and their breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from dispatch.files.reading import Record, Shape
from dispatch.limits import MAX_BREAKS, MAX_OVERTIME_S, MAX_SERVICE_S
from scheduling.errors import InvalidSpanError
from scheduling.instants import LAST
from scheduling.spans import Break, Shift

SHIFT = Shape(frozenset(("start", "end", "max_overtime_s", "breaks")))
_BREAK = Shape(frozenset(("earliest", "latest", "duration_s")))


def read_shifts(record: Record) -> tuple[Shift, ...]:
    """The shifts in a technician's field `shifts`; those at fault are left out."""
    found = [(inner, _shift(inner)) for inner in record.records("shifts", SHIFT, required=True)]
    sound = [(inner, shift) for inner, shift in found if shift is not None]
    if len(sound) == len(found) > 1:
        _refuse_overlaps(sound)
    return tuple(shift for _, shift in sound)


def shifts_to_json(shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Shifts as in files; what has its default is left out."""
    return [_shift_to_json(shift) for shift in shifts]


def _shift(record: Record) -> Shift | None:
    start, end = record.instant("start"), record.instant("end")
    max_overtime_s = record.integer("max_overtime_s", 0, MAX_OVERTIME_S, default=0)
    breaks = _breaks(record) if record.has("breaks") else ()
    if not record.is_sound:
        return None
    if max_overtime_s > (LAST - end).total_seconds():
        record.fault(
            "max_overtime_s",
            "range",
            f"is {max_overtime_s}, must lie between 0 and {(LAST - end) // timedelta(seconds=1)}, "
            f"so that the shift ends by {LAST.isoformat()}",
        )
        return None
    try:
        return Shift(start, end, max_overtime_s, breaks)
    except InvalidSpanError as error:
        record.faults.add(f"{record.pointer}/{error.field}", "value", str(error))
        return None


def _breaks(record: Record) -> tuple[Break, ...]:
    if not record.at_most("breaks", MAX_BREAKS):
        return ()
    read = (_break(inner) for inner in record.records("breaks", _BREAK))
    return tuple(pause for pause in read if pause is not None)


def _break(record: Record) -> Break | None:
    earliest, latest = record.instant("earliest"), record.instant("latest")
    duration_s = record.integer("duration_s", 1, MAX_SERVICE_S)
    if not record.is_sound:
        return None
    try:
        return Break(earliest, latest, duration_s)
    except InvalidSpanError as error:
        record.fault(error.field, "value", str(error))
        return None


def _shift_to_json(shift: Shift) -> dict[str, Any]:
    data: dict[str, Any] = {"start": shift.start.isoformat(), "end": shift.end.isoformat()}
    if shift.max_overtime_s:
        data["max_overtime_s"] = shift.max_overtime_s
    if shift.breaks:
        data["breaks"] = [
            {
                "earliest": pause.earliest.isoformat(),
                "latest": pause.latest.isoformat(),
                "duration_s": pause.duration_s,
            }
            for pause in shift.breaks
        ]
    return data


def _refuse_overlaps(shifts: Sequence[tuple[Record, Shift]]) -> None:
    """Nobody is in two shifts at once; one may begin in the second in which another ends."""
    by_start = sorted(range(len(shifts)), key=lambda i: (shifts[i][1].start, i))
    for before, after in pairwise(by_start):
        (_, earlier), (record, later) = shifts[before], shifts[after]
        if later.start < earlier.end:
            record.fault(
                "start",
                "value",
                f"is {later.start.isoformat()}, before shift {before} ends at {earlier.end.isoformat()}",
            )
