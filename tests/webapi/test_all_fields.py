"""Bodies have the fields of the problem file: all of them are kept, given back and changed."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.files.order_file import ORDER
from dispatch.files.technician_file import TECHNICIAN
from tests.dispatch.documents import WHOLE
from tests.webapi.conftest import Api


def body(record: dict[str, Any], *without: str) -> dict[str, Any]:
    """A record of the problem file as it is sent."""
    return {name: value for name, value in record.items() if name not in ("id", *without)}


PERSON = body(WHOLE["technicians"][0], "areas")
WISH = body(WHOLE["orders"][0])


@pytest.fixture
def two(api: Api) -> Api:
    """Technicians t1 and t2, whose own ids are anna and ben."""
    for external_id in ("anna", "ben"):
        assert api.post("/v1/technicians", {**PERSON, "external_id": external_id}).status_code == 201
    return api


def test_the_documents_use_every_field() -> None:
    assert set(PERSON) | {"id", "areas"} == TECHNICIAN.fields
    assert set(WISH) | {"id", "crew", "after"} == ORDER.fields


def test_a_technician_keeps_all_fields_through_a_change(two: Api) -> None:
    read = two.get("/v1/technicians/t1").json
    assert {name: read[name] for name in PERSON} == PERSON
    changed = two.patch("/v1/technicians/t1", {"rating": 3.0, "position": None, "capacity": [7]})
    assert changed.status_code == 200
    wanted = {**PERSON, "rating": 3.0, "position": None, "capacity": [7]}
    assert {name: changed.json[name] for name in PERSON} == wanted
    bare = dict.fromkeys(("certificates", "tags", "max_travel_s", "capacity", "absences", "end"))
    cleared = two.patch("/v1/technicians/t1", {**bare, "speed_factor": 1.0, "shifts": []})
    assert cleared.status_code == 200
    assert [cleared.json[name] for name in bare] == [[], [], None, [], [], None]
    assert (cleared.json["speed_factor"], cleared.json["service_factor"]) == (1.0, 0.9)


def test_an_order_keeps_all_fields(two: Api) -> None:
    made = two.post("/v1/orders", WISH)
    assert made.status_code == 202
    assert {name: made.json[name] for name in WISH} == WISH
    assert (made.json["crew"], made.json["after"]) == ([], [])
    read = two.get(made.headers["Location"]).json
    assert {name: read[name] for name in WISH} == WISH


def test_technicians_are_named_by_either_id(two: Api) -> None:
    fields = ("required_technicians", "preferred_technicians", "forbidden_technicians", "declined_by")
    made = two.post("/v1/orders", {**WISH, **{field: ["ext:anna", "t2", "anna"] for field in fields}})
    assert [made.json[field] for field in fields] == [["t1", "t2"]] * 4
    unknown = two.post("/v1/orders", {**WISH, **{field: ["t1", "carl"] for field in fields}})
    assert unknown.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in unknown.json["errors"]] == [
        (f"/{field}/1", "unknown_id") for field in fields
    ]


def test_crews_and_orders_after_others_are_refused_by_name(two: Api) -> None:
    answer = two.post("/v1/orders", {**WISH, "crew": [{}, {}], "after": [{"order": "nobody knows"}]})
    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [
        ("/crew", "not_supported"),
        ("/after", "not_supported"),
    ]
    assert "not supported yet" in answer.json["errors"][0]["message"]
    assert two.get("/v1/orders").json["data"] == []


def test_a_position_has_coordinates(two: Api) -> None:
    answer = two.patch("/v1/technicians/t1", {"position": {"index": 0, "at": PERSON["position"]["at"]}})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/position"]


def test_a_policy_has_all_weights_and_the_newcomers_quota(api: Api) -> None:
    made = api.post("/v1/policies", WHOLE["policy"])
    assert made.status_code == 201
    assert {name: made.json[name] for name in WHOLE["policy"]} == WHOLE["policy"]
    plain = api.post("/v1/policies", {"name": "plain"})
    assert (plain.json["newcomer_reviews"], plain.json["newcomer_orders"]) == (0, 0)
