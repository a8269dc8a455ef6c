"""Databases for tests, made once and copied for each: SQLite files, and a PostgreSQL server of our own with PostGIS."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

KINDS = ("sqlite", "postgresql")

REQUIRED = "PAIDAN_TEST_SERVERS"
"""Environment variable that, set to anything, lets a test fail whose server is not installed, instead of skipping."""

_SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200", "shared_buffers": "64MB"}
"""What is lost with the machine does not matter here."""


class Template(Protocol):
    """A database to be copied."""

    def copied(self, folder: Path) -> str:
        """The URL of a copy, in a folder if it is a file."""
        ...

    def remove(self, url: str) -> None:
        """Take a copy away that nobody is connected to any more."""
        ...


@dataclass
class File:
    """A SQLite database."""

    path: Path

    def copied(self, folder: Path) -> str:
        shutil.copy(self.path, folder / "paidan.db")
        return f"sqlite:///{folder / 'paidan.db'}"

    def remove(self, url: str) -> None:
        """Its folder is taken away by pytest."""


@dataclass
class Cluster:
    """A PostgreSQL server that listens on a socket in a folder."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://paidan@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template1") -> str:
        self.say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def say(self, command: str) -> None:
        with psycopg.connect(host=str(self.folder), user="paidan", dbname="postgres", autocommit=True) as connection:
            connection.execute(command.encode())


@dataclass
class Database:
    """A database of a cluster, to which nobody may be connected when it is copied."""

    cluster: Cluster
    name: str

    def copied(self, folder: Path) -> str:
        return self.cluster.create(f"{self.name}_{next(self.cluster.numbers)}", self.name)

    def remove(self, url: str) -> None:
        self.cluster.say(f"DROP DATABASE {url.partition('@/')[2].partition('?')[0]} WITH (FORCE)")


def template(request: pytest.FixtureRequest, kind: str, name: str, prepare: Callable[[str], None]) -> Template:
    """A database of a kind, empty but for what `prepare` puts into the one of a URL."""
    made: Template
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path_factory").mktemp(name) / "paidan.db"
        made = File(path)
        prepare(f"sqlite:///{path}")
    else:
        cluster = request.getfixturevalue("cluster")
        made = Database(cluster, name)
        prepare(cluster.create(name))
    return made


@contextmanager
def copy_of(made: Template, folder: Path) -> Iterator[str]:
    """The URL of a database of one's own."""
    url = made.copied(folder)
    try:
        yield url
    finally:
        made.remove(url)


@contextmanager
def empty(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'paidan.db'}"
        return
    with copy_of(Database(request.getfixturevalue("cluster"), "template1"), folder) as url:
        yield url


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server, as an unprivileged user where we are root."""
    binaries = find_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    as_user = unprivileged(folder)
    data, log = folder / "data", folder / "log"
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    started = [*control, "-l", str(log), "-o", f"-k {folder} -c listen_addresses='' {options}", "start"]
    made = [
        *as_user,
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "paidan",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    try:
        for command in (made, started):
            subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)
        yield Cluster(folder)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd="/", stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def find_postgresql() -> Path:
    """The folder of PostgreSQL's programs, the newest if there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    path = shutil.which("initdb") or (found[-1] if found else None)
    if path is None:
        missing("PostgreSQL with PostGIS", "postgresql-15-postgis-3")
    return Path(path).resolve().parent


def missing(what: str, package: str) -> None:
    """Skip the test, or let it fail where all servers must be there."""
    told = f"{what} is not installed: apt-get install {package}"
    if os.environ.get(REQUIRED):
        pytest.fail(told)
    pytest.skip(told)


def unprivileged(folder: Path) -> list[str]:
    """What stands before a command that must not run as root; the folder is given to whom it runs as."""
    if os.getuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
