"""Gaps, lines and notes, on outcomes made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from benchmarks.public.csv_file import to_csv
from benchmarks.public.report import bests, gap, lines
from benchmarks.public.running import Asked, Outcome, Run, runs
from benchmarks.public.table import notes, percent, tables

ASKED = Asked(
    data=Path("data"),
    instances={"solomon": ["C101", "R101"]},
    conventions={"solomon": "trunc1"},
    limit_s=5.0,
    seeds=[1, 2],
    cores=1,
    solvers=["paidan", "pyvrp"],
)


def outcome(
    solver: str = "paidan",
    instance: str = "R101",
    value: float | None = 101.0,
    *,
    set_name: str = "solomon",
    convention: str = "trunc1",
    seed: int = 1,
    **others: Any,
) -> Outcome:
    run = Run(
        set_name=set_name,
        convention=convention,
        instance=instance,
        limit_s=5.0,
        cores=1,
        seed=seed,
        solver=solver,
        data="data",
    )
    told = Outcome(
        run=run, group=instance[:2], orders=100, left_out=0, vehicles=19, value=value, wall_s=5.0, busy_s=4.0
    )
    return replace(told, **others)


def test_a_gap_is_the_value_over_the_reference() -> None:
    assert gap(outcome(reference=100.0)) == pytest.approx(0.01)
    assert gap(outcome(reference=101.0)) == 0.0
    assert gap(outcome(value=None, reference=100.0, left_out=None, fault="no plan found")) is None
    assert gap(outcome()) is None


def test_a_plan_that_leaves_out_an_order_has_no_gap_unless_that_is_priced() -> None:
    assert gap(outcome(reference=100.0, left_out=1)) is None
    assert gap(outcome(reference=100.0, left_out=1, is_priced=True)) == pytest.approx(0.01)


def test_distances_of_plans_with_other_numbers_of_vehicles_are_not_compared() -> None:
    sintef = outcome(convention="sintef", reference=100.0, reference_vehicles=19)
    assert gap(sintef) == pytest.approx(0.01)
    assert gap(replace(sintef, vehicles=20)) is None
    assert gap(replace(sintef, vehicles=18)) is None
    assert gap(outcome(reference=100.0, vehicles=25)) == pytest.approx(0.01)  # trunc1 does not count them


def test_without_a_reference_the_best_of_the_run_serves_as_one() -> None:
    told = [
        outcome("paidan", value=110.0, left_out=1),
        outcome("pyvrp", value=90.0, left_out=2),
        outcome("regret", value=121.0, left_out=1),
    ]
    best = bests(told)["solomon", "R101"]
    assert best == (1, 110.0)  # fewest left out first
    assert [gap(each, best) for each in told] == [0.0, None, pytest.approx(0.1)]
    assert bests([outcome(value=None)]) == {}


def test_a_line_has_means_over_instances_of_medians_over_seeds() -> None:
    told = [
        outcome(seed=1, value=101.0, reference=100.0),
        outcome(seed=2, value=103.0, reference=100.0),
        outcome(seed=3, value=109.0, reference=100.0),
        outcome(instance="R102", value=105.0, reference=100.0),
        outcome(instance="R103", value=80.0, reference=100.0, left_out=10),
        outcome(instance="C101", value=100.0, reference=100.0),
    ]
    c1, r1, everything = lines(told)
    assert (c1.group, c1.gap_mean, c1.instances) == ("C1", 0.0, 1)
    # medians 3 % and 5 %; R103 leaves ten out
    assert (r1.instances, r1.compared) == (3, 2)
    assert (r1.gap_mean, r1.gap_worst) == (pytest.approx(0.04), pytest.approx(0.05))
    assert r1.value_mean == pytest.approx((101.0 + 103.0 + 109.0 + 105.0) / 4)
    assert (r1.served, r1.orders) == (490, 500)
    assert (everything.group, everything.gap_mean) == ("all", pytest.approx(0.08 / 3))


def test_solvers_take_turns() -> None:
    assert [(run.instance, run.seed, run.solver) for run in runs(ASKED)] == [
        ("C101", 1, "paidan"), ("C101", 1, "pyvrp"),
        ("C101", 2, "pyvrp"), ("C101", 2, "paidan"),
        ("R101", 1, "paidan"), ("R101", 1, "pyvrp"),
        ("R101", 2, "pyvrp"), ("R101", 2, "paidan"),
    ]  # fmt: skip


def test_each_convention_has_a_table_of_its_own() -> None:
    sintef = outcome(convention="sintef", set_name="homberger200", vehicles=20, reference=99.0, reference_vehicles=19)
    console = Console(width=140)
    with console.capture() as told:
        for table in tables(ASKED, [outcome(reference=100.0), sintef]):
            console.print(table)
    first, second = told.get().split(
        "sintef: fewest vehicles, then unrounded distance; 5 s, 1 core, medians over 2 seeds"
    )
    assert "trunc1: distance, each way cut to one digit; 5 s" in first
    assert "homberger200" not in first
    assert "more vehicles" not in first
    assert "solomon" not in second
    (row,) = (each for each in second.splitlines() if "paidan" in each)
    assert [part.strip() for part in row.split("│")[1:-1]] == [
        "homberger200", "R1", "paidan", "1", "0", "101.00", "1.0", "", "", "100/100", "5.00", "4.00",
    ]  # fmt: skip


def test_notes_tell_what_gaps_are_against_and_what_is_left_out() -> None:
    told = [
        outcome(reference=100.0),
        outcome(set_name="trsp", convention="working time", skipped=4, left_out=2),
        outcome("pyvrp", set_name="trsp", convention="working time", value=None, left_out=None, fault="none found"),
    ]
    assert list(notes(told)) == [
        "gaps: solomon, trunc1: against the published references of reference.json",
        "gaps: trsp, working time: no published ones of 1; against the best plan of this run",
        "trsp: nobody goes to the depot on the way; a reference in which somebody does is left out",
        "skipped: trsp, requests that nobody could serve without the depot: R101 4",
        "leaves out 2 of 100: trsp R101, paidan, seed 1",
        "no legal plan: trsp R101, pyvrp, seed 1: none found",
    ]
    assert list(notes([outcome()])) == ["no gaps: solomon, trunc1: no published ones of 1, nobody else in this run"]


def test_a_gap_that_rounds_to_nothing_has_no_sign() -> None:
    assert (percent(-3e-6), percent(0.0123456), percent(-0.01)) == ("0.000", "1.235", "-1.000")


def test_the_file_says_where_figures_come_from() -> None:
    head, row, other = to_csv([outcome(reference=100.0), outcome(value=None)], "commit abc, 2 cores").splitlines()
    assert head.startswith("set_name,convention,instance,limit_s,cores,seed,solver,group,orders,")
    assert row.startswith("solomon,trunc1,R101,5.0,1,1,paidan,R1,100,")
    assert row.endswith(',reference.json,"commit abc, 2 cores"')
    assert other.endswith(',,"commit abc, 2 cores"')
