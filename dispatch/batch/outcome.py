"""What came of a batch: the plan with it, who serves what, and what matching has saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.decision import Decision
from dispatch.model import Plan, Unassigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of waiting orders, matched.

    Parameters
    ----------
    plan
        All routes, with the batch in them, and what that costs; its `unassigned` is ``None`` if the batch did not hold
        every waiting order, since nobody asked about the others. Its statistics count the questions that were asked in
        rounds as iterations.
    assigned
        Technician of each order that is served, by ids, in the order of their arrival.
    unassigned
        The orders of the batch that are left out, each with the reason.
    one_by_one_min
        What the plan would cost, had the orders been decided in turn, minutes: never less than it does.
    rounds
        How many rounds of matching saved something.
    decisions
        Of each order: what it was chosen from, all others being where they are; ``None`` if that was not asked for.
    """

    plan: Plan
    assigned: Mapping[str, str]
    unassigned: tuple[Unassigned, ...]
    one_by_one_min: float
    rounds: int
    decisions: Mapping[str, Decision] | None = None

    @property
    def cost_min(self) -> float:
        """What the plan costs, minutes."""
        assert self.plan.cost is not None
        return self.plan.cost.total_min
