"""``/v1/policies``: what is worth how much, named and versioned; one of them rules."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from sqlalchemy import Connection

from dispatch.errors import Fault, InvalidInputError
from dispatch.files.policy_file import policy_from_json
from dispatch.model import Policy
from operations import policies as records
from operations.pages import Slice
from operations.policies import PolicyRecord
from webapi.answers import Answer, of_page, of_record, require_match
from webapi.bodies import read_changes, read_record, without
from webapi.codecs import policy_json
from webapi.operation import Operation, promises, query
from webapi.posting import post
from webapi.queries import CURSOR, LIMIT
from webapi.service import reading, stamp, tenant, writing, zone

policies = Blueprint("policies", __name__, url_prefix="/v1/policies")


@policies.post("")
@promises(
    Operation(
        summary="Define a policy, or a new version of one",
        description="It rules at once if it says `in_force: true`; else when it is put in force.",
        answers={201: "Policy"},
        body="PolicyDraft",
        headers=("Idempotency-Key",),
    )
)
def create() -> Response:
    """Keep a new policy."""
    (policy, rules), external_id = read_record(_draft_of)

    def add(connection: Connection) -> Answer:
        record = records.add(connection, tenant(), policy, stamp(connection), external_id=external_id)
        if rules:
            record = records.put_in_force(connection, tenant(), record.id, stamp(connection))
        return _answer(connection, record, status=201, location=f"/v1/policies/{record.id}")

    return post(add)


@policies.get("")
@promises(
    Operation(
        summary="List the policies",
        description="The one that rules has `in_force: true`.",
        answers={200: "PolicyPage"},
        query=(LIMIT, CURSOR),
    )
)
def index() -> Response:
    """Policies, oldest first."""
    with reading() as connection:
        page = records.page(connection, tenant(), Slice(**query()))
        told_in = zone(connection)
    return of_page([policy_json(record, told_in) for record in page.items], page.next_cursor).response()


@policies.get("/<ref:id>")
@promises(Operation(summary="Read a policy", answers={200: "Policy"}, headers=("If-None-Match",)))
def read(id: str) -> Response:  # noqa: A002
    """One policy."""
    with reading() as connection:
        return _answer(connection, records.get(connection, tenant(), id)).response()


@policies.patch("/<ref:id>")
@promises(
    Operation(summary="Put a policy in force", answers={200: "Policy"}, body="PolicyPatch", headers=("If-Match",))
)
def change(id: str) -> Response:  # noqa: A002
    """Let the policy rule in place of the one that did; the weights of a version never change."""
    changes = read_changes({"in_force": True})
    if changes.get("in_force") is not True:
        raise InvalidInputError([Fault("/in_force", "value", "must be true: a policy rules until another one does")])
    with writing() as connection:
        require_match(records.get(connection, tenant(), id).revision)
        return _answer(connection, records.put_in_force(connection, tenant(), id, stamp(connection))).response()


def _draft_of(data: Any, _: str) -> tuple[Policy, bool]:
    """The policy, and whether it shall rule at once."""
    if not isinstance(data, dict):
        return policy_from_json(data), False
    rules = data.get("in_force", False)
    if not isinstance(rules, bool):
        raise InvalidInputError([Fault("/in_force", "type", "must be true or false")])
    if data.get("name") is None:
        raise InvalidInputError([Fault("/name", "required", "is missing, must be there")])
    return policy_from_json(without(data, "in_force")), rules


def _answer(connection: Connection, record: PolicyRecord, *, status: int = 200, location: str | None = None) -> Answer:
    return of_record(policy_json(record, zone(connection)), record.revision, status=status, location=location)
