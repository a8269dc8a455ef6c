"""Prices as the whole numbers that OR-Tools counts in."""

from __future__ import annotations

UNITS_A_MINUTE = 6_000_000
"""So fine that a weight of 0.0001 for a minute still costs ten units a second."""

DEAREST = 10**15
"""Units that nothing costs more than, so that sums of many do not run over; some 300 years of driving."""

STEEPEST = 10**10
"""Units that no second costs more than."""


def units(minutes: float) -> int:
    """A price in units, at least 0 and at most `DEAREST`."""
    return round(min(float(DEAREST), max(0.0, minutes) * UNITS_A_MINUTE))


def units_a_second(weight: float) -> int:
    """What a second costs of which a minute costs `weight` minutes of driving; at most `STEEPEST`."""
    return round(min(float(STEEPEST), weight * UNITS_A_MINUTE / 60.0))
