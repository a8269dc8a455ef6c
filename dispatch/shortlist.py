"""Who can be among the best for an order? What it costs at least in every gap of every day, in one sweep of numpy.

For each gap between two stops: the detour in straight lines, which no road undercuts; the customer's patience, until
somebody could be there; and the stars of whoever drives. What else there is to it makes it dearer, but for waiting that
falls away, which is taken off as if all of it did. So whoever is not among the first can be left out, if the best of
the first costs less than the next one at least would. Hours at which driving takes longer are not in the bound: there
it is only an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.model import Order, Policy
from geo.places import EARTH_RADIUS_M, LatLng
from scheduling.horizon import EPOCH, Horizon

Floats = npt.NDArray[np.float64]
Column = npt.NDArray[Any]

COLUMNS = {
    "owner": np.int32,
    "opens_s": np.float64,
    "closes_s": np.float64,
    "ready_s": np.float64,
    "until_s": np.float64,
    "waits_s": np.float64,
    "way_m": np.float64,
    "pace": np.float64,
    "service_factor": np.float64,
    "always_min": np.float64,
}
"""Of gaps. Number of the technician; from when until when the shift lasts, with overtime; from when on the way to an
order can begin; when the next stop begins; how long is waited in the shift; metres from begin to end that are driven
anyway; seconds for each metre; how much longer a service takes; minutes that are charged whatever the order. Instants
are seconds since 1970."""

ROUNDED = 3.0
"""Seconds, and metres, by which rounded legs may be shorter than the great circle."""


class Gaps:
    """Gaps of days, each from a point to another; rows that are put in stay where they are until `keep`."""

    def __init__(self) -> None:
        self.count = 0
        self._columns = {name: np.zeros(1024, kind) for name, kind in COLUMNS.items()}
        self._points = np.zeros((1024, 2, 3))

    def __getitem__(self, name: str) -> Column:
        return self._columns[name][: self.count]

    @property
    def points(self) -> Floats:
        """Begin and end of each gap, shape (n, 2, 3): metres from the middle of the earth. NaN for no end."""
        return self._points[: self.count]

    def add(self, row: dict[str, float], begin: LatLng, end: LatLng | None) -> int:
        """Put a gap in; the number of its row."""
        if self.count == len(self._points):
            self._columns = {name: np.resize(column, 2 * self.count) for name, column in self._columns.items()}
            self._points = np.resize(self._points, (2 * self.count, 2, 3))
        for name, column in self._columns.items():
            column[self.count] = row[name]
        self._points[self.count, 0] = xyz_of(begin)
        self._points[self.count, 1] = np.nan if end is None else xyz_of(end)
        self.count += 1
        return self.count - 1

    def strike(self, rows: list[int]) -> None:
        """Let gaps be in nobody's day."""
        self._columns["closes_s"][rows] = -np.inf

    def keep(self, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Drop all rows but some; where each row has gone, -1 for nowhere."""
        gone = np.where(rows, np.cumsum(rows) - 1, -1)
        count = int(rows.sum())
        for column in self._columns.values():
            column[:count] = column[: self.count][rows]
        self._points[:count] = self.points[rows]
        self.count = count
        return gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an order asks of gaps.

    Parameters
    ----------
    now_s, soonest_s, latest_s, created_s
        Seconds since 1970; the order starts from `soonest_s` to `latest_s`.
    between_s
        Shifts matter that close after the one and open at or before the other.
    """

    at: LatLng
    now_s: float
    soonest_s: float
    latest_s: float
    created_s: float
    service_s: float
    between_s: tuple[float, float]

    @classmethod
    def of(cls, order: Order, at: LatLng, now_s: float, between_s: tuple[float, float]) -> Wanted:
        """What this order asks at an instant."""
        line = Horizon(EPOCH)
        begins = [line.second(window.start) for window in order.windows]
        ends = [line.second(window.end) for window in order.windows]
        return cls(
            at=at,
            now_s=now_s,
            soonest_s=max(now_s, min(begins, default=now_s)),
            latest_s=max(ends, default=np.inf),
            created_s=now_s if order.created is None else line.second(order.created),
            service_s=order.service_s,
            between_s=between_s,
        )


def ways_in_m(gaps: Gaps, at: LatLng) -> Floats:
    """How far is a place from the begin of each gap, in a straight line?"""
    return np.asarray(np.linalg.norm(gaps.points[:, 0] - xyz_of(at), axis=1))


def least_min(gaps: Gaps, wanted: Wanted, policy: Policy, in_m: Floats) -> Floats:
    """What does the order cost at least in each gap? Infinite where it certainly cannot be."""
    weight = {name: policy.weights.get(name, 0.0) for name in PRICED}
    out_m = np.nan_to_num(np.linalg.norm(gaps.points[:, 1] - xyz_of(wanted.at), axis=1))
    detour_m = np.maximum(0.0, in_m + out_m - gaps["way_m"] - ROUNDED)
    detour_s = np.maximum(0.0, detour_m * gaps["pace"] - ROUNDED)
    start_s = np.maximum(np.maximum(gaps["ready_s"], wanted.now_s) + in_m * gaps["pace"] - ROUNDED, wanted.soonest_s)
    serves_s = wanted.service_s * gaps["service_factor"]
    spared_s = np.minimum(gaps["waits_s"], detour_s + serves_s)
    cost_min = (
        weight["travel_min"] * detour_s / 60.0
        + weight["distance_km"] * detour_m / 1000.0
        + weight["response_min"] * np.maximum(0.0, start_s - wanted.created_s) / 60.0
        - weight["waiting_min"] * spared_s / 60.0
        + gaps["always_min"]
    )
    after_s, until_s = wanted.between_s
    can = (gaps["closes_s"] > after_s) & (gaps["opens_s"] <= until_s) & (gaps["until_s"] > wanted.now_s)
    can &= (start_s <= wanted.latest_s) & (start_s + serves_s - ROUNDED <= gaps["closes_s"])
    return np.where(can, cost_min, np.inf)


PRICED = ("travel_min", "distance_km", "response_min", "waiting_min")
"""What is weighed for the gap; stars and the fixed cost of a shift are charged whatever the order."""


def first_owners(owner: Column, key: Floats, count: int) -> tuple[list[int], float]:
    """Who has the rows with the smallest keys? So many owners, smallest first, and the least key of all others.

    Whoever has an infinite key alone is not among them.
    """
    for rows in (8 * count + 64, len(key)):
        part = np.argpartition(key, rows)[:rows] if rows < len(key) else np.arange(len(key))
        part = part[np.isfinite(key[part])]
        part = part[np.lexsort((owner[part], key[part]))]
        owners, firsts = np.unique(owner[part], return_index=True)
        firsts.sort()
        if len(owners) > count:
            return [int(owner[part[n]]) for n in firsts[:count]], float(key[part[firsts[count]]])
        if rows >= len(key):
            break
    return [int(owner[part[n]]) for n in firsts], np.inf


def xyz_of(place: LatLng) -> Floats:
    """A point on the earth in metres from its middle, shape (3,)."""
    lat, lng = np.radians(place.lat), np.radians(place.lng)
    return EARTH_RADIUS_M * np.array([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])
