"""Which orders may be asked about? Those that stand alone, and that nothing holds where they are."""

from __future__ import annotations

from dispatch.checker.frozen import frozen_text
from dispatch.errors import FrozenError, require_alone
from dispatch.model import Order, Problem


def require_open(problem: Problem, order: Order) -> None:
    """Refuse a question about an order that can only be where it is.

    Raises
    ------
    NotSupportedError
        If it takes a crew, or comes after another order.
    FrozenError
        If it is under way or frozen in the plan in force.
    """
    require_alone(order)
    why = frozen_text(problem, order.id)
    if why is not None:
        raise FrozenError(f"{why}: it keeps its place, and is not decided anew")
