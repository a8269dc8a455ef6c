"""The clock of a route, from the contract: what follows from the times that are stated?

``arrive`` = finish of the stop before (or ``depart``) + driving; ``finish`` = ``start`` + service; ``return`` = last
finish + driving home, or the last finish without an end. Each time follows from the *stated* times before it, so one
wrong time is one fault and not a row of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.checker.facts import Facts
from dispatch.model import Order, Route, Stop, Technician
from geo.places import Place
from scheduling.spans import Shift


@dataclass(frozen=True, slots=True)
class Leg:
    """A way from one place to the next.

    Parameters
    ----------
    known
        Are both places known? If not, nothing can be said about the way.
    travel_s
        Seconds of driving; ``None`` if there is no way, or if it is not known.
    distance_m
        Metres; ``None`` also where the source of travel times has none.
    """

    known: bool
    travel_s: int | None = None
    distance_m: int | None = None

    @property
    def is_cut(self) -> bool:
        """Are both places known, and no way leads from one to the other?"""
        return self.known and self.travel_s is None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop and what follows for it, in seconds of the horizon.

    Parameters
    ----------
    order
        ``None`` if the problem does not hold it.
    before
        Stated finish of the stop before, or the stated departure: when driving begins.
    start, finish
        As stated.
    """

    stop: Stop
    order: Order | None
    leg: Leg
    before: int
    start: int
    finish: int

    @property
    def arrive(self) -> int | None:
        """When the technician is there; ``None`` if the way is not known."""
        return None if self.leg.travel_s is None else self.before + self.leg.travel_s

    @property
    def waiting_s(self) -> int:
        """Seconds between arrival and start; 0 if it starts before the arrival, or the arrival is not known."""
        return 0 if self.arrive is None else max(0, self.start - self.arrive)


@dataclass(frozen=True, slots=True)
class Walk:
    """A route and what follows from it, in seconds of the horizon.

    Parameters
    ----------
    technician, shift
        ``None`` if the problem does not hold them.
    home
        The way home; ``None`` for a technician without an end, and for a route without stops.
    """

    route: Route
    technician: Technician | None
    shift: Shift | None
    depart: int
    back: int
    visits: tuple[Visit, ...]
    home: Leg | None

    @property
    def name(self) -> str:
        """Id of the technician, as stated."""
        return self.route.technician

    @property
    def back_due(self) -> int | None:
        """When the technician is home, as follows from the last finish; ``None`` if it does not follow."""
        if not self.visits or self.technician is None:
            return None
        last = self.visits[-1].finish
        if self.home is None:
            return last
        return None if self.home.travel_s is None else last + self.home.travel_s


def walk_of(facts: Facts, route: Route) -> Walk:
    """Follow a route stop by stop."""
    technician = facts.technicians.get(route.technician)
    shift = None
    if technician is not None and 0 <= route.shift < len(technician.shifts):
        shift = technician.shifts[route.shift]
    depart = facts.second(route.depart)
    visits = tuple(_visits(facts, route, technician, depart))
    home = None
    if visits and technician is not None and technician.end is not None:
        home = _leg(facts, _place(visits[-1].order), technician.end)
    return Walk(route, technician, shift, depart, facts.second(route.back), visits, home)


def _visits(facts: Facts, route: Route, technician: Technician | None, depart: int) -> Iterator[Visit]:
    here = None if technician is None else technician.start
    before = depart
    for stop in route.stops:
        order = facts.orders.get(stop.order)
        visit = Visit(
            stop,
            order,
            _leg(facts, here, _place(order)),
            before,
            facts.second(stop.start),
            facts.second(stop.finish),
        )
        yield visit
        here, before = _place(order), visit.finish


def _place(order: Order | None) -> Place | None:
    return None if order is None else order.location


def _leg(facts: Facts, origin: Place | None, destination: Place | None) -> Leg:
    if origin is None or destination is None:
        return Leg(known=False)
    way = facts.problem.travel.leg(origin, destination)
    return Leg(True) if way is None else Leg(True, *way)
