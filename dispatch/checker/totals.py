"""What does a plan add up to, as it is stated, before any weight?

Totals of seconds, metres and counts are integers; stars, weighted lateness and prices are summed without rounding in
between (`math.fsum`), so that their order does not matter.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.checker.crew import Served, by_order, served_roles
from dispatch.checker.facts import Facts, RoleKey
from dispatch.checker.walk import Walk
from dispatch.model import Order, Policy, Technician


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over a plan, before weights.

    Parameters
    ----------
    served
        How many orders are served with all their roles.
    lateness_s, lateness_max_s
        Σ over served orders of lateness weight × max(0, start − due), and the largest max(0, start − due).
    stars_missing
        Σ over served roles of 5 − stars of whoever serves it, newcomers' quota left out.
    overqualified_levels
        Σ over served roles and their skills of held − required.
    response_s
        Σ of start − created over served orders that have `created`.
    not_preferred
        How many served roles belong to orders that have preferred technicians and got none of them.
    workload_h2
        Σ over technicians of h², h = hours of driving, setup and service.
    technicians_changed, moved_s
        How many roles have another technician than in force, and Σ of |start − start in force|.
    fixed_cost_min, price_unserved_min
        Σ of the prices of used shifts, and of orders in no route, minutes.
    complete
        Is every way and technician known, so that the sums are those of the whole plan?
    knows_distances
        Are the metres of every way known?
    """

    served: int
    orders: int
    travel_s: int
    distance_m: int
    waiting_s: int
    lateness_s: float
    lateness_max_s: int
    overtime_s: int
    stars_missing: float
    overqualified_levels: int
    response_s: int
    not_preferred: int
    workload_h2: float
    technicians_changed: int
    moved_s: int
    fixed_cost_min: float
    price_unserved_min: float
    complete: bool
    knows_distances: bool


def totals_of(facts: Facts, walks: Sequence[Walk]) -> Totals:
    """Add up what the routes state. A role that stands in the plan twice counts once as served."""
    roles = served_roles(walks)
    orders = [(facts.orders[name], found) for name, found in by_order(roles).items()]
    starts = {order.id: min(visit.start for _, visit in found.values()) for order, found in orders}
    late = [
        (order.lateness_weight, max(0, starts[order.id] - facts.second(order.due)))
        for order, _ in orders
        if order.due is not None
    ]
    drives = [drive for walk in walks for _, drive in walk.drives]
    whole = {order.id for order, found in orders if len(found) == len(order.roles)}
    changed, moved_s = _against_what_is_in_force(facts, roles)
    return Totals(
        served=len(whole),
        orders=len(facts.orders),
        travel_s=sum(drive.travel_s for drive in drives),
        distance_m=sum(drive.leg.distance_m or 0 for drive in drives),
        waiting_s=sum(visit.waiting_s for walk in walks for visit in walk.visits),
        lateness_s=math.fsum(weight * late_s for weight, late_s in late),
        lateness_max_s=max((late_s for _, late_s in late), default=0),
        overtime_s=sum(_overtime_s(facts, walk) for walk in walks),
        stars_missing=_stars_missing(facts.problem.policy, roles),
        overqualified_levels=sum(_levels_over(served) for served in roles.values()),
        response_s=sum(
            starts[order.id] - facts.second(order.created) for order, _ in orders if order.created is not None
        ),
        not_preferred=sum(len(found) for order, found in orders if _is_not_preferred(order, found)),
        workload_h2=math.fsum((seconds / 3600.0) ** 2 for seconds in _workloads(walks).values()),
        technicians_changed=changed,
        moved_s=moved_s,
        fixed_cost_min=_fixed_cost_min(walks),
        price_unserved_min=math.fsum(
            order.price_unserved_min for order in facts.orders.values() if order.id not in whole
        ),
        complete=all(drive.leg.travel_s is not None for drive in drives)
        and all(walk.technician is not None for walk in walks),
        knows_distances=all(drive.leg.distance_m is not None for drive in drives),
    )


def _overtime_s(facts: Facts, walk: Walk) -> int:
    """Seconds from the end of the shift to the return, if anything is done in the shift."""
    if walk.shift is None or not walk.visits:
        return 0
    return max(0, walk.back - facts.second(walk.shift.end))


def _stars_missing(policy: Policy, roles: Mapping[RoleKey, Served]) -> float:
    """Those of a newcomer count for the roles beyond the quota of each shift alone."""
    shifts: Counter[tuple[str, int]] = Counter()
    technicians: dict[str, Technician] = {}
    for walk, _ in roles.values():
        if walk.technician is not None:
            shifts[walk.name, walk.route.shift] += 1
            technicians[walk.name] = walk.technician
    missing: list[float] = []
    for (name, _), served in shifts.items():
        technician = technicians[name]
        is_newcomer = technician.reviews < policy.newcomer_reviews
        free = policy.newcomer_orders if is_newcomer else 0
        missing += [5.0 - _stars(policy, technician)] * max(0, served - free)
    return math.fsum(missing)


def _stars(policy: Policy, technician: Technician) -> float:
    """The contract's r: the rating, drawn towards the prior by the number of reviews behind it."""
    behind = technician.reviews + policy.rating_prior_weight
    if behind == 0:
        return technician.rating
    prior = policy.rating_prior_weight * policy.rating_prior
    return (technician.reviews * technician.rating + prior) / behind


def _levels_over(served: Served) -> int:
    """Levels held above those required; a skill that is too low, as an overridden plan may have, is none."""
    walk, visit = served
    if walk.technician is None or visit.role is None:
        return 0
    held = walk.technician.skills
    return sum(max(0, held.get(skill, 0) - level) for skill, level in visit.role.skills.items())


def _is_not_preferred(order: Order, found: Mapping[int, Served]) -> bool:
    preferred = order.preferred_technicians
    return bool(preferred) and all(walk.name not in preferred for walk, _ in found.values())


def _workloads(walks: Sequence[Walk]) -> dict[str, int]:
    """Seconds of driving, setup and service by technician, over all their routes."""
    seconds: dict[str, int] = defaultdict(int)
    for walk in walks:
        seconds[walk.name] += sum(drive.travel_s for _, drive in walk.drives)
        seconds[walk.name] += sum(visit.setup_s + max(0, visit.finish - visit.start) for visit in walk.visits)
    return seconds


def _against_what_is_in_force(facts: Facts, roles: Mapping[RoleKey, Served]) -> tuple[int, int]:
    """How many roles in both plans changed hands, and by how many seconds those in both moved altogether."""
    changed, moved_s = 0, 0
    for key, (route, stop) in facts.in_force.items():
        if key in roles:
            walk, visit = roles[key]
            changed += walk.name != route.technician
            moved_s += abs(visit.start - facts.second(stop.start))
    return changed, moved_s


def _fixed_cost_min(walks: Sequence[Walk]) -> float:
    """Each shift with stops costs its price once."""
    used = {
        (walk.name, walk.route.shift): walk.technician.fixed_cost_min
        for walk in walks
        if walk.visits and walk.technician is not None
    }
    return math.fsum(used.values())
