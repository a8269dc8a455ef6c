"""The policies that come with Paidan, as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dispatch.model import Policy

DISTANCE_FIRST = Policy(name="distance_first", weights={"travel_min": 1.0})
"""Drive as little as possible; nothing else counts."""

RATING_FIRST = Policy(name="rating_first", weights={"travel_min": 0.01, "rating_star": 6.0})
"""The best-rated who can; driving only decides between equals (a tenth of a star is worth an hour).

Small weights, so that no price of leaving an order out is met by the stars of those who are there.
"""

FASTEST_ARRIVAL = Policy(name="fastest_arrival", weights={"travel_min": 0.0001, "response_min": 0.01})
"""Whoever is there first; a minute of a customer's waiting is worth a hundred of driving.

Small weights, so that an order booked for next week is not left out because next week is far.
"""

BALANCED = Policy(
    name="balanced", weights={"travel_min": 1.0, "waiting_min": 0.1, "rating_star": 6.0, "response_min": 0.05}
)
"""Mostly driving, with a price on idle time, stars and the customer's patience."""

BUILT_IN: Mapping[str, Policy] = MappingProxyType(
    {policy.name: policy for policy in (BALANCED, DISTANCE_FIRST, RATING_FIRST, FASTEST_ARRIVAL)}
)
