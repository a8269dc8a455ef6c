"""A decision as in the decision file."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from dispatch.decision import Candidate, Decision, Relaxation
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
    data["candidates"] = [candidate_to_json(candidate, zone) for candidate in decision.candidates]
    data["rejected"] = [
        {
            "technician": rejection.technician,
            "rules": [{"rule": r.rule, "observed": r.observed, "bound": r.bound} for r in rejection.rules],
        }
        for rejection in decision.rejected
    ]
    data["rejected_counts"] = dict(decision.rejected_counts)
    data["relaxations"] = [relaxation_to_json(relaxation) for relaxation in decision.relaxations]
    data["policy"] = {"name": decision.policy, "version": decision.policy_version}
    data["seed"] = decision.seed
    data["snapshot_sha256"] = decision.snapshot_sha256
    return data


def candidate_to_json(candidate: Candidate, zone: tzinfo | None) -> dict[str, Any]:
    """A candidate as in files, its start in `zone`."""
    return {
        "technicians": list(candidate.technicians),
        "rank": candidate.rank,
        "start": format_instant(candidate.start, zone),
        "cost": cost_to_json(candidate.cost),
    }


def relaxation_to_json(relaxation: Relaxation) -> dict[str, Any]:
    """A relaxation as in files; what it does not say is left out, but for its price."""
    said = {name: getattr(relaxation, name) for name in ("by_s", "by_m", "technician", "skill")}
    found: dict[str, Any] = {"change": relaxation.change}
    found |= {name: value for name, value in said.items() if value is not None}
    found["cost_min"] = relaxation.cost_min
    return found
