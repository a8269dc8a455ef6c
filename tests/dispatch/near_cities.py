"""Random cities for the search among those who are near: dense and sparse, at the odd places of the earth too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from dispatch.model import Order, Policy, Problem, Technician
from dispatch.policies import BUILT_IN
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Absence, Break, Shift, Window
from scheduling.traffic import Period, Traffic

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")

CENTERS = (
    LatLng(lat=31.23, lng=121.47),
    LatLng(lat=-17.0, lng=179.98),  # the antimeridian runs through it
    LatLng(lat=89.95, lng=10.0),  # and here is the pole
    LatLng(lat=64.7, lng=10.536),  # one of H3's twelve pentagons, at every resolution
)

WEIGHED = {
    "travel_min": 2.0,
    "distance_km": 1.0,
    "waiting_min": 2.5,
    "lateness_min": 2.0,
    "lateness_max_min": 2.0,
    "overtime_min": 3.0,
    "rating_star": 10.0,
    "overqualified_level": 3.0,
    "response_min": 0.5,
    "not_preferred": 10.0,
    "workload_balance": 3.0,
    "technician_changed": 10.0,
    "time_moved_min": 1.0,
}
"""The largest weight of each term in a policy that is drawn."""


def at(hours: float) -> datetime:
    """An instant of the day."""
    return MIDNIGHT + timedelta(seconds=round(hours * 3600))


@dataclass
class City:
    """Draws a problem: a city of some size, with technicians and orders that are given out one after the other."""

    seed: int

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.center = CENTERS[0] if self.chance(0.7) else CENTERS[self.rng.integers(1, len(CENTERS))]
        self.spread_km = float(self.rng.choice([1.0, 8.0, 40.0, 400.0]))
        self.points: list[LatLng] = []
        self.is_plain = self.chance(0.5)

    def chance(self, share: float) -> bool:
        """Heads?"""
        return bool(self.rng.random() < share)

    def place(self, around: LatLng | None = None) -> LatLng:
        """A place in the city, or near another; now and then one that is known already."""
        if self.points and self.chance(0.12):
            return self.points[self.rng.integers(0, len(self.points))]
        middle, spread = (self.center, self.spread_km) if around is None else (around, self.spread_km / 6.0)
        north, east = self.rng.normal(0.0, spread / 111.0, 2)
        lat = float(np.clip(middle.lat + north, -90.0, 90.0))
        lng = float(middle.lng + east / max(0.02, np.cos(np.radians(middle.lat))))
        self.points.append(LatLng(lat=lat, lng=(lng + 540.0) % 360.0 - 180.0))
        return self.points[-1]

    def problem(self, n_technicians: int, n_orders: int, policy: Policy | None = None) -> Problem:
        """Technicians, orders, and how they are weighed."""
        now = at(float(self.rng.choice([6.0, 6.0, 10.0])))
        traffic = Traffic((Period(8 * 3600, 10 * 3600, 1.6), Period(17 * 3600, 19 * 3600, 1.3)))
        return Problem(
            origin=MIDNIGHT,
            now=now,
            travel=GreatCircle(speed_kmh=float(self.rng.uniform(20, 60)), detour=float(self.rng.uniform(1.0, 1.5))),
            traffic=traffic if not self.is_plain and self.chance(0.3) else Traffic(),
            technicians=tuple(self.technician(f"t{k:03}") for k in self.rng.permutation(n_technicians)),
            orders=tuple(self.order(f"o{n}") for n in range(n_orders)),
            policy=policy or self.policy(),
        )

    def policy(self) -> Policy:
        """One that comes with Paidan, or one that is drawn."""
        if self.chance(0.6):
            return list(BUILT_IN.values())[self.rng.integers(0, len(BUILT_IN))]
        weights = {name: float(self.rng.uniform(0, most)) for name, most in WEIGHED.items() if self.chance(0.4)}
        return Policy(name="drawn", weights=weights, newcomer_reviews=10, newcomer_orders=int(self.rng.integers(0, 3)))

    def technician(self, name: str) -> Technician:
        """One technician; half of all cities know none but plain ones."""
        rng, odd = self.rng, not self.is_plain
        home = self.place()
        begins = float(rng.choice([7.0, 8.0, 9.0]))
        lunch = Break(at(begins + 3.0), at(begins + 5.0), 1800)
        shift = Shift(
            at(begins), at(begins + 9.0), 1800 if self.chance(0.2) else 0, (lunch,) * (odd and self.chance(0.4))
        )
        evening = Shift(at(19.0), at(23.0))
        return Technician(
            id=name,
            start=home,
            end=None if self.chance(0.2) else self.place() if self.chance(0.1) else home,
            shifts=(shift, evening) if self.chance(0.1) else (shift,),
            skills={"aircon": int(rng.integers(1, 4))},
            rating=float(np.round(rng.uniform(3.0, 5.0), 1)),
            reviews=int(rng.integers(0, 30)),
            absences=(Absence(at(12.0), at(13.0)),) if odd and self.chance(0.3) else (),
            fixed_cost_min=20.0 if self.chance(0.2) else 0.0,
            speed_factor=float(rng.choice([0.7, 1.5])) if self.chance(0.2) else 1.0,
            service_factor=float(rng.choice([0.8, 1.3])) if self.chance(0.2) else 1.0,
            max_orders=2 if self.chance(0.1) else None,
        )

    def order(self, name: str) -> Order:
        """One order; now and then nobody can serve it."""
        rng = self.rng
        opens = float(rng.uniform(7.0, 16.0))
        return Order(
            id=name,
            location=self.place(),
            service_s=int(rng.choice([0, 600, 1800, 3600])),
            setup_s=600 if self.chance(0.2) else 0,
            windows=()
            if self.chance(0.15)
            else (Window(at(opens), at(opens + float(rng.choice([0.0, 1.0, 2.0, 4.0])))),),
            due=at(opens + 0.5) if self.chance(0.3) else None,
            skills={"aircon": int(rng.choice([1, 2, 3, 3, 9], p=[0.3, 0.3, 0.2, 0.15, 0.05]))},
            created=at(6.0) if self.chance(0.8) else None,
            preferred_technicians=("t000",) if self.chance(0.2) else (),
            required_technicians=("t001",) if self.chance(0.05) else None,
        )
