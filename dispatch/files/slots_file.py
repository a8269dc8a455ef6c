"""The slots of an order as JSON: what a booking page shows, and by whom each could be served."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dispatch.files.decision_file import candidate_to_json
from dispatch.model import Problem
from dispatch.slots import Slot
from scheduling.instants import format_instant

FORMAT = "paidan.slots.v1"


def slots_to_json(problem: Problem, order_id: str, slots: Iterable[Slot]) -> dict[str, Any]:
    """The slots of an order of the problem, instants in the problem's zone.

    Each slot has `start` and `end` (both included), `cost_min` (of the cheapest candidate), `worth_it` (is that no more
    than leaving the order out?), and `candidates` as in a decision.
    """
    zone = problem.horizon.told_in
    return {
        "format": FORMAT,
        "order": order_id,
        "slots": [
            {
                "start": format_instant(slot.start, zone),
                "end": format_instant(slot.end, zone),
                "cost_min": slot.cost_min,
                "worth_it": slot.worth_it,
                "candidates": [candidate_to_json(candidate, zone) for candidate in slot.candidates],
            }
            for slot in slots
        ],
        "policy": {"name": problem.policy.name, "version": problem.policy.version},
        "snapshot_sha256": problem.sha256 or "",
    }
