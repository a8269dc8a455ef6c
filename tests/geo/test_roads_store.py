"""Ways that are kept: nobody is asked twice, and no process loses what another has written."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from geo.places import LatLng
from geo.roads import store as stores
from geo.roads.asking import lacks, roads_between, table
from geo.roads.engine import Block
from geo.roads.server import Server
from geo.roads.store import MAX_AGE_S, UNKNOWN, Store, key_of, keys_of, point_of
from tests.geo.osrm_server import Osrm, osrm_server

ROOT = Path(__file__).parents[2]
NOW = 1_772_400_000
POINTS = [LatLng(lat=31.2 + 0.001 * n, lng=121.4 - 0.003 * n) for n in range(6)]

WRITER = """
import sys
import numpy as np
from geo.roads.engine import Block
from geo.roads.store import Store
from pathlib import Path
store, first, count = Store(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
print("begun", flush=True)
n = 0
while count < 0 or n < count:
    column = first + 2 * n
    origins, columns = np.arange(300), np.arange(column, column + 2)
    told = (1000 * origins[:, None] + columns).astype(np.int32)
    store.keep("an engine", origins, columns, Block(told, told), 1_772_400_000)
    n += 1
"""
"""Writes the ways of 300 origins to two more destinations, from `first` on, `count` times or until it is killed."""


@pytest.fixture
def osrm() -> Iterator[Osrm]:
    with osrm_server() as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "ways.sqlite")


def written(file: Path, columns: int) -> np.ndarray:
    """What is known of the writers' ways, shape (300, columns)."""
    return Store(file).known("an engine", np.arange(300), np.arange(columns), NOW).durations_s


def right(columns: int) -> np.ndarray:
    """What writers write."""
    return 1000 * np.arange(300)[:, None] + np.arange(columns)


@pytest.mark.parametrize(
    "point",
    [
        LatLng(lat=31.2304, lng=121.4737),
        LatLng(lat=-90.0, lng=-180.0),
        LatLng(lat=90.0, lng=180.0),
        LatLng(lat=-0.0, lng=0.0),
        LatLng(lat=-30.053846, lng=-51.158246),
    ],
)
def test_a_key_is_a_point(point: LatLng) -> None:
    back = point_of(key_of(point))
    assert (round(back.lat, 6), round(back.lng, 6)) == (round(point.lat, 6), round(point.lng, 6))


def test_what_is_known_is_not_asked_for(osrm: Osrm, store: Store) -> None:
    first = table(Server(osrm.url), POINTS, store, NOW)
    asked = len(osrm.questions)
    again = table(Server(osrm.url), POINTS[::-1], store, NOW + MAX_AGE_S)
    assert len(osrm.questions) == asked == 1
    assert (again.durations_s == first.durations_s[::-1, ::-1]).all()
    assert (again.distances_m == first.distances_m[::-1, ::-1]).all()


def test_a_new_place_asks_for_its_own_ways_alone(osrm: Osrm, store: Store) -> None:
    table(Server(osrm.url), POINTS[:5], store, NOW)
    osrm.questions.clear()
    whole = table(Server(osrm.url), POINTS, store, NOW)
    new = (POINTS[5].lng, POINTS[5].lat)
    assert all(new in pair for pair in [tuple((round(a, 6), round(b, 6)) for a, b in pair) for pair in osrm.pairs])
    assert len(osrm.pairs) == 11
    assert (whole.durations_s == table(Server(osrm.url), POINTS, Store(None), NOW).durations_s).all()


def test_what_is_too_old_is_asked_for_again(osrm: Osrm, store: Store) -> None:
    table(Server(osrm.url), POINTS, store, NOW)
    table(Server(osrm.url), POINTS, store, NOW + MAX_AGE_S + 1)
    assert len(osrm.questions) == 2


def test_each_engine_has_ways_of_its_own(osrm: Osrm, store: Store) -> None:
    with osrm_server() as other:
        table(Server(osrm.url), POINTS, store, NOW)
        table(Server(other.url), POINTS, store, NOW)
        table(Server(other.url + "/"), POINTS, store, NOW)
        assert (len(osrm.questions), len(other.questions)) == (1, 1)


def test_what_is_known_when_a_server_breaks_down_stays_known(osrm: Osrm, store: Store) -> None:
    points = [LatLng(lat=31.0 + 0.001 * n, lng=121.0) for n in range(240)]
    osrm.mishaps = [*[{}] * 12, 404]
    with pytest.raises(ValueError, match="404"):
        table(Server(osrm.url), points, store, NOW)
    asked = len(osrm.pairs)
    osrm.questions.clear()
    table(Server(osrm.url), points, store, NOW)
    assert len(osrm.pairs) + asked < 240 * 240 + 50 * 240  # at most one band is asked for twice
    assert len(osrm.pairs) < 240 * 240 - asked + 50 * 240


def test_no_more_is_kept_than_is_allowed(osrm: Osrm, tmp_path: Path) -> None:
    small = Store(tmp_path / "ways.sqlite", max_pairs=20)
    table(Server(osrm.url), POINTS[:3], small, NOW)
    table(Server(osrm.url), POINTS[3:], small, NOW + 5)
    table(Server(osrm.url), [LatLng(lat=32.0, lng=121.0), LatLng(lat=32.1, lng=121.0)], small, NOW + 9)
    known = [small.known(Server(osrm.url).name, *(keys_of(some),) * 2, NOW + 9) for some in (POINTS[:3], POINTS[3:])]
    assert UNKNOWN in known[0].durations_s  # 9 + 9 + 4 pairs: one of the oldest origins has to go
    assert UNKNOWN not in known[1].durations_s
    with sqlite3.connect(tmp_path / "ways.sqlite") as connection:
        assert connection.execute("SELECT sum(pairs) FROM ways").fetchone()[0] <= 20
    connection.close()


def test_newer_answers_take_the_place_of_older_ones(store: Store) -> None:
    origins, destinations = np.arange(2), np.arange(3)
    store.keep("e", origins, destinations, Block.full_of(7, 2, 3), NOW)
    store.keep("e", origins[:1], destinations[1:], Block.full_of(9, 1, 2), NOW + 1)
    assert store.known("e", origins, destinations, NOW + 1).durations_s.tolist() == [[7, 9, 9], [7, 7, 7]]
    later = NOW + MAX_AGE_S + 1
    assert store.known("e", origins, destinations, later).distances_m.tolist() == [[-2, 9, 9], [-2, -2, -2]]


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ways.sqlite"
    # both write into the same rows: one the destinations 0 to 19, the other 20 to 39
    command = [sys.executable, "-c", WRITER, str(file)]
    both = [subprocess.Popen([*command, first, "10"], cwd=ROOT, stdout=subprocess.DEVNULL) for first in ("0", "20")]
    assert [process.wait(60) for process in both] == [0, 0]
    assert (written(file, 40) == right(40)).all()


def test_who_is_killed_while_writing_leaves_what_is_right(tmp_path: Path) -> None:
    file = tmp_path / "ways.sqlite"
    for pause_s in (0.05, 0.11, 0.17):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), "0", "-1"], cwd=ROOT, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(pause_s)
            process.send_signal(signal.SIGKILL)
        found = written(file, 4000)
        assert ((found == right(4000)) | (found == UNKNOWN)).all()
        # a transaction is there for all origins, or for none
        assert ((found == UNKNOWN) == (found == UNKNOWN)[0]).all()
    assert (written(file, 2) == right(2)).all()


