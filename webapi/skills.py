"""``/v1/skills``: the names of what technicians can do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from sqlalchemy import Connection

from dispatch.files.faults import Faults
from dispatch.files.reading import Shape, record_of
from operations import skills as records
from operations.pages import Slice
from webapi.answers import Answer, of_page
from webapi.bodies import read_json
from webapi.codecs import skill_json
from webapi.operation import Operation, promises, query
from webapi.posting import post
from webapi.queries import CURSOR, LIMIT
from webapi.service import reading, stamp, tenant, zone

skills = Blueprint("skills", __name__, url_prefix="/v1/skills")

_SKILL = Shape(frozenset(("name",)))


@skills.post("")
@promises(
    Operation(
        summary="Make a skill known",
        description="Not needed before a technician or an order names it. Known already, it is answered as it is.",
        answers={201: "Skill"},
        body="SkillDraft",
        headers=("Idempotency-Key",),
    )
)
def create() -> Response:
    """Keep the name of a skill."""
    name = _name_of(read_json())

    def add(connection: Connection) -> Answer:
        (record,) = records.add(connection, tenant(), [name], stamp(connection))
        return Answer(status=201, body=skill_json(record, zone(connection)))

    return post(add)


@skills.get("")
@promises(Operation(summary="List the skills", answers={200: "SkillPage"}, query=(LIMIT, CURSOR)))
def index() -> Response:
    """Skills, in the order in which they became known."""
    with reading() as connection:
        page = records.page(connection, tenant(), Slice(**query()))
        told_in = zone(connection)
    return of_page([skill_json(record, told_in) for record in page.items], page.next_cursor).response()


def _name_of(data: Any) -> str:
    faults = Faults()
    record = record_of(data, "", faults, _SKILL)
    name = "" if record is None else record.text("name")
    faults.raise_if_any()
    return name
