"""Distances between points of the plane, by the rounding that each convention asks for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Shape (n, 2)."""

Distances = npt.NDArray[np.float64]
"""Shape (n, n), in the units of the points."""

TENTHS, THOUSANDTHS = 10, 1000
"""Seconds of a matrix for each unit of distance."""


def unrounded(points: Points) -> Distances:
    """Straight lines."""
    way = points[:, None, :] - points[None, :, :]
    found: Distances = np.hypot(way[..., 0], way[..., 1])
    return found


def in_tenths(points: Points) -> npt.NDArray[np.int32]:
    """Each way cut to one digit: the convention of the DIMACS challenge and of PyVRP."""
    return np.floor(unrounded(points) * TENTHS + 1e-9).astype(np.int32)


def in_thousandths(points: Points) -> npt.NDArray[np.int32]:
    """Each way rounded up to three digits, so that what is in time here is in time without rounding too."""
    return np.ceil(unrounded(points) * THOUSANDTHS - 1e-9).astype(np.int32)
