"""What is sent back: JSON with the headers that belong to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, request

from webapi.errors import MalformedError, PreconditionError

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, a JSON body and headers; what can be stored and sent again.

    Parameters
    ----------
    body
        JSON value.
    """

    status: int = 200
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    def having(self, **headers: str) -> Answer:
        """The same with more headers; ``_`` in a name stands for ``-``."""
        return replace(
            self, headers={**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        )

    def response(self) -> Response:
        """As Flask sends it; a GET whose ``If-None-Match`` names the record's tag is answered 304."""
        response = Response(dumps(self.body), self.status, dict(self.headers), mimetype=JSON_TYPE)
        if request.method in ("GET", "HEAD") and "ETag" in response.headers:
            response.make_conditional(request)
        return response


def dumps(data: Any) -> bytes:
    """JSON in UTF-8 without white space; half a surrogate pair, which a fault may show, becomes an escape."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def of_record(body: Mapping[str, Any], revision: int, *, status: int = 200, location: str | None = None) -> Answer:
    """One record, with its entity tag and, when it is new, where it is found."""
    headers = {"ETag": tag(revision)}
    if location is not None:
        headers["Location"] = location
    return Answer(status=status, body=body, headers=headers)


def of_page(data: list[dict[str, Any]], next_cursor: str | None) -> Answer:
    """One page of a list."""
    return Answer(body={"data": data, "next_cursor": next_cursor})


def tag(revision: int) -> str:
    """The entity tag of a record's revision."""
    return f'"{revision}"'


def require_match(revision: int | None) -> None:
    """Does ``If-Match``, if there is one, name the revision that the record has? None that is not there does.

    Raises
    ------
    PreconditionError
        If it names others only.
    MalformedError
        If it names no entity tag at all.
    """
    if "If-Match" not in request.headers:
        return
    wanted = request.if_match
    if not wanted.star_tag and not wanted.as_set(include_weak=True):
        raise MalformedError("invalid_header", 'If-Match names no entity tag; write it as it came, such as "3"')
    if revision is None:
        raise PreconditionError("precondition_failed", f"there is no record yet, If-Match names {wanted.to_header()}")
    if not wanted.contains(str(revision)):
        raise PreconditionError(
            "precondition_failed", f"the record is at revision {tag(revision)}, If-Match names {wanted.to_header()}"
        )
