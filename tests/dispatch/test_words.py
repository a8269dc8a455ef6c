"""Each code has words in both languages; refusals say what was seen and what is allowed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from dispatch import words
from dispatch.decision import FailedRule
from dispatch.files.plan_file import REASONS
from dispatch.objectives import TERMS
from dispatch.rules import SEQUENCE_RULES, STATIC_RULES

DAY = date(2026, 3, 2)
CHINESE = re.compile("[\u4e00-\u9fff]")
CODES = [*(rule.CODE for rule in STATIC_RULES), *SEQUENCE_RULES]
OF_A_PLAN = ["frozen", "duplicate_order", "unknown_id", "timing", "cost_mismatch", "wrong_problem"]


def test_each_rule_has_words() -> None:
    assert set(words.RULES) == {*CODES, *OF_A_PLAN}


def test_each_reason_outcome_and_term_has_words() -> None:
    assert set(words.REASONS) == set(REASONS)
    assert set(words.TERMS) == {*(term.name for term in TERMS), "unserved"}


@pytest.mark.parametrize("table", [words.RULES, words.REASONS, words.TERMS])
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
    assert words.term_text("travel_min", "zh") == "行驶"


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="lang is 'fr', must be 'en' or 'zh'"):
        words.rule_text("absent", "fr")


def at(clock: str, day: str = "2026-03-02") -> str:
    return f"{day}T{clock}+08:00"


REFUSALS: list[tuple[str, Any, Any, str]] = [
    ("not_active", False, True, "is out of service"),
    ("skill_missing", {"gas": 0, "aircon": 0}, {"gas": 2, "aircon": 1}, "lacks gas (level 2), aircon (level 1)"),
    ("skill_level", {"gas": 1}, {"gas": 2}, "holds gas (level 1), needed is gas (level 2)"),
    ("outside_area", "c1", ["north", "east"], "works in north, east only, the order is in c1"),
    ("outside_area", {"lat": 31.2, "lng": 121.5}, ["n"], "works in n only, the order is in 31.2000, 121.5000"),
    ("outside_area", None, ["n"], "works in n only, the order is in none of them"),
    ("outside_area", "c1", [], "works in no area"),
    ("forbidden_technician", "t1", ["t1"], "may not serve this order"),
    ("not_required_technician", "t1", ["t2", "t3"], "is not one of those asked for: t2, t3"),
    ("not_required_technician", "t1", [], "is not one of those asked for: nobody"),
    ("unreachable", None, "a way there and home", "has no way there and home"),
    ("off_shift", at("07:50:00"), at("08:00:00"), "would leave at 07:50, the shift begins 08:00"),
    ("off_shift", at("17:00:01"), at("17:00:00"), "would be done at 17:00:01, the shift ends 17:00"),
    ("off_shift", None, "a shift", "has no shift"),
    ("absent", at("12:10:00"), at("12:00:00"), "is away from 12:00, would be at work at 12:10"),
    ("time_window", at("08:59:00"), at("09:00:00"), "would start at 08:59, the window opens 09:00"),
    (
        "time_window",
        at("10:00:00"),
        at("09:00:00", "2026-03-01"),
        "could start at 10:00 at the earliest, the window closes 2026-03-01 09:00",
    ),
    ("time_window", None, None, "cannot start inside the window"),
    (
        "overlap",
        at("10:00:00"),
        at("09:30:00"),
        "could start the next visit at 10:00 at the earliest, it must start by 09:30",
    ),
    ("max_orders", 6, 5, "would have 6 orders in the shift, 5 is the most"),
    ("frozen", at("08:00:00"), at("08:30:00"), "would have to leave at 08:00, it is 08:30 already"),
]


@pytest.mark.parametrize(("rule", "observed", "bound", "text"), REFUSALS)
def test_refusals(rule: str, observed: Any, bound: Any, text: str) -> None:
    failed = FailedRule(rule=rule, observed=observed, bound=bound)
    assert words.refusal_text(failed, "en", DAY) == text
    chinese = words.refusal_text(failed, "zh", DAY)
    assert CHINESE.search(chinese)
    assert "{" not in chinese


def test_each_rule_of_a_decision_has_a_refusal() -> None:
    assert {rule for rule, *_ in REFUSALS} == {*CODES, "frozen"}
