"""How much one record may hold when it comes over HTTP."""

from __future__ import annotations

MAX_NAMES = 1_000
MAX_SKILLS = 100
MAX_SPANS = 1_000

MOST = {
    "skills": MAX_SKILLS,
    "certificates": MAX_SKILLS,
    "areas": MAX_NAMES,
    "communities": MAX_NAMES,
    "tags": MAX_NAMES,
    "required_tags": MAX_NAMES,
    "required_technicians": MAX_NAMES,
    "preferred_technicians": MAX_NAMES,
    "forbidden_technicians": MAX_NAMES,
    "declined_by": MAX_NAMES,
    "after": MAX_NAMES,
    "windows": MAX_SPANS,
    "shifts": MAX_SPANS,
    "absences": MAX_SPANS,
}
"""Entries of a list, or of an object of levels, by the field's name."""
