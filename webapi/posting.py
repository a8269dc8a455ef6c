"""POST, once for each ``Idempotency-Key``: the key, what was done and the answer are kept in one transaction."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Response, request
from sqlalchemy import Connection

from operations import idempotency
from operations.errors import OperationsError
from operations.idempotency import Key, StoredAnswer
from webapi.answers import Answer
from webapi.errors import MalformedError
from webapi.service import tenant, writing

logger = logging.getLogger("paidan.webapi")

GRACE_S = 5
"""Seconds that a growing answer may take longer than it should before its key is free to be asked again."""


def post(
    effect: Callable[[Connection], Answer],
    *,
    then: Callable[[Answer], Answer] | None = None,
    grows_s: int = 0,
) -> Response:
    """Do `effect` in one transaction, and `then` after it; or give the answer of the first time again.

    Parameters
    ----------
    then
        What is done after the commit; it may put a better answer in the place of the first.
    grows_s
        Seconds that `then` may wait. While it does, the key counts as running.
    """
    key = _key()
    with writing() as connection:
        now = datetime.now(UTC)  # whoever had the turn before is done by then
        before = None if key is None else idempotency.recall(connection, key, now=now)
        if before is not None:
            return _again(before)
        answer = effect(connection)
        if key is not None:
            runs_until = now + timedelta(seconds=grows_s + GRACE_S) if grows_s else now
            idempotency.keep(connection, key, _stored(answer), now=now, runs_until=runs_until)
    if then is not None:
        answer = then(answer)
    if key is not None and grows_s:
        _complete(key, answer, now)
    return answer.response()


def _complete(key: Key, answer: Answer, now: datetime) -> None:
    """Keep the answer that has grown. If that cannot be, the first one is given again: it is as true."""
    try:
        with writing() as connection:
            idempotency.complete(connection, key, _stored(answer), now=now)
    except OperationsError as fault:
        logger.warning("the answer under a key could not be kept: %s", fault)


def _key() -> Key | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not re.fullmatch(r"[!-~]{1,255}", given, re.ASCII):
        raise MalformedError("invalid_header", "Idempotency-Key must be 1 to 255 visible ASCII characters")
    asked = json.dumps([request.method, request.path, request.query_string.decode("latin-1"), _body()])
    return Key(tenant(), given, hashlib.sha256(asked.encode()).hexdigest())


def _body() -> str:
    """The body, so that white space and the order of members make no difference."""
    raw = request.get_data()
    try:
        return json.dumps(json.loads(raw), sort_keys=True)
    except (ValueError, RecursionError):
        return raw.decode("latin-1")


def _stored(answer: Answer) -> StoredAnswer:
    return StoredAnswer(status=answer.status, headers=answer.headers, body=answer.body)


def _again(before: StoredAnswer) -> Response:
    answer = Answer(status=before.status, body=before.body, headers=before.headers)
    return answer.having(Idempotent_Replayed="true").response()
