from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.errors import InvalidInstantError, InvalidSpanError
from scheduling.horizon import Horizon
from scheduling.instants import format_instant, parse_instant
from scheduling.spans import Absence, Shift, Window

BERLIN = ZoneInfo("Europe/Berlin")


def test_an_hour_is_missing_in_spring() -> None:
    # on 29 March 2026 clocks in Berlin go from 02:00 to 03:00
    horizon = Horizon(datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN), BERLIN)
    assert horizon.second(datetime(2026, 3, 29, 8, 0, tzinfo=BERLIN)) == 7 * 3600
    assert format_instant(horizon.instant(7 * 3600)) == "2026-03-29T08:00:00+02:00"


def test_an_hour_comes_twice_in_autumn() -> None:
    # on 25 October 2026 clocks in Berlin go from 03:00 back to 02:00
    horizon = Horizon(datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN), BERLIN)
    assert horizon.second(datetime(2026, 10, 25, 8, 0, tzinfo=BERLIN)) == 9 * 3600
    assert format_instant(horizon.instant(2 * 3600 + 1800)) == "2026-10-25T02:30:00+02:00"
    assert format_instant(horizon.instant(3 * 3600 + 1800)) == "2026-10-25T02:30:00+01:00"


def test_before_the_origin_is_negative() -> None:
    horizon = Horizon(datetime(2026, 3, 2, tzinfo=UTC))
    assert horizon.second(parse_instant("2026-03-02T07:59:59+08:00")) == -1


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**9), 10**9))
def test_there_and_back(second: int) -> None:
    horizon = Horizon(datetime(2026, 3, 2, tzinfo=BERLIN), BERLIN)
    assert horizon.second(parse_instant(format_instant(horizon.instant(second)))) == second


def test_an_origin_has_an_offset() -> None:
    with pytest.raises(InvalidInstantError, match="origin has no offset"):
        Horizon(datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["2026-03-02T08:00:00Z", "2026-03-02t08:00:00z", "2026-03-02T16:00:00.000+08:00"])
def test_the_same_instant(text: str) -> None:
    assert parse_instant(text) == datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-03-02T08:00:00",
        "2026-03-02T08:00:00.5Z",
        "2026-02-30T08:00:00Z",
        "2026-03-02T25:00:00Z",
        "20260302T080000Z",
        "1899-12-31T23:59:59Z",
        "1900-01-01T00:00:00+00:01",
        "0001-01-01T00:00:00+23:59",
        "3000-01-01T00:00:00Z",
        "2999-12-31T16:00:00-08:00",
        "9999-12-31T23:59:59-23:59",
        "٢٠٢٦-03-02T08:00:00Z",
    ],
)
def test_no_such_instant(text: str) -> None:
    with pytest.raises(InvalidInstantError, match="is '"):
        parse_instant(text)


def test_spans() -> None:
    early, late = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert Window(early, early).start == early  # one instant is a window
    with pytest.raises(InvalidSpanError, match="before it starts"):
        Window(late, early)
    for kind in (Shift, Absence):
        with pytest.raises(InvalidSpanError, match="must end after it starts"):
            kind(early, early)


@pytest.mark.parametrize("kind", [Window, Shift, Absence])
def test_spans_in_the_hour_that_comes_twice(kind: type[Window | Shift | Absence]) -> None:
    zone = ZoneInfo("America/New_York")
    before = datetime(2026, 11, 1, 1, 50, tzinfo=zone)
    after = datetime(2026, 11, 1, 1, 10, tzinfo=zone, fold=1)  # 20 minutes later
    assert kind(before, after).end == after
    with pytest.raises(InvalidSpanError):
        kind(after, before)
