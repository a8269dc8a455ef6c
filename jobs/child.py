"""Runs a module of ours as a process of its own: ``python -P child.py MODULE``.

With ``-P`` nothing is imported from the working folder, which may hold anything; our modules are found where this
file lies.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[1]))
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
