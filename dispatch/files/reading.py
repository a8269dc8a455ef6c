"""Reads JSON objects strictly, field by field: every fault is collected, with a JSON pointer (RFC 6901) to it.

The getters of a `Record` answer a value of the right type; if the value is at fault they note so and answer a stand-in,
and whoever builds something from the record asks `is_sound` first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from dispatch.files.faults import SHOWN_LENGTH, Faults, shown, step
from dispatch.files.values import MAX_NAME_LENGTH, integer_of, name_of, number_of, refuse_repeated, require_json
from scheduling.errors import InvalidInstantError
from scheduling.instants import parse_instant

_STAND_IN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fields an object may have."""

    fields: frozenset[str]


class Record:
    """A JSON object that is read field by field; see the module's text.

    Parameters
    ----------
    data
        The object as parsed.
    pointer
        Where it stands in the document.
    """

    __slots__ = ("_before", "_data", "_faults", "pointer")

    def __init__(self, data: Mapping[str, Any], pointer: str, faults: Faults) -> None:
        self._data = data
        self._faults = faults
        self._before = len(faults)
        self.pointer = pointer

    @property
    def is_sound(self) -> bool:
        """Has nothing been found wrong since the record was begun?"""
        return len(self._faults) == self._before

    @property
    def faults(self) -> Faults:
        """Where faults of the document are noted."""
        return self._faults

    @property
    def data(self) -> Mapping[str, Any]:
        """The object as parsed."""
        return self._data

    def has(self, name: str) -> bool:
        """Is the field there, and not null?"""
        return self._data.get(name) is not None

    def says(self, name: str) -> bool:
        """Is the field there, be it null?"""
        return name in self._data

    def raw(self, name: str) -> Any:
        """The field as parsed, ``None`` if absent."""
        return self._data.get(name)

    def fault(self, name: str | None, code: str, message: str) -> None:
        """Note a fault of a field, or of the record itself if `name` is ``None``."""
        self._faults.add(self.pointer if name is None else self.pointer + step(name), code, message)

    def text(self, name: str) -> str:
        """A required id or name: 1 to `MAX_NAME_LENGTH` characters, none of them a control character."""
        value = self._data.get(name)
        if isinstance(value, str) and 0 < len(value) <= MAX_NAME_LENGTH and value.isprintable():
            return value
        value = self._required(name)
        return "" if value is None else name_of(value, self.pointer + step(name), self._faults)

    def given_id(self, known: str | None) -> str:
        """The field `id`; if it is `known` already, it may be left out but not differ."""
        if known is None or (self.says("id") and self.raw("id") != known):
            text = self.text("id")
            if known is None or text == "":
                return text
            self.fault("id", "value", f"is {shown(text)}, must be {shown(known)} or left out")
        return known

    def text_or_none(self, name: str) -> str | None:
        """As `text`, but may be absent or null."""
        return self.text(name) if self.has(name) else None

    def long_text(self, name: str) -> str:
        """A required text of any length; empty if it is at fault."""
        value = self._required(name)
        if value is not None and not isinstance(value, str):
            self.fault(name, "type", f"is {shown(value)}, must be text")
        return value if isinstance(value, str) else ""

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """A required word, one of `allowed`."""
        value = self._required(name)
        if value is None or value in allowed:
            return value or ""
        code = "value" if isinstance(value, str) else "type"
        self.fault(name, code, f"is {shown(value)}, must be {' or '.join(map(shown, allowed))}")
        return ""

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """An integer from `low` to `high`; required if there is no `default`."""
        value = self._data.get(name, default)
        if type(value) is int and low <= value <= high:
            return value
        value = self._required(name)
        return low if value is None else integer_of(value, low, high, self.pointer + step(name), self._faults)

    def integer_or_none(self, name: str, low: int, high: int) -> int | None:
        """As `integer`, but may be absent or null."""
        return self.integer(name, low, high) if self.has(name) else None

    def number(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """A finite number from `low` to `high`; required if there is no `default`."""
        value = self._data.get(name, default)
        if type(value) is float and low <= value <= high:
            return value
        value = self._required(name)
        return low if value is None else number_of(value, low, high, self.pointer + step(name), self._faults)

    def number_or_none(self, name: str, low: float, high: float) -> float | None:
        """As `number`, but may be absent or null."""
        return self.number(name, low, high) if self.has(name) else None

    def truth(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self._data.get(name, default)
        if isinstance(value, bool):
            return value
        self.fault(name, "type", f"is {shown(value)}, must be true or false")
        return default

    def instant(self, name: str) -> datetime:
        """A required RFC 3339 instant with offset and whole seconds."""
        value = self._required(name)
        if value is None:
            return _STAND_IN
        if not isinstance(value, str):
            self.fault(name, "type", f"is {shown(value)}, must be an RFC 3339 instant as text")
            return _STAND_IN
        try:
            return parse_instant(value)
        except InvalidInstantError as error:
            self.fault(name, "value", str(error) if len(value) <= SHOWN_LENGTH else f"is {shown(value)}, too long")
            return _STAND_IN

    def instant_or_none(self, name: str) -> datetime | None:
        """As `instant`, but may be absent or null."""
        return self.instant(name) if self.has(name) else None

    def items(self, name: str, *, required: bool = False) -> list[Any]:
        """A list; empty if it is absent or null and not required."""
        value = self._required(name) if required else self._data.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self.fault(name, "type", f"is {shown(value)}, must be a list")
        return []

    def records(self, name: str, shape: Shape, *, required: bool = False) -> Iterator[Record]:
        """The objects of a list, one after the other; what is no object is noted and passed over."""
        for i, item in enumerate(self.items(name, required=required)):
            record = record_of(item, f"{self.pointer}{step(name)}/{i}", self._faults, shape)
            if record is not None:
                yield record

    def at_most(self, name: str, most: int) -> bool:
        """Has the list that stands here, if one does, no more than `most` entries? It is at fault otherwise."""
        value = self._data.get(name)
        if isinstance(value, list) and len(value) > most:
            self.fault(name, "range", f"has {len(value)} entries, must have at most {most}")
            return False
        return True

    def record(self, name: str, shape: Shape) -> Record | None:
        """A required object; ``None`` if it is at fault."""
        value = self._required(name)
        return None if value is None else record_of(value, self.pointer + step(name), self._faults, shape)

    def names_or_none(self, name: str) -> tuple[str, ...] | None:
        """A list of ids or names, none of them twice; ``None`` if it is absent or null."""
        if not self.has(name):
            return None
        pointer, seen = self.pointer + step(name), dict[str, None]()
        for i, item in enumerate(self.items(name)):
            text = name_of(item, f"{pointer}/{i}", self._faults)
            if text in seen and text:
                self._faults.add(f"{pointer}/{i}", "duplicate", f"{shown(text)} is in the list twice")
            seen[text] = None
        return tuple(seen)

    def levels(self, name: str, high: int) -> Mapping[str, int]:
        """Levels from 1 to `high` by name of the skill; empty if the field is absent."""
        value = self._data.get(name)
        if not value and (value is None or isinstance(value, dict)):
            return MappingProxyType({})
        if not isinstance(value, dict):
            self.fault(name, "type", f"is {shown(value)}, must be an object of levels by skill")
            return MappingProxyType({})
        pointer = self.pointer + step(name)
        refuse_repeated(value, pointer, self._faults)
        for skill, level in value.items():
            name_of(skill, pointer + step(skill), self._faults)
            integer_of(level, 1, high, pointer + step(skill), self._faults)
        return value

    def integers(self, name: str, low: int, high: int, most: int) -> tuple[int, ...]:
        """A list of at most `most` integers from `low` to `high`; empty if it is absent or null."""
        if not self.has(name) or not self.at_most(name, most):
            return ()
        pointer = self.pointer + step(name)
        return tuple(
            integer_of(item, low, high, f"{pointer}/{i}", self._faults) for i, item in enumerate(self.items(name))
        )

    def numbers(self, name: str, low: float, high: float) -> Mapping[str, float]:
        """A required object of numbers from `low` to `high` by name."""
        inner = self._required(name)
        pointer = self.pointer + step(name)
        if not isinstance(inner, dict):
            if inner is not None:
                self.fault(name, "type", f"is {shown(inner)}, must be an object of numbers")
            return {}
        refuse_repeated(inner, pointer, self._faults)
        return {key: number_of(value, low, high, pointer + step(key), self._faults) for key, value in inner.items()}

    def free(self, name: str) -> Any:
        """Anything that is JSON, at most `MAX_DEPTH` deep, which the engine never reads."""
        value = self._data.get(name)
        if value is not None:
            require_json(value, self.pointer + step(name), self._faults)
        return value

    def _required(self, name: str) -> Any:
        value = self._data.get(name)
        if value is None:
            if name in self._data:
                self.fault(name, "type", "is null, must have a value")
            else:
                self.fault(name, "required", "is missing, must be there")
        return value


def record_of(data: object, pointer: str, faults: Faults, shape: Shape) -> Record | None:
    """Begin to read an object; ``None`` and a fault if it is none. Fields that are not of the shape are refused."""
    if not isinstance(data, dict):
        faults.add(pointer, "type", f"is {shown(data)}, must be an object")
        return None
    record = Record(data, pointer, faults)
    refuse_repeated(data, pointer, faults)
    if not shape.fields.issuperset(data):
        for name in data:
            if name not in shape.fields:
                _refuse_field(record, name, shape)
    return record


def _refuse_field(record: Record, name: object, shape: Shape) -> None:
    if isinstance(name, str):
        record.fault(name, "unknown_field", f"is no field here, must be one of {', '.join(sorted(shape.fields))}")
    else:
        record.fault(None, "type", f"has the key {shown(name)}, must be text")
