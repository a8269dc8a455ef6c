"""What makes a way, a service or a stop longer: setup, who drives, who serves, and the hour, in the checker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Order, Problem, Route, Stop
from geo.places import LatLng
from geo.travel import GreatCircle
from scheduling.spans import Shift
from scheduling.traffic import Period, Traffic
from tests.dispatch.conftest import (
    ONE_STOP,
    absence,
    at,
    only,
    order,
    plan_of,
    problem_of,
    route,
    rules_of,
    stop,
    technician,
    told,
    window,
)

HOUR = 3600


def fault(problem: Problem, *routes: Route) -> Violation:
    return only(check(problem, plan_of(*routes)))


class TestSetup:
    """Five minutes before each start; a is 10 min from home, b 5 min from a."""

    def test_none_is_asked_for(self) -> None:
        assert rules_of(problem_of(order()), ONE_STOP) == set()

    def test_lies_between_arrival_and_start(self) -> None:
        # 08:00 + 10 min + 5 min.
        problem = problem_of(order(setup_s=300))
        assert rules_of(problem, route("08:00", "08:35", stop("a", "08:15", "08:25"))) == set()
        violation = fault(problem, route("08:00", "08:34:59", stop("a", "08:14:59", "08:24:59")))
        assert (violation.rule, violation.observed, violation.bound) == ("overlap", told("08:14:59"), told("08:15"))
        assert "sets up for 300 s" in violation.message

    def test_none_at_the_place_of_the_stop_before(self) -> None:
        problem = problem_of(order("a", 1, setup_s=300), order("b", 1, setup_s=300))
        both = route("08:00", "08:45", stop("a", "08:15", "08:25"), stop("b", "08:25", "08:35"))
        assert rules_of(problem, both) == set()

    def test_again_on_coming_back(self) -> None:
        # a until 08:25, 5 min to c at 2, set up: 08:35 to 08:45; 6 min back to b at 1, set up: 08:56.
        orders = (order("a", 1, setup_s=300), order("c", 2, setup_s=300), order("b", 1, setup_s=300))
        problem = problem_of(*orders)
        first = (stop("a", "08:15", "08:25"), stop("c", "08:35", "08:45"))
        assert rules_of(problem, route("08:00", "09:16", *first, stop("b", "08:56", "09:06"))) == set()
        early = route("08:00", "09:15", *first, stop("b", "08:55", "09:05"))
        assert fault(problem, early).bound == told("08:56")

    def test_the_first_stop_has_its_setup_even_at_home(self) -> None:
        problem = problem_of(order(place=0, setup_s=300))
        assert rules_of(problem, route("08:00", "08:15", stop("a", "08:05", "08:15"))) == set()
        assert rules_of(problem, route("08:00", "08:10", stop("a", "08:00", "08:10"))) == {"overlap"}

    def test_two_orders_at_one_point_of_the_map(self) -> None:
        # The same coordinates are one place; a metre further is another.
        point, near = LatLng(lat=31.2, lng=121.4), LatLng(lat=31.20001, lng=121.4)
        both = route("08:00", "08:25", stop("a", "08:05", "08:15"), stop("b", "08:15", "08:25"))
        who = technician(start=point, end=None)
        orders = (order("a", location=point, setup_s=300), order("b", location=point, setup_s=300))
        assert rules_of(problem_of(who, *orders, travel=GreatCircle(speed_kmh=30)), both) == set()
        orders = (orders[0], replace(orders[1], location=near))
        # 1.11 m at 30 km/h take a second: b from 08:20:01 on.
        assert fault(problem_of(who, *orders, travel=GreatCircle(speed_kmh=30)), both).bound == told("08:20:01")

    def test_no_absence_overlaps_it(self) -> None:
        # Sets up from 08:55 to 09:00.
        taken = route("08:00", "09:20", stop("a", "09:00", "09:10"))
        for start, end, rules in (("08:10", "08:55", set()), ("08:10", "08:55:01", {"absent"})):
            who = technician(absences=(absence(start, end),))
            assert rules_of(problem_of(who, order(setup_s=300)), taken) == rules

    def test_is_no_waiting(self) -> None:
        # There at 08:10, starts at 09:00, 5 min of that are setup: 45 min of waiting.
        problem = problem_of(order(setup_s=300))
        policy = replace(problem.policy, weights={"waiting_min": 1.0})
        report = check(replace(problem, policy=policy), plan_of(route("08:00", "09:20", stop("a", "09:00", "09:10"))))
        assert report.cost.terms == {"waiting_min": 45.0}


class TestFactors:
    def test_a_fast_driver(self) -> None:
        # 600 / 1.6 = 375 s each way.
        problem = problem_of(technician(speed_factor=1.6), order())
        assert rules_of(problem, route("08:00", "08:22:30", stop("a", "08:06:15", "08:16:15", travel_s=375))) == set()
        assert rules_of(problem, ONE_STOP) == {"timing"}  # the way home

    def test_a_slow_driver(self) -> None:
        # 600 / 0.7 = 857.14 s, rounded up 858.
        problem = problem_of(technician(speed_factor=0.7), order())
        violation = only(check(problem, plan_of(ONE_STOP)), rule="overlap")
        assert violation.bound == told("08:14:18")

    @pytest.mark.parametrize(("factor", "finish"), [(1.5, "08:25"), (0.5, "08:15"), (1.0001, "08:20:01")])
    def test_service_takes_longer_or_shorter_and_is_rounded_up(self, factor: float, finish: str) -> None:
        # 600 × 1.0001 = 600.06.
        problem = problem_of(technician(service_factor=factor, end=None), order())
        assert rules_of(problem, route("08:00", finish, stop("a", "08:10", finish))) == set()
        other = route("08:00", "08:30:01", stop("a", "08:10", "08:30:01"))
        violation = fault(problem, other)
        assert (violation.rule, violation.bound) == ("timing", told(finish))

    def test_setup_is_not_scaled(self) -> None:
        problem = problem_of(technician(service_factor=2.0), order(setup_s=300))
        assert rules_of(problem, route("08:00", "08:45", stop("a", "08:15", "08:35"))) == set()


class TestTraffic:
    """Twice as long from 08:00 to 09:00."""

    rush = Traffic((Period(8 * HOUR, 9 * HOUR, 2.0),))

    def test_departing_in_it(self) -> None:
        # 08:00 + 1200 s = 08:20, 10 min of service, home 08:30 + 1200 s = 08:50.
        problem = problem_of(order(), traffic=self.rush)
        assert rules_of(problem, route("08:00", "08:50", stop("a", "08:20", "08:30", travel_s=1200))) == set()
        assert only(check(problem, plan_of(ONE_STOP)), rule="overlap").bound == told("08:20")

    def test_the_departure_counts_and_not_the_rest_of_the_way(self) -> None:
        # Out at 08:59:59 in traffic: 1200 s. Out at 09:00 without: 600 s. Home in neither.
        problem = problem_of(order(), traffic=self.rush)
        assert rules_of(problem, route("08:59:59", "09:39:59", stop("a", "09:19:59", "09:29:59"))) == set()
        assert rules_of(problem, route("09:00", "09:30", stop("a", "09:10", "09:20"))) == set()

    def test_later_ways_depart_with_the_finish_before_them(self) -> None:
        # a finishes 08:55: 300 × 2 to b, though driving at 09:05 would do as well.
        problem = problem_of(traffic=self.rush)
        a = stop("a", "08:45", "08:55")
        b = stop("b", "09:10", "09:20", arrive=at("09:05"), travel_s=600)
        assert rules_of(problem, route("08:00", "09:35", a, b)) == set()

    def test_the_hour_is_that_of_the_problems_zone(self) -> None:
        # 08:00 in Shanghai is midnight in London.
        problem = problem_of(order(), traffic=self.rush, timezone=ZoneInfo("Europe/London"))
        assert rules_of(problem, ONE_STOP) == set()

    def test_over_midnight(self) -> None:
        # Twice as long from 23:00 to 01:00: at 23:59:59 and at 00:59:59, not at 01:00.
        night = Traffic((Period(23 * HOUR, HOUR, 2.0),))
        problem = problem_of(order(), traffic=night, technicians=(technician(shifts=(nights(),)),))
        assert rules_of(problem, late("02T23:59:59", "03T00:19:59", "03T00:29:59", "03T00:49:59")) == set()
        assert rules_of(problem, late("03T00:59:59", "03T01:19:59", "03T01:29:59", "03T01:39:59")) == set()
        assert rules_of(problem, late("03T01:00:00", "03T01:10:00", "03T01:20:00", "03T01:30:00")) == set()

    def test_speed_and_hour_together_are_rounded_once(self) -> None:
        # 600 × 1.1 / 0.9 = 733.33: 734 s to a. 300 × 1.1 / 0.9 = 366.67: 367 s on to b.
        traffic = Traffic((Period(8 * HOUR, 9 * HOUR, 1.1),))
        problem = problem_of(technician(speed_factor=0.9, end=None), traffic=traffic)
        both = route("08:00", "08:38:21", stop("a", "08:12:14", "08:22:14"), stop("b", "08:28:21", "08:38:21"))
        assert rules_of(problem, both) == set()


def nights() -> Shift:
    """From 22:00 to 06:00 on the next day."""
    return Shift(at("22:00"), datetime.fromisoformat("2026-03-03T06:00:00+08:00"))


def late(depart: str, start: str, finish: str, back: str) -> Route:
    times = [datetime.fromisoformat(f"2026-03-{clock}+08:00") for clock in (depart, start, finish, back)]
    return Route(
        technician="t1", depart=times[0], back=times[3], stops=(Stop(order="a", start=times[1], finish=times[2]),)
    )


class TestTheDayClocksChange:
    """Berlin, 29 March 2026: 02:00 is followed by 03:00. Twice as long from 03:00 to 04:00; the shift from midnight."""

    berlin = ZoneInfo("Europe/Berlin")

    def when(self, clock: str, day: str = "2026-03-29", fold: int = 0) -> datetime:
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=self.berlin, fold=fold)

    def problem(self, day: str, traffic: Traffic, what: Order) -> Problem:
        origin = self.when("00:00", day)
        who = technician(shifts=(Shift(origin, self.when("12:00", day)),))
        return problem_of(who, what, origin=origin, now=origin, timezone=self.berlin, traffic=traffic)

    def test_forward(self) -> None:
        problem = self.problem("2026-03-29", Traffic((Period(3 * HOUR, 4 * HOUR, 2.0),)), order())
        # Out at 01:59:59, 600 s: there at 03:09:59 of the new clock. 10 min; home at 03:19:59 in traffic, 1200 s.
        times = [self.when(clock) for clock in ("01:59:59", "03:09:59", "03:19:59", "03:39:59")]
        taken = Route(
            technician="t1", depart=times[0], back=times[3], stops=(Stop(order="a", start=times[1], finish=times[2]),)
        )
        assert rules_of(problem, taken) == set()
        # A second later it is 03:00, and the way out is in traffic.
        assert "overlap" in rules_of(problem, replace(taken, depart=self.when("03:00")))

    def test_back(self) -> None:
        # 25 October 2026: 02:00 to 03:00 comes twice, and both times are in traffic.
        day = "2026-10-25"
        problem = self.problem(day, Traffic((Period(2 * HOUR, 3 * HOUR, 2.0),)), order(service_s=HOUR))
        # Out at 01:50 (600 s), works from 02:00 to 02:00 again, home in traffic: 02:20 of the second hour.
        times = [
            self.when("01:50", day),
            self.when("02:00", day),
            self.when("02:00", day, 1),
            self.when("02:20", day, 1),
        ]
        taken = Route(
            technician="t1", depart=times[0], back=times[3], stops=(Stop(order="a", start=times[1], finish=times[2]),)
        )
        assert rules_of(problem, taken) == set()
        assert "timing" in rules_of(problem, replace(taken, back=self.when("02:10", day, 1)))


class TestWindows:
    def test_over_midnight(self) -> None:
        # From 23:30 to 00:30. At 00:30 itself, and a second later.
        open_until = datetime.fromisoformat("2026-03-03T00:30:00+08:00")
        what = order(windows=(replace(window("23:30", "23:30"), end=open_until),))
        problem = problem_of(technician(shifts=(nights(),)), what)
        assert rules_of(problem, late("03T00:20:00", "03T00:30:00", "03T00:40:00", "03T00:50:00")) == set()
        assert rules_of(problem, late("03T00:20:01", "03T00:30:01", "03T00:40:01", "03T00:50:01")) == {"time_window"}
        assert rules_of(problem, late("02T23:19:59", "02T23:29:59", "02T23:39:59", "02T23:49:59")) == {"time_window"}

    def test_of_zero_length(self) -> None:
        what = order(windows=(window("08:10", "08:10"),))
        assert rules_of(problem_of(what), ONE_STOP) == set()
        assert rules_of(problem_of(what), route("08:00:01", "08:30:01", stop("a", "08:10:01", "08:20:01"))) == {
            "time_window"
        }
