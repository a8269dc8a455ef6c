"""What does a problem file say in WGS-84, whose places are told in another datum?"""

from __future__ import annotations

from dataclasses import replace

from dispatch.files.faults import Faults
from dispatch.model import Order, Problem, Technician
from geo.areas import Radius, Region, ServiceArea
from geo.datums import to_wgs84
from geo.errors import InvalidAreaError
from geo.places import LatLng, Place
from geo.redrawing import redrawn_in_wgs84

WGS84 = "WGS-84"


def in_wgs84(problem: Problem, datum: str, faults: Faults) -> Problem:
    """The problem with every place, and every area's center or outline, in WGS-84.

    An area that is no area any more, such as a sliver over the edge of where the datum holds, is noted.
    """
    return replace(
        problem,
        technicians=tuple(_technician(technician, datum) for technician in problem.technicians),
        orders=tuple(_order(order, datum) for order in problem.orders),
        areas=tuple(_area(area, datum, f"/areas/{i}/geometry", faults) for i, area in enumerate(problem.areas)),
    )


def _technician(technician: Technician, datum: str) -> Technician:
    seen = technician.position
    return replace(
        technician,
        start=_place(technician.start, datum),
        end=None if technician.end is None else _place(technician.end, datum),
        position=None if seen is None else replace(seen, place=_place(seen.place, datum)),
    )


def _order(order: Order, datum: str) -> Order:
    return replace(order, location=_place(order.location, datum))


def _area(area: ServiceArea, datum: str, pointer: str, faults: Faults) -> ServiceArea:
    extent = area.extent
    if isinstance(extent, Radius):
        return replace(area, extent=replace(extent, center=to_wgs84(extent.center, datum)))
    if not isinstance(extent, Region):
        return area
    try:
        return replace(area, extent=Region(redrawn_in_wgs84(extent.geometry, datum)))
    except InvalidAreaError as error:
        faults.add(pointer, "value", f"{error} when it is converted to WGS-84")
        return area


def _place(place: Place, datum: str) -> Place:
    return to_wgs84(place, datum) if isinstance(place, LatLng) else place
