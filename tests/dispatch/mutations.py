"""Documents gone wrong: a random place of a sound one is replaced, left out or doubled."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

INSTANTS = st.sampled_from(
    [
        "2026-03-02T08:00:00+08:00",
        "2026-03-02T08:20:00+08:00",
        "1900-01-01T00:00:00Z",
        "2999-12-31T09:59:59-14:00",
        "2026-03-02T24:00:00Z",
        "2026-03-02T08:00:00",
    ]
)
ODD_TEXT = st.sampled_from(["", "a", "t1", "t2", "o1", "gas", "\ud800", "\x00", "x" * 300, "NaN", "~/", "路"])
NUMBERS = st.one_of(
    st.integers(-2, 10),
    st.sampled_from([2**31, 2**63, -(2**63), 10**30, 10**400, 86_400, 0.5, -0.0, 1e308, 1e-320]),
    st.sampled_from([float("nan"), float("inf"), float("-inf")]),
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, ODD_TEXT, INSTANTS, st.text(max_size=5))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXT | st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn, document: dict[str, Any], most: int = 3) -> Any:
    """A copy of a document with 1 to `most` changes, each at a place found by walking down from the top."""
    data = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        data = _change(draw, data)
    return data


def _change(draw: st.DrawFn, data: Any) -> Any:
    keys = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    if not keys or draw(st.integers(0, 19)) == 0:
        return draw(VALUES)
    key = draw(st.sampled_from(keys))
    if isinstance(data[key], dict | list) and draw(st.integers(0, 4)):
        data[key] = _change(draw, data[key])
        return data
    match draw(st.integers(0, 4)):
        case 0:
            del data[key]
        case 1 if isinstance(data, list):
            data.append(copy.deepcopy(data[key]))
        case 1:
            data[draw(ODD_TEXT)] = copy.deepcopy(data[key])
        case _:
            data[key] = draw(VALUES)
    return data
