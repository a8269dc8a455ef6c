"""HHCRSP: two caregivers for a patient, each service late for itself, and the rules looked at apart from the engine."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.child import Solved
from benchmarks.public.hhcrsp import THIRDS, day_of, judged, problem_of, visits_of
from benchmarks.public.home_care import HomeCare, Visit, fault_of_visits, value_of_visits
from benchmarks.public.instance import ORIGIN, Instance, fault_of, value_of
from benchmarks.public.references import Reference, references_of
from benchmarks.public.running import Run, measured
from benchmarks.public.sets import SETS
from dispatch.checker import check
from dispatch.files.disk import UnusableError
from dispatch.model import After, Order, Role
from dispatch.planner import plan
from tests.benchmarks.public_instances import HHCRSP, HHCRSP_NAME, hhcrsp_data
from tests.commands import run

DAY = day_of(HHCRSP)

BEST = (
    ("a", 0, 0, 10.125),
    ("a", 1, 0, 25.125),
    ("a", 2, 0, 50.0),
    ("a", 3, 0, 65.0),
    ("b", 1, 1, 25.125),
    ("b", 2, 1, 54.0),
    ("b", 3, 1, 95.0),
)
"""Caregiver, number of the patient, number of the service, start."""


def visits(*, day: HomeCare = DAY, **changed: tuple[str, float]) -> list[Visit]:
    """The best visits; `p3_1=("b", 55.0)` gives another caregiver and start to the second service of p3."""
    told = []
    for caregiver, number, service, start in BEST:
        patient = day.patients[number]
        who, when = changed.get(f"{patient.name}_{service}", (caregiver, start))
        told.append(Visit(caregiver=who, patient=patient, number=service, start=when))
    return told


@pytest.fixture
def told(tmp_path: Path) -> Instance:
    return SETS["hhcrsp"].instance(hhcrsp_data(tmp_path), HHCRSP_NAME, THIRDS)


def after(order: Order) -> After:
    (found,) = order.after
    return found


def test_a_file_becomes_a_problem(told: Instance) -> None:
    problem = told.problem
    orders = {order.id: order for order in problem.orders}
    assert list(orders) == ["p1", "p2", "p3", "p3 second", "p4", "p4 second"]
    assert problem.travel.leg(problem.technicians[0].start, orders["p1"].location) == (10_125, None)
    assert orders["p1"].due == ORIGIN + timedelta(seconds=20_000)
    assert (dict(orders["p1"].skills), orders["p1"].lateness_weight) == ({"s2": 1}, 1.0)
    assert orders["p2"].crew == (Role(skills={"s1": 1}, service_s=10_000), Role(skills={"s4": 1}, service_s=10_000))
    assert orders["p2"].lateness_weight == 2.0  # both services are late
    assert dict(problem.policy.weights) == {
        "travel_min": 1.0 / 3.0,
        "lateness_min": 1.0 / 3.0,
        "lateness_max_min": 1.0 / 3.0,
    }


def test_a_second_service_comes_behind_the_first(told: Instance) -> None:
    orders = {order.id: order for order in told.problem.orders}
    # p4: starts 30 to 60 apart, the first one is done after 10
    assert after(orders["p4 second"]) == After(order="p4", min_gap_s=20_000, max_gap_s=50_000)
    assert (orders["p4 second"].service_s, orders["p4 second"].setup_s) == (10_000, 0)
    # p3: starts 4 to 8 apart, so that the second begins before the first is done; told is its finish, 14 to 18 behind
    late = orders["p3 second"]
    assert after(late) == After(order="p3", min_gap_s=4_000, max_gap_s=8_000)
    assert (late.service_s, late.setup_s) == (0, 10_000)
    assert late.windows[0].start == ORIGIN + timedelta(seconds=60_000)
    assert late.due == ORIGIN + timedelta(seconds=70_000)


def test_who_could_give_both_services_is_kept_from_it_by_a_crew() -> None:
    able = copy.deepcopy(HHCRSP)
    able["caregivers"].append({"id": "c", "abilities": ["s2", "s4"]})
    orders = {order.id: order for order in problem_of(day_of(able), THIRDS).orders}
    second = Role(skills={"s4": 1}, service_s=10_000, min_gap_s=4_000, max_gap_s=8_000)
    assert orders["p3"].crew == (Role(skills={"s2": 1}, service_s=10_000), second)
    assert "p3 second" not in orders


def test_the_objective_is_a_third_each() -> None:
    assert value_of_visits(DAY, visits()) == pytest.approx((65.5 + 25.0 + 25.0) / 3.0)
    assert fault_of_visits(DAY, visits()) == ""
    # both services of p2 are 2 late, those of p4 2 and 30
    late = visits(p2_0=("a", 42.0), p2_1=("b", 42.0), p3_0=("a", 57.0), p3_1=("b", 61.0), p4_0=("a", 72.0))
    late = [replace(each, start=100.0) if each.start == 95.0 else each for each in late]
    # tardiness 2 + 2, 0 + 1, 2 + 30, of which 30 is the largest
    assert value_of_visits(DAY, late) == pytest.approx((65.5 + 37.0 + 30.0) / 3.0)
    assert value_of_visits(DAY, []) == 0.0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"p3_0": ("a", 49.9), "p3_1": ("b", 54.0)}, "patient p3: s2 starts at 49.9, must not before 50"),
        ({"p1_0": ("b", 10.125)}, "patient p1: caregiver b cannot give s2"),
        ({"p1_0": ("nobody", 10.125)}, "patient p1: caregiver nobody cannot give s2"),
        ({"p2_0": ("b", 25.125)}, "patient p2: caregiver b gives both services"),
        ({"p2_1": ("b", 26.125)}, "patient p2: starts lie 1 apart, must 0 to 0"),
        ({"p3_1": ("b", 53.9)}, "patient p3: starts lie 3.9 apart, must 4 to 8"),
        ({"p3_1": ("b", 58.1)}, "patient p3: starts lie 8.1 apart, must 4 to 8"),
        ({"p1_0": ("a", 10.0)}, "caregiver a: starts at 10 with patient p1, cannot be there before 10.125"),
        ({"p1_0": ("a", 10.25)}, "caregiver a: starts at 25.125 with patient p2, cannot be there before 25.25"),
    ],
)
def test_each_rule_is_looked_at(changed: dict[str, tuple[str, float]], message: str) -> None:
    assert fault_of_visits(DAY, visits(**changed)) == message


def test_every_service_is_given_once() -> None:
    assert fault_of_visits(DAY, visits()[:-1]) == "patient p4: services given are [0], must be [0, 1]"
    assert fault_of_visits(DAY, [*visits(), visits()[0]]) == "patient p1: services given are [0, 0], must be [0]"


@pytest.mark.parametrize("closes", [None, 1.0])
def test_the_engine_prices_what_the_instance_does(closes: float | None) -> None:
    data: dict[str, Any] = copy.deepcopy(HHCRSP)
    for patient in data["patients"] if closes is not None else []:
        patient["time_window"] = [0.0, closes]  # everybody is late
    day = day_of(data)
    problem = problem_of(day, THIRDS)
    found = plan(problem, iterations=2_000, seed=1)
    report = check(problem, found)
    assert report.legal
    verdict = judged(day, found)
    assert verdict.fault == ""
    assert verdict.value == pytest.approx(report.cost.total_min * 60.0 / 1000.0)
    if closes is None:
        assert verdict.value == pytest.approx(38.5)
        assert {visit.start for visit in visits_of(day, found) if visit.patient.name == "p3"} == {50.0, 54.0}


def test_a_plan_that_breaks_a_rule_of_the_instance_has_no_value(told: Instance, tmp_path: Path) -> None:
    task = Run(
        set_name="hhcrsp",
        convention=THIRDS,
        instance=HHCRSP_NAME,
        limit_s=1.0,
        cores=1,
        seed=1,
        solver="paidan",
        data=str(tmp_path),
    )
    found = plan(told.problem, iterations=2_000, seed=1)
    outcome = measured(task, told, Solved(found, ""), Reference(38.5))
    assert (outcome.group, outcome.orders, outcome.left_out, outcome.vehicles) == ("4", 6, 0, 2)
    assert (outcome.value, outcome.fault) == (value_of(told, found), "")
    *others, last = DAY.patients
    other = replace(DAY, patients=(*others, replace(last, gap=(40.0, 60.0))))
    strict = replace(told, judge=partial(judged, other))
    assert fault_of(strict, found) == "patient p4: starts lie 30 apart, must 40 to 60"
    outcome = measured(task, strict, Solved(found, ""), None)
    assert (outcome.value, outcome.fault) == (None, "patient p4: starts lie 30 apart, must 40 to 60")


def test_references_are_read_from_their_table(tmp_path: Path) -> None:
    data = hhcrsp_data(tmp_path)
    assert SETS["hhcrsp"].names(data) == [HHCRSP_NAME]
    assert references_of(data, SETS["hhcrsp"], THIRDS) == {HHCRSP_NAME: Reference(38.5)}
    (data / "hhcrsp" / "reference.md").write_text("| instance | total_cost |\n|---|---|\n| one |\n")
    with pytest.raises(UnusableError, match=r"reference\.md"):
        references_of(data, SETS["hhcrsp"], THIRDS)


def test_who_cannot_be_told_of_crews_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIDAN_DATA", str(hhcrsp_data(tmp_path)))
    ended = run("bench", "public", "--set", "hhcrsp", "--solver", "paidan", "--solver", "regret")
    assert (ended.code, ended.out) == (2, "")
    assert "--solver: regret cannot be told of set hhcrsp, only paidan can" in ended.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "JSONDecodeError"),
        ("{}", "KeyError: 'patients'"),
        ('{"patients": [], "caregivers": [], "distances": [[0.0]]}', "has no patients"),
    ],
)
def test_a_file_of_another_format_is_said(tmp_path: Path, text: str, message: str) -> None:
    data = hhcrsp_data(tmp_path)
    (data / "hhcrsp" / f"{HHCRSP_NAME}.json").write_text(text)
    with pytest.raises(UnusableError, match=message):
        SETS["hhcrsp"].instance(data, HHCRSP_NAME, THIRDS)


def test_distances_of_another_size_are_said(tmp_path: Path) -> None:
    data = hhcrsp_data(tmp_path, HHCRSP | {"distances": HHCRSP["distances"][1:]})
    with pytest.raises(UnusableError, match=r"distances have shape \(4, 5\), must have \(5, 5\)"):
        SETS["hhcrsp"].instance(data, HHCRSP_NAME, THIRDS)


def test_nobody_takes_three_services(tmp_path: Path) -> None:
    data = copy.deepcopy(HHCRSP)
    data["patients"][1]["required_caregivers"].append({"service": "s2", "duration": 10.0})
    with pytest.raises(UnusableError, match="patient p2 takes 3 services, must take 1 or 2"):
        SETS["hhcrsp"].instance(hhcrsp_data(tmp_path, data), HHCRSP_NAME, THIRDS)
