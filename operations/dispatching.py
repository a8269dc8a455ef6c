"""Giving one order out: what is to be considered, the decision, and keeping it if nothing has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection

from dispatch.decision import Decision
from dispatch.model import Problem
from operations.days import DayKey
from operations.orders import OrderRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a decision about one order sees, and the revisions of what it may change.

    Parameters
    ----------
    problem
        The order, all technicians of the tenant, and the days of those who pass the static rules.
    text
        `problem` as canonical JSON; its hash is `problem.sha256`.
    day_revisions, technician_revisions
        By day and by technician id, as they were read.
    """

    tenant: str
    order: OrderRecord
    problem: Problem
    text: bytes
    day_revisions: Mapping[DayKey, int]
    technician_revisions: Mapping[str, int]


class Outcome(Enum):
    """What became of an attempt to keep a decision."""

    KEPT = "kept"
    STALE = "stale"
    ALREADY_DECIDED = "already_decided"


def consider(connection: Connection, tenant: str, order_ref: str, now: datetime) -> Snapshot:
    """What is there to consider for an order at an instant?

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    """
    raise NotImplementedError


def decide(snapshot: Snapshot) -> Decision:
    """Who should serve the order? No side effect."""
    raise NotImplementedError
