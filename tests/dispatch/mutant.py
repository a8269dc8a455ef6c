"""Plays random days with one line of the engine changed, without compiling anything: which mistakes are noticed?

Run in a process of its own with NUMBA_DISABLE_JIT, so that the compiled functions are plain Python here, over records
whose fields are attributes. What takes long to import is imported once; each mutant is a fork, into which the changed
source is smuggled when its module is imported.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import h3  # noqa: F401 - imported for all forks
import numba  # noqa: F401
import numpy as np
import shapely  # noqa: F401

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
"""How many mutants live at once."""
AGREED = 64
"""The exit code of a mutant that nobody noticed."""


class Smuggler(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a source of its own."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, f"mutated {self.name}", "exec"), module.__dict__)


def mutate(file: str, line: str, changed: str) -> None:
    """Let a file of `dispatch` have another line from its import on."""
    if (ROOT / "dispatch" / "evaluator" / file).exists():
        file = f"evaluator/{file}"
    text = (ROOT / "dispatch" / file).read_text()
    assert line in text, f"{file} no longer reads {line!r}"
    name = "dispatch." + file.removesuffix(".py").replace("/", ".")
    sys.meta_path.insert(0, Smuggler(name, text.replace(line, changed, 1)))


def with_attributes() -> None:
    """Let rows of the arrays have attributes, as they have in compiled code."""
    import dispatch.decide
    import dispatch.evaluator.answers
    import dispatch.layout.problem_rows
    from dispatch.evaluator.answers import Answers
    from dispatch.evaluator.arrays import Arrays

    def as_records(arrays: Any) -> Any:
        fields = {name: records(value) for name, value in arrays._asdict().items()}
        return arrays._replace(**fields)

    def records(value: Any) -> Any:
        if hasattr(value, "_asdict"):
            return as_records(value)
        return value.view(np.recarray) if getattr(getattr(value, "dtype", None), "names", None) else value

    blank = dispatch.evaluator.answers.blank_answers
    dispatch.layout.problem_rows.Arrays = lambda **fields: as_records(Arrays(**fields))  # type: ignore[assignment, misc]
    dispatch.decide.blank_answers = lambda n, exact: as_records(Answers(*blank(n, exact)))  # type: ignore[attr-defined]


def play_days(seeds: Sequence[int]) -> tuple[dict[int, list[str]], str | None]:
    """What bound and counted on each day, and the first thing that is not agreed on."""
    with_attributes()
    np.seterr(over="ignore")
    from benchmarks.agreement.compare import Disagreement
    from benchmarks.agreement.many import all_told
    from benchmarks.agreement.play import play
    from benchmarks.agreement.random_days import random_day

    met: dict[int, list[str]] = {}
    for seed in seeds:
        try:
            tally = play(random_day(seed), all_told)
        except Disagreement as found:
            return met, f"day {seed}: {found}"
        met[seed] = sorted([*tally.bound, *tally.alive])
    return met, None


def in_a_fork(seeds: Sequence[int], mutation: Sequence[str], answer: Path) -> int:
    """Start a mutant (or the engine as it is) on some days; its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if mutation:
            mutate(*mutation)
        met, words = play_days(seeds)
        answer.write_text(json.dumps({"met": met, "disagreement": words}))
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main(work: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Answers by name: what each mutant met on its days, and the first disagreement."""
    waiting, living, answers = list(work.items()), dict[int, str](), dict[str, Any]()
    while waiting or living:
        while waiting and len(living) < AT_ONCE:
            name, (seeds, mutation) = waiting.pop(0)
            living[in_a_fork(seeds, mutation, folder / f"{len(waiting)}.json")] = f"{name}\n{len(waiting)}"
        child, status = os.wait()
        name, _, number = living.pop(child).partition("\n")
        file = folder / f"{number}.json"
        answers[name] = json.loads(file.read_text()) if file.exists() else {"crashed": status}
    return answers


if __name__ == "__main__":
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    json.dump(main(json.loads(sys.stdin.read()), Path(sys.argv[1])), sys.stdout)
