"""What a worker decided is decided again, in this process, from the problem that it saw."""

from __future__ import annotations

from typing import Any

from dispatch.decide import decide
from dispatch.files.decision_file import decision_to_json
from dispatch.files.problem_file import read_problem
from operations import snapshots
from operations.engine import open_engine, read
from tests.webapi.conftest import ORDER, TECHNICIAN, Running

MORNING = {"start": "2026-11-02T09:00:00+08:00", "end": "2026-11-02T11:00:00+08:00"}


def test_decisions_answered_over_http_follow_from_what_the_worker_saw(running: Running) -> None:
    api = running.tenant()
    for number in range(3):
        start = {"lat": 31.2 + 0.01 * number, "lng": 121.4}
        assert api.post("/v1/technicians", {**TECHNICIAN, "start": start, "reviews": number}).status_code == 201
    wanted: tuple[dict[str, Any], ...] = (ORDER, {**ORDER, "windows": [MORNING]}, {**ORDER, "skills": {"gas": 1}})
    answers = [api.post("/v1/orders", order, Prefer="wait=30").json["decision"] for order in wanted]
    engine = open_engine(running.settings.database_url)
    for answer in answers:
        told = {name: value for name, value in answer.items() if name not in ("id", "made_at")}
        with read(engine) as connection:
            seen = read_problem(snapshots.get(connection, f"tenant{running.tenants}", told["snapshot_sha256"]))
        assert decision_to_json(decide(seen, told["order"]), seen.horizon) == told
    engine.dispose()
    assert [answer["outcome"] for answer in answers] == ["assigned", "assigned", "unassigned"]
