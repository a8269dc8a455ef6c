"""What came of a batch: who serves what, when, at what price, and why some are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.decision import Candidate, Rejection
from dispatch.model import Route, Unassigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order of the batch that somebody serves.

    Parameters
    ----------
    shift
        Index into the technician's shifts.
    price_min
        What the technician's days cost more with it, minutes: put in behind the orders of the batch that stand before
        it in them. The prices of a batch add up to what it costs.
    """

    order: str
    technician: str
    shift: int
    start: datetime
    finish: datetime
    price_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an order was chosen from, all others of the batch being where they are.

    Parameters
    ----------
    candidates
        At most the 20 best, cheapest first.
    rejected, rejected_counts
        At most the 50 whose way to the order is shortest, and the others counted by rule.
    """

    candidates: tuple[Candidate, ...]
    rejected: tuple[Rejection, ...]
    rejected_counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of waiting orders, matched.

    Parameters
    ----------
    routes
        Every shift that holds an order of the batch, as it is now; in order of technicians' ids and shifts.
    placed, unassigned
        The orders in the order of their arrival: those that are served, and those left out with the reason.
    cost_min
        What the plan costs more than before, minutes: the days, and the price of the orders left out.
    one_by_one_min
        The same, had each order been decided in turn. Never less than `cost_min`.
    rounds
        How many rounds of matching saved something.
    choices
        By order: what it was chosen from, if that was asked for.
    """

    routes: tuple[Route, ...]
    placed: tuple[Placed, ...]
    unassigned: tuple[Unassigned, ...]
    cost_min: float
    one_by_one_min: float
    rounds: int
    policy: str
    policy_version: int
    seed: int
    snapshot_sha256: str
    choices: Mapping[str, Choice] | None = None
