"""Whatever a file holds: read or refused with faults, and what was read comes back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.errors import DispatchError, InvalidInputError
from dispatch.files.area_file import area_from_json
from dispatch.files.json_text import parse
from dispatch.files.order_file import order_from_json
from dispatch.files.plan_file import plan_from_json, plan_to_json
from dispatch.files.policy_file import policy_from_json
from dispatch.files.problem_file import problem_from_json, problem_to_json, read_problem
from dispatch.files.technician_file import technician_from_json
from tests.dispatch.documents import GOLDEN, PLAN, PROBLEM, WHOLE, WHOLE_PLAN, golden_cases
from tests.dispatch.mutations import VALUES, mutated

CASES = [case for folder in (GOLDEN, GOLDEN / "later") for case in golden_cases(folder).values()]
HORIZON = problem_from_json(PROBLEM).horizon


def refuses_or_reads(read: Any, data: object) -> Any:
    """What was read, or None; a refusal has faults with printable text and pointers that start at the top."""
    try:
        return read(data)
    except InvalidInputError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.pointer == "" or fault.pointer.startswith("/")
            assert fault.message.isprintable()
        return None


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_problems_gone_wrong(data: st.DataObject) -> None:
    document = data.draw(
        mutated(data.draw(st.sampled_from([PROBLEM, WHOLE, WHOLE, *(case["problem"] for case in CASES)])))
    )
    problem = refuses_or_reads(problem_from_json, document)
    if problem is None:
        return
    written = problem_to_json(problem)
    again = problem_from_json(parse(json.dumps(written, allow_nan=False)))
    assert problem_to_json(again) == written
    assert (again.technicians, again.orders, again.policy) == (problem.technicians, problem.orders, problem.policy)
    assert (again.routes, again.locks, again.frozen_before) == (problem.routes, problem.locks, problem.frozen_before)
    assert again.traffic == problem.traffic


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_problems_gone_wrong_as_text(data: st.DataObject) -> None:
    document = data.draw(mutated(WHOLE))
    text = json.dumps(document)
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(["", ",", "}", '"', "[", "1", "\\ud800", "\x00"])) + text[at + 1 :]
    refuses_or_reads(read_problem, text)
    refuses_or_reads(read_problem, text.encode("utf-8", "surrogatepass")[: data.draw(st.integers(0, len(text)))])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_plans_gone_wrong(data: st.DataObject) -> None:
    document = data.draw(mutated(data.draw(st.sampled_from([PLAN, WHOLE_PLAN, *(case["plan"] for case in CASES)]))))
    plan = refuses_or_reads(lambda given: plan_from_json(given, HORIZON), document)
    if plan is not None:
        written = plan_to_json(plan, HORIZON)
        assert plan_from_json(parse(json.dumps(written, allow_nan=False)), HORIZON) == plan


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_bodies_gone_wrong(data: st.DataObject) -> None:
    read, document = data.draw(
        st.sampled_from(
            [
                *((order_from_json, order) for order in WHOLE["orders"]),
                (technician_from_json, WHOLE["technicians"][0]),
                (area_from_json, WHOLE["areas"][0]),
                (policy_from_json, WHOLE["policy"]),
            ]
        )
    )
    refuses_or_reads(read, data.draw(mutated(document)))


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_any_json_at_all(value: object) -> None:
    for read in (problem_from_json, order_from_json, technician_from_json, area_from_json):
        try:
            read(value)
        except DispatchError:
            continue
        raise AssertionError(f"{read.__name__} took {value!r}")


def test_golden_cases_come_back() -> None:
    assert len(CASES) == 59
    for case in CASES:
        problem = problem_from_json(case["problem"])
        written = problem_to_json(problem)
        assert problem_to_json(problem_from_json(written)) == written
        assert written["orders"][0]["id"] == case["problem"]["orders"][0]["id"]
        plan = plan_from_json(case["plan"], problem.horizon)
        assert plan_from_json(plan_to_json(plan, problem.horizon), problem.horizon) == plan
