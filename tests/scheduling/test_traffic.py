from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.errors import InvalidSpanError
from scheduling.horizon import Horizon
from scheduling.traffic import DAY_S, NO_TRAFFIC, Period, Traffic

H = 3600
BERLIN, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
RUSH = Traffic((Period(7 * H, 9 * H, 1.5), Period(17 * H, 18 * H, 1.25)))
NIGHT = Traffic((Period(22 * H, 2 * H, 0.75),))


def horizon(zone: tzinfo, *day: int) -> Horizon:
    return Horizon(datetime(*day, tzinfo=zone), zone)  # type: ignore[misc, arg-type]


def in_hours(changes: object) -> list[tuple[float, float]]:
    return [(second / H, factor) for second, factor in changes]  # type: ignore[attr-defined]


def test_an_ordinary_day() -> None:
    day = horizon(BERLIN, 2026, 3, 2)
    assert in_hours(RUSH.changes(day, 0, DAY_S)) == [(0, 1.0), (7, 1.5), (9, 1.0), (17, 1.25), (18, 1.0)]


def test_begin_is_in_and_end_is_out() -> None:
    day = horizon(UTC, 2026, 3, 2)
    seconds = (7 * H - 1, 7 * H, 9 * H - 1, 9 * H)
    assert [RUSH.factor_of(day, second) for second in seconds] == [1.0, 1.5, 1.5, 1.0]


def test_first_and_last_are_asked_for() -> None:
    day = horizon(UTC, 2026, 3, 2)
    assert in_hours(RUSH.changes(day, 8 * H, 17 * H)) == [(8, 1.5), (9, 1.0), (17, 1.25)]
    assert in_hours(RUSH.changes(day, 8 * H, 17 * H - 1)) == [(8, 1.5), (9, 1.0)]
    assert in_hours(RUSH.changes(day, 8 * H, 8 * H)) == [(8, 1.5)]
    assert in_hours(RUSH.changes(day, 8 * H, 0)) == [(8, 1.5)]


def test_before_the_origin() -> None:
    day = horizon(UTC, 2026, 3, 2)
    assert in_hours(RUSH.changes(day, -16 * H, 0)) == [(-16, 1.5), (-15, 1.0), (-7, 1.25), (-6, 1.0)]


def test_over_midnight() -> None:
    # from 22:00 to 02:00: at the origin, midnight, it is under way
    days = horizon(BERLIN, 2026, 3, 2)
    assert in_hours(NIGHT.changes(days, 0, 2 * DAY_S)) == [(0, 0.75), (2, 1.0), (22, 0.75), (26, 1.0), (46, 0.75)]


def test_until_midnight_is_the_same_written_either_way() -> None:
    day = horizon(UTC, 2026, 3, 2)
    for end_s in (0, DAY_S):
        late = Traffic((Period(22 * H, end_s, 2.0),))
        assert in_hours(late.changes(day, 0, DAY_S + H)) == [(0, 1.0), (22, 2.0), (24, 1.0)]


def test_the_whole_day_never_changes() -> None:
    always = Traffic((Period(0, DAY_S, 1.3),))
    assert always.changes(horizon(BERLIN, 2026, 3, 28), 0, 3 * DAY_S) == [(0, 1.3)]
    halves = Traffic((Period(0, 12 * H, 1.3), Period(12 * H, DAY_S, 1.3)))
    assert halves.changes(horizon(BERLIN, 2026, 3, 28), 0, 3 * DAY_S) == [(0, 1.3)]


def test_no_traffic() -> None:
    day = horizon(UTC, 2026, 3, 2)
    assert NO_TRAFFIC.changes(day, 5, 10**6) == [(5, 1.0)]
    assert NO_TRAFFIC.factor_of(day, 8 * H) == 1.0


def test_spring_in_berlin() -> None:
    # on 29 March 2026 the clock goes from 02:00 to 03:00: 07:00 comes six hours after midnight
    day = horizon(BERLIN, 2026, 3, 29)
    assert in_hours(RUSH.changes(day, 0, 10 * H)) == [(0, 1.0), (6, 1.5), (8, 1.0)]


