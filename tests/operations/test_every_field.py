"""What the problem file can say of an order, a technician or a policy is kept, given back, and seen by the engine."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import timedelta
from typing import Any

from dispatch.files.problem_file import problem_sha256, problem_to_json, read_problem
from dispatch.model import Certificate, Order, Policy, Position, Technician
from geo.areas import Radius, ServiceArea
from geo.places import LatLng
from operations import areas, policies, technicians
from operations.dispatching import consider
from operations.engine import read, write
from scheduling.spans import Absence, Break, Shift, Window
from tests.operations.conftest import EIGHT, HOME, TENANT, House, stamp

NOON = EIGHT + timedelta(hours=4)

ORDER = Order(
    id="o1",
    location=LatLng(lat=31.21, lng=121.42),
    service_s=1800,
    windows=(Window(EIGHT, EIGHT + timedelta(hours=6)),),
    setup_s=300,
    due=EIGHT + timedelta(hours=2),
    lateness_weight=2.5,
    skills={"gas": 2},
    required_tags=("ladder",),
    community="c1",
    load=(1, 20),
    priority=2,
    unserved_cost_min=400.0,
    required_technicians=("t1",),
    preferred_technicians=("t1",),
    forbidden_technicians=("t2",),
    declined_by=("t2",),
    created=EIGHT,
    customer={"name": "Li"},
    address={"door": "2"},
    notes="bell",
)
TECHNICIAN = Technician(
    id="t1",
    start=HOME,
    end=LatLng(lat=31.22, lng=121.41),
    shifts=(Shift(EIGHT, EIGHT + timedelta(hours=9), 1800, (Break(NOON, NOON + timedelta(hours=1), 1800),)),),
    skills={"gas": 2},
    areas=("a1",),
    active=False,
    rating=4.5,
    reviews=12,
    absences=(Absence(EIGHT, EIGHT + timedelta(minutes=5)),),
    max_orders=6,
    certificates=(Certificate(skill="gas", expires=EIGHT + timedelta(days=1)),),
    tags=("ladder",),
    position=Position(place=LatLng(lat=31.19, lng=121.39), at=EIGHT),
    max_travel_s=7200,
    capacity=(4, 90),
    fixed_cost_min=12.5,
    speed_factor=1.25,
    service_factor=0.9,
)
POLICY = Policy(
    name="all",
    version=3,
    weights={
        "travel_min": 1.0,
        "distance_km": 0.5,
        "waiting_min": 0.2,
        "lateness_min": 2.0,
        "lateness_max_min": 1.5,
        "overtime_min": 3.0,
        "rating_star": 6.0,
        "overqualified_level": 1.0,
        "response_min": 0.05,
        "not_preferred": 5.0,
        "workload_balance": 0.1,
        "technician_changed": 8.0,
        "time_moved_min": 0.3,
    },
    rating_prior=4.2,
    rating_prior_weight=5.0,
    newcomer_reviews=20,
    newcomer_orders=2,
)


def test_no_field_is_left_out_here() -> None:
    for thing, left in ((ORDER, {"crew", "after"}), (TECHNICIAN, set[str]()), (POLICY, set[str]())):
        assert {field.name for field in fields(thing) if getattr(thing, field.name) == default_of(field)} == left


def test_every_field_is_kept_and_reaches_the_problem(house: House) -> None:
    keep_all(house)
    with read(house.engine) as connection:
        assert technicians.get(connection, TENANT, "t1").technician == TECHNICIAN
        assert policies.in_force(connection, TENANT).policy == POLICY
        snapshot = consider(connection, TENANT, "o1", EIGHT, house.memory)
    assert house.order("o1").order == ORDER
    problem = snapshot.problem
    assert problem.technicians[0] == TECHNICIAN
    assert problem.orders == (replace(ORDER, customer=None, address=None, notes=None),)
    assert problem.policy == POLICY
    assert problem.sha256 == problem_sha256(problem_to_json(problem))
    assert read_problem(snapshot.text) == problem


def keep_all(house: House) -> None:
    """Put the order, the technician, the policy and the area that they name on the books."""
    with write(house.engine, TENANT) as connection:
        areas.add(connection, TENANT, ServiceArea("", Radius(HOME, 9000.0)), stamp())
        policy = policies.add(connection, TENANT, POLICY, stamp())
        policies.put_in_force(connection, TENANT, policy.id, stamp())
    house.add_technician(**said(TECHNICIAN))
    house.add_technician()
    house.place(**said(ORDER))


def said(thing: Order | Technician) -> dict[str, Any]:
    """The fields of a thing, by name."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def default_of(field: Any) -> Any:
    """The default of a field, by its factory too."""
    return field.default_factory() if field.default_factory is not MISSING else field.default
