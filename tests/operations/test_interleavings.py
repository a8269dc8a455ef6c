"""Whatever happens in whatever order: nobody is in two places, and no order is lost."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatch.checker import check
from dispatch.model import Plan
from geo.places import LatLng
from operations import days, dispatch_requests, orders, staffing, technicians
from operations.ahead import departures
from operations.dispatching import Outcome, Verdict, consider
from operations.engine import open_engine, read, write
from operations.errors import ConflictError
from operations.memory import Memory
from operations.pages import Slice
from scheduling.spans import Window
from tests.operations.conftest import EIGHT, TENANT, House, stamp

PLACES = st.builds(LatLng, lat=st.sampled_from((31.18, 31.20, 31.23)), lng=st.sampled_from((121.38, 121.42, 121.47)))
SKILLS = st.sampled_from(({}, {"gas": 1}, {"gas": 2}))
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
    )
)
TEMPLATE: list[Path] = []


class Service(RuleBasedStateMachine):
    """Orders come, workers decide late or twice, technicians come and go, and time goes on."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(TEMPLATE[0], self.folder / "paidan.db")
        self.house = House(open_engine(f"sqlite:///{self.folder / 'paidan.db'}", durable=False))
        self.minutes = 0
        self.verdicts: list[Verdict] = []
        self.placed = 0
        for number in range(2):
            self.house.add_technician(skills={"gas": 1 + number})

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.engine.dispose()
            shutil.rmtree(self.folder)

    @rule(place=PLACES, skills=SKILLS, wait=st.integers(0, 40), hours=st.none() | st.integers(0, 8))
    def an_order_comes(self, place: LatLng, skills: dict[str, int], wait: int, hours: int | None) -> None:
        self.minutes += wait
        windows = () if hours is None else (Window(EIGHT + timedelta(hours=hours), EIGHT + timedelta(hours=hours + 1)),)
        self.house.place(self.now, location=place, skills=skills, windows=windows, service_s=2400)
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
        if self.house.keep(verdict, self.now) is Outcome.KEPT and verdict.day is not None:
            self.house.memory.keep_day(TENANT, verdict.day)

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
            with write(self.house.engine) as connection:
                staffing.change(connection, TENANT, f"t{number}", patch, stamp(self.now))
        except ConflictError as refused:
            assert not redispatch
            assert refused.details["orders"]

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
                        served[stop.order] = (record.id, stop.start)
            for order in orders.page(connection, TENANT, Slice(200)).items:
                waits = dispatch_requests.pending_of(connection, TENANT, order.id) is not None
                if order.state == "scheduled":
                    assert order.assignment is not None
                    assert served.pop(order.id) == (order.assignment.technicians[0], order.assignment.start)
                    assert not waits
                else:
                    assert order.assignment is None
                    assert waits or order.reason is not None, "lost"
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
        violations = check(problem, Plan(routes=problem.routes)).violations
        assert [violation for violation in violations if violation.order in ahead] == []

    def waits(self, order_id: str) -> bool:
        with read(self.house.engine) as connection:
            return dispatch_requests.pending_of(connection, TENANT, order_id) is not None

    @property
    def now(self) -> datetime:
        return EIGHT + timedelta(minutes=self.minutes)


@pytest.fixture(autouse=True)
def template(empty_database: Path) -> None:
    TEMPLATE[:] = [empty_database]


Service.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
TestService = Service.TestCase
