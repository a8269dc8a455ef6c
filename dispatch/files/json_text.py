"""JSON text to values, strictly: UTF-8, no key twice, no depth or digit that would break the reader."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from dispatch.errors import Fault, InvalidInputError


class RepeatedKeys(dict[str, Any]):
    """A JSON object in which keys came twice: `twice` names them."""

    twice: tuple[str, ...] = ()


def parse(text: str | bytes) -> Any:
    """What JSON text says; objects with a key twice come as `RepeatedKeys`.

    Raises
    ------
    InvalidInputError
        If the text is not UTF-8 or not JSON.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        if not text.strip():
            raise _malformed("is empty, must be a JSON document")
        try:
            return json.loads(text, object_pairs_hook=_object)
        except json.JSONDecodeError:
            raise
        except ValueError:  # an integer of thousands of digits, which Python refuses to convert
            return json.loads(text, object_pairs_hook=_object, parse_int=_long_integer)
    except UnicodeDecodeError as error:
        raise _malformed(f"is not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}") from None
    except json.JSONDecodeError as error:
        raise _malformed(f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _malformed("nests too deep to be read") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) == len(pairs):
        return data
    count = Counter(name for name, _ in pairs)
    repeated = RepeatedKeys(data)
    repeated.twice = tuple(name for name, times in count.items() if times > 1)
    return repeated


def _long_integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 4000 else float(digits)


def _malformed(message: str) -> InvalidInputError:
    return InvalidInputError([Fault("", "malformed", message)])
