"""Key figures worked out by hand on a plan of three orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from benchmarks.demo.comparing import IllegalPlanError, checked
from benchmarks.demo.figures import figures_of, is_wanted_now, latency_of, legs_of
from dispatch.model import Order, Plan, Policy, Problem, Route, Stop, Technician, Unassigned
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Absence, Shift, Window


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


HOME, NORTH, SOUTH = MatrixIndex(0), MatrixIndex(1), MatrixIndex(2)
# Minutes: home to north 10, north to south 20, south to home 30; the other way round 5 more each.
TRAVEL = Matrix(np.array([[0, 10, 35], [15, 0, 20], [30, 25, 0]], dtype=np.int32) * 60)
ORDERS = (
    Order(id="now", location=NORTH, service_s=1800, windows=(Window(at(9), at(11)),), created=at(9)),
    Order(id="later", location=SOUTH, service_s=2400, windows=(Window(at(12), at(13)),), created=at(8)),
    Order(id="left", location=SOUTH, service_s=600, skills={"gas": 1}, created=at(8)),
)
ANNA = Technician(
    id="anna", start=HOME, end=HOME, shifts=(Shift(at(8), at(16)),), rating=4.0, reviews=3,
    absences=(Absence(at(15), at(18)),),
)  # fmt: skip
BERT = Technician(id="bert", start=HOME, shifts=(Shift(at(8), at(10)),), active=False)
# Anna leaves at 9:00, is at north 9:10 to 9:40, at south from 10:00, waits for 12:00, works until 12:40, home at 13:10.
ROUTE = Route(
    technician="anna",
    depart=at(9),
    back=at(13, 10),
    stops=(
        Stop(order="now", start=at(9, 10), finish=at(9, 40)),
        Stop(order="later", start=at(12), finish=at(12, 40)),
    ),
)
PROBLEM = Problem(
    origin=at(0), now=at(0), travel=TRAVEL, technicians=(ANNA, BERT), orders=ORDERS,
    policy=Policy(name="plain", weights={"travel_min": 1.0}, rating_prior=5.0, rating_prior_weight=1.0),
)  # fmt: skip
PLAN = Plan(routes=(ROUTE,), unassigned=(Unassigned(order="left", reason="no_eligible_technician"),))


def test_figures_of_three_orders() -> None:
    figures = figures_of(PROBLEM, PLAN)
    assert (figures.orders, figures.served, figures.on_time) == (3, 2, 2)
    assert figures.travel_s == (10 + 20 + 30) * 60
    assert figures.travel_min_per_order == 30.0
    assert figures.service_s == (30 + 40) * 60
    assert figures.waiting_s == 120 * 60
    # Eight hours without the one that the absence takes; Bert is out of service, his shift does not count.
    assert figures.shift_s == 7 * 3600
    assert figures.utilisation == pytest.approx(130 / 420)
    assert figures.part_with_customers == pytest.approx(70 / 420)
    # Three reviews of 4.0 and a prior of 5.0 worth one: 17 / 4.
    assert figures.stars == pytest.approx(4.25)
    # Only the first wanted somebody at once: ten minutes after the call.
    assert figures.response_s == 600.0
    assert figures.left == {"no_eligible_technician": 1}


def test_drives_follow_the_clock_of_the_route() -> None:
    there, onward, home = legs_of(PROBLEM, ROUTE)
    assert (there.order, there.depart, there.arrive, there.start) == ("now", at(9), at(9, 10), at(9, 10))
    assert (onward.order, onward.depart, onward.arrive, onward.start) == ("later", at(9, 40), at(10), at(12))
    assert (home.order, home.depart, home.arrive) == (None, at(12, 40), at(13, 10))


def test_a_late_start_is_not_on_time() -> None:
    late = replace(ROUTE.stops[0], start=at(11, 1), finish=at(11, 31))
    figures = figures_of(PROBLEM, replace(PLAN, routes=(replace(ROUTE, stops=(late, ROUTE.stops[1])),)))
    assert (figures.served, figures.on_time) == (2, 1)


def test_an_empty_day_has_no_means() -> None:
    figures = figures_of(PROBLEM, Plan(routes=()))
    assert (figures.served, figures.stars, figures.response_s) == (0, None, None)
    assert figures.travel_min_per_order == 0.0


def test_wanted_now_is_whoever_could_be_served_at_the_call() -> None:
    assert is_wanted_now(ORDERS[0])
    assert not is_wanted_now(ORDERS[1])
    assert is_wanted_now(ORDERS[2])  # no window: any time, so also now
    assert not is_wanted_now(replace(ORDERS[2], created=None))


def test_median_and_99th_percentile_of_waits() -> None:
    # Of 1 to 101 ms the median is the 51st, the 99th percentile the 100th.
    latency = latency_of([ms / 1000.0 for ms in range(1, 102)])
    assert latency.p50_ms == pytest.approx(51.0)
    assert latency.p99_ms == pytest.approx(100.0)


def test_figures_are_shown_only_of_plans_that_the_checker_accepts() -> None:
    assert checked(PROBLEM, PLAN, "test").served == 2
    early = replace(ROUTE.stops[1], start=at(9, 50), finish=at(10, 30))
    with pytest.raises(IllegalPlanError, match="the plan of test breaks rules"):
        checked(PROBLEM, replace(PLAN, routes=(replace(ROUTE, stops=(ROUTE.stops[0], early)),)), "test")
