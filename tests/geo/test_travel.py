from __future__ import annotations

import numpy as np
import pytest

from geo.errors import InvalidTravelError
from geo.places import LatLng, MatrixIndex
from geo.travel import UNREACHABLE, GreatCircle, Matrix

CENTER, NEARBY = LatLng(lat=31.2304, lng=121.4737), LatLng(lat=31.22, lng=121.47)


def test_seconds_are_rounded_up_and_metres_to_the_nearest() -> None:
    # 1 208.762 m × 1.3 = 1 571.39 m; at 30 km/h, 8.333 m/s, 188.57 s
    assert GreatCircle(speed_kmh=30.0, detour=1.3).leg(CENTER, NEARBY) == (189, 1571)


def test_nowhere_to_go_takes_no_time() -> None:
    assert GreatCircle(speed_kmh=30.0).leg(CENTER, CENTER) == (0, 0)


@pytest.mark.parametrize(("speed_kmh", "detour"), [(0.0, 1.0), (-1.0, 1.0), (1001.0, 1.0), (30.0, 0.9), (30.0, 11.0)])
def test_no_such_driving(speed_kmh: float, detour: float) -> None:
    with pytest.raises(InvalidTravelError, match="must"):
        GreatCircle(speed_kmh=speed_kmh, detour=detour)


def test_matrix_rows_are_from_and_columns_to() -> None:
    matrix = Matrix(np.array([[0, 600], [700, 0]], np.int32), np.array([[0, 5000], [5100, 0]], np.int32))
    assert matrix.leg(MatrixIndex(0), MatrixIndex(1)) == (600, 5000)
    assert matrix.leg(MatrixIndex(1), MatrixIndex(0)) == (700, 5100)


def test_no_way_and_no_metres() -> None:
    matrix = Matrix(np.array([[0, UNREACHABLE], [700, 0]], np.int32))
    assert matrix.leg(MatrixIndex(0), MatrixIndex(1)) is None
    assert matrix.leg(MatrixIndex(1), MatrixIndex(0)) == (700, None)


def test_each_source_refuses_the_others_places() -> None:
    matrix = Matrix(np.zeros((2, 2), np.int32))
    with pytest.raises(InvalidTravelError, match="must be a matrix index"):
        matrix.require(CENTER)
    with pytest.raises(InvalidTravelError, match="index is 2, the matrix has 2 places"):
        matrix.require(MatrixIndex(2))
    with pytest.raises(InvalidTravelError, match="must have lat and lng"):
        GreatCircle(speed_kmh=30.0).require(MatrixIndex(0))


def test_a_matrix_is_square() -> None:
    with pytest.raises(InvalidTravelError, match="must be square"):
        Matrix(np.zeros((2, 3), np.int32))
    with pytest.raises(InvalidTravelError, match="distances_m has shape"):
        Matrix(np.zeros((2, 2), np.int32), np.zeros((3, 3), np.int32))
