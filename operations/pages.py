"""Lists in pieces: a page of records, and the cursor to the next."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Generic, TypeVar

from dispatch.errors import Fault
from operations.errors import InvalidRequestError

MAX_LIMIT = 200
"""No page holds more records."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some records of a list, oldest first.

    Parameters
    ----------
    next_cursor
        What to ask for to get the records that follow; ``None`` at the end.
    """

    items: tuple[T, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Which piece of a list is wanted.

    Parameters
    ----------
    limit
        How many records at most, 1 to `MAX_LIMIT`.
    cursor
        `next_cursor` of the page before; ``None`` starts at the beginning.

    Raises
    ------
    InvalidRequestError
        If the limit is out of its bounds or the cursor is none of ours.
    """

    limit: int = 50
    cursor: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            message = f"limit is {self.limit}, must lie between 1 and {MAX_LIMIT}"
            raise InvalidRequestError([Fault("/query/limit", "range", message)])
        _ = self.after

    @property
    def after(self) -> int:
        """Serial number after which the piece begins; 0 is the beginning."""
        if self.cursor is None:
            return 0
        try:
            serial = int(base64.urlsafe_b64decode(self.cursor.encode("ascii")).decode("ascii"))
        except (ValueError, binascii.Error, UnicodeError):
            serial = -1
        if not 0 <= serial < 2**63:
            message = f"cursor is {self.cursor!r}, must be the next_cursor of a page"
            raise InvalidRequestError([Fault("/query/cursor", "value", message)])
        return serial


def page_of(rows: list[tuple[int, T]], limit: int) -> Page[T]:
    """The page of `rows`, which hold (serial, record) of one more than `limit` where there are more."""
    items = tuple(record for _, record in rows[:limit])
    if len(rows) <= limit:
        return Page(items, None)
    return Page(items, base64.urlsafe_b64encode(str(rows[limit - 1][0]).encode("ascii")).decode("ascii"))
