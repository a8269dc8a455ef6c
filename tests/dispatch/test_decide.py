"""Decisions worked out by hand, on the day of `conftest`: 0–1 600 s, 0–2 900 s, 1–2 300 s (back 360 s)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dispatch.decide import decide
from dispatch.decision import Decision, FailedRule
from dispatch.errors import FrozenError, UnknownOrderError
from dispatch.model import Policy, Route, Stop
from dispatch.screen import eligible
from tests.dispatch.conftest import absence, at, order, problem_of, shift, technician, told, window

TRAVEL = Policy(name="travel", weights={"travel_min": 1.0})
IN_FORCE = Route(
    technician="t1",
    depart=at("09:00"),
    back=at("09:30"),
    stops=(Stop(order="a", start=at("09:10"), finish=at("09:20")),),
)
"""Order a by t1: leaves home 09:00, there 09:10, home 09:30."""


def rules_of(decision: Decision, name: str = "t1") -> tuple[FailedRule, ...]:
    return next(rejection.rules for rejection in decision.rejected if rejection.technician == name)


def failed(rule: str, observed: object, bound: object) -> tuple[FailedRule, ...]:
    return (FailedRule(rule=rule, observed=observed, bound=bound),)


def test_an_empty_day() -> None:
    # ten minutes out and ten home; as early as the shift allows
    problem = problem_of(technician(), order("a"), policy=TRAVEL)
    decision = decide(problem, "a")
    assert decision.outcome == "assigned"
    assert decision.chosen is not None
    assert decision.chosen.technicians == ("t1",)
    assert decision.chosen.start == at("08:10")
    assert decision.chosen.finish == at("08:20")
    assert decision.chosen.cost.terms == {"travel_min": 20.0}
    assert decision.chosen.route.depart == at("08:00")
    assert decision.chosen.route.back == at("08:30")


def test_departs_as_late_as_delays_no_start() -> None:
    problem = problem_of(technician(), order("a", windows=(window("10:00", "11:00"),)), policy=TRAVEL)
    chosen = decide(problem, "a").chosen
    assert chosen is not None
    assert (chosen.route.depart, chosen.start) == (at("09:50"), at("10:00"))


def test_terms_add_up() -> None:
    # t1: 20 min × 1, no wait, 5 - 4.2 = 0.8 stars × 6, start 08:10 - 07:40 = 30 min × 0.1
    policy = Policy(name="p", weights={"travel_min": 1.0, "waiting_min": 0.5, "rating_star": 6.0, "response_min": 0.1})
    problem = problem_of(technician(rating=4.2, reviews=9), order("a", created=at("07:40")), policy=policy)
    chosen = decide(problem, "a").chosen
    assert chosen is not None
    assert chosen.cost.terms == pytest.approx(
        {"travel_min": 20.0, "waiting_min": 0.0, "rating_star": 4.8, "response_min": 3.0}
    )
    assert chosen.cost.total_min == sum(chosen.cost.terms.values())


def test_the_nearest_in_the_day_wins_over_the_nearest_home() -> None:
    # t1 stands at place 1 anyway: 5 min on to 2 and 15 home instead of 10, so 10 more; t2 drives 15 out, 15 home
    problem = problem_of(technician(), technician("t2"), order("a"), order("b", 2), policy=TRAVEL, routes=(IN_FORCE,))
    decision = decide(problem, "b")
    assert [(c.technicians[0], c.cost.total_min, c.rank) for c in decision.candidates] == [
        ("t1", 10.0, 1),
        ("t2", 30.0, 2),
    ]
    assert decision.candidates[0].start == at("09:25")


def test_equals_go_by_id_whatever_the_order_of_input() -> None:
    for names in (("t1", "t2"), ("t2", "t1")):
        problem = problem_of(*(technician(name) for name in names), order("a"), policy=TRAVEL)
        assert [c.technicians[0] for c in decide(problem, "a").candidates] == ["t1", "t2"]


def test_an_order_in_the_plan_is_decided_as_if_it_were_not() -> None:
    problem = problem_of(technician(), order("a"), policy=TRAVEL, routes=(IN_FORCE,))
    chosen = decide(problem, "a").chosen
    assert chosen is not None
    assert chosen.cost.terms == {"travel_min": 20.0}


def test_each_static_rule_that_fails_is_told() -> None:
    problem = problem_of(
        technician(active=False, skills={"gas": 1}),
        order("a", skills={"gas": 2, "locks": 1}, forbidden_technicians=("t1",), required_technicians=()),
    )
    decision = decide(problem, "a")
    assert decision.reason == "no_eligible_technician"
    assert rules_of(decision) == (
        *failed("not_active", observed=False, bound=True),
        *failed("skill_missing", {"locks": 0}, {"locks": 1}),
        *failed("skill_level", {"gas": 1}, {"gas": 2}),
        *failed("forbidden_technician", "t1", ["t1"]),
        *failed("not_required_technician", "t1", []),
    )


def test_nowhere_is_outside() -> None:
    decision = decide(problem_of(technician(areas=()), order("a", community="c1")), "a")
    assert rules_of(decision) == failed("outside_area", "c1", [])


def test_no_way_there() -> None:
    decision = decide(problem_of(technician(), order("a", 4)), "a")
    assert decision.reason == "no_eligible_technician"
    assert rules_of(decision) == failed("unreachable", None, "a way there and home")


def test_window_missed() -> None:
    # the shift begins 08:00, ten minutes of driving: 08:10 is the earliest, the window ends 08:09:59
    decision = decide(problem_of(technician(), order("a", windows=(window("08:00", "08:09:59"),))), "a")
    assert decision.reason == "does_not_fit"
    assert rules_of(decision) == failed("time_window", told("08:10"), told("08:09:59"))
    reached = problem_of(technician(), order("a", windows=(window("08:00", "08:10"),)))
    assert decide(reached, "a").outcome == "assigned"


def test_a_window_in_the_past() -> None:
    yesterday = order("a", windows=(window("09:00", "10:00"),))
    decision = decide(problem_of(technician(), yesterday, now=at("11:00")), "a")
    assert rules_of(decision) == failed("time_window", told("11:10"), told("10:00"))
    decision = decide(problem_of(technician(shifts=()), yesterday, now=at("11:00")), "a")
    assert rules_of(decision) == failed("time_window", told("11:00"), told("10:00"))


def test_home_too_late() -> None:
    # start 16:45 at the earliest, done 16:55, home 17:05; the shift ends 17:00
    decision = decide(problem_of(technician(), order("a", windows=(window("16:45", "18:00"),))), "a")
    assert rules_of(decision) == failed("off_shift", told("17:05"), told("17:00"))
    no_end = problem_of(technician(end=None), order("a", windows=(window("16:45", "18:00"),)))
    assert decide(no_end, "a").outcome == "assigned"


def test_nobody_has_a_shift() -> None:
    decision = decide(problem_of(technician(shifts=()), order("a")), "a")
    assert rules_of(decision) == failed("off_shift", None, "a shift")


def test_away() -> None:
    # there at 09:10 for ten minutes, and ten home: the absence from 09:05 to 10:00 is in the way until 10:00
    away = technician(absences=(absence("08:05", "10:00"),))
    decision = decide(problem_of(away, order("a", windows=(window("08:00", "09:30"),))), "a")
    assert rules_of(decision) == failed("time_window", told("10:10"), told("09:30"))
    decision = decide(
        problem_of(
            technician(absences=(absence("08:12", "10:00"),)), order("a", 1, windows=(window("08:10", "08:10"),))
        ),
        "a",
    )
    assert rules_of(decision) == failed("absent", told("08:12"), told("08:12"))


def test_between_two_visits() -> None:
    # t1 must be at place 1 at 09:10; from 2 it is 360 s, so b (10 min, from 08:55 on) is done 09:05 and a would
    # start at 09:11, one minute after its window ends
    problem = problem_of(
        technician(max_orders=None),
        order("a", windows=(window("09:10", "09:10"),)),
        order("b", 2, windows=(window("08:55", "08:55"),)),
        routes=(IN_FORCE,),
    )
    decision = decide(problem, "b")
    assert rules_of(decision) == failed("overlap", told("09:11"), told("09:10"))


def test_quota() -> None:
    problem = problem_of(technician(max_orders=1), order("a"), order("b", 2), routes=(IN_FORCE,))
    assert rules_of(decide(problem, "b")) == failed("max_orders", 2, 1)


def test_possible_but_not_worth_it() -> None:
    dear = problem_of(technician(), order("a", unserved_cost_min=19.9), policy=TRAVEL)
    decision = decide(dear, "a")
    assert (decision.outcome, decision.reason, decision.chosen) == ("unassigned", "not_worth_it", None)
    assert decision.candidates[0].cost.total_min == 20.0
    assert decide(problem_of(technician(), order("a", unserved_cost_min=20.0), policy=TRAVEL), "a").chosen is not None


def test_no_technicians_at_all() -> None:
    problem = replace(problem_of(order("a")), technicians=())
    decision = decide(problem, "a")
    assert (decision.reason, decision.candidates, decision.rejected) == ("no_eligible_technician", (), ())


def test_lists_are_bounded_and_the_rest_is_counted() -> None:
    many = [technician(f"t{k:03}", skills={"gas": 1 if k < 30 else 0} if k < 30 else {}) for k in range(100)]
    decision = decide(problem_of(*many, order("a", skills={"gas": 1})), "a")
    assert len(decision.candidates) == 20
    assert len(decision.rejected) == 50
    assert decision.rejected_counts == {"skill_missing": 20}


def test_nobody_sets_off_in_the_past() -> None:
    # at 12:00 t1 sits at place 1 since 09:20 and drives 300 s to place 2; t2 is at home, 900 s away
    problem = problem_of(
        technician(), technician("t2"), order("a"), order("b", 2), policy=TRAVEL, routes=(IN_FORCE,), now=at("12:00")
    )
    starts = {c.technicians[0]: c.start for c in decide(problem, "b").candidates}
    assert starts == {"t1": at("12:05"), "t2": at("12:15")}


def test_a_visit_under_way_is_left_alone() -> None:
    # at 09:05 t1 is on the way to a: b comes after it; at 08:55 it may still come before
    early = order("b", 2, windows=(window("08:00", "09:15"),))
    later = problem_of(technician(), order("a"), early, routes=(IN_FORCE,), now=at("09:05"))
    assert rules_of(decide(later, "b"))[0].rule == "time_window"
    sooner = replace(later, now=at("08:55"))
    chosen = decide(sooner, "b").chosen
    assert chosen is not None
    assert [stop.order for stop in chosen.route.stops] == ["b", "a"]


def test_what_cannot_be_moved_is_not_decided_anew() -> None:
    # a in force starts at 09:10, and t1 sets off to it at 09:00
    problem = problem_of(technician(), technician("t2"), order("a"), order("b", 2), routes=(IN_FORCE,))
    asked = "it keeps its place, and is not decided anew"
    frozen = replace(problem, frozen_before=at("09:10:01"))
    bound = "starts 2026-03-02 09:10:00+08:00, frozen before 2026-03-02 09:10:01+08:00"
    with pytest.raises(FrozenError, match=re.escape(f"order a: technician t1 {bound}: {asked}")):
        decide(frozen, "a")
    begun = "is under way since 2026-03-02 09:00:00+08:00, before now 2026-03-02 09:00:01+08:00"
    with pytest.raises(FrozenError, match=re.escape(f"order a: technician t1 {begun}: {asked}")):
        decide(replace(problem, now=at("09:00:01")), "a")
    assert decide(frozen, "b").chosen is not None
    for open_still in (replace(problem, frozen_before=at("09:10")), replace(problem, now=at("09:00"))):
        assert decide(open_still, "a").chosen is not None


def test_a_second_shift_is_another_chance() -> None:
    split = technician(shifts=(shift("08:00", "09:00"), shift("13:00", "17:00")))
    chosen = decide(problem_of(split, order("a", windows=(window("13:00", "15:00"),))), "a").chosen
    assert chosen is not None
    assert (chosen.route.shift, chosen.start) == (1, at("13:10"))


def test_who_might_at_all() -> None:
    problem = problem_of(technician(), technician("t2", active=False), technician("t3", shifts=()), order("a"))
    assert eligible(problem, "a") == ("t1", "t3")


def test_how_many_are_listed() -> None:
    problem = problem_of(*(technician(f"t{k:02}") for k in range(23)), order("a"))
    assert [len(decide(problem, "a", candidates=many).candidates) for many in (1, 23, 40)] == [1, 23, 23]
    assert len(decide(problem, "a").candidates) == 20


def test_no_such_order() -> None:
    with pytest.raises(UnknownOrderError, match="'z' is not one of the 1 orders"):
        decide(problem_of(order("a")), "z")