def test_what_lies_in_the_missing_hour_is_left_out() -> None:
    # from 02:15 to 02:45 does not come on that day; from 02:30 to 03:30 begins when the clock is put to 03:00
    day = horizon(BERLIN, 2026, 3, 29)
    assert Traffic((Period(9 * H // 4, 11 * H // 4, 2.0),)).changes(day, 0, 10 * H) == [(0, 1.0)]
    half = Traffic((Period(5 * H // 2, 7 * H // 2, 2.0),))
    assert in_hours(half.changes(day, 0, 10 * H)) == [(0, 1.0), (2, 2.0), (2.5, 1.0)]


def test_a_horizon_that_begins_late_in_the_evening_before() -> None:
    # 28 March 23:30 and 24 hours is 30 March 00:30: the day between must not be passed over
    eve = Horizon(datetime(2026, 3, 28, 23, 30, tzinfo=BERLIN), BERLIN)
    assert in_hours(RUSH.changes(eve, 0, 9 * H)) == [(0, 1.0), (6.5, 1.5), (8.5, 1.0)]


def test_autumn_in_berlin() -> None:
    # on 25 October 2026 the clock goes from 03:00 back to 02:00: 07:00 comes eight hours after midnight
    day = horizon(BERLIN, 2026, 10, 25)
    assert in_hours(RUSH.changes(day, 0, 11 * H)) == [(0, 1.0), (8, 1.5), (10, 1.0)]


def test_what_lies_in_the_hour_that_comes_twice_comes_twice() -> None:
    # 02:15 to 02:45 comes after 2.25 hours and after 3.25; 02:30 to 03:30 is broken off when the clock is put back
    day = horizon(BERLIN, 2026, 10, 25)
    quarter = Traffic((Period(9 * H // 4, 11 * H // 4, 2.0),))
    assert in_hours(quarter.changes(day, 0, DAY_S)) == [(0, 1.0), (2.25, 2.0), (2.75, 1.0), (3.25, 2.0), (3.75, 1.0)]
    half = Traffic((Period(5 * H // 2, 7 * H // 2, 2.0),))
    assert in_hours(half.changes(day, 0, DAY_S)) == [(0, 1.0), (2.5, 2.0), (3, 1.0), (3.5, 2.0), (4.5, 1.0)]


def test_half_an_hour_on_lord_howe() -> None:
    # 4 October 2026: from 02:00 to 02:30, so 07:00 comes after 6.5 hours; 5 April 2026: from 02:00 back to 01:30
    spring, autumn = horizon(LORD_HOWE, 2026, 10, 4), horizon(LORD_HOWE, 2026, 4, 5)
    assert in_hours(RUSH.changes(spring, 0, 10 * H)) == [(0, 1.0), (6.5, 1.5), (8.5, 1.0)]
    assert in_hours(RUSH.changes(autumn, 0, 10 * H)) == [(0, 1.0), (7.5, 1.5), (9.5, 1.0)]
    # 01:45 to 02:00 comes after 1.75 hours and, with the clock put back at 2, again after 2.25
    quarter = Traffic((Period(7 * H // 4, 2 * H, 2.0),))
    assert in_hours(quarter.changes(autumn, 0, 10 * H)) == [(0, 1.0), (1.75, 2.0), (2, 1.0), (2.25, 2.0), (2.5, 1.0)]


def test_a_day_that_samoa_left_out() -> None:
    # Apia went from 29 December 2011 straight to the 31st: the clock on the wall shows the same
    days = horizon(ZoneInfo("Pacific/Apia"), 2011, 12, 29)
    hours = [hour for hour, _ in in_hours(RUSH.changes(days, 0, 2 * DAY_S - 1))]
    assert hours == [0, 7, 9, 17, 18, 31, 33, 41, 42]
    assert days.instant(DAY_S).day == 31


def test_offsets_with_seconds() -> None:
    # until 1 July 1937 Amsterdam was 19:32 minutes ahead of UTC (in summer an hour more), then 20:00
    day = horizon(ZoneInfo("Europe/Amsterdam"), 1937, 6, 30)
    found = RUSH.changes(day, 0, 2 * DAY_S)
    assert found[:3] == [(0, 1.0), (7 * H, 1.5), (9 * H, 1.0)]
    assert found[5:7] == [(DAY_S + 7 * H - 28, 1.5), (DAY_S + 9 * H - 28, 1.0)]


@pytest.mark.parametrize("offset_min", [-12 * 60, -210, 0, 330, 345, 480, 14 * 60])
def test_fixed_offsets(offset_min: int) -> None:
    # told in the horizon's zone, not in that of the origin: at origin 0 UTC it is `offset` on the wall
    zone = timezone(timedelta(minutes=offset_min))
    told = Horizon(datetime(2026, 3, 2, tzinfo=UTC), zone)
    begins = (7 * 60 - offset_min) % (24 * 60) * 60
    found = RUSH.changes(told, 0, DAY_S)
    assert (begins, 1.5) in found
    assert RUSH.factor_of(told, begins) == 1.5
    assert RUSH.factor_of(told, begins - 1) == 1.0


@pytest.mark.parametrize("year", [1900, 2100, 2999])
def test_far_years(year: int) -> None:
    days = horizon(BERLIN, year, 12, 1)
    assert in_hours(RUSH.changes(days, 0, 10 * H)) == [(0, 1.0), (7, 1.5), (9, 1.0)]


def test_a_year_holds_every_rush_hour() -> None:
    # 365 days, 8 760 hours; begun at midnight, each day has its four changes
    days = horizon(BERLIN, 2026, 1, 1)
    assert len(RUSH.changes(days, 0, 365 * DAY_S - 1)) == 1 + 4 * 365


ZONES = [
    *(BERLIN, LORD_HOWE, UTC, timezone(timedelta(hours=-3, minutes=-30))),
    *(ZoneInfo(name) for name in ("America/New_York", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia")),
]
TURNS = [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2026, 4, 5), datetime(2026, 10, 4)]  # noqa: DTZ001
TURNS += [datetime(2026, 11, 1), datetime(2026, 3, 8), datetime(2011, 12, 30), datetime(2026, 1, 1)]  # noqa: DTZ001


@st.composite
def traffics(draw: st.DrawFn) -> Traffic:
    """Up to four periods between cuts of the day, to the minute; the last may go over midnight."""
    cuts = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), min_size=2, max_size=8)))
    cuts = cuts[: len(cuts) // 2 * 2]
    if draw(st.booleans()):
        cuts = [*cuts[1:], cuts[0]]
    factors = st.sampled_from([0.5, 1.0, 1.2, 3.0])
    return Traffic(tuple(Period(a * 60, b * 60, draw(factors)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)))


@settings(max_examples=60, deadline=None)
@given(
    traffics(),
    st.sampled_from(ZONES),
    st.sampled_from(TURNS),
    st.integers(-2 * DAY_S, DAY_S),
    st.integers(0, 3 * DAY_S),
)
def test_the_same_as_asking_minute_by_minute(
    traffic: Traffic, zone: tzinfo, day: datetime, first: int, length_s: int
) -> None:
    line = Horizon(day.replace(tzinfo=UTC), zone)
    found = traffic.changes(line, first, first + length_s)
    begins = [second for second, _ in found]
    assert begins[0] == first
    assert begins == sorted(set(begins))
    assert begins[-1] <= first + length_s
    assert all(a != b for (_, a), (_, b) in pairwise(found))

    # factors change on whole minutes of these zones; the seconds around each change are asked too
    asked = {*range(first - first % -60, first + length_s + 1, 60), first, first + length_s}
    asked |= {second - 1 for second in begins[1:]} | {*begins}
    for second in asked:
        assert found[bisect_right(begins, second) - 1][1] == traffic.factor_of(line, second)


@pytest.mark.parametrize(
    ("begin_s", "end_s", "factor", "field"),
    [
        (-1, H, 1.0, "from"),
        (DAY_S, H, 1.0, "from"),
        (H, -1, 1.0, "to"),
        (0, DAY_S + 1, 1.0, "to"),
        (H, H, 1.0, "to"),
        (0, H, 0.0, "factor"),
        (0, H, -1.0, "factor"),
        (0, H, float("nan"), "factor"),
        (0, H, float("inf"), "factor"),
    ],
)
def test_no_such_period(begin_s: int, end_s: int, factor: float, field: str) -> None:
    with pytest.raises(InvalidSpanError, match="must be") as caught:
        Period(begin_s, end_s, factor)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("spans", "at_fault"),
    [
        ([(7, 9), (8, 10)], "1"),
        ([(8, 10), (7, 9)], "0"),
        ([(7, 12), (8, 9)], "1"),
        ([(7, 9), (7, 9)], "1"),
        ([(22, 2), (1, 3)], "1"),
        ([(22, 2), (23, 24)], "1"),
        ([(22, 2), (21, 23)], "0"),
        ([(22, 2), (20, 1)], "0"),
        ([(0, 24), (5, 6)], "1"),
    ],
)
def test_periods_do_not_overlap(spans: list[tuple[int, int]], at_fault: str) -> None:
    # at fault is the one that begins inside the other, or goes on longer after midnight
    with pytest.raises(InvalidSpanError, match=r"is at \d\d:00 inside another period") as caught:
        Traffic(tuple(Period(begin * H, end * H, 1.5) for begin, end in spans))
    assert caught.value.field == at_fault


@pytest.mark.parametrize("spans", [[(7, 9), (9, 10)], [(22, 2), (2, 22)], [(22, 0), (0, 2)], [(22, 24), (0, 2)]])
def test_periods_may_touch(spans: list[tuple[int, int]]) -> None:
    assert len(Traffic(tuple(Period(begin * H, end * H, 1.5) for begin, end in spans)).periods) == 2
