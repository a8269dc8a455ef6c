"""Do the parts of a problem fit together? Ids that are there once, ids that exist, places that the travel knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dispatch.files.faults import Faults, shown, step
from dispatch.files.reading import Record
from dispatch.model import Order, Policy, Technician
from geo.errors import InvalidTravelError
from geo.places import Place
from geo.travel import GreatCircle, Matrix

Located = tuple[str, Place]
"""A pointer, and the place that stands there."""


def known_ids(record: Record, name: str) -> frozenset[str]:
    """Ids in a list of objects, those of objects at fault included; each that comes twice is noted."""
    found: dict[str, int] = {}
    items = record.raw(name)
    for i, item in enumerate(items if isinstance(items, list) else ()):
        key = item.get("id") if isinstance(item, dict) else None
        if isinstance(key, str):
            if key in found:
                record.faults.add(
                    f"{record.pointer}/{name}/{i}/id", "duplicate", f"is {shown(key)}, as in /{name}/{found[key]}"
                )
            found.setdefault(key, i)
    return frozenset(found)


def require_known(names: Iterable[str], known: frozenset[str], pointer: str, what: str, faults: Faults) -> None:
    """Note each name of a list that nobody knows."""
    for i, name in enumerate(names):
        if name not in known:
            faults.add(f"{pointer}/{i}", "unknown_id", f"is {shown(name)}, no {what} has this id")


def require_skills(levels: Mapping[str, int], allowed: frozenset[str], pointer: str, faults: Faults) -> None:
    """Note each skill that the problem does not allow."""
    for skill in levels:
        _require_skill(skill, allowed, pointer + step(skill), faults)


def check_technicians(
    technicians: Sequence[tuple[Record, Technician]], areas: frozenset[str], skills: frozenset[str] | None
) -> list[Located]:
    """Note areas and skills that do not exist; answer where the technicians' places stand."""
    places = []
    for record, technician in technicians:
        require_known(technician.areas or (), areas, record.pointer + "/areas", "area", record.faults)
        if skills is not None:
            require_skills(technician.skills, skills, record.pointer + "/skills", record.faults)
            for i, certificate in enumerate(technician.certificates):
                _require_skill(certificate.skill, skills, f"{record.pointer}/certificates/{i}/skill", record.faults)
        places.append((record.pointer + "/start", technician.start))
        if technician.end is not None:
            places.append((record.pointer + "/end", technician.end))
        if technician.position is not None:
            places.append((record.pointer + "/position", technician.position.place))
    return places


def check_orders(
    orders: Sequence[tuple[Record, Order]], technicians: frozenset[str], skills: frozenset[str] | None
) -> list[Located]:
    """Note technicians and skills that do not exist; answer where the orders' places stand."""
    places = []
    for record, order in orders:
        pointer, faults = record.pointer, record.faults
        for field, names in (
            ("required_technicians", order.required_technicians),
            ("preferred_technicians", order.preferred_technicians),
            ("forbidden_technicians", order.forbidden_technicians),
            ("declined_by", order.declined_by),
        ):
            if names:
                require_known(names, technicians, f"{pointer}/{field}", "technician", faults)
        if skills is not None:
            require_skills(order.skills, skills, pointer + "/skills", faults)
            for i, role in enumerate(order.crew):
                require_skills(role.skills, skills, f"{pointer}/crew/{i}/skills", faults)
        places.append((pointer + "/location", order.location))
    return places


def check_places(places: Iterable[Located], travel: GreatCircle | Matrix, faults: Faults) -> None:
    """Note each place that the way of travelling cannot know."""
    for pointer, place in places:
        try:
            travel.require(place)
        except InvalidTravelError as error:
            faults.add(pointer + step(error.field) if error.field else pointer, "range", str(error))


def check_policy(record: Record, policy: Policy, travel: GreatCircle | Matrix) -> None:
    """Note a price on kilometres that nobody knows."""
    if isinstance(travel, Matrix) and travel.distances_m is None and policy.weights.get("distance_km", 0.0) > 0.0:
        record.faults.add(
            f"{record.pointer}/policy/weights/distance_km",
            "value",
            f"is {policy.weights['distance_km']:g}, must be 0 or left out: the matrix has no distances_m",
        )


def _require_skill(skill: str, allowed: frozenset[str], pointer: str, faults: Faults) -> None:
    if skill not in allowed:
        faults.add(pointer, "value", f"is {shown(skill)}, must be one of the problem's skills")