@pytest.mark.parametrize("torn", [b"no database at all " * 100, b""])
def test_a_file_that_is_torn_is_begun_anew(osrm: Osrm, store: Store, torn: bytes) -> None:
    assert store.file is not None
    table(Server(osrm.url), POINTS, store, NOW)
    whole = store.file.read_bytes()
    store.file.write_bytes(torn or whole[:5000] + b"\xff" * 3000 + whole[8000:])
    for _ in range(3):
        told = table(Server(osrm.url), POINTS, store, NOW)
        assert (told.durations_s >= 0).all()
    asked = len(osrm.questions)
    table(Server(osrm.url), POINTS, store, NOW)
    assert len(osrm.questions) == asked


def test_a_row_whose_parts_do_not_fit_together_is_unknown(store: Store) -> None:
    store.keep("e", np.arange(2), np.arange(3), Block.full_of(7, 2, 3), NOW)
    assert store.file is not None
    with sqlite3.connect(store.file) as connection:
        connection.execute("UPDATE ways SET seconds = x'00' WHERE origin = 1")
    connection.close()
    assert store.known("e", np.arange(2), np.arange(3), NOW).durations_s.tolist() == [[7, 7, 7], [-2, -2, -2]]


def test_a_file_that_is_locked_or_cannot_be_written_stops_nobody(
    osrm: Osrm, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(stores, "WAIT_S", 0.05)
    assert store.file is not None
    connection = sqlite3.connect(store.file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    assert (table(Server(osrm.url), POINTS, store, NOW).durations_s >= 0).all()
    connection.close()
    assert (table(Server(osrm.url), POINTS, Store(tmp_path / "none" / "ways"), NOW).durations_s >= 0).all()
    assert len(osrm.questions) == 2


def test_it_is_kept_in_the_users_cache(osrm: Osrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    ways = roads_between(osrm.url, POINTS)
    assert (ways.size, ways.url) == (6, osrm.url)
    assert (tmp_path / "paidan" / "roads" / "ways-1.sqlite").exists()
    assert (roads_between(osrm.url, POINTS).durations_s == ways.durations_s).all()
    assert len(osrm.questions) == 1


def test_those_who_lack_the_same_are_asked_together() -> None:
    unknown = np.zeros((5, 5), np.bool_)
    unknown[4] = unknown[:, 4] = True
    found = [(origins.tolist(), destinations.tolist()) for origins, destinations in lacks(unknown)]
    assert sorted(found) == [([0, 1, 2, 3], [4]), ([4], [0, 1, 2, 3, 4])]
    many = np.triu(np.ones((50, 50), np.bool_), 1)
    (one,) = lacks(many)  # 49 different lacks
    assert [len(part) for part in one] == [49, 49]
