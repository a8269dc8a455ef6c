"""The rows of numbers in a file of an instance."""

from __future__ import annotations

from pathlib import Path

from dispatch.files.disk import UnusableError


def lines_of(file: Path) -> list[str]:
    """The lines of a file that are not blank, without what surrounds them.

    Raises
    ------
    UnusableError
        If it cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"{file}: {error}") from None
    return [line.strip() for line in lines if line.strip()]


def numbers_of(file: Path, line: str) -> list[float]:
    """The numbers of a line.

    Raises
    ------
    UnusableError
        If there is anything else.
    """
    try:
        return [float(part) for part in line.split()]
    except ValueError:
        raise UnusableError(f"{file}: line is {line!r}, must be numbers") from None
