"""A policy as in the problem file: a name, a version and what each objective is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dispatch.files.faults import Faults
from dispatch.files.reading import Record, Shape, record_of
from dispatch.limits import MAX_REVIEWS, MAX_STARS, MAX_VERSION, MAX_WEIGHT
from dispatch.model import Policy

POLICY = Shape(frozenset(("name", "version", "weights", "rating_prior", "rating_prior_weight")))
WEIGHTS = Shape(
    frozenset(("travel_min", "waiting_min", "rating_star", "response_min")),
    dict.fromkeys(
        (
            "distance_km",
            "lateness_min",
            "lateness_max_min",
            "overtime_min",
            "overqualified_level",
            "not_preferred",
            "workload_balance",
            "technician_changed",
            "time_moved_min",
        ),
        (0,),
    ),
)
TERM_ORDER = ("travel_min", "waiting_min", "rating_star", "response_min")
"""In the order in which the contract adds them."""

UNNAMED = "custom"
"""Name of a policy that does not say its own."""


def policy_from_json(data: object) -> Policy:
    """Read a policy.

    Raises
    ------
    InvalidInputError
        With all faults, their pointers relative to the policy.
    """
    faults = Faults()
    record = record_of(data, "", faults, POLICY)
    policy = None if record is None else read_policy(record)
    faults.raise_if_any()
    assert policy is not None
    return policy


def read_policy(record: Record) -> Policy | None:
    """The policy in a record; ``None`` if it is at fault."""
    name = record.text_or_none("name") or UNNAMED
    version = record.integer("version", 1, MAX_VERSION, default=1)
    weights = _weights(record)
    rating_prior = record.number("rating_prior", 0.0, MAX_STARS, default=4.5)
    rating_prior_weight = record.number("rating_prior_weight", 0.0, MAX_REVIEWS, default=0.0)
    if not record.is_sound:
        return None
    return Policy(
        name=name,
        version=version,
        weights=weights,
        rating_prior=rating_prior,
        rating_prior_weight=rating_prior_weight,
    )


def policy_to_json(policy: Policy) -> dict[str, Any]:
    """A policy as in files."""
    return {
        "name": policy.name,
        "version": policy.version,
        "weights": dict(policy.weights),
        "rating_prior": policy.rating_prior,
        "rating_prior_weight": policy.rating_prior_weight,
    }


def _weights(record: Record) -> Mapping[str, float]:
    """The weights, in the order of the contract; driving alone if there is no field of that name."""
    if record.raw("weights") is None and not record.says("weights"):
        return {"travel_min": 1.0}
    inner = record.record("weights", WEIGHTS)
    if inner is None:
        return {}
    return {name: inner.number(name, 0.0, MAX_WEIGHT) for name in TERM_ORDER if inner.says(name)}
