"""The clock of a route, from the contract: what follows from the times that are stated?

``arrive`` = finish of the stop before (or ``depart``) + driving + the breaks that interrupt it; ``start`` ≥ ``arrive``
+ setup; ``finish`` = ``start`` + service; ``return`` = last finish + driving home + breaks in between, or the last
finish without an end. Each time follows from the *stated* times before it, so one wrong time is one fault and not a
row of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.checker.driving import Drive, Span, driven, leg_of
from dispatch.checker.facts import Facts, RoleKey
from dispatch.model import Order, Role, Route, Stop, Technician
from geo.places import Place
from scheduling.spans import Shift


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop and what follows for it, in seconds of the horizon.

    Parameters
    ----------
    order, role
        ``None`` if the problem does not hold them.
    drive
        The way there; it begins at the stated finish of the stop before, or at the stated departure.
    start, finish
        As stated.
    setup_s
        Seconds of setup right before the start: none if the stop before is at the same place.
    service_s
        How long the service takes this technician; ``None`` if role or technician is not known.
    rest_s
        Seconds of breaks between arrival and setup.
    """

    stop: Stop
    order: Order | None
    role: Role | None
    drive: Drive
    start: int
    finish: int
    setup_s: int
    service_s: int | None
    rest_s: int

    @property
    def key(self) -> RoleKey:
        """Order and role, as stated."""
        return self.stop.order, self.stop.role

    @property
    def arrive(self) -> int | None:
        """When the technician is there; ``None`` if the way is not known."""
        return self.drive.ends

    @property
    def waiting_s(self) -> int:
        """Seconds from arrival to setup, breaks left out; 0 if it starts too early, or the arrival is not known."""
        if self.arrive is None:
            return 0
        return max(0, self.start - self.setup_s - self.arrive - self.rest_s)


@dataclass(frozen=True, slots=True)
class Walk:
    """A route and what follows from it, in seconds of the horizon.

    Parameters
    ----------
    technician, shift
        ``None`` if the problem does not hold them.
    breaks
        As stated, in order of their start.
    seen_at
        When the technician was seen at the position from which the route goes on; ``None`` if it begins at the start.
    home
        The way home; ``None`` for a technician without an end, and for a route without stops.
    """

    route: Route
    technician: Technician | None
    shift: Shift | None
    depart: int
    back: int
    breaks: tuple[Span, ...]
    seen_at: int | None
    visits: tuple[Visit, ...]
    home: Drive | None

    @property
    def name(self) -> str:
        """Id of the technician, as stated."""
        return self.route.technician

    @property
    def first_order(self) -> str | None:
        """Order of the first stop."""
        return self.visits[0].stop.order if self.visits else None

    @property
    def last_order(self) -> str | None:
        """Order of the last stop."""
        return self.visits[-1].stop.order if self.visits else None

    @property
    def drives(self) -> Iterator[tuple[str, Drive]]:
        """Every way of the route, with the order that it is driven for."""
        for visit in self.visits:
            yield visit.stop.order, visit.drive
        if self.home is not None:
            yield self.visits[-1].stop.order, self.home

    @property
    def back_due(self) -> int | None:
        """When the technician is home, as follows from the last finish; ``None`` if it does not follow."""
        if not self.visits or self.technician is None:
            return None
        return self.visits[-1].finish if self.home is None else self.home.ends


def walk_of(facts: Facts, route: Route) -> Walk:
    """Follow a route stop by stop."""
    technician = facts.technicians.get(route.technician)
    shift = None
    if technician is not None and 0 <= route.shift < len(technician.shifts):
        shift = technician.shifts[route.shift]
    depart = facts.second(route.depart)
    breaks = tuple(sorted((facts.second(pause.start), facts.second(pause.finish)) for pause in route.breaks))
    origin, seen_at = _origin(facts, route, technician, shift)
    visits = tuple(_visits(facts, route, origin, breaks))
    home = None
    if visits and technician is not None and technician.end is not None:
        last = visits[-1]
        home = driven(leg_of(facts, technician, _place(last.order), technician.end, last.finish), last.finish, breaks)
    return Walk(route, technician, shift, depart, facts.second(route.back), breaks, seen_at, visits, home)


def _origin(
    facts: Facts, route: Route, technician: Technician | None, shift: Shift | None
) -> tuple[Place | None, int | None]:
    """Where a route begins; and when the technician was seen there, if it goes on from a position.

    The shift under way at that instant goes on from the position, unless a stop of it in force is under way or frozen:
    that stop tells where they are.
    """
    if technician is None:
        return None, None
    if technician.position is None or shift is None:
        return technician.start, None
    seen_at = facts.second(technician.position.at)
    if not facts.second(shift.start) <= seen_at < facts.second(shift.end) + shift.max_overtime_s:
        return technician.start, None
    in_force = facts.routes_in_force.get((route.technician, route.shift))
    if in_force is not None and _has_begun(facts, in_force):
        return technician.start, None
    return technician.position.place, seen_at


def _has_begun(facts: Facts, in_force: Route) -> bool:
    """Is any stop under way or frozen? The first one is, if any is."""
    first = next((stop for stop in in_force.stops if stop.order in facts.orders), None)
    if first is None:
        return False
    is_frozen = facts.frozen_before is not None and facts.second(first.start) < facts.frozen_before
    return is_frozen or facts.second(in_force.depart) < facts.now


def _visits(facts: Facts, route: Route, origin: Place | None, breaks: tuple[Span, ...]) -> Iterator[Visit]:
    technician = facts.technicians.get(route.technician)
    here, before, is_first = origin, facts.second(route.depart), True
    for stop in route.stops:
        order = facts.orders.get(stop.order)
        role = None if order is None or not 0 <= stop.role < len(order.roles) else order.roles[stop.role]
        place = _place(order)
        drive = driven(leg_of(facts, technician, here, place, before), before, breaks)
        start, finish = facts.second(stop.start), facts.second(stop.finish)
        setup_s = 0 if order is None or (place == here and not is_first) else order.setup_s
        service_s = None
        if order is not None and role is not None and technician is not None:
            service_s = technician.serves_for(order.service_of(stop.role))
        rest_s = 0 if drive.ends is None else _rest_s(breaks, drive.ends, start - setup_s)
        yield Visit(stop, order, role, drive, start, finish, setup_s, service_s, rest_s)
        here, before, is_first = place, finish, False


def _rest_s(breaks: tuple[Span, ...], arrive: int, ready: int) -> int:
    """Seconds of breaks that are taken while waiting."""
    return sum(max(0, min(finish, ready) - max(start, arrive)) for start, finish in breaks)


def _place(order: Order | None) -> Place | None:
    return None if order is None else order.location
