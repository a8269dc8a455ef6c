"""A client of a running service: one connection kept alive, JSON in and out, typed errors. Standard library alone.

What the service says is wrong arrives as an exception that carries the problem details (RFC 9457):

- ClientError
  - UnreachableError          nobody answers at the address, or not in time
  - ServiceError              the service answered with problem details: `status`, `code`, `detail`, `errors`
    - InvalidRequestError     400, 413, 415, 422
    - NotAllowedError         401, 403
    - NotFoundError           404
    - ConflictError           409, 412
    - ServiceFailedError      500 and above, and what has no class of its own
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

Json = dict[str, Any]
"""A JSON object, with the fields and units of the problem file."""


class ClientError(Exception):
    """Base of all that the client raises on purpose."""


class UnreachableError(ClientError):
    """Nobody answers at the address, or not in time."""


class ServiceError(ClientError):
    """The service refused, and says why.

    Parameters
    ----------
    status
        HTTP status.
    code
        Stable word for programs.
    detail
        The reason in a sentence.
    errors
        One object ``{pointer, code, message}`` for each fault found in the request.
    """

    def __init__(self, status: int, code: str, detail: str, errors: Sequence[Json] = ()) -> None:
        super().__init__(status, code, detail, errors)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)

    def __str__(self) -> str:
        faults = "".join(f"; {fault.get('pointer') or '/'}: {fault.get('message')}" for fault in self.errors)
        return f"{self.status} {self.code}: {self.detail}{faults}"


class InvalidRequestError(ServiceError):
    """What was sent cannot be read or breaks a bound."""


class NotAllowedError(ServiceError):
    """The key is missing, unknown, or not of the right role."""


class NotFoundError(ServiceError):
    """No such thing in this tenant."""


class ConflictError(ServiceError):
    """The state of things forbids it: an id that is known already, orders ahead, another revision."""


class ServiceFailedError(ServiceError):
    """The fault lies with the service."""


_BY_STATUS: Mapping[int, type[ServiceError]] = {
    **dict.fromkeys((400, 413, 415, 422), InvalidRequestError),
    **dict.fromkeys((401, 403), NotAllowedError),
    404: NotFoundError,
    **dict.fromkeys((409, 412), ConflictError),
}


class Client:
    """Speaks to one service with one key. Not for several threads at once.

    Parameters
    ----------
    address
        Such as ``http://127.0.0.1:8080``.
    key
        The bearer key; health alone answers without.
    timeout_s
        How long to wait for an answer.
    """

    def __init__(self, address: str, key: str | None = None, *, timeout_s: float = 60.0) -> None:
        parts = urlsplit(address)
        if parts.scheme != "http" or parts.hostname is None:
            raise ValueError(f"address is {address!r}, must be such as http://127.0.0.1:8080")
        self.address = address.rstrip("/")
        self._key = key
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def wait_until_ready(self, timeout_s: float = 60.0) -> None:
        """Ask for readiness until it is there.

        Raises
        ------
        UnreachableError
            If that takes longer than `timeout_s` seconds.
        """
        deadline = time.monotonic() + timeout_s
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise UnreachableError(f"{self.address} was not ready within {timeout_s:g} s")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Does the service say that it takes requests?"""
        try:
            self.request("GET", "/health/ready")
        except (UnreachableError, ServiceError):
            return False
        return True

    def place_order(self, order: Mapping[str, Any], *, wait_s: int | None = None) -> Json:
        """Place an order; with `wait_s` its answer holds the ``decision`` if that is there within so many seconds."""
        prefer = {} if wait_s is None else {"Prefer": f"wait={wait_s}"}
        return self.request("POST", "/v1/orders", order, headers=prefer)

    def order(self, ref: str) -> Json:
        """An order by its id, or by its external id as ``ext:…``."""
        return self.request("GET", f"/v1/orders/{quote(ref, safe=':')}")

    def orders(self, **filters: str) -> Iterator[Json]:
        """All orders, or those that pass the filters, such as ``state="unassigned"``."""
        return self._pages("/v1/orders", filters)

    def assign(self, ref: str, technician: str, *, override_reason: str | None = None) -> Json:
        """Give an order that nobody has to a technician; the answer tells cost, violations and who is moved."""
        return self._by_hand(ref, "assign", override_reason, {"technician": technician})

    def reassign(self, ref: str, technician: str, *, override_reason: str | None = None) -> Json:
        """Give an order to a technician, whoever has it."""
        return self._by_hand(ref, "reassign", override_reason, {"technician": technician})

    def unassign(self, ref: str, *, override_reason: str | None = None) -> Json:
        """Take an order from its technician."""
        return self._by_hand(ref, "unassign", override_reason, {})

    def cancel(self, ref: str, *, override_reason: str | None = None) -> Json:
        """Cancel an order."""
        return self._by_hand(ref, "cancel", override_reason, {})

    def events(self, after: int = 0) -> Iterator[Json]:
        """What has happened after the event of an id, oldest first, until now."""
        while batch := self.request("GET", f"/v1/events?after={after}&limit=200")["data"]:
            yield from batch
            after = batch[-1]["id"]

    def candidates(self, ref: str) -> Json:
        """What a decision about the order would be now; nothing is changed."""
        return self.request("GET", f"/v1/orders/{quote(ref, safe=':')}/candidates")

    def decision(self, decision_id: str) -> Json:
        """A decision as in a decision file."""
        return self.request("GET", f"/v1/decisions/{quote(decision_id)}")

    def add_technician(self, technician: Mapping[str, Any]) -> Json:
        """Put a technician on the books; the answer has the id."""
        return self.request("POST", "/v1/technicians", technician)

    def change_technician(self, ref: str, changes: Mapping[str, Any]) -> Json:
        """Change some fields of a technician."""
        return self.request("PATCH", f"/v1/technicians/{quote(ref, safe=':')}", changes)

    def technicians(self) -> Iterator[Json]:
        """All technicians."""
        return self._pages("/v1/technicians", {})

    def schedule(self, ref: str, day: date) -> Json:
        """The routes of a technician on a day."""
        path = f"/v1/technicians/{quote(ref, safe=':')}/schedule"
        return self.request("GET", f"{path}?date={day.isoformat()}")

    def add_area(self, area: Mapping[str, Any]) -> Json:
        """Define a service area; the answer has the id."""
        return self.request("POST", "/v1/areas", area)

    def add_policy(self, policy: Mapping[str, Any]) -> Json:
        """Define a policy, or a new version of one."""
        return self.request("POST", "/v1/policies", policy)

    def policies(self) -> Iterator[Json]:
        """All policies."""
        return self._pages("/v1/policies", {})

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """Send one request and read the JSON object that answers it.

        A connection that the service has closed in the meantime is opened anew, once, for requests that change nothing.

        Raises
        ------
        UnreachableError
            If nobody answers.
        ServiceError
            If the service refuses; see the classes above.
        """
        sent = {"Accept": "application/json, application/problem+json", **(headers or {})}
        if self._key is not None:
            sent["Authorization"] = f"Bearer {self._key}"
        text = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        if text is not None:
            sent["Content-Type"] = "application/json"
        status, answer = self._exchange(method, path, text, sent)
        if status >= 400:
            raise _error(status, answer)
        return answer

    def _exchange(self, method: str, path: str, text: bytes | None, headers: Mapping[str, str]) -> tuple[int, Json]:
        kept = self._connection.sock is not None
        try:
            self._connection.request(method, path, body=text, headers=dict(headers))
            answer = self._connection.getresponse()
            return answer.status, _read(answer.status, answer.read())
        except (http.client.HTTPException, OSError) as fault:
            self._connection.close()
            if kept and method == "GET":
                return self._exchange(method, path, text, headers)
            raise UnreachableError(f"{method} {self.address}{path}: {fault or type(fault).__name__}") from fault

    def _by_hand(self, ref: str, what: str, override_reason: str | None, said: Json) -> Json:
        reason = {} if override_reason is None else {"override_reason": override_reason}
        return self.request("POST", f"/v1/orders/{quote(ref, safe=':')}/{what}", {**said, **reason})

    def _pages(self, path: str, filters: Mapping[str, str]) -> Iterator[Json]:
        cursor: str | None = None
        while True:
            query = {**filters, "limit": "200", **({} if cursor is None else {"cursor": cursor})}
            page = self.request("GET", f"{path}?{urlencode(query)}")
            yield from page["data"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return


def _read(status: int, text: bytes) -> Json:
    """The object in an answer; an answer that is none becomes the detail of an error."""
    try:
        answer = json.loads(text) if text else {}
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        shown = text[:200].decode(errors="replace")
        raise ServiceFailedError(status, "not_json", f"the answer is not a JSON object: {shown}")
    return answer


def _error(status: int, answer: Json) -> ServiceError:
    kind = _BY_STATUS.get(status, ServiceFailedError)
    detail = str(answer.get("detail") or answer.get("title") or http.client.responses.get(status, ""))
    return kind(status, str(answer.get("code", "unknown")), detail, tuple(answer.get("errors", ())))
