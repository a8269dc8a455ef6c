"""Odd problems in which orders hang together: large crews, long chains, wide stars, gaps over night."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import check
from dispatch.model import After, Order, Plan, Problem, Role
from dispatch.planner import plan
from geo.places import MatrixIndex
from scheduling.spans import Shift
from tests.dispatch.conftest import at, order, problem_of, route, shift, stop, technician
from tests.dispatch.test_planner import hold

MANY = 200


def planned(problem: Problem, iterations: int = 100) -> Plan:
    """The plan, which is legal and rightly priced."""
    found = plan(problem, iterations=iterations)
    hold(problem, found)
    return found


def reasons(found: Plan) -> dict[str, str]:
    """Why orders are left out."""
    return {left.order: left.reason for left in found.unassigned or ()}


def behind(name: str, earlier: str, **changes: object) -> Order:
    """A minute at place 1, behind another order."""
    return order(name, 1, service_s=60, after=(After(order=earlier, **changes),))  # type: ignore[arg-type]


def chain(length: int, **changes: object) -> tuple[Order, ...]:
    """Each behind the one before."""
    return (order("o0", 1, service_s=60), *(behind(f"o{i}", f"o{i - 1}", **changes) for i in range(1, length)))


@pytest.mark.parametrize("technicians", [15, 16])
def test_a_crew_of_sixteen(technicians: int) -> None:
    """All together or nobody: one technician short, the order does not fit."""
    team = [technician(f"t{k}") for k in range(technicians)]
    found = planned(problem_of(*team, order("a", 1, crew=(Role(),) * 16)), iterations=20)
    assert reasons(found) == ({} if technicians == 16 else {"a": "does_not_fit"})
    assert {stop.start for each in found.routes for stop in each.stops} <= {at("08:10")}


def test_a_chain_of_two_hundred() -> None:
    """A minute each at one place: 200 minutes, one after the other."""
    found = planned(problem_of(technician("t1"), technician("t2"), *chain(MANY)), iterations=20)
    assert reasons(found) == {}


def test_a_chain_for_one_technician() -> None:
    """Whoever has the first has them all; t2 alone may have the first."""
    first, *orders = chain(MANY, same_technician=True)
    first = replace(first, required_technicians=("t2",))
    found = planned(problem_of(technician("t1"), technician("t2"), first, *orders), iterations=20)
    assert reasons(found) == {}
    assert [each.technician for each in found.routes] == ["t2"]


def test_a_chain_whose_ends_want_somebody_else() -> None:
    """The first is for t1 alone, the second for t2, and both for the same: the second cannot be."""
    orders = list(chain(3, same_technician=True))
    orders[0] = replace(orders[0], required_technicians=("t1",))
    orders[1] = replace(orders[1], required_technicians=("t2",))
    found = planned(problem_of(technician("t1"), technician("t2"), *orders))
    assert reasons(found) == {"o1": "does_not_fit", "o2": "predecessor_unserved"}


def test_a_chain_breaks_where_somebody_is_missing() -> None:
    """The sixth needs what nobody has: those behind it follow."""
    orders = list(chain(20))
    orders[5] = replace(orders[5], skills={"gas": 1})
    found = planned(problem_of(technician(), *orders))
    expected = {f"o{i}": "predecessor_unserved" for i in range(6, 20)}
    assert reasons(found) == {"o5": "no_eligible_technician", **expected}


def test_a_star_of_two_hundred_after_one() -> None:
    star = [behind(f"o{i}", "o0") for i in range(1, MANY + 1)]
    found = planned(problem_of(technician("t1"), technician("t2"), order("o0", 1), *star), iterations=20)
    assert reasons(found) == {}


def test_one_after_a_star_of_two_hundred() -> None:
    """The last comes behind all of them, so that two technicians finish before it begins."""
    first = [order(f"o{i}", 1, service_s=60) for i in range(MANY)]
    last = replace(order("last", 1), after=tuple(After(order=each.id) for each in first))
    found = planned(problem_of(technician("t1"), technician("t2"), *first, last), iterations=20)
    assert reasons(found) == {}


@pytest.mark.parametrize("who", ["t1", "t2"])
def test_at_once_behind_another_with_a_night_between(who: str) -> None:
    """No second may lie between: t1, who did the first by 17:00, may go on at once, t2 is not there before 20:00."""
    team = technician("t1"), technician("t2", start=MatrixIndex(1), shifts=(shift("20:00", "23:00"),))
    last = replace(behind("b", "a", max_gap_s=0), required_technicians=(who,))
    found = planned(problem_of(*team, order("a", 1, required_technicians=("t1",)), last))
    assert reasons(found) == ({} if who == "t1" else {"b": "does_not_fit"})


def test_a_night_between_that_is_bridged() -> None:
    """t1 ends at 24:00 with a; t2 begins there at 00:00 with b, in the very second in which a is done."""
    late = technician("t1", shifts=(shift("20:00", "23:59:59"),), end=None)
    early = technician(
        "t2", start=MatrixIndex(1), end=None, shifts=(Shift(at("23:59:59"), at("23:59:59").replace(day=3)),)
    )
    orders = order("a", 1, required_technicians=("t1",)), behind("b", "a", max_gap_s=0)
    found = planned(problem_of(late, early, orders[0], replace(orders[1], required_technicians=("t2",))))
    assert reasons(found) == {}
    begins = {stop.order: stop for each in found.routes for stop in each.stops}
    assert begins["b"].start == begins["a"].finish == at("23:59:59")


def test_a_crew_that_nobody_but_the_same_three_can_be_after_a_crew() -> None:
    pair, three = (Role(), Role()), (Role(), Role(), Role())
    after = (After(order="a", same_technician=True),)
    team = [technician(f"t{k}") for k in range(3)]
    found = planned(problem_of(*team, order("a", 1, crew=pair), order("b", 2, crew=three, after=after)))
    assert reasons(found) == {}
    assert sum(len(each.stops) for each in found.routes) == 5


def test_half_a_crew_under_way_is_priced_as_left_out() -> None:
    """t1 is on the way to the first role since 08:04, t2 has fallen ill: the crew is not whole, and nobody is left."""
    first = route("08:04", "08:40", stop("a", "08:20", "08:30"))
    second = replace(route("08:10", "08:40", replace(stop("a", "08:20", "08:30"), role=1)), technician="t2")
    team = technician("t1"), technician("t2", active=False)
    crew = (Role(), Role())
    problem = problem_of(*team, order("a", 1, crew=crew), routes=(first, second), now=at("08:05"))
    found = plan(problem, iterations=50)
    report = check(problem, found)
    assert report.rules == {"crew"}
    assert found.cost == report.cost
    assert found.cost is not None
    assert found.cost.terms["unserved"] == 2500.0
    assert found.statistics is not None
    assert found.statistics["served"] == 0
    assert found.unassigned == ()
