"""The public sets, by name: where their files lie, and who reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.public import hhcrsp, solomon, strsp, trsp
from benchmarks.public.instance import Instance, group_of
from dispatch.files.disk import require


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSet:
    """One of the public sets.

    Parameters
    ----------
    folder, files
        In the folder of the data, and which files in it are instances.
    conventions
        By which its plans can be measured.
    reader
        Gives the instance of a file, by a convention.
    variants
        Endings of the names of instances, where there are several of the same file.
    group
        The class of an instance, by its name.
    references
        The file beside the instances in which references are.
    solvers
        Families that can be told of it; all if there are none.
    remark
        What a table of the set has to say.
    """

    name: str
    folder: str
    files: str
    conventions: tuple[str, ...]
    reader: Callable[[Path, str], Instance]
    variants: tuple[str, ...] = ("",)
    group: Callable[[str], str] = group_of
    references: str = "reference.json"
    solvers: tuple[str, ...] = ()
    remark: str = ""

    def names(self, data: Path) -> list[str]:
        """All instances.

        Raises
        ------
        UnusableError
            If there are none.
        """
        stems = sorted((file.stem for file in (data / self.folder).glob(self.files)), key=_natural)
        found = [stem + variant for variant in self.variants for stem in stems]
        require(bool(found), f"set {self.name}: there are no files {self.files} in {data / self.folder}")
        return found

    def is_there(self, data: Path) -> bool:
        """Are there any instances?"""
        return any((data / self.folder).glob(self.files))

    def instance(self, data: Path, name: str, convention: str) -> Instance:
        """One instance, by a convention."""
        return self.reader(data / self.folder / f"{name}{Path(self.files).suffix}", convention)


def _natural(name: str) -> tuple[str, list[int]]:
    """By class, then by number: c1_2_2 before c1_2_10."""
    letters = name.rstrip("0123456789_")
    numbers = [int(part) for part in name[len(letters) :].split("_") if part]
    return letters, numbers


SETS: Mapping[str, PublicSet] = MappingProxyType(
    {
        each.name: each
        for each in (
            PublicSet(
                name="solomon",
                folder="solomon",
                files="*.txt",
                conventions=solomon.CONVENTIONS,
                reader=solomon.read,
            ),
            PublicSet(
                name="homberger200",
                folder="homberger",
                files="*_2_*.txt",
                conventions=solomon.CONVENTIONS,
                reader=solomon.read,
            ),
            PublicSet(
                name="homberger400",
                folder="homberger",
                files="*_4_*.txt",
                conventions=solomon.CONVENTIONS,
                reader=solomon.read,
            ),
            PublicSet(
                name="trsp",
                folder="trsp",
                files="*.txt",
                conventions=trsp.CONVENTIONS,
                reader=trsp.read,
                remark="nobody goes to the depot on the way; a reference in which somebody does is left out",
            ),
            PublicSet(
                name="strsp",
                folder="strsp/kovacs/tasks_noTeam",
                files="*.txt",
                conventions=strsp.CONVENTIONS,
                reader=strsp.read,
                variants=("", strsp.REDUCED),
                remark="without teams; what is left out costs its price",
            ),
            PublicSet(
                name="hhcrsp",
                folder="hhcrsp",
                files="Instanz*_HCSRP_*.json",
                conventions=hhcrsp.CONVENTIONS,
                reader=hhcrsp.read,
                group=hhcrsp.group_of,
                references="reference.md",
                solvers=("paidan",),
                remark="classes are numbers of patients; worked out from the starts, each service late for itself",
            ),
        )
    }
)
"""All sets that can be run, by name."""
