"""TRSP: working time, and what only the depot could supply for."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from pathlib import Path

import pytest

from benchmarks.peers.child import Solved
from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.solver import Effort
from benchmarks.peers.solvers import solver_of
from benchmarks.peers.timing import plan_of
from benchmarks.public.instance import ORIGIN, Instance, value_of
from benchmarks.public.late_starts import put_off
from benchmarks.public.references import Reference, references_of
from benchmarks.public.running import Run, measured
from benchmarks.public.sets import SETS
from benchmarks.public.trsp import WORKING_TIME, needs_depot, read
from dispatch.checker import check
from dispatch.files.disk import UnusableError
from tests.benchmarks.public_instances import TRSP, trsp_data

NAME = "C101.4_2-2-2-1"


@pytest.fixture
def told(tmp_path: Path) -> Instance:
    return SETS["trsp"].instance(trsp_data(tmp_path), NAME, WORKING_TIME)


def test_a_file_becomes_a_problem(told: Instance) -> None:
    first, second = told.problem.technicians
    assert (dict(first.skills), first.capacity) == ({"skill 0": 1, "skill 1": 1, "tool 0": 1}, (2,))
    assert (dict(second.skills), second.capacity) == ({"skill 1": 1}, (0,))
    assert [(order.id, dict(order.skills), order.load) for order in told.problem.orders] == [
        ("3", {"skill 0": 1, "tool 0": 1}, (1,)),
        ("4", {"skill 1": 1}, (0,)),
    ]
    assert dict(told.problem.policy.weights) == {"travel_min": 1.0, "waiting_min": 1.0}


def test_what_only_the_depot_could_supply_for_is_skipped(told: Instance) -> None:
    assert told.skipped == ("5", "6")


def test_working_time_is_from_departure_to_return(told: Instance) -> None:
    plan = plan_of(told.problem, PlainDay.of(told.problem), [[0, 1], []])
    assert check(told.problem, plan).legal
    # leaves at 5, serves 3 from 10 to 15, is at 4 by 19, waits, serves from 40 to 45, and is home by 53.544
    assert value_of(told, plan) == pytest.approx(48.544, abs=2e-3)
    late = put_off(told.problem, plan)
    assert check(told.problem, late).legal
    # 3 may start by 20 at the latest: leaves at 15
    assert value_of(told, late) == pytest.approx(38.544, abs=2e-3)
    assert late.routes[0].depart == ORIGIN + timedelta(seconds=15_000)
    assert late.routes[0].back == plan.routes[0].back


def test_every_solver_is_measured_with_its_starts_put_off(told: Instance, tmp_path: Path) -> None:
    run = Run(
        set_name="trsp",
        convention=WORKING_TIME,
        instance=NAME,
        limit_s=1.0,
        cores=1,
        seed=1,
        solver="pyvrp",
        data=str(tmp_path),
    )
    plan = plan_of(told.problem, PlainDay.of(told.problem), [[0, 1], []])
    outcome = measured(run, told, Solved(plan, ""), None)
    assert outcome.value == pytest.approx(38.544, abs=2e-3)
    assert (outcome.orders, outcome.skipped, outcome.left_out, outcome.vehicles) == (2, 2, 0, 1)
    illegal = plan_of(told.problem, PlainDay.of(told.problem), [[], [0]])
    assert measured(run, told, Solved(illegal, ""), None).fault.startswith("skill_missing")


@pytest.mark.parametrize("solver", ["pyvrp", "ortools-insertion"])
def test_others_are_told_that_waiting_costs(told: Instance, solver: str) -> None:
    effort = Effort(limit_s=0.2, cores=1, seed=1, tell=lambda _: None)
    sequences = solver_of(solver).prepared(told.problem)(effort)
    assert isinstance(sequences, list)
    # 15 for 3 alone, and 2-4-2 takes 2 * 3.60555 + 5 beside it; one for both takes 38.544
    assert sequences == [[0], [1]]
    plan = plan_of(told.problem, PlainDay.of(told.problem), sequences)
    assert value_of(told, plan) == pytest.approx(15.0 + 2.0 * sqrt(13.0) + 5.0, abs=2e-3)


def test_a_reference_that_goes_to_the_depot_is_none(tmp_path: Path) -> None:
    # requests 3 to 6, homes 7 and 8, then the depot
    assert not needs_depot(NAME, "<1,3,7|2,4,8>")
    assert needs_depot(NAME, "<1,9,3,7|2,4,8>")
    assert needs_depot("odd", "<1,3,7>")
    assert references_of(trsp_data(tmp_path), SETS["trsp"], WORKING_TIME) == {NAME: Reference(29.2111)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must have the lines CREW COUNT and ID"),
        (TRSP.replace("2       2       2       1", "9 2 2 1"), "has 6 technicians and requests, 9 of them technicians"),
        (TRSP.replace("[1] \t[1] \t[0]", "[1] \t[1]"), "has 8 columns, must have 9"),
        (TRSP.replace("[1] \t[1] \t[0]", "[1] \t[x] \t[0]"), "must be a list of numbers"),
        (TRSP.replace("[1] \t[1] \t[0]", "[1] \t[1] \t[0,1]"), "not all rows have as many kinds of spare parts"),
    ],
)
def test_a_file_of_another_format_is_said(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / f"{NAME}.txt"
    file.write_text(text)
    with pytest.raises(UnusableError, match=message):
        read(file, WORKING_TIME)
