"""How long from the request for an order over HTTP to its decision? A whole embedded service, asked by one client."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.client import Client
from benchmarks.demo.day import DaySize, make_day
from benchmarks.demo.over_http import Names, give_out, put_on_books
from benchmarks.demo.places import find_city
from benchmarks.demo.service import fresh_folder, pick_port, running

SIZE = DaySize(technicians=300, orders=1200)
UNCOUNTED = 100
"""Orders at the beginning whose times do not count: caches fill, days are empty."""


def over_http(seed: int) -> list[float]:
    """Seconds from sending each order to having its decision, one after the other, of a day in Shanghai."""
    day = make_day(find_city("Shanghai"), seed, SIZE)
    with (
        tempfile.TemporaryDirectory(prefix="paidan-latency-") as root,
        fresh_folder(Path(root)) as (folder, lock),
        running(folder, pick_port(0), lock, {}) as service,
        Client(service.address, service.key) as client,
    ):
        names = Names()
        for _ in put_on_books(client, day, names):
            pass
        return [answer.seconds for answer in give_out(client, day, names)][UNCOUNTED:]
