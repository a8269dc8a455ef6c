"""Queue servers for tests: Valkey where the database is SQLite, as embedded, and Redis where it is PostgreSQL."""

from __future__ import annotations

import shutil

from jobs.embedded import valkey_command
from jobs.settings import Settings
from tests.databases import missing


def server_command(settings: Settings) -> list[str]:
    """The command of the queue server that belongs to a database, on the data folder's socket."""
    valkey, *options = valkey_command(settings)
    if settings.database_url.startswith("sqlite"):
        return [valkey, *options]
    redis = shutil.which("redis-server")
    if redis is None:
        missing("Redis", "redis-server")
    return [str(redis), *options]
