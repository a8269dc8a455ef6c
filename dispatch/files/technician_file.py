"""A technician as in the problem file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from dispatch.files.faults import Faults
from dispatch.files.places import place, place_to_json
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.spans import SPAN, spans, spans_to_json
from dispatch.limits import MAX_LEVEL, MAX_ORDERS, MAX_REVIEWS, MAX_STARS
from dispatch.model import Technician
from scheduling.spans import Absence, Shift

TECHNICIAN = Shape(
    frozenset(
        (
            "id",
            "start",
            "end",
            "skills",
            "areas",
            "active",
            "rating",
            "reviews",
            "shifts",
            "absences",
            "max_orders",
        )
    ),
    MappingProxyType(
        {
            "certificates": (None, []),
            "tags": (None, []),
            "position": (None,),
            "max_travel_s": (None,),
            "capacity": (None, []),
            "fixed_cost_min": (0,),
            "speed_factor": (1.0,),
            "service_factor": (1.0,),
        }
    ),
)
SHIFT = Shape(SPAN.fields, MappingProxyType({"max_overtime_s": (0,), "breaks": (None, [])}))


def technician_from_json(data: object, *, id: str | None = None) -> Technician:  # noqa: A002
    """Read a technician. Whether the areas exist is for whoever knows them.

    Parameters
    ----------
    data
        Parsed JSON.
    id
        The technician's id, if whoever asks gives it; `data` may then leave it out, but not say another.

    Raises
    ------
    InvalidInputError
        With all faults, their pointers relative to the technician.
    """
    faults = Faults()
    record = record_of(data, "", faults, TECHNICIAN)
    technician = None if record is None else read_technician(record, id)
    faults.raise_if_any()
    assert technician is not None
    return technician


def read_technician(record: Record, known_id: str | None = None) -> Technician | None:
    """The technician in a record; ``None`` if they are at fault."""
    technician_id = record.given_id(known_id)
    start = place(record, "start")
    end = place(record, "end") if record.has("end") else None
    skills = record.levels("skills", MAX_LEVEL)
    areas = record.names_or_none("areas")
    active = record.truth("active", True)
    rating = record.number("rating", 0.0, MAX_STARS, default=5.0)
    reviews = record.integer("reviews", 0, MAX_REVIEWS, default=0)
    shifts = spans(record, "shifts", Shift, SHIFT, required=True)
    absences = spans(record, "absences", Absence)
    max_orders = record.integer_or_none("max_orders", 0, MAX_ORDERS)
    if start is None or not record.is_sound:
        return None
    _refuse_overlaps(record, shifts)
    return Technician(
        id=technician_id,
        start=start,
        shifts=shifts,
        end=end,
        skills=skills,
        areas=areas,
        active=active,
        rating=rating,
        reviews=reviews,
        absences=absences,
        max_orders=max_orders,
    )


def technician_to_json(technician: Technician) -> dict[str, Any]:
    """A technician as in files; what has its default is left out, but for `active`, `rating` and `reviews`."""
    data: dict[str, Any] = {
        "id": technician.id,
        "start": place_to_json(technician.start),
        "skills": dict(technician.skills),
        "active": technician.active,
        "rating": technician.rating,
        "reviews": technician.reviews,
        "shifts": spans_to_json(technician.shifts),
    }
    if technician.end is not None:
        data["end"] = place_to_json(technician.end)
    if technician.areas is not None:
        data["areas"] = list(technician.areas)
    if technician.absences:
        data["absences"] = spans_to_json(technician.absences)
    if technician.max_orders is not None:
        data["max_orders"] = technician.max_orders
    return data


def _refuse_overlaps(record: Record, shifts: Sequence[Shift]) -> None:
    """Nobody is in two shifts at once; one may begin in the second in which another ends."""
    by_start = sorted(range(len(shifts)), key=lambda i: (shifts[i].start, i))
    for before, after in pairwise(by_start):
        if shifts[after].start < shifts[before].end:
            record.faults.add(
                f"{record.pointer}/shifts/{after}/start",
                "value",
                f"is {shifts[after].start.isoformat()}, before shift {before} ends at {shifts[before].end.isoformat()}",
            )
