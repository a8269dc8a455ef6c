"""STRSP: levels by domain, and the price of outsourcing."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.timing import plan_of
from benchmarks.public.instance import value_of
from benchmarks.public.sets import SETS
from benchmarks.public.strsp import TRAVEL_AND_OUTSOURCING, outsourcing
from dispatch.checker import check
from dispatch.files.disk import UnusableError
from tests.benchmarks.public_instances import TASKS, strsp_data

NAME = "C101_2x2_noTeam"


def test_a_file_becomes_a_problem(tmp_path: Path) -> None:
    problem = SETS["strsp"].instance(strsp_data(tmp_path), NAME, TRAVEL_AND_OUTSOURCING).problem
    assert [dict(each.skills) for each in problem.technicians] == [
        {"domain 1": 2, "domain 2": 1},
        {"domain 1": 1},
    ]
    assert [(order.id, dict(order.skills)) for order in problem.orders] == [
        ("2", {"domain 1": 2, "domain 2": 1}),
        ("3", {}),
        ("4", {"domain 2": 2}),
    ]
    assert [order.load for order in problem.orders] == [(), (), ()]


def test_outsourcing_costs_by_the_sum_of_the_levels() -> None:
    assert outsourcing(0) == 200.0
    assert outsourcing(4) == 208.0


def test_a_plan_costs_its_ways_and_what_is_outsourced(tmp_path: Path) -> None:
    told = SETS["strsp"].instance(strsp_data(tmp_path), NAME, TRAVEL_AND_OUTSOURCING)
    plan = plan_of(told.problem, PlainDay.of(told.problem), [[0], [1]])
    report = check(told.problem, plan)
    assert report.legal
    # 0-(1,1)-0 and 0-(3,4)-0; nobody has level 2 in domain 2
    expected = 2.0 * sqrt(2.0) + 10.0 + 200.0 + 2.0**1.5
    assert value_of(told, plan) == pytest.approx(expected, abs=1e-6)
    # in the problem, sqrt(2) is 1.415 each way
    assert report.cost.total_min == pytest.approx(1000.0 * (expected + 2.83 - 2.0 * sqrt(2.0)) / 60.0)
    wrong = check(told.problem, plan_of(told.problem, PlainDay.of(told.problem), [[2], []]))
    assert [violation.rule for violation in wrong.violations] == ["skill_level"]


def test_each_has_a_variant_with_fewer_technicians(tmp_path: Path) -> None:
    data = strsp_data(tmp_path)
    assert SETS["strsp"].names(data) == [NAME, f"{NAME}_reduced"]
    told = SETS["strsp"].instance(data, f"{NAME}_reduced", TRAVEL_AND_OUTSOURCING)
    assert (told.name, len(told.problem.technicians), len(told.problem.orders)) == (f"{NAME}_reduced", 1, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must have a line that begins with CUST NO"),
        ("CUST NO.\n", "must have rows below CUST NO"),
        (TASKS.replace("\t0\t0\t1\t1", "\t0\t0\t1"), "a row has 11 numbers, must have 12"),
    ],
)
def test_a_file_of_another_format_is_said(tmp_path: Path, text: str, message: str) -> None:
    data = strsp_data(tmp_path)
    (data / "strsp" / "kovacs" / "tasks_noTeam" / f"{NAME}.txt").write_text(text)
    with pytest.raises(UnusableError, match=message):
        SETS["strsp"].instance(data, NAME, TRAVEL_AND_OUTSOURCING)
