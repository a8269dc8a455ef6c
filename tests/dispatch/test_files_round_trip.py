"""Whatever things there may be: written to JSON text and read again they are the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.files.faults import Faults
from dispatch.files.json_text import parse
from dispatch.files.order_file import order_from_json, order_to_json
from dispatch.files.plan_file import route_from_json, route_to_json
from dispatch.files.policy_file import TERM_ORDER, policy_from_json, policy_to_json
from dispatch.files.reading import Shape, record_of
from dispatch.files.technician_file import technician_from_json, technician_to_json
from dispatch.files.travel_file import read_travel, travel_to_json
from dispatch.limits import MAX_GAP_S, MAX_LOAD, MAX_ORDERS, MAX_REVIEWS, MAX_SERVICE_S, MAX_TRAVEL_S
from dispatch.model import After, Certificate, Order, Pause, Policy, Position, Role, Route, Stop, Technician
from geo.places import LatLng, MatrixIndex
from geo.travel import GreatCircle
from scheduling.horizon import Horizon
from scheduling.spans import Absence, Break, Shift, Window
from scheduling.traffic import Period, Traffic

ORIGIN = datetime(2026, 3, 2, tzinfo=UTC)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))])


@st.composite
def instants(draw: st.DrawFn, low_s: int = 0, high_s: int = 10**7) -> datetime:
    return (ORIGIN + timedelta(seconds=draw(st.integers(low_s, high_s)))).astimezone(draw(ZONES))


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def lists(values: st.SearchStrategy[Any], most: int = 3, **more: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most, **more).map(tuple)


NAMES = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1, max_size=5)
NAME_LISTS = lists(NAMES, unique=True)
LEVELS = st.dictionaries(NAMES, st.integers(1, 1000), max_size=3)
PLACES = st.builds(LatLng, lat=numbers(-90, 90), lng=numbers(-180, 180)) | st.builds(
    MatrixIndex, st.integers(0, 19_999)
)
LOADS = lists(st.integers(0, MAX_LOAD), 16)
FACTORS = numbers(0.01, 100)
FREE = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers(-1e300, 1e300) | NAMES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def spans(draw: st.DrawFn, kind: type[Any]) -> Any:
    start_s = draw(st.integers(0, 10**6))
    return kind(draw(instants(start_s, start_s)), draw(instants(start_s + 1, start_s + 10**6)))


@st.composite
def gaps(draw: st.DrawFn) -> tuple[int, int]:
    low, high = sorted((draw(st.integers(0, MAX_GAP_S)), draw(st.integers(0, MAX_GAP_S))))
    return low, high


@st.composite
def roles(draw: st.DrawFn) -> tuple[Role, ...]:
    crew = []
    for n in range(draw(st.integers(0, 4))):
        low, high = draw(gaps()) if n else (0, 0)
        service_s = draw(maybe(st.integers(0, MAX_SERVICE_S)))
        crew.append(Role(skills=draw(LEVELS), service_s=service_s, min_gap_s=low, max_gap_s=high))
    return tuple(crew)


@st.composite
def afters(draw: st.DrawFn) -> tuple[After, ...]:
    found = []
    for name in draw(NAME_LISTS):
        low, high = draw(gaps())
        open_end = draw(st.booleans())
        found.append(
            After(
                order=name,
                min_gap_s=low,
                max_gap_s=None if open_end else high,
                same_technician=draw(st.booleans()),
            )
        )
    return tuple(found)


ORDERS = st.builds(
    Order,
    id=NAMES,
    location=PLACES,
    service_s=st.integers(0, MAX_SERVICE_S),
    windows=lists(spans(Window)),
    setup_s=st.integers(0, MAX_SERVICE_S),
    due=maybe(instants()),
    lateness_weight=numbers(0, 1e9),
    skills=LEVELS,
    required_tags=NAME_LISTS,
    community=maybe(NAMES),
    load=LOADS,
    priority=st.integers(1, 5),
    unserved_cost_min=maybe(numbers(0, 1e9)),
    required_technicians=maybe(NAME_LISTS),
    preferred_technicians=NAME_LISTS,
    forbidden_technicians=NAME_LISTS,
    declined_by=NAME_LISTS,
    crew=roles(),
    after=afters(),
    created=maybe(instants()),
    customer=FREE,
    address=FREE,
    notes=FREE,
)


@st.composite
def shifts(draw: st.DrawFn) -> tuple[Shift, ...]:
    found = []
    for n in range(draw(st.integers(0, 3))):
        begin_s = n * 100_000 + draw(st.integers(0, 40_000))
        end_s = begin_s + draw(st.integers(2, 60_000))
        breaks = []
        for _ in range(draw(st.integers(0, 8))):
            duration_s = draw(st.integers(1, end_s - begin_s))
            latest_s = draw(st.integers(begin_s, end_s))
            earliest_s = draw(st.integers(0, min(latest_s, end_s - duration_s)))
            breaks.append(Break(draw(instants(earliest_s, earliest_s)), draw(instants(latest_s, latest_s)), duration_s))
        overtime_s = draw(st.integers(0, 86_400))
        begin, end = draw(instants(begin_s, begin_s)), draw(instants(end_s, end_s))
        found.append(Shift(begin, end, overtime_s, tuple(breaks)))
    return tuple(draw(st.permutations(found)))


TECHNICIANS = st.builds(
    Technician,
    id=NAMES,
    start=PLACES,
    end=maybe(PLACES),
    skills=LEVELS,
    certificates=lists(
        st.builds(Certificate, skill=NAMES, expires=instants()), unique_by=lambda certificate: certificate.skill
    ),
    areas=maybe(NAME_LISTS),
    active=st.booleans(),
    rating=numbers(0, 5),
    reviews=st.integers(0, MAX_REVIEWS),
    tags=NAME_LISTS,
    shifts=shifts(),
    absences=lists(spans(Absence)),
    position=maybe(st.builds(Position, place=PLACES, at=instants())),
    max_orders=maybe(st.integers(0, MAX_ORDERS)),
    max_travel_s=maybe(st.integers(0, MAX_TRAVEL_S)),
    capacity=LOADS,
    fixed_cost_min=numbers(0, 1e9),
    speed_factor=FACTORS,
    service_factor=FACTORS,
)
POLICIES = st.builds(
    Policy,
    name=NAMES,
    version=st.integers(1, 10**9),
    weights=st.dictionaries(st.sampled_from(TERM_ORDER), numbers(0, 1e9)),
    rating_prior=numbers(0, 5),
    rating_prior_weight=numbers(0, 1e9),
    newcomer_reviews=st.integers(0, MAX_REVIEWS),
    newcomer_orders=st.integers(0, MAX_ORDERS),
)
STOPS = st.builds(
    Stop,
    order=NAMES,
    role=st.integers(0, 10_000),
    start=instants(),
    finish=instants(),
    arrive=maybe(instants()),
    travel_s=maybe(st.integers(0, MAX_TRAVEL_S)),
    distance_m=maybe(st.integers(0, 2**53)),
)
ROUTES = st.builds(
    Route,
    technician=NAMES,
    shift=st.integers(0, 10_000),
    depart=instants(),
    back=instants(),
    stops=lists(STOPS),
    breaks=lists(st.builds(Pause, instants(), instants())).map(
        lambda pauses: tuple(sorted(pauses, key=lambda pause: (pause.start, pause.finish)))
    ),
)


@st.composite
def traffics(draw: st.DrawFn) -> Traffic:
    minutes = sorted(draw(st.lists(st.integers(0, 1440), max_size=6, unique=True)))
    ends = [(begin * 60, end * 60) for begin, end in zip(minutes[::2], minutes[1::2], strict=False)]
    periods = [Period(begin, end, draw(FACTORS)) for begin, end in ends]
    if draw(st.booleans()) and len(minutes) > 1 and minutes[-1] < 1440:  # over midnight, in what is left of the day
        periods = [Period(minutes[-1] * 60, minutes[0] * 60, draw(FACTORS)), *periods[: len(minutes) // 2]]
    return Traffic(tuple(periods))


def text_of(data: Any) -> Any:
    """What comes back from JSON text."""
    return parse(json.dumps(data, ensure_ascii=False, allow_nan=False).encode("utf-8"))


@settings(max_examples=150, deadline=None)
@given(ORDERS)
def test_orders(order: Order) -> None:
    assert order_from_json(text_of(order_to_json(order))) == order


@settings(max_examples=150, deadline=None)
@given(TECHNICIANS)
def test_technicians(technician: Technician) -> None:
    assert technician_from_json(text_of(technician_to_json(technician))) == technician


@settings(max_examples=100, deadline=None)
@given(POLICIES)
def test_policies(policy: Policy) -> None:
    read = policy_from_json(text_of(policy_to_json(policy)))
    assert read == policy
    assert list(read.weights) == [term for term in TERM_ORDER if term in policy.weights]


@settings(max_examples=100, deadline=None)
@given(ROUTES)
def test_routes(route: Route) -> None:
    horizon = Horizon(ORIGIN)
    assert route_from_json(text_of(route_to_json(route, horizon)), horizon) == route


@settings(max_examples=100, deadline=None)
@given(traffics())
def test_traffic(traffic: Traffic) -> None:
    travel = GreatCircle(30.0, 1.3)
    document = {"travel": text_of(travel_to_json(travel, traffic))}
    faults = Faults()
    record = record_of(document, "", faults, Shape(frozenset(("travel",))))
    assert record is not None
    assert read_travel(record) == (travel, traffic)
    assert len(faults) == 0
