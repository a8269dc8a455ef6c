"""A day in plain numbers, as every solver takes it: integer seconds from the origin, places by number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatch.model import Order, Problem, Technician
from geo.places import Place, row_of
from geo.travel import Matrix

Numbers = npt.NDArray[np.int64]

NEVER_LATE = 2**40
"""A `due` that no start is after."""

MUST_SERVE_MIN = 9e8
"""Price of leaving out an order that has to be served: dearer than any plan. Who can be told so is told so."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainDay:
    """One shift for each of k technicians, one window for each of n orders, travel by matrix.

    Parameters
    ----------
    travel_s
        Shape (places, places), rows = from.
    home, opens, closes
        Shape (k,): where and when the shift begins and ends.
    pauses
        Shape (k, 3): earliest and latest start of the break, and its length; all 0 without a break.
    place, service_s, earliest, latest, due, price_s
        Shape (n,); `earliest` and `latest` bound the start, both included. `price_s` is that of leaving the order out,
        in seconds of driving.
    lateness, waiting
        Seconds of driving that a second after `due`, and one of waiting, is worth.
    fixed_s
        Shape (k,): what using the shift costs, in seconds of driving.
    able
        Shape (n, k): who has the skills for what.
    loads, capacity
        Shape (n, d) and (k, d).
    """

    travel_s: Numbers
    home: Numbers
    opens: Numbers
    closes: Numbers
    pauses: Numbers
    place: Numbers
    service_s: Numbers
    earliest: Numbers
    latest: Numbers
    due: Numbers
    price_s: Numbers
    lateness: float
    waiting: float
    fixed_s: Numbers
    able: npt.NDArray[np.bool_]
    loads: Numbers
    capacity: Numbers

    @classmethod
    def of(cls, problem: Problem) -> PlainDay:
        """The day of a problem as `benchmarks.peers.days` makes them."""
        assert isinstance(problem.travel, Matrix)
        second = problem.horizon.second
        shifts = [technician.shifts[0] for technician in problem.technicians]
        windows = [order.windows[0] for order in problem.orders]
        return cls(
            travel_s=problem.travel.durations_s.astype(np.int64),
            home=_numbers(_row(technician.start) for technician in problem.technicians),
            opens=_numbers(second(shift.start) for shift in shifts),
            closes=_numbers(second(shift.end) for shift in shifts),
            pauses=_pauses(problem),
            place=_numbers(_row(order.location) for order in problem.orders),
            service_s=_numbers(order.service_s for order in problem.orders),
            earliest=_numbers(second(window.start) for window in windows),
            latest=_numbers(second(window.end) for window in windows),
            due=_numbers(NEVER_LATE if order.due is None else second(order.due) for order in problem.orders),
            price_s=_numbers(round(60.0 * order.price_unserved_min) for order in problem.orders),
            lateness=problem.policy.weights.get("lateness_min", 0.0),
            waiting=problem.policy.weights.get("waiting_min", 0.0),
            fixed_s=_numbers(round(60.0 * technician.fixed_cost_min) for technician in problem.technicians),
            able=_able(problem),
            loads=_numbers((order.load for order in problem.orders), wide=True),
            capacity=_numbers((technician.capacity for technician in problem.technicians), wide=True),
        )

    @property
    def must_serve(self) -> npt.NDArray[np.bool_]:
        """Shape (n,): which orders have to be served."""
        return self.price_s >= round(60.0 * MUST_SERVE_MIN)

    @property
    def n_orders(self) -> int:
        """How many orders there are."""
        return len(self.place)

    @property
    def n_technicians(self) -> int:
        """How many technicians there are."""
        return len(self.home)


def _numbers(values: Iterable[object], *, wide: bool = False) -> Numbers:
    rows = list(values)
    found = np.array(rows, np.int64)
    return found.reshape(len(rows), -1) if wide else found


def _row(place: Place) -> int:
    row = row_of(place)
    assert row is not None
    return row


def _pauses(problem: Problem) -> Numbers:
    second = problem.horizon.second
    found = np.zeros((len(problem.technicians), 3), np.int64)
    for k, technician in enumerate(problem.technicians):
        for pause in technician.shifts[0].breaks:
            found[k] = second(pause.earliest), second(pause.latest), pause.duration_s
    return found


def _able(problem: Problem) -> npt.NDArray[np.bool_]:
    """Who can do what; orders that ask for the same are asked about once."""
    rows: dict[tuple[tuple[str, int], ...], list[bool]] = {}
    for order in problem.orders:
        asked = tuple(sorted(order.skills.items()))
        if asked not in rows:
            rows[asked] = [_can(technician, order) for technician in problem.technicians]
    return np.array([rows[tuple(sorted(order.skills.items()))] for order in problem.orders], bool)


def _can(technician: Technician, order: Order) -> bool:
    return all(technician.skills.get(skill, 0) >= level for skill, level in order.skills.items())
