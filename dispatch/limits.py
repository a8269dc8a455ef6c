"""How much the engine takes at once. Beyond a limit it says so, instead of running out of memory."""

from __future__ import annotations

from dispatch.errors import TooLargeError

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Size of a problem, plan or decision file, in bytes."""

MAX_ORDERS = 100_000
MAX_TECHNICIANS = 100_000

MAX_PAIRS = 400_000_000
"""Orders times technicians: for each pair the engine holds which static rules fail."""

MAX_PLANNED_STOPS = 10_000_000
"""Stops that all shifts of a problem that is planned may hold together, going by the shortest services."""

MAX_MATRIX_PLACES = 20_000
"""Rows of a travel matrix; it is held as 4 bytes for each pair of places."""

MAX_LEVEL = 1_000
"""Level of a skill; the lowest is 1."""

MAX_SERVICE_S = 31 * 86_400
"""Seconds of one service: a month."""

MAX_GAP_S = 366 * 86_400
"""Seconds between orders that come one after the other, or roles of a crew: a year."""

MAX_TRAVEL_S = 366 * 86_400
"""Seconds of driving that a shift may be held to: a year, as long as a single leg may be."""

MAX_SLOW_LEG_S = 2**31 - 1
"""Seconds of the longest way, in the worst traffic and by the slowest: 68 years."""

MAX_OVERTIME_S = 86_400
"""Seconds by which a route may return after its shift: a day."""

MAX_BREAKS = 8
"""Breaks of one shift."""

MAX_ROLES = 16
"""Roles of one crew."""

MAX_DIMENSIONS = 16
"""Dimensions of loads and capacities."""

MAX_LOAD = 1_000_000_000
"""Load of an order, or capacity of a shift, in one dimension."""

MIN_FACTOR, MAX_FACTOR = 0.01, 100.0
"""Of speed, of service, and of driving at an hour of the day."""

MAX_PRICE_MIN = 1e9
"""Price of leaving an order out, or of using a shift, in minutes."""

MAX_WEIGHT = 1e9
"""Minutes for a unit of a cost term."""

MAX_STARS = 5.0
MAX_REVIEWS = 1_000_000_000
MAX_VERSION = 1_000_000_000

MAX_FAULTS = 1_000
"""How many faults of one document are told; the rest is counted."""

MAX_DEPTH = 50
"""How deep objects and lists may nest in the parts of a document that the engine never reads."""


def require_at_most(count: int, bound: int, what: str) -> None:
    """Refuse a size beyond its bound.

    Parameters
    ----------
    what
        The thing counted with its unit, such as ``"/orders: orders"``.

    Raises
    ------
    TooLargeError
        If `count` exceeds `bound`; the message names both.
    """
    if count > bound:
        raise TooLargeError(f"{what}: {count}, must be at most {bound}")
