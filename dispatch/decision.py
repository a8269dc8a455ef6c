"""What was chosen for an order, with all it was chosen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dispatch.model import Cost, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRule:
    """A work rule that stands in the way, with what was seen and what is allowed.

    Parameters
    ----------
    rule
        Rule code of the contract.
    observed, bound
        JSON values: instants as RFC 3339 text, durations in seconds, levels by name of the skill, ids.
    """

    rule: str
    observed: Any
    bound: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A technician with the best place in their days for the order.

    Parameters
    ----------
    cost
        What the plan costs more with the order than without it, the price of leaving it out excepted.
    route
        The technician's shift as it would be, with the order in it; ``None`` behind the best, unless asked for.
    """

    technicians: tuple[str, ...]
    rank: int
    start: datetime
    finish: datetime
    cost: Cost
    route: Route | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A technician who cannot serve the order: every static rule that fails; if none, the sequence rules."""

    technician: str
    rules: tuple[FailedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """One change after which an order that nobody could serve can be served; no smaller change of its kind would do.

    Parameters
    ----------
    change
        ``widen_window``, ``enlarge_area``, ``lower_level``, ``call_in_shift``, ``allow_overtime`` or
        ``ignore_decline``; what each does is told in `dispatch.relaxing.applying`.
    by_s, by_m
        By how many seconds or metres; ``None`` where the change has no size.
    technician
        Who would serve the order then.
    skill
        For ``lower_level``: of which skill the level that `technician` holds would be accepted.
    cost_min
        What the order would cost then, minutes, the price of leaving it out excepted.
    """

    change: str
    by_s: int | None = None
    by_m: int | None = None
    technician: str | None = None
    skill: str | None = None
    cost_min: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer for one order.

    Parameters
    ----------
    reason
        Why it stays unassigned: ``no_eligible_technician``, ``does_not_fit`` or ``not_worth_it``.
    candidates
        At most the 20 best, cheapest first; the first is the chosen one if `outcome` is ``assigned``.
    rejected
        At most the 50 whose way to the order is shortest.
    rejected_counts
        The rejected who are not listed, counted by rule.
    relaxations
        What would let the order in if nobody can serve it, cheapest first.
    """

    order: str
    outcome: Literal["assigned", "unassigned"]
    reason: str | None
    candidates: tuple[Candidate, ...]
    rejected: tuple[Rejection, ...]
    rejected_counts: Mapping[str, int]
    relaxations: tuple[Relaxation, ...] = ()
    policy: str
    policy_version: int
    seed: int
    snapshot_sha256: str

    @property
    def chosen(self) -> Candidate | None:
        """The candidate to whom the order goes, if to any."""
        return self.candidates[0] if self.outcome == "assigned" else None

    @property
    def route(self) -> Route | None:
        """The shift of whoever gets the order, with the order in it; ``None`` if nobody does."""
        return None if self.chosen is None else self.chosen.route
