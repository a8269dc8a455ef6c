"""The command line and its files: what cannot be read or written is told in a sentence, in whatever shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import paidan
from tests.commands import run, write
from tests.dispatch.documents import PROBLEM, changed


def test_one_line_for_each_fault_with_pointer_value_and_bound(tmp_path: Path) -> None:
    data = changed(changed(PROBLEM, "/orders/0/priority", 9), "/technicians/0/rating", -1)
    name = write(tmp_path / "p.json", data)
    ended = run("assign", name, "--order", "o1")
    assert ended.code == 2
    assert ended.err.splitlines() == [
        f"paidan: {name}: /technicians/0/rating: is -1, must lie between 0 and 5",
        f"paidan: {name}: /orders/0/priority: is 9, must lie between 1 and 5",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x7fELF\x02\x01\xff\xfe", "is not UTF-8"),
        (b"{", "is not JSON"),
        (b"[" * 200_000, "nests too deep"),
        (b"null", "must be an object"),
        (b"[]", "must be an object"),
        (b'{"format": "paidan.plan.v1"}', "paidan.problem.v1"),
    ],
)
def test_files_that_are_no_problem(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(content)
    for ended in (run("assign", str(path), "--order", "a"), run("assign", "-", "--order", "a", given=content)):
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err
        assert "Traceback" not in ended.err


@pytest.mark.parametrize("name", ["nothing.json", ".", "problem.json/below", "a\x00b", "x" * 5000])
def test_paths_that_cannot_be_read(name: str, problem: str, tmp_path: Path) -> None:
    ended = run("assign", str(tmp_path / name), "--order", "a")
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert "internal" not in ended.err


@pytest.mark.parametrize("name", [".", "no/such/folder.json", "problem.json/below"])
def test_paths_that_cannot_be_written(name: str, problem: str, tmp_path: Path) -> None:
    ended = run("assign", problem, "--order", "a", "-o", str(tmp_path / name))
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert "internal" not in ended.err


def test_files_without_permission(problem: str) -> None:
    Path(problem).chmod(0)
    before = os.geteuid()
    nobody = 65534
    os.seteuid(nobody if before == 0 else before)  # root may read everything
    try:
        ended = run("assign", problem, "--order", "a")
    finally:
        os.seteuid(before)
    assert ended.code == 2
    assert "Permission denied" in ended.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(problem: str) -> None:
    ended = run("assign", problem, "--order", "a", "-o", "/dev/full")
    assert ended.code == 2
    assert ended.err == "paidan: /dev/full: No space left on device\n"


def shell(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in which "$P" is the command line."""
    environment = {**os.environ, "PYTHON": sys.executable}
    line = 'P() { "$PYTHON" -m paidan "$@"; }; ' + script
    folder = Path(paidan.__file__).parent
    return subprocess.run(
        ["bash", "-c", line, "bash", *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('P check "$1" "$2" >&-', "standard output is closed"),
        ('P check - "$2" <&-', "standard input is closed"),
        ('P check "$1" "$2" > /dev/full', "No space left on device"),
        ('P check "$1" "$2" | true; exit ${PIPESTATUS[0]}', "Broken pipe"),
    ],
)
def test_streams_that_are_closed_or_full(script: str, words: str, problem: str, plan: str) -> None:
    ended = shell(script, problem, plan)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert words in ended.stderr


def test_a_problem_goes_through_a_pipe(problem: str) -> None:
    ended = shell('cat "$1" | P assign - --order a -o - | cat', problem)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["order"] == "a"
