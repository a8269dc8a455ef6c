"""``paidan serve`` as a process: it begins, ends, is killed, and begins again."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import paidan
from jobs import embedded
from jobs.embedded import CannotServeError, held_folder
from jobs.preparing import prepare
from jobs.settings import Settings, socket_path
from operations import decisions
from operations.engine import open_engine, read, write
from operations.pages import Slice
from tests.databases import Cluster, Database, copy_of
from tests.jobs.conftest import FAST, await_true, processes_of, queue_server

ROOT = str(Path(embedded.__file__).parents[1])
SERVE = (
    f"import sys; sys.path.append({ROOT!r}); from pathlib import Path; from jobs.supervisor import serve;"
    "sys.exit(serve('127.0.0.1', int(sys.argv[2]), Path(sys.argv[1]), 'simulated'))"
)
PLACE = {"lat": 31.2, "lng": 121.4}
TECHNICIAN = {
    "start": PLACE,
    "shifts": [{"start": "2026-06-01T08:00:00+08:00", "end": "2026-06-01T17:00:00+08:00"}],
}
ORDER = {"location": PLACE, "service_s": 600, "created": "2026-06-01T08:00:00+08:00"}


@dataclass
class Serving:
    """A service that was started as a process."""

    folder: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.said[0].strip().removeprefix("PAIDAN_API_KEY=")

    @property
    def port(self) -> int:
        found = re.fullmatch(r"Paidan listens on http://127\.0\.0\.1:(\d+)", self.said[-1].strip())
        assert found, self.said
        return int(found[1])

    def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20.0)
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **headers}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer

    def answers(self) -> bool:
        try:
            return self.call("GET", "/health/live")[0] == 200
        except OSError:
            return False

    def child(self, words: str) -> int:
        (pid,) = (
            pid
            for pid in processes_of(self.folder)
            if words.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        )
        return pid


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Serving]:
    command = [sys.executable, "-P", "-c", SERVE, str(folder), "0"]
    given = {**os.environ, **FAST, **environment}
    process = subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    timer = threading.Timer(90.0, process.kill)
    timer.start()
    service = Serving(folder, process)
    try:
        for line in process.stdout:
            service.said.append(line)
            if line.startswith("Paidan listens"):
                break
        yield service
    finally:
        timer.cancel()
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(20)
        process.stdout.close()


def refusal(folder: Path, port: int = 0) -> str:
    command = [sys.executable, "-P", "-c", SERVE, str(folder), str(port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done
    (sentence,) = done.stderr.splitlines()
    return sentence


def test_it_serves_and_one_signal_leaves_nothing_behind(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as service:
        assert [line.partition("=")[0] for line in service.said[:1]] == ["PAIDAN_API_KEY"]
        assert (tmp_path / "data" / "admin.key").stat().st_mode & 0o777 == 0o600
        assert service.call("POST", "/v1/technicians", TECHNICIAN)[0] == 201
        status, order = service.call("POST", "/v1/orders", ORDER, Prefer="wait=20")
        assert (status, order["state"], order["assignment"]["technicians"]) == (200, "scheduled", ["t1"])

        assert "is in use by another Paidan" in refusal(tmp_path / "data")
        assert f"port {service.port} on 127.0.0.1 is taken" in refusal(tmp_path / "other", service.port)

        # Children that are killed come again, and what was asked for meanwhile is decided.
        for words in ("jobs.worker", "valkey-server"):
            os.kill(service.child(words), signal.SIGKILL)
        status, order = service.call("POST", "/v1/orders", ORDER)
        assert status == 202
        os.kill(service.child("child.py webapi"), signal.SIGKILL)
        await_true(service.answers)
        await_true(lambda: service.call("GET", f"/v1/orders/{order['id']}")[1]["state"] == "scheduled")

        os.kill(service.process.pid, signal.SIGTERM)
        assert service.process.wait(20) == 0
        assert processes_of(tmp_path / "data") == []


def test_on_servers_of_its_own_it_prints_no_key_and_starts_no_server(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with copy_of(Database(cluster, "template1"), tmp_path) as url:
        queue = Settings.from_environment({"PAIDAN_DATA_DIR": str(tmp_path), "PAIDAN_DATABASE_URL": url})
        servers = {"PAIDAN_DATABASE_URL": url, "PAIDAN_REDIS_URL": queue.redis_url}
        with queue_server(queue):
            for name, value in servers.items():
                monkeypatch.setenv(name, value)
            assert paidan.main(["keys", "create", "--role", "admin"]) == 2
            assert "has no tables: paidan db upgrade makes them" in capsys.readouterr().err
            assert paidan.main(["db", "upgrade"]) == 0
            assert paidan.main(["keys", "create", "--role", "admin"]) == 0
            version, key = capsys.readouterr().out.split("\n")[:2]
            assert re.fullmatch(r"the database is at version \d{4}", version)
            with serving(tmp_path / "data", **servers) as service:
                assert len(service.said) == 1
                sent = {"Authorization": f"Bearer {key}"}
                assert service.call("POST", "/v1/technicians", TECHNICIAN, **sent)[0] == 201
                status, order = service.call("POST", "/v1/orders", ORDER, Prefer="wait=20", **sent)
                assert (status, order["state"]) == (200, "scheduled")
                running = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes_of(tmp_path / "data")]
                assert not any(b"valkey" in command for command in running)


def test_a_folder_with_a_long_name_and_odd_characters_serves_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where it is called lies a folder that must not be taken for one of ours.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "__init__.py").write_text("raise SystemExit('not ours')")
    folder = tmp_path / ("今天 50%#?" + "x" * 90)
    with serving(folder) as service:
        assert service.call("POST", "/v1/technicians", TECHNICIAN)[0] == 201
        assert service.call("POST", "/v1/orders", ORDER, Prefer="wait=20")[1]["state"] == "scheduled"
        assert (folder / "paidan.db").stat().st_mode & 0o077 == 0
    assert not socket_path(folder).parent.exists()


def test_killed_in_the_middle_and_started_again_it_has_lost_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with serving(folder) as service:
        key = service.key
        assert service.call("POST", "/v1/technicians", TECHNICIAN)[0] == 201
        os.kill(service.child("jobs.worker"), signal.SIGSTOP)
        for _ in range(3):
            assert service.call("POST", "/v1/orders", ORDER)[0] == 202
        service.process.kill()
        service.process.wait()
        await_true(lambda: processes_of(folder) == [], within_s=5.0)
    with serving(folder) as service:
        assert service.key == key

        def states() -> list[str]:
            return [order["state"] for order in service.call("GET", "/v1/orders")[1]["data"]]

        await_true(lambda: states() == ["scheduled"] * 3)
        # All of them at once, the supervisor last.
        for pid in sorted(processes_of(folder), key=lambda pid: pid == service.process.pid):
            os.kill(pid, signal.SIGKILL)
        service.process.wait()
    with serving(folder) as service:
        assert service.call("POST", "/v1/orders", ORDER, Prefer="wait=20")[1]["state"] == "scheduled"
    assert processes_of(folder) == []
    engine = open_engine(Settings.from_environment({"PAIDAN_DATA_DIR": str(folder)}).database_url)
    with read(engine) as connection:
        decided = [record.order_id for record in decisions.page(connection, "main", Slice()).items]
    engine.dispose()
    assert sorted(decided) == ["o1", "o2", "o3", "o4"], "each once"


def test_a_folder_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    settings = Settings.from_environment({"PAIDAN_DATA_DIR": str(tmp_path)})
    prepare(settings)
    engine = open_engine(settings.database_url)
    with write(engine, "main") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert re.search(r"schema version 9999.*newer Paidan", refusal(tmp_path))


def test_a_folder_that_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert f"the data folder {tmp_path}/file/data cannot be used: Not a directory" in refusal(
        tmp_path / "file" / "data"
    )


def test_a_disk_without_room_is_told_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "MIN_FREE_BYTES", 1 << 62)
    with pytest.raises(CannotServeError, match="is full"), held_folder(tmp_path):
        pass


def test_a_damaged_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "paidan.db").write_bytes(b"not a database at all" * 1000)
    assert "paidan.db" in refusal(tmp_path)


def test_an_address_of_another_machine_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotServeError, match=f"port {port} on 127.0.0.1 is taken"):
            embedded.free_port("127.0.0.1", port)
    with pytest.raises(CannotServeError, match=r"cannot listen on 203\.0\.113\.1"):
        embedded.free_port("203.0.113.1", 8080)
