"""How the service runs, from the environment."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import URL

from dispatch.errors import InvalidInputError
from dispatch.files.json_text import parse
from dispatch.files.traffic_file import traffic_from_json, traffic_to_json
from geo.errors import InvalidTravelError
from geo.travel import GreatCircle
from operations.clock import Mode
from scheduling.errors import UnknownZoneError
from scheduling.traffic import Traffic
from scheduling.zones import zone_named

MAX_SOCKET_PATH_BYTES = 100
"""Longer paths of a socket are refused by some systems."""

DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""How SQLAlchemy calls the database and its driver, by what stands before ``://``."""

QUEUE_SCHEMES = ("redis", "rediss", "unix")


class SettingsError(ValueError):
    """An environment variable that the service cannot run with; the message names it, its value and the bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service runs.

    Parameters
    ----------
    data_dir
        ``PAIDAN_DATA_DIR``, ``./.paidan``: everything of an embedded service.
    database_url
        ``PAIDAN_DATABASE_URL``, such as ``postgresql://paidan@db/paidan``; unless given, a SQLite file in the folder.
    redis_url
        ``PAIDAN_REDIS_URL``, such as ``redis://queue:6379/0``; the socket of the embedded Valkey unless given.
    host, port
        ``PAIDAN_HOST``, ``127.0.0.1``; ``PAIDAN_PORT``, 8080.
    clock
        ``PAIDAN_CLOCK``: ``system`` or ``simulated``.
    tenant
        The one tenant of an embedded service.
    timezone
        ``PAIDAN_TIMEZONE``: IANA name of the tenant's zone; ``None`` leaves it as the data folder has it.
    travel
        ``PAIDAN_SPEED_KMH`` and ``PAIDAN_DETOUR``: how technicians travel; ``None`` leaves it as the data folder has
        it, `DEFAULT_TRAVEL` in a new one.
    traffic
        ``PAIDAN_TIME_OF_DAY``: a JSON list as `travel.time_of_day` of the problem file, at which hours driving takes
        longer; ``None`` leaves it as the data folder has it.
    lease_s
        ``PAIDAN_LEASE_S``, 10: after so long without a decision a background job is taken for dead.
    upkeep_s
        ``PAIDAN_UPKEEP_S``, 5: seconds between two looks for requests that were lost.
    """

    data_dir: Path = Path(".paidan")
    database_url: str = ""
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    clock: Mode = "system"
    tenant: str = "main"
    timezone: ZoneInfo | None = None
    travel: GreatCircle | None = None
    traffic: Traffic | None = None
    lease_s: float = 10.0
    upkeep_s: float = 5.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that environment variables name.

        Raises
        ------
        SettingsError
            If a variable cannot be meant.
        """
        given = os.environ if environment is None else environment
        data_dir = Path(given.get("PAIDAN_DATA_DIR") or ".paidan").absolute()
        return cls(
            data_dir=data_dir,
            database_url=_database_url(given.get("PAIDAN_DATABASE_URL"), data_dir),
            redis_url=_redis_url(given.get("PAIDAN_REDIS_URL"), data_dir),
            host=given.get("PAIDAN_HOST") or "127.0.0.1",
            port=int(_number(given, "PAIDAN_PORT", 8080, (0, 65_535))),
            clock=_clock(given.get("PAIDAN_CLOCK") or "system"),
            timezone=_zone(given.get("PAIDAN_TIMEZONE")),
            travel=_travel(given),
            traffic=_traffic(given.get("PAIDAN_TIME_OF_DAY")),
            lease_s=_number(given, "PAIDAN_LEASE_S", 10.0, (0.1, 3600.0)),
            upkeep_s=_number(given, "PAIDAN_UPKEEP_S", 5.0, (0.1, 3600.0)),
        )

    def as_environment(self) -> dict[str, str]:
        """The variables from which a child process reads the same settings."""
        given = {
            "PAIDAN_DATA_DIR": str(self.data_dir),
            "PAIDAN_DATABASE_URL": self.database_url,
            "PAIDAN_REDIS_URL": self.redis_url,
            "PAIDAN_HOST": self.host,
            "PAIDAN_PORT": str(self.port),
            "PAIDAN_CLOCK": self.clock,
            "PAIDAN_LEASE_S": repr(self.lease_s),
            "PAIDAN_UPKEEP_S": repr(self.upkeep_s),
        }
        if self.timezone is not None:
            given["PAIDAN_TIMEZONE"] = self.timezone.key
        if self.travel is not None:
            given |= {"PAIDAN_SPEED_KMH": repr(self.travel.speed_kmh), "PAIDAN_DETOUR": repr(self.travel.detour)}
        if self.traffic is not None:
            given["PAIDAN_TIME_OF_DAY"] = json.dumps(traffic_to_json(self.traffic))
        return given


def socket_path(data_dir: Path) -> Path:
    """Where the embedded Valkey listens: in the data folder, or, if that path is too long, in a folder of its own."""
    path = data_dir / "valkey.sock"
    if len(os.fsencode(path)) <= MAX_SOCKET_PATH_BYTES:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"paidan-{os.getuid()}-{name}" / "valkey.sock"


def _database_url(text: str | None, data_dir: Path) -> str:
    if not text:
        return URL.create("sqlite", database=str(data_dir / "paidan.db")).render_as_string()
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in DRIVERS:
        raise SettingsError(f"PAIDAN_DATABASE_URL begins with {scheme[:40]!r}, must be postgresql://… or sqlite:///…")
    return f"{DRIVERS[scheme]}://{rest}"


def _redis_url(text: str | None, data_dir: Path) -> str:
    if not text:
        return "unix://" + quote(str(socket_path(data_dir)))
    scheme, separator, _ = text.partition("://")
    if not separator or scheme not in QUEUE_SCHEMES:
        raise SettingsError(f"PAIDAN_REDIS_URL begins with {scheme[:40]!r}, must be redis://…, rediss://… or unix://…")
    return text


def _number(given: Mapping[str, str], name: str, default: float, bounds: tuple[float, float]) -> float:
    text = given.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}, must be a number") from None
    if not bounds[0] <= number <= bounds[1]:
        raise SettingsError(f"{name} is {text}, must lie between {bounds[0]:g} and {bounds[1]:g}")
    return number


def _clock(text: str) -> Mode:
    for mode in get_args(Mode):
        if text == mode:
            return text  # type: ignore[return-value]
    raise SettingsError(f"PAIDAN_CLOCK is {text!r}, must be system or simulated")


def _zone(text: str | None) -> ZoneInfo | None:
    if not text:
        return None
    try:
        return zone_named(text)
    except UnknownZoneError:
        raise SettingsError(f"PAIDAN_TIMEZONE is {text!r}, must be an IANA name such as Asia/Shanghai") from None


def _travel(given: Mapping[str, str]) -> GreatCircle | None:
    if not given.get("PAIDAN_SPEED_KMH") and not given.get("PAIDAN_DETOUR"):
        return None
    speed_kmh = _number(given, "PAIDAN_SPEED_KMH", 30.0, (0.0, 1000.0))
    try:
        return GreatCircle(speed_kmh, _number(given, "PAIDAN_DETOUR", 1.3, (1.0, 10.0)))
    except InvalidTravelError as fault:
        raise SettingsError(f"PAIDAN_{fault.field.upper()}: {fault}") from None


def _traffic(text: str | None) -> Traffic | None:
    if not text:
        return None
    try:
        return traffic_from_json(parse(text))
    except InvalidInputError as fault:
        raise SettingsError(f"PAIDAN_TIME_OF_DAY: {fault.faults[0]}") from None
