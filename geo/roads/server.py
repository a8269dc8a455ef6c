"""OSRM over HTTP: its table service, asked again when it is busy or breaks off."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import RoadsError
from geo.places import LatLng
from geo.roads.answer import block_of
from geo.roads.engine import Block, TooBigError

PROFILE = "driving"
SIZE = 100
"""Points that OSRM takes in a table unless it is told otherwise (``--max-table-size``)."""

MAX_ANSWER_BYTES = 64 * 1024 * 1024
TOO_BIG = frozenset((413, 414))
BUSY = frozenset((429, 500, 502, 503, 504))
TO_DO = "must be the address of an OSRM server that runs and can be reached from here"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for.

    Parameters
    ----------
    answer_s
        Seconds for one answer, from the question to its last byte.
    tries
        How often it is asked.
    pause_s
        Seconds before it is asked again, twice as many each further time.
    """

    answer_s: float = 30.0
    tries: int = 3
    pause_s: float = 0.5


@dataclass(frozen=True, slots=True)
class Server:
    """An OSRM server.

    Parameters
    ----------
    url
        Its root, such as ``http://127.0.0.1:5000``.
    """

    url: str
    patience: Patience = Patience()

    @property
    def name(self) -> str:
        """Its table service."""
        return f"{self.url.rstrip('/')}/table/v1/{PROFILE}"

    @property
    def size(self) -> int:
        """As many as OSRM takes unless it is told otherwise."""
        return SIZE

    def table(self, origins: Sequence[LatLng], destinations: Sequence[LatLng]) -> Block:
        """Ask for one table; see `Engine`."""
        numbers = {point: n for n, point in enumerate(dict.fromkeys((*origins, *destinations)))}
        points = ";".join(f"{point.lng:.6f},{point.lat:.6f}" for point in numbers)
        rows = ";".join(str(numbers[point]) for point in origins)
        columns = ";".join(str(numbers[point]) for point in destinations)
        question = f"{points}?annotations=duration,distance&sources={rows}&destinations={columns}"
        status, body = self._asked(f"{self.name}/{question}")
        answer = _parsed(body)
        code = answer.get("code") if isinstance(answer, dict) else None
        if code == "TooBig" or status in TOO_BIG:
            raise TooBigError
        if status != http.HTTPStatus.OK or code != "Ok":
            told = f", {code}: {answer.get('message', 'no message')}" if isinstance(answer, dict) and code else ""
            raise self._error(f"answers {status} {http.client.responses.get(status, '')}{told}")
        try:
            return block_of(answer, len(origins), len(destinations))
        except RoadsError as error:
            raise self._error(f"answers {error}") from None

    def _asked(self, url: str) -> tuple[int, bytes]:
        """Status and body of the answer; asks again if there is none, or if the server is busy."""
        status, body, cause = 0, b"", ""
        for n in range(self.patience.tries):
            if n > 0:
                time.sleep(self.patience.pause_s * 2 ** (n - 1))
            try:
                status, body = _answer(url, self.patience.answer_s)
            except (OSError, http.client.HTTPException) as error:
                status, cause = 0, _cause(error)
            if status and status not in BUSY:
                return status, body
        if status:
            return status, body
        raise self._error(f"does not answer, asked {self.patience.tries} times: {cause}")

    def _error(self, what: str) -> RoadsError:
        return RoadsError(f"is {self.url!r}, which {what}; {TO_DO}")


def _answer(url: str, answer_s: float) -> tuple[int, bytes]:
    until = time.monotonic() + answer_s
    request = urllib.request.Request(url, headers={"Accept": "application/json", "User-Agent": "paidan"})
    try:
        response = urllib.request.urlopen(request, timeout=answer_s)
    except urllib.error.HTTPError as refused:
        response = refused
    with response:
        body = b""
        while piece := response.read1(1 << 20):
            body += piece
            if time.monotonic() > until:
                raise TimeoutError
            if len(body) > MAX_ANSWER_BYTES:
                raise http.client.HTTPException(f"more than {MAX_ANSWER_BYTES} bytes")
        missing = response.length
        if missing:
            raise http.client.IncompleteRead(body, missing)
        return int(response.status), body


def _parsed(body: bytes) -> object:
    """The body as JSON; ``None`` if it is none."""

    def refuse(word: str) -> float:
        raise ValueError(word)

    try:
        return json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def _cause(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return (reason.strerror if isinstance(reason, OSError) else None) or str(reason) or type(reason).__name__
