"""Tables asked of a server: rounding, no way, too much at once, and everything that a server can do wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from geo.errors import RoadsError
from geo.places import LatLng
from geo.roads.asking import table
from geo.roads.server import Patience, Server
from geo.roads.store import Store
from geo.travel import UNREACHABLE
from tests.geo.osrm_server import Osrm, distance_m, duration_s, osrm_server

HURRIED = Patience(answer_s=0.4, tries=3, pause_s=0.01)
NOTHING = Store(None)
HERE, EAST, NORTH = LatLng(lat=31.2, lng=121.4), LatLng(lat=31.2, lng=121.4105), LatLng(lat=31.2031, lng=121.4)
ISLAND, NOWHERE = LatLng(lat=61.0, lng=121.4), LatLng(lat=81.0, lng=121.4)


@pytest.fixture
def osrm() -> Iterator[Osrm]:
    with osrm_server() as found:
        yield found


def town(n: int) -> list[LatLng]:
    """Points far from the diagonal, no two the same."""
    rng = np.random.default_rng(n)
    return [LatLng(lat=31.0 + float(a), lng=121.0 + float(b)) for a, b in rng.integers(0, 10**5, (n, 2)) / 1e6]


def test_seconds_are_rounded_up_and_metres_half_to_even(osrm: Osrm) -> None:
    # east 10.5 × 3 = 31.5 s, back 10.5 × 2.25 = 23.6 (a tenth is all that OSRM tells); north 3.1 × 4 = 12.4 s;
    # 23.625 + 12.4 = 36.0 s; 10.5 × 100.5 = 1 055.2 m, 3.1 × 100.5 = 311.6 m (311.55)
    told = Server(osrm.url, HURRIED).table([HERE, EAST], [HERE, EAST, NORTH])
    assert told.durations_s.tolist() == [[0, 32, 13], [24, 0, 36]]
    assert told.distances_m.tolist() == [[0, 1055, 312], [1055, 0, 1367]]
    assert told.durations_s.dtype == told.distances_m.dtype == np.int32
    osrm.mishaps = [{"distances": [[0.5, 1.5, 2.5], [0, 0, 7]], "durations": [[4.0, 4.0000000001, 4.1], [0, 0, 0]]}]
    told = Server(osrm.url, HURRIED).table([HERE, EAST], [HERE, EAST, NORTH])
    assert told.durations_s.tolist() == [[4, 4, 5], [0, 0, 0]]
    assert told.distances_m.tolist() == [[0, 2, 2], [0, 0, 7]]


def test_null_is_unreachable_in_one_direction(osrm: Osrm) -> None:
    told = table(Server(osrm.url), [HERE, ISLAND], NOTHING, 0)
    assert told.durations_s[0, 1] == told.distances_m[0, 1] == UNREACHABLE
    assert told.durations_s[1, 0] == 4 * 29_800
    assert told.durations_s[0, 0] == told.durations_s[1, 1] == 0


def test_a_place_far_from_any_road_is_reached_by_none(osrm: Osrm) -> None:
    told = table(Server(osrm.url), [HERE, NOWHERE, EAST], NOTHING, 0)
    assert (told.durations_s[1] == [UNREACHABLE, 0, UNREACHABLE]).all()
    assert (told.durations_s[:, 1] == [UNREACHABLE, 0, UNREACHABLE]).all()
    assert told.durations_s[0, 2] == 32


@pytest.mark.parametrize(
    ("n", "limit", "most"), [(100, 100, 1), (101, 100, 9), (130, 100, 9), (130, 40, 150), (7, 2, 80)]
)
def test_tables_are_cut_to_what_the_server_takes(osrm: Osrm, n: int, limit: int, most: int) -> None:
    osrm.max_table_size = limit
    points = town(n)
    told = table(Server(osrm.url), points, NOTHING, 0)
    for i, j in np.random.default_rng(1).integers(0, n, (200, 2)):
        seconds, metres = duration_s(points[i], points[j]), distance_m(points[i], points[j])
        assert told.durations_s[i, j] == np.ceil(seconds or 0.0)
        assert abs(told.distances_m[i, j] - (metres or 0.0)) <= 0.5
    assert len(osrm.questions) <= most


def test_a_server_that_takes_no_two_points_is_given_up(osrm: Osrm) -> None:
    osrm.max_table_size = 1
    with pytest.raises(RoadsError, match="takes no table of 2 points; raise its max-table-size"):
        table(Server(osrm.url), town(3), NOTHING, 0)


@pytest.mark.parametrize("mishap", [413, 414])
def test_a_question_too_long_is_cut_as_well(osrm: Osrm, mishap: int) -> None:
    osrm.mishaps = [mishap]
    told = table(Server(osrm.url), town(10), NOTHING, 0)
    assert (told.durations_s >= 0).all()


def test_the_same_place_is_asked_for_once(osrm: Osrm) -> None:
    told = table(Server(osrm.url), [HERE, EAST, HERE, LatLng(lat=31.2, lng=121.4000000004)], NOTHING, 0)
    assert len(osrm.questions) == 1
    assert len(osrm.pairs) == 4
    assert told.durations_s.tolist() == [[0, 32, 0, 0], [24, 0, 24, 24], [0, 32, 0, 0], [0, 32, 0, 0]]


def test_one_place_alone_is_not_asked_for(osrm: Osrm) -> None:
    assert table(Server(osrm.url), [HERE, HERE], NOTHING, 0).durations_s.tolist() == [[0, 0], [0, 0]]
    assert not osrm.questions


@pytest.mark.parametrize("mishaps", [[500], [503, 429], [1.0], [502], [1.0, 500]])
def test_a_server_that_is_busy_is_asked_again(osrm: Osrm, mishaps: list[Any]) -> None:
    osrm.mishaps = list(mishaps)
    told = Server(osrm.url, HURRIED).table([HERE], [EAST])
    assert told.durations_s.tolist() == [[32]]
    assert len(osrm.questions) == len(mishaps) + 1


@pytest.mark.parametrize(
    ("mishaps", "told"),
    [
        ([500] * 3, "which answers 500 Internal Server Error; must be the address of an OSRM server"),
        ([1.0] * 3, "which does not answer, asked 3 times: no answer in time"),
        ([404], "which answers 404 Not Found"),
        ([b"<html>hello</html>"], "which answers 200 OK;"),
        ([b'{"code": "Ok", "durations": [[NaN]]}'], "which answers 200 OK;"),
        ([b"[" * 10**5], "which answers 200 OK;"),
        ([{"code": "NoTable", "message": "no way"}], "which answers 200 OK, NoTable: no way"),
        ([{"durations": None}], "which answers without durations"),
        ([{"distances": None}], "which answers without distances: OSRM tells them since version 5.18"),
        ([{"durations": [[1.0]]}], "with durations that are no table of 2 rows and 2 columns"),
        ([{"durations": [[0, 1], [1]]}], "with durations that are no table of 2 rows and 2 columns"),
        ([{"durations": "ab"}], "with durations that are no table"),
        ([{"durations": [[0, "1"], [1, 0]]}], "with durations that are neither numbers nor null"),
        ([{"durations": [[0, True], [1, 0]]}], "with durations that are neither numbers nor null"),
        ([{"durations": [[0, -1.0], [1, 0]]}], "with durations below 0 or above 3.16224e+07"),
        ([{"durations": [[0, 1e300], [1, 0]]}], "with durations below 0 or above"),
        ([{"durations": [[0, 10**400], [1, 0]]}], "with durations below 0 or above"),
        ([{"distances": [[0, 3e9], [1, 0]]}], "with distances below 0 or above 2e"),
        ([{"distances": [[0, None], [1, 0]]}], "with distances that are null where durations have a value"),
    ],
)
def test_what_no_travel_time_follows_from_is_told(osrm: Osrm, mishaps: list[Any], told: str) -> None:
    osrm.mishaps = list(mishaps)
    with pytest.raises(RoadsError) as caught:
        Server(osrm.url, HURRIED).table([HERE, EAST], [HERE, EAST])
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"is '{osrm.url}', which ")


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(RoadsError, match="which does not answer, asked 3 times: Connection refused"):
            Server(url, HURRIED).table([HERE], [EAST])


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(RoadsError, match="does not answer, asked 2"):
        server.settimeout(5.0)
        _break_off(server, times=2)
        Server(f"http://127.0.0.1:{server.getsockname()[1]}", Patience(2.0, 2, 0.01)).table([HERE], [EAST])


def _break_off(server: socket.socket, times: int) -> None:
    def serve() -> None:
        for _ in range(times):
            connection, _address = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code": "Ok"')

    threading.Thread(target=serve, daemon=True).start()
