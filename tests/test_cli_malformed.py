"""Whatever is in the files: exit code 0, 1 or 2, a sentence with 2, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.commands import Ended, run
from tests.dispatch.documents import PLAN, PROBLEM, WHOLE, WHOLE_PLAN, golden_cases
from tests.dispatch.mutations import mutated

PAIRS = [(PROBLEM, PLAN), (WHOLE, WHOLE_PLAN), *((case["problem"], case["plan"]) for case in golden_cases().values())]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def require_civil(ended: Ended) -> None:
    """Is it one of the three exit codes, with a sentence if it is 2, and no complaint of Python's?"""
    assert ended.code in (0, 1, 2)
    assert (ended.err != "") == (ended.code == 2)
    assert (ended.out == "") == (ended.code == 2)
    assert "Traceback" not in ended.err
    assert "internal error" not in ended.err


def write(path: Path, data: Any) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_files_gone_wrong(data: st.DataObject, folder: Path) -> None:
    problem, plan = data.draw(st.sampled_from(PAIRS))
    if data.draw(st.booleans()):
        problem = data.draw(mutated(problem))
    else:
        plan = data.draw(mutated(plan))
    files = write(folder / "p.json", problem), write(folder / "q.json", plan)
    order = data.draw(st.sampled_from(["a", "b", "o1", "o2", "o3"]))
    require_civil(run("check", *files))
    require_civil(run("check", *files, "--json"))
    require_civil(run("assign", files[0], "--order", order))
    planned = run("plan", files[0], "--iterations", "20", "-o", str(folder / "made.json"))
    if planned.code == 0:
        verdict = run("check", files[0], str(folder / "made.json"))
        assert verdict.code == 0, verdict.out
    else:
        require_civil(planned)
    require_civil(run("explain", *files, "--order", order, "--lang", data.draw(st.sampled_from(["en", "zh"]))))


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=60))
def test_files_of_any_bytes(content: bytes) -> None:
    ended = run("assign", "-", "--order", "a", given=content)
    require_civil(ended)
    assert ended.code == 2
