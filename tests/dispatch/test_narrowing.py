"""What bears on a question about a few technicians stays, all else goes."""

from __future__ import annotations

from dispatch.model import After, Lock, Policy, Problem, Role
from dispatch.relaxing.narrowing import narrowed
from tests.dispatch.conftest import at, order, problem_of, route, stop, technician

TEAM = tuple(technician(f"t{k}") for k in range(1, 5))


def kept(problem: Problem, order_id: str, *technicians: str) -> tuple[str, str]:
    part = narrowed(problem, order_id, technicians)
    assert {each.technician for each in part.routes} <= {each.id for each in part.technicians}
    held = {each.id for each in part.orders}
    assert {each.order for each in part.locks} <= held
    assert all(each.order in held for row in part.routes for each in row.stops)
    return " ".join(each.id for each in part.technicians), " ".join(each.id for each in part.orders)


def day(*orders: object, **changes: object) -> Problem:
    """Order a with t1, b with t2, c with t3; t4 is free; d is asked about."""
    routes = [
        route("08:00", "08:30", stop(name, "08:10", "08:20"), technician_id=who)
        for name, who in (("a", "t1"), ("b", "t2"), ("c", "t3"))
    ]
    things = {each.id: each for each in (*(order(name) for name in "abcd"), *orders)}
    return problem_of(*TEAM, *things.values(), routes=tuple(routes), **changes)


def test_those_asked_about_and_what_they_serve() -> None:
    locks = (Lock(order="a", kind="time"), Lock(order="b", kind="time"))
    assert kept(day(locks=locks), "d", "t4", "t2") == ("t2 t4", "b d")
    assert kept(day(), "d") == ("", "d")


def test_who_serves_the_order_now() -> None:
    # the price of a change of technician hangs on it
    assert kept(day(), "a", "t4") == ("t1 t4", "a")


def test_what_hangs_together() -> None:
    # b comes after a: whoever moves a must know when b starts, and the other way round
    tied = day(order("b", after=(After(order="a"),)))
    assert kept(tied, "a", "t4") == ("t1 t2 t4", "a b")
    assert kept(tied, "b", "t4") == ("t1 t2 t4", "a b")
    # a tie that touches nobody asked about stays as a fact about its orders alone
    assert kept(tied, "d", "t4") == ("t4", "a b d")
    crew = day(order("c", crew=(Role(), Role())))
    second = route("08:00", "08:30", stop("c", "08:10", "08:20", role=1), technician_id="t4")
    assert kept(problem_of(*crew.technicians, *crew.orders, routes=(*crew.routes, second)), "d", "t4") == (
        "t3 t4",
        "c d",
    )


def test_who_is_late_if_the_greatest_lateness_has_a_price() -> None:
    due = (order("b", due=at("08:09")), order("c", due=at("08:10")))
    priced = Policy(name="p", weights={"lateness_max_min": 1.0})
    assert kept(day(*due, policy=priced), "d", "t4") == ("t2 t4", "b d")
    assert kept(day(*due), "d", "t4") == ("t4", "d")
