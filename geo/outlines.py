"""How do cells of the grid look when they are drawn in longitude and latitude?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import Degrees

SLACK_DEG = 1e-7
"""A centimetre: so far from an edge nobody's rounding matters."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Corners of cells, and what follows from them.

    Parameters
    ----------
    lng, lat
        Corners in degrees, shape (n_cells, n_corners); the last corner stands again where a cell has fewer.
    middle_lng, middle_lat
        Middles in degrees, shape (n_cells,).
    reach_rad
        Angle from the middle to the farthest corner, shape (n_cells,). All of the cell is as near as that.
    """

    lng: Degrees
    lat: Degrees
    middle_lng: Degrees
    middle_lat: Degrees
    reach_rad: npt.NDArray[np.float64]

    @property
    def is_polar(self) -> npt.NDArray[np.bool_]:
        """Does a cell hold a pole, or lie so near one that a drawing makes no sense? Shape (n_cells,)."""
        is_near: npt.NDArray[np.bool_] = np.radians(90.0 - np.abs(self.middle_lat)) < 3.0 * self.reach_rad
        return is_near

    @property
    def is_plain(self) -> npt.NDArray[np.bool_]:
        """Is a cell drawn as one polygon: neither polar nor on the antimeridian? Shape (n_cells,)."""
        is_cut: npt.NDArray[np.bool_] = (np.ptp(self.lng, axis=1) > 180.0) | (
            np.abs(self.lng).max(axis=1) > 180.0 - SLACK_DEG
        )
        return ~self.is_polar & ~is_cut

    @property
    def bulge_deg(self) -> Degrees:
        """How far from the line between two corners does the great circle run, in the drawing? Shape (n_cells,).

        An upper bound, for cells that are not polar. Along a great circle φ'' = -tan φ (cos² φ + 2 φ'²) in longitude λ,
        and a chord over Δλ is at most Δλ² / 8 × max |φ''| off. By Clairaut Δλ cos φ and Δλ φ' are at most the edge's
        length times the ratio of the greatest and the smallest cos² φ, and the edge is at most twice the reach.
        """
        latitudes = np.radians(np.abs(self.lat))
        high, low = latitudes.max(axis=1) + self.reach_rad, latitudes.min(axis=1) - self.reach_rad
        ratio = (np.cos(np.maximum(low, 0.0)) / np.cos(np.minimum(high, np.pi / 2.0))) ** 2
        bulge: Degrees = np.degrees(3.0 / 8.0 * (2.0 * self.reach_rad) ** 2 * np.tan(high) * ratio**2)
        return bulge

    def polygons(self, which: npt.NDArray[np.intp]) -> Any:
        """Shapely polygons of plain cells, x = longitude, y = latitude."""
        return shapely.polygons(np.stack([self.lng[which], self.lat[which]], axis=-1))

    def boxes(self, n: int) -> list[BaseGeometry]:
        """Boxes of longitude and latitude that together hold all of a cell that is not plain."""
        south, north = float(self.lat[n].min()) - SLACK_DEG, float(self.lat[n].max()) + SLACK_DEG
        if self.is_polar[n]:
            return [shapely.box(-180.0, *((south, 180.0, 90.0) if self.middle_lat[n] > 0.0 else (-90.0, 180.0, north)))]
        pad, east_of = float(self.bulge_deg[n]), np.where(self.lng[n] < 0.0, self.lng[n] + 360.0, self.lng[n])
        west, east = float(east_of.min()) - SLACK_DEG, float(east_of.max()) + SLACK_DEG
        return [shapely.box(west - turn, south - pad, east - turn, north + pad) for turn in (0.0, 360.0)]


def outlines_of(cells: list[int]) -> Outlines:
    """The outlines of cells, at least one."""
    rings = [h3.cell_to_boundary(cell) for cell in cells]
    most = max(len(ring) for ring in rings)
    corners = np.array([[*ring, *[ring[-1]] * (most - len(ring))] for ring in rings])
    middles = np.array([h3.cell_to_latlng(cell) for cell in cells])
    lat, lng, middle_lat, middle_lng = corners[..., 0], corners[..., 1], middles[:, 0], middles[:, 1]
    half_lat = np.sin(np.radians(lat - middle_lat[:, None]) / 2.0)
    half_lng = np.sin(np.radians(lng - middle_lng[:, None]) / 2.0)
    h = half_lat**2 + np.cos(np.radians(lat)) * np.cos(np.radians(middle_lat))[:, None] * half_lng**2
    return Outlines(lng, lat, middle_lng, middle_lat, 2.0 * np.arcsin(np.sqrt(h)).max(axis=1))
