"""One decision in words: who, why, who came next, who could not; and the arithmetic adds up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dispatch.decide import decide
from dispatch.errors import InvalidInputError, UnknownOrderError
from dispatch.explain import explain, tell
from dispatch.model import Plan, Policy, Problem, Route
from tests.dispatch.conftest import ONE_STOP, TWO_STOPS, order, plan_of, problem_of, shift, stop, technician, window

POLICY = Policy(name="p", weights={"travel_min": 1.0, "rating_star": 6.0})


def day() -> Problem:
    """t1 and t2 can serve a (t2 has 4 stars, so costs 6 min more), t3 lacks gas and t4 is not at work."""
    return problem_of(
        technician("t1", skills={"gas": 1}),
        technician("t2", skills={"gas": 1}, rating=4.0),
        technician("t3"),
        technician("t4", skills={"gas": 1}, shifts=(shift("15:00", "16:00"),)),
        order("a", 1, skills={"gas": 1}, windows=(window("08:10", "08:10"),)),
        policy=POLICY,
    )


def test_a_decision_is_told_in_full() -> None:
    problem = day()
    assert tell(decide(problem, "a"), problem, "en").splitlines() == [
        "Order a goes to technician t1, 2026-03-02 08:10–08:20.",
        "Of 2 who can, t1 costs least, 20.00 min:",
        "      +20.00  driving",
        "       +0.00  stars short of five (5 stars)",
        "      +20.00",
        "  2. t2, 2026-03-02 08:10–08:20: 26.00 min, 6.00 min more (1 star worse = +6.00)",
        "Who could not, and why:",
        "  1 × lacks a skill: t3 lacks gas (level 1)",
        "  1 × cannot start inside the window: t4 could start at 15:10 at the earliest, the window closes 08:10",
    ]


def test_the_same_in_chinese() -> None:
    problem = day()
    assert tell(decide(problem, "a"), problem, "zh").splitlines() == [
        "订单 a 派给师傅 t1，2026-03-02 08:10–08:20。",
        "能接的 2 人中，t1 代价最小，20.00 分钟：",
        "      +20.00  行驶",
        "       +0.00  距五星的差距（5 星）",
        "      +20.00",
        "  2. t2，2026-03-02 08:10–08:20：26.00 分钟，多 6.00 分钟（低 1 星 = +6.00）",
        "不能接的人及原因：",
        "  1 人缺少技能：t3 不会gas（1 级）",
        "  1 人赶不上预约时段：t4 最早 15:10 才能开始，预约时段 08:10 截止",
    ]


def test_an_order_that_nobody_may_serve() -> None:
    problem = problem_of(order("a", 1, skills={"gas": 3}))
    text = tell(decide(problem, "a"), problem, "en")
    assert text.startswith("Order a is not given out: nobody may serve it.")
    assert "t1 lacks gas (level 3)" in text


def test_an_order_that_is_not_worth_it_says_both_prices() -> None:
    problem = problem_of(order("a", 1, unserved_cost_min=19.0))
    text = tell(decide(problem, "a"), problem, "en")
    assert "it costs more than leaving it out" in text
    assert "t1 could, for 20.00 min; leaving it out costs 19.00 min" in text


def test_no_technician_at_all() -> None:
    problem = replace(day(), technicians=())
    assert "There is no technician at all." in tell(decide(problem, "a"), problem, "en")


def test_many_are_counted_and_a_few_named() -> None:
    problem = problem_of(*(technician(f"t{k:03}") for k in range(120)), order("a", 1, skills={"gas": 1}))
    text = tell(decide(problem, "a"), problem, "en")
    assert "120 × lacks a skill: t000 lacks gas (level 1); t001" in text
    assert "and 117 more" in text


def crowd(many: int) -> Problem:
    """So many technicians who can serve a for 20 min each, t00 for 26."""
    them = [technician(f"t{k:02}", rating=5.0 if k else 4.0) for k in range(many)]
    return problem_of(*them, order("a", 1), policy=POLICY)


def test_a_decision_that_lists_no_more_than_twenty_does_not_say_how_many_can() -> None:
    problem = crowd(26)
    lines = tell(decide(problem, "a"), problem, "en").splitlines()
    assert lines[1] == "Of 20+ who can, t01 costs least, 20.00 min:"
    assert lines[-1] == "  … and at least 16 more who can, at no lower price"


def test_whoever_holds_an_order_is_told_beyond_the_twentieth() -> None:
    problem, plan = crowd(26), plan_of(replace(ONE_STOP, technician="t00"))
    lines = explain(problem, plan, "a", "en").splitlines()
    assert "Of 26 who can, t01 costs least, 20.00 min:" in lines
    assert "  … and 22 more who can, at no lower price" in lines
    assert lines[-1] == "The plan chose t00, who costs 6.00 min more for this order alone: 1 star worse = +6.00."
    lines = explain(problem, plan, None, "en").splitlines()
    assert lines[5:7] == [
        "  08:10–08:20  a  26.00 min: driving 20.00, stars short of five 6.00",
        "      t01 at 08:10 would be 6.00 min cheaper for this order alone: 1 star better = -6.00",
    ]


def test_shown_terms_add_up_to_the_shown_total() -> None:
    # thirds of a minute: 0.333… + 0.333… + … do not round to what their sum rounds to
    weights = {"travel_min": 1 / 3, "rating_star": 1 / 7, "response_min": 1 / 9}
    problem = replace(
        day(),
        policy=Policy(name="p", weights=weights),
        technicians=(technician("t1", skills={"gas": 1}, rating=4.1),),
        orders=(order("a", 1, created=day().origin),),
    )
    numbers = [
        float(found) for found in re.findall(r"^ +([+-]\d+\.\d\d)", tell(decide(problem, "a"), problem, "en"), re.M)
    ]
    *terms, total = numbers
    assert len(terms) == 3
    assert sum(round(term * 100) for term in terms) == round(total * 100)


def test_an_order_of_a_plan_that_has_the_best_technician() -> None:
    text = explain(problem_of(), plan_of(TWO_STOPS), "a", "en")
    assert text.startswith("In the plan, order a is with technician t1, 2026-03-02 08:10–08:20.")
    assert "Order a goes to technician t1" in text
    assert text.endswith("That is who has it.")


def test_an_order_of_a_plan_that_another_would_serve_cheaper() -> None:
    problem = problem_of(technician("t1", rating=4.0), technician("t2"), order("a", 1), policy=POLICY)
    text = explain(problem, plan_of(ONE_STOP), "a", "en")
    assert "Order a goes to technician t2" in text
    assert text.endswith("The plan chose t1, who costs 6.00 min more for this order alone: 1 star worse = +6.00.")


def test_an_order_left_out_though_there_is_room() -> None:
    text = explain(problem_of(), plan_of(ONE_STOP), "b", "en")
    assert text.startswith("In the plan, order b is left out.")
    assert text.endswith("There is room for it: the plan could be better.")


def test_an_order_left_out_because_nobody_may() -> None:
    problem = problem_of(order("a", 1), order("b", 2, required_technicians=()))
    text = explain(problem, plan_of(ONE_STOP), "b", "zh")
    assert "订单 b 未派出：没有符合条件的师傅。" in text
    assert "其实排得下" not in text


def test_what_a_plan_states_beside_its_routes_does_not_matter() -> None:
    plan = replace(plan_of(ONE_STOP), problem_sha256="0" * 64)
    assert "order a is with" in explain(problem_of(), plan, "a", "en")
    assert "Orders served: 1 of 2" in explain(problem_of(), plan, None, "en")


def test_an_illegal_plan_and_an_unknown_order_are_refused() -> None:
    problem = problem_of(technician("t1", active=False), order("a", 1))
    with pytest.raises(InvalidInputError, match=r"^/routes/0/stops/0: order a"):
        explain(problem, plan_of(ONE_STOP), "a", "en")
    with pytest.raises(UnknownOrderError):
        explain(problem, Plan(routes=()), "zz", "en")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (replace(ONE_STOP, technician="t9"), "/routes/1/technician"),
        (replace(ONE_STOP, shift=3), "/routes/1/shift"),
        (replace(ONE_STOP, stops=(*ONE_STOP.stops, stop("zz", "08:20", "08:20"))), "/routes/1/stops/1/order"),
        (replace(ONE_STOP, stops=(stop("a", "08:10", "08:20", role=2),)), "/routes/1/stops/0/role"),
    ],
)
def test_what_a_plan_names_and_the_problem_lacks_is_told_with_its_place(wrong: Route, pointer: str) -> None:
    first = Route(technician="t1", shift=0, depart=ONE_STOP.depart, back=ONE_STOP.depart, stops=())
    with pytest.raises(InvalidInputError) as refused:
        explain(problem_of(), plan_of(first, wrong), "a", "en")
    assert (pointer, "unknown_id") in [(fault.pointer, fault.code) for fault in refused.value.faults]
