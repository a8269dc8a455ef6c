"""Windows and absences in files: ``{"start", "end"}``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from dispatch.files.reading import Record, Shape
from scheduling.errors import InvalidSpanError

SPAN = Shape(frozenset(("start", "end")))


class Span(Protocol):
    """What has a start and an end."""

    @property
    def start(self) -> datetime:
        """When it begins."""
        ...

    @property
    def end(self) -> datetime:
        """When it ends."""
        ...


S = TypeVar("S", bound=Span)


def spans(record: Record, name: str, make: Callable[[datetime, datetime], S]) -> tuple[S, ...]:
    """The spans of a list; those at fault are left out."""
    found: list[S] = []
    if not record.says(name):
        return ()
    for inner in record.records(name, SPAN):
        start, end = inner.instant("start"), inner.instant("end")
        if inner.is_sound:
            try:
                found.append(make(start, end))
            except InvalidSpanError as error:
                inner.fault(error.field or None, "value", str(error))
    return tuple(found)


def spans_to_json(of: Sequence[Span]) -> list[dict[str, str]]:
    """Spans as in files, each instant with its own offset."""
    return [{"start": span.start.isoformat(), "end": span.end.isoformat()} for span in of]
