"""Random days played once for all tests that want to know what is met on them."""

from __future__ import annotations

from functools import cache

from benchmarks.agreement.many import Played, play_many

DAYS = 140


@cache
def agreed_days() -> Played:
    """The first `DAYS` days, every place of the plain search judged by the checker."""
    played = Played()
    for part in play_many(range(DAYS), processes=2, every_place=True):
        played.add(part)
    return played
