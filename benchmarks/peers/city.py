"""A city: a square that grows with the number of orders, so that there are always as many to a square kilometre."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo.places import LatLng, haversines_m

CENTRE = LatLng(lat=31.23, lng=121.47)
SPEED_KMH, DETOUR = 30.0, 1.3
SIDE_KM = 30.0
"""Side of the square for 1 000 orders."""

CLUSTERED, CLUSTER_KM = 0.6, 1.2
"""Share of places that lie in a cluster, and the standard deviation of one."""

ORDERS_A_CLUSTER = 25

KM_PER_DEGREE = 111.195
"""Of latitude."""


class City:
    """Where places may lie.

    Parameters
    ----------
    orders
        For how many orders it is large enough.
    """

    def __init__(self, rng: np.random.Generator, orders: int) -> None:
        self.rng = rng
        self.side_km = SIDE_KM * math.sqrt(orders / 1000.0)
        self.clusters_km = rng.uniform(0.0, self.side_km, (math.ceil(orders / ORDERS_A_CLUSTER), 2))

    def places(self, count: int) -> npt.NDArray[np.float64]:
        """Kilometres from the south-west corner, shape (count, 2)."""
        uniform = self.rng.uniform(0.0, self.side_km, (count, 2))
        centres = self.clusters_km[self.rng.integers(len(self.clusters_km), size=count)]
        near = centres + self.rng.normal(0.0, CLUSTER_KM, (count, 2))
        clustered = self.rng.random(count) < CLUSTERED
        return np.clip(np.where(clustered[:, None], near, uniform), 0.0, self.side_km)


def durations_s_between(places_km: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Whole seconds between all places, rounded up: great circle, `DETOUR`, `SPEED_KMH`."""
    side_km = places_km.max()
    lat = CENTRE.lat + (places_km[:, 1] - side_km / 2.0) / KM_PER_DEGREE
    lng = CENTRE.lng + (places_km[:, 0] - side_km / 2.0) / (KM_PER_DEGREE * math.cos(math.radians(CENTRE.lat)))
    found = np.zeros((len(places_km), len(places_km)), np.int32)
    for n, (own_lat, own_lng) in enumerate(zip(lat, lng, strict=True)):
        metres = haversines_m(LatLng(lat=own_lat, lng=own_lng), lng, lat) * DETOUR
        found[n] = np.ceil(metres / (SPEED_KMH / 3.6) - 1e-9)
    return found
