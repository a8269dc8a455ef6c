"""``python -m webapi``: a process that listens, answers in problem details whatever comes, and ends when told to."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from jobs.settings import Settings
from tests.databases import Template, copy_of
from tests.webapi.conftest import KEYS
from webapi.server import SPILL_BYTES


@dataclass
class Served:
    """A server process and where it listens."""

    process: subprocess.Popen[bytes]
    port: int

    def send(self, *parts: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer to raw bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            for part in parts:
                line.sendall(part)
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        return int(first.split()[1]), dict(header.split(": ", 1) for header in rest), body


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """A server process that listens on a free port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = os.environ | settings.as_environment() | {"PAIDAN_PORT": str(port)}
    with subprocess.Popen([sys.executable, "-m", "webapi"], env=environment, stderr=subprocess.PIPE) as process:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).close()
                    break
                except OSError:
                    assert process.poll() is None
                    time.sleep(0.05)
            yield Served(process, port)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prepared: Template) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with copy_of(prepared, folder) as url:
        given = {"PAIDAN_DATA_DIR": str(folder), "PAIDAN_DATABASE_URL": url}
        with serving(Settings.from_environment(given)) as process:
            yield process


HEAD = b"Host: x\r\nAuthorization: Bearer " + KEYS["admin"].encode() + b"\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /v1/orders HTTP/1.1\r\n" + HEAD + b"\r\n", 200),
        (b"GET /v1/orders/%00%ff HTTP/1.1\r\n" + HEAD + b"\r\n", 404),
        (b"GET /v1/orders?limit=%ff HTTP/1.1\r\n" + HEAD + b"\r\n", 422),
        (b"GET //v1///orders HTTP/1.1\r\n" + HEAD + b"\r\n", 404),
        (b"this is no HTTP\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nbroken header\r\n\r\n", 400),
        (b"POST /v1/skills HTTP/1.1\r\n" + HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (b"POST /v1/skills HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (b"POST /v1/skills HTTP/1.1\r\n" + HEAD + b"Content-Length: %d\r\n\r\n" % (SPILL_BYTES + 1), 413),
        (
            b"POST /v1/skills HTTP/1.1\r\n"
            + HEAD
            + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b'e\r\n{"name": "gas"\r\n1\r\n}\r\n0\r\n\r\n',
            201,
        ),
        (
            b"POST /v1/skills HTTP/1.1\r\n"
            + HEAD
            + b"Content-Type: application/json\r\nContent-Length: 3000000\r\n\r\n"
            + b" " * 3_000_000,
            413,
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else None,
)
def test_whatever_comes_is_answered(served: Served, request_bytes: bytes, status: int) -> None:
    answer = served.send(request_bytes)
    assert answer[0] == status
    if status >= 400:
        assert answer[1]["Content-Type"] == "application/problem+json"
        assert json.loads(answer[2])["errors"] is not None
    assert "Server" not in answer[1]


def test_the_words_of_a_status_are_its_own(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("POST", "/v1/skills", headers={"Transfer-Encoding": "gzip"})
    answer = connection.getresponse()
    assert (answer.status, answer.reason) == (400, "Bad Request")
    connection.close()


def test_it_ends_when_told_to_and_says_nothing(settings: Settings) -> None:
    with serving(settings) as served:
        served.process.send_signal(signal.SIGTERM)
        _, said = served.process.communicate(timeout=10)
    assert (served.process.returncode, said) == (0, b"")


def test_a_taken_port_is_a_sentence(served: Served, settings: Settings) -> None:
    environment = os.environ | settings.as_environment() | {"PAIDAN_PORT": str(served.port)}
    second = subprocess.run(
        [sys.executable, "-m", "webapi"], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert second.returncode == 1
    assert f"cannot listen on 127.0.0.1:{served.port}" in second.stderr
    assert "Traceback" not in second.stderr
