"""A bar that says how far a long thing is, how fast it goes, and how many orders are served so far."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from benchmarks.demo.texts import Texts


class Bar:
    """One bar, from entering to leaving it.

    Parameters
    ----------
    words
        Given for orders: the bar then tells speed and how many are served.
    """

    def __init__(self, console: Console, label: str, total: int, words: Texts | None = None) -> None:
        told: list[ProgressColumn] = [] if words is None else [_Speed(words), _Served(words)]
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *told, TimeElapsedColumn(),
            console=console,
        )  # fmt: skip
        self._task = self._progress.add_task(label, total=total, served=0)
        self._served = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, *, served: bool = False) -> None:
        """One thing more is done."""
        self._served += served
        self._progress.update(self._task, advance=1, served=self._served)


class _Speed(ProgressColumn):
    """Orders for each second, over the whole time so far."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words

    def render(self, task: Task) -> Text:
        speed = task.completed / task.elapsed if task.elapsed else 0.0
        return Text(f"{speed:.1f} {self._words.orders_per_s}")


class _Served(ProgressColumn):
    """How many orders are served so far."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words

    def render(self, task: Task) -> Text:
        return Text(f"{self._words.served_so_far} {task.fields['served']}", style="green")
