"""Days of technicians in a real town: people live, and ask for service, where a table of places says that they do."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.demo.ground import KM_PER_DEGREE
from benchmarks.peers.days import n_technicians
from dispatch.files.disk import UnusableError, require
from dispatch.model import Order, Policy, Problem, Technician
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift, Window

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00-03:00")
USUAL = GreatCircle(speed_kmh=30.0, detour=1.3)
"""Travel where nothing better is known, as in the demo."""

SPREAD_KM = 0.15
"""How far from the middle of a place people live."""


@dataclass(frozen=True, slots=True)
class Town:
    """Where people live.

    Parameters
    ----------
    lat, lng
        Middles of places, degrees, shape (n_places,).
    share
        Of the people who live there; they add up to 1.
    """

    lat: npt.NDArray[np.float64]
    lng: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]


def read_town(path: Path) -> Town:
    """Read a table with columns ``lon``, ``lat`` and ``population``.

    Raises
    ------
    UnusableError
        If it is none.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [[float(row[name]) for name in ("lat", "lon", "population")] for row in csv.DictReader(file)]
    except OSError as error:
        raise UnusableError(f"{path}: {error.strerror or error}") from None
    except (KeyError, TypeError, ValueError):
        raise UnusableError(f"{path}: must be a CSV file with numbers in lon, lat and population") from None
    lat, lng, people = np.array(rows, np.float64).reshape(-1, 3).T
    sound = np.isfinite(lat) & (np.abs(lat) < 89.0) & np.isfinite(lng) & (np.abs(lng) <= 179.0) & (people >= 0.0)
    require(bool(sound.all()) and people.sum() > 0.0, f"{path}: must tell where somebody lives")
    return Town(lat, lng, people / people.sum())


def town_day(town: Town, orders: int, seed: int) -> Problem:
    """A day of a seed, by great circle: everybody can do everything, a window of three hours or the whole day."""
    rng = np.random.default_rng((seed, orders))
    team = n_technicians(orders)
    points = draw_points(town, orders + team, rng)
    day = Shift(_hour(8.0), _hour(17.0))
    return Problem(
        origin=MIDNIGHT,
        now=MIDNIGHT,
        travel=USUAL,
        technicians=tuple(
            Technician(id=f"t{k}", start=home, end=home, shifts=(day,)) for k, home in enumerate(points[orders:])
        ),
        orders=tuple(_order(i, point, rng) for i, point in enumerate(points[:orders])),
        policy=Policy(name="roads", weights={"travel_min": 1.0}),
    )


def draw_points(town: Town, n: int, rng: np.random.Generator) -> list[LatLng]:
    """Where `n` people live."""
    which = rng.choice(len(town.share), n, p=town.share)
    north, east = rng.uniform(-SPREAD_KM, SPREAD_KM, (2, n)) / KM_PER_DEGREE
    lat = town.lat[which] + north
    lng = town.lng[which] + east / np.cos(np.radians(lat))
    return [LatLng(lat=round(float(a), 6), lng=round(float(b), 6)) for a, b in zip(lat, lng, strict=True)]


def _order(i: int, point: LatLng, rng: np.random.Generator) -> Order:
    opens = 8.0 + 0.5 * int(rng.integers(12))
    window = Window(_hour(opens), _hour(opens + 3.0)) if rng.random() < 0.7 else Window(_hour(8.0), _hour(17.0))
    return Order(id=f"o{i}", location=point, service_s=300 * int(rng.integers(5, 14)), windows=(window,))


def _hour(hours: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=math.floor(3600 * hours))
