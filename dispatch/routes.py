"""Routes of the arrays told as routes of the model: instants, metres, ids."""

from __future__ import annotations

import numpy as np

from dispatch.arrays import Arrays
from dispatch.days import put
from dispatch.model import Problem, Route, Stop
from geo.places import Place


def route_of(problem: Problem, p: Arrays, r: int) -> Route:
    """Route `r` as it stands in the arrays. Of a way that does not exist, as one in force may, nothing is told."""
    horizon = problem.horizon
    row = p.routes[r]
    technician = problem.technicians[int(row["technician"])]
    place: Place = technician.start
    clock = int(row["depart"])
    stops = []
    for stop in p.stops[int(row["first"]) : int(row["first"]) + int(row["count"])]:
        order = problem.orders[int(stop["order"])]
        travel_s, distance_m = problem.travel.leg(place, order.location) or (None, None)
        start = int(stop["start"])
        stops.append(
            Stop(
                order=order.id,
                arrive=None if travel_s is None else horizon.instant(clock + travel_s),
                start=horizon.instant(start),
                finish=horizon.instant(start + order.service_s),
                travel_s=travel_s,
                distance_m=distance_m,
            )
        )
        place, clock = order.location, start + order.service_s
    return Route(
        technician=technician.id,
        shift=r - int(p.technicians[int(row["technician"])]["route_first"]),
        depart=horizon.instant(int(row["depart"])),
        back=horizon.instant(int(row["back"])),
        stops=tuple(stops),
    )


def route_with(problem: Problem, p: Arrays, place: tuple[int, int], i: int) -> Route:
    """The route of `place` = (route, position) as it would be with order `i` there; the arrays stay as they were."""
    r, position = place
    row = np.array(p.routes[r])
    room = slice(int(row["first"]), int(row["first"]) + int(row["room"]))
    kept = p.stops[room].copy()
    put(p, r, position, i)
    route = route_of(problem, p, r)
    p.routes[r] = row
    p.stops[room] = kept
    return route
