"""Random problems that mix everything, and what is asked about them in turn, so that each rule binds now and then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

import numpy as np

from benchmarks.agreement.dice import HOUR_S, Calendar, Dice
from benchmarks.agreement.random_orders import COMMUNITIES, RandomOrders
from benchmarks.agreement.random_team import RandomTeam
from benchmarks.agreement.standing import with_standing
from dispatch.model import Order, Policy, Position, Problem
from geo.areas import Communities, Radius, ServiceArea, region_from_geojson
from geo.places import LatLng, MatrixIndex, Place
from geo.travel import UNREACHABLE, GreatCircle, Matrix
from scheduling.traffic import Period, Traffic

CENTER = LatLng(lat=31.23, lng=121.47)
MOST_WEIGHED = {
    "travel_min": 3.0,
    "distance_km": 2.0,
    "waiting_min": 2.0,
    "lateness_min": 4.0,
    "lateness_max_min": 4.0,
    "overtime_min": 5.0,
    "rating_star": 30.0,
    "overqualified_level": 10.0,
    "response_min": 1.0,
    "not_preferred": 30.0,
    "workload_balance": 10.0,
    "technician_changed": 30.0,
    "time_moved_min": 2.0,
}
"""The largest weight of each term."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: who serves this order? And what becomes of it once it is given out.

    Parameters
    ----------
    lock
        How it is locked then, if at all.
    touch
        A dispatcher changes the route a little by hand; the draws for that come from this seed.
    """

    order: str
    now: datetime
    frozen_before: datetime | None = None
    lock: str | None = None
    touch: int | None = None


@dataclass(frozen=True, slots=True)
class RandomDay:
    """A problem with what is asked about it in turn.

    Parameters
    ----------
    sightings
        Where technicians are seen before the ask of number `sighted_from`; `now` stands still from there on.
    """

    problem: Problem
    asks: tuple[Ask, ...]
    sightings: tuple[tuple[str, Position], ...]
    sighted_from: int


def random_day(seed: int) -> RandomDay:
    """The day of a seed."""
    return _Draw(seed).day()


class _Draw:
    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.calendar = Calendar(self.dice)
        self.by_matrix = self.dice.chance(0.5)
        self.n_places = self.dice.between(6, 14)
        self.points: list[LatLng] = []
        self.measured = not self.by_matrix or self.dice.chance(0.6)
        self.n_technicians = self.dice.between(3, 7)

    def day(self) -> RandomDay:
        dice = self.dice
        team = RandomTeam(dice, self.calendar, self.place)
        drawn = RandomOrders(dice, self.calendar, self.place)
        names = [f"t{k}" for k in range(self.n_technicians)]
        known = np.sort(dice.rng.uniform(-1.0, 4.0, dice.between(6, 15)))
        orders = tuple(drawn.order(f"o{i}", float(hours), names) for i, hours in enumerate(known))
        locked = dice.some_of(orders, 0.3) if dice.chance(0.3) else ()
        problem = Problem(
            origin=self.calendar.origin,
            now=self.calendar.origin,
            timezone=self.calendar.timezone,
            travel=self.travel(),
            traffic=self.traffic() if dice.chance(0.4) else Traffic(),
            technicians=tuple(team.technician(name) for name in names),
            orders=orders,
            areas=self.areas(),
            policy=self.policy(),
            locks=tuple(drawn.range_lock(order) for order in locked),
        )
        asks = self.asks(problem)
        if dice.chance(0.15):
            problem = with_standing(problem, dice, drawn)
        seen = self.sightings(names, asks) if dice.chance(0.3) else ()
        sighted_from = dice.between(0, len(asks))
        if seen:
            asks = tuple(
                replace(ask, now=asks[sighted_from].now, frozen_before=asks[sighted_from].frozen_before)
                if n > sighted_from
                else ask
                for n, ask in enumerate(asks)
            )
        return RandomDay(problem, asks, seen, sighted_from)

    def place(self) -> Place:
        if self.by_matrix:
            return MatrixIndex(self.dice.between(0, self.n_places))
        if self.points and self.dice.chance(0.15):
            return self.dice.one_of(self.points)
        lat, lng = self.dice.rng.uniform(-0.06, 0.06, 2)
        self.points.append(LatLng(lat=CENTER.lat + float(lat), lng=CENTER.lng + float(lng)))
        return self.points[-1]

    def travel(self) -> GreatCircle | Matrix:
        dice = self.dice
        if not self.by_matrix:
            return GreatCircle(speed_kmh=dice.uniform(15, 45), detour=dice.uniform(1, 1.5))
        durations_s = dice.rng.integers(0, 2700, (self.n_places, self.n_places))
        metres = durations_s * 8 + dice.rng.integers(0, 999, durations_s.shape)
        if dice.chance(0.4):
            durations_s[dice.rng.random(durations_s.shape) < 0.15] = UNREACHABLE
        if dice.chance(0.25):  # an island
            durations_s[-1, :] = durations_s[:, -1] = UNREACHABLE
        for each in (durations_s, metres):
            np.fill_diagonal(each, 0)
        return Matrix(durations_s.astype(np.int32), metres.astype(np.int32) if self.measured else None)

    def traffic(self) -> Traffic:
        """One to three periods about the hours of work, by the clock on the wall."""
        first = self.calendar.second_of_day(-1.0)
        marks = sorted(self.dice.rng.choice(26, 2 * self.dice.between(1, 4), replace=False) * HOUR_S // 2)
        periods = []
        for (begins_s, ends_s), is_on in zip(pairwise(marks), (True, False) * len(marks), strict=False):
            if is_on:
                begin_s, end_s = (int(first + mark) % 86_400 for mark in (begins_s, ends_s))
                periods.append(Period(begin_s, end_s, round(self.dice.uniform(0.6, 2.2), 2)))
        return Traffic(tuple(periods))

    def areas(self) -> tuple[ServiceArea, ...]:
        west, south, east, north = 121.40, 31.18, 121.50, 31.26
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        hole = [[121.43, 31.20], [121.43, 31.21], [121.45, 31.21], [121.45, 31.20], [121.43, 31.20]]
        far = [[121.51, 31.20], [121.54, 31.20], [121.54, 31.29], [121.51, 31.29], [121.51, 31.20]]
        return (
            ServiceArea("named", Communities(frozenset(COMMUNITIES[:2]))),
            ServiceArea("round", Radius(CENTER, 5000.0)),
            ServiceArea("drawn", region_from_geojson({"type": "Polygon", "coordinates": [ring, hole]})),
            ServiceArea("parts", region_from_geojson({"type": "MultiPolygon", "coordinates": [[ring, hole], [far]]})),
        )

    def policy(self) -> Policy:
        dice = self.dice
        weights = {
            name: round(dice.uniform(0, most), 2)
            for name, most in MOST_WEIGHED.items()
            if dice.chance(0.75 if name == "travel_min" else 0.4) and (self.measured or name != "distance_km")
        }
        quota = dice.chance(0.25)
        return Policy(
            name="random",
            weights=weights,
            rating_prior_weight=dice.one_of((0.0, 10.0)),
            newcomer_reviews=dice.between(5, 30) if quota else 0,
            newcomer_orders=dice.between(1, 3) if quota else 0,
        )

    def asks(self, problem: Problem) -> tuple[Ask, ...]:
        """Each order once; then some again, when they are in force already. Either as they become known, or at once."""
        dice, at = self.dice, self.calendar.at
        in_day, one_hour = dice.chance(0.5), dice.one_of((-9.0, 0.0, dice.uniform(0, 2)))
        clock = max(one_hour, self.hours_of(problem.origin))
        freezes, locks, touches = dice.chance(0.3), dice.chance(0.3), dice.chance(0.35)
        again = [dice.one_of(problem.orders) for _ in range(dice.between(2, 7))] if dice.chance(0.5) else []
        asks = []
        for order in (*problem.orders, *again):
            if in_day:
                created = None if order.created is None else self.hours_of(order.created)
                clock = max(clock, created or 0.0) + (dice.uniform(0, 1.0) if dice.chance(0.3) else 0.0)
            lock = dice.one_of(("technician", "time", "technician_and_time")) if dice.chance(0.5) else None
            ask = Ask(
                order=order.id,
                now=at(clock),
                frozen_before=at(clock + dice.uniform(-0.5, 1.5)) if freezes else None,
                lock=lock if locks else None,
                touch=dice.between(0, 10**6) if touches and dice.chance(0.5) else None,
            )
            asks.append(ask)
        return tuple(asks)

    def hours_of(self, instant: datetime) -> float:
        return (instant.timestamp() - self.calendar.begin.timestamp()) / HOUR_S

    def sightings(self, names: list[str], asks: tuple[Ask, ...]) -> tuple[tuple[str, Position], ...]:
        last = self.hours_of(asks[-1].now)
        found = []
        for name in self.dice.some_of(names, 0.6):
            hours = max(last - self.dice.uniform(-0.3, 1.0), self.hours_of(self.calendar.origin))
            found.append((name, Position(place=self.place(), at=self.calendar.at(hours))))
        return tuple(found)


def named(problem: Problem, order: str) -> Order:
    """The order of an id."""
    return next(each for each in problem.orders if each.id == order)
