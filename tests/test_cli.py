"""The command line: its options, its exit codes, and a sentence for each fault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import paidan
from tests.commands import run, write
from tests.dispatch.documents import PROBLEM, changed, golden_cases

CASES = golden_cases()

# --- check ------------------------------------------------------------------------------------------------------


def test_a_legal_plan_is_0(problem: str, plan: str) -> None:
    ended = run("check", problem, plan)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("legal: ")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case["expect"]["legal"]])
def test_an_illegal_plan_is_1_with_a_line_for_each_violation(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    files = write(tmp_path / "p.json", case["problem"]), write(tmp_path / "q.json", case["plan"])
    told, report = run("check", *files), run("check", *files, "--json")
    assert (told.code, report.code, told.err, report.err) == (1, 1, "", "")
    violations = json.loads(report.out)["violations"]
    assert {violation["rule"] for violation in violations} == set(case["expect"]["rules"])
    lines = told.out.splitlines()
    assert len(lines) == len(violations)
    for line, violation in zip(lines, violations, strict=True):
        of = [f"{kind} {violation[kind]}" for kind in ("order", "technician") if violation[kind] is not None]
        assert line.startswith(f"{violation['rule']}: {', '.join(of)}: is ")
        assert json.dumps(violation["observed"], ensure_ascii=False) in line
        assert json.dumps(violation["bound"], ensure_ascii=False) in line


def test_the_report_has_the_fields_of_the_contract(problem: str, plan: str) -> None:
    report = json.loads(run("check", problem, plan, "--json").out)
    assert list(report) == ["legal", "violations", "cost"]
    assert report["legal"] is True
    assert set(report["cost"]) == {"total_min", "terms"}


def test_another_problems_hash_is_1(problem: str, tmp_path: Path) -> None:
    stated = {**CASES["01-as-late-as-needed"]["plan"], "problem_sha256": "0" * 64}
    ended = run("check", problem, write(tmp_path / "q.json", stated))
    assert ended.code == 1
    assert ended.out.startswith("wrong_problem: plan: is ")


def test_standard_input_serves_for_one_file(problem: str, plan: str) -> None:
    assert run("check", "-", plan, given=Path(problem).read_bytes()).code == 0
    assert run("check", problem, "-", given=Path(plan).read_bytes()).code == 0
    assert run("check", "-", "-").code == 2


# --- plan -------------------------------------------------------------------------------------------------------


def test_a_plan_that_is_made_is_legal(problem: str, tmp_path: Path) -> None:
    output = tmp_path / "made.json"
    ended = run("plan", problem, "--iterations", "50", "-o", str(output))
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert run("check", problem, str(output)).code == 0
    made = json.loads(output.read_text(encoding="utf-8"))
    assert list(made) == ["format", "problem_sha256", "routes", "unassigned", "cost", "statistics"]
    assert "elapsed_s" not in made["statistics"]
    assert set(made["routes"][0]["stops"][0]) == {
        "order", "role", "arrive", "start", "finish", "travel_s", "distance_m"
    }  # fmt: skip


def test_a_plan_by_iterations_is_the_same_byte_for_byte(problem: str) -> None:
    asked = ["plan", problem, "--iterations", "50", "--seed", "7"]
    first = run(*asked)
    assert run(*asked, "--cores", "2").out == run(*asked, "--time-limit", "0.001").out == first.out != ""


def test_a_plan_by_the_clock_says_how_long_it_took(problem: str) -> None:
    made = json.loads(run("plan", problem, "--time-limit", "0.1").out)
    assert made["statistics"]["elapsed_s"] > 0


def test_orders_that_stay_unassigned_are_no_failure(tmp_path: Path) -> None:
    data = changed(PROBLEM, "/technicians/0/active", False)
    ended = run("plan", write(tmp_path / "p.json", data), "--iterations", "10")
    assert ended.code == 0
    reasons = {left["order"]: left for left in json.loads(ended.out)["unassigned"]}
    assert reasons["o1"]["reason"] == "no_eligible_technician"
    assert {"rule": "not_active", "count": 1} in reasons["o1"]["detail"]


# --- assign and explain -----------------------------------------------------------------------------------------


def test_assign_decides(problem: str, tmp_path: Path) -> None:
    ended = run("assign", problem, "--order", "a")
    decision = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert (decision["format"], decision["outcome"]) == ("paidan.decision.v1", "assigned")
    output = tmp_path / "decision.json"
    assert run("assign", problem, "--order", "a", "-o", str(output)).out == ""
    assert output.read_text(encoding="utf-8") == ended.out


def test_an_order_that_cannot_be_served_is_a_result(tmp_path: Path) -> None:
    data = changed(PROBLEM, "/orders/0/required_technicians", [])
    ended = run("assign", write(tmp_path / "p.json", data), "--order", "o1")
    assert ended.code == 0
    assert json.loads(ended.out)["reason"] == "no_eligible_technician"


def test_explain_speaks_both_languages(problem: str, plan: str) -> None:
    english = run("explain", problem, plan, "--order", "a")
    chinese = run("explain", problem, plan, "--order", "a", "--lang", "zh")
    assert (english.code, chinese.code) == (0, 0)
    assert "In the plan, order a is with technician t1" in english.out
    assert "师傅 t1" in chinese.out


def test_an_illegal_plan_is_not_explained(tmp_path: Path) -> None:
    case = CASES["04-window-missed-by-a-second"]
    files = write(tmp_path / "p.json", case["problem"]), write(tmp_path / "q.json", case["plan"])
    ended = run("explain", *files, "--order", "a")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("paidan: /routes/0/stops/0: order a: ")


@pytest.mark.parametrize("command", [["assign", "{p}"], ["slots", "{p}"], ["explain", "{p}", "{q}"]])
def test_an_unknown_order_is_2(command: list[str], problem: str, plan: str) -> None:
    ended = run(*(part.format(p=problem, q=plan) for part in command), "--order", "zz")
    assert (ended.code, ended.out) == (2, "")
    assert "--order: is 'zz', must be one of the problem's" in ended.err


# --- what is asked wrongly --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [*paidan.LATER, *(f"bench {name}" for name in paidan.LATER_BENCHMARKS)])
@pytest.mark.parametrize("rest", ["", "upgrade", "--help", "x.json --order o1"])
def test_what_is_not_there_yet_is_refused_by_name(command: str, rest: str) -> None:
    ended = run(*command.split(), *rest.split())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"paidan: {command}: not supported yet\n"


@pytest.mark.parametrize(
    "arguments",
    [
        "fly",
        "plan",
        "assign p.json",
        "check p.json",
        "plan p.json --seed x",
        "plan p.json --seed -1",
        "plan p.json --iterations -1",
        "plan p.json --cores 0",
        "plan p.json --time-limit 0",
        "plan p.json --time-limit nan",
        "plan p.json --time-limit inf",
        "plan p.json --backend ortools",
        "slots p.json",
        "slots p.json --order a --length 0",
        "slots p.json --order a --length 1441",
        "slots p.json --order a --length 60.5",
        "explain p.json q.json --order a --lang fr",
        "serve --port 70000",
        "serve --clock sun",
        "bench speed",
        "bench agree --problems 0",
        "bench agree --seed -1",
        "bench agree --processes 0",
        "bench replay --decisions 0",
        "bench peers --kind odd",
        "bench peers --orders 0",
        "bench peers --solver chance",
    ],
)
def test_wrong_arguments_are_2(arguments: str) -> None:
    ended = run(*arguments.split())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err
    assert "Traceback" not in ended.err
    assert "internal" not in ended.err


COMMANDS = ["", "plan", "assign", "match", "slots", "check", "explain", "demo", "serve", "worker", "bench"]
BENCHMARKS = ["bench latency", "bench near", "bench batch", "bench agree", "bench replay", "bench peers"]


@pytest.mark.parametrize("command", [*COMMANDS, *BENCHMARKS])
def test_each_command_has_help(command: str) -> None:
    ended = run(*command.split(), "--help")
    assert ended.code == 0
    assert "Usage: paidan" in ended.out


def test_all_options_of_the_contract_are_there() -> None:
    options = {
        "plan": ["-o", "--time-limit", "--iterations", "--seed", "--cores", "--backend"],
        "assign": ["--order", "-o"],
        "slots": ["--order"],
        "check": ["--json"],
        "explain": ["--order", "--lang"],
        "demo": ["--city", "--seed", "--once", "--lang"],
        "bench peers": ["--kind", "--orders", "--limit", "--seeds", "--cores", "--solver", "--csv", "--plot", "--seed"],
        "serve": ["--host", "--port", "--data", "--clock"],
    }
    for command, names in options.items():
        text = run(*command.split(), "--help").out
        assert [name for name in names if name not in text] == [], command


def test_commands_import_only_what_they_need() -> None:
    loaded = "import sys, paidan; print([n for n in ('numpy', 'numba', 'flask', 'rich', 'redis') if n in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
