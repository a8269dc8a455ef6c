"""What can be wrong with what the engine is given.

- DispatchError
  - InvalidInputError       one or more `Fault`s in a problem, a plan or a request
  - TooLargeError           more than the engine takes at once, with the bound
  - UnknownOrderError       an order id that the problem does not hold
  - UnknownTechnicianError  a technician id that the problem does not hold
  - NotSupportedError       a question that the engine does not answer yet
  - FrozenError             an order that keeps its place in the plan in force
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch.model import Order


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a document.

    Parameters
    ----------
    pointer
        JSON pointer (RFC 6901) to the value at fault; ``""`` is the whole document.
    code
        Stable word for programs: ``malformed``, ``required``, ``unknown_field``, ``not_supported``, ``type``,
        ``range``, ``value``, ``duplicate``, ``unknown_id``.
    message
        What is wrong, with the value and the bound.
    """

    pointer: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


class DispatchError(Exception):
    """Base of all that the engine raises on purpose."""

    code = "dispatch_error"


class InvalidInputError(DispatchError):
    """A document has faults; all that were found are in `faults`."""

    code = "invalid_input"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class TooLargeError(DispatchError):
    """The problem would not fit; the message names the size and the bound."""

    code = "too_large"


class UnknownOrderError(DispatchError):
    """No order of that id in the problem."""

    code = "unknown_order"


class UnknownTechnicianError(DispatchError):
    """No technician of that id in the problem."""

    code = "unknown_technician"


class NotSupportedError(DispatchError):
    """A question that is well put, but that the engine does not answer yet."""

    code = "not_supported"


class FrozenError(DispatchError):
    """An order that is under way or frozen where it stands: nobody decides it anew."""

    code = "frozen"


def require_alone(order: Order) -> None:
    """Refuse a question about an order that hangs together with others.

    Raises
    ------
    NotSupportedError
        If it takes a crew, or comes after another order.
    """
    for field, given in (("crew", order.crew), ("after", order.after)):
        if given:
            raise NotSupportedError(f"order {order.id!r} has {field}, which only a plan by search decides")
