"""Single JSON values, checked: names, numbers, and what the engine keeps without reading it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from dispatch.files.faults import Faults, shown, step
from dispatch.files.json_text import RepeatedKeys
from dispatch.limits import MAX_DEPTH

MAX_NAME_LENGTH = 200
"""Characters of an id or a name."""


def name_of(value: object, pointer: str, faults: Faults) -> str:
    """An id or a name; the empty text if it is at fault."""
    if not isinstance(value, str):
        faults.add(pointer, "type", f"is {shown(value)}, must be text")
        return ""
    if not 1 <= len(value) <= MAX_NAME_LENGTH:
        faults.add(pointer, "range", f"has {len(value)} characters, must have 1 to {MAX_NAME_LENGTH}")
        return ""
    if not value.isprintable() and any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        faults.add(pointer, "value", f"is {shown(value)}, must have no control character or lone surrogate")
        return ""
    return value


def integer_of(value: object, low: int, high: int, pointer: str, faults: Faults) -> int:
    """An integer from `low` to `high`; `low` if it is at fault."""
    if type(value) is not int:
        faults.add(pointer, "type", f"is {shown(value)}, must be an integer from {low} to {high}")
        return low
    if not low <= value <= high:
        faults.add(pointer, "range", f"is {shown(value)}, must lie between {low} and {high}")
        return low
    return value


def number_of(value: object, low: float, high: float, pointer: str, faults: Faults) -> float:
    """A finite number from `low` to `high`; `low` if it is at fault."""
    if type(value) is not float and type(value) is not int:
        faults.add(pointer, "type", f"is {shown(value)}, must be a number from {low:g} to {high:g}")
        return low
    if not low <= value <= high:
        faults.add(pointer, "range", f"is {shown(value)}, must lie between {low:g} and {high:g}")
        return low
    return float(value)


def require_json(value: Any, pointer: str, faults: Faults) -> None:
    """Note what in a value is not JSON or nests deeper than `MAX_DEPTH`."""
    waiting = [(value, pointer, 1)]
    while waiting:
        item, where, depth = waiting.pop()
        if depth > MAX_DEPTH:
            faults.add(where, "range", f"nests deeper than {MAX_DEPTH}")
        elif isinstance(item, dict):
            refuse_repeated(item, where, faults)
            for key, inner in item.items():
                _require_text(key, where + step(key), faults)
                waiting.append((inner, where + step(key), depth + 1))
        elif isinstance(item, list):
            waiting.extend((inner, f"{where}/{i}", depth + 1) for i, inner in enumerate(item))
        elif isinstance(item, str):
            _require_text(item, where, faults)
        elif isinstance(item, float) and not math.isfinite(item):
            faults.add(where, "range", f"is {shown(item)}, must be finite")
        elif not isinstance(item, int | float | None):
            faults.add(where, "type", f"is a {type(item).__name__}, must be JSON")


def refuse_repeated(data: Mapping[str, Any], pointer: str, faults: Faults) -> None:
    """Note each key that came twice."""
    if isinstance(data, RepeatedKeys):
        for name in data.twice:
            faults.add(pointer + step(name), "duplicate", "the key is there twice")


def _require_text(text: str, pointer: str, faults: Faults) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        faults.add(pointer, "value", f"is {shown(text)}, must have no lone surrogate")
