"""A whole plan in words: each stop with its price and who would have been next, each order left out, the sum."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch import words
from dispatch.checker import check
from dispatch.errors import InvalidInputError
from dispatch.explain import explain, whole
from dispatch.model import After, Plan, Policy, Problem, Unassigned
from dispatch.planner import plan as optimise
from dispatch.policies import FASTEST_ARRIVAL
from tests.commands import run, write
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
    absence,
    at,
    order,
    plan_of,
    problem_of,
    route,
    shift,
    stop,
    technician,
    window,
)
from tests.dispatch.documents import golden_cases

POLICY = Policy(name="p", weights={"travel_min": 1.0, "rating_star": 6.0})


def day() -> Problem:
    """t1 serves a and b (`TWO_STOPS`), t2 is a star worse; c takes a skill that nobody has, d is worth next to nothing.

    Driving of t1 is 600 + 300 + 900 s = 30 min. Without a it is 900 + 900 s = 30 min, so a adds nothing; without b it
    is 1 200 s = 20 min, so b adds 10. t2 would drive 20 min to a and back and 30 to b and back, and lose a star for 6.
    d costs least behind b: 500 + 1 200 − 900 s = 13:20 min. c and d left out cost 2 500 and 13.
    """
    return problem_of(
        technician("t1"),
        technician("t2", rating=4.0),
        order("a", 1),
        order("b", 2),
        order("c", 1, skills={"gas": 2}),
        order("d", 3, unserved_cost_min=13.0),
        policy=POLICY,
    )


ENGLISH = """\
Orders served: 2 of 4; routes: 1; cost: 2543.00 min.
Each order is taken out and asked about anew, all else as it stands. Its price is what it adds, in minutes
of driving; below 0 it fills a gap in which somebody would wait.

t1, 2026-03-02 08:00–08:50: 2 orders, 5 stars
  08:10–08:20  a  0.00 min
      next t2 at 08:10, 26.00 min more: 20 min more driving, 1 star worse = +6.00
  08:25–08:35  b  10.00 min: driving 10.00
      next t2 at 08:15, 26.00 min more: 20 min more driving, 1 star worse = +6.00

Left out, 2:
  c  nobody may serve it: 2 × lacks a skill
  d  it costs more than leaving it out: t1 could, for 13.33 min; leaving it out costs 13.00 min

What the plan costs, in minutes:
        +30.00  driving
         +0.00  stars short of five
      +2513.00  orders left out
      +2543.00"""

CHINESE = """\
4 单派出 2 单，1 条路线，总代价 2543.00 分钟。
逐单从方案中取出、其余不动，重新来问；代价是这一单多出的部分，折算成行驶分钟。
代价为负，是因为没有这一单就要空等。

t1，2026-03-02 08:00–08:50：2 单，5 星
  08:10–08:20  a  0.00 分钟
      其次 t2（08:10），多 26.00 分钟：多开 20 分钟，低 1 星 = +6.00
  08:25–08:35  b  10.00 分钟：行驶 10.00
      其次 t2（08:15），多 26.00 分钟：多开 20 分钟，低 1 星 = +6.00

未派 2 单：
  c  没有符合条件的师傅：2 人缺少技能
  d  派出比不派更不划算：t1 能接，代价 13.33 分钟；不派的代价是 13.00 分钟

