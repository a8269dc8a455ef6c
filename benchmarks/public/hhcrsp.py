"""Home care: skills, windows whose end is soft, and patients who take two caregivers, together or one after the other.

D. S. Mankowska, F. Meisel and C. Bierwirth, "The home health care routing and scheduling problem with interdependent
services", Health Care Management Science 17 (2014); JSON by the group iolab-uniud. Ways are told there to three digits
and all times are whole, so that in thousandths nothing is rounded.

The engine counts the lateness of an order once, at its first start; here each service counts. Two services at the same
time are an order with a crew, whose lateness weighs double. Two that start some time apart are two orders, the second
behind the first. Between those lies the time from finish to start: where it could be less than nothing, the second
one's service is told as setup, so that its finish stands for its start. If somebody could give both of two services
that start apart, which nobody can in the published instances, they would be a crew, with twice the first one's
lateness for a price; what a plan is worth is worked out from all starts in any case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.public.distances import THOUSANDTHS
from benchmarks.public.home_care import OFFICE, TOGETHER, HomeCare, Patient, Visit, fault_of_visits, value_of_visits
from benchmarks.public.instance import ORIGIN, Instance, Verdict, instant, seconds
from dispatch.files.disk import UnusableError, require
from dispatch.model import After, Order, Plan, Policy, Problem, Role, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Shift, Window

THIRDS = "thirds"
"""A third each of distance, tardiness and largest tardiness."""

CONVENTIONS = (THIRDS,)

TERMS = ("travel_min", "lateness_min", "lateness_max_min")

DEAR = 1e6
"""Minutes that leaving an order out costs: nobody may be."""

SECOND = " second"
"""What the name of an order ends in that is the second service of a patient."""

MOST = 2
"""Services that a patient takes."""


def read(file: Path, convention: str) -> Instance:
    """The instance of a file.

    Raises
    ------
    UnusableError
        If it cannot be read, or is not of the format.
    """
    try:
        day = day_of(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise UnusableError(f"{file}: {type(error).__name__}: {error}") from None
    _require_known(file, day)
    return Instance(
        name=file.stem,
        problem=problem_of(day, convention),
        scale=THOUSANDTHS,
        distances=day.distances,
        judge=partial(judged, day),
    )


def group_of(name: str) -> str:
    """The class of an instance: how many patients it has."""
    return name.split("_")[-2]


def day_of(told: dict[str, Any]) -> HomeCare:
    """The day that a document tells of; its distances begin with the central office."""
    return HomeCare(
        patients=tuple(_patient(each, place) for place, each in enumerate(told["patients"], start=OFFICE + 1)),
        caregivers={each["id"]: frozenset(each["abilities"]) for each in told["caregivers"]},
        distances=np.array(told["distances"], np.float64),
    )


def problem_of(day: HomeCare, convention: str) -> Problem:
    """The day as a problem."""
    end = instant(end_of(day), THOUSANDTHS)
    return Problem(
        origin=ORIGIN,
        now=ORIGIN,
        travel=Matrix(np.rint(day.distances * THOUSANDTHS).astype(np.int32)),
        technicians=tuple(
            Technician(
                id=name,
                start=MatrixIndex(OFFICE),
                end=MatrixIndex(OFFICE),
                shifts=(Shift(ORIGIN, end),),
                skills=dict.fromkeys(sorted(abilities), 1),
            )
            for name, abilities in day.caregivers.items()
        ),
        orders=tuple(order for patient in day.patients for order in _orders(day, patient, end)),
        policy=Policy(name=convention, weights=dict.fromkeys(TERMS, 1.0 / 3.0)),
    )


def end_of(day: HomeCare) -> float:
    """When shifts end, so late that it never matters: one patient after the other could be served, each from home."""
    latest = max(patient.closes for patient in day.patients)
    there_and_back = 2.0 * float(day.distances.max())
    return latest + sum(there_and_back + sum(patient.durations) + patient.gap[1] for patient in day.patients)


def judged(day: HomeCare, plan: Plan) -> Verdict:
    """What a plan is worth by the instance's own rules, and which of them it breaks."""
    visits = list(visits_of(day, plan))
    return Verdict(value_of_visits(day, visits), fault_of_visits(day, visits))


