"""``/v1/decisions``: what was chosen, with all it was chosen from."""

from __future__ import annotations

from flask import Blueprint, Response

from operations import decisions as records
from webapi.answers import of_record
from webapi.codecs import decision_json
from webapi.operation import Operation, promises
from webapi.service import reading, tenant, zone

decisions = Blueprint("decisions", __name__, url_prefix="/v1/decisions")


@decisions.get("/<ref:decision_id>")
@promises(
    Operation(
        summary="Read a decision",
        description="Who was chosen, who else could have served and at what price, and who could not and why.",
        answers={200: "Decision"},
    )
)
def read(decision_id: str) -> Response:
    """One decision."""
    with reading() as connection:
        record = records.get(connection, tenant(), decision_id)
        return of_record(decision_json(record, zone(connection)), 1).response()