方案的代价，按分钟：
        +30.00  行驶
         +0.00  距五星的差距
      +2513.00  未派的订单
      +2543.00"""


@pytest.mark.parametrize(("lang", "text"), [("en", ENGLISH), ("zh", CHINESE)])
def test_a_plan_is_told_in_full(lang: str, text: str) -> None:
    assert explain(day(), plan_of(TWO_STOPS), None, lang) == text


def lines_of(problem: Problem, plan: Plan, lang: str = "en") -> list[str]:
    return [line.strip() for line in explain(problem, plan, None, lang).splitlines()]


def test_the_sum_adds_up_to_what_the_checker_says() -> None:
    # 1 800 s of driving at 1/3 are 10, a star and a half at 1/7 are 0.2142…, each 0.857… for two roles: 0.4285…
    weights = {"travel_min": 1 / 3, "rating_star": 1 / 7, "response_min": 1 / 9}
    problem = problem_of(
        technician("t1", rating=3.5),
        order("a", 1, created=at("08:00")),
        order("b", 2, created=at("08:00")),
        order("c", 4, unserved_cost_min=1 / 3),
        policy=Policy(name="p", weights=weights),
    )
    plan = plan_of(TWO_STOPS)
    text = explain(problem, plan, None, "en").split("What the plan costs")[1]
    *terms, total = [float(found) for found in re.findall(r"^ +([+-]\d+\.\d\d)", text, re.M)]
    assert len(terms) == 4
    assert sum(round(term * 100) for term in terms) == round(total * 100)
    assert total == round(check(problem, plan).cost.total_min, 2)


def test_amounts_and_weights_stand_beside_the_sum() -> None:
    # a starts 10 min after it was created, b 25: 35 min at 0.1; 1 800 s at half price
    weights = {"travel_min": 0.5, "response_min": 0.1}
    orders = (order("a", 1, created=at("08:00")), order("b", 2, created=at("08:00")))
    lines = lines_of(problem_of(*orders, policy=Policy(name="p", weights=weights)), plan_of(TWO_STOPS))
    assert "+15.00  driving (30 min × 0.5)" in lines
    assert "+3.50  the customer's wait since the call (35 min × 0.1)" in lines


def test_an_order_that_another_alone_would_serve_cheaper() -> None:
    problem = problem_of(technician("t1", rating=4.0), technician("t2"), order("a", 1), policy=POLICY)
    assert "t2 at 08:10 would be 6.00 min cheaper for this order alone: 1 star better = -6.00" in lines_of(
        problem, plan_of(ONE_STOP)
    )


def test_nobody_else_can_or_is_there() -> None:
    problem = problem_of(technician("t1"), technician("t2", active=False), order("a", 1))
    assert "nobody else can: 1 × out of service" in lines_of(problem, plan_of(ONE_STOP))
    assert "there is nobody else" in lines_of(problem_of(order("a", 1)), plan_of(ONE_STOP))


def test_equals_are_told_to_be_equal() -> None:
    problem = problem_of(technician("t1"), technician("t2"), order("a", 1))
    assert "next t2 at 08:10, the same price" in lines_of(problem, plan_of(ONE_STOP))
    other = replace(ONE_STOP, technician="t2")
    assert "next t1 at 08:10, the same price" in lines_of(problem, plan_of(other))


def test_prices_that_differ_by_little_are_told_with_more_digits() -> None:
    # the customer waits 70 min for t1 and 71 for t2, at 0.01: 0.70 and 0.71, driving at a ten-thousandth
    problem = problem_of(
        technician("t1"), technician("t2", shifts=(shift("08:00:01"),)), order("a", 1, created=at("07:00")),
        policy=FASTEST_ARRIVAL,
    )  # fmt: skip
    assert "next t2 at 08:10:01, 0.0002 min more: the customer waits 0.02 min longer = +0.0002" in lines_of(
        problem, plan_of(ONE_STOP)
    )


def test_an_order_left_out_though_there_is_room() -> None:
    assert (
        "b  there is room for it: t1 could, for 10.00 min; the plan could be better"
        in lines_of(problem_of(), plan_of(ONE_STOP))
    )  # fmt: skip


def test_the_smallest_change_is_told_for_what_nobody_can_serve() -> None:
    """a could start at 08:10 and its window closes 08:09; c takes gas at level 3, which t2 holds at level 2.

    With a minute more at both ends a lies on the way of t1 to b, for 0 min; t2 drives 20 min to c and back.
    """
    problem = problem_of(
        technician("t1"),
        technician("t2", skills={"gas": 2}, absences=(absence("08:00", "09:00"),)),
        order("a", 1, windows=(window("08:05", "08:09"),)),
        order("b", 2),
        order("c", 1, skills={"gas": 3}),
        now=at("08:00"),
    )
    plan = plan_of(route("08:10", "08:50", stop("b", "08:25", "08:35")))
    lines = lines_of(problem, plan)
    assert lines[lines.index("Left out, 2:") + 1 :][:4] == [
        "a  it fits into nobody's day: 2 × cannot start inside the window",
        "smallest change: widen the window by 1 min at both ends: t1 could then, for 0.00 min",
        "c  nobody may serve it: 1 × skill level too low, 1 × lacks a skill",
        "smallest change: accept gas at the level of t2: t2 could then, for 20.00 min",
    ]
    chinese = lines_of(problem, plan, "zh")
    assert "最小的让步：预约时段前后各放宽 1 分钟，t1 就能接，代价 0.00 分钟" in chinese
    assert "最小的让步：gas等级放宽到 t2 的水平，t2 就能接，代价 20.00 分钟" in chinese


LEGAL = [name for name, case in golden_cases().items() if case["expect"]["legal"]]


@pytest.mark.parametrize("name", LEGAL)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_tells_each_golden_plan(name: str, lang: str, tmp_path: Path) -> None:
    case = golden_cases()[name]
    files = write(tmp_path / "p.json", case["problem"]), write(tmp_path / "q.json", case["plan"])
    ended = run("explain", *files, "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    assert f"{case['expect']['total_min']:+.2f}" in ended.out.splitlines()[-1]
    for term in case["expect"]["terms"]:
        assert words.term_text(term, lang) in ended.out


def test_an_order_that_fits_nowhere() -> None:
    problem = problem_of(order("a", 1), order("b", 2, windows=(window("08:05", "08:10"),)))
    assert (
        "b  it fits into nobody's day: 1 × cannot start inside the window"
        in lines_of(problem, plan_of(ONE_STOP))
    )  # fmt: skip


def test_a_plan_without_routes_and_a_problem_without_anything() -> None:
    assert lines_of(problem_of(), Plan(routes=()))[0] == "Orders served: 0 of 2; routes: 0; cost: 5000.00 min."
    empty = replace(problem_of(), orders=(), technicians=())
    lines = lines_of(empty, Plan(routes=()), "zh")
    assert lines[0] == "0 单派出 0 单，0 条路线，总代价 0.00 分钟。"
    assert lines[-2:] == ["+0.00  行驶", "+0.00"]


def test_a_plan_for_nobody() -> None:
    problem = replace(problem_of(order("a", 1)), technicians=())
    assert "a  nobody may serve it" in lines_of(problem, Plan(routes=()))


def test_an_illegal_plan_is_refused() -> None:
    problem = problem_of(technician("t1", active=False), order("a", 1))
    with pytest.raises(InvalidInputError, match=r"^/routes/0/stops/0: order a"):
        explain(problem, plan_of(ONE_STOP), None, "en")


def test_days_and_nights_are_told_with_their_dates() -> None:
    night = shift("22:00", "23:00")
    problem = problem_of(
        technician("t1", shifts=(replace(night, end=at("23:00").replace(day=3)),)), order("a", 1)
    )  # fmt: skip
    late = replace(
        route("23:45", "23:59", stop("a", "23:55", "23:59")),
        back=at("00:15").replace(day=3),
        stops=(replace(stop("a", "23:55", "23:59"), finish=at("00:05").replace(day=3)),),
    )
    lines = lines_of(problem, plan_of(late))
    assert "t1, 2026-03-02 23:45–2026-03-03 00:15: 1 order" in lines
    assert any(line.startswith("23:55–2026-03-03 00:05  a  20.00 min: driving 20.00") for line in lines)


def test_large_plans_are_told_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MAX_STOPS", 1)
    monkeypatch.setattr(whole, "MAX_LEFT", 1)
    lines = lines_of(day(), plan_of(TWO_STOPS))
    assert "08:10–08:20  a  0.00 min" in lines
    assert "08:25–08:35  b  not asked about" in lines
    assert lines[lines.index("Left out, 2:") + 1 :][1] == "… and 1 more; paidan explain --order ID tells each"


def test_each_order_of_a_plan_that_was_made_has_a_line() -> None:
    orders = [
        order(f"o{n}", n % 3 + 1, windows=(window(f"{9 + n % 5:02}:00", f"{10 + n % 5:02}:00"),)) for n in range(12)
    ]
    problem = problem_of(technician("t1"), technician("t2", rating=4.5), *orders, policy=POLICY)
    made = optimise(problem, iterations=200, seed=1)
    text = explain(problem, made, None, "en")
    for one in problem.orders:
        assert len(re.findall(rf"^  (?:\S+ +)?{one.id} +", text, re.M)) == 1
    assert f"cost: {made.cost.total_min:.2f} min." in text if made.cost else False
    assert len(text.splitlines()) <= 2 * len(orders) + 30


def test_the_reason_that_a_plan_states_is_told_for_what_is_not_asked_about() -> None:
    # b comes after a, which nobody serves: neither is asked about alone
    problem = problem_of(order("a", 1, required_technicians=()), order("b", 2, after=(After(order="a"),)))
    stated = (
        Unassigned(order="a", reason="no_eligible_technician"),
        Unassigned(order="b", reason="predecessor_unserved"),
    )
    lines = lines_of(problem, Plan(routes=(), unassigned=stated))
    alone = "what belongs together is not asked about alone"
    assert f"a  nobody may serve it; b comes after it; {alone}" in lines
    assert f"b  the order that must come before it is left out; comes after a; {alone}" in lines
