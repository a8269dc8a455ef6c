"""Deliberate mistakes in the engine, at least one for each rule and each term.

Of each: the file in `dispatch/evaluator`, or else in `dispatch`; a line of it, what it becomes, and what must have been
met on the days on which it is looked for: the rule or the term, or a field that is used (`FIELDS`).
"""

from __future__ import annotations

FIELDS = ("setup_s", "frozen_before", "speed_factor", "service_factor")

MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "not_active": ("rules/not_active.py", "return not p.technicians[k].active", "return False", "not_active"),
    "skill_missing": ("rules/skill_missing.py", "== 0:", "== -1:", "skill_missing"),
    "skill_level": (
        "rules/skill_level.py",
        "0 < held < p.needs[n].level",
        "0 < held < p.needs[n].level - 1",
        "skill_level",
    ),
    "certificate_expired": (
        "rules/certificate_expired.py",
        "p.expires.shape[0] > 0 and",
        "False and",
        "certificate_expired",
    ),
    "certificate in the day": (
        "windows.py",
        "certified_until(p, i, k) - 1)",
        "ALWAYS)",
        "certificate_expired in the day",
    ),
    "outside_area": ("rules/outside_area.py", "if p.in_area[", "if not p.in_area[", "outside_area"),
    "forbidden_technician": ("rules/forbidden_technician.py", "== k:", "== k + 1:", "forbidden_technician"),
    "not_required_technician": (
        "rules/not_required_technician.py",
        "    return True",
        "    return False",
        "not_required_technician",
    ),
    "declined_before": ("rules/declined_before.py", "== k:", "== k + 1:", "declined_before"),
    "tag_missing": ("rules/tag_missing.py", "if not held:", "if held:", "tag_missing"),
    "unreachable": ("rules/unreachable.py", "        return True", "        return False", "unreachable"),
    "urgent_for_newcomer": (
        "rules/urgent_for_newcomer.py",
        ">= URGENT_MIN",
        "> URGENT_MIN",
        "urgent_for_newcomer",
    ),
    "unreachable leg": (
        "driving.py",
        "float(net.durations_s[origin, destination])",
        "float(abs(net.durations_s[origin, destination]))",
        "unreachable in the day",
    ),
    "off_shift": ("timeline.py", "if back > route.closes:", "if back > route.closes + 3600:", "off_shift"),
    "overtime": ("layout/team.py", "spans[:, 1] + overtime_s", "spans[:, 1] + 2 * overtime_s", "overtime"),
    "absent": (
        "driving.py",
        "if begin < p.absences[a].closes and",
        "if begin < p.absences[a].closes - 900 and",
        "absent",
    ),
    "time_window": (
        "windows.py",
        "if p.windows[w].closes >= t:",
        "if p.windows[w].closes + 900 >= t:",
        "time_window",
    ),
    "time_window begin": (
        "windows.py",
        "max(t, p.windows[w].opens)",
        "max(t, p.windows[w].opens - 60)",
        "time_window",
    ),
    "overlap": (
        "insertion.py",
        "base_out = base_s(p, order.place, following.place)",
        "base_out = 0.0",
        "overlap",
    ),
    "break latest": (
        "pauses.py",
        "begins - p.breaks[b].latest",
        "begins - p.breaks[b].latest - 3600",
        "break",
    ),
    "break earliest": (
        "pauses.py",
        "return int(max(p.breaks[b].earliest, rest))",
        "return int(rest)",
        "break",
    ),
    "max_orders": (
        "insertion.py",
        "route.count >= p.technicians[route.technician].max_orders",
        "route.count > p.technicians[route.technician].max_orders",
        "max_orders",
    ),
    "max_travel": (
        "timeline.py",
        "if travel_s > p.technicians[k].max_travel_s:",
        "if travel_s > p.technicians[k].max_travel_s + 900:",
        "max_travel",
    ),
    "capacity": ("insertion.py", "p.carried[r, d] + p.loads[i, d] >", "p.carried[r, d] >", "capacity"),
    "lock": ("windows.py", "p.orders[i].lock_technician != NOBODY and", "False and", "lock"),
    "lock range": (
        "layout/order_rows.py",
        'min(orders[i]["lock_until"], second(fixed.latest))',
        'orders[i]["lock_until"]',
        "lock",
    ),
    "now": ("timeline.py", "max(clock, p.now), (first, last))", "clock, (first, last))", "response_min"),
    "under way": ("in_force.py", ">= p.now:", ">= p.now - 3600:", "response_min"),
    "frozen": ("layout/problem_rows.py", "frozen=NEVER if", "frozen=NEVER if True or", "frozen_before"),
    "setup": (
        "insertion.py",
        "base_in, setup_s = base, order.setup_s",
        "base_in, setup_s = base, 0",
        "setup_s",
    ),
    "service factor": ("windows.py", "service_s * factor - 1e-9", "service_s - 1e-9", "service_factor"),
    "speed factor": ("driving.py", " / p.technicians[k].speed_factor - 1e-9)", " - 1e-9)", "speed_factor"),
    "travel_min": ("pricing.py", "trial.travel_s - route.travel_s\n", "trial.travel_s\n", "travel_min"),
    "distance_km": ("pricing.py", ") - stop.metres)", "))", "distance_km"),
    "waiting_min": ("pricing.py", "trial.waiting_s - route.waiting_s", "trial.waiting_s", "waiting_min"),
    "lateness_min": (
        "timeline.py",
        "lateness += order.lateness_weight * late_s",
        "lateness += late_s",
        "lateness_min",
    ),
    "lateness_max_min": (
        "pricing.py",
        "max(others_s, trial.late_max_s) - max(others_s, route.late_max_s)",
        "trial.late_max_s",
        "lateness_max_min",
    ),
    "overtime_min": (
        "timeline.py",
        "max(0, back - route.ends)",
        "max(0, back - route.ends - 60)",
        "overtime_min",
    ),
    "rating_star": ("layout/team.py", "5.0 - policy.rating_of", "4.0 - policy.rating_of", "rating_star"),
    "newcomer": ("pricing.py", "route.count >= technician.free_of_rating", "True", "rating_star"),
    "overqualified_level": ("pricing.py", "].skill] - p.needs[n].level", "].skill]", "overqualified_level"),
    "response_min": ("timeline.py", "response_s += start - order.created", "response_s += 0", "response_min"),
    "not_preferred": ("pricing.py", "0.0 if is_preferred(p, i, k) else 1.0", "0.0", "not_preferred"),
    "workload_balance": (
        "pricing.py",
        "squared_h(before_s + more_s) - squared_h(before_s)",
        "squared_h(more_s)",
        "workload_balance",
    ),
    "technician_changed": ("pricing.py", "1.0 if is_changed(p, i, k) else 0.0", "0.0", "technician_changed"),
    "time_moved_min": (
        "timeline.py",
        "moved_s += abs(start - order.planned_start)",
        "moved_s += 0",
        "time_moved_min",
    ),
    "fixed_cost": (
        "pricing.py",
        "technician.fixed_min if route.count == 0 else 0.0",
        "technician.fixed_min",
        "fixed_cost",
    ),
    "unserved": ("decide.py", "asked.problem.orders[asked.i].price_unserved_min:", "0.0:", "unserved"),
}
