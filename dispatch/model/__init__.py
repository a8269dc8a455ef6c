"""The things that dispatch speaks of: orders, technicians, policies, plans, problems.

Fields, units and defaults are those of the problem file. Instants are aware datetimes, durations integer seconds,
costs minutes of driving. Everything is frozen; a changed thing is made with `dataclasses.replace`.
"""

from dispatch.model.order import NO_LEVELS, UNSERVED_COST_MIN, After, Order, Role
from dispatch.model.plan import Cost, Pause, Plan, Route, Stop, Unassigned
from dispatch.model.policy import Policy
from dispatch.model.problem import LOCKS, Lock, Problem
from dispatch.model.technician import Certificate, Position, Technician

__all__ = [
    "LOCKS",
    "NO_LEVELS",
    "UNSERVED_COST_MIN",
    "After",
    "Certificate",
    "Cost",
    "Lock",
    "Order",
    "Pause",
    "Plan",
    "Policy",
    "Position",
    "Problem",
    "Role",
    "Route",
    "Stop",
    "Technician",
    "Unassigned",
]
