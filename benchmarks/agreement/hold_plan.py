"""Is a plan what it must be? Legal, priced to the last bit, whole, with locks and frozen stops as they were.

A plan in force may break rules already. Then the checker may find of the new plan what it finds

- of a stop that is frozen, or of a route that has begun, if it finds the same in the plan in force, or in what of it is
  frozen alone;
- of a technician in a route that holds nothing but what is frozen;
- of a lock, if what is locked and what is frozen, set in its routes with nothing else, is not legal either.
"""

from __future__ import annotations

from benchmarks.agreement.compare import Disagreement
from benchmarks.agreement.in_force import Standing, finding_of
from dispatch.checker import Report, Violation, check
from dispatch.model import Plan, Problem, Route, Stop

OF_A_ROUTE = frozenset({"off_shift", "overtime", "break", "max_travel", "absent", "unreachable"})
"""Rules about what follows from the stops of a route: a way home, a break behind them."""


def hold_plan(problem: Problem, found: Plan, standing: Standing) -> Report:
    """Hold a plan against all that its problem asks; what the checker says of it.

    Raises
    ------
    Disagreement
        If it is not as it must be.
    """
    report = check(problem, found)
    for violation in report.violations:
        if not is_excused(violation, found, standing):
            raise Disagreement(f"illegal: {violation.rule}: {violation.message}")
    hold_cost(found, report, standing)
    hold_whole(problem, found)
    hold_frozen(problem, found, standing)
    if report.legal:
        hold_locks(problem, found)
    return report


def is_excused(violation: Violation, found: Plan, standing: Standing) -> bool:
    """Is it so already, and cannot be changed? Nothing is, if the plan in force was legal."""
    if standing.report.legal:
        return False
    if finding_of(violation) in standing.excused:
        return True
    if violation.rule == "lock":
        return not standing.locks_fit
    own = [route for route in found.routes if route.technician == violation.technician]
    counts = [standing.frozen.get((route.technician, route.shift), 0) for route in own]
    as_frozen = [len(route.stops) == count for route, count in zip(own, counts, strict=True) if count]
    return violation.rule in OF_A_ROUTE and bool(as_frozen) and all(as_frozen)


def hold_cost(found: Plan, report: Report, standing: Standing) -> None:
    """Does the plan cost what the checker says, to the last bit, and no more than a legal plan in force?"""
    if found.cost is None or list(found.cost.terms.items()) != list(report.cost.terms.items()):
        raise Disagreement(f"costs {found.cost}, the checker says {report.cost}")
    if found.cost.total_min != report.cost.total_min:
        raise Disagreement(f"costs {found.cost.total_min!r}, the checker says {report.cost.total_min!r}")
    if standing.report.legal and found.cost.total_min > standing.report.cost.total_min + 1e-9:
        raise Disagreement(f"costs {found.cost.total_min}, what was in force {standing.report.cost.total_min}")


def hold_whole(problem: Problem, found: Plan) -> None:
    """Is every order in the routes with all its roles, or left out once, and are routes not empty?"""
    if found.unassigned is None or not all(route.stops for route in found.routes):
        raise Disagreement("a route is empty, or nothing is said of what is left out")
    stops = sorted((stop.order, stop.role) for route in found.routes for stop in route.stops)
    left = [one.order for one in found.unassigned]
    roles = [(order.id, role) for order in problem.orders if order.id not in left for role in range(len(order.roles))]
    torn = set(roles) - set(stops)
    held = {stop.order for route in problem.routes for stop in route.stops}
    if any(order not in held for order, _ in torn) or len(stops) + len(torn) != len(roles):
        raise Disagreement(f"served are {stops}, left out {left}")
    if len(set(left)) != len(left) or {order for order, _ in stops} & set(left):
        raise Disagreement(f"left out are {left}, served {stops}")
    whole = len(problem.orders) - len(left) - len({order for order, _ in torn})
    if found.statistics is None or found.statistics["served"] != whole:
        raise Disagreement(f"statistics {found.statistics}, but {whole} of {len(problem.orders)} are served")


def hold_frozen(problem: Problem, found: Plan, standing: Standing) -> None:
    """Are all frozen stops as they were?"""
    routes = {(route.technician, route.shift): route for route in found.routes}
    for route in problem.routes:
        count = standing.frozen.get((route.technician, route.shift), 0)
        now = routes.get((route.technician, route.shift))
        planned = [] if now is None else told(problem, now, count)
        if count and planned != told(problem, route, count):
            raise Disagreement(f"frozen are {told(problem, route, count)}, planned {planned}")


def told(problem: Problem, route: Route, count: int) -> list[tuple[str, int, int]]:
    """Departure, and order, role and start of the first stops, in seconds of the horizon."""
    second = problem.horizon.second
    return [
        ("", 0, second(route.depart)),
        *((stop.order, stop.role, second(stop.start)) for stop in route.stops[:count]),
    ]


def hold_locks(problem: Problem, found: Plan) -> None:
    """Does each locked order keep who serves it, when, and the range of its start?"""
    before, after = stops_of(problem.routes), stops_of(found.routes)
    second = problem.horizon.second
    for lock in problem.locks:
        if lock.kind == "time_range":
            starts = [second(stop.start) for (order, _), (_, stop) in after.items() if order == lock.order]
            assert lock.earliest is not None and lock.latest is not None
            if any(not second(lock.earliest) <= start <= second(lock.latest) for start in starts):
                raise Disagreement(f"order {lock.order}: starts {starts}, locked to {lock.earliest}, {lock.latest}")
            continue
        for key, (who, stop) in before.items():
            if key[0] != lock.order:
                continue
            now_who, now = after.get(key, (None, None))
            changed = now is None or (lock.kind != "time" and now_who != who)
            if changed or (lock.kind != "technician" and now is not None and second(now.start) != second(stop.start)):
                raise Disagreement(
                    f"order {lock.order}: locked ({lock.kind}) to {who} {stop.start}, is {now_who} {now}"
                )


def stops_of(routes: tuple[Route, ...]) -> dict[tuple[str, int], tuple[str, Stop]]:
    """Who serves each role, and its stop."""
    return {(stop.order, stop.role): (route.technician, stop) for route in routes for stop in route.stops}
