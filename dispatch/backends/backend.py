"""What a backend is to those who ask for a plan."""

from __future__ import annotations

from typing import Protocol

from dispatch.model import Plan, Problem
from dispatch.planner import Progress


class Backend(Protocol):
    """A function that plans all orders of a problem; see `dispatch.planner.plan`, which is one."""

    def __call__(  # noqa: PLR0913 - what is planned, four ways to say how long and how, and who is told
        self,
        problem: Problem,
        *,
        seed: int = 0,
        iterations: int | None = None,
        time_limit_s: float = 10.0,
        cores: int = 1,
        progress: Progress | None = None,
    ) -> Plan:
        """Plan all orders: a legal plan, each order in a route or left out with its reason.

        Parameters
        ----------
        iterations
            How long to search in the backend's own steps, the same on every machine; `time_limit_s` is not looked at.
        time_limit_s
            Seconds from the call, if `iterations` is ``None``.
        seed, cores
            For backends that throw dice, and for those that can use several cores.
        progress
            May be called meanwhile.

        Raises
        ------
        NotSupportedError
            If the problem holds what the backend cannot be told of.
        """
        ...
