"""The main job through the real service, with few orders."""

from __future__ import annotations

import fcntl
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.client import Client
from benchmarks.demo.day import DaySize, make_day
from benchmarks.demo.over_http import Answer, Names, give_out, put_on_books
from benchmarks.demo.places import find_city
from benchmarks.demo.run import INTERRUPTED, Wish, _settings, play_wish
from benchmarks.demo.service import ServiceError, fresh_folder, pick_port, running

SMALL = DaySize(technicians=12, orders=25)


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(seed=3, once=True, port=pick_port(0), size=SMALL, root=tmp_path)


def play(wish: Wish) -> tuple[int, str]:
    out = io.StringIO()
    return play_wish(wish, Console(file=out, width=140)), out.getvalue()


def alive(folder: Path) -> list[int]:
    """Processes that were started on a folder, whoever their parent is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_day_is_given_out_told_and_leaves_nothing_behind(wish: Wish, lang: str) -> None:
    code, said = play(replace(wish, lang=lang))
    assert code == 0, said
    assert "25/25" in said
    again = "gave the same 25 answers" if lang == "en" else "25 个答案与服务完全一致"
    assert again in said
    picture = wish.folder / "demo-shanghai-3.png"
    assert str(picture) in said
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "GeoNames" in said
    assert alive(wish.folder) == []


def answers_of(wish: Wish) -> list[Answer]:
    day = make_day(find_city(wish.city), wish.seed, wish.size)
    with (
        fresh_folder(wish.folder) as (folder, lock),
        running(folder, wish.wanted_port, lock, _settings(day)) as service,
        Client(service.address, service.key) as client,
    ):
        names = Names()
        assert len(list(put_on_books(client, day, names))) == len(day.technicians)
        return list(give_out(client, day, names))


def test_the_same_seed_gives_the_same_decisions(wish: Wish) -> None:
    first, second = answers_of(wish), answers_of(wish)
    # All of the decision but the record's own stamp, which tells when it was made.
    stamps = ("made_at",)
    for one, other in zip(first, second, strict=True):
        assert {k: v for k, v in one.decision.items() if k not in stamps} == {
            k: v for k, v in other.decision.items() if k not in stamps
        }
    assert {answer.decision["outcome"] for answer in first} == {"assigned", "unassigned"}


def test_a_taken_port_gives_way_and_is_told(wish: Wish) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = play(replace(wish, port=port, size=DaySize(technicians=3, orders=2)))
    assert code == 0, said
    assert f"Port {port} is taken; this service listens on" in said


def test_what_no_demo_made_is_left_alone(wish: Wish, capsys: pytest.CaptureFixture[str]) -> None:
    mine = wish.folder / "demo" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("years of work")
    assert play(wish)[0] == 1
    assert "holds what the demo did not make" in capsys.readouterr().err
    assert mine.read_text() == "years of work"


def test_what_an_earlier_demo_left_is_thrown_away(tmp_path: Path) -> None:
    with fresh_folder(tmp_path) as (folder, _):
        (folder / "old").touch()
    with fresh_folder(tmp_path) as (again, _):
        assert again == folder
        assert not (again / "old").exists()


def test_a_folder_in_use_is_passed_over(tmp_path: Path) -> None:
    with fresh_folder(tmp_path) as (first, lock):
        held = os.dup(lock)  # as the service does that outlives its demo
        with fresh_folder(tmp_path) as (second, _):
            assert second.name == "demo-2"
    with fresh_folder(tmp_path) as (third, _):
        assert third.name == "demo-2"
    fcntl.flock(held, fcntl.LOCK_UN)
    os.close(held)
    with fresh_folder(tmp_path) as (fourth, _):
        assert fourth == first


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        fresh_folder(tmp_path) as (folder, lock),
        pytest.raises(ServiceError, match="PAIDAN_TIMEZONE is 'Nowhere'"),
        running(folder, pick_port(0), lock, {"PAIDAN_TIMEZONE": "Nowhere"}),
    ):
        pass


@pytest.mark.parametrize(
    ("city", "seed", "message"), [("Lonndon", 1, "near it: London"), ("Shanghai", -1, "non-negative")]
)
def test_what_cannot_be_played_is_told_in_a_line(
    wish: Wish, capsys: pytest.CaptureFixture[str], city: str, seed: int, message: str
) -> None:
    assert play(replace(wish, city=city, seed=seed))[0] == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("port", ["http", "65536", "-1"])
def test_a_port_that_is_none_is_told(
    wish: Wish, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setenv("PAIDAN_PORT", port)
    assert play(replace(wish, port=None))[0] == 2
    assert f"PAIDAN_PORT is '{port}', must be a number from 0 to 65535" in capsys.readouterr().err


@pytest.fixture
def long_day(wish: Wish) -> Iterator[subprocess.Popen[str]]:
    """The whole day as a process of its own, on its way to serving."""
    process = subprocess.Popen(
        [sys.executable, "-m", "paidan", "demo"],
        env={**os.environ, "PAIDAN_DATA_DIR": str(wish.folder), "PAIDAN_PORT": str(wish.port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def test_ctrl_c_in_the_middle_stops_cleanly_in_one_line(long_day: subprocess.Popen[str], wish: Wish) -> None:
    until = time.monotonic() + 60.0
    while not (wish.folder / "demo" / "paidan.db").exists() and time.monotonic() < until:
        time.sleep(0.05)
    long_day.send_signal(signal.SIGINT)
    said, _ = long_day.communicate(timeout=60.0)
    assert long_day.returncode == INTERRUPTED, said
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in said
    assert alive(wish.folder) == []


def test_it_goes_on_serving_until_ctrl_c(wish: Wish) -> None:
    program = (
        "import sys; from pathlib import Path; from benchmarks.demo.run import *;"
        "size = DaySize(technicians=3, orders=2);"
        f"sys.exit(play_wish(Wish(port={wish.port}, size=size, root=Path({str(wish.root)!r}))))"
    )
    process = subprocess.Popen([sys.executable, "-u", "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as output:
        said = ""
        for line in output:
            said += line
            if "Serving until Ctrl-C" in line:
                break
        curl = re.search(r"curl -H 'Authorization: Bearer (\S+)' '(http://[\d.:]+)/v1/orders", said)
        assert curl is not None, said
        with Client(curl.group(2), curl.group(1)) as client:
            assert len(list(client.orders())) == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(60.0) == 0
        assert output.read().strip() == "Stopped."
    assert alive(wish.folder) == []
