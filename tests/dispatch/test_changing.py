"""Changes by hand, on the day of `conftest`: 0–1 600 s, 0–2 900 s, 1–2 300 s, back 360 s; ten minutes of service.

Technician t1 leaves home at 09:00, serves a at place 1 from 09:10 to 09:20 and is home at 09:30. Order b at place 2 is
in no route, which costs 2500 min.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from dispatch.changing import Change, Moved, Verdict, judge
from dispatch.checker import Violation
from dispatch.decide import decide
from dispatch.errors import InvalidInputError, NotSupportedError, UnknownOrderError, UnknownTechnicianError
from dispatch.model import Lock, Policy, Problem, Role, Route
from scheduling.spans import Shift
from tests.dispatch.conftest import absence, at, due, order, problem_of, route, shift, stop, technician, told, window

IN_FORCE = route("09:00", "09:30", stop("a", "09:10", "09:20"))


def day(*things: object, **changes: object) -> Problem:
    given = (technician(), technician("t2", start=order("x", 2).location, end=order("x", 2).location))
    problem = problem_of(*given, order("a", 1), order("b", 2), routes=(IN_FORCE,))
    return replace(problem, **changes)


def with_a(problem: Problem, **changes: object) -> Problem:
    return replace(problem, orders=(replace(problem.orders[0], **changes), *problem.orders[1:]))


def with_b(problem: Problem, **changes: object) -> Problem:
    return replace(problem, orders=(problem.orders[0], replace(problem.orders[1], **changes)))


def starts(found: Route) -> list[tuple[str, str]]:
    return [(each.order, f"{each.start:%H:%M:%S}") for each in found.stops]


def only(verdict: Verdict) -> Violation:
    (violation,) = verdict.violations
    return violation


def test_the_best_place() -> None:
    # behind a: 300 s on and 900 s home instead of 600, ten minutes more; and 2500 for leaving it out are saved
    verdict = judge(day(), Change(order="b", technician="t1"))
    assert verdict.legal
    assert verdict.cost_difference.terms == {"travel_min": 10.0, "unserved": -2500.0}
    assert verdict.cost_difference.total_min == -2490.0
    assert verdict.touched == ()
    (found,) = verdict.routes
    assert starts(found) == [("a", "09:10:00"), ("b", "09:25:00")]
    assert found == decide(day(), "b").candidates[-1].route or found.back == at("09:50")


def test_a_place_between_two_stops() -> None:
    # before a: 900 s, then 360 s and 600 s home, instead of 1200 s: eleven minutes; a is promised for 09:10
    verdict = judge(day(), Change(order="b", technician="t1", position=0))
    assert verdict.legal
    assert verdict.cost_difference.terms["travel_min"] == 11.0
    assert starts(verdict.routes[0]) == [("b", "08:15:00"), ("a", "09:10:00")]
    assert verdict.touched == ()


def test_who_else_is_touched() -> None:
    # an hour of service from 08:15, then 360 s: there at 09:21, eleven minutes after what a was told
    problem = with_b(day(), service_s=3600)
    verdict = judge(problem, Change(order="b", technician="t1", position=0))
    assert verdict.legal
    assert verdict.touched == (Moved(technician="t1", order="a", by_s=660),)


def test_a_rule_that_breaks_for_somebody_else() -> None:
    problem = with_a(with_b(day(), service_s=3600), windows=(window("09:10", "09:15"),))
    verdict = judge(problem, Change(order="b", technician="t1", position=0))
    assert not verdict.legal
    broken = only(verdict)
    assert (broken.rule, broken.order, broken.observed, broken.bound) == (
        "time_window",
        "a",
        told("09:21"),
        told("09:15"),
    )
    # the best place breaks none
    assert judge(problem, Change(order="b", technician="t1")).legal


def test_dragged_to_a_time() -> None:
    # t2 lives where b is; t1 is there at 09:25 at the earliest, and waits
    verdict = judge(day(), Change(order="b", technician="t2", start=at("11:00")))
    assert (verdict.legal, starts(verdict.routes[0])) == (True, [("b", "11:00:00")])
    verdict = judge(day(), Change(order="b", technician="t1", start=at("11:00")))
    assert (verdict.legal, starts(verdict.routes[0])) == (True, [("a", "09:10:00"), ("b", "11:00:00")])


def test_dragged_to_a_time_at_which_nobody_can_be_there() -> None:
    # a must start at 09:10, so t1 is with b at 09:25 at the earliest: the visit is told as asked, and the rule with it
    problem = with_a(day(), windows=(window("09:10", "09:10"),))
    verdict = judge(problem, Change(order="b", technician="t1", start=at("09:15")))
    broken = only(verdict)
    assert (broken.rule, broken.order, broken.observed, broken.bound) == ("overlap", "b", told("09:15"), told("09:25"))
    (found,) = verdict.routes
    assert starts(found) == [("a", "09:10:00"), ("b", "09:15:00")]
    assert (found.stops[1].arrive, found.back) == (at("09:25"), at("09:40"))  # 09:15 + 600 s + 900 s home


def with_lunch() -> Problem:
    """t1 has an hour of lunch to begin from 11:30 to 13:00, and nothing else to do."""
    lunch = technician(shifts=(shift(breaks=(due("11:30", "13:00", 3600),)),))
    return day(technicians=(lunch,), routes=())


def test_dragged_to_a_time_too_early_before_lunch() -> None:
    # 900 s from home, which t1 leaves at 08:00: 08:15 is the earliest, and legal
    broken = only(judge(with_lunch(), Change(order="b", technician="t1", start=at("08:02"))))
    assert (broken.rule, broken.observed, broken.bound) == ("overlap", told("08:02"), told("08:15"))
    assert judge(with_lunch(), Change(order="b", technician="t1", start=at("08:15"))).legal


def test_dragged_before_the_shift() -> None:
    # in time for 07:00 t1 would leave at 06:45; a keeps its start, whichever place is asked for
    for problem in (with_lunch(), day()):
        broken = only(verdict := judge(problem, Change(order="b", technician="t1", start=at("07:00"))))
        assert (broken.rule, broken.observed, broken.bound) == ("off_shift", told("06:45"), told("08:00"))
        assert (verdict.routes[0].stops[0].order, verdict.touched) == ("b", ())


def test_dragged_to_before_the_days_work_can_begin() -> None:
    # nothing is before the origin: t1 leaves home at 00:00 and is there at 00:15
    broken = judge(with_lunch(), Change(order="b", technician="t1", start=at("00:05"))).violations
    assert {each.rule: each.bound for each in broken} == {"off_shift": told("08:00"), "overlap": told("00:15")}


def test_dragged_into_an_absence() -> None:
    away = technician(absences=(absence("10:00", "11:00"),))
    broken = only(judge(day(technicians=(away,)), Change(order="b", technician="t1", start=at("10:30"))))
    assert (broken.rule, broken.order, broken.bound) == ("absent", "b", told("10:00"))


def test_dragged_to_the_nearest_shift() -> None:
    # 20:00 lies three hours after the one shift, and 12 before the other
    late = technician(shifts=(shift(), Shift(at("08:00").replace(day=3), at("17:00").replace(day=3))))
    verdict = judge(day(technicians=(late,), routes=()), Change(order="b", technician="t1", start=at("20:00")))
    assert (verdict.routes[0].shift, only(verdict).rule) == (0, "off_shift")


def test_dragged_out_of_its_window() -> None:
    problem = with_b(day(), windows=(window("14:00", "15:00"),))
    broken = only(judge(problem, Change(order="b", technician="t1", start=at("13:00"))))
    assert (broken.rule, broken.observed, broken.bound) == ("time_window", told("13:00"), told("14:00"))


def test_who_may_not() -> None:
    # t2 lacks the skill; the price is that of the day as it would be: nothing, for t2 lives there
    problem = with_b(day(), skills={"gas": 1})
    verdict = judge(problem, Change(order="b", technician="t2"))
    assert only(verdict).rule == "skill_missing"
    assert verdict.cost_difference.terms == {"travel_min": 0.0, "unserved": -2500.0}
    assert starts(verdict.routes[0]) == [("b", "08:00:00")]


def test_all_rules_that_break_are_told() -> None:
    problem = with_b(day(), skills={"gas": 1}, forbidden_technicians=("t1",), windows=(window("08:00", "08:10"),))
    verdict = judge(problem, Change(order="b", technician="t1"))
    assert sorted(each.rule for each in verdict.violations) == ["forbidden_technician", "skill_missing", "time_window"]


def test_taken_out() -> None:
    # twenty minutes of driving less, 2500 for leaving it out; no route is left
    verdict = judge(day(), Change(order="a"))
    assert verdict.legal
    assert verdict.cost_difference.terms == {"travel_min": -20.0, "unserved": 2500.0}
    assert (verdict.routes, verdict.touched) == ((), ())
    # b is in no route anyway
    assert judge(day(), Change(order="b")).cost_difference.total_min == 0.0


def test_taken_out_of_the_middle() -> None:
    # a and b, then a again by t1: without a, b keeps its start; 900 s there instead of 600 + 300 s
    both = route("09:00", "09:50", stop("a", "09:10", "09:20"), stop("b", "09:25", "09:35"))
    verdict = judge(day(routes=(both,)), Change(order="a"))
    assert verdict.cost_difference.terms == {"travel_min": 0.0, "unserved": 2500.0}
    (found,) = verdict.routes
    assert (starts(found), found.back, verdict.touched) == ([("b", "09:25:00")], at("09:50"), ())


def test_moved_to_somebody_else() -> None:
    # t1 drives 1200 s less, t2 360 + 300 s more: nine minutes saved; t1 is left with nothing
    verdict = judge(day(), Change(order="a", technician="t2"))
    assert verdict.cost_difference.terms["travel_min"] == -9.0
    assert verdict.cost_difference.total_min == -9.0
    assert [(each.technician, starts(each)) for each in verdict.routes] == [("t2", [("a", "08:06:00")])]


def test_disruption_has_its_price() -> None:
    # another technician, 12 min; from 09:10 to 08:06, 64 min × 0.5
    policy = Policy(name="p", weights={"travel_min": 1.0, "technician_changed": 12.0, "time_moved_min": 0.5})
    verdict = judge(day(policy=policy), Change(order="a", technician="t2"))
    assert verdict.cost_difference.terms["technician_changed"] == 12.0
    verdict = judge(day(policy=policy), Change(order="a", technician="t2", start=at("09:30")))
    assert verdict.cost_difference.terms["time_moved_min"] == 10.0


def test_moved_within_the_day() -> None:
    verdict = judge(day(), Change(order="a", technician="t1", start=at("10:00")))
    assert (verdict.legal, verdict.cost_difference.total_min) == (True, 0.0)
    assert starts(verdict.routes[0]) == [("a", "10:00:00")]
    split = replace(day().technicians[0], shifts=(shift("08:00", "12:00"), shift("13:00", "17:00")))
    verdict = judge(day(technicians=(split,)), Change(order="a", technician="t1", shift=1))
    assert [(each.shift, starts(each)) for each in verdict.routes] == [(1, [("a", "13:10:00")])]
    assert verdict.cost_difference.total_min == 0.0


def test_what_is_locked() -> None:
    for kind, change in (
        ("technician", Change(order="a", technician="t2")),
        ("time", Change(order="a", technician="t1", start=at("10:00"))),
        ("technician_and_time", Change(order="a")),
    ):
        assert only(judge(day(locks=(Lock(order="a", kind=kind),)), change)).rule == "lock"
    earliest, latest = at("10:00"), at("11:00")
    ranged = day(locks=(Lock(order="b", kind="time_range", earliest=earliest, latest=latest),))
    broken = only(judge(ranged, Change(order="b", technician="t1", start=at("09:59"))))
    assert (broken.rule, broken.bound) == ("lock", told("10:00"))
    assert judge(ranged, Change(order="b", technician="t1", start=at("10:00"))).legal


def test_what_is_under_way() -> None:
    # t1 has left at 09:00; at 09:05 a is neither taken out nor preceded by b, and nothing starts in the past
    later = day(now=at("09:05"))
    for change in (
        Change(order="a"),
        Change(order="b", technician="t1", position=0),
        Change(order="b", technician="t2", start=at("09:00")),
    ):
        assert {each.rule for each in judge(later, change).violations} == {"frozen"}, change
    verdict = judge(later, Change(order="b", technician="t1"))
    assert (verdict.legal, verdict.routes[0].depart) == (True, at("09:00"))


def test_what_is_frozen() -> None:
    frozen = day(frozen_before=at("09:30"))
    assert only(judge(frozen, Change(order="a"))).rule == "frozen"
    broken = only(judge(frozen, Change(order="b", technician="t2", start=at("09:29"))))
    assert (broken.rule, broken.observed, broken.bound) == ("frozen", told("09:29"), told("09:30"))
    assert judge(frozen, Change(order="b", technician="t2", start=at("09:30"))).legal


def test_what_was_broken_before_is_not_told() -> None:
    # a starts an hour after its window, in force as it is
    problem = with_a(day(), windows=(window("08:00", "08:10"),))
    assert judge(problem, Change(order="b", technician="t2")).legal
    # but if b is served 09:00 to 09:10, a is reached at 09:16, which is worse than before
    broken = only(judge(problem, Change(order="b", technician="t1", position=0, start=at("09:00"))))
    assert (broken.rule, broken.order, broken.observed) == ("time_window", "a", told("09:16"))


def test_a_quota() -> None:
    problem = day(technicians=(technician(max_orders=1),))
    broken = only(judge(problem, Change(order="b", technician="t1")))
    assert (broken.rule, broken.observed, broken.bound) == ("max_orders", 2, 1)


def test_bad_questions() -> None:
    with pytest.raises(UnknownOrderError):
        judge(day(), Change(order="z"))
    with pytest.raises(UnknownTechnicianError):
        judge(day(), Change(order="a", technician="t9"))
    with pytest.raises(InvalidInputError, match="/shift: is 1, technician t1 has 1 shifts"):
        judge(day(), Change(order="a", technician="t1", shift=1))
    with pytest.raises(InvalidInputError, match="/position: is 2, must be from 0 to 1"):
        judge(day(), Change(order="b", technician="t1", position=2))
    with pytest.raises(InvalidInputError, match="/technician: is missing, but start is given"):
        judge(day(), Change(order="b", start=at("10:00")))
    with pytest.raises(InvalidInputError, match="has 0 shifts"):
        judge(day(technicians=(technician(), technician("t2", shifts=()))), Change(order="b", technician="t2"))
    with pytest.raises(NotSupportedError, match="order 'b' takes a crew"):
        judge(with_b(day(), crew=(Role(), Role())), Change(order="b", technician="t1"))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("start", datetime(2026, 3, 2, 10), "/start: is 2026-03-02T10:00:00, must have an offset"),  # noqa: DTZ001
        ("start", "10:00", "/start: is '10:00', must be a datetime with an offset"),
        ("start", at("10:00:00.5"), "/start: is 2026-03-02T10:00:00.500000+08:00, must be in whole seconds"),
        ("position", True, "/position: is True, must be an integer"),
        ("position", -1, "/position: is -1, must be at least 0"),
        ("shift", False, "/shift: is False, must be an integer"),
    ],
)
def test_bad_values(field: str, value: Any, message: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Change(order="b", technician="t1", **{field: value})
    assert str(refused.value) == message
