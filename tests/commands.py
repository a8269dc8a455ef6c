"""Runs the command line inside this process, with streams that are bytes underneath as in a shell."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import paidan


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def run(*arguments: str, given: bytes = b"") -> Ended:
    """Run ``paidan`` with arguments and standard input."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8")),
    ):
        code = paidan.main(list(arguments))
    streams = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        streams.append(stream.read())
    return Ended(code, *streams)


def write(path: Path, data: Any) -> str:
    """Keep `data` as a JSON file; its name."""
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)
