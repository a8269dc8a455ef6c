"""Technician days of a city, made from a seed: where people live, what is asked, and who works when.

Travel is a matrix of whole seconds, which every solver is given alike. An order that nobody could serve alone, in an
otherwise empty day, is taken out before the day is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from benchmarks.peers.city import City, durations_s_between
from benchmarks.peers.kinds import KINDS, Kind
from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.timing import fits
from dispatch.model import Order, Policy, Problem, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Break, Shift, Window

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
SERVICES_MIN = (20, 90)
"""Shortest and longest service; how many are short depends on how full the day is to be."""

SKILLS = ("aircon", "cleaning", "locks")
PRIORITIES = (0.05, 0.15, 0.50, 0.20, 0.10)
"""Shares of the orders by priority, 1 to 5."""

TECHNICIANS = MappingProxyType({50: 7, 100: 15, 200: 30, 500: 70, 1000: 140, 2000: 280, 5000: 700})
ORDERS_EACH = 7.1
"""Orders for each technician, where `TECHNICIANS` does not say how many there are."""

SPARE = 60
"""Orders drawn beyond a quarter more than are asked for: with few technicians, many cannot be served by anybody."""

CAPACITY = (22, 14)
LATENESS_MIN = 1.0


def technician_day(orders: int, seed: int, kind: str) -> Problem:
    """A day of `orders` orders, each of which somebody could serve; the same seed makes the same day.

    Parameters
    ----------
    kind
        One of `KINDS`.

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}, must be one of {', '.join(KINDS)}")
    return _Draw(orders, seed, KINDS[kind]).problem()


def n_technicians(orders: int) -> int:
    """How many technicians a day has."""
    return TECHNICIANS.get(orders, max(1, round(orders / ORDERS_EACH)))


