"""All that can be compared, by name. A solver's module is imported when it is asked for, in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.peers.kinds import PARTS
from benchmarks.peers.solver import Solver

PAIDAN, VROOM = "paidan", "vroom"
VROOM_LEVELS = tuple(f"{VROOM}-{level}" for level in range(6))

NAMES = (PAIDAN, *VROOM_LEVELS, "pyvrp", "ortools", "nearest", "regret")
"""In the order in which they are run and told."""

PACKAGES = {"pyvrp": "pyvrp", "ortools": "ortools"} | dict.fromkeys(VROOM_LEVELS, "pyvroom")
"""What must be installed, by name of the solver."""

EXPRESSES: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(NAMES, frozenset(PARTS))
    | dict.fromkeys(VROOM_LEVELS, frozenset({"breaks", "levels", "loads"}))
    | {"pyvrp": frozenset({"levels", "loads"})}
)
"""Which parts of a day each can be told of, by name."""


def solver_of(name: str) -> Solver:
    """The solver of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    makers = {PAIDAN: _paidan, "pyvrp": _pyvrp, "ortools": _ortools, "nearest": _nearest, "regret": _regret}
    if name in VROOM_LEVELS:
        return _vroom(VROOM_LEVELS.index(name))
    return makers[name]()


def _paidan() -> Solver:
    from benchmarks.peers.paidan_search import Paidan

    return Paidan()


def _vroom(level: int) -> Solver:
    from benchmarks.peers.vroom import Vroom

    return Vroom(level)


def _pyvrp() -> Solver:
    from benchmarks.peers.pyvrp_ import PyVrp

    return PyVrp()


def _ortools() -> Solver:
    from benchmarks.peers.ortools_routing import OrToolsRouting

    return OrToolsRouting()


def _nearest() -> Solver:
    from benchmarks.peers.nearest_first import NearestFirst

    return NearestFirst()


def _regret() -> Solver:
    from benchmarks.peers.regret import Regret

    return Regret()
