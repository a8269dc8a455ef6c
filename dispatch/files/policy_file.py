"""A policy as in the problem file: a name, a version and what each objective is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dispatch.files.faults import Faults
from dispatch.files.reading import Record, Shape, record_of
from dispatch.limits import MAX_ORDERS, MAX_REVIEWS, MAX_STARS, MAX_VERSION, MAX_WEIGHT
from dispatch.model import Policy

POLICY = Shape(
    frozenset(
        (
            "name",
            "version",
            "weights",
            "rating_prior",
            "rating_prior_weight",
            "newcomer_reviews",
            "newcomer_orders",
        )
    )
)
TERM_ORDER = (
    "travel_min",
    "distance_km",
    "waiting_min",
    "lateness_min",
    "lateness_max_min",
    "overtime_min",
    "rating_star",
    "overqualified_level",
    "response_min",
    "not_preferred",
    "workload_balance",
    "technician_changed",
    "time_moved_min",
)
"""In the order in which the contract adds them."""

WEIGHTS = Shape(frozenset(TERM_ORDER))

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
    newcomer_reviews = record.integer("newcomer_reviews", 0, MAX_REVIEWS, default=0)
    newcomer_orders = record.integer("newcomer_orders", 0, MAX_ORDERS, default=0)
    if not record.is_sound:
        return None
    return Policy(
        name=name,
        version=version,
        weights=weights,
        rating_prior=rating_prior,
        rating_prior_weight=rating_prior_weight,
        newcomer_reviews=newcomer_reviews,
        newcomer_orders=newcomer_orders,
    )


def policy_to_json(policy: Policy) -> dict[str, Any]:
    """A policy as in files; a newcomer's quota only if there is one."""
    data: dict[str, Any] = {
        "name": policy.name,
        "version": policy.version,
        "weights": dict(policy.weights),
        "rating_prior": policy.rating_prior,
        "rating_prior_weight": policy.rating_prior_weight,
    }
    for name in ("newcomer_reviews", "newcomer_orders"):
        if getattr(policy, name):
            data[name] = getattr(policy, name)
    return data


def _weights(record: Record) -> Mapping[str, float]:
    """The weights, in the order of the contract; driving alone if there is no field of that name."""
    if record.raw("weights") is None and not record.says("weights"):
        return {"travel_min": 1.0}
    inner = record.record("weights", WEIGHTS)
    if inner is None:
        return {}
    return {name: inner.number(name, 0.0, MAX_WEIGHT) for name in TERM_ORDER if inner.says(name)}
