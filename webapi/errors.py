"""What webapi itself finds wrong with a request, before anything below is asked.

- RequestError          a status, a stable code and what is at fault
  - MalformedError          400: the body is no JSON, a header cannot be read
  - UnauthorizedError       401: no key, or not one of ours
  - ForbiddenError          403: the key's role may not do that
  - PreconditionError       412: the record has changed since the caller read it
  - ContentTypeError        415: a body of another kind
  - UnprocessableError      422: JSON that says what cannot be
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dispatch.errors import Fault

NOTHING: Mapping[str, str] = MappingProxyType({})


class RequestError(Exception):
    """A request that is refused.

    Parameters
    ----------
    code
        Stable word for programs.
    detail
        What is wrong, with value and bound.
    faults
        Each fault with its place in the body, or under ``/query``.
    headers
        That the answer has to carry, such as ``WWW-Authenticate``.
    """

    status = 400

    def __init__(
        self, code: str, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] = NOTHING
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = headers


class MalformedError(RequestError):
    """The body is no JSON, or a header cannot be read."""

    status = 400


class UnauthorizedError(RequestError):
    """No key, or not one of ours."""

    status = 401


class ForbiddenError(RequestError):
    """The role of the key may not do that."""

    status = 403


class PreconditionError(RequestError):
    """The record has changed since the caller read it."""

    status = 412


class ContentTypeError(RequestError):
    """A body of another kind than JSON in UTF-8."""

    status = 415


class UnprocessableError(RequestError):
    """JSON, or a query, that says what cannot be."""

    status = 422
