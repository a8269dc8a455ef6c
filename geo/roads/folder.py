"""Where what routing engines say is kept: ``XDG_CACHE_HOME``, the user's cache, or a temporary folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def roads_folder() -> Path | None:
    """The first of these folders that can be written to, with ``paidan/roads`` in it; ``None`` if none can."""
    for home in (os.environ.get("XDG_CACHE_HOME"), "~/.cache", tempfile.gettempdir()):
        if not home:
            continue
        try:
            folder = Path(home).expanduser() / "paidan" / "roads"
            folder.mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None
