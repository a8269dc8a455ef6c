"""What the README shows is true."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer

import paidan
from dispatch.files.order_file import order_from_json
from tests.commands import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def block(language: str, holding: str) -> str:
    return next(text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if holding in text)


def test_the_python_runs_and_says_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    source = block("python", "decide(")
    assert len(source.splitlines()) <= 25
    exec(compile(source, "README.md", "exec"), {})
    told = capsys.readouterr().out
    assert told.startswith("('ann',) 2026-03-02 08:")
    assert "skill_level" in told
    assert "{'aircon': 1}" in told
    assert "{'aircon': 2}" in told


def test_a_change_by_hand_is_told_with_price_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for holding in ("decide(", "judge("):
        exec(compile(block("python", holding), "README.md", "exec"), names)
    # o1 stands in no route and is of priority 3: given out, 2 500 min of leaving it out are saved
    told = capsys.readouterr().out.splitlines()[-1]
    assert "'unserved': -2500.0" in told
    assert "technician bo has aircon at level 1, level 2 is needed" in told
    assert told.endswith(" ()")


def test_the_index_by_place_chooses_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for holding in ("decide(", "near.best("):
        exec(compile(block("python", holding), "README.md", "exec"), names)
    name, cost_min = capsys.readouterr().out.splitlines()[-1].split()
    assert (name,) == names["decision"].chosen.technicians
    assert float(cost_min) == pytest.approx(names["decision"].chosen.cost.total_min, abs=1e-9)
    assert names["near"].p.routes["count"].sum() == 1


def test_a_batch_is_matched(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for holding in ("decide(", "match("):
        exec(compile(block("python", holding), "README.md", "exec"), names)
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("{'o1': 'ann'}")
    assert told.endswith(" ()")


def test_every_command_that_is_shown_is_there() -> None:
    shown = set(re.findall(r"\bpaidan ((?:bench )?[a-z]+)", README))
    there = names_of(paidan.app) | {group.name for group in paidan.app.registered_groups}
    there |= {f"bench {name}" for name in names_of(paidan.bench)}
    assert shown
    assert shown <= there, shown - there


def names_of(group: typer.Typer) -> set[str]:
    """Names of the commands of a group that are shown in its help."""
    found = [command for command in group.registered_commands if not command.hidden]
    return {command.name or command.callback.__name__ for command in found if command.callback is not None}


def test_the_order_of_the_curl_is_one() -> None:
    words = shlex.split(block("sh", "curl").replace("\\\n", " "))
    body = json.loads(words[words.index("-d") + 1])
    assert order_from_json(body, id="o1").skills == {"aircon": 2}


def test_the_commands_on_files_run_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "problem.json", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    first, *lines = block("sh", "paidan plan docs/problem.json").splitlines()
    assert first == 'export PATH="$PWD/.venv/bin:$PATH"'
    told = {}
    for line in lines:
        called, *arguments = shlex.split(line, comments=True)
        assert called == "paidan"
        shortened = ["--iterations", "300"] if arguments[0] == "plan" else []  # instead of ten seconds
        ended = run(*arguments, *shortened)
        assert ended.code == 0, line
        assert ended.err.startswith("of 2 visits in force ") if arguments[0] == "plan" else ended.err == "", line
        told[" ".join(arguments)] = ended.out
    made = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert [(left["order"], left["reason"]) for left in made["unassigned"]] == [("o8", "no_eligible_technician")]
    assert told["check docs/problem.json plan.json"].startswith("legal: ")
    assert "chen, 2026-03-02" in told["explain docs/problem.json plan.json"]
    assert "师傅 chen" in told["explain docs/problem.json plan.json --order o7 --lang zh"]
    assert json.loads(told["assign docs/problem.json --order o7"])["technicians"] == ["chen"]
    assert len(json.loads(told["slots docs/problem.json --order o7"])["slots"]) >= 5


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_two_commands_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "test", "check", "bench"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
