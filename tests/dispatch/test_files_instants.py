"""Instants of a problem: what can be read can be written, in whatever zone."""

from __future__ import annotations

from dispatch.files.problem_file import problem_from_json, problem_to_json
from tests.dispatch.documents import PROBLEM, changed, faults_of


def test_a_clock_that_shows_seconds_of_offset_is_refused() -> None:
    # Amsterdam was 19 min 32 s ahead of UTC until 1937, and the plan could not say so in RFC 3339.
    early = changed(changed(PROBLEM, "/now", ...), "/origin", "1930-01-01T00:00:00Z")
    (fault,) = faults_of(changed(early, "/timezone", "Africa/Monrovia"))
    assert (fault.pointer, fault.code) == ("/timezone", "value")
    assert 'is "Africa/Monrovia", whose clock shows 1929-12-31T23:15:30-00:44:30' in fault.message
    assert faults_of(changed(early, "/timezone", "Asia/Shanghai")) == ()
    late = changed(changed(early, "/origin", "1972-01-08T00:00:00Z"), "/timezone", "Africa/Monrovia")
    assert faults_of(late) == ()


def test_what_can_be_read_can_be_written_and_read_again() -> None:
    document = changed(changed(PROBLEM, "/plan", ...), "/technicians/0/absences", [])
    shift = {"start": "2999-12-31T00:00:00-08:00", "end": "2999-12-31T15:59:59-08:00"}
    document = changed(document, "/technicians/0/shifts", [shift])
    assert faults_of(document) == ()
    told = problem_to_json(problem_from_json(changed(document, "/now", shift["end"])))
    assert told["now"] == "3000-01-01T07:59:59+08:00"
    assert faults_of(told) == ()
    (fault,) = faults_of(changed(document, "/technicians/0/shifts/0/end", "2999-12-31T16:00:00-08:00"))
    assert fault.pointer == "/technicians/0/shifts/0/end"
    (fault,) = faults_of(changed(document, "/technicians/0/shifts/0", {**shift, "max_overtime_s": 60}))
    assert str(fault).startswith("/technicians/0/shifts/0/max_overtime_s: is 60, must lie between 0 and 0, ")
