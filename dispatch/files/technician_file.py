"""A technician as in the problem file."""

from __future__ import annotations

from typing import Any

from dispatch.files.faults import Faults, shown
from dispatch.files.places import NOWHERE, place, place_to_json, read_place
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.shift_file import read_shifts, shifts_to_json
from dispatch.files.spans import spans, spans_to_json
from dispatch.limits import (
    MAX_DIMENSIONS,
    MAX_FACTOR,
    MAX_LEVEL,
    MAX_LOAD,
    MAX_ORDERS,
    MAX_PRICE_MIN,
    MAX_REVIEWS,
    MAX_STARS,
    MAX_TRAVEL_S,
    MIN_FACTOR,
)
from dispatch.model import Certificate, Position, Technician
from scheduling.spans import Absence

TECHNICIAN = Shape(
    frozenset(
        (
            "id",
            "start",
            "end",
            "skills",
            "certificates",
            "areas",
            "active",
            "rating",
            "reviews",
            "tags",
            "shifts",
            "absences",
            "position",
            "max_orders",
            "max_travel_s",
            "capacity",
            "fixed_cost_min",
            "speed_factor",
            "service_factor",
        )
    )
)
_CERTIFICATE = Shape(frozenset(("skill", "expires")))
_POSITION = Shape(frozenset(("lat", "lng", "at")))
_POSITION_IN_MATRIX = Shape(frozenset(("index", "at")))


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
    start = place(record, "start")
    technician = Technician(
        id=record.given_id(known_id),
        start=NOWHERE if start is None else start,
        end=place(record, "end") if record.has("end") else None,
        skills=record.levels("skills", MAX_LEVEL),
        certificates=_certificates(record) if record.has("certificates") else (),
        areas=record.names_or_none("areas"),
        active=record.truth("active", True),
        rating=record.number("rating", 0.0, MAX_STARS, default=5.0),
        reviews=record.integer("reviews", 0, MAX_REVIEWS, default=0),
        tags=record.names_or_none("tags") or (),
        shifts=read_shifts(record),
        absences=spans(record, "absences", Absence),
        position=_position(record) if record.has("position") else None,
        max_orders=record.integer_or_none("max_orders", 0, MAX_ORDERS),
        max_travel_s=record.integer_or_none("max_travel_s", 0, MAX_TRAVEL_S),
        capacity=record.integers("capacity", 0, MAX_LOAD, MAX_DIMENSIONS),
        fixed_cost_min=record.number("fixed_cost_min", 0.0, MAX_PRICE_MIN, default=0.0),
        speed_factor=record.number("speed_factor", MIN_FACTOR, MAX_FACTOR, default=1.0),
        service_factor=record.number("service_factor", MIN_FACTOR, MAX_FACTOR, default=1.0),
    )
    return technician if record.is_sound else None


def technician_to_json(technician: Technician) -> dict[str, Any]:
    """A technician as in files; what has its default is left out, but for `active`, `rating` and `reviews`."""
    data: dict[str, Any] = {
        "id": technician.id,
        "start": place_to_json(technician.start),
        "skills": dict(technician.skills),
        "active": technician.active,
        "rating": technician.rating,
        "reviews": technician.reviews,
        "shifts": shifts_to_json(technician.shifts),
    }
    if technician.end is not None:
        data["end"] = place_to_json(technician.end)
    if technician.certificates:
        data["certificates"] = [
            {"skill": certificate.skill, "expires": certificate.expires.isoformat()}
            for certificate in technician.certificates
        ]
    if technician.areas is not None:
        data["areas"] = list(technician.areas)
    if technician.tags:
        data["tags"] = list(technician.tags)
    if technician.absences:
        data["absences"] = spans_to_json(technician.absences)
    if technician.position is not None:
        data["position"] = {
            **place_to_json(technician.position.place),
            "at": technician.position.at.isoformat(),
        }
    if technician.capacity:
        data["capacity"] = list(technician.capacity)
    for name in ("max_orders", "max_travel_s"):
        bound = getattr(technician, name)
        if bound is not None:
            data[name] = bound
    for name, default in (("fixed_cost_min", 0.0), ("speed_factor", 1.0), ("service_factor", 1.0)):
        value = getattr(technician, name)
        if value != default:
            data[name] = value
    return data


def _certificates(record: Record) -> tuple[Certificate, ...]:
    found: dict[str, Certificate] = {}
    for inner in record.records("certificates", _CERTIFICATE):
        skill, expires = inner.text("skill"), inner.instant("expires")
        if skill in found:
            inner.fault("skill", "duplicate", f"{shown(skill)} has a certificate already")
        if inner.is_sound:
            found[skill] = Certificate(skill=skill, expires=expires)
    return tuple(found.values())


def _position(record: Record) -> Position | None:
    data = record.raw("position")
    in_matrix = isinstance(data, dict) and "index" in data
    inner = record.record("position", _POSITION_IN_MATRIX if in_matrix else _POSITION)
    if inner is None:
        return None
    where, at = read_place(inner), inner.instant("at")
    return None if where is None else Position(place=where, at=at)
