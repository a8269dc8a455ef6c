"""How long might the longest way of a problem take? Not so long that seconds could not be counted any more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dispatch.files.reading import Record
from dispatch.limits import MAX_SLOW_LEG_S
from dispatch.model import Technician
from geo.places import EARTH_RADIUS_M
from geo.travel import GreatCircle, Matrix
from scheduling.traffic import Traffic

HALF_EARTH_M = math.pi * EARTH_RADIUS_M
"""No two points are further apart."""


def check_pace(
    record: Record,
    travel: GreatCircle | Matrix,
    traffic: Traffic,
    technicians: Sequence[tuple[Record, Technician]],
) -> None:
    """Note the speed, the traffic or the technicians that would make the longest way longer than `MAX_SLOW_LEG_S`."""
    base_s = _longest_s(travel)
    told = "the longest way" if isinstance(travel, Matrix) else "a way around half the earth"
    if base_s > MAX_SLOW_LEG_S:
        record.faults.add(f"{record.pointer}/travel/speed_kmh", "range", _message(told, base_s))
        return
    in_traffic_s = base_s * max((1.0, *(period.factor for period in traffic.periods)))
    if in_traffic_s > MAX_SLOW_LEG_S:
        record.faults.add(f"{record.pointer}/travel/time_of_day", "range", _message(told, in_traffic_s))
        return
    for inner, technician in technicians:
        if in_traffic_s > MAX_SLOW_LEG_S * technician.speed_factor:
            inner.fault("speed_factor", "range", _message(told, in_traffic_s / technician.speed_factor))


def _longest_s(travel: GreatCircle | Matrix) -> float:
    if isinstance(travel, Matrix):
        return float(travel.durations_s.max(initial=0))
    return HALF_EARTH_M * travel.detour / (travel.speed_kmh / 3.6)


def _message(told: str, seconds: float) -> str:
    return f"makes {told} take {seconds:.3g} s, must be at most {MAX_SLOW_LEG_S}"
