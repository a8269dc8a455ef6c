import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from dispatch.files.area_file import AREA
from dispatch.files.order_file import ORDER
from dispatch.files.policy_file import POLICY
from dispatch.files.technician_file import TECHNICIAN
from tests.webapi.conftest import Api
from webapi.operation import operation_of
from webapi.schemas import COMPONENTS


def test_a_validator_accepts_the_document(api: Api) -> None:
    api.key = None
    answer = api.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json["openapi"] == "3.1.0"
    validate(answer.json)


def test_every_route_is_in_the_document(api: Api) -> None:
    document = api.get("/openapi.json").json
    promised = {(verb.upper(), path) for path, verbs in document["paths"].items() for verb in verbs}
    served = {
        (verb, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in api.app.url_map.iter_rules()
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert promised == served
    assert all(operation_of(view) for view in api.app.view_functions.values())


def test_every_reference_leads_somewhere_and_every_shape_is_used(api: Api) -> None:
    text = api.get("/openapi.json").text
    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert named == set(COMPONENTS)


@pytest.mark.parametrize("name", [name for name, schema in COMPONENTS.items() if "examples" in schema])
def test_examples_are_what_they_are_examples_of(name: str) -> None:
    components = {"components": {"schemas": dict(COMPONENTS)}}
    for example in COMPONENTS[name]["examples"]:
        Draft202012Validator({**components, "$ref": f"#/components/schemas/{name}"}).validate(example)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("OrderDraft", ORDER.fields),
        ("TechnicianDraft", TECHNICIAN.fields),
        ("AreaDraft", AREA.fields),
        ("PolicyDraft", POLICY.fields | {"id", "in_force"}),
    ],
)
def test_bodies_have_the_fields_of_the_problem_file(name: str, fields: frozenset[str]) -> None:
    assert set(COMPONENTS[name]["properties"]) == fields - {"id"} | {"external_id"}


def test_the_page_loads_nothing_from_anywhere(api: Api) -> None:
    api.key = None
    answer = api.get("/docs")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<link|<img|src=|@import|url\(", answer.text)
    assert {"/v1/orders/{id}/candidates", "Place an order", "TechnicianPatch"} <= set(
        re.findall(r"[\w/{}. ]*/v1/orders/\{id\}/candidates|Place an order|TechnicianPatch", answer.text)
    )
