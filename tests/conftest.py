"""Files that tests of the command line start from, and the PostgreSQL server of those that need one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import write
from tests.databases import Cluster, running_cluster
from tests.dispatch.documents import golden_cases

CASES = golden_cases()

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the tests in the background lets them, and the programs they start, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture
def problem(tmp_path: Path) -> str:
    """A file with one technician and the order "a", legally planned in `plan`."""
    return write(tmp_path / "problem.json", CASES["01-as-late-as-needed"]["problem"])


@pytest.fixture
def plan(tmp_path: Path) -> str:
    return write(tmp_path / "plan.json", CASES["01-as-late-as-needed"]["plan"])
