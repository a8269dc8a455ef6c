"""The checker's report as lines for people; as JSON it tells itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dispatch.checker.report import Report, Violation


def report_lines(report: Report) -> Iterator[str]:
    """What the plan costs if it is legal, else a line for each violation: rule, order, technician, value and bound."""
    if report.legal:
        yield f"legal: costs {report.cost.total_min:.2f} min"
    for violation in report.violations:
        yield _line(violation)


def _line(violation: Violation) -> str:
    of = [f"{kind} {name}" for kind in ("order", "technician") if (name := getattr(violation, kind)) is not None]
    seen, bound = (json.dumps(value, ensure_ascii=False) for value in (violation.observed, violation.bound))
    return f"{violation.rule}: {', '.join(of) or 'plan'}: is {seen}, bound {bound} ({violation.message})"
