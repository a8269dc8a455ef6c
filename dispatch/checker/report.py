"""What the checker answers: is the plan legal, what is wrong with it, what does it cost?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dispatch.model import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that a plan breaks.

    Parameters
    ----------
    rule
        Rule code of the contract.
    order, technician
        Ids of whom it concerns; ``None`` where it concerns nobody in particular.
    observed, bound
        JSON values: what the plan has and what it may have. Instants are RFC 3339 text in the problem's zone.
    message
        The same in plain words.
    """

    rule: str
    order: str | None = None
    technician: str | None = None
    observed: Any
    bound: Any
    message: str

    def as_json(self) -> dict[str, Any]:
        """The violation as it stands in a report, fields in the contract's order."""
        return {
            "rule": self.rule,
            "order": self.order,
            "technician": self.technician,
            "observed": self.observed,
            "bound": self.bound,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The checker's verdict on a plan.

    Parameters
    ----------
    legal
        Is no rule broken?
    violations
        Route by route in the plan's order, then what concerns the plan as a whole.
    cost
        Of the times that the plan states. Of an illegal plan: of as much as can be computed.
    """

    legal: bool
    violations: tuple[Violation, ...]
    cost: Cost

    @property
    def rules(self) -> frozenset[str]:
        """Codes of the rules that are broken."""
        return frozenset(violation.rule for violation in self.violations)

    def as_json(self) -> dict[str, Any]:
        """The report as `paidan check --json` gives it."""
        return {
            "legal": self.legal,
            "violations": [violation.as_json() for violation in self.violations],
            "cost": {"total_min": self.cost.total_min, "terms": dict(self.cost.terms)},
        }
