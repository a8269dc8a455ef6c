"""Ways to plan a whole day, by name. A backend's module is imported when it is asked for, and not before.

`search` is the project's own, `assignment` a minimum-cost flow in rounds, `ortools_routing` the routing library of
OR-Tools. What each can be told of stands in ``docs/decisions.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch.backends.backend import Backend

__all__ = ["BACKENDS", "DEFAULT", "backend_of"]

DEFAULT = "search"


def backend_of(name: str) -> Backend:
    """The backend of this name, one of `BACKENDS`.

    Raises
    ------
    KeyError
        If there is none.
    """
    return BACKENDS[name]()


def _search() -> Backend:
    from dispatch.planner import plan

    return plan


def _ortools_routing() -> Backend:
    from dispatch.backends.ortools_routing import plan

    return plan


def _assignment() -> Backend:
    from dispatch.backends.assignment import plan

    return plan


BACKENDS: Mapping[str, Callable[[], Backend]] = MappingProxyType(
    {DEFAULT: _search, "ortools_routing": _ortools_routing, "assignment": _assignment}
)
"""What imports and answers each backend."""
