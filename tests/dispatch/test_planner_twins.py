"""Technicians who begin at one place at one hour: the search opens an unused one of them, whichever it is."""

from __future__ import annotations

from datetime import timedelta

from dispatch.checker import check
from dispatch.layout import lay_out
from dispatch.planner import plan
from dispatch.planner.state import HOMES, twins_of
from scheduling.spans import Absence
from tests.dispatch.conftest import at, order, problem_of, shift, technician, window


def test_twins_go_round_and_the_first_is_their_head() -> None:
    late = technician("t3", shifts=(shift("09:00"), shift("08:00")))
    p = lay_out(problem_of(technician("t1"), technician("t2"), late, technician("t4"), order()))
    hours = [int(opens) // 3600 for opens in p.routes["opens"]]
    assert hours in ([8, 8, 9, 8, 8], [8, 8, 8, 9, 8])
    nine = hours.index(9)
    twins, heads = twins_of(p)
    assert twins[nine] == nine
    assert heads.tolist() == [r in {0, nine} for r in range(5)]
    walked = [0]
    while twins[walked[-1]] != 0:
        walked.append(int(twins[walked[-1]]))
    assert walked == [r for r in range(5) if r != nine]


def test_everybody_at_the_depot_is_used() -> None:
    # Orders of an hour that all start between 09:00 and 09:30: one for each technician, and twice as many as HOMES.
    team = tuple(technician(f"t{k}") for k in range(2 * HOMES))
    away = technician("t-away", absences=(Absence(at("08:00"), at("08:00") + timedelta(hours=9)),))
    orders = tuple(order(f"o{i}", 1 + i % 2, service_s=3600, windows=(window("09:00", "09:30"),)) for i in range(16))
    problem = problem_of(away, *team, *orders)
    found = plan(problem, iterations=300)
    assert check(problem, found).legal
    assert found.statistics["served"] == 2 * HOMES
