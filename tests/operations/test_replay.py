"""What the service stored is enough to decide again, and it is decided the same."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from dispatch.decide import decide
from dispatch.files.decision_file import decision_to_json
from dispatch.files.problem_file import read_problem
from operations import decisions, snapshots
from operations.decisions import DECISIONS
from operations.engine import read
from operations.pages import Slice
from tests.operations.conftest import EIGHT, TENANT, House
from tests.operations.test_dispatching import fill


def assert_replays(house: House) -> int:
    """Every stored decision comes out of its snapshot again, to the byte; how many there are."""
    with read(house.engine) as connection:
        records = decisions.page(connection, TENANT, Slice(200)).items
        for record in records:
            problem = read_problem(snapshots.get(connection, TENANT, record.snapshot_sha256))
            assert problem.sha256 == record.snapshot_sha256
            again = decision_to_json(decide(problem, record.order_id), problem.horizon)
            text = json.dumps(again, ensure_ascii=False, separators=(",", ":"))
            assert text == connection.execute(select(DECISIONS.c.body).where(DECISIONS.c.id == record.id)).scalar_one()
    return len(records)


def test_decisions_of_a_day_are_decided_again_the_same(house: House) -> None:
    fill(house, technicians_count=4, orders_count=25)
    house.dispatch(house.place(EIGHT + timedelta(hours=1), skills={"wings": 1}).id, EIGHT + timedelta(hours=1))
    assert assert_replays(house) == 26
