"""The service as a process of its own, on a folder and a port of its own; stopped whatever happens."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.client import Client

_KEY = re.compile(r"PAIDAN_API_KEY=(\S+)")
_MARK = "made-by-paidan-demo"
_MOST_FOLDERS = 20
_START_S, _STOP_S = 150.0, 20.0
_LINES_KEPT = 30


class ServiceError(RuntimeError):
    """The service did not start, or died; the message holds its last lines."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that takes requests.

    Parameters
    ----------
    key
        A key of role admin.
    """

    address: str
    key: str
    process: subprocess.Popen[str]
    lines: deque[str]

    def last_words(self) -> str:
        """What it said last, for whoever has to find out why it died."""
        return "\n".join(self.lines)


def pick_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else one that is free."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                listener.bind(("127.0.0.1", port))
                return int(listener.getsockname()[1])
    raise ServiceError("no port is free on 127.0.0.1")


@contextlib.contextmanager
def fresh_folder(root: Path) -> Iterator[tuple[Path, int]]:
    """An empty data folder below `root`, and the descriptor of the lock that keeps others out of it.

    What an earlier demo left there is thrown away; what no demo made is left alone. A folder in which another demo
    still runs is passed over.

    Raises
    ------
    ServiceError
        If a folder of that name holds what no demo made, or all are in use.
    """
    root.mkdir(parents=True, exist_ok=True)
    for name in ("demo", *(f"demo-{n}" for n in range(2, _MOST_FOLDERS + 1))):
        with (root / f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            _empty(root / name)
            yield root / name, lock.fileno()
            return
    raise ServiceError(f"{_MOST_FOLDERS} demos are running in {root} already")


@contextlib.contextmanager
def running(  # noqa: PLR0913 - where it lies, and how it is run
    folder: Path, port: int, lock: int, settings: Mapping[str, str], *, key: str | None = None, workers: int = 1
) -> Iterator[Running]:
    """Start ``paidan serve`` with a simulated clock, wait until it takes requests, and stop it in the end.

    Parameters
    ----------
    lock
        Descriptor that the service keeps open, so that the folder counts as in use as long as it lives.
    settings
        Environment variables for the service.
    key
        Of role admin, for a service that does not print one.
    workers
        How many processes give orders out.

    Raises
    ------
    ServiceError
        If it does not take requests within two and a half minutes.
    """
    process = _start(folder, port, lock, settings, workers)
    service = Running(f"http://127.0.0.1:{port}", "", process, deque(maxlen=_LINES_KEPT))
    keys = [] if key is None else [key]
    listener = threading.Thread(target=_listen, args=(process, service.lines, keys), daemon=True)
    listener.start()
    try:
        yield replace(service, key=_key_when_ready(service, keys))
    finally:
        _stop(process)
        listener.join(_STOP_S)


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise ServiceError(f"{folder} holds what the demo did not make; move it away, or set PAIDAN_DATA_DIR")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def _start(folder: Path, port: int, lock: int, settings: Mapping[str, str], workers: int) -> subprocess.Popen[str]:
    others = without_ours(os.environ)
    command = [sys.executable, "-m", "paidan", "serve", "--port", str(port), "--data", str(folder)]
    return subprocess.Popen(
        [*command, "--clock", "simulated", "--workers", str(workers)],
        env={**others, **settings, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=(lock,),
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - runs before any thread is started
    )


def without_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment that says nothing to Paidan."""
    return {name: value for name, value in environment.items() if not name.startswith("PAIDAN_")}


def _die_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, even by ``kill -9``."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _key_when_ready(service: Running, keys: list[str]) -> str:
    """The key, as soon as the service has printed it and takes requests."""
    deadline = time.monotonic() + _START_S
    with Client(service.address, timeout_s=5.0) as client:
        while service.process.poll() is None and time.monotonic() < deadline:
            if keys and client.is_ready():
                return keys[0]
            time.sleep(0.05)
    time.sleep(0.2)  # for its last lines to arrive
    how = "did not start" if service.process.poll() is not None else f"was not ready within {_START_S:g} s"
    raise ServiceError(f"the service {how}:\n{service.last_words()}")


def _listen(process: subprocess.Popen[str], lines: deque[str], keys: list[str]) -> None:
    """Keep the last lines of the service, and the key that it prints; ends when the service does."""
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            lines.append(line.rstrip())
            key = _KEY.search(line)
            if key is not None:
                keys.append(key.group(1))


def _stop(process: subprocess.Popen[str]) -> None:
    """Ask the service to stop, and insist if it does not; nobody may interrupt this."""
    before = signal.getsignal(signal.SIGINT)
    in_main = threading.current_thread() is threading.main_thread()
    if in_main:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.terminate()
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)
