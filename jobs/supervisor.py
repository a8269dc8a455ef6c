"""``paidan serve``: Valkey, worker and API as child processes, watched over until a signal ends them all."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from jobs.embedded import (
    CannotServeError,
    admin_key,
    children_lock,
    free_port,
    held_folder,
    python_command,
    socket_folder,
    valkey_command,
)
from jobs.preparing import prepare
from jobs.processes import Child
from jobs.settings import Settings, SettingsError
from operations.errors import OperationsError

READY_WITHIN_S = 120.0
"""The first start on a machine compiles the kernels."""

MAX_EARLY_DEATHS = 3
LOOK_S = 0.5


def serve(host: str, port: int, data: Path, clock: str, workers: int = 1) -> int:
    """Serve until SIGINT, SIGTERM or SIGHUP.

    Parameters
    ----------
    workers
        How many processes give orders out; 0 where others do that.

    Returns
    -------
    0 after a signal, 2 after a sentence on standard error if the service cannot begin.
    """
    os.umask(0o077)  # customers' names and addresses are nobody else's business
    try:
        told = {"PAIDAN_HOST": host, "PAIDAN_PORT": str(port), "PAIDAN_CLOCK": clock, "PAIDAN_DATA_DIR": str(data)}
        given = {**os.environ, **told}
        settings = Settings.from_environment(given)
        with held_folder(settings.data_dir):
            settings = replace(settings, port=free_port(settings.host, settings.port))
            prepare(settings)
            if not given.get("PAIDAN_DATABASE_URL") or not given.get("PAIDAN_REDIS_URL"):
                print(f"PAIDAN_API_KEY={admin_key(settings)}", flush=True)
            with socket_folder(settings), _listening_to_signals() as ears:
                Supervisor(settings, ears, workers).run()
    except (CannotServeError, SettingsError, OperationsError) as fault:
        print(f"paidan serve: {fault}", file=sys.stderr)
        return 2
    except OSError as fault:
        print(
            f"paidan serve: {fault.strerror or fault}{f': {fault.filename}' if fault.filename else ''}", file=sys.stderr
        )
        return 2
    return 0


@dataclass(slots=True)
class Ears:
    """What signals have said so far. `wake` becomes readable whenever one arrives."""

    wake: int
    told_to_stop: bool = False

    def rest(self, seconds: float) -> None:
        """Wait for so long, or until a signal arrives."""
        if select.select([self.wake], [], [], seconds)[0]:
            os.read(self.wake, 4096)


@contextmanager
def _listening_to_signals() -> Iterator[Ears]:
    """Have signals noted rather than act at once; a child's end wakes too."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    ears = Ears(readable)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        ears.told_to_stop = True

    def wake(number: int, frame: FrameType | None) -> None:
        """Nothing more to do: the byte on the pipe wakes."""

    stops = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
        stops.append(signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in stops}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, wake)
    waker = signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    try:
        yield ears
    finally:
        signal.set_wakeup_fd(waker)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(readable)
        os.close(writable)


@dataclass(slots=True)
class Supervisor:
    """Watches over the processes of one service."""

    settings: Settings
    ears: Ears
    workers: int
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Start all, say when they are ready, keep them alive, and end them all.

        Raises
        ------
        CannotServeError
            If a process dies again and again before the service is ready.
        """
        try:
            self._start()
            ready = False
            deadline = time.monotonic() + READY_WITHIN_S
            while not self.ears.told_to_stop:
                for child in self.children:
                    child.keep_alive()
                if not ready:
                    ready = self._is_ready()
                    self._require_hope(ready, deadline)
                    if ready:
                        print(
                            f"Paidan listens on http://{_in_url(self.settings.host)}:{self.settings.port}", flush=True
                        )
                self.ears.rest(LOOK_S if ready else 0.05)
        finally:
            for child in self.children:
                child.stop()

    def _start(self) -> None:
        settings, environment = self.settings, self.settings.as_environment()
        logs, lock = settings.data_dir / "logs", children_lock(settings.data_dir)
        commands = {"api": lambda: python_command("webapi")}
        names = ["worker", *(f"worker-{n}" for n in range(2, self.workers + 1))]
        commands |= dict.fromkeys(names[: self.workers], lambda: python_command("jobs.worker"))
        if not os.environ.get("PAIDAN_REDIS_URL"):
            commands["valkey"] = lambda: valkey_command(settings)
        for name, command in commands.items():
            self.children.append(Child(name, command, environment, logs / f"{name}.log", lock))
        for child in reversed(self.children):
            child.start()

    def _is_ready(self) -> bool:
        """Does the API say that all is well?"""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)
        connection = http.client.HTTPConnection(host, self.settings.port, timeout=2.0)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _require_hope(self, ready: bool, deadline: float) -> None:
        """Give up on a service that does not come to life, with the last words of whoever keeps it from that."""
        if ready:
            return
        for child in self.children:
            if child.starts > MAX_EARLY_DEATHS:
                raise CannotServeError(
                    f"the {child.name} process does not start: {child.last_words()} (see {child.log})"
                )
        if time.monotonic() > deadline:
            raise CannotServeError(f"not ready after {READY_WITHIN_S:g} s: see {self.children[0].log.parent}")


def _in_url(host: str) -> str:
    return f"[{host}]" if _is_ipv6(host) else host


def _is_ipv6(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, host)
    except OSError:
        return False
    return True
