"""What has been found wrong in a document, all of it, with JSON pointers (RFC 6901) and values as they are told."""

from __future__ import annotations

import json
import math

from dispatch.errors import Fault, InvalidInputError
from dispatch.limits import MAX_FAULTS

SHOWN_LENGTH = 80
"""Characters of a value that a message shows."""


class Faults:
    """What has been found wrong in a document so far."""

    __slots__ = ("_count", "_found")

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, pointer: str, code: str, message: str) -> None:
        """Note a fault; beyond `MAX_FAULTS` they are only counted."""
        self._count += 1
        if self._count <= MAX_FAULTS:
            self._found.append(Fault(pointer, code, message))

    def raise_if_any(self) -> None:
        """Raise `InvalidInputError` with all that was noted, unless there is nothing."""
        if not self._count:
            return
        more = self._count - len(self._found)
        if more:
            self._found.append(Fault("", "value", f"has {more} more faults, only {MAX_FAULTS} are told"))
        raise InvalidInputError(self._found)


def shown(value: object) -> str:
    """A value as it is told in a message: JSON, cut when long; containers by their kind alone."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "a number beyond the range of a double"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 256:
        return "an integer of more than 256 bits"
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = printable(text)
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"


def printable(text: str) -> str:
    """The text with each character that cannot be printed escaped as in Python."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def step(name: str | int) -> str:
    """One step of a JSON pointer, the slash included."""
    return f"/{name}" if isinstance(name, int) else "/" + name.replace("~", "~0").replace("/", "~1")
