"""`paidan slots`: the windows in which an order could start; and what no command decides yet, refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run, write
from tests.dispatch.documents import PROBLEM, changed, golden_cases

CASES = golden_cases()
CREW, AFTER = CASES["45-crew-together"], CASES["49-after-with-gap"]


def test_slots_are_told_with_who_and_the_price(problem: str, tmp_path: Path) -> None:
    # t1 drives 600 s to a and 600 s home: 20 min. The window, 08:30 to 09:00, lies in the hour from 08:00 and ends
    # as the next begins.
    ended = run("slots", problem, "--order", "a")
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out)
    assert list(told) == ["format", "order", "slots", "policy", "snapshot_sha256"]
    assert (told["format"], told["order"]) == ("paidan.slots.v1", "a")
    assert told["slots"] == [
        {
            "start": "2026-03-02T08:30:00+08:00",
            "end": "2026-03-02T09:00:00+08:00",
            "cost_min": 20.0,
            "worth_it": True,
            "candidates": [
                {
                    "technicians": ["t1"],
                    "rank": 1,
                    "start": "2026-03-02T08:30:00+08:00",
                    "cost": {"total_min": 20.0, "terms": {"travel_min": 20.0}},
                }
            ],
        }
    ]
    output = tmp_path / "slots.json"
    assert run("slots", problem, "--order", "a", "-o", str(output)).out == ""
    assert output.read_text(encoding="utf-8") == ended.out


def test_a_slot_is_as_long_as_is_asked(problem: str) -> None:
    told = json.loads(run("slots", problem, "--order", "a", "--length", "10").out)
    assert [slot["start"][11:16] for slot in told["slots"]] == ["08:30", "08:40", "08:50"]
    assert [slot["end"][11:16] for slot in told["slots"]] == ["08:40", "08:50", "09:00"]


def test_too_many_slots_are_refused_with_what_to_do(tmp_path: Path) -> None:
    # ten days and nights in minutes are 14 400; in hours they are few enough
    days = {"start": "2026-03-02T07:00:00+08:00", "end": "2026-03-12T07:00:00+08:00"}
    data = changed(changed(PROBLEM, "/plan", ...), "/technicians/0/shifts", [days])
    name = write(tmp_path / "p.json", changed(data, "/orders/0/windows", []))
    ended = run("slots", name, "--order", "o1", "--length", "1")
    assert (ended.code, ended.out) == (2, "")
    assert "must be at most 5000: ask for longer ones, or narrow the windows of order 'o1'" in ended.err
    assert run("slots", name, "--order", "o1", "--length", "60").code == 0


def test_an_order_that_nobody_can_serve_has_no_slots(tmp_path: Path) -> None:
    data = changed(PROBLEM, "/technicians/0/active", False)
    ended = run("slots", write(tmp_path / "p.json", data), "--order", "o1")
    assert (ended.code, json.loads(ended.out)["slots"]) == (0, [])


def test_a_problem_with_faults_is_told_with_pointers(tmp_path: Path) -> None:
    name = write(tmp_path / "p.json", changed(PROBLEM, "/orders/0/service_s", -1))
    ended = run("slots", name, "--order", "o1")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"paidan: {name}: /orders/0/service_s: is -1, must ")


@pytest.mark.parametrize(("case", "order", "field"), [(CREW, "a", "crew"), (AFTER, "b", "after")])
@pytest.mark.parametrize("command", ["assign {p} --order {order}", "slots {p} --order {order}"])
def test_what_hangs_together_is_not_decided_yet(
    command: str, case: dict[str, Any], order: str, field: str, tmp_path: Path
) -> None:
    problem = write(tmp_path / "p.json", case["problem"])
    ended = run(*command.format(p=problem, order=order).split())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"paidan: order '{order}' has {field}, ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("command", ["assign", "slots"])
def test_what_is_frozen_is_not_decided_anew(command: str, tmp_path: Path) -> None:
    case = CASES["58-frozen-kept"]
    problem = write(tmp_path / "p.json", case["problem"])
    ended = run(command, problem, "--order", case["problem"]["plan"]["routes"][0]["stops"][0]["order"])
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("paidan: order a: technician t1 ")
    assert ended.err.endswith(": it keeps its place, and is not decided anew\n")


@pytest.mark.parametrize(("case", "words"), [(CREW, "a crew of 2"), (AFTER, "b comes after it")])
def test_what_hangs_together_is_explained_as_it_stands(case: dict[str, Any], words: str, tmp_path: Path) -> None:
    files = write(tmp_path / "p.json", case["problem"]), write(tmp_path / "q.json", case["plan"])
    for asked in ([], ["--order", "a"]):
        ended = run("explain", *files, *asked)
        assert (ended.code, ended.err) == (0, "")
        assert words in " ".join(ended.out.split())


def test_a_plan_of_no_orders_is_explained(tmp_path: Path) -> None:
    case = CASES["01-as-late-as-needed"]
    empty = {**case["problem"], "orders": []}
    plan = {"format": "paidan.plan.v1", "routes": []}
    files = write(tmp_path / "p.json", empty), write(tmp_path / "q.json", plan)
    ended = run("explain", *files)
    assert (ended.code, ended.err) == (0, "")
    assert "0 of 0" in ended.out
