"""Random days on which orders hang together: crews, and orders that come after others."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.model import After, Order, Policy, Problem, Role, Technician
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift, Window
from tests.dispatch.conftest import at

MIDNIGHT = at("00:00")
SKILLS = ("cooling", "wiring")
DRIVING_ALONE = Policy(name="driving alone", weights={"travel_min": 1.0})


def hour(hours: float) -> datetime:
    """So many hours after midnight, to the second."""
    return MIDNIGHT + timedelta(seconds=round(3600 * hours))


class TiedDay:
    """Draws one day; the same seed and sizes give the same."""

    def __init__(
        self, seed: int, *, orders: int, technicians: int, policy: Policy = DRIVING_ALONE, behind: float = 0.25
    ) -> None:
        self.behind = behind
        self.dice = random.Random(seed)
        self.sizes = (orders, technicians)
        self.policy = policy

    def problem(self) -> Problem:
        orders, technicians = self.sizes
        return Problem(
            origin=MIDNIGHT,
            now=MIDNIGHT,
            travel=GreatCircle(speed_kmh=30.0, detour=1.3),
            technicians=tuple(self.technician(k) for k in range(technicians)),
            orders=tuple(self.order(i) for i in range(orders)),
            policy=self.policy,
        )

    def place(self) -> LatLng:
        return LatLng(lat=31.2 + self.dice.uniform(-0.1, 0.1), lng=121.5 + self.dice.uniform(-0.1, 0.1))

    def technician(self, k: int) -> Technician:
        """One day of nine hours, or two; two in three come home."""
        dice, home = self.dice, self.place()
        shifts = [Shift(hour(8), hour(17)), Shift(hour(32), hour(41))][: 2 if dice.random() < 0.3 else 1]
        return Technician(
            id=f"t{k}",
            start=home,
            end=home if dice.random() < 0.7 else None,
            skills={skill: 2 for skill in SKILLS if dice.random() < 0.75},
            shifts=tuple(shifts),
        )

    def order(self, i: int) -> Order:
        """One in four takes a crew, and the share `behind` comes after others."""
        dice = self.dice
        windows: tuple[Window, ...] = ()
        if dice.random() < 0.6:
            opens = dice.uniform(8, 14)
            windows = (Window(hour(opens), hour(opens + dice.choice((0.5, 1, 3)))),)
        crew = self.crew() if dice.random() < 0.25 else ()
        return Order(
            id=f"o{i}",
            location=self.place(),
            service_s=dice.choice((600, 1200, 2400)),
            windows=windows,
            crew=crew,
            after=self.after(i) if i and dice.random() < self.behind else (),
            skills={dice.choice(SKILLS): 1} if not crew and dice.random() < 0.3 else {},
            preferred_technicians=("t0",) if dice.random() < 0.2 else (),
            priority=dice.choice((2, 3, 4, 5)),
        )

    def crew(self) -> tuple[Role, ...]:
        """Two or three roles, together or with gaps."""
        return (
            Role(skills={self.dice.choice(SKILLS): 1}),
            *(self.role() for _ in range(self.dice.choice((1, 1, 1, 2)))),
        )

    def role(self) -> Role:
        dice = self.dice
        gap_s = dice.choice((0, 0, 600))
        return Role(
            skills={dice.choice(SKILLS): 1} if dice.random() < 0.5 else {},
            service_s=dice.choice((None, 900)),
            min_gap_s=gap_s,
            max_gap_s=gap_s + dice.choice((0, 0, 900)),
        )

    def after(self, i: int) -> tuple[After, ...]:
        """One order before, or two."""
        dice = self.dice
        return tuple(
            After(
                order=f"o{j}",
                min_gap_s=dice.choice((0, 600)),
                max_gap_s=dice.choice((None, None, 3600, 7200)),
                same_technician=dice.random() < 0.4,
            )
            for j in dice.sample(range(i), min(i, dice.choice((1, 1, 1, 2))))
        )


def day_of_pairs(seed: int) -> Problem:
    """Five orders, each with another soon behind it that somebody else serves at the same place; all late and dear."""
    dice = random.Random(seed)
    day = TiedDay(seed, orders=10, technicians=3, behind=0.0).problem()
    orders: list[Order] = []
    for first, second in zip(day.orders[::2], day.orders[1::2], strict=True):
        who, other = dice.sample(("t0", "t1", "t2"), 2)
        gap_s, due = dice.choice((0, 300, 1200)), hour(dice.uniform(8, 12))
        soon = After(order=first.id, min_gap_s=gap_s, max_gap_s=gap_s + dice.choice((0, 600)))
        bare = replace(first, crew=(), skills={}, windows=(), due=due, priority=1)
        orders += (
            replace(bare, required_technicians=(who,)),
            replace(bare, id=second.id, required_technicians=(other,), after=(soon,)),
        )
    team = tuple(replace(each, skills={}, shifts=each.shifts[:1]) for each in day.technicians)
    policy = Policy(name="late", weights={"travel_min": 1.0, "lateness_min": 1.0})
    return replace(day, orders=tuple(orders), technicians=team, policy=policy)
