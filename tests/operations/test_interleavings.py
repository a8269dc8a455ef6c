"""Whatever happens in whatever order: nobody is in two places, and no order is lost."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dispatch.checker import check
from dispatch.model import Plan
from geo.places import LatLng
from operations import by_hand, days, dispatch_requests, order_list, staffing, technicians
from operations.ahead import departures
from operations.dispatching import Outcome, Verdict, consider
from operations.engine import open_engine, read, write
from operations.errors import ConflictError
from operations.memory import Memory
from operations.orders import State
from operations.pages import Slice
from scheduling.spans import Break, Shift, Window
from tests.databases import Template
from tests.operations.conftest import EIGHT, TENANT, House, stamp

PLACES = st.builds(LatLng, lat=st.sampled_from((31.18, 31.20, 31.23)), lng=st.sampled_from((121.38, 121.42, 121.47)))
SKILLS = st.sampled_from(({}, {"gas": 1}, {"gas": 2}))
NOON, ONE = "2026-06-01T12:00:00+08:00", "2026-06-01T13:00:00+08:00"
NINE_TO_FIVE = {"start": "2026-06-01T09:00:00+08:00", "end": "2026-06-01T17:00:00+08:00"}
PATCHES = st.sampled_from(
    (
        {"active": False},
        {"active": True},
        {"skills": {}},
        {"skills": {"gas": 2}},
        {"max_orders": 1},
        {"max_orders": None},
        {"shifts": [{"start": "2026-06-01T09:00:00+08:00", "end": "2026-06-01T15:00:00+08:00"}]},
        {"shifts": [{"start": "2026-06-01T08:00:00+08:00", "end": "2026-06-01T17:00:00+08:00"}]},
        {"absences": [{"start": "2026-06-01T10:00:00+08:00", "end": "2026-06-01T11:00:00+08:00"}]},
        {"absences": None},
        {"shifts": [NINE_TO_FIVE | {"breaks": [{"earliest": NOON, "latest": ONE, "duration_s": 2400}]}]},
        {"shifts": [NINE_TO_FIVE | {"max_overtime_s": 3600}]},
        {"capacity": [2]},
        {"capacity": None},
        {"max_travel_s": 4000},
        {"max_travel_s": None},
        {"speed_factor": 0.7},
        {"service_factor": 1.2},
        {"end": {"lat": 31.20, "lng": 121.47}},
        {"certificates": [{"skill": "gas", "expires": NOON}]},
        {"position": {"lat": 31.23, "lng": 121.38, "at": "2026-06-01T09:00:00+08:00"}},
    )
)
DAY = Shift(
    EIGHT, EIGHT + timedelta(hours=9), 600, (Break(EIGHT + timedelta(hours=3), EIGHT + timedelta(hours=5), 1800),)
)
TEMPLATES: list[Template] = []
"""What the machine begins from: the one that is last."""


class Service(RuleBasedStateMachine):
    """Orders come, workers decide late or twice, technicians come and go, and time goes on."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.url = TEMPLATES[-1].copied(self.folder)
        self.house = House(open_engine(self.url, durable=False))
        self.minutes = 0
        self.verdicts: list[Verdict] = []
        self.placed = 0
        for number in range(2):
            self.house.add_technician(skills={"gas": 1 + number}, shifts=(DAY,))

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.engine.dispose()
            TEMPLATES[-1].remove(self.url)
            shutil.rmtree(self.folder)

    @rule(place=PLACES, skills=SKILLS, wait=st.integers(0, 40), hours=st.none() | st.integers(0, 8))
    def an_order_comes(self, place: LatLng, skills: dict[str, int], wait: int, hours: int | None) -> None:
        self.minutes += wait
        windows = () if hours is None else (Window(EIGHT + timedelta(hours=hours), EIGHT + timedelta(hours=hours + 1)),)
        wanted: dict[str, Any] = {"skills": skills, "windows": windows, "load": (1,), "setup_s": 300}
        self.house.place(self.now, location=place, service_s=2400, **wanted)
        self.placed += 1

    @precondition(lambda self: self.placed)
    @rule(data=st.data())
    def a_worker_considers(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, self.placed))
        if self.house.order(f"o{number}").state == "unassigned":
            self.verdicts.append(self.house.judge(f"o{number}", self.now))

    @precondition(lambda self: self.verdicts)
    @rule(data=st.data(), again=st.booleans())
    def a_worker_keeps(self, data: st.DataObject, again: bool) -> None:
        index = data.draw(st.integers(0, len(self.verdicts) - 1))
        verdict = self.verdicts[index] if again else self.verdicts.pop(index)
        self.house.keep(verdict, self.now)

    @rule(number=st.integers(1, 2), fields=st.none() | PATCHES)
    def two_workers_at_once(self, number: int, fields: dict[str, object] | None) -> None:
        """Both consider before either keeps, and perhaps a technician changes in between."""
        waiting = [order_id for order_id in map("o{}".format, range(1, self.placed + 1)) if self.waits(order_id)][-2:]
        verdicts = [self.house.judge(order_id, self.now) for order_id in waiting]
        if fields is not None:
            self.a_technician_changes(number, fields, True)
        outcomes = [self.house.keep(verdict, self.now) for verdict in verdicts]
        assert fields is not None or outcomes[:1] in ([], [Outcome.KEPT])

    @rule(number=st.integers(1, 2), fields=PATCHES, redispatch=st.booleans())
    def a_technician_changes(self, number: int, fields: dict[str, object], redispatch: bool) -> None:
        patch = staffing.TechnicianPatch(fields=fields, orders_ahead="redispatch" if redispatch else "refuse")
        try:
            with write(self.house.engine, TENANT) as connection:
                staffing.change(connection, TENANT, f"t{number}", patch, stamp(self.now))
        except ConflictError as refused:
            assert not redispatch
            assert refused.details["orders"]

    @precondition(lambda self: self.placed)
    @rule(data=st.data(), technician=st.none() | st.sampled_from(("t1", "t2")), cancels=st.booleans())
    def a_dispatcher_works_by_hand(self, data: st.DataObject, technician: str | None, cancels: bool) -> None:
        number = data.draw(st.integers(1, self.placed))
        to: State = "scheduled" if technician is not None else "canceled" if cancels else "unassigned"
        wish = by_hand.Wish(order=f"o{number}", to=to, technician=technician)
        try:
            with write(self.house.engine, TENANT) as connection:
                by_hand.carry_out(connection, TENANT, wish, stamp(self.now), self.house.memory)
        except ConflictError as refused:
            assert refused.code in ("rules_broken", "illegal_move")

    @invariant()
    def what_is_stored_fits_together(self) -> None:
        if not hasattr(self, "house"):
            return
        with read(self.house.engine) as connection:
            served = {}
            for record in technicians.page(connection, TENANT, Slice()).items:
                for day in days.of_technician(connection, TENANT, record.id):
                    for stop in day.route.stops:
                        assert stop.order not in served, "served twice"
                        served[stop.order] = (record.id, stop.start, stop.finish)
            for order in order_list.page(connection, TENANT, Slice(200)).items:
                waits = dispatch_requests.pending_of(connection, TENANT, order.id) is not None
                if order.state == "scheduled":
                    told = order.assignment
                    assert told is not None
                    assert served.pop(order.id) == (told.technicians[0], told.start, told.finish)
                    assert not waits
                else:
                    assert order.assignment is None
                    assert waits or order.reason is not None or order.state == "canceled", "lost"
            assert not served

    @precondition(lambda self: self.placed)
    @invariant()
    def what_lies_ahead_is_legal(self) -> None:
        with read(self.house.engine) as connection:
            problem = consider(connection, TENANT, "o1", self.now, Memory()).problem
            memory = consider(connection, TENANT, "o1", self.now, self.house.memory)
        assert memory.problem == problem, "what is remembered is what is read"
        absences = {technician.id: technician.absences for technician in problem.technicians}
        wanted = {order.id: order for order in problem.orders}
        ahead = {
            stop.order
            for route in problem.routes
            for stop, leaves in zip(route.stops, departures(route, wanted, absences[route.technician]), strict=True)
            if leaves >= self.now
        }
        begun = {route.technician for route in problem.routes if not {stop.order for stop in route.stops} <= ahead}
        wrong = [
            violation
            for violation in check(problem, Plan(routes=problem.routes)).violations
            if violation.order in ahead or (violation.order is None and violation.technician not in begun)
        ]
        assert wrong == []

    def waits(self, order_id: str) -> bool:
        with read(self.house.engine) as connection:
            return dispatch_requests.pending_of(connection, TENANT, order_id) is not None

    @property
    def now(self) -> datetime:
        return EIGHT + timedelta(minutes=self.minutes)


def test_whatever_comes_between_what_is_stored_fits_together(settled: Template) -> None:
    TEMPLATES.append(settled)
    bounded = settings(
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Service, settings=bounded)
