"""Whatever is sent, the answer is below 500 and, if it is a refusal, problem details."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.webapi.conftest import ORDER, TECHNICIAN, Api

GOOD = {
    "/v1/orders": {
        **ORDER,
        "windows": [{"start": "2026-11-02T09:00:00+08:00", "end": "2026-11-02T12:00:00+08:00"}],
        "setup_s": 60,
        "due": "2026-11-02T10:00:00+08:00",
        "lateness_weight": 2.0,
        "skills": {"gas": 2},
        "required_tags": ["ladder"],
        "load": [1, 2],
        "required_technicians": ["t1"],
        "preferred_technicians": ["t1"],
        "declined_by": [],
        "crew": [],
        "after": [],
        "customer": {"name": "王小姐", "phones": ["1"]},
        "notes": "a",
        "priority": 2,
    },
    "/v1/technicians": {
        **TECHNICIAN,
        "skills": {"gas": 2},
        "certificates": [{"skill": "gas", "expires": "2027-01-01T00:00:00Z"}],
        "areas": [],
        "tags": ["ladder"],
        "shifts": [
            {
                "start": "2026-11-02T08:00:00+08:00",
                "end": "2026-11-02T18:00:00+08:00",
                "max_overtime_s": 1800,
                "breaks": [
                    {
                        "earliest": "2026-11-02T11:30:00+08:00",
                        "latest": "2026-11-02T13:00:00+08:00",
                        "duration_s": 1800,
                    }
                ],
            }
        ],
        "absences": [],
        "position": {"lat": 31.2, "lng": 121.4, "at": "2026-11-02T10:00:00+08:00"},
        "max_orders": 2,
        "max_travel_s": 9000,
        "capacity": [4],
        "fixed_cost_min": 1.5,
        "speed_factor": 1.1,
        "service_factor": 0.9,
    },
    "/v1/areas": {"geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 2], [3, 4], [1, 2]]]}},
    "/v1/policies": {"name": "mine", "version": 3, "weights": {"travel_min": 1.0}},
    "/v1/skills": {"name": "gas"},
}

HARD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(10**400), max_value=10**400),
    st.floats(),
    st.sampled_from(
        ["", "\x00", "\ud800", "ext:", "t1", "𝕏" * 201, "2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", -0.0]
    ),
    st.text(max_size=20),
    st.recursive(st.none(), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner)),
    st.integers(1, 80).map(lambda depth: nested(depth)),  # noqa: PLW0108,
)

BOUNDED = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def nested(depth: int) -> object:
    value: object = 1
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where something could be put in the place of something else."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def replaced(value: object, path: tuple[str | int, ...], new: object) -> object:
    if not path:
        return new
    result = copy.deepcopy(value)
    inner = result
    for step in path[:-1]:
        inner = inner[step]  # type: ignore[index]
    inner[path[-1]] = new  # type: ignore[index]
    return result


def is_told(answer: TestResponse) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.json["errors"] is not None
    answer.data.decode("utf-8")


@BOUNDED
@given(data=st.data())
def test_a_body_with_anything_in_the_place_of_anything(api: Api, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(GOOD)))
    where = data.draw(st.sampled_from(list(places(GOOD[path]))))
    is_told(api.post(path, json.dumps(replaced(GOOD[path], where, data.draw(HARD))).encode()))


@BOUNDED
@given(body=st.dictionaries(st.sampled_from(["rating", "skills", "shifts", "end", "id", "x", "areas", "active"]), HARD))
def test_a_change_with_anything_in_it(api: Api, body: dict[str, object]) -> None:
    api.post("/v1/technicians", TECHNICIAN)
    is_told(api.patch("/v1/technicians/t1", json.dumps(body).encode()))


@BOUNDED
@given(raw=st.binary(max_size=60) | st.text(alphabet='{}[]",:0123456789eE+-.\\u tfn', max_size=60).map(str.encode))
def test_a_body_of_any_bytes(api: Api, raw: bytes) -> None:
    is_told(api.post("/v1/orders", raw))


@BOUNDED
@given(
    path=st.sampled_from(["/v1/orders", "/v1/technicians/t1/schedule", "/v1/skills", "/v1/orders/o1/candidates"]),
    name=st.sampled_from(["limit", "cursor", "state", "date", "created_from", "technician", "external_id", "x\x00"]),
    text=st.text(max_size=30) | st.sampled_from(["9" * 5000, "2026-11-02", "MTA=", "-1", "1e9", "٣", "LTE="]),
)
def test_a_query_of_any_text(api: Api, path: str, name: str, text: str) -> None:
    is_told(api.app.test_client().get(path, query_string={name: text}, headers={"Authorization": f"Bearer {api.key}"}))


@BOUNDED
@given(ref=st.text(min_size=1, max_size=30).map(lambda text: text.replace("\n", "")))
def test_an_id_of_any_text(api: Api, ref: str) -> None:
    for template in ("/v1/orders/{}", "/v1/technicians/ext:{}", "/v1/decisions/{}", "/{}"):
        is_told(api.get(template.format(ref)))


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match", "Prefer", "Idempotency-Key", "Content-Type", "Accept"])
@BOUNDED
@given(text=st.text(alphabet=st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30))
def test_a_header_of_any_text(api: Api, name: str, text: str) -> None:
    is_told(api.call("PATCH", "/v1/technicians/t1", {"rating": 1}, **{name.replace("-", "_"): text}))
    is_told(api.call("POST", "/v1/skills", {"name": "gas"}, **{name.replace("-", "_"): text}))
    is_told(api.call("GET", "/v1/technicians/t1", **{name.replace("-", "_"): text}))


@BOUNDED
@given(data=st.data())
def test_a_member_of_any_name(api: Api, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(GOOD)))
    name = data.draw(st.text(st.characters(), max_size=5) | st.sampled_from(["\ud800", "~/", "\x00", "", "id"]))
    inside = data.draw(st.sampled_from([(), *((field,) for field in ("skills", "customer", "weights", "geometry"))]))
    body = copy.deepcopy(GOOD[path])
    target = body.get(inside[0], body) if inside else body
    target[name] = data.draw(HARD)  # type: ignore[index]
    is_told(api.post(path, json.dumps(body).encode()))


def test_a_number_of_too_many_digits(api: Api) -> None:
    is_told(api.post("/v1/orders", b'{"service_s": ' + b"9" * 100_000 + b"}"))
    is_told(api.post("/v1/orders", b'{"service_s": 1e' + b"9" * 1000 + b"}"))


def test_more_names_than_a_record_may_hold(api: Api) -> None:
    answer = api.post("/v1/orders", {**ORDER, "required_technicians": [f"t{number}" for number in range(50_000)]})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/required_technicians"
