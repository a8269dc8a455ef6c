"""Of many technicians few are looked at, and the answer is that of looking at all."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest

from dispatch.model import Policy
from geo.areas import Radius, ServiceArea
from geo.places import LatLng
from operations import areas, dispatching, policies, staffing, whereabouts
from operations.dispatching import Outcome
from operations.engine import read, write
from operations.memory import Memory
from operations.pages import Slice
from scheduling.spans import Break, Shift, Window
from tests.operations.conftest import EIGHT, TENANT, House, stamp

MANY = 60


def place(dice: random.Random) -> LatLng:
    return LatLng(lat=31.2 + dice.uniform(-0.15, 0.15), lng=121.4 + dice.uniform(-0.15, 0.15))


def fill(house: House, dice: random.Random) -> None:
    """A town in which some work elsewhere, at other hours, or cannot do everything."""
    with write(house.engine, TENANT) as connection:
        area = ServiceArea(id="", extent=Radius(LatLng(lat=31.2, lng=121.4), 12_000.0))
        area_id = areas.add(connection, TENANT, area, stamp()).id
    for number in range(MANY):
        begin = EIGHT + timedelta(hours=dice.choice((-2, 0, 0, 4)))
        pause = Break(begin + timedelta(hours=3), begin + timedelta(hours=5), 1800)
        home = place(dice)
        house.add_technician(
            start=home,
            end=home if number % 3 else None,
            shifts=(Shift(begin, begin + timedelta(hours=8), 1800, (pause,) if number % 4 == 0 else ()),),
            skills={"gas": 1 + number % 2} if number % 2 else {},
            rating=dice.choice((3.0, 4.0, 5.0)),
            reviews=10,
            areas=(area_id,) if number % 5 == 0 else None,
            speed_factor=dice.choice((0.8, 1.0, 1.2)),
            fixed_cost_min=dice.choice((0.0, 5.0)),
            active=number % 11 > 0,
            tags=("van",) if number % 2 else (),
        )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whereabouts, "OTHERS", 5)
    monkeypatch.setattr(dispatching, "FEW", 3)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("policy", ["balanced", "distance_first", "rating_first", "fastest_arrival"])
def test_the_choice_and_its_price_are_those_of_looking_at_all(house: House, policy: str) -> None:
    dice = random.Random(policy)
    fill(house, dice)
    with write(house.engine, TENANT) as connection:
        page = policies.page(connection, TENANT, Slice())
        record = next(record for record in page.items if record.policy.name == policy)
        policies.put_in_force(connection, TENANT, record.id, stamp())
    looked_at = []
    for number in range(40):
        now = EIGHT + timedelta(minutes=10 * number)
        opens = now + timedelta(minutes=dice.choice((0, 60, 180)))
        order = house.place(
            now,
            location=place(dice),
            service_s=dice.choice((600, 2400)),
            windows=dice.choice(((), (Window(opens, opens + timedelta(hours=1)),))),
            skills=dice.choice(({}, {"gas": 1}, {"gas": 2})),
            required_tags=dice.choice(((), ("van",))),
        )
        with read(house.engine) as connection:
            snapshot, near = dispatching.weigh(connection, TENANT, order.id, now, house.memory)
            everybody, whole = dispatching.weigh(connection, TENANT, order.id, now, Memory())
            fresh = dispatching.consider(connection, TENANT, order.id, now, Memory(), few=10 * MANY)
        assert everybody.text == snapshot.text, "what is remembered is what is read"
        best = dispatching.decide(fresh.problem, order.id)
        assert len(fresh.problem.technicians) == MANY
        assert (near.outcome, near.reason) == (best.outcome, best.reason)
        if best.candidates:
            assert near.candidates[0].cost == best.candidates[0].cost
            assert near.candidates[0].technicians == best.candidates[0].technicians
        looked_at.append(len(snapshot.problem.technicians))
        house.keep(dispatching.judge(snapshot, near), now)
        assert whole == near
    assert sorted(looked_at)[len(looked_at) // 2] < MANY


@pytest.mark.usefixtures("few")
def test_who_changes_or_is_given_something_is_seen_where_they_are_now(house: House) -> None:
    far, near = LatLng(lat=31.6, lng=121.4), LatLng(lat=31.21, lng=121.42)
    for _ in range(20):
        house.add_technician(start=far)
    order = house.place()
    assert house.judge(order.id).snapshot.problem.technicians[0].start == far
    with write(house.engine, TENANT) as connection:
        patch = staffing.TechnicianPatch(fields={"start": {"lat": near.lat, "lng": near.lng}})
        staffing.change(connection, TENANT, "t17", patch, stamp())
    assert house.dispatch(order.id) is Outcome.KEPT
    assignment = house.order(order.id).assignment
    assert assignment is not None
    assert assignment.technicians == ("t17",)
    newcomer = house.add_technician(start=near)
    again = house.place()
    assert house.dispatch(again.id) is Outcome.KEPT
    given = house.order(again.id).assignment
    assert given is not None
    assert given.technicians in {("t17",), (newcomer.id,)}
    assert isinstance(house.judge(house.place().id).snapshot.problem.policy, Policy)


@pytest.mark.usefixtures("few")
def test_threads_that_see_the_team_grow_ask_on(house: House) -> None:
    for _ in range(20):
        house.add_technician()
    order, faults, grown = house.place(), list[Exception](), threading.Event()

    def ask() -> None:
        while not grown.is_set():
            try:
                with read(house.engine) as connection:
                    dispatching.weigh(connection, TENANT, order.id, EIGHT, house.memory)
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        house.add_technician()
    grown.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(house.judge(order.id).snapshot.technician_revisions) >= 3
