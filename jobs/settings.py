"""How the service runs, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.errors import InvalidTravelError
from geo.travel import GreatCircle
from operations.clock import Mode


class SettingsError(ValueError):
    """An environment variable that the service cannot run with; the message names it, its value and the bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service runs.

    Parameters
    ----------
    database_url
        ``PAIDAN_DATABASE_URL``; a SQLite file in the data folder unless given.
    redis_url
        ``PAIDAN_REDIS_URL``; the socket of the embedded Valkey unless given.
    data_dir
        ``PAIDAN_DATA_DIR``, ``./.paidan``.
    host, port
        ``PAIDAN_HOST``, ``127.0.0.1``; ``PAIDAN_PORT``, 8080.
    clock
        ``PAIDAN_CLOCK``: ``system`` or ``simulated``.
    tenant
        The one tenant of an embedded service.
    timezone
        ``PAIDAN_TIMEZONE``: IANA name of the tenant's zone; instants are told as the shifts were written without it.
    travel
        ``PAIDAN_SPEED_KMH``, 30, and ``PAIDAN_DETOUR``, 1.3: how technicians travel.
    """

    data_dir: Path = Path(".paidan")
    database_url: str = ""
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    clock: Mode = "system"
    tenant: str = "main"
    timezone: ZoneInfo | None = None
    travel: GreatCircle = field(default_factory=lambda: GreatCircle(30.0, 1.3))

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
            database_url=given.get("PAIDAN_DATABASE_URL") or f"sqlite:///{data_dir / 'paidan.db'}",
            redis_url=given.get("PAIDAN_REDIS_URL") or f"unix://{data_dir / 'valkey.sock'}",
            host=given.get("PAIDAN_HOST") or "127.0.0.1",
            port=int(_number(given, "PAIDAN_PORT", 8080, (0, 65_535))),
            clock=_clock(given.get("PAIDAN_CLOCK") or "system"),
            timezone=_zone(given.get("PAIDAN_TIMEZONE")),
            travel=_travel(given),
        )


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
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"PAIDAN_TIMEZONE is {text!r}, must be an IANA name such as Asia/Shanghai") from None


def _travel(given: Mapping[str, str]) -> GreatCircle:
    try:
        return GreatCircle(
            _number(given, "PAIDAN_SPEED_KMH", 30.0, (0.0, 1000.0)), _number(given, "PAIDAN_DETOUR", 1.3, (1.0, 10.0))
        )
    except InvalidTravelError as fault:
        raise SettingsError(f"PAIDAN_{fault.field.upper()}: {fault}") from None
