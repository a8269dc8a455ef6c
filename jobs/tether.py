"""Runs a command that ends with the process that started it, whatever ends that process.

``python tether.py PARENT LOCK COMMAND…``: on Linux the kernel is asked to kill the command when its parent is
gone, elsewhere a watcher does. A shared lock on the file LOCK is held for as long as the command runs, so that
whoever starts next can see when the last of them is gone.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
WATCH_S = 0.5


def main(parent: int, lock: str, command: list[str]) -> int:
    """Become `command`, tied to the process `parent`; answers only where a watcher is needed."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return 1
        os.execv(command[0], command)
    return _watch(parent, command)


def _watch(parent: int, command: list[str]) -> int:
    """Start the command, pass signals on to it, and kill it once the parent is gone."""
    child = os.posix_spawn(command[0], command, os.environ)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: os.kill(child, received))
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) & 0xFF
        if os.getppid() != parent:
            os.kill(child, signal.SIGKILL)
        time.sleep(WATCH_S)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
