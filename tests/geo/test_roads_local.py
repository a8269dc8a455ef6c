"""A map on this machine: OSRM of the extra ``roads`` where that is there, and what is told where it is not."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import pytest

from geo.errors import InvalidTravelError, RoadsError
from geo.places import LatLng
from geo.roads import local, preparing
from geo.roads.address import engine_at, require_address
from geo.roads.asking import roads_between, table
from geo.roads.local import is_installed
from geo.roads.preparing import dataset_of, map_digest
from geo.roads.store import Store
from geo.travel import UNREACHABLE
from tests.geo.tiny_map import CORNERS, along, write_tiny_map

needs_osrm = pytest.mark.skipif(not is_installed(), reason="the extra roads is not installed: it needs Python 3.12")
A, B, C, D, E, F = CORNERS.values()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "my cache"))
    return tmp_path / "my cache" / "paidan" / "roads"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny_map(tmp_path / "tiny town.osm.pbf")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5000",
        "https://roads.example.org/osrm/",
        "http://[::1]:5000",
        "file:///maps/porto.osm.pbf",
        "file://localhost/maps/a%20town.osrm",
    ],
)
def test_addresses(url: str) -> None:
    require_address(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "must have 1 to 2000"),
        ("http://" + "a" * 2000, "must have 1 to 2000"),
        ("http://a b", "no spaces"),
        ("http://a\nb", "no spaces"),
        ("router", "must begin with http://, https:// or file:///"),
        ("ftp://a/b", "must begin with"),
        ("http:///table", "must begin with"),
        ("http://ann:secret@a", "must not hold a user or a password"),
        ("http://a/?key=1", "must end with the path"),
        ("http://a/#b", "must end with the path"),
        ("http://a:99999", "no address"),
        ("http://a:0", "a port from 1 to 65535"),
        ("http://[a", "no address"),
        ("http://地图.cn", "must be plain ASCII"),
        ("file:porto.osm.pbf", "by its whole path"),
        ("file://server/porto.osm.pbf", "by its whole path"),
        ("file:///maps/porto.osm", "must end with .osm.pbf or .osrm"),
    ],
)
def test_no_such_addresses(url: str, told: str) -> None:
    with pytest.raises(InvalidTravelError) as caught:
        require_address(url)
    assert told in str(caught.value)
    assert caught.value.field == "url"


def test_where_the_extra_is_missing_it_is_told_what_to_do(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_spec", lambda _name: None)
    with pytest.raises(RoadsError, match=r"pip install 'paidan\[roads\]', with Python 3.12 or newer \(this is 3\.\d+"):
        roads_between(tiny.as_uri(), [A, B])


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="which cannot be read: No such file"):
        engine_at((tmp_path / "none.osm.pbf").as_uri())
    with pytest.raises(RoadsError, match=r"neither none.osrm.mldgr or none.osrm.hsgr is there"):
        engine_at((tmp_path / "none.osrm").as_uri())


@needs_osrm
def test_ways_lead_along_the_streets(tiny: Path) -> None:
    ways = roads_between(tiny.as_uri(), [A, B, C, D, E, F])
    metres = ways.distances_m
    assert metres is not None
    # a to b is one-way; back it is b-c-d-a
    assert metres[0, 1] == pytest.approx(along("ab"), rel=0.005)
    assert metres[1, 0] == pytest.approx(along("bcda"), rel=0.005)
    assert metres[0, 2] == pytest.approx(along("abc"), rel=0.005)
    assert metres[2, 0] == pytest.approx(along("cda"), rel=0.005)
    # 25 km/h, and a little for turns
    assert along("ab") / (25.0 / 3.6) - 1.0 <= ways.durations_s[0, 1] <= along("ab") / (25.0 / 3.6) + 30.0
    # nothing leads to the island
    assert (ways.durations_s[:4, 4:] == UNREACHABLE).all()
    assert (ways.durations_s[4:, :4] == UNREACHABLE).all()
    assert metres[4, 5] == pytest.approx(along("ef"), rel=0.005)
    assert (ways.durations_s.diagonal() == 0).all()


@needs_osrm
def test_a_place_in_another_country_is_not_brought_to_the_border(tiny: Path) -> None:
    ways = roads_between(tiny.as_uri(), [A, LatLng(lat=48.2, lng=16.37), C])
    assert (ways.durations_s[1] == [UNREACHABLE, 0, UNREACHABLE]).all()
    assert ways.durations_s[0, 2] > 0


@needs_osrm
def test_a_map_is_prepared_once_for_each_content(tiny: Path, cache: Path, tmp_path: Path) -> None:
    first = roads_between(tiny.as_uri(), [A, B, C])
    (dataset,) = (cache / "datasets").iterdir()
    made = (dataset / "roads.osrm.mldgr").stat().st_mtime_ns
    copy = tmp_path / "copy.osm.pbf"
    copy.write_bytes(tiny.read_bytes())
    (cache / "ways-1.sqlite").unlink()
    assert (roads_between(copy.as_uri(), [A, B, C]).durations_s == first.durations_s).all()
    assert (dataset / "roads.osrm.mldgr").stat().st_mtime_ns == made
    write_tiny_map(copy, island=False)
    roads_between(copy.as_uri(), [A, B, C])
    assert len(list((cache / "datasets").iterdir())) == 2


@needs_osrm
def test_two_may_prepare_a_map_at_once(tiny: Path, cache: Path) -> None:
    digest = map_digest(tiny)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: dataset_of(tiny, digest), range(2))
    assert one == other
    assert [folder.name[:32] for folder in (cache / "datasets").iterdir()] == [digest]


@needs_osrm
def test_datasets_used_longest_ago_and_unfinished_ones_go(
    tiny: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "KEPT", 1)
    dataset_of(tiny, map_digest(tiny))
    abandoned, busy = cache / "datasets" / "unfinished-a", cache / "datasets" / "unfinished-b"
    abandoned.mkdir()
    busy.mkdir()
    os.utime(abandoned, (1e9, 1e9))
    write_tiny_map(tiny, island=False)
    latest = dataset_of(tiny, map_digest(tiny)).parent
    assert sorted((cache / "datasets").iterdir()) == sorted([latest, busy])


@needs_osrm
def test_what_is_no_map_is_told(tmp_path: Path) -> None:
    path = tmp_path / "no.osm.pbf"
    path.write_bytes(b"no map at all" * 20)
    with pytest.raises(RoadsError, match=r"of which osrm-extract can make nothing: .*PBF error"):
        roads_between(path.as_uri(), [A, B])


@needs_osrm
def test_a_dataset_serves_as_it_is(tiny: Path) -> None:
    base = dataset_of(tiny, map_digest(tiny))
    ways = roads_between(base.as_uri(), [A, B, C])
    assert (ways.durations_s == roads_between(tiny.as_uri(), [A, B, C]).durations_s).all()
    for part in base.parent.iterdir():
        if part.suffix == ".mldgr":
            part.write_bytes(b"torn")
    with pytest.raises(RoadsError, match="which OSRM cannot load"):
        roads_between(base.as_uri(), [A, B, C, D])


@contextlib.contextmanager
def osrm_routed(base: Path) -> Iterator[str]:
    """OSRM's own server on a dataset, which takes tables of 3 × 3."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = files("osrm") / "bin" / "osrm-routed"
    command = [str(program), "--algorithm", "mld", "-i", "127.0.0.1", "-p", str(port), "--max-table-size", "3"]
    with subprocess.Popen([*command, base.name], cwd=base.parent, stdout=subprocess.DEVNULL) as server:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                break
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@needs_osrm
def test_a_real_server_tells_the_same(tiny: Path) -> None:
    points = [A, B, C, D, E, F]
    inside = table(engine_at(tiny.as_uri()), points, Store(None), 0)
    with osrm_routed(dataset_of(tiny, map_digest(tiny))) as url:
        outside = table(engine_at(url), points, Store(None), 0)
    assert (inside.durations_s == outside.durations_s).all()
    assert (inside.distances_m == outside.distances_m).all()
