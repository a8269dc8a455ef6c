"""OSRM on this machine, without a server: the extra ``roads`` reads a map, or a dataset that was made of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from platform import python_version
from typing import Any

from geo.errors import RoadsError
from geo.places import LatLng
from geo.roads.answer import block_of
from geo.roads.engine import Block, TooBigError
from geo.roads.preparing import dataset_digest, dataset_of, map_digest

SIZE = 500
"""Points of a table: a block that takes about a second and few megabytes."""

ALGORITHMS = ((".mldgr", "MLD"), (".hsgr", "CH"))
"""What a dataset is prepared for, told by its files."""


def is_installed() -> bool:
    """Is the extra ``roads`` there?"""
    return find_spec("osrm") is not None


def engine_of(path: Path) -> Local:
    """The engine of a map or a dataset.

    Raises
    ------
    RoadsError
        If there is no such file, or the extra is not installed.
    """
    if path.name.endswith(".osrm"):
        if not any(_beside(path, suffix).exists() for suffix, _ in ALGORITHMS):
            made = " or ".join(path.name + suffix for suffix, _ in ALGORITHMS)
            raise RoadsError(f"is {path.as_uri()!r}, which is no dataset: neither {made} is there")
        return Local(path, dataset_digest(path))
    try:
        return Local(path, map_digest(path))
    except OSError as error:
        raise RoadsError(f"is {path.as_uri()!r}, which cannot be read: {error.strerror or error}") from None


@dataclass(frozen=True)
class Local:
    """OSRM inside this process. The map is prepared, and loaded, when it is asked for the first time.

    Parameters
    ----------
    path
        The map, or the base name of the dataset.
    digest
        Of what is in it.
    """

    path: Path
    digest: str

    @property
    def name(self) -> str:
        """The map by its content, wherever it lies."""
        return f"map:{self.digest}"

    @property
    def size(self) -> int:
        """No server holds it to less."""
        return SIZE

    def table(self, origins: Sequence[LatLng], destinations: Sequence[LatLng]) -> Block:
        """Ask for one table; see `Engine`."""
        if not is_installed():
            raise self._error(
                "asks for OSRM on this machine, which is not installed: pip install 'paidan[roads]', with Python 3.12 "
                f"or newer (this is {python_version()}), or give the address of a server"
            )
        import osrm

        numbers = {point: n for n, point in enumerate(dict.fromkeys((*origins, *destinations)))}
        asked = osrm.TableParameters(
            coordinates=[(point.lng, point.lat) for point in numbers],
            sources=[numbers[point] for point in origins],
            destinations=[numbers[point] for point in destinations],
            annotations=["duration", "distance"],
            generate_hints=False,
        )
        try:
            answer = self._osrm.Table(asked)
        except RuntimeError as error:
            if str(error).startswith("TooBig"):
                raise TooBigError from None
            raise self._error(f"makes OSRM say: {error}") from None
        try:
            return block_of(_plain(answer), len(origins), len(destinations))
        except RoadsError as error:
            raise self._error(f"answers {error}") from None

    @cached_property
    def _osrm(self) -> Any:
        import osrm

        base = dataset_of(self.path, self.digest) if not self.path.name.endswith(".osrm") else self.path
        algorithm = next(name for suffix, name in ALGORITHMS if _beside(base, suffix).exists())
        try:
            return osrm.OSRM(storage_config=str(base), algorithm=algorithm, use_shared_memory=False)
        except RuntimeError as error:
            raise self._error(f"OSRM cannot load: {error}") from None

    def _error(self, what: str) -> RoadsError:
        return RoadsError(f"is {self.path.as_uri()!r}, which {what}")


def _plain(answer: Any) -> dict[str, Any]:
    """The parts of an answer that matter, as though parsed from JSON."""
    return {
        "durations": [list(row) for row in answer["durations"]],
        "distances": [list(row) for row in answer["distances"]],
        "sources": [{"distance": point["distance"]} for point in answer["sources"]],
        "destinations": [{"distance": point["distance"]} for point in answer["destinations"]],
    }


def _beside(base: Path, suffix: str) -> Path:
    return base.with_name(base.name + suffix)
