"""Whatever goes wrong, as problem details (RFC 9457): the one table from the errors of all layers to a status."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from dispatch.errors import Fault, FrozenError, InvalidInputError, TooLargeError
from geo.errors import GeoError
from operations.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    PreconditionFailedError,
    StorageBusyError,
    StorageError,
    StorageFullError,
)
from scheduling.errors import SchedulingError
from webapi.answers import dumps
from webapi.errors import NOTHING, RequestError

PROBLEM_TYPE = "application/problem+json"
RETRY_SOON: Mapping[str, str] = {"Retry-After": "1"}
RETRY_LATER: Mapping[str, str] = {"Retry-After": "60"}

logger = logging.getLogger("paidan.webapi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is told of a fault.

    Parameters
    ----------
    code
        Stable word for programs; `type` is made of it.
    details
        More members, such as the orders that stand in the way.
    """

    status: int
    code: str
    detail: str
    faults: tuple[Fault, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The members of RFC 9457, with `code` and `errors` always there."""
        errors = [{"pointer": fault.pointer, "code": fault.code, "message": fault.message} for fault in self.faults]
        return {
            "type": f"urn:paidan:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "errors": errors,
            **self.details,
        }

    def response(self) -> Response:
        """As Flask sends it."""
        return Response(dumps(self.to_json()), self.status, dict(self.headers), mimetype=PROBLEM_TYPE)


def _refused(fault: RequestError) -> Problem:
    return Problem(
        status=fault.status, code=fault.code, detail=fault.detail, faults=fault.faults, headers=fault.headers
    )


def _conflict(fault: ConflictError) -> Problem:
    headers = RETRY_SOON if fault.code == "idempotency_running" else NOTHING
    return Problem(status=409, code=fault.code, detail=str(fault), details=fault.details, headers=headers)


def _faulty(fault: InvalidInputError | InvalidRequestError) -> Problem:
    more = f", and {len(fault.faults) - 1} more" if len(fault.faults) > 1 else ""
    return Problem(status=422, code="invalid_input", detail=f"{fault.faults[0]}{more}", faults=fault.faults)


def _impossible(fault: GeoError | SchedulingError) -> Problem:
    pointer = f"/{fault.field}" if fault.field else ""
    return Problem(status=422, code="invalid_input", detail=str(fault), faults=(Fault(pointer, "value", str(fault)),))


def _storage(fault: DBAPIError) -> Problem:
    words = str(fault.orig).lower()
    if "full" in words or "no space" in words:
        return _full(fault)
    logger.error("database: %s", fault.orig)
    return Problem(
        status=503, code="storage_failed", detail="the database cannot be used now; try again", headers=RETRY_SOON
    )


def _full(fault: Exception) -> Problem:
    logger.error("disk full: %s", fault)
    return Problem(
        status=507,
        code="storage_full",
        detail="no room left on the disk of the service; nothing was changed, free some and try again",
        headers=RETRY_LATER,
    )


def _system(fault: OSError) -> Problem:
    return _full(fault) if fault.errno == errno.ENOSPC else _unforeseen(fault)


def _http(fault: HTTPException) -> Problem:
    status = fault.code or 500
    headers = {name: text for name, text in fault.get_headers() if name in ("Allow", "Retry-After")}
    code = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "malformed_request"}.get(status)
    detail = {
        404: f"nothing is at {request.path[:200]}",
        405: f"{request.method} is not for {request.path[:200]}, which takes {headers.get('Allow')}",
        413: f"the body is larger than {request.max_content_length} bytes",
    }.get(status, fault.description or HTTPStatus(status).phrase)
    return Problem(status=status, code=code or HTTPStatus(status).name.lower(), detail=detail, headers=headers)


def _unforeseen(fault: Exception) -> Problem:
    logger.error("%s %s failed", request.method, request.path, exc_info=fault)
    return Problem(
        status=500, code="internal_error", detail="the fault is ours and is in the service's log with this instant"
    )


Telling = Callable[[Any], Problem]

TABLE: tuple[tuple[type[Exception], Telling], ...] = (
    (RequestError, _refused),
    (NotFoundError, lambda fault: Problem(status=404, code="not_found", detail=str(fault))),
    (ConflictError, _conflict),
    (FrozenError, lambda fault: Problem(status=409, code=fault.code, detail=str(fault))),
    (PreconditionFailedError, lambda fault: Problem(status=412, code=fault.code, detail=str(fault))),
    (InvalidRequestError, _faulty),
    (InvalidInputError, _faulty),
    (TooLargeError, lambda fault: Problem(status=422, code=fault.code, detail=str(fault))),
    (GeoError, _impossible),
    (SchedulingError, _impossible),
    (StorageFullError, _full),
    (StorageBusyError, lambda fault: Problem(status=503, code=fault.code, detail=str(fault), headers=RETRY_SOON)),
    (StorageError, lambda fault: Problem(status=503, code=fault.code, detail=str(fault), headers=RETRY_SOON)),
    (DBAPIError, _storage),
    (OSError, _system),
    (HTTPException, _http),
    (Exception, _unforeseen),
)
"""What is told of an error: the first row that fits."""


def problem_of(fault: Exception) -> Problem:
    """What is told of `fault`?"""
    return next(telling for kind, telling in TABLE if isinstance(fault, kind))(fault)


def tell_problems(app: Flask) -> None:
    """Let every error of the application be answered by the table."""
    app.register_error_handler(Exception, lambda fault: problem_of(fault).response())
