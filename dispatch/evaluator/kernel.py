"""How the engine's inner loops are compiled, and where the machine code is kept.

Numba keys its disk cache by the file of the outermost function alone, so a change in a function that is called from
another file would go unseen. The cache folder therefore carries a hash of all compiled sources in its name.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import types

Function = TypeVar("Function", bound=Callable[..., Any])


def sources_digest() -> str:
    """Hash of all sources that are compiled, or whose numbers are compiled in; 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.parent.rglob("*.py")):
        text = source.read_bytes()
        if b"dispatch.evaluator.kernel import" in text or source.name in ("arrays.py", "answers.py"):
            digest.update(source.name.encode())
            digest.update(text)
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled code is kept: ``NUMBA_CACHE_DIR``, the user's cache, or a temporary folder, the first writable."""
    homes = [os.environ.get("NUMBA_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME"), "~/.cache", tempfile.gettempdir()]
    for home in homes:
        if not home:
            continue
        folder = Path(home).expanduser() / "paidan" / f"kernels-{sources_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="paidan-kernels-"))


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
NO_WAY_IN: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""The way in from Python takes every array apart: longer than most functions, and most of them never need it."""


def compiled(function: Function) -> Function:
    """Compile a function that only compiled functions call, and take in; its code is kept on disk.

    The functions are small and inlined into each other; none allocates, so none counts references (which would cost
    more than all the arithmetic: each call would count every array up and down).
    """
    return cast("Function", once(numba.njit(**OPTIONS, **NO_WAY_IN, forceinline=True)(function)))


def compiled_apart(function: Function) -> Function:
    """Compile a function that others call instead of taking it in: a long one, whose copies would swell the code.

    A call passes some 500 numbers, which takes a tenth of a microsecond: nothing for what is called all the time.
    """
    apart = numba.njit(**OPTIONS, **NO_WAY_IN, forceinline=False)  # if it is not said, as whoever calls it
    return cast("Function", once(apart(function)))


def compiled_entry(function: Function) -> Function:
    """Compile a function that Python calls; compiled ones may take it in as well."""
    return cast("Function", once(numba.njit(**OPTIONS, forceinline=True)(function)))


def woven(function: Function) -> Function:
    """Weave a function with much behind it and few callers into them, before anything is compiled.

    Numba compiles each function together with all that it calls: every step on the way up compiles the whole once more.
    """
    return cast("Function", numba.njit(**OPTIONS, inline="always")(function))


def once(dispatcher: Any) -> Any:
    """Let compiled functions call a function with wide numbers alone, whatever the width of what they have at hand.

    Numba would compile it, and all that it calls, once more for each width and for each constant it is called with.
    """
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        template_of = dispatcher.get_call_template
        dispatcher.get_call_template = lambda args, kws: template_of(
            tuple(map(wide, args)), {name: wide(arg) for name, arg in kws.items()}
        )
    return dispatcher


def wide(kind: Any) -> Any:
    """The type of numbers of this type that a compiled function is called with."""
    plain: Any = types.unliteral(kind)  # type: ignore[no-untyped-call]
    return types.int64 if isinstance(plain, types.Integer) and str(plain).startswith("int") else plain
