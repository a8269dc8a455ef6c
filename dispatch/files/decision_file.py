"""A decision as in the decision file."""

from __future__ import annotations

from typing import Any

from dispatch.decision import Decision
from dispatch.files.plan_file import cost_to_json
from scheduling.horizon import Horizon
from scheduling.instants import format_instant

FORMAT = "paidan.decision.v1"


def decision_to_json(decision: Decision, horizon: Horizon) -> dict[str, Any]:
    """A decision as in files, instants in the horizon's zone.

    Who stays unassigned has no technicians, and ``null`` for start and finish; only then is there a `reason`.
    """
    zone = horizon.told_in
    chosen = decision.chosen
    data: dict[str, Any] = {"format": FORMAT, "order": decision.order, "outcome": decision.outcome}
    if chosen is None:
        data["reason"] = decision.reason
    data["technicians"] = [] if chosen is None else list(chosen.technicians)
    data["start"] = None if chosen is None else format_instant(chosen.start, zone)
    data["finish"] = None if chosen is None else format_instant(chosen.finish, zone)
    data["candidates"] = [
        {
            "technicians": list(candidate.technicians),
            "rank": candidate.rank,
            "start": format_instant(candidate.start, zone),
            "cost": cost_to_json(candidate.cost),
        }
        for candidate in decision.candidates
    ]
    data["rejected"] = [
        {
            "technician": rejection.technician,
            "rules": [{"rule": r.rule, "observed": r.observed, "bound": r.bound} for r in rejection.rules],
        }
        for rejection in decision.rejected
    ]
    data["rejected_counts"] = dict(decision.rejected_counts)
    data["relaxations"] = []
    data["policy"] = {"name": decision.policy, "version": decision.policy_version}
    data["seed"] = decision.seed
    data["snapshot_sha256"] = decision.snapshot_sha256
    return data
