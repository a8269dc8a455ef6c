"""Each code has words in both languages; refusals say what was seen and what is allowed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from dispatch import words
from dispatch.decision import FailedRule, Relaxation
from dispatch.files.plan_file import REASONS
from dispatch.files.policy_file import policy_from_json
from dispatch.objectives import TERMS
from dispatch.rules import SEQUENCE_RULES, STATIC_RULES
from tests.dispatch.refusals import REFUSALS, at

DAY = date(2026, 3, 2)
CHINESE = re.compile("[\u4e00-\u9fff]")

STATIC = (
    "not_active skill_missing skill_level certificate_expired outside_area forbidden_technician "
    "not_required_technician declined_before tag_missing unreachable"
)
SEQUENCE = (
    "off_shift absent time_window overlap break overtime max_orders max_travel capacity crew order_dependency lock "
    "frozen"
)
PLAN_FILE = "duplicate_order unknown_id timing cost_mismatch wrong_problem"
WEIGHED = (
    "travel_min distance_km waiting_min lateness_min lateness_max_min overtime_min rating_star overqualified_level "
    "response_min not_preferred workload_balance technician_changed time_moved_min"
)
UNWEIGHED = "fixed_cost unserved"
IN_REASONS = "no_eligible_technician does_not_fit not_worth_it predecessor_unserved"
IN_CHANGES = "widen_window enlarge_area lower_level call_in_shift allow_overtime ignore_decline"
TABLES = [words.RULES, words.REASONS, words.TERMS, words.CHANGES]


def test_each_code_of_the_contract_has_words_and_no_other() -> None:
    # a static rule may be one that Paidan has beyond the contract
    own = {rule.CODE for rule in STATIC_RULES} - set(STATIC.split())
    assert [code for code in words.STATIC if code not in own] == STATIC.split()
    assert list(words.SEQUENCE) == SEQUENCE.split()
    assert list(words.PLAN_FILE) == PLAN_FILE.split()
    assert list(words.RULES) == [*words.STATIC, *words.SEQUENCE, *words.PLAN_FILE]
    assert list(words.TERMS) == [*WEIGHED.split(), *UNWEIGHED.split()]
    assert list(words.UNITS) == WEIGHED.split()
    assert list(words.REASONS) == IN_REASONS.split()
    assert list(words.CHANGES) == IN_CHANGES.split()


def test_each_code_of_the_engine_has_words() -> None:
    assert {rule.CODE for rule in STATIC_RULES} <= set(words.STATIC)
    assert set(SEQUENCE_RULES) <= {*words.SEQUENCE, "unreachable", "certificate_expired"}  # both are static, too
    assert [name for name in words.TERMS if name in {term.name for term in TERMS}] == [term.name for term in TERMS]
    read = policy_from_json({"weights": dict.fromkeys(words.UNITS, 1.5)})
    assert list(read.weights) == list(words.UNITS)
    assert set(REASONS) <= set(words.REASONS)


@pytest.mark.parametrize("table", TABLES)
def test_each_text_is_in_its_language(table: dict[str, tuple[str, str]]) -> None:
    for code, (english, chinese) in table.items():
        assert english.isascii() and english.strip(), code
        assert english != code
        assert CHINESE.search(chinese), code
        assert not CHINESE.search(english), code
    assert len({english for english, _ in table.values()}) == len(table)
    assert len({chinese for _, chinese in table.values()}) == len(table)


def test_texts_by_code() -> None:
    assert words.rule_text("max_orders", "en") == "has enough orders already"
    assert words.rule_text("max_orders", "zh") == "单量已满"
    assert words.reason_text("does_not_fit", "zh") == "谁的日程都排不下"
    assert words.reason_text("predecessor_unserved", "en") == "the order that must come before it is left out"
    assert words.term_text("travel_min", "zh") == "行驶"


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="lang is 'fr', must be 'en' or 'zh'"):
        words.rule_text("absent", "fr")


@pytest.mark.parametrize("refusal", REFUSALS, ids=[f"{refusal.rule}-{n}" for n, refusal in enumerate(REFUSALS)])
def test_refusals(refusal: Any) -> None:
    failed = FailedRule(rule=refusal.rule, observed=refusal.observed, bound=refusal.bound)
    assert words.refusal_text(failed, "en", DAY) == refusal.english
    assert words.refusal_text(failed, "zh", DAY) == refusal.chinese
    assert CHINESE.search(refusal.chinese)


def test_each_rule_of_a_decision_has_a_refusal() -> None:
    assert {refusal.rule for refusal in REFUSALS} == {*words.STATIC, *words.SEQUENCE}


def test_what_no_decision_tells_has_its_short_words() -> None:
    failed = FailedRule(rule="timing", observed=at("08:10:00"), bound=at("08:11:00"))
    assert words.refusal_text(failed, "zh", DAY) == "时间前后不符"
    assert words.refusal_text(FailedRule(rule="new_rule", observed=1, bound=2), "en", DAY) == "new_rule"


def test_early_and_late_are_told_by_the_instant_and_not_by_the_wall() -> None:
    # 02:30 at +02:00 comes before 02:10 at +01:00, though the wall shows a later time
    failed = FailedRule(
        rule="time_window", observed="2026-10-25T02:30:00+02:00", bound="2026-10-25T02:10:00+01:00"
    )  # fmt: skip
    assert words.refusal_text(failed, "en", date(2026, 10, 25)).startswith("would start at 02:30")


# --- amounts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 min", "0 分钟"),
        (45, "45 s", "45 秒"),
        (1500, "25 min", "25 分钟"),
        (1501, "25 min 1 s", "25 分钟 1 秒"),
        (3600, "1 h", "1 小时"),
        (5400, "1 h 30 min", "1 小时 30 分钟"),
        (-90, "-1 min 30 s", "-1 分钟 30 秒"),
    ],
)
def test_durations(seconds: int, english: str, chinese: str) -> None:
    assert words.duration_text(seconds, "en") == english
    assert words.duration_text(seconds, "zh") == chinese


@pytest.mark.parametrize(
    ("metres", "english", "chinese"),
    [
        (0, "0 m", "0 米"),
        (999, "999 m", "999 米"),
        (1000, "1 km", "1 公里"),
        (3200, "3.2 km", "3.2 公里"),
        (3201, "3.3 km", "3.3 公里"),  # 3.2 km would not be enough
        (12_000_000, "12000 km", "12000 公里"),
    ],
)
def test_distances(metres: int, english: str, chinese: str) -> None:
    assert words.distance_text(metres, "en") == english
    assert words.distance_text(metres, "zh") == chinese


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.4, "0.4"), (12.25, "12.25"), (1.999, "2"), (0.0031, "0.0031"), (2e-7, "2.0e-07"), (60.0, "60")],
)
def test_numbers(value: float, text: str) -> None:
    assert words.number_text(value) == text


def test_spans() -> None:
    start, finish = datetime.fromisoformat(at("23:50:00")), datetime.fromisoformat(at("00:10:30", "2026-03-03"))
    assert words.span_text(start, finish, DAY) == "23:50–2026-03-03 00:10:30"
    assert words.span_text(start, start) == "2026-03-02 23:50–23:50"


# --- terms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", words.TERMS)
def test_each_term_can_be_more_and_less(term: str) -> None:
    for lang in words.LANGS:
        more, less = words.difference_text(term, 2.5, lang), words.difference_text(term, -2.5, lang)
        assert more != less
        assert "{" not in more + less
        assert "-" not in more + less
        assert bool(CHINESE.search(more)) == bool(CHINESE.search(less)) == (lang == "zh")


def test_differences() -> None:
    assert words.difference_text("travel_min", 2.1, "en") == "2.1 min more driving"
    assert words.difference_text("rating_star", -0.4, "en") == "0.4 stars better"
    assert words.difference_text("rating_star", 1.0, "en") == "1 star worse"
    assert words.difference_text("rating_star", -0.4, "zh") == "高 0.4 星"
    assert words.difference_text("overqualified_level", -1, "en") == "1 level less skill than needed"
    assert words.difference_text("response_min", 12, "zh") == "客户多等 12 分钟"


def test_amounts_of_a_term() -> None:
    assert words.amount_text("rating_star", 0.4, "en") == "0.4 stars"
    assert words.amount_text("rating_star", 1.0, "en") == "1 star"
    assert words.amount_text("distance_km", 1.0, "en") == "1 km"
    assert words.amount_text("workload_balance", 8.0, "zh") == "8 小时²"


# --- relaxations ------------------------------------------------------------------------------------------------


def relaxed_by(change: str, **said: Any) -> Relaxation:
    return replace(Relaxation(change=change, technician="t1", cost_min=31.2), **said)


@pytest.mark.parametrize(
    ("relaxed", "english", "chinese"),
    [
        (
            relaxed_by("widen_window", by_s=1500),
            "widen the window by 25 min at both ends: t1 could then, for 31.20 min",
            "预约时段前后各放宽 25 分钟，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("enlarge_area", by_m=3200),
            "let t1 work 3.2 km beyond the area: t1 could then, for 31.20 min",
            "t1 的服务区域外扩 3.2 公里，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("enlarge_area"),
            "let t1 work outside the area: t1 could then, for 31.20 min",
            "让 t1 跨区服务，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("lower_level", skill="gas"),
            "accept gas at the level of t1: t1 could then, for 31.20 min",
            "gas等级放宽到 t1 的水平，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("call_in_shift", by_s=600),
            "call t1 in for 10 min more: t1 could then, for 31.20 min",
            "请 t1 多上 10 分钟的班，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("allow_overtime", by_s=1200),
            "allow t1 20 min more overtime: t1 could then, for 31.20 min",
            "让 t1 多加班 20 分钟，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("ignore_decline"),
            "ask t1 again, who has declined: t1 could then, for 31.20 min",
            "请拒过单的 t1 再考虑一次，t1 就能接，代价 31.20 分钟",
        ),
        (
            relaxed_by("widen_window", technician=None),
            "widen the window: somebody could then, for 31.20 min",
            "放宽预约时段，有人 就能接，代价 31.20 分钟",
        ),
    ],
)
def test_relaxations(relaxed: Relaxation, english: str, chinese: str) -> None:
    assert words.relaxation_text(relaxed, "en") == english
    assert words.relaxation_text(relaxed, "zh") == chinese


def test_each_change_can_be_told() -> None:
    for change in words.CHANGES:
        for by_s in (None, 60):
            for lang in words.LANGS:
                assert "None" not in words.relaxation_text(relaxed_by(change, by_s=by_s), lang)
