"""Small random problems with nothing in force, in which the first rules bind now and then; for whole plans."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from dispatch.model import Order, Policy, Problem, Technician
from geo.areas import Communities, Radius, ServiceArea, region_from_geojson
from geo.places import LatLng, MatrixIndex, Place
from geo.travel import UNREACHABLE, GreatCircle, Matrix
from scheduling.spans import Absence, Shift, Window

ORIGIN = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
CENTER = LatLng(lat=31.23, lng=121.47)
SKILLS = ("aircon", "gas", "locks")
COMMUNITIES = ("c1", "c2", "c3")


class RandomDay:
    """Draws one problem from a seed; orders in the order in which they became known."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.by_matrix = self.chance(0.5)
        self.n_places = int(self.rng.integers(6, 14))

    def problem(self) -> Problem:
        """The whole problem, with no plan in force yet."""
        technicians = tuple(self.technician(f"t{k}") for k in range(int(self.rng.integers(2, 6))))
        ids = [technician.id for technician in technicians]
        created = np.sort(self.rng.integers(6 * 3600, 13 * 3600, int(self.rng.integers(4, 11))))
        return Problem(
            origin=ORIGIN,
            now=ORIGIN,
            travel=self.travel(),
            technicians=technicians,
            orders=tuple(self.order(f"o{i}", int(t), ids) for i, t in enumerate(created)),
            areas=self.areas(),
            policy=self.policy(),
        )

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def clock(self, hours: float) -> datetime:
        return ORIGIN + timedelta(seconds=int(hours * 3600))

    def place(self) -> Place:
        if self.by_matrix:
            return MatrixIndex(int(self.rng.integers(self.n_places)))
        lat, lng = self.rng.uniform(-0.06, 0.06, 2)
        return LatLng(lat=CENTER.lat + lat, lng=CENTER.lng + lng)

    def travel(self) -> GreatCircle | Matrix:
        if not self.by_matrix:
            return GreatCircle(speed_kmh=float(self.rng.uniform(15, 45)), detour=float(self.rng.uniform(1, 1.5)))
        durations_s = self.rng.integers(0, 2700, (self.n_places, self.n_places))
        if self.chance(0.4):
            durations_s[self.rng.random(durations_s.shape) < 0.2] = UNREACHABLE
        if self.chance(0.3):  # an island
            durations_s[-1, :] = durations_s[:, -1] = UNREACHABLE
        np.fill_diagonal(durations_s, 0)
        return Matrix(durations_s.astype(np.int32), durations_s.astype(np.int32) * 8 if self.chance(0.5) else None)

    def technician(self, name: str) -> Technician:
        begins = float(self.rng.integers(7, 11))
        shifts = [Shift(self.clock(begins), self.clock(begins + self.rng.integers(5, 10)))]
        if self.chance(0.2):
            shifts.append(Shift(self.clock(begins + 10), self.clock(begins + 12)))
        away = float(self.rng.uniform(9, 16))
        return Technician(
            id=name,
            start=self.place(),
            end=self.place() if self.chance(0.7) else None,
            shifts=() if self.chance(0.03) else tuple(shifts),
            skills={skill: int(self.rng.integers(1, 4)) for skill in SKILLS if self.chance(0.8)},
            areas=tuple(area.id for area in self.areas() if self.chance(0.6)) if self.chance(0.25) else None,
            active=not self.chance(0.06),
            rating=float(np.round(self.rng.uniform(3, 5), 1)),
            reviews=int(self.rng.integers(0, 40)),
            absences=(Absence(self.clock(away), self.clock(away + self.rng.uniform(0.2, 2))),)
            if self.chance(0.35)
            else (),
            max_orders=int(self.rng.integers(1, 4)) if self.chance(0.3) else None,
        )

    def order(self, name: str, created: int, technicians: list[str]) -> Order:
        return Order(
            id=name,
            location=self.place(),
            service_s=int(self.rng.integers(0, 80)) * 60,
            windows=self.windows(created / 3600),
            skills={SKILLS[int(self.rng.integers(3))]: int(self.rng.integers(1, 3))} if self.chance(0.4) else {},
            community=COMMUNITIES[int(self.rng.integers(3))],
            priority=int(self.rng.integers(1, 6)),
            unserved_cost_min=float(self.rng.integers(20, 90)) if self.chance(0.15) else None,
            required_technicians=tuple(t for t in technicians if self.chance(0.7)) if self.chance(0.15) else None,
            forbidden_technicians=tuple(t for t in technicians if self.chance(0.3)) if self.chance(0.2) else (),
            created=ORIGIN + timedelta(seconds=created) if self.chance(0.9) else None,
        )

    def windows(self, created: float) -> tuple[Window, ...]:
        if self.chance(0.2):
            return ()
        begins = created + float(self.rng.uniform(0, 5))
        first = Window(self.clock(begins), self.clock(begins + self.rng.choice([0.0, 1.0, 2.0, 4.0])))
        later = begins + float(self.rng.uniform(3.5, 6))
        return (Window(self.clock(later), self.clock(later + 1)), first) if self.chance(0.25) else (first,)

    def areas(self) -> tuple[ServiceArea, ...]:
        west, south, east, north = 121.40, 31.18, 121.50, 31.26
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        hole = [[121.43, 31.20], [121.43, 31.21], [121.45, 31.21], [121.45, 31.20], [121.43, 31.20]]
        return (
            ServiceArea("named", Communities(frozenset(COMMUNITIES[:2]))),
            ServiceArea("round", Radius(CENTER, 5000.0)),
            ServiceArea("drawn", region_from_geojson({"type": "Polygon", "coordinates": [ring, hole]})),
        )

    def policy(self) -> Policy:
        names = ("travel_min", "waiting_min", "rating_star", "response_min")
        weights = {name: float(np.round(self.rng.uniform(0, 3), 2)) for name in names if self.chance(0.75)}
        return Policy(name="random", weights=weights, rating_prior_weight=float(self.rng.choice([0.0, 10.0])))
