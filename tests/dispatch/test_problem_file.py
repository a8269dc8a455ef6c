"""What is written about the problem file is what the reader knows: its fields, and the bounds of its numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dispatch.files.problem_file import problem_from_json
from tests.dispatch.documents import WHOLE, changed, faults_of
from tests.dispatch.test_files_parts import matrix

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "problem-file.md").read_text(encoding="utf-8")

AREA = changed(WHOLE, "/areas/0", WHOLE["areas"][1] | {"id": "square"})
ROUTE = "/plan/routes/0"
SECTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "The problem": (WHOLE, ""),
    "Travel by great circle": (WHOLE, "/travel"),
    "Travel by matrix": (matrix([[0, 9], [9, 0]]), "/travel"),
    "Travel by roads": (changed(WHOLE, "/travel", {"kind": "osrm", "url": "http://a"}), "/travel"),
    "Hours of traffic": (WHOLE, "/travel/time_of_day/0"),
    "Areas": (AREA, "/areas/0"),
    "Technicians": (WHOLE, "/technicians/0"),
    "Certificates": (WHOLE, "/technicians/0/certificates/0"),
    "Position": (WHOLE, "/technicians/0/position"),
    "Shifts": (WHOLE, "/technicians/0/shifts/0"),
    "Breaks": (WHOLE, "/technicians/0/shifts/0/breaks/0"),
    "Windows and absences": (WHOLE, "/orders/0/windows/0"),
    "Orders": (WHOLE, "/orders/0"),
    "Roles of a crew": (WHOLE, "/orders/1/crew/1"),
    "Orders before": (WHOLE, "/orders/2/after/0"),
    "Policy": (WHOLE, "/policy"),
    "Plan in force": (WHOLE, "/plan"),
    "Locks": (WHOLE, "/plan/locks/0"),
    "Routes": (WHOLE, ROUTE),
    "Stops": (WHOLE, ROUTE + "/stops/0"),
    "Breaks as taken": (WHOLE, ROUTE + "/breaks/0"),
}


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table: field, what, default, bound."""
    text = TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


BOUNDED = [
    (title, row[0].strip("`"), *(float(bound) for bound in found.groups()))
    for title in SECTIONS
    for row in rows(title)
    if (found := re.fullmatch(r"(-?[\d.]+) to ([\d.]+)", row[3]))
]


def test_each_section_is_looked_at() -> None:
    assert re.findall(r"^## (.+)$", TEXT, flags=re.M) == list(SECTIONS)
    assert len(BOUNDED) > 30


@pytest.mark.parametrize("title", SECTIONS)
def test_the_fields_are_those_that_the_reader_knows(title: str) -> None:
    document, pointer = SECTIONS[title]
    told = [fault for fault in faults_of(changed(document, f"{pointer}/colour", 1)) if fault.code == "unknown_field"]
    known = told[0].message.split("must be one of ")[1].split(", ")
    assert sorted(row[0].strip("`") for row in rows(title)) == known


@pytest.mark.parametrize("title", SECTIONS)
def test_what_is_required_is_missed(title: str) -> None:
    document, pointer = SECTIONS[title]
    for field, _, default, _ in rows(title):
        if title == "Areas" and field in ("`center`", "`radius_m`"):
            continue  # required beside each other
        name = field.strip("`")
        at = f"{pointer}/{name}"
        found = faults_of(changed(changed(document, at, 1), at, ...))
        missed = {fault.pointer for fault in found if fault.code == "required"}
        assert (at in missed) is (default == "required"), at


@pytest.mark.parametrize(("title", "name", "low", "high"), BOUNDED)
def test_numbers_are_refused_beyond_their_bounds_alone(title: str, name: str, low: float, high: float) -> None:
    document, pointer = SECTIONS[title]

    def refused(value: float) -> bool:
        number = int(value) if value.is_integer() else value
        found = faults_of(changed(document, f"{pointer}/{name}", number))
        return any(fault.pointer == f"{pointer}/{name}" and "must lie between" in fault.message for fault in found)

    assert not refused(low)
    assert not refused(high)
    assert refused(low - 1.0)
    assert refused(high + 1.0)


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)", TEXT))
def test_links_lead_somewhere(path: str) -> None:
    assert (DOCS / path).exists()


def test_the_sample_is_one() -> None:
    sample = problem_from_json(json.loads((DOCS / "problem.json").read_text(encoding="utf-8")))
    assert (len(sample.technicians), len(sample.orders), len(sample.areas)) == (4, 8, 2)
    assert sample.routes
    assert sample.locks
