"""A day given out over HTTP: technicians on the books, orders one after the other, and the plan read back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from benchmarks.client import Client, ClientError, Json
from benchmarks.demo.day import DATE, CityDay
from dispatch.files.area_file import area_to_json
from dispatch.files.order_file import order_to_json
from dispatch.files.plan_file import route_from_json
from dispatch.files.technician_file import technician_to_json
from dispatch.model import Order, Plan, Route, Stop, Unassigned
from scheduling.horizon import Horizon

WAIT_S = 10
"""How long the service may think about an order before it answers without the decision, in seconds."""

_MOST_POLLS = 300


@dataclass(frozen=True, slots=True)
class Names:
    """What the service calls the technicians and areas of the day, and back.

    Parameters
    ----------
    technicians, areas
        Id of the service by id of the day.
    """

    technicians: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)

    def ours(self) -> Mapping[str, str]:
        """Technician's id of the day by id of the service."""
        return MappingProxyType({theirs: own for own, theirs in self.technicians.items()})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered for one order.

    Parameters
    ----------
    order
        The order as the day has it.
    placed
        The order as the service answered it, without the decision.
    decision
        As in a decision file, ids those of the service.
    technicians
        To whom it went, ids of the day.
    seconds
        From sending the order to having the decision.
    """

    order: Order
    placed: Json
    decision: Json
    technicians: tuple[str, ...]
    seconds: float


def put_on_books(client: Client, day: CityDay, names: Names) -> Iterator[str]:
    """Tell the service about areas and technicians; yields each technician's id and fills `names`."""
    for area in day.areas:
        names.areas[area.id] = client.add_area(_body(area_to_json(area)))["id"]
    for technician in day.technicians:
        body = _body(technician_to_json(technician))
        if technician.areas is not None:
            body["areas"] = [names.areas[area] for area in technician.areas]
        names.technicians[technician.id] = client.add_technician(body)["id"]
        yield technician.id


def give_out(client: Client, day: CityDay, names: Names) -> Iterator[Answer]:
    """Place the orders one after the other, each with the wish to wait for its decision."""
    ours = names.ours()
    for order in day.orders:
        body = body_of(order, names)
        begun = time.perf_counter()
        placed = client.place_order(body, wait_s=WAIT_S)
        decision = placed.pop("decision", None) or _late_decision(client, placed["id"])
        seconds = time.perf_counter() - begun
        yield Answer(order, placed, decision, tuple(ours[name] for name in decision["technicians"]), seconds)


def body_of(order: Order, names: Names) -> Json:
    """An order as it is sent."""
    body = _body(order_to_json(order))
    for field_name in ("required_technicians", "forbidden_technicians"):
        if body.get(field_name) is not None:
            body[field_name] = [names.technicians[technician] for technician in body[field_name]]
    return body


def read_plan(client: Client, day: CityDay, names: Names, answers: list[Answer]) -> Plan:
    """The plan that stands at the service in the end, with the ids of the day."""
    orders = {answer.placed["id"]: answer.order.id for answer in answers}
    horizon = Horizon(day.origin, day.zone)
    routes = []
    for own, theirs in names.technicians.items():
        schedule = client.schedule(theirs, DATE)
        routes += [_ours(route_from_json(route, horizon), own, orders) for route in schedule["routes"]]
    left = tuple(
        Unassigned(order=answer.order.id, reason=answer.decision["reason"])
        for answer in answers
        if answer.decision["outcome"] == "unassigned"
    )
    return Plan(routes=tuple(route for route in routes if route.stops), unassigned=left)


def _ours(route: Route, technician: str, orders: Mapping[str, str]) -> Route:
    stops = tuple(
        Stop(
            order=orders[stop.order],
            start=stop.start,
            finish=stop.finish,
            arrive=stop.arrive,
            travel_s=stop.travel_s,
            distance_m=stop.distance_m,
        )
        for stop in route.stops
    )
    return Route(technician=technician, shift=route.shift, depart=route.depart, back=route.back, stops=stops)


def _late_decision(client: Client, order_id: str) -> Json:
    """The decision of an order whose answer came without it."""
    for _ in range(_MOST_POLLS):
        decision_id = client.order(order_id)["decision_id"]
        if decision_id is not None:
            return client.decision(decision_id)
        time.sleep(0.1)
    raise ClientError(f"order {order_id} had no decision within {WAIT_S + _MOST_POLLS // 10} s")


def _body(data: Mapping[str, Any]) -> Json:
    """A record as it is sent: the id of the day becomes the external id."""
    return {**{name: value for name, value in data.items() if name != "id"}, "external_id": data["id"]}
