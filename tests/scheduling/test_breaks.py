from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.errors import InvalidSpanError
from scheduling.spans import Break, Shift

MINUTE = 60


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def lunch(earliest: datetime, latest: datetime, minutes: int = 30) -> Break:
    return Break(earliest, latest, minutes * MINUTE)


def test_a_shift_is_plain_unless_told() -> None:
    shift = Shift(at(8), at(17))
    assert (shift.max_overtime_s, shift.breaks) == (0, ())


def test_a_break_may_have_to_begin_at_one_instant() -> None:
    assert lunch(at(12), at(12)).latest == at(12)


def test_a_break_ends_before_it_begins() -> None:
    with pytest.raises(InvalidSpanError, match=r"is 2026-03-02T11:59:00\+00:00, before earliest") as caught:
        lunch(at(12), at(11, 59))
    assert caught.value.field == "latest"


@pytest.mark.parametrize("duration_s", [0, -1])
def test_a_break_lasts(duration_s: int) -> None:
    with pytest.raises(InvalidSpanError, match="must be above 0") as caught:
        Break(at(12), at(13), duration_s)
    assert caught.value.field == "duration_s"


def test_overtime_is_not_negative() -> None:
    assert Shift(at(8), at(17), 0).max_overtime_s == 0
    with pytest.raises(InvalidSpanError, match="is -1, must be at least 0") as caught:
        Shift(at(8), at(17), -1)
    assert caught.value.field == "max_overtime_s"


@pytest.mark.parametrize(
    "pause",
    [
        lunch(at(8), at(8)),  # with the shift
        lunch(at(6), at(8)),  # only its last instant lies in the shift
        lunch(at(16, 30), at(20)),  # 16:30 and 30 minutes is 17:00, the shift's end
        lunch(at(5), at(22), 9 * 60),  # all of the shift
    ],
)
def test_a_break_that_just_fits(pause: Break) -> None:
    assert Shift(at(8), at(17), breaks=(pause,)).breaks == (pause,)


@pytest.mark.parametrize(
    "pause",
    [
        lunch(at(6), at(7, 59)),  # over before the shift
        lunch(at(16, 31), at(20)),  # 16:31 and 30 minutes is 17:01
        lunch(at(17), at(18)),
        lunch(at(5), at(22), 9 * 60 + 1),  # longer than the shift
    ],
)
def test_a_break_that_cannot_lie_in_its_shift(pause: Break) -> None:
    # overtime does not help: breaks lie inside the shift itself
    with pytest.raises(InvalidSpanError, match="cannot lie inside the shift from") as caught:
        Shift(at(8), at(17), 3 * 3600, (lunch(at(12), at(13)), pause))
    assert caught.value.field == "breaks/1"


def test_breaks_are_compared_in_the_hour_that_comes_twice() -> None:
    # Berlin, 25 October 2026: 02:50 (summer) and, 20 minutes later, 02:10 (winter)
    zone = ZoneInfo("Europe/Berlin")
    summer = datetime(2026, 10, 25, 2, 50, tzinfo=zone)
    winter = datetime(2026, 10, 25, 2, 10, tzinfo=zone, fold=1)
    assert Break(summer, winter, 600).latest == winter
    with pytest.raises(InvalidSpanError, match="before earliest"):
        Break(winter, summer, 600)
    # a shift of those 20 minutes holds a break of 20 minutes and none of 21
    assert Shift(summer, winter, breaks=(Break(summer, winter, 1200),)).breaks[0].duration_s == 1200
    with pytest.raises(InvalidSpanError, match="cannot lie inside"):
        Shift(summer, winter, breaks=(Break(summer, winter, 1260),))


def test_a_night_shift_over_the_missing_hour() -> None:
    # Berlin, 29 March 2026: from 01:00 to 04:00 on the wall are two hours
    zone = ZoneInfo("Europe/Berlin")
    start, end = datetime(2026, 3, 29, 1, tzinfo=zone), datetime(2026, 3, 29, 4, tzinfo=zone)
    assert Shift(start, end, breaks=(Break(start, end, 7200),)).breaks
    with pytest.raises(InvalidSpanError, match="cannot lie inside"):
        Shift(start, end, breaks=(Break(start, end, 7201),))


@settings(max_examples=100, deadline=None)
@given(st.integers(-60, 120), st.integers(0, 90), st.integers(1, 90))
def test_a_break_fits_if_some_start_of_it_does(earliest: int, slack: int, duration: int) -> None:
    # a shift of 60 minutes; breaks to the minute
    fits = any(start >= 0 and start + duration <= 60 for start in range(earliest, earliest + slack + 1))
    begins = at(8) + timedelta(minutes=earliest)
    pause = Break(begins, begins + timedelta(minutes=slack), duration * MINUTE)
    if fits:
        assert Shift(at(8), at(9), breaks=(pause,)).breaks == (pause,)
    else:
        with pytest.raises(InvalidSpanError, match="cannot lie inside"):
            Shift(at(8), at(9), breaks=(pause,))
