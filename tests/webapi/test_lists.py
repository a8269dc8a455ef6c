"""Lists in pieces, and orders by what they are like."""

from __future__ import annotations

import pytest

from tests.webapi.conftest import ORDER, TECHNICIAN, Api


def walk(api: Api, path: str, limit: int) -> list[str]:
    """Ids of a whole list, piece by piece."""
    found, cursor = [], ""
    while True:
        page = api.get(f"{path}?limit={limit}{cursor}").json
        assert len(page["data"]) <= limit
        found += [record["id"] for record in page["data"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_every_record_is_in_the_list_once(api: Api, limit: int) -> None:
    for _ in range(7):
        api.post("/v1/technicians", TECHNICIAN)
    assert walk(api, "/v1/technicians", limit) == [f"t{number}" for number in range(1, 8)]


def test_what_is_added_meanwhile_comes_at_the_end_and_nothing_comes_twice(api: Api) -> None:
    for _ in range(4):
        api.post("/v1/orders", ORDER)
    first = api.get("/v1/orders?limit=3").json
    for _ in range(3):
        api.post("/v1/orders", ORDER)
    second = api.get(f"/v1/orders?limit=3&cursor={first['next_cursor']}").json
    third = api.get(f"/v1/orders?limit=3&cursor={second['next_cursor']}").json
    listed = [order["id"] for page in (first, second, third) for order in page["data"]]
    assert listed == [f"o{number}" for number in range(1, 8)]
    assert third["next_cursor"] is None


def test_an_empty_list_has_no_more(api: Api) -> None:
    for path in ("/v1/orders", "/v1/technicians", "/v1/areas", "/v1/skills"):
        assert api.get(path).json == {"data": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("state=unassigned", ["o1", "o2", "o3"]),
        ("state=scheduled", []),
        ("state=completed", []),
        ("technician=t1", []),
        ("technician=ext:nobody", []),
        ("external_id=b%2F2", ["o2"]),
        ("external_id=c", []),
        ("created_from=2026-11-02T08:20:00%2B08:00", ["o2", "o3"]),
        ("created_from=2026-11-02T08:20:00+08:00", ["o2", "o3"]),
        ("created_before=2026-11-02T00:20:00Z", ["o1"]),
        ("created_from=2026-11-02T08:20:00%2B08:00&created_before=2026-11-02T08:30:00%2B08:00", ["o2"]),
    ],
)
def test_orders_are_found_by_what_they_are_like(api: Api, query: str, ids: list[str]) -> None:
    for minute, external_id in ((10, "a"), (20, "b/2"), (30, None)):
        api.post("/v1/orders", {**ORDER, "created": f"2026-11-02T08:{minute}:00+08:00", "external_id": external_id})
    answer = api.get(f"/v1/orders?{query}")
    assert answer.status_code == 200
    assert [order["id"] for order in answer.json["data"]] == ids
