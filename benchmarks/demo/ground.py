"""Where things are in a city: addresses drawn around its places by population, and its service areas."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon

from benchmarks.demo.places import City, PopulatedPlace
from geo.areas import Communities, Radius, Region, ServiceArea
from geo.places import LatLng

KM_PER_DEGREE = 111.195
"""Kilometres for each degree of latitude."""

_PEOPLE_PER_KM2 = 12_000.0
_SPREAD_KM = (0.8, 5.0)
_ESTATES = ("Garden Estate", "Riverside Court", "Bamboo Lane")
_ESTATE_SHARE = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A city with the chance of each of its places.

    Parameters
    ----------
    chances
        Shape (places,), by population; they sum up to 1.
    """

    city: City
    chances: npt.NDArray[np.float64]

    @classmethod
    def of(cls, city: City) -> Ground:
        """The ground of a city; chances follow the populations."""
        people = np.array([place.population for place in city.places], dtype=float)
        return cls(city, people / people.sum())

    def address(self, random: np.random.Generator) -> tuple[PopulatedPlace, str | None, LatLng]:
        """A place, perhaps a residential community (only in the three largest places), and where exactly."""
        pick = int(random.choice(len(self.city.places), p=self.chances))
        place = self.city.places[pick]
        estate = _ESTATES[pick] if pick < len(_ESTATES) and random.random() < _ESTATE_SHARE else None
        return place, estate, self.near(place, random)

    def near(self, place: PopulatedPlace, random: np.random.Generator) -> LatLng:
        """A point about a place, normally distributed as wide as its population asks for."""
        spread = spread_km(place)
        north, east = np.clip(random.normal(0.0, spread, size=2), -2.0 * spread, 2.0 * spread)
        return moved(place.at, float(north), float(east))


def spread_km(place: PopulatedPlace) -> float:
    """Standard deviation of addresses about a place, in km: half the radius that its people would fill."""
    radius = math.sqrt(place.population / _PEOPLE_PER_KM2 / math.pi)
    return min(max(radius / 2.0, _SPREAD_KM[0]), _SPREAD_KM[1])


def moved(at: LatLng, north_km: float, east_km: float) -> LatLng:
    """The point some kilometres north and east of another, to five decimals; stays off the poles."""
    lat = min(max(at.lat + north_km / KM_PER_DEGREE, -89.0), 89.0)
    lng = at.lng + east_km / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return LatLng(lat=round(lat, 5), lng=round((lng + 180.0) % 360.0 - 180.0, 5))


def areas_of(ground: Ground) -> tuple[ServiceArea, ...]:
    """The service areas of a city: three by radius, one by polygon, one by residential communities.

    Areas by radius lie about the three largest places; the polygon is the part of the city east of its centre.
    """
    city = ground.city
    largest = city.places[:3]
    radii = [
        ServiceArea(f"a{i + 1}", Radius(place.at, 1000.0 * max(9.0, 3.0 * spread_km(place))))
        for i, place in enumerate(largest)
    ]
    corners = [moved(city.center, north, east) for north, east in ((-40, 0), (-40, 45), (40, 45), (40, 0))]
    east = ServiceArea(f"a{len(radii) + 1}", Region(Polygon([(corner.lng, corner.lat) for corner in corners])))
    estates = ServiceArea(f"a{len(radii) + 2}", Communities(frozenset(_ESTATES)))
    return (*radii, east, estates)
