"""Where is a routing engine? A server by ``http`` or ``https``, or a map or dataset on this machine by ``file``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from geo.errors import InvalidTravelError
from geo.roads.engine import Engine

MAX_URL_LENGTH = 2_000
"""Characters of an address."""

SUFFIXES = (".osm.pbf", ".osrm")
"""What a file may be: an extract of OpenStreetMap, or the base name of a dataset that OSRM has made of one."""


def require_address(url: str) -> SplitResult:
    """The parts of an address under which there may be a routing engine. Nothing is asked.

    Raises
    ------
    InvalidTravelError
        If there can be none.
    """
    if not 0 < len(url) <= MAX_URL_LENGTH or not url.isprintable() or " " in url:
        raise InvalidTravelError(f"has {len(url)} characters, must have 1 to {MAX_URL_LENGTH}, no spaces", "url")
    try:
        parts = urlsplit(url)
        fault = _fault(parts)
    except ValueError as error:
        raise InvalidTravelError(f"is {url!r}, no address: {error}", "url") from None
    if fault:
        raise InvalidTravelError(f"is {url!r}, {fault}", "url")
    return parts


def engine_at(url: str) -> Engine:
    """The engine under an address.

    Raises
    ------
    InvalidTravelError
        If there can be none.
    RoadsError
        If there is none.
    """
    parts = require_address(url)
    if parts.scheme == "file":
        from geo.roads.local import engine_of

        return engine_of(Path(unquote(parts.path)))
    from geo.roads.server import Server

    return Server(url)


def _fault(parts: SplitResult) -> str:
    """What is wrong with an address, as a sentence that goes on from the address itself."""
    if parts.query or parts.fragment:
        return "must end with the path, without ? and #"
    if parts.scheme == "file":
        return _fault_of_file(parts)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "must begin with http://, https:// or file:///"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user or a password"
    if parts.port == 0 or not parts.netloc.isascii() or not parts.path.isascii():
        return "must be plain ASCII, with a port from 1 to 65535 if any"
    return ""


def _fault_of_file(parts: SplitResult) -> str:
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        return "must name a file of this machine by its whole path: file:///…"
    return "" if parts.path.endswith(SUFFIXES) else f"must end with {' or '.join(SUFFIXES)}"
