"""Child processes: started tied to this one, started again when they die, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jobs.tether

MAX_LOG_BYTES = 10_000_000
"""A longer log is put aside when its process starts, in the place of the one before."""

LONGEST_PAUSE_S = 5.0
STEADY_S = 10.0
"""A process that ran for so long begins anew without a pause when it dies."""


@dataclass(slots=True)
class Child:
    """One process of the service.

    Parameters
    ----------
    command
        Makes the command; called at each start.
    log
        File that takes what the process says.
    grace_s
        How long it may take to end when asked to.
    """

    name: str
    command: Callable[[], Sequence[str]]
    environment: Mapping[str, str]
    log: Path
    lock: Path
    grace_s: float = 5.0
    starts: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = field(default=0.0)
    _pause_s: float = field(default=0.0)
    _not_before: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in a group of its own, so that a Ctrl-C reaches this process alone."""
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        tether = [sys.executable, "-P", jobs.tether.__file__, str(os.getpid()), str(self.lock)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*tether, *self.command()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        self.starts += 1
        self._started_at = time.monotonic()

    def keep_alive(self) -> None:
        """Start the process again if it has died; one that dies young is given pauses that grow."""
        now = time.monotonic()
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._process = None
            steady = now - self._started_at > STEADY_S
            self._pause_s = 0.0 if steady else min(LONGEST_PAUSE_S, max(0.1, self._pause_s * 2))
            self._not_before = now + self._pause_s
        if now >= self._not_before:
            self.start()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def stop(self) -> None:
        """End the process: ask it to, and after its grace leave it no choice."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(self.grace_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def last_words(self) -> str:
        """The last line of the log."""
        try:
            lines = self.log.read_bytes()[-4000:].decode("utf-8", "replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1] if lines else ""
