"""What may stand behind the question mark: one value for each query parameter gives its schema and reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from dispatch.errors import Fault
from operations.pages import MAX_LIMIT
from scheduling.errors import SchedulingError
from scheduling.instants import parse_instant
from webapi.errors import UnprocessableError

MAX_TEXT = 200
"""Letters in a query parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One query parameter.

    Parameters
    ----------
    schema
        JSON schema of its text.
    read
        Text to value; raises `ValueError` with what is wrong.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    required: bool = False
    default: Any = None

    def needed(self) -> Parameter:
        """The same, but it must be there."""
        return replace(self, required=True)


def read_query(parameters: Iterable[Parameter], given: MultiDict[str, str]) -> dict[str, Any]:
    """The values of the parameters by name; that which is not given has its default.

    Raises
    ------
    UnprocessableError
        With every parameter that is unknown, given twice, missing or wrong.
    """
    known = {parameter.name: parameter for parameter in parameters}
    faults = [
        Fault(
            f"/query/{_shown(name)}", "unknown_parameter", f"is no parameter here; there are {sorted(known) or 'none'}"
        )
        for name in given
        if name not in known
    ]
    values = {}
    for name, parameter in known.items():
        texts = given.getlist(name)
        try:
            values[name] = _value(parameter, texts)
        except ValueError as fault:
            code = "required" if not texts else "value"
            faults.append(Fault(f"/query/{name}", code, f"{name} {fault}"))
    if faults:
        raise UnprocessableError("invalid_query", "; ".join(fault.message for fault in faults), faults)
    return values


def _value(parameter: Parameter, texts: list[str]) -> Any:
    if not texts:
        if parameter.required:
            raise ValueError("is missing")
        return parameter.default
    if len(texts) > 1:
        raise ValueError(f"is there {len(texts)} times, must be there once")
    if len(texts[0]) > MAX_TEXT or "\0" in texts[0]:
        raise ValueError(f"must be at most {MAX_TEXT} letters, without NUL")
    return parameter.read(texts[0])


def _shown(name: str) -> str:
    return name[:40].replace("~", "~0").replace("/", "~1")


def whole(name: str, description: str, *, low: int, high: int, default: int) -> Parameter:
    """A whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not low <= int(text) <= high:
            raise ValueError(f"is {text!r}, must be a whole number from {low} to {high}")
        return int(text)

    schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return Parameter(name=name, description=description, schema=schema, read=read, default=default)


def count(name: str, description: str, *, default: int) -> Parameter:
    """A number that counts without end, from 0."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text, re.ASCII):
            raise ValueError(f"is {text!r}, must be a whole number from 0")
        return int(text)

    schema = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1, "default": default}
    return Parameter(name=name, description=description, schema=schema, read=read, default=default)


def choice(name: str, description: str, *, among: tuple[str, ...], default: str | None = None) -> Parameter:
    """One of some words."""

    def read(text: str) -> str:
        if text not in among:
            raise ValueError(f"is {text!r}, must be one of {', '.join(among)}")
        return text

    schema: dict[str, Any] = {"type": "string", "enum": list(among)}
    if default is not None:
        schema["default"] = default
    return Parameter(name=name, description=description, schema=schema, read=read, default=default)


def text(name: str, description: str, *, example: str) -> Parameter:
    """Any text that is not empty."""

    def read(given: str) -> str:
        if not given:
            raise ValueError("is empty")
        return given

    schema = {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_TEXT,
        "pattern": "^[^\\u0000]*$",
        "examples": [example],
    }
    return Parameter(name=name, description=description, schema=schema, read=read)


def instant(name: str, description: str) -> Parameter:
    """An RFC 3339 instant; a space stands for the ``+`` that a browser has eaten."""

    def read(given: str) -> Any:
        try:
            return parse_instant(re.sub(r" (?=\d\d:\d\d$)", "+", given))
        except SchedulingError as fault:
            raise ValueError(str(fault)) from None

    schema = {"type": "string", "format": "date-time", "examples": ["2026-11-02T08:00:00+08:00"]}
    return Parameter(name=name, description=description, schema=schema, read=read)


def day(name: str, description: str) -> Parameter:
    """A day of the calendar, ``YYYY-MM-DD``."""

    def read(given: str) -> date:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
            raise ValueError(f"is {given!r}, must be a day as YYYY-MM-DD")
        try:
            return date.fromisoformat(given)
        except ValueError as fault:
            raise ValueError(f"is {given!r}: {fault}") from None

    schema = {"type": "string", "format": "date", "examples": ["2026-11-02"]}
    return Parameter(name=name, description=description, schema=schema, read=read)


LIMIT = whole("limit", "How many records at most.", low=1, high=MAX_LIMIT, default=50)
CURSOR = text("cursor", "`next_cursor` of the page before; without it the list begins.", example="NTA=")
"""What every list takes."""
