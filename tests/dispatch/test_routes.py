"""Telling how a day would be leaves no trace in the arrays."""

from __future__ import annotations

from dispatch.layout import lay_out
from dispatch.routes import route_with
from tests.dispatch.conftest import ONE_STOP, order, problem_of


def test_a_day_told_twice_is_the_same() -> None:
    # b before a, then behind it, then before it again, each time with all else as it was
    problem = problem_of(order("a", 1), order("b", 2), routes=(ONE_STOP,))
    p = lay_out(problem, asked=(1,))
    before = p.routes.copy(), p.stops.copy()
    told = [route_with(problem, p, (0, position), 1) for position in (0, 1, 0)]
    assert [[stop.order for stop in route.stops] for route in told] == [["b", "a"], ["a", "b"], ["b", "a"]]
    assert told[0] == told[2]
    assert (p.routes == before[0]).all()
    assert (p.stops == before[1]).all()
