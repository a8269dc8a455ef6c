"""Where figures come from: commit, versions and machine, for every table that is printed."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "numba", "ortools", "shapely", "rq", "sqlalchemy")


def provenance(others: Sequence[str] = ()) -> str:
    """Commit, versions of what matters and is installed, machine and cores, in one line.

    Parameters
    ----------
    others
        Packages that matter to one table alone.
    """
    installed = [name for name in (*PACKAGES, *others) if is_installed(name)]
    versions = ", ".join(f"{name} {version(name)}" for name in installed)
    machine = f"{platform.machine()} {processor()}, {os.cpu_count()} cores"
    return f"commit {commit()}, Python {platform.python_version()}, {versions}, {platform.system()} {machine}"


def is_installed(package: str) -> bool:
    """Is there such a package?"""
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def commit() -> str:
    """Short hash of the checkout, with a plus if it has changes; "unknown" outside of one."""
    here = Path(__file__).parent
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=here, capture_output=True, text=True, check=True
        )
        changes = subprocess.run(["git", "status", "--porcelain"], cwd=here, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("+" if changes.stdout.strip() else "")


def processor() -> str:
    """Model of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
