"""Who asks? A bearer key says so; without one only health, the document and its page are answered."""

from __future__ import annotations

import re

from flask import Flask, g, request

from operations import api_keys
from webapi.errors import ForbiddenError, UnauthorizedError
from webapi.service import reading

READS = frozenset(("GET", "HEAD", "OPTIONS"))
WRITERS = frozenset(("admin", "dispatcher"))
READERS = WRITERS | {"analyst"}
"""Roles that have something to do here; the others have no resources yet."""

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="paidan"'}


def require_key(app: Flask) -> None:
    """Let nobody at anything under ``/v1`` without a key, be it there or not."""

    @app.before_request
    def check() -> None:
        if request.path != "/v1" and not request.path.startswith("/v1/"):
            return
        secret = _secret()
        with reading() as connection:
            key = api_keys.find(connection, secret)
        if key is None:
            raise UnauthorizedError("unauthorized", "the key is none of this service's, or was revoked", (), CHALLENGE)
        if key.role not in (READERS if request.method in READS else WRITERS):
            raise ForbiddenError("forbidden", f"the role {key.role} may not {request.method} here")
        g.caller = key


def _secret() -> str:
    given = request.headers.get("Authorization")
    if given is None:
        raise UnauthorizedError("unauthorized", "there is no Authorization: Bearer key", (), CHALLENGE)
    bearer = re.fullmatch(r"bearer +([!-~]{1,512})", given.strip(), re.IGNORECASE | re.ASCII)
    if bearer is None:
        raise UnauthorizedError("unauthorized", "Authorization must be Bearer and a key", (), CHALLENGE)
    return bearer[1]
