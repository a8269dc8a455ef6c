"""Solomon's format under both conventions, with distances worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers.plain_day import MUST_SERVE_MIN, PlainDay
from benchmarks.peers.timing import Sequences, plan_of
from benchmarks.public.distances import in_tenths, in_thousandths, unrounded
from benchmarks.public.instance import ORIGIN, Instance, group_of, value_of, vehicles_of, with_first_orders
from benchmarks.public.references import Reference, references_of
from benchmarks.public.sets import SETS
from benchmarks.public.solomon import SINTEF, TRUNC1, read
from dispatch.checker import check
from dispatch.files.disk import UnusableError
from dispatch.model import Plan
from geo.travel import Matrix
from tests.benchmarks.public_instances import SOLOMON, solomon_data

TOGETHER = [[0, 1], [2]]
"""0-1-2-0 and 0-3-0: customers are numbered from 0 here."""

APART = [[0], [1, 2]]
"""0-1-0 and 0-2-3-0."""


def instance(data: Path, convention: str) -> Instance:
    return read(solomon_data(data) / "solomon" / "R101.txt", convention)


def planned(told: Instance, sequences: Sequences) -> Plan:
    return plan_of(told.problem, PlainDay.of(told.problem), sequences)


def test_ways_are_cut_or_rounded_up_or_left_as_they_are() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0], [3.0, 4.0]])
    # sqrt(2) = 1.41421..., 5 exactly, sqrt(4 + 9) = 3.60555...
    assert unrounded(points)[0].tolist() == [0.0, sqrt(2.0), 5.0]
    assert in_tenths(points).tolist() == [[0, 14, 50], [14, 0, 36], [50, 36, 0]]
    assert in_thousandths(points).tolist() == [[0, 1415, 5000], [1415, 0, 3606], [5000, 3606, 0]]


@pytest.mark.parametrize(("convention", "scale"), [(TRUNC1, 10), (SINTEF, 1000)])
def test_a_file_becomes_a_problem(tmp_path: Path, convention: str, scale: int) -> None:
    problem = instance(tmp_path, convention).problem
    assert [technician.capacity for technician in problem.technicians] == [(10,), (10,)]
    shift = problem.technicians[0].shifts[0]
    assert (shift.start, shift.end) == (ORIGIN, ORIGIN + timedelta(seconds=100 * scale))
    second = problem.orders[1]
    assert (second.id, second.load, second.service_s) == ("2", (3,), 2 * scale)
    assert second.windows[0].start == ORIGIN + timedelta(seconds=5 * scale)
    assert second.windows[0].end == ORIGIN + timedelta(seconds=60 * scale)
    assert second.price_unserved_min == MUST_SERVE_MIN
    assert dict(problem.policy.weights) == {"travel_min": 1.0}


def test_trunc1_adds_up_what_is_left_of_each_way(tmp_path: Path) -> None:
    told = instance(tmp_path, TRUNC1)
    plan = planned(told, TOGETHER)
    assert check(told.problem, plan).legal
    assert value_of(told, plan) == 14.6  # 1.4 + 1.0 + 2.2 and 5.0 + 5.0
    assert value_of(told, planned(told, APART)) == 14.4  # 1.4 + 1.4 and 2.2 + 4.4 + 5.0
    assert check(told.problem, plan).cost.terms["travel_min"] == 146 / 60


def test_sintef_counts_vehicles_and_unrounded_ways(tmp_path: Path) -> None:
    told = instance(tmp_path, SINTEF)
    plan = planned(told, TOGETHER)
    assert check(told.problem, plan).legal
    assert value_of(told, plan) == pytest.approx(sqrt(2.0) + 1.0 + sqrt(5.0) + 10.0, abs=1e-6)
    assert vehicles_of(plan) == 2


def test_a_vehicle_less_always_wins_under_sintef(tmp_path: Path) -> None:
    text = SOLOMON.replace("  2         10", "  3         13")
    file = solomon_data(tmp_path) / "solomon" / "R101.txt"
    file.write_text(text)
    told = read(file, SINTEF)
    # one vehicle the long way round, 0-2-1-3-0, beside two, 0-1-2-0 and 0-3-0; leaving one out is dearer than any
    costs = [check(told.problem, planned(told, each)).cost for each in ([[1, 0, 2]], [[0, 1], [2]], [[0, 1]])]
    assert costs[0].total_min < costs[1].total_min < costs[2].total_min
    # the way of everybody alone: twice 1415 + 2237 + 5000, rounded up
    assert costs[0].terms["fixed_cost"] == pytest.approx(2 * 8652 / 60)
    trunc = read(file, TRUNC1)
    assert "fixed_cost" not in check(trunc.problem, planned(trunc, [[1, 0, 2]])).cost.terms


def test_a_plan_that_carries_too_much_is_not_legal(tmp_path: Path) -> None:
    told = instance(tmp_path, TRUNC1)
    report = check(told.problem, planned(told, [[0, 1, 2]]))
    assert [violation.rule for violation in report.violations] == ["capacity"]


def test_the_first_orders_are_a_problem_of_their_own(tmp_path: Path) -> None:
    told = with_first_orders(instance(tmp_path, TRUNC1).problem, 1)
    assert [order.id for order in told.orders] == ["1"]
    assert isinstance(told.travel, Matrix)
    assert told.travel.durations_s.tolist() == [[0, 14], [14, 0]]


@pytest.mark.parametrize(
    ("name", "group"), [("C101", "C1"), ("RC208", "RC2"), ("r1_2_10", "R1"), ("rc2_4_1", "RC2"), ("C201_5x4", "C2")]
)
def test_classes(name: str, group: str) -> None:
    assert group_of(name) == group


def test_references_belong_to_a_convention(tmp_path: Path) -> None:
    data = solomon_data(tmp_path)
    assert references_of(data, SETS["solomon"], TRUNC1) == {"R101": Reference(14.4)}
    assert references_of(data, SETS["solomon"], SINTEF) == {"R101": Reference(14.54, 2)}
    (data / "solomon" / "reference.json").write_text('{"R101": {"vehicles": 2, "distance_real": 14.65}}')
    assert references_of(data, SETS["solomon"], TRUNC1) == {}
    (data / "solomon" / "reference.json").write_text("{")
    with pytest.raises(UnusableError, match=r"reference\.json"):
        references_of(data, SETS["solomon"], TRUNC1)


def test_sizes_of_homberger_are_sets_of_their_own(tmp_path: Path) -> None:
    solomon_data(tmp_path, ("c1_2_10", "c1_2_2", "rc2_4_1"), "homberger")
    assert SETS["homberger200"].names(tmp_path) == ["c1_2_2", "c1_2_10"]
    assert SETS["homberger400"].names(tmp_path) == ["rc2_4_1"]
    with pytest.raises(UnusableError, match="set solomon: there are no files"):
        SETS["solomon"].names(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must have the lines NUMBER CAPACITY and CUST NO."),
        (SOLOMON.replace("  2         10", "  2"), "must be a number of vehicles and a capacity"),
        (SOLOMON.replace("60          2", "60"), "a customer has 6 numbers, must have 7"),
        (SOLOMON.replace("60          2", "60    two"), "must be numbers"),
    ],
)
def test_a_file_of_another_format_is_said(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "R101.txt"
    file.write_text(text)
    with pytest.raises(UnusableError, match=message):
        read(file, TRUNC1)
