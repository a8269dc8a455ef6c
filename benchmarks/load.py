"""How long from sending an order over HTTP to its decision, while orders come at a rate? A whole service, from outside.

Orders come whether those before are decided or not, at instants drawn from a seed (a Poisson process); an order's time
counts from the instant at which it was due, so that whoever sends late hides nothing.
"""

from __future__ import annotations

import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.client import Client, ClientError, Json
from benchmarks.demo.day import CityDay, DaySize, make_day
from benchmarks.demo.over_http import Names, body_of, put_on_books
from benchmarks.demo.places import find_city
from benchmarks.demo.service import Running, fresh_folder, pick_port, running, without_ours
from benchmarks.provenance import provenance
from geo.places import LatLng, Place

SENDERS = 48
"""Connections over which orders are sent."""

WAIT_S = 10
"""How long an answer may take, seconds; an order without a decision by then counts as lost."""

POLL_S = 0.05
"""How long until the first look for a decision that an answer came without; each pause is twice the one before."""

UNCOUNTED_S = 3.0
"""Seconds at the beginning of each rate whose orders do not count: caches fill."""

SQUARE_DEG = 0.005
"""Half the side of the hot spot: about a square kilometre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the service is asked to bear.

    Parameters
    ----------
    hot_spot
        All orders come from one square kilometre.
    workers
        Processes that give orders out.
    """

    technicians: int
    seconds: float
    hot_spot: bool
    workers: int
    seed: int


@dataclass(frozen=True, slots=True)
class Sent:
    """An order that was sent: seconds from when it was due to its decision, infinite without one."""

    seconds: float
    outcome: str


def main(asked: Load, rates: Sequence[float], database: str | None, redis: str | None) -> int:
    """Measure at each rate, one after the other on the same service, and print the table; 1 if an order was lost."""
    console, lost = Console(), 0
    where = "PostgreSQL" if (database or "").startswith("postgres") else "SQLite"
    spot = ", all orders in one square kilometre" if asked.hot_spot else ""
    table = Table(title=f"{asked.technicians} technicians, {where}, {asked.workers} workers{spot}")
    for name in ("orders a second", "orders", "assigned", "lost", "p50 ms", "p99 ms", "slowest ms", "decided a second"):
        table.add_column(name, justify="right")
    day = make_day(find_city("Shanghai"), asked.seed, DaySize(technicians=asked.technicians, orders=1000))
    with serving(asked.workers, database, redis) as service:
        with Client(service.address, service.key) as client:
            names = Names()
            for _ in put_on_books(client, day, names):
                pass
        for rate in rates:
            begun = time.perf_counter()
            sent = list(sent_at(service, orders_of(day, names, asked), rate, asked))
            took_s = time.perf_counter() - begun - UNCOUNTED_S
            lost += sum(each.outcome == "lost" for each in sent)
            table.add_row(*row_of(rate, sent, took_s))
    console.print(table)
    console.print(provenance(("psycopg",)), style="dim")
    return int(lost > 0)


def row_of(rate: float, sent: Sequence[Sent], took_s: float) -> tuple[str, ...]:
    """A line of the table."""
    times_ms = [1000.0 * each.seconds for each in sent]
    p50, p99, most = (float(np.quantile(times_ms, q, method="higher")) for q in (0.5, 0.99, 1.0))
    outcomes = [each.outcome for each in sent]
    counts = (len(sent), outcomes.count("assigned"), outcomes.count("lost"))
    figures = (p50, p99, most, len(sent) / took_s)
    return f"{rate:g}", *map(str, counts), *(f"{figure:.1f}" for figure in figures)


@contextmanager
def serving(workers: int, database: str | None, redis: str | None) -> Iterator[Running]:
    """A service on a fresh folder, and on these servers if they are named."""
    given = {"PAIDAN_DATABASE_URL": database, "PAIDAN_REDIS_URL": redis}
    settings = {name: url for name, url in given.items() if url}
    with tempfile.TemporaryDirectory(prefix="paidan-load-") as root, fresh_folder(Path(root)) as (folder, lock):
        key = _key_made(settings) if len(settings) == len(given) else None
        with running(folder, pick_port(0), lock, settings, key=key, workers=workers) as service:
            yield service


def orders_of(day: CityDay, names: Names, asked: Load) -> Iterator[Json]:
    """Orders of the day, again and again; the clock stands still at the morning."""
    dice = random.Random(asked.seed)
    middle = day.city.center
    while True:
        for order in day.orders:
            if asked.hot_spot:
                lat, lng = (dice.uniform(-SQUARE_DEG, SQUARE_DEG) for _ in range(2))
                place: Place = LatLng(lat=middle.lat + lat, lng=middle.lng + lng)
            else:
                place = order.location
            body = body_of(replace(order, location=place, created=day.orders[0].created, windows=()), names)
            yield {name: value for name, value in body.items() if name != "external_id"}


def sent_at(service: Running, orders: Iterator[Json], rate: float, asked: Load) -> Iterator[Sent]:
    """Send orders at a rate, and tell of each but the first few."""
    dice = random.Random(f"{asked.seed} {rate}")
    count = round(rate * (asked.seconds + UNCOUNTED_S))
    due_s = list(accumulate(dice.expovariate(rate) for _ in range(count)))
    waiting: queue.Queue[tuple[float, Json] | None] = queue.Queue()
    done: queue.Queue[Sent | None] = queue.Queue()
    begun = time.perf_counter() + 0.1
    for at_s, order in zip(due_s, orders, strict=False):
        waiting.put((begun + at_s, order))
    for _ in range(SENDERS):
        waiting.put(None)
        threading.Thread(target=_send, args=(service, waiting, done, begun + UNCOUNTED_S), daemon=True).start()
    for _ in range(SENDERS):
        while (sent := done.get()) is not None:
            yield sent


def _send(
    service: Running,
    waiting: queue.Queue[tuple[float, Json] | None],
    done: queue.Queue[Sent | None],
    counted_from: float,
) -> None:
    """Send one order after the other, each when it is due."""
    with Client(service.address, service.key, timeout_s=2.0 * WAIT_S) as client:
        while (next_one := waiting.get()) is not None:
            due, order = next_one
            time.sleep(max(0.0, due - time.perf_counter()))
            outcome = _outcome(client, order, due + WAIT_S)
            if due >= counted_from:
                seconds = float("inf") if outcome == "lost" else time.perf_counter() - due
                done.put(Sent(seconds, outcome))
    done.put(None)


def _outcome(client: Client, order: Mapping[str, Any], deadline: float) -> str:
    """``assigned`` or ``unassigned`` when that is decided, or ``lost``."""
    try:
        answer, pause_s = client.place_order(order, wait_s=WAIT_S), POLL_S
        while answer["decision_id"] is None and time.perf_counter() < deadline:
            time.sleep(pause_s)
            pause_s *= 2.0
            answer = client.order(answer["id"])
    except ClientError:
        return "lost"
    if answer["decision_id"] is None:
        return "lost"
    return "assigned" if answer["assignment"] is not None else "unassigned"


def _key_made(settings: Mapping[str, str]) -> str:
    """Make the tables of a database, and a key for them."""
    environment = {**without_ours(os.environ), **settings}
    said = ""
    for command in (["db", "upgrade"], ["keys", "create", "--role", "admin"]):
        told = [sys.executable, "-m", "paidan", *command]
        said = subprocess.run(told, env=environment, check=True, capture_output=True, text=True).stdout
    return said.strip()
