"""What the demo prints: tables, the decision told in full, both languages."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from rich.console import Console

from benchmarks.demo.comparing import compare
from benchmarks.demo.day import CityDay, DaySize, make_day
from benchmarks.demo.figures import Figures, Latency
from benchmarks.demo.over_http import Answer
from benchmarks.demo.places import find_city
from benchmarks.demo.report import Column, figure_rows, figures_table, left_tables
from benchmarks.demo.run import TRAVEL
from benchmarks.demo.texts import Texts, texts
from benchmarks.demo.thumb import Moment, whole_day
from benchmarks.demo.told import agrees, most_instructive, nearest_of, told
from dispatch.files.decision_file import decision_to_json
from dispatch.policies import BALANCED

FIGURES = Figures(
    orders=4, served=3, on_time=3, travel_s=5400, service_s=7200, waiting_s=600, shift_s=28_800, stars=4.5,
    response_s=3000.0, left={"does_not_fit": 1},
)  # fmt: skip


@pytest.fixture(scope="module")
def day() -> CityDay:
    return make_day(find_city("Shanghai"), 1, DaySize(technicians=15, orders=80))


@pytest.fixture(scope="module")
def moments(day: CityDay) -> tuple[Moment, ...]:
    return compare(whole_day(day, TRAVEL, BALANCED), "en", lambda: None).moments


def answer_of(day: CityDay, moment: Moment) -> Answer:
    order = next(one for one in day.orders if one.id == moment.decision.order)
    decision = decision_to_json(moment.decision, moment.problem.horizon)
    return Answer(order, {"id": order.id}, decision, tuple(decision["technicians"]), 0.01)


def printed(thing: object) -> str:
    console = Console(width=140, force_terminal=False)
    with console.capture() as capture:
        console.print(thing)
    return capture.get()


def test_rows_of_the_table_worked_out_by_hand() -> None:
    column = Column("Paidan", FIGURES, Latency(12.4, 48.6))
    rows = dict(figure_rows([column, Column("thumb", replace(FIGURES, left={"no_eligible_technician": 1}))], "en"))
    assert rows["served"][0] == "3 (75.0 %)"
    assert rows["driving for each order, min"][0] == "30.0"  # 90 min for 3
    assert rows["working time in use"][0] == "43.8 %"  # 3.5 h of 8 h
    assert rows["  of which with customers"][0] == "25.0 %"
    assert rows["mean stars of who came"][0] == "4.50"
    assert rows["wanted now: call to door, min"][0] == "50"
    assert rows["left: it fits into nobody's day"] == ["1", "0"]
    assert rows["left: nobody may serve it"] == ["0", "1"]
    assert rows["decision over HTTP, p50 / p99, ms"] == ["12 / 49", "–"]


def test_both_languages_say_everything() -> None:
    english, chinese = texts("en"), texts("zh")
    for one in fields(Texts):
        ours, theirs = getattr(english, one.name), getattr(chinese, one.name)
        assert ours, one.name
        assert theirs, one.name
        assert type(ours) is type(theirs)
        if one.name != "row_latency":
            assert ours != theirs, one.name
    with pytest.raises(ValueError, match="lang is 'de'"):
        texts("de")


@pytest.mark.parametrize(("lang", "words"), [("en", "served"), ("zh", "已服务")])
def test_tables_print(day: CityDay, moments: tuple[Moment, ...], lang: str, words: str) -> None:
    assert words in printed(figures_table([Column("Paidan", FIGURES, Latency(1.0, 2.0))], lang))
    answers = [answer_of(day, moment) for moment in moments]
    left = [answer for answer in answers if answer.decision["outcome"] == "unassigned"]
    assert left
    told_of = "".join(printed(table) for table in left_tables(day, answers, lang))
    assert left[0].order.id in told_of
    assert " × " in told_of
    assert left_tables(day, [answer for answer in answers if answer not in left], lang) == []


def test_the_decision_told_is_one_that_the_nearest_did_not_get(moments: tuple[Moment, ...]) -> None:
    moment = most_instructive(moments)
    chosen = moment.decision.chosen
    assert chosen is not None
    nearest, metres = nearest_of(moment)
    assert chosen.technicians != (nearest,)
    text = told(moment, "en")
    assert f"Nearest at that moment was {nearest}, {metres / 1000:.1f} km away" in text
    assert chosen.technicians[0] in text
    assert "最近" in told(moment, "zh")


def test_a_day_without_such_a_decision_tells_another(moments: tuple[Moment, ...]) -> None:
    left = next(moment for moment in moments if moment.decision.chosen is None)
    assert most_instructive([left]) is left
    assert told(left, "en")


def test_the_engine_agrees_with_an_answer_of_the_same_technician_and_instant(
    day: CityDay, moments: tuple[Moment, ...]
) -> None:
    for moment in moments:
        assert agrees(moment, answer_of(day, moment))
    served = next(moment for moment in moments if moment.decision.chosen is not None)
    answer = answer_of(day, served)
    assert not agrees(served, replace(answer, technicians=("t99",)))
    assert not agrees(served, replace(answer, decision={**answer.decision, "outcome": "unassigned"}))
    assert not agrees(served, replace(answer, decision={**answer.decision, "start": "2026-03-02T00:00:00+08:00"}))
