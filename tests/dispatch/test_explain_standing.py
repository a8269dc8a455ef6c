"""What is under way, frozen, locked or tied to other orders is told to be so; changes of a plan have their price."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.decide import decide
from dispatch.decision import Relaxation
from dispatch.explain import explain, tell
from dispatch.explain.prices import stars_text
from dispatch.model import After, Lock, Plan, Policy, Problem, Role
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
    at,
    order,
    plan_of,
    problem_of,
    route,
    stop,
    technician,
    window,
)

POLICY = Policy(name="p", weights={"travel_min": 1.0, "rating_star": 6.0})


def lines_of(problem: Problem, plan: Plan, order_id: str | None, lang: str = "en") -> list[str]:
    return [line.strip() for line in explain(problem, plan, order_id, lang).splitlines()]


# --- under way and frozen -----------------------------------------------------------------------------------------


def under_way() -> Problem:
    """At 08:05 t1 drives to a since 08:00; to b they set off at 08:20 only."""
    return problem_of(technician("t1"), technician("t2"), now=at("08:05"), routes=(TWO_STOPS,))


def under_way_or_all() -> Problem:
    """The same, with all that starts before 08:30 frozen: b, which starts at 08:25, too."""
    return replace(under_way(), frozen_before=at("08:30"))


def test_what_is_under_way_is_not_asked_about() -> None:
    plan = plan_of(TWO_STOPS)
    assert explain(under_way(), plan, "a", "en").splitlines() == [
        "In the plan, order a is with technician t1, 2026-03-02 08:10–08:20.",
        "It stays as it is: already under way, cannot be changed.",
    ]
    assert explain(under_way(), plan, "a", "zh").splitlines() == [
        "方案中订单 a 由师傅 t1 服务，2026-03-02 08:10–08:20。",
        "维持不变：已在路上，不能再改。",
    ]
    assert "asked about anew" in explain(under_way(), plan, "b", "en")


def test_what_is_under_way_in_a_whole_plan() -> None:
    lines = lines_of(under_way(), plan_of(TWO_STOPS), None)
    assert "08:10–08:20  a  already under way, cannot be changed" in lines
    assert "08:25–08:35  b  10.00 min: driving 10.00" in lines


def test_what_is_frozen_is_not_asked_about() -> None:
    lines = lines_of(under_way_or_all(), plan_of(TWO_STOPS), None)
    assert "08:10–08:20  a  already under way, cannot be changed" in lines
    assert "08:25–08:35  b  starts before 2026-03-02 08:30, up to when the plan is frozen" in lines
    chinese = explain(under_way_or_all(), plan_of(TWO_STOPS), "b", "zh").splitlines()
    assert chinese[1] == "维持不变：2026-03-02 08:30 之前的安排已冻结，不能再改。"


# --- locks --------------------------------------------------------------------------------------------------------

LOCKS = [
    (Lock(order="a", kind="technician"), "locked to this technician", "师傅已锁定"),
    (Lock(order="a", kind="time"), "the start is locked", "时间已锁定"),
    (Lock(order="a", kind="technician_and_time"), "technician and start are locked", "师傅和时间都已锁定"),
    (
        Lock(order="a", kind="time_range", earliest=at("08:00"), latest=at("08:15")),
        "locked to a start from 2026-03-02 08:00 to 2026-03-02 08:15",
        "开始时间锁定在 2026-03-02 08:00 到 2026-03-02 08:15",
    ),
]


@pytest.mark.parametrize(("lock", "english", "chinese"), LOCKS, ids=[lock.kind for lock, *_ in LOCKS])
def test_locks_are_told(lock: Lock, english: str, chinese: str) -> None:
    problem = problem_of(technician("t1"), technician("t2"), order("a", 1), routes=(ONE_STOP,), locks=(lock,))
    assert f"A dispatcher holds it: {english}." in lines_of(problem, plan_of(ONE_STOP), "a")
    assert f"调度员已锁定：{chinese}。" in lines_of(problem, plan_of(ONE_STOP), "a", "zh")
    assert f"08:10–08:20  a  20.00 min: driving 20.00 ({english})" in lines_of(problem, plan_of(ONE_STOP), None)
    assert f"08:10–08:20  a  20.00 分钟：行驶 20.00（{chinese}）" in lines_of(problem, plan_of(ONE_STOP), None, "zh")


# --- what belongs together ----------------------------------------------------------------------------------------


def crew() -> tuple[Problem, Plan]:
    """t1 and t2 come to a together, at 08:10."""
    problem = problem_of(technician("t1"), technician("t2"), order("a", 1, crew=(Role(), Role())))
    second = route("08:00", "08:30", stop("a", "08:10", "08:20", role=1), technician_id="t2")
    return problem, plan_of(ONE_STOP, second)


def test_a_crew_is_told_and_not_asked_about() -> None:
    problem, plan = crew()
    assert explain(problem, plan, "a", "en").splitlines() == [
        "In the plan, order a is with technician t1, t2, 2026-03-02 08:10–08:20.",
        "It stays as it is: takes a crew of 2; what belongs together is not asked about alone.",
    ]
    tied = "what belongs together is not asked about alone"
    lines = lines_of(problem, plan, None)
    assert lines[0] == "Orders served: 1 of 1; routes: 2; cost: 40.00 min."
    assert f"08:10–08:20  a  part 1 of a crew of 2, with t2; {tied}" in lines
    assert f"08:10–08:20  a  part 2 of a crew of 2, with t1; {tied}" in lines
    chinese = lines_of(problem, plan, None, "zh")
    assert "08:10–08:20  a  2 人合作的第 2 位，搭档 t1；互相关联的不单独重问" in chinese


def test_a_crew_left_out() -> None:
    problem, _ = crew()
    assert (
        "a  takes a crew of 2; what belongs together is not asked about alone"
        in lines_of(problem, Plan(routes=()), None)
    )  # fmt: skip


def test_orders_that_follow_each_other_are_told_and_not_asked_about() -> None:
    problem = problem_of(order("a", 1), order("b", 2, after=(After(order="a"),)))
    lines = lines_of(problem, plan_of(TWO_STOPS), None)
    assert "08:10–08:20  a  b comes after it; what belongs together is not asked about alone" in lines
    assert "08:25–08:35  b  comes after a; what belongs together is not asked about alone" in lines
    chinese = lines_of(problem, plan_of(TWO_STOPS), "b", "zh")
    assert chinese[1] == "维持不变：排在 a 之后；互相关联的不单独重问。"


# --- a plan against the one before ----------------------------------------------------------------------------------


def test_another_technician_and_another_start_than_before_have_their_price() -> None:
    """In force a was with t1 at 08:20, the plan gives it to t2 at 08:10.

    Asked anew, t1 and t2 both start at 08:10 for 20 min of driving and 10 × 0.5 for the moved appointment; t2 pays 12
    for the change. So the plan's t2 costs 37, and t1 12 less.
    """
    weights = {"travel_min": 1.0, "technician_changed": 12.0, "time_moved_min": 0.5}
    before = route("08:10", "08:40", stop("a", "08:20", "08:30"))
    problem = problem_of(
        technician("t1"), technician("t2"), order("a", 1), routes=(before,), policy=Policy(name="p", weights=weights)
    )
    plan = plan_of(replace(ONE_STOP, technician="t2"))
    assert lines_of(problem, plan, None)[5:7] == [
        "08:10–08:20  a  37.00 min: driving 20.00, another technician than planned 12.00, moved appointments 5.00",
        "t1 at 08:10 would be 12.00 min cheaper for this order alone: the technician as planned = -12.00",
    ]
    text = explain(problem, plan, "a", "en")
    assert "      +20.00  driving\n       +0.00  another technician than planned\n" in text
    assert "       +5.00  moved appointments (10 min × 0.5)\n" in text
    assert text.endswith("who costs 12.00 min more for this order alone: another technician than planned = +12.00.")


def test_what_a_change_costs_may_be_more_than_leaving_the_order_out() -> None:
    weights = {"travel_min": 1.0, "technician_changed": 12.0}
    problem = problem_of(
        technician("t1", active=False),
        technician("t2"),
        order("a", 1, unserved_cost_min=31.0),
        routes=(ONE_STOP,),
        policy=Policy(name="p", weights=weights),
    )
    assert (
        "a  it costs more than leaving it out: t2 could, for 32.00 min; leaving it out costs 31.00 min"
        in lines_of(problem, Plan(routes=()), None)
    )  # fmt: skip


def test_the_technician_as_planned_is_found_behind_twenty_others() -> None:
    """Everybody drives 20 min; t99 pays 15 for the shift besides, each of the 25 others 500 for the change."""
    weights = {"travel_min": 1.0, "technician_changed": 500.0}
    others = [technician(f"t{k:02}") for k in range(25)]
    before = replace(ONE_STOP, technician="t99")
    problem = problem_of(
        *others,
        technician("t99", fixed_cost_min=15.0),
        order("a", 1),
        routes=(before,),
        policy=Policy(name="p", weights=weights),
    )
    assert lines_of(problem, plan_of(before), None)[5:7] == [
        "08:10–08:20  a  35.00 min: driving 20.00, shifts put to use 15.00",
        "next t00 at 08:10, 485.00 min more: another technician than planned = +500.00, no shift put to use = -15.00",
    ]
    assert explain(problem, plan_of(before), "a", "en").endswith("That is who has it.")


# --- stars --------------------------------------------------------------------------------------------------------


def test_stars_are_told_as_they_are_counted() -> None:
    # (10 × 4.0 + 10 × 4.5) ÷ 20 = 4.25
    shrunk = replace(POLICY, rating_prior_weight=10.0)
    someone = technician("t1", rating=4.0, reviews=10)
    assert stars_text(POLICY, someone, "en", charged=True) == "4 stars"
    assert stars_text(shrunk, someone, "en", charged=True) == (
        "counted as 4.25 stars: 4 by 10 reviews, drawn towards 4.5"
    )
    assert stars_text(shrunk, someone, "zh", charged=True) == "按 4.25 星计：10 条评价 4 星，向 4.5 星靠拢"


def test_a_newcomer_is_told_to_be_one() -> None:
    quota = replace(POLICY, rating_prior_weight=10.0, newcomer_reviews=5, newcomer_orders=2)
    newcomer, known = technician("t1", reviews=4), technician("t2", reviews=5)
    assert stars_text(quota, newcomer, "en", charged=False) == "a newcomer: the first 2 of a shift are free"
    assert stars_text(quota, newcomer, "zh", charged=False) == "新师傅：每班前 2 单不计评分"
    assert "newcomer" not in stars_text(quota, newcomer, "en", charged=True)  # the third of a shift
    assert "newcomer" not in stars_text(quota, known, "en", charged=False)


def test_the_price_of_rating_stands_in_each_decision() -> None:
    # r = 4.25, so 0.75 stars × 6 = 4.50
    problem = problem_of(
        technician("t1", rating=4.0, reviews=10), order("a", 1), policy=replace(POLICY, rating_prior_weight=10.0)
    )
    assert (
        "       +4.50  stars short of five (0.75 stars × 6, counted as 4.25 stars: 4 by 10 reviews, drawn towards 4.5)"
        in tell(decide(problem, "a"), problem, "en").splitlines()
    )
    assert "t1, 2026-03-02 08:00–08:30: 1 order, counted as 4.25 stars: 4 by 10 reviews, drawn towards 4.5" in lines_of(
        problem, plan_of(ONE_STOP), None
    )


# --- relaxations --------------------------------------------------------------------------------------------------


def test_relaxations_are_told_when_nobody_can() -> None:
    problem = problem_of(order("a", 1, windows=(window("08:05", "08:05"),)))
    relaxed = Relaxation(change="widen_window", by_s=300, technician="t1", cost_min=20.0)
    decision = replace(decide(problem, "a"), relaxations=(relaxed,))
    lines = tell(decision, problem, "en").splitlines()
    assert lines[0] == "Order a is not given out: it fits into nobody's day."
    assert lines[-2:] == [
        "What would help:",
        "  widen the window by 5 min at both ends: t1 could then, for 20.00 min",
    ]
    assert tell(decision, problem, "zh").splitlines()[-2:] == [
        "怎样才派得出去：",
        "  预约时段前后各放宽 5 分钟，t1 就能接，代价 20.00 分钟",
    ]
