"""A day in a city: who works, where they live, what is ordered and when. Made from a seed, the same each time."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from benchmarks.demo.ground import Ground, areas_of
from benchmarks.demo.places import City
from benchmarks.demo.services import SERVICES, Service
from benchmarks.demo.staff import make_technicians
from dispatch.model import Order, Technician
from geo.areas import ServiceArea
from scheduling.spans import Window

DATE = date(2026, 3, 2)
"""The day that is played: a Monday."""

FIRST_CALL_H, LAST_CALL_H = 7.0, 18.5
"""Hours of the day between which orders arrive."""

_RUSHES_H = ((8.8, 1.5, 0.65), (13.2, 1.8, 0.35))
"""Mean hour, spread in hours and share of the two times of day at which most people call."""

_URGENT_S = (7200, 14400)
"""How long those who want somebody now are ready to wait: two to four hours."""


MAX_SIZE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySize:
    """How much happens in a day.

    Raises
    ------
    ValueError
        If there is nobody or nothing.
    """

    technicians: int = 60
    orders: int = 400

    def __post_init__(self) -> None:
        for name, value in (("technicians", self.technicians), ("orders", self.orders)):
            if not 1 <= value <= MAX_SIZE:
                raise ValueError(f"{name} is {value}, must lie between 1 and {MAX_SIZE}")


@dataclass(frozen=True, slots=True)
class CityDay:
    """What is known of a day before anything is decided, and what is ordered in its course.

    Parameters
    ----------
    orders
        By the instant at which they arrive.
    services
        The service of each order, in the same order.
    """

    city: City
    seed: int
    areas: tuple[ServiceArea, ...]
    technicians: tuple[Technician, ...]
    orders: tuple[Order, ...]
    services: tuple[Service, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the day's instants are told."""
        return ZoneInfo(self.city.zone)

    @property
    def origin(self) -> datetime:
        """Midnight at which the day begins."""
        return datetime.combine(DATE, datetime.min.time(), tzinfo=self.zone)


def make_day(city: City, seed: int, size: DaySize | None = None) -> CityDay:
    """Make the day of a city: the same for the same city, seed and size.

    Orders lie around the city's places by population; most call in the morning or the early afternoon, some want
    somebody now and the others book a window later that day.
    """
    size = size or DaySize()
    random = np.random.default_rng([seed, zlib.crc32(city.name.encode())])
    ground = Ground.of(city)
    areas = areas_of(ground)
    clock = _clock(city)
    technicians = make_technicians(ground, areas, size.technicians, clock, random)
    calls = _calls(size.orders, random)
    picks = random.choice(len(SERVICES), size=size.orders, p=_shares())
    services = tuple(SERVICES[pick] for pick in picks)
    orders = tuple(
        _order(f"o{i + 1}", service, float(call), _Surroundings(ground, technicians, clock, random))
        for i, (service, call) in enumerate(zip(services, calls, strict=True))
    )
    return CityDay(city, seed, areas, technicians, orders, services)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    ground: Ground
    technicians: tuple[Technician, ...]
    clock: Callable[[float], datetime]
    random: np.random.Generator


def _clock(city: City) -> Callable[[float], datetime]:
    """Hour of the day to an aware datetime, to the second."""
    midnight = datetime.combine(DATE, datetime.min.time(), tzinfo=ZoneInfo(city.zone))
    return lambda hour: midnight + timedelta(seconds=round(hour * 3600.0))


def _shares() -> npt.NDArray[np.float64]:
    shares = np.array([service.share for service in SERVICES], dtype=np.float64)
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _calls(orders: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Hours of the day at which orders arrive, ascending, shape (orders,)."""
    means, spreads, shares = (np.array(column) for column in zip(*_RUSHES_H, strict=True))
    rush = random.choice(len(_RUSHES_H), size=orders, p=shares)
    hours = random.normal(means[rush], spreads[rush])
    spread = random.uniform(FIRST_CALL_H, LAST_CALL_H, size=orders)
    hours = np.where((hours < FIRST_CALL_H) | (hours > LAST_CALL_H), spread, hours)
    return np.sort(hours)


def _order(name: str, service: Service, call_h: float, around: _Surroundings) -> Order:
    random, clock = around.random, around.clock
    place, community, at = around.ground.address(random)
    created = clock(call_h)
    if random.random() < service.urgent or call_h > 15.0:
        window = Window(created, created + timedelta(seconds=int(random.integers(_URGENT_S[0], _URGENT_S[1] + 1))))
    else:
        first = max(8.0, np.ceil(call_h + 1.0))
        start_h = float(random.integers(int(first), 18))
        window = Window(clock(start_h), clock(start_h + float(random.choice((2.0, 2.0, 3.0, 4.0)))))
    low, high = service.minutes
    required, forbidden = _wishes(service, around)
    return Order(
        id=name,
        location=at,
        service_s=300 * int(random.integers(low // 5, high // 5 + 1)),
        windows=(window,),
        skills=service.skills,
        community=community,
        priority=service.priority,
        required_technicians=required,
        forbidden_technicians=forbidden,
        created=created,
        address={"place": place.name, "place_zh": place.name_zh},
        notes=f"{service.name} · {service.name_zh}",
    )


def _wishes(service: Service, around: _Surroundings) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Few customers want the technician whom they know and no other; a few never again a certain one."""
    draw, pick = around.random.random(), int(around.random.integers(1_000_000))
    known = [one.id for one in around.technicians if holds(one, service)] or [around.technicians[0].id]
    who = known[pick % len(known)]
    if draw < 0.015:
        return (who,), ()
    return None, (who,) if draw < 0.04 else ()


def holds(technician: Technician, service: Service) -> bool:
    """Has the technician every skill of the service at its level or above?"""
    return all(technician.skills.get(skill, 0) >= level for skill, level in service.skills.items())
