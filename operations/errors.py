"""What can be refused by what is true.

- OperationsError
  - NotFoundError            no such record of this tenant
  - ConflictError            the request contradicts what stands; `code` says how, `details` with what
  - PreconditionFailedError  the record has another revision than the caller saw
  - InvalidRequestError      the request has faults that only the records can show
  - StorageError             the database cannot take it now; `code` says why
    - StorageFullError       no room left
    - StorageBusyError       another writer held the database for too long
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch.errors import Fault


class OperationsError(Exception):
    """Base of all that operations raise on purpose."""

    code = "operations_error"


class NotFoundError(OperationsError):
    """No such record of this tenant.

    Parameters
    ----------
    kind
        Noun of the record, such as ``order``.
    ref
        The id, or ``ext:`` and the external id, that was asked for.
    """

    code = "not_found"

    def __init__(self, kind: str, ref: str) -> None:
        super().__init__(f"no {kind} {ref}")
        self.kind = kind
        self.ref = ref


class ConflictError(OperationsError):
    """The request contradicts what stands.

    Parameters
    ----------
    code
        ``external_id_known``, ``orders_ahead``, ``idempotency_running``, ``version_known``.
    details
        JSON values that say with what: the id of the record, the orders ahead, seconds to wait.
    """

    def __init__(self, code: str, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.details = dict(details or {})


class PreconditionFailedError(OperationsError):
    """The record has another revision than the caller saw."""

    code = "precondition_failed"


class InvalidRequestError(OperationsError):
    """The request has faults that only the records can show; all that were found are in `faults`."""

    code = "invalid_request"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class StorageError(OperationsError):
    """The database cannot take it now; nothing of the transaction was kept."""

    code = "storage_failed"


class StorageFullError(StorageError):
    """The disk that holds the database has no room left."""

    code = "storage_full"


class StorageBusyError(StorageError):
    """Another writer held the database for longer than the busy timeout."""

    code = "storage_busy"


class SchemaVersionError(OperationsError):
    """The database was written by another version of Paidan, which this one does not know."""

    code = "schema_version"
