"""What is asked of a routing engine, wherever it runs, and how its answer is held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from geo.places import LatLng

Integers = npt.NDArray[np.int32]


class Block(NamedTuple):
    """Ways from some points to others, shape (n_origins, n_destinations); `UNREACHABLE` in both where there is none."""

    durations_s: Integers
    distances_m: Integers

    @classmethod
    def full_of(cls, value: int, rows: int, columns: int) -> Block:
        """A block that holds one number everywhere."""
        return cls(np.full((rows, columns), value, np.int32), np.full((rows, columns), value, np.int32))


class TooBigError(Exception):
    """The engine takes fewer points at once."""


class Engine(Protocol):
    """A routing engine that tells tables."""

    @property
    def name(self) -> str:
        """Under which answers are kept: another one as soon as the same question may have another answer."""
        ...

    @property
    def size(self) -> int:
        """Points that a question should name at most."""
        ...

    def table(self, origins: Sequence[LatLng], destinations: Sequence[LatLng]) -> Block:
        """Seconds and metres of all ways from `origins` to `destinations`.

        Raises
        ------
        TooBigError
            If these are more points than it takes at once.
        RoadsError
            If it does not answer, or not with a table.
        """
        ...
