"""A problem whose ways lead along roads: all its places become rows of what a routing engine tells about them.

The engine of dispatch asks nobody; whoever calls it says who is to be asked, and how.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dispatch.limits import MAX_MATRIX_PLACES, require_at_most
from dispatch.model import Problem
from geo.errors import InvalidTravelError
from geo.places import LatLng, Place, RoadPoint
from geo.travel import Roads

Ask = Callable[[str, Sequence[LatLng]], Roads]
"""Ways between points by the engine at an address; `geo.roads.roads_between` is one."""


def on_roads(problem: Problem, url: str, ask: Ask) -> Problem:
    """The same problem, with ways along roads instead of those it had.

    Parameters
    ----------
    problem
        All its places have coordinates.
    url
        Address of the routing engine.

    Raises
    ------
    TooLargeError
        If it has more places than `MAX_MATRIX_PLACES`.
    InvalidTravelError
        If a place has no coordinates.
    RoadsError
        If the engine does not answer as it should.
    """
    numbers = {point: row for row, point in enumerate(dict.fromkeys(map(_point, places_of(problem))))}
    require_at_most(len(numbers), MAX_MATRIX_PLACES, "/: places between which ways are asked for")

    def on_road(place: Place) -> RoadPoint:
        point = _point(place)
        return RoadPoint(lat=point.lat, lng=point.lng, row=numbers[point])

    return replace(
        problem,
        travel=ask(url, tuple(numbers)),
        technicians=tuple(
            replace(
                each,
                start=on_road(each.start),
                end=None if each.end is None else on_road(each.end),
                position=None if each.position is None else replace(each.position, place=on_road(each.position.place)),
            )
            for each in problem.technicians
        ),
        orders=tuple(replace(order, location=on_road(order.location)) for order in problem.orders),
    )


def places_of(problem: Problem) -> list[Place]:
    """Every place of a problem, some of them perhaps several times: the technicians' first, then the orders'."""
    found: list[Place] = []
    for each in problem.technicians:
        seen = None if each.position is None else each.position.place
        found += [place for place in (each.start, each.end, seen) if place is not None]
    return [*found, *(order.location for order in problem.orders)]


def _point(place: Place) -> LatLng:
    """Where a place lies, whatever row of other roads it was."""
    if not isinstance(place, LatLng):
        raise InvalidTravelError("roads need places with lat and lng")
    return LatLng(lat=place.lat, lng=place.lng)
