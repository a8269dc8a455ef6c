"""What an order costs at least in a gap is never more than what it does cost, and the first are found as by sorting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.shortlist import Gaps, first_owners


def gap(owner: int) -> dict[str, float]:
    return dict.fromkeys(("opens_s", "closes_s", "ready_s", "until_s", "waits_s", "way_m", "pace"), 1.0) | {
        "owner": owner,
        "service_factor": 1.0,
        "always_min": 0.0,
    }


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from((0.0, 1.0, 2.0, 3.0, np.inf)))), st.integers(1, 6))
@settings(max_examples=200, deadline=None)
def test_the_first_owners_are_those_of_the_sorted_rows(rows: list[tuple[int, float]], count: int) -> None:
    owner, key = np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows])
    best = {name: min(at for who, at in rows if who == name) for name, _ in rows}
    ranked = sorted((at, name) for name, at in best.items() if at < np.inf)
    found, beyond = first_owners(owner, key, count)
    assert found == [name for _, name in ranked[:count]]
    assert beyond == (ranked[count][0] if len(ranked) > count else np.inf)


def test_many_rows_of_few_owners_hide_nobody() -> None:
    owner, key = np.repeat(np.arange(3, dtype=np.int32), 1000), np.repeat([0.0, 1.0, 2.0], 1000)
    assert first_owners(owner, key, 2) == ([0, 1], 2.0)
    assert first_owners(owner, key, 3) == ([0, 1, 2], np.inf)


def test_gaps_grow_and_are_dropped() -> None:
    from geo.places import LatLng

    gaps, place = Gaps(), LatLng(lat=31.2, lng=121.4)
    rows = [gaps.add(gap(n), place, None if n % 2 else place) for n in range(3000)]
    assert rows == list(range(3000))
    gaps.strike(rows[:2000])
    gone = gaps.keep(gaps["closes_s"] > -np.inf)
    assert gaps.count == 1000
    assert list(gaps["owner"]) == rows[2000:]
    assert list(gone[[0, 1999, 2000, 2999]]) == [-1, -1, 0, 999]
    assert np.isnan(gaps.points[1, 1]).all()
    assert gaps.add(gap(7), place, place) == 1000
    assert gaps["owner"][1000] == pytest.approx(7)
