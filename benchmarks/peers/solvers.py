"""All that can be compared, by name. A solver's module is imported when it is asked for, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from benchmarks.peers.kinds import PARTS
from benchmarks.peers.solver import Solver

PAIDAN = "paidan"

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        PAIDAN: (PAIDAN,),
        "vroom": tuple(f"vroom-{level}" for level in range(6)),
        "pyvrp": ("pyvrp",),
        "ortools": ("ortools-auto", "ortools-insertion"),
        "nearest": ("nearest",),
        "regret": ("regret",),
    }
)
"""The ways in which each solver is run, in the order in which they are told; of several ways the best one counts."""

NAMES = tuple(name for names in FAMILIES.values() for name in names)

PACKAGES: Mapping[str, str] = MappingProxyType({"vroom": "pyvroom", "pyvrp": "pyvrp", "ortools": "ortools"})
"""What must be installed, by family."""

EXPRESSES: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(FAMILIES, frozenset(PARTS))
    | {"vroom": frozenset({"breaks", "levels", "loads"}), "pyvrp": frozenset({"levels", "loads"})}
)
"""Which parts of a day each can be told of, by family."""


def family(name: str) -> str:
    """The solver of which this name is one way to run it."""
    return next(solver for solver, names in FAMILIES.items() if name in names)


def solver_of(name: str) -> Solver:
    """The solver of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    if name not in NAMES:
        raise KeyError(name)
    _, _, way = name.partition("-")
    return MAKERS[family(name)](way)


def _paidan(_: str) -> Solver:
    from benchmarks.peers.paidan_search import Paidan

    return Paidan()


def _vroom(level: str) -> Solver:
    from benchmarks.peers.vroom import Vroom

    return Vroom(int(level))


def _pyvrp(_: str) -> Solver:
    from benchmarks.peers.pyvrp_ import PyVrp

    return PyVrp()


def _ortools(first: str) -> Solver:
    from benchmarks.peers.ortools_routing import OrToolsRouting

    return OrToolsRouting(first)


def _nearest(_: str) -> Solver:
    from benchmarks.peers.nearest_first import NearestFirst

    return NearestFirst()


def _regret(_: str) -> Solver:
    from benchmarks.peers.regret import Regret

    return Regret()


MAKERS: Mapping[str, Callable[[str], Solver]] = MappingProxyType(
    {
        PAIDAN: _paidan,
        "vroom": _vroom,
        "pyvrp": _pyvrp,
        "ortools": _ortools,
        "nearest": _nearest,
        "regret": _regret,
    }
)
"""Each makes a solver that is run in the way of the name's second part."""
