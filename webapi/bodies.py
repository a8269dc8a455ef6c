"""The body of a request: JSON in UTF-8, read by the engine's codecs, and the fields that are the server's alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request

from dispatch.errors import InvalidInputError
from dispatch.files.faults import Faults, step
from dispatch.files.json_text import RepeatedKeys, parse
from dispatch.files.values import name_of, refuse_repeated
from webapi.errors import ContentTypeError, MalformedError
from webapi.schemas.bounds import MOST

JSON_TYPE = "application/json"
NEW = "new"
"""Stands for the id of a record that has none yet."""

T = TypeVar("T")


def read_record(read: Callable[[Any, str], T]) -> tuple[T, str | None]:
    """A new record and its ``external_id`` out of the body.

    Parameters
    ----------
    read
        The engine's codec: JSON data and id to record.

    Raises
    ------
    InvalidInputError
        With all faults of the record and of the external id.
    MalformedError
        If the body is no JSON.
    """
    data, faults, external_id = read_json(), Faults(), None
    if isinstance(data, dict):
        external_id = _external_id(data, faults)
        _refuse_given_id(data, faults)
        refuse_many(data, faults)
        data = without(data, "external_id", "id")
    try:
        record = read(data, NEW)
    except InvalidInputError as found:
        for fault in found.faults:
            faults.add(fault.pointer, fault.code, fault.message)
        faults.raise_if_any()
        raise
    faults.raise_if_any()
    return record, external_id


def read_changes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The members of the body, each of which takes the place of a field; all of them are among `fields`.

    Raises
    ------
    InvalidInputError
        If the body is no object, names a member twice, or one that cannot be changed.
    """
    data, faults = read_json(), Faults()
    if not isinstance(data, dict):
        faults.add("", "type", "is no object, must be one of the fields to change")
        data = {}
    refuse_repeated(data, "", faults)
    refuse_many(data, faults)
    for name in data:
        if name not in fields:
            faults.add(step(name), "unknown_field", f"cannot be changed, only {', '.join(sorted(fields))} can")
    faults.raise_if_any()
    return data


def read_json() -> Any:
    """What does the body say? An object in which keys came twice says so (`RepeatedKeys`).

    Raises
    ------
    MalformedError
        If the body is no JSON in UTF-8.
    """
    try:
        return parse(request.get_data())
    except InvalidInputError as fault:
        raise MalformedError("malformed_json", f"the body {fault.faults[0].message}", fault.faults) from None


def without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """The object without some of its members; keys that came twice are still known."""
    rest = RepeatedKeys({name: value for name, value in data.items() if name not in names})
    rest.twice = getattr(data, "twice", ())
    return rest


def refuse_many(data: Mapping[str, Any], faults: Faults) -> None:
    """Note each list and each set of skills that is longer than a record may hold."""
    for name, most in MOST.items():
        value = data.get(name)
        if isinstance(value, list | dict) and len(value) > most:
            faults.add(step(name), "range", f"has {len(value)} entries, must be at most {most}")


def require_type(types: tuple[str, ...]) -> None:
    """Refuse a body of another media type, or in another character set than UTF-8.

    Raises
    ------
    ContentTypeError
        Naming what was given and what is taken.
    """
    charset = request.mimetype_params.get("charset", "utf-8").strip().strip('"').lower()
    if request.mimetype not in types:
        given = request.mimetype[:80] or "not given"
        raise ContentTypeError("unsupported_media_type", f"Content-Type is {given}, must be {' or '.join(types)}")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise ContentTypeError("unsupported_media_type", f"charset is {charset[:40]}, must be utf-8")


def _external_id(data: Mapping[str, Any], faults: Faults) -> str | None:
    given = data.get("external_id")
    return None if given is None else name_of(given, "/external_id", faults)


def _refuse_given_id(data: Mapping[str, Any], faults: Faults) -> None:
    if "id" in data:
        faults.add("/id", "unknown_field", "is given by the server; say your own id as external_id")
