"""A server that speaks OSRM's table service over HTTP, with ways that follow from the coordinates alone."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

from geo.places import LatLng

Point = tuple[float, float]
"""Longitude and latitude, degrees."""

ISLAND_LAT = 60.0
"""No way leads from what lies south of it to what lies north; the ferry back runs."""

NOWHERE_LAT = 80.0
"""What lies north of it is 30 km from any road."""


@dataclass
class Osrm:
    """What the server does, and what it was asked.

    Parameters
    ----------
    max_table_size
        As ``--max-table-size`` of osrm-routed.
    mishaps
        What it does instead of answering, one for each of the next questions: a status, seconds to wait for, the body
        of an answer, or what replaces parts of the answer.
    questions
        Origins and destinations that it was asked for, question by question.
    """

    url: str = ""
    max_table_size: int = 100
    mishaps: list[int | float | bytes | dict[str, Any]] = field(default_factory=list)
    questions: list[tuple[list[Point], list[Point]]] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[Point, Point]]:
        """Every way it was asked for."""
        return [(a, b) for origins, destinations in self.questions for a in origins for b in destinations]


def duration_s(a: LatLng, b: LatLng) -> float | None:
    """Seconds of a way: 3 to the east and 2.25 to the west for each thousandth of a degree, 4 for latitude."""
    return _duration_s((a.lng, a.lat), (b.lng, b.lat))


def distance_m(a: LatLng, b: LatLng) -> float | None:
    """Metres of a way: 100.5 for each thousandth of a degree of either kind."""
    return _distance_m((a.lng, a.lat), (b.lng, b.lat))


@contextlib.contextmanager
def osrm_server() -> Iterator[Osrm]:
    """A server on a free port of this machine, until the block ends."""
    osrm = Osrm()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(osrm))
    server.daemon_threads = True
    osrm.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with patch.dict(os.environ, {"no_proxy": "127.0.0.1"}):
            yield osrm
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _duration_s(a: Point, b: Point) -> float | None:
    if a[1] < ISLAND_LAT < b[1]:
        return None
    east, north = 1000.0 * (b[0] - a[0]), 1000.0 * (b[1] - a[1])
    return round((3.0 if east > 0.0 else 2.25) * abs(east) + 4.0 * abs(north), 1)


def _distance_m(a: Point, b: Point) -> float | None:
    if a[1] < ISLAND_LAT < b[1]:
        return None
    return round(100.5 * 1000.0 * (abs(b[0] - a[0]) + abs(b[1] - a[1])), 1)


def _answer(osrm: Osrm, path: str) -> tuple[int, dict[str, Any]]:
    parts = urlsplit(path)
    if not parts.path.startswith("/table/v1/driving/"):
        return 400, {"code": "InvalidUrl", "message": "URL string malformed"}
    given = unquote(parts.path.removeprefix("/table/v1/driving/")).split(";")
    points = [(float(lng), float(lat)) for lng, lat in (point.split(",") for point in given)]
    asked = {name: values[0] for name, values in parse_qs(parts.query, separator="&").items()}
    assert asked["annotations"] == "duration,distance"
    origins, destinations = ([points[int(n)] for n in asked[name].split(";")] for name in ("sources", "destinations"))
    assert len(points) == len(set(points)), "every point is told once"
    osrm.questions.append((origins, destinations))
    if len(points) < 2:
        return 400, {"code": "InvalidOptions", "message": "Number of coordinates needs to be at least two."}
    if len(points) > osrm.max_table_size:
        return 400, {"code": "TooBig", "message": "Too many table coordinates"}
    return 200, {
        "code": "Ok",
        "durations": [[_duration_s(a, b) for b in destinations] for a in origins],
        "distances": [[_distance_m(a, b) for b in destinations] for a in origins],
        "sources": [_waypoint(point) for point in origins],
        "destinations": [_waypoint(point) for point in destinations],
    }


def _waypoint(point: Point) -> dict[str, Any]:
    return {"location": list(point), "name": "", "distance": 30_000.0 if point[1] > NOWHERE_LAT else 12.5}


def _handler(osrm: Osrm) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mishap = osrm.mishaps.pop(0) if osrm.mishaps else None
            status, answer = _answer(osrm, self.path)
            if isinstance(mishap, float):
                time.sleep(mishap)
            body = json.dumps(answer | (mishap if isinstance(mishap, dict) else {})).encode()
            if isinstance(mishap, bytes):
                body = mishap
            elif isinstance(mishap, int):
                status, body = mishap, b"<html>not now</html>"
            with contextlib.suppress(OSError):  # whoever asked has lost patience
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
