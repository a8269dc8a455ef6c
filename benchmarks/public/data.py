"""Where the public data lies: beside the project, never in it."""

from __future__ import annotations

import os
from pathlib import Path

from dispatch.files.disk import require

VARIABLE = "PAIDAN_DATA"
USUAL = Path(__file__).parents[2].parent / "shared" / "data"


def data_folder() -> Path:
    """The folder that `PAIDAN_DATA` names, else ``../shared/data`` seen from the project's root.

    Raises
    ------
    UnusableError
        If it is not there.
    """
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else USUAL
    require(
        folder.is_dir(),
        f"public data: {folder} is not a folder; put it at {USUAL}, or let {VARIABLE} name the folder it is in",
    )
    return folder