class _Draw:
    """The dice of one day."""

    def __init__(self, orders: int, seed: int, kind: Kind) -> None:
        self.orders, self.kind = orders, kind
        self.rng = np.random.default_rng((seed, orders, list(KINDS).index(kind.name)))
        self.city = City(self.rng, orders)

    def problem(self) -> Problem:
        """More orders are drawn than are asked for; of those that somebody could serve, as many as are asked for."""
        drawn, team = self.orders + self.orders // 4 + SPARE, n_technicians(self.orders)
        homes, places = self.city.places(team), self.city.places(drawn)
        technicians = tuple(self.technician(k, drawn + k) for k in range(team))
        hours = sum((shift.end - shift.start).seconds / 3600.0 for each in technicians for shift in each.shifts)
        mean_min = 60.0 * self.kind.fullness * hours / self.orders
        asked = tuple(self.order(i, mean_min) for i in range(drawn))
        durations_s = durations_s_between(np.concatenate((places, homes)))
        weights = {"travel_min": 1.0} | ({"lateness_min": LATENESS_MIN} if "lateness" in self.kind.parts else {})
        problem = Problem(
            origin=MIDNIGHT,
            now=MIDNIGHT,
            travel=Matrix(durations_s),
            technicians=technicians,
            orders=asked,
            policy=Policy(name="peers", weights=weights),
        )
        return _with_orders(problem, _servable(problem, self.orders), durations_s)

    def technician(self, k: int, place: int) -> Technician:
        """Works about nine hours from about eight on; every skill is the first one of every third technician."""
        rng = self.rng
        begins = 8.0 + float(rng.choice([-0.5, 0.0, 0.0, 0.0, 0.5, 1.0]))
        length = float(rng.choice([8.0, 9.0, 9.0, 9.0, 9.5]))
        held = 1 + int(rng.choice(3, p=self.kind.skills_held))
        others = [skill for skill in rng.permutation(SKILLS) if skill != SKILLS[k % len(SKILLS)]]
        levels = rng.integers(1, 4, len(SKILLS)) if "levels" in self.kind.parts else np.ones(len(SKILLS), np.int64)
        skills = [SKILLS[k % len(SKILLS)], *others][:held]
        lunch = (Break(_hour(11.5), _hour(13.5), 1800),) if "breaks" in self.kind.parts else ()
        return Technician(
            id=f"t{k}",
            start=MatrixIndex(place),
            end=MatrixIndex(place),
            shifts=(Shift(_hour(begins), _hour(begins + length), breaks=lunch),),
            skills={str(skill): int(level) for skill, level in zip(skills, levels, strict=False)},
            capacity=CAPACITY if "loads" in self.kind.parts else (),
        )

    def order(self, i: int, mean_min: float) -> Order:
        """An order whose service takes `mean_min` on average."""
        rng = self.rng
        opens, closes = self.window()
        level = 1 + int(rng.choice(3, p=(0.6, 0.3, 0.1)))
        load = int(rng.integers(1, 5)), int(rng.integers(0, 4))
        is_due = bool(rng.random() < 0.5)
        return Order(
            id=f"o{i}",
            location=MatrixIndex(i),
            service_s=self.service_s(mean_min),
            windows=(Window(_hour(opens), _hour(closes)),),
            skills={SKILLS[int(rng.integers(len(SKILLS)))]: level if "levels" in self.kind.parts else 1},
            priority=1 + int(rng.choice(5, p=PRIORITIES)),
            load=load if "loads" in self.kind.parts else (),
            due=_hour(opens + 0.5 * (closes - opens)) if is_due and "lateness" in self.kind.parts else None,
        )

    def service_s(self, mean_min: float) -> int:
        """Whole steps of five minutes within `SERVICES_MIN`."""
        shortest, longest = SERVICES_MIN
        share = min(0.99, max(0.01, (mean_min - shortest) / (longest - shortest)))
        drawn = float(self.rng.random()) ** (1.0 / share - 1.0)  # the mean of u ** g is 1 / (1 + g)
        return 300 * int((shortest + (longest - shortest) * drawn) / 5.0 + 0.5)

    def window(self) -> tuple[float, float]:
        """First and last hour at which an order may start, from eight to half past four."""
        lengths = list(self.kind.window_hours)
        hours = float(self.rng.choice(lengths, p=list(self.kind.window_hours.values())))
        latest = 16.5
        opens = 8.0 + 0.5 * int(self.rng.integers(int(2.0 * (latest - hours - 8.0)) + 1))
        return (opens, opens + hours) if hours else (8.0, latest)


def _servable(problem: Problem, wanted: int) -> list[int]:
    """The first orders that somebody could serve alone."""
    day = PlainDay.of(problem)
    found = list(islice((i for i in range(day.n_orders) if is_servable(day, i)), wanted))
    if len(found) < wanted:
        raise AssertionError(f"only {len(found)} of {day.n_orders} orders can be served at all, not {wanted}")
    return found


def is_servable(day: PlainDay, i: int) -> bool:
    """Could anybody serve order `i` in an otherwise empty day? Those who live near are asked first."""
    near = np.argsort(day.travel_s[day.home, day.place[i]], kind="stable")
    return any(fits(day, int(k), (i,)) for k in near)


def _with_orders(problem: Problem, chosen: Sequence[int], durations_s: npt.NDArray[np.int32]) -> Problem:
    """The problem with the chosen orders alone, orders and places numbered anew: first the orders, then the homes."""
    drawn, taken = len(problem.orders), len(chosen)
    kept = [*chosen, *range(drawn, len(durations_s))]
    orders = [replace(problem.orders[i], id=f"o{n}", location=MatrixIndex(n)) for n, i in enumerate(chosen)]
    technicians = [
        replace(technician, start=MatrixIndex(taken + k), end=MatrixIndex(taken + k))
        for k, technician in enumerate(problem.technicians)
    ]
    travel = Matrix(np.ascontiguousarray(durations_s[np.ix_(kept, kept)]))
    return replace(problem, orders=tuple(orders), technicians=tuple(technicians), travel=travel)


def _hour(hours: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=round(3600 * hours))
