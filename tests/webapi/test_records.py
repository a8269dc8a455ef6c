"""Technicians, areas, skills and policies: made, read, listed, changed."""

from __future__ import annotations

import pytest

from tests.webapi.conftest import TECHNICIAN, Api

POLYGON = [[[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.2]]]


def test_a_technician_is_made_and_read_by_either_id(api: Api) -> None:
    made = api.post("/v1/technicians", {**TECHNICIAN, "external_id": "a/na", "skills": {"gas": 2}})
    assert made.status_code == 201
    assert made.headers["Location"] == "/v1/technicians/t1"
    assert made.headers["ETag"] == '"1"'
    assert made.json["external_id"] == "a/na"
    assert made.json["areas"] is None
    assert made.json["rating"] == 5.0
    assert api.get("/v1/technicians/t1").json == made.json
    assert api.get("/v1/technicians/ext:a/na").json == made.json
    assert api.get("/v1/technicians/ext:a%2Fna/schedule?date=2026-11-02").json["routes"] == []
    assert api.get("/v1/skills").json["data"][0]["name"] == "gas"


def test_a_known_external_id_is_refused_with_the_id_that_has_it(api: Api) -> None:
    for path, body in (("/v1/technicians", TECHNICIAN), ("/v1/areas", {"communities": ["静安里"]})):
        first = api.post(path, {**body, "external_id": "twin"})
        second = api.post(path, {**body, "external_id": "twin"})
        assert second.status_code == 409
        assert second.json["code"] == "external_id_known"
        assert second.json["id"] == first.json["id"]


def test_areas_of_a_technician_are_named_by_either_id(api: Api) -> None:
    assert api.post("/v1/areas", {"communities": ["静安里"], "external_id": "jingan"}).status_code == 201
    for name in ("a1", "jingan", "ext:jingan"):
        assert api.post("/v1/technicians", {**TECHNICIAN, "areas": [name]}).json["areas"] == ["a1"]
    unknown = api.post("/v1/technicians", {**TECHNICIAN, "areas": ["a1", "nowhere"]})
    assert unknown.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in unknown.json["errors"]] == [("/areas/1", "unknown_id")]


@pytest.mark.parametrize(
    "area",
    [
        {"geometry": {"type": "Polygon", "coordinates": POLYGON}},
        {"geometry": {"type": "MultiPolygon", "coordinates": [POLYGON]}},
        {"center": {"lat": 31.2, "lng": 121.4}, "radius_m": 4000.0},
        {"communities": ["曹杨", "静安里"]},
    ],
)
def test_an_area_is_made_and_read(api: Api, area: dict[str, object]) -> None:
    made = api.post("/v1/areas", area)
    assert made.status_code == 201
    assert {name: made.json[name] for name in area} == area
    assert api.get(made.headers["Location"]).json == made.json


def test_a_skill_is_known_once(api: Api) -> None:
    for _ in range(2):
        assert api.post("/v1/skills", {"name": "瓦斯"}).status_code == 201
    assert [skill["name"] for skill in api.get("/v1/skills").json["data"]] == ["瓦斯"]


def test_one_policy_rules(api: Api) -> None:
    def ruling() -> list[str]:
        return [policy["name"] for policy in api.get("/v1/policies").json["data"] if policy["in_force"]]

    assert ruling() == ["balanced"]
    made = api.post("/v1/policies", {"name": "stars", "weights": {"travel_min": 1.0, "rating_star": 6.0}})
    assert made.status_code == 201
    assert made.json["in_force"] is False
    changed = api.patch(made.headers["Location"], {"in_force": True})
    assert changed.json["in_force"] is True
    assert changed.headers["ETag"] != made.headers["ETag"]
    assert ruling() == ["stars"]
    api.post("/v1/policies", {"name": "stars", "version": 2, "in_force": True})
    assert ruling() == ["stars"]
    assert api.post("/v1/policies", {"name": "stars", "version": 2}).status_code == 409
    assert api.patch(made.headers["Location"], {"in_force": False}).status_code == 422
    assert api.patch(made.headers["Location"], {"weights": {}}).json["errors"][0]["pointer"] == "/weights"


def test_a_weight_that_nobody_knows_is_refused_by_name(api: Api) -> None:
    answer = api.post("/v1/policies", {"name": "new", "weights": {"overtime_min": 2, "fun": 1}})
    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [("/weights/fun", "unknown_field")]


def test_fields_of_a_technician_are_changed_and_taken_back(api: Api) -> None:
    made = api.post("/v1/technicians", {**TECHNICIAN, "skills": {"gas": 2}, "max_orders": 3})
    changed = api.patch("/v1/technicians/t1", {"skills": {"water": 1}, "max_orders": None, "rating": 4.5})
    assert changed.status_code == 200
    assert (changed.json["skills"], changed.json["max_orders"], changed.json["rating"]) == ({"water": 1}, None, 4.5)
    assert changed.json["shifts"] == made.json["shifts"]
    assert changed.json["revision"] == 2
    assert changed.headers["ETag"] == '"2"'


def test_a_change_needs_the_revision_that_was_seen(api: Api) -> None:
    tag = api.post("/v1/technicians", TECHNICIAN).headers["ETag"]
    assert api.patch("/v1/technicians/t1", {"rating": 4.0}, If_Match=tag).status_code == 200
    stale = api.patch("/v1/technicians/t1", {"rating": 3.0}, If_Match=tag)
    assert stale.status_code == 412
    assert stale.json["code"] == "precondition_failed"
    assert api.patch("/v1/technicians/t1", {"rating": 3.0}, If_Match="*").status_code == 200
    assert api.patch("/v1/technicians/t1", {"rating": 3.0}, If_Match="").status_code == 400
    assert api.get("/v1/technicians/t1").json["rating"] == 3.0


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"id": "t9"}, "/id", "unknown_field"),
        ({"external_id": "b"}, "/external_id", "unknown_field"),
        ({"colour": None}, "/colour", "unknown_field"),
        ({"start": None}, "/start", "required"),
        ({"rating": 6}, "/rating", "range"),
        ({"tags": "fast"}, "/tags", "type"),
        ([], "", "type"),
    ],
)
def test_a_change_that_cannot_be_is_refused(api: Api, changes: object, pointer: str, code: str) -> None:
    api.post("/v1/technicians", TECHNICIAN)
    answer = api.patch("/v1/technicians/t1", changes)
    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [(pointer, code)]


def test_what_has_not_changed_is_not_sent_again(api: Api) -> None:
    tag = api.post("/v1/technicians", TECHNICIAN).headers["ETag"]
    again = api.get("/v1/technicians/t1", If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert api.get("/v1/technicians/t1", If_None_Match='"7"').status_code == 200


def test_another_tenant_sees_nothing(api: Api) -> None:
    api.post("/v1/technicians", {**TECHNICIAN, "external_id": "anna"})
    api.key = "pk_other"
    for path in ("/v1/technicians/t1", "/v1/technicians/ext:anna", "/v1/technicians/t1/schedule?date=2026-11-02"):
        assert api.get(path).status_code == 404
    assert api.patch("/v1/technicians/t1", {"rating": 1}).status_code == 404
    assert api.get("/v1/technicians").json == {"data": [], "next_cursor": None}
    assert api.post("/v1/technicians", {**TECHNICIAN, "external_id": "anna"}).status_code == 201
