"""Taking orders back from a technician whose days would not be legal any more."""

from __future__ import annotations

from sqlalchemy import Connection

from dispatch.model import Technician
from operations import audit


def protect_orders_ahead(
    connection: Connection, tenant: str, technician: Technician, stamp: audit.Stamp, *, redispatch: bool
) -> tuple[str, ...]:
    """Refuse a change that orders ahead stand against, or take them back and ask for their dispatch anew.

    Parameters
    ----------
    technician
        As they would be after the change.
    redispatch
        Take the orders back rather than refuse.

    Returns
    -------
    Ids of the orders that were taken back.

    Raises
    ------
    ConflictError
        ``orders_ahead``: `details` hold ``orders``, the ids, and ``violations``, what would be wrong.
    """
    raise NotImplementedError
