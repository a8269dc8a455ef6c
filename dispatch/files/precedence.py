"""Do the orders that come before others exist, and does none of them wait for itself?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dispatch.files.faults import shown
from dispatch.files.reading import Record
from dispatch.model import Order

SHOWN_ORDERS = 5
"""How many orders of a circle a message names."""


def check_precedence(orders: Sequence[tuple[Record, Order]], known: Collection[str]) -> None:
    """Note each order in a field `after` that is unknown or the order itself, and each circle of orders."""
    waiting = {}
    for record, order in orders:
        if order.after:
            _check_ids(record, order, known)
            waiting[order.id] = (record, [after.order for after in order.after if after.order != order.id])
    _check_circles(waiting)


def _check_ids(record: Record, order: Order, known: Collection[str]) -> None:
    for i, after in enumerate(order.after):
        pointer = f"{record.pointer}/after/{i}/order"
        if after.order == order.id:
            record.faults.add(pointer, "value", f"is {shown(after.order)}, the order itself")
        elif after.order not in known:
            record.faults.add(pointer, "unknown_id", f"is {shown(after.order)}, no order has this id")


def _check_circles(waiting: Mapping[str, tuple[Record, Sequence[str]]]) -> None:
    """Walk from each order to those before it; a way that meets itself is a circle, and is walked no further."""
    done: set[str] = set()
    for first in waiting:
        if first not in done:
            done |= _walk(waiting, first, done)


def _walk(waiting: Mapping[str, tuple[Record, Sequence[str]]], first: str, done: set[str]) -> set[str]:
    """Which orders were met on the ways from `first`, those of `done` left aside?"""
    met, on_way, way = {first}, {first}, [(first, 0)]
    while way:
        order, i = way.pop()
        record_and_before = waiting.get(order)
        if record_and_before is None or i == len(record_and_before[1]):
            on_way.remove(order)
            continue
        way.append((order, i + 1))
        _, before = record_and_before
        if before[i] in on_way:
            names = [name for name, _ in way]
            circle = names[names.index(before[i]) :]
            _note(waiting[circle[0]][0], circle)
            return met
        if before[i] not in met and before[i] not in done:
            way.append((before[i], 0))
            on_way.add(before[i])
            met.add(before[i])
    return met


def _note(record: Record, circle: Sequence[str]) -> None:
    names = [shown(name) for name in (*circle, circle[0])[:SHOWN_ORDERS]]
    if len(circle) >= SHOWN_ORDERS:
        names.append(f"… ({len(circle)} orders)")
    record.fault("after", "value", f"goes in a circle: {' after '.join(names)}")
