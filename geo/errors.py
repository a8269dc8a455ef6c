"""What can be wrong with a place, an area or a way of travelling.

- GeoError
  - InvalidPlaceError
  - UnknownDatumError
  - InvalidAreaError
  - InvalidTravelError
  - RoadsError
"""

from __future__ import annotations


class GeoError(ValueError):
    """A fact about space that cannot be true.

    Attributes
    ----------
    field
        Name of the field at fault, as in the problem file; ``""`` for the thing itself.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class InvalidPlaceError(GeoError):
    """A latitude, longitude or matrix index out of its bounds."""


class UnknownDatumError(GeoError):
    """A datum that is none of WGS-84, GCJ-02 and BD-09."""


class InvalidAreaError(GeoError):
    """A shape that encloses nothing, crosses itself or the antimeridian, or a radius without bound."""


class InvalidTravelError(GeoError):
    """A speed, a detour or a matrix from which no travel time follows."""


class RoadsError(GeoError):
    """A routing engine that cannot be asked, or whose answer tells no travel times; the message says what to do."""