def visits_of(day: HomeCare, plan: Plan) -> Iterator[Visit]:
    """The visits of a plan of `problem_of`, in the instance's units."""
    patients = {patient.name: patient for patient in day.patients}
    for route in plan.routes:
        for stop in route.stops:
            name, is_second = stop.order.removesuffix(SECOND), stop.order.endswith(SECOND)
            patient = patients[name]
            start = (stop.start - ORIGIN).total_seconds() / THOUSANDTHS - (lead_of(patient) if is_second else 0.0)
            yield Visit(caregiver=route.technician, patient=patient, number=1 if is_second else stop.role, start=start)


def is_apart(day: HomeCare, patient: Patient) -> bool:
    """Are the services two orders, one behind the other? Nobody may be able to give both: orders do not see to that."""
    if patient.gap == TOGETHER or any(abilities.issuperset(patient.services) for abilities in day.caregivers.values()):
        return False
    return patient.gap[0] + lead_of(patient) >= patient.durations[0]


def lead_of(patient: Patient) -> float:
    """By how much the start that is told of a second service, in an order of its own, lies behind the true one."""
    return patient.durations[1] if patient.gap[0] < patient.durations[0] else 0.0


def _orders(day: HomeCare, patient: Patient, end: datetime) -> Iterator[Order]:
    first = _order(patient, 0, end)
    if len(patient.services) == 1:
        yield first
    elif not is_apart(day, patient):
        yield replace(first, skills={}, crew=_crew(patient), lateness_weight=2.0)
    else:
        lead, done = lead_of(patient), patient.durations[0]
        least, most = (seconds(gap + lead - done, THOUSANDTHS) for gap in patient.gap)
        yield first
        yield replace(
            _order(patient, 1, end, lead),
            id=patient.name + SECOND,
            after=(After(order=patient.name, min_gap_s=least, max_gap_s=most),),
        )


def _order(patient: Patient, number: int, end: datetime, lead: float = 0.0) -> Order:
    """One service, of which the last `lead` units before the start that is told are setup."""
    return Order(
        id=patient.name,
        location=MatrixIndex(patient.place),
        service_s=seconds(patient.durations[number] - lead, THOUSANDTHS),
        setup_s=seconds(lead, THOUSANDTHS),
        windows=(Window(instant(patient.opens + lead, THOUSANDTHS), end),),
        due=instant(patient.closes + lead, THOUSANDTHS),
        skills={patient.services[number]: 1},
        unserved_cost_min=DEAR,
    )


def _crew(patient: Patient) -> tuple[Role, ...]:
    least, most = (seconds(gap, THOUSANDTHS) for gap in patient.gap)
    first, second = (
        Role(skills={service: 1}, service_s=seconds(duration, THOUSANDTHS))
        for service, duration in zip(patient.services, patient.durations, strict=True)
    )
    return first, replace(second, min_gap_s=least, max_gap_s=most)


def _patient(told: dict[str, Any], place: int) -> Patient:
    asked = told["required_caregivers"]
    opens, closes = told["time_window"]
    told_gap = told.get("synchronization", {}).get("distance", TOGETHER)
    return Patient(
        name=told["id"],
        place=place,
        opens=float(opens),
        closes=float(closes),
        services=tuple(each["service"] for each in asked),
        durations=tuple(float(each["duration"]) for each in asked),
        gap=(float(told_gap[0]), float(told_gap[1])),
    )


def _require_known(file: Path, day: HomeCare) -> None:
    """Raise `UnusableError` unless the distances are square, and every patient takes one service or two."""
    size = (len(day.patients) + 1,) * 2
    require(bool(day.patients), f"{file}: has no patients")
    require(day.distances.shape == size, f"{file}: distances have shape {day.distances.shape}, must have {size}")
    for patient in day.patients:
        services = len(patient.services)
        require(1 <= services <= MOST, f"{file}: patient {patient.name} takes {services} services, must take 1 or 2")
