"""How long and how far is the way from one place to another? Integer seconds, integer metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from geo.errors import InvalidTravelError
from geo.places import LatLng, MatrixIndex, Place, RoadPoint, haversine_m, row_of

MAX_LEG_S = 366 * 86_400
"""No leg takes longer: a year of driving."""

MAX_LEG_M = 2_000_000_000
"""No leg is longer."""

UNREACHABLE = -1
"""What a matrix holds where no way leads from the row's place to the column's."""


class Travel(Protocol):
    """A source of travel times. Seconds and metres are integers; ``None`` means there is no way."""

    def leg(
        self, origin: Place, destination: Place, traffic: float = 1.0, speed_factor: float = 1.0
    ) -> tuple[int, int | None] | None:
        """Seconds and metres from `origin` to `destination`; metres are ``None`` where the source has none.

        Parameters
        ----------
        traffic
            By which the seconds are multiplied, because of the hour of departure.
        speed_factor
            By which they are divided, because of who drives.
        """
        ...

    def require(self, place: Place) -> None:
        """Raise `InvalidTravelError` if this source cannot know `place`."""
        ...


def drive_s(seconds: float, traffic: float, speed_factor: float) -> int:
    """Whole seconds of a way of `seconds`, in this traffic and for this driver; what is over is rounded up."""
    return max(0, math.ceil(seconds * traffic / speed_factor - 1e-9))


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """Haversine distance times a detour, at one speed.

    Parameters
    ----------
    speed_kmh
        Mean speed on the way, km/h, above 0 and at most 1 000.
    detour
        Length of the way for each metre as the crow flies, 1 to 10.
    """

    speed_kmh: float
    detour: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 < self.speed_kmh <= 1000.0:
            raise InvalidTravelError(f"speed_kmh is {self.speed_kmh}, must be above 0 and at most 1000", "speed_kmh")
        if not 1.0 <= self.detour <= 10.0:
            raise InvalidTravelError(f"detour is {self.detour}, must lie between 1 and 10", "detour")

    def leg(
        self, origin: Place, destination: Place, traffic: float = 1.0, speed_factor: float = 1.0
    ) -> tuple[int, int]:
        """Seconds (rounded up) and metres (rounded half to even) of the way."""
        if not isinstance(origin, LatLng) or not isinstance(destination, LatLng):
            raise InvalidTravelError("great-circle travel needs places with lat and lng")
        metres = haversine_m(origin, destination) * self.detour
        return drive_s(metres / (self.speed_kmh / 3.6), traffic, speed_factor), round(metres)

    def require(self, place: Place) -> None:
        """A place must have coordinates."""
        if not isinstance(place, LatLng):
            raise InvalidTravelError("is a matrix index, must have lat and lng: travel is great_circle")


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Given seconds, and perhaps metres, between numbered places.

    Parameters
    ----------
    durations_s
        Shape (n, n), rows = from, columns = to; `UNREACHABLE` where there is no way.
    distances_m
        The same shape, or ``None`` when nobody knows the metres.
    """

    durations_s: npt.NDArray[np.int32]
    distances_m: npt.NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        shape = self.durations_s.shape
        if len(shape) != 2 or shape[0] != shape[1]:
            raise InvalidTravelError(f"durations_s has shape {shape}, must be square", "durations_s")
        if self.distances_m is not None and self.distances_m.shape != shape:
            raise InvalidTravelError(
                f"distances_m has shape {self.distances_m.shape}, must be {shape} as durations_s", "distances_m"
            )

    @property
    def size(self) -> int:
        """How many places the matrix knows."""
        return int(self.durations_s.shape[0])

    def leg(
        self, origin: Place, destination: Place, traffic: float = 1.0, speed_factor: float = 1.0
    ) -> tuple[int, int | None] | None:
        """Seconds (rounded up) and metres as given; ``None`` where there is no way."""
        row, column = row_of(origin), row_of(destination)
        if row is None or column is None:
            raise InvalidTravelError("matrix travel needs places with an index")
        seconds = int(self.durations_s[row, column])
        if seconds == UNREACHABLE:
            return None
        seconds = drive_s(seconds, traffic, speed_factor)
        if self.distances_m is None:
            return seconds, None
        return seconds, int(self.distances_m[row, column])

    def require(self, place: Place) -> None:
        """A place must be a row of the matrix."""
        if not isinstance(place, MatrixIndex):
            raise InvalidTravelError("has lat and lng, must be a matrix index: travel is matrix")
        if place.index >= self.size:
            raise InvalidTravelError(f"index is {place.index}, the matrix has {self.size} places", "index")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Roads(Matrix):
    """Seconds and metres along roads between points, as a routing engine told them.

    Its places are `RoadPoint`. Before the engine was asked it knows none yet, and has no rows.

    Parameters
    ----------
    url
        Where the engine is to be found, as in the problem file.
    """

    url: str

    @classmethod
    def unasked(cls, url: str) -> Roads:
        """Roads that are known by nothing but their engine."""
        nothing = np.zeros((0, 0), np.int32)
        return cls(durations_s=nothing, distances_m=nothing, url=url)

    def require(self, place: Place) -> None:
        """A place must have coordinates, and a row if rows are there."""
        if not isinstance(place, LatLng):
            raise InvalidTravelError("is a matrix index, must have lat and lng: travel is osrm")
        if self.size > 0 and not isinstance(place, RoadPoint):
            raise InvalidTravelError("has no row, must be one of the points whose ways were asked for")
