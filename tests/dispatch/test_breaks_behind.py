"""Breaks behind the last stop: after the return if all come in time there, else on the way home."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Order, Plan, Policy, Problem, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Break, Shift, Window

MIDNIGHT = datetime.fromisoformat("2026-03-02T00:00:00+08:00")


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(hours=int(hours), minutes=int(minutes))


@pytest.mark.parametrize(
    ("second", "taken", "back"),
    [
        # Done at 09:20, two hours from home. The first break could wait for 11:20, but then the second would begin at
        # 11:50, not at 11:00. So the first is taken from 10:00 on, the second at 11:00: back at 09:20 + 2:00 + 1:00.
        ("11:00", ["10:00", "11:00"], "12:20"),
        # The second may begin at 11:50: both wait for the return.
        ("11:50", ["11:20", "11:50"], "11:20"),
        # The second may begin at 11:49 at the latest: a minute too early for both to wait. With the first taken on the
        # way, they are back at 11:50; so the second is taken then as well, at 11:00.
        ("11:49", ["10:00", "11:00"], "12:20"),
    ],
)
def test_the_first_of_two_is_taken_where_it_lets_the_second_be(second: str, taken: list[str], back: str) -> None:
    breaks = (Break(at("10:00"), at("12:00"), 1800), Break(at("11:00"), at(second), 1800))
    ann = Technician(
        id="ann",
        start=MatrixIndex(1),
        end=MatrixIndex(0),
        shifts=(Shift(at("09:00"), at("18:00"), breaks=breaks),),
    )
    order = Order(id="x", location=MatrixIndex(1), service_s=1200, windows=(Window(at("09:00"), at("09:00")),))
    problem = Problem(
        origin=MIDNIGHT,
        now=MIDNIGHT,
        travel=Matrix(np.array([[0, 7200], [7200, 0]], np.int32)),
        technicians=(ann,),
        orders=(order,),
        policy=Policy(name="own", weights={"travel_min": 1.0}),
    )
    decision = decide(problem, "x", routes=1)
    route = decision.candidates[0].route
    assert route is not None
    assert [pause.start for pause in route.breaks] == [at(clock) for clock in taken]
    assert route.back == at(back)
    plan = Plan(problem_sha256="", routes=(route,), unassigned=(), cost=decision.candidates[0].cost)
    assert not [broken for broken in check(problem, plan).violations if broken.rule not in ("wrong_problem",)]
