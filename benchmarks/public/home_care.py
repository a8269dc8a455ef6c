"""A day of home care in its own words: who visits whom and when, which rules that breaks, and what it is worth.

Worked out from the instance alone, in its own units; nothing here knows how the plan was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.public.distances import Distances

OFFICE = 0
"""The place where every caregiver begins and ends."""

TOGETHER = (0.0, 0.0)
"""The gap between starts at the same time."""

SLACK = 1e-6
"""Units by which sums of rounded numbers may be off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who is visited for one service or two, each by a caregiver of its own.

    Parameters
    ----------
    place
        Row of the distances.
    opens, closes
        No service starts before; what starts after `closes` is late.
    services, durations
        One of each for each service.
    gap
        From the first service's start to the second one's, at least and at most.
    """

    name: str
    place: int
    opens: float
    closes: float
    services: tuple[str, ...]
    durations: tuple[float, ...]
    gap: tuple[float, float] = TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HomeCare:
    """Patients, what each caregiver can do, and how far it is."""

    patients: tuple[Patient, ...]
    caregivers: Mapping[str, frozenset[str]]
    distances: Distances


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One service as it is given; `number` 0 or 1 tells which of the patient's."""

    caregiver: str
    patient: Patient
    number: int
    start: float

    @property
    def done(self) -> float:
        """When the service is over."""
        return self.start + self.patient.durations[self.number]

    @property
    def late(self) -> float:
        """By how much it starts after the patient's window."""
        return max(0.0, self.start - self.patient.closes)


def value_of_visits(day: HomeCare, visits: Sequence[Visit]) -> float:
    """A third each of the distance, of all tardiness, each service for itself, and of the largest tardiness."""
    distance = sum(float(day.distances[here, there]) for ways in _ways(day, visits) for here, there in ways)
    tardiness = [visit.late for visit in visits]
    return (distance + sum(tardiness) + max(tardiness, default=0.0)) / 3.0


def fault_of_visits(day: HomeCare, visits: Sequence[Visit]) -> str:
    """The first rule that the visits break, in words; empty if they keep all."""
    return next(_faults(day, visits), "")


def _faults(day: HomeCare, visits: Sequence[Visit]) -> Iterator[str]:
    for patient in day.patients:
        own = sorted((visit for visit in visits if visit.patient is patient), key=lambda visit: visit.number)
        yield from _faults_of_patient(day, patient, own)
    for caregiver in day.caregivers:
        yield from _faults_of_caregiver(day, caregiver, _round(visits, caregiver))


def _faults_of_patient(day: HomeCare, patient: Patient, visits: Sequence[Visit]) -> Iterator[str]:
    wanted = list(range(len(patient.services)))
    given = [visit.number for visit in visits]
    if given != wanted:
        yield f"patient {patient.name}: services given are {given}, must be {wanted}"
        return
    for visit in visits:
        service = patient.services[visit.number]
        if service not in day.caregivers.get(visit.caregiver, frozenset()):
            yield f"patient {patient.name}: caregiver {visit.caregiver} cannot give {service}"
        if visit.start < patient.opens - SLACK:
            yield f"patient {patient.name}: {service} starts at {visit.start:g}, must not before {patient.opens:g}"
    if len({visit.caregiver for visit in visits}) < len(visits):
        yield f"patient {patient.name}: caregiver {visits[0].caregiver} gives both services"
    if len(visits) > 1:
        least, most = patient.gap
        between = visits[1].start - visits[0].start
        if not least - SLACK <= between <= most + SLACK:
            yield f"patient {patient.name}: starts lie {between:g} apart, must {least:g} to {most:g}"


def _faults_of_caregiver(day: HomeCare, caregiver: str, visits: Sequence[Visit]) -> Iterator[str]:
    free, place = 0.0, OFFICE
    for visit in visits:
        arrives = free + float(day.distances[place, visit.patient.place])
        if visit.start < arrives - SLACK:
            yield (
                f"caregiver {caregiver}: starts at {visit.start:g} with patient {visit.patient.name}, "
                f"cannot be there before {arrives:g}"
            )
        free, place = visit.done, visit.patient.place


def _ways(day: HomeCare, visits: Sequence[Visit]) -> Iterator[Iterator[tuple[int, int]]]:
    for caregiver in day.caregivers:
        yield pairwise([OFFICE, *(visit.patient.place for visit in _round(visits, caregiver)), OFFICE])


def _round(visits: Sequence[Visit], caregiver: str) -> list[Visit]:
    """What a caregiver does, in order of time."""
    return sorted((visit for visit in visits if visit.caregiver == caregiver), key=lambda visit: visit.start)
