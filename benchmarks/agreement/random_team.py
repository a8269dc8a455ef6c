"""Random technicians: their days with breaks and overtime, what they can, where they work, and what bounds them."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.agreement.dice import HOUR_S, Calendar, Dice
from dispatch.model import Certificate, Technician
from geo.places import Place
from scheduling.errors import InvalidSpanError
from scheduling.spans import Absence, Break, Shift

SKILLS = ("aircon", "gas", "locks")
TAGS = ("ladder", "english")
AREAS = ("named", "round", "drawn", "parts")
DAY_H = 24.0


class RandomTeam:
    """Draws technicians one by one."""

    def __init__(self, dice: Dice, calendar: Calendar, place: Callable[[], Place]) -> None:
        self.dice = dice
        self.calendar = calendar
        self.place = place
        self.has_breaks = dice.chance(0.55)
        self.has_quotas = dice.chance(0.5)
        self.has_certificates = dice.chance(0.5)

    def technician(self, name: str) -> Technician:
        """One technician."""
        dice = self.dice
        skills = {skill: dice.between(1, 4) for skill in SKILLS if dice.chance(0.85)}
        return Technician(
            id=name,
            start=self.place(),
            end=self.place() if dice.chance(0.7) else None,
            shifts=() if dice.chance(0.03) else self.shifts(),
            skills=skills,
            certificates=self.certificates(tuple(skills)) if self.has_certificates else (),
            tags=dice.some_of(TAGS, 0.8),
            areas=dice.some_of(AREAS, 0.6) if dice.chance(0.2) else None,
            active=not dice.chance(0.05),
            rating=round(dice.uniform(3, 5), 1),
            reviews=dice.between(0, 40),
            absences=tuple(self.absence() for _ in range(dice.between(1, 3))) if dice.chance(0.3) else (),
            max_orders=dice.between(1, 5) if self.has_quotas and dice.chance(0.4) else None,
            max_travel_s=dice.between(2400, 10800) if self.has_quotas and dice.chance(0.4) else None,
            capacity=tuple(dice.between(3, 15) for _ in range(dice.between(1, 4)))
            if self.has_quotas and dice.chance(0.5)
            else (),
            fixed_cost_min=round(dice.uniform(0, 60), 1) if dice.chance(0.3) else 0.0,
            speed_factor=round(dice.uniform(0.6, 1.6), 2) if dice.chance(0.3) else 1.0,
            service_factor=round(dice.uniform(0.6, 1.5), 2) if dice.chance(0.3) else 1.0,
        )

    def shifts(self) -> tuple[Shift, ...]:
        """One shift a day, or two; a day off now and then."""
        found: list[Shift] = []
        for day in range(self.calendar.days):
            if day and self.dice.chance(0.2):
                continue
            begins = day * DAY_H + self.dice.between(0, 5) / 2
            if self.dice.chance(0.15):
                pause = self.dice.one_of((0.0, 0.5, 2.0))
                found += [self.shift(begins, 4.0), self.shift(begins + 4.0 + pause, 3.5)]
            else:
                found.append(self.shift(begins, float(self.dice.between(5, 10))))
        if self.dice.chance(0.1):
            found.reverse()
        return tuple(found)

    def shift(self, begins: float, hours: float) -> Shift:
        """A shift of so many hours with its breaks; overtime now and then."""
        overtime_s = self.dice.one_of((900, 2700, 2 * HOUR_S)) if self.dice.chance(0.4) else 0
        wanted = int(self.dice.rng.choice([0, 1, 2], p=[0.25, 0.5, 0.25])) if self.has_breaks else 0
        breaks: list[Break] = []
        for _ in range(wanted):
            pause = self.pause(begins, hours)
            trial = Shift(self.calendar.at(begins), self.calendar.at(begins + hours), overtime_s)
            try:
                Shift(trial.start, trial.end, overtime_s, (pause,))
            except InvalidSpanError:
                continue
            breaks.append(pause)
        return Shift(self.calendar.at(begins), self.calendar.at(begins + hours), overtime_s, tuple(breaks))

    def pause(self, begins: float, hours: float) -> Break:
        """A break somewhere in a shift: at a fixed instant, or within some hours."""
        earliest = begins + self.dice.uniform(-0.5, hours - 0.5)
        latest = earliest + self.dice.one_of((0.0, 0.5, 1.5, 4.0))
        duration_s = self.dice.one_of((600, 1200, 1800, 1800, 3600))
        return Break(self.calendar.at(earliest), self.calendar.at(latest), duration_s)

    def absence(self) -> Absence:
        """Some time away on one of the days."""
        begins = self.dice.between(0, self.calendar.days) * DAY_H + self.dice.uniform(0, 8)
        return Absence(self.calendar.at(begins), self.calendar.at(begins + self.dice.uniform(0.2, 2)))

    def certificates(self, skills: tuple[str, ...]) -> tuple[Certificate, ...]:
        """Certificates for some skills: expired already, in the day, or for years to come."""
        found = []
        for skill in self.dice.some_of(skills, 0.6):
            hours = self.dice.one_of((-1.0, self.dice.uniform(0, 6), self.dice.uniform(2, 8), 1000.0))
            found.append(Certificate(skill=skill, expires=self.calendar.at(hours)))
        return tuple(found)
