"""Documents on disk and on the standard streams; whatever is wrong with a path or a stream is told in a sentence."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dispatch.errors import DispatchError, InvalidInputError, TooLargeError
from dispatch.limits import MAX_FILE_BYTES

T = TypeVar("T")

STANDARD = "-"
"""The file name that means standard input or output."""


class UnusableError(DispatchError):
    """What was given cannot be used; `messages` say why, one for each fault."""

    code = "unusable"

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


def require(condition: bool, message: str) -> None:
    """Raise `UnusableError` unless the condition holds."""
    if not condition:
        raise UnusableError(message)


def read_file(name: str, parse: Callable[[bytes], T]) -> T:
    """Read a file and parse it.

    Parameters
    ----------
    name
        Path, or `STANDARD` for standard input.
    parse
        Raises `InvalidInputError` or `TooLargeError` if it cannot.
        It is given at most one byte more than `MAX_FILE_BYTES`.

    Raises
    ------
    UnusableError
        If the file cannot be read or parsed; each message begins with the file's name.
    """
    try:
        return parse(_bytes(name))
    except InvalidInputError as error:
        raise UnusableError(*(f"{name}: {fault}" for fault in error.faults)) from None
    except TooLargeError as error:
        raise UnusableError(f"{name}: {error}") from None


def require_writable(name: str) -> None:
    """Refuse before the work what could not be written after it.

    Raises
    ------
    UnusableError
        If `name` is a directory, lies in none, or may not be written.
    """
    if name == STANDARD:
        return
    path = Path(name)
    try:
        require(not path.is_dir(), f"{name}: is a directory, must be a file")
        require(path.parent.is_dir(), f"{name}: {path.parent} is not a directory")
        require(os.access(path if path.exists() else path.parent, os.W_OK), f"{name}: may not be written")
    except (OSError, ValueError) as error:
        raise _unusable(name, error) from None


def write_file(name: str, data: bytes) -> None:
    """Write a file, or standard output if `name` is `STANDARD`.

    Raises
    ------
    UnusableError
        If it cannot be written: no permission, a full disk, a pipe that nobody reads any more.
    """
    try:
        if name != STANDARD:
            Path(name).write_bytes(data)
            return
        require(sys.stdout is not None, f"{name}: standard output is closed")
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except (OSError, ValueError) as error:
        if name == STANDARD:
            let_go_of_output()
        raise _unusable(name, error) from None


def flush_output() -> bool:
    """Could all that was printed be written? To be asked before the process ends, which would complain itself."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        let_go_of_output()
        return False
    return True


def let_go_of_output() -> None:
    """Point standard output to nowhere: what is left in its buffer cannot be written."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _bytes(name: str) -> bytes:
    try:
        if name == STANDARD:
            require(sys.stdin is not None, f"{name}: standard input is closed")
            return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unusable(name, error) from None


def _unusable(name: str, error: OSError | ValueError) -> UnusableError:
    cause = error.strerror if isinstance(error, OSError) else None
    return UnusableError(f"{name}: {cause or error}")
