"""The field `time_of_day` of a way of travelling: how much longer driving takes at some hours."""

from __future__ import annotations

import re
from typing import Any

from dispatch.files.faults import Faults, shown
from dispatch.files.reading import Record, Shape
from dispatch.limits import MAX_FACTOR, MIN_FACTOR
from scheduling.errors import InvalidSpanError
from scheduling.traffic import DAY_S, NO_TRAFFIC, Period, Traffic

_PERIOD = Shape(frozenset(("from", "to", "factor")))
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def read_traffic(record: Record) -> Traffic:
    """The periods in a field `time_of_day`; none if it is absent, null or at fault."""
    if not record.has("time_of_day"):
        return NO_TRAFFIC
    read = [_period(inner) for inner in record.records("time_of_day", _PERIOD)]
    periods = tuple(period for period in read if period is not None)
    if not record.is_sound:
        return NO_TRAFFIC
    try:
        return Traffic(periods)
    except InvalidSpanError as error:
        record.faults.add(f"{record.pointer}/time_of_day/{error.field}", "value", str(error))
        return NO_TRAFFIC


def traffic_from_json(data: object) -> Traffic:
    """Read periods of the day that stand alone, as a list.

    Raises
    ------
    InvalidInputError
        With all faults, their pointers relative to the list.
    """
    faults = Faults()
    record = Record({"time_of_day": data}, "", faults)
    traffic = read_traffic(record)
    faults.raise_if_any()
    return traffic


def traffic_to_json(traffic: Traffic) -> list[dict[str, Any]]:
    """Periods of the day as in files."""
    return [
        {"from": _clock(period.begin_s), "to": _clock(period.end_s), "factor": period.factor}
        for period in traffic.periods
    ]


def _period(record: Record) -> Period | None:
    begin_s, end_s = _second_of_day(record, "from"), _second_of_day(record, "to")
    factor = record.number("factor", MIN_FACTOR, MAX_FACTOR)
    if not record.is_sound:
        return None
    try:
        return Period(begin_s, end_s, factor)
    except InvalidSpanError as error:
        record.fault(error.field, "value", f"is {shown(record.raw(error.field or 'to'))}, must be another than from")
        return None


def _second_of_day(record: Record, name: str) -> int:
    """The second of the day of a time such as 07:30; only a period's end may be 24:00."""
    text = record.text(name)
    if name == "to" and text == "24:00":
        return DAY_S
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return int(clock[1]) * 3600 + int(clock[2]) * 60
    if text:
        last = "24:00" if name == "to" else "23:59"
        record.fault(name, "value", f"is {shown(text)}, must be a time of day from 00:00 to {last}")
    return 0


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"
