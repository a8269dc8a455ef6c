"""A map made ready for OSRM, once for each content of the map, and kept beside what engines have said."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from geo.errors import RoadsError
from geo.roads.folder import roads_folder

KEPT = 4
"""Datasets that are kept; those used longest ago go first."""

ABANDONED_S = 86_400
"""A dataset that was begun longer ago than this is made by nobody any more."""

BASE = "roads.osrm"
UNFINISHED = "unfinished-"


def map_digest(path: Path) -> str:
    """Which map a file holds, whatever its name: 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def dataset_digest(base: Path) -> str:
    """Which dataset stands under a base name, as far as names, sizes and times of its files tell."""
    found = [(part.name, part.stat()) for part in sorted(base.parent.glob(base.name + ".*"))]
    parts = [(name, told.st_size, told.st_mtime_ns) for name, told in found]
    return hashlib.sha256(repr((str(base), parts)).encode()).hexdigest()[:32]


def dataset_of(path: Path, digest: str) -> Path:
    """The base name of the dataset of a map, which is made unless it is there.

    It is made under a name of its own and then renamed: others see all of it or nothing, and of two who make it at once
    the first to finish wins.

    Raises
    ------
    RoadsError
        If OSRM cannot make one of this file.
    """
    kept = (roads_folder() or Path(tempfile.gettempdir())) / "datasets"
    kept.mkdir(parents=True, exist_ok=True)
    folder = kept / f"{digest}-{version('osrm-bindings')}"
    if not folder.is_dir():
        _clear(kept)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=kept))
        try:
            _make(path, unfinished)
            with contextlib.suppress(OSError):  # somebody else was first
                unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    os.utime(folder)
    return folder / BASE


def _make(path: Path, folder: Path) -> None:
    """Extract the streets for cars, and prepare them for tables (multi-level Dijkstra, ready in seconds for a city).

    OSRM's programs take no path with a space in it: they run in `folder`, where links lead to all that they read.
    """
    links = {"map.osm.pbf": path.resolve(), "profiles": Path(str(files("osrm"))) / "share" / "profiles"}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    for step in (
        ("extract", "-p", "profiles/car.lua", "-o", BASE, "map.osm.pbf"),
        ("partition", BASE),
        ("customize", BASE),
    ):
        command = [sys.executable, "-m", "osrm", *step]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode != 0:
            said = [line for line in (done.stdout + done.stderr).splitlines() if "rror" in line]
            why = said[-1].strip() if said else "no reason given"
            raise RoadsError(f"is {path.as_uri()!r}, of which osrm-{step[0]} can make nothing: {why}")
    for name in links:
        (folder / name).unlink()


def _clear(kept: Path) -> None:
    """Make room for one more: the datasets used longest ago go, and what was begun and never finished."""
    by_use = sorted(kept.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    finished = [folder for folder in by_use if not folder.name.startswith(UNFINISHED)]
    abandoned = [
        folder
        for folder in by_use
        if folder.name.startswith(UNFINISHED) and folder.stat().st_mtime < time.time() - ABANDONED_S
    ]
    for folder in (*finished[KEPT - 1 :], *abandoned):
        shutil.rmtree(folder, ignore_errors=True)
