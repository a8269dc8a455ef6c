"""The order lies in one of the technician's service areas."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician
from geo.places import LatLng

CODE = "outside_area"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is the order in none of the areas to which the technician keeps?"""
    technician = p.technicians[k]
    if technician.area_first == NOBODY:
        return False
    for a in range(technician.area_first, technician.area_last):
        if p.in_area[i, p.names[a]]:
            return False
    return True


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The order's community, else its place; and the technician's areas."""
    where: Any = order.community
    if where is None and isinstance(order.location, LatLng):
        where = {"lat": order.location.lat, "lng": order.location.lng}
    return where, list(technician.areas or ())
