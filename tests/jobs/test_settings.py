"""Settings from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jobs.settings import Settings, SettingsError, socket_path
from scheduling.traffic import NO_TRAFFIC, Period, Traffic


def test_everything_has_a_default_and_goes_to_children_unchanged() -> None:
    settings = Settings.from_environment({})
    assert settings.data_dir == Path(".paidan").absolute()
    assert (settings.host, settings.port, settings.clock) == ("127.0.0.1", 8080, "system")
    assert settings.database_url.startswith("sqlite:///")
    given = {
        "PAIDAN_DATA_DIR": "/srv/a b%2F?#",
        "PAIDAN_TIMEZONE": "Asia/Shanghai",
        "PAIDAN_SPEED_KMH": "25",
        "PAIDAN_DETOUR": "1.4",
        "PAIDAN_TIME_OF_DAY": '[{"from": "07:00", "to": "09:30", "factor": 1.4}]',
        "PAIDAN_CLOCK": "simulated",
        "PAIDAN_PORT": "0",
    }
    settings = Settings.from_environment(given)
    assert Settings.from_environment(settings.as_environment()) == settings
    assert settings.travel is not None
    assert (settings.travel.speed_kmh, settings.travel.detour) == (25.0, 1.4)
    assert settings.traffic == Traffic((Period(7 * 3600, 9 * 3600 + 1800, 1.4),))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_is_named_as_its_own_tools_name_it(scheme: str) -> None:
    given = {"PAIDAN_DATABASE_URL": f"{scheme}://me:secret@db:5433/paidan", "PAIDAN_REDIS_URL": "rediss://queue/1"}
    settings = Settings.from_environment(given)
    assert settings.database_url == "postgresql+psycopg://me:secret@db:5433/paidan"
    assert settings.redis_url == "rediss://queue/1"


def test_driving_may_be_told_to_take_as_long_at_all_hours() -> None:
    settings = Settings.from_environment({"PAIDAN_TIME_OF_DAY": "[]"})
    assert settings.traffic == NO_TRAFFIC
    assert Settings.from_environment(settings.as_environment()).traffic == NO_TRAFFIC


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PAIDAN_PORT", "eighty", "must be a number"),
        ("PAIDAN_PORT", "70000", "must lie between 0 and 65535"),
        ("PAIDAN_CLOCK", "sundial", "must be system or simulated"),
        ("PAIDAN_TIMEZONE", "Shanghai", "must be an IANA name"),
        ("PAIDAN_TIMEZONE", "localtime", "must be an IANA name"),
        ("PAIDAN_SPEED_KMH", "0", "must be above 0"),
        ("PAIDAN_DETOUR", "0.5", "must lie between 1 and 10"),
        ("PAIDAN_TIME_OF_DAY", "rush hour", "is not JSON"),
        ("PAIDAN_TIME_OF_DAY", '[{"from": "07:00", "to": "09:30", "factor": 0}]', "/time_of_day/0/factor: is 0"),
        ("PAIDAN_DATABASE_URL", "mysql://db/paidan", "begins with 'mysql', must be postgresql"),
        ("PAIDAN_DATABASE_URL", "paidan.db", "must be postgresql"),
        ("PAIDAN_REDIS_URL", "queue:6379", "must be redis"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}.*{said}"):
        Settings.from_environment({name: text})


def test_a_folder_whose_path_is_too_long_for_a_socket_has_it_elsewhere() -> None:
    assert socket_path(Path("/srv/paidan")) == Path("/srv/paidan/valkey.sock")
    for deep in (Path("/srv") / ("x" * 120), Path("/srv") / ("派" * 40)):
        assert len(os.fsencode(socket_path(deep))) < 108
        assert socket_path(deep) != socket_path(deep / "y")
