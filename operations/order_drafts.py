"""Can an order be taken in as it was sent, and which records does it name?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from dispatch.errors import Fault
from dispatch.model import Order
from geo.places import LatLng
from operations import references
from operations.errors import InvalidRequestError
from operations.technicians import TECHNICIANS

_NAMED = ("required_technicians", "preferred_technicians", "forbidden_technicians", "declined_by")
"""Fields of an order that name technicians."""

_LATER = ("crew", "after")
"""Fields of an order that nothing decides about yet."""


def settled(connection: Connection, tenant: str, order: Order) -> tuple[Order, LatLng]:
    """The order with ids of technicians in the place of external ids, and where it is.

    Raises
    ------
    InvalidRequestError
        If the location has no coordinates, the order names technicians who are none of the tenant's, or it asks for a
        crew or comes after another, which cannot be dispatched yet.
    """
    faults = [Fault(f"/{name}", "not_supported", "is not supported yet") for name in _LATER if getattr(order, name)]
    location = order.location
    if not isinstance(location, LatLng):
        faults.append(Fault("/location", "value", "is a matrix index, must have lat and lng"))
    resolved: dict[str, Any] = {}
    for name in _NAMED:
        named = getattr(order, name)
        if named is not None:
            resolved[name], unknown = references.resolve(connection, TECHNICIANS, tenant, named, f"/{name}")
            faults += unknown
    if faults or not isinstance(location, LatLng):
        raise InvalidRequestError(faults)
    return replace(order, **resolved), location
