"""Versions of the tables, applied by the program itself at its start."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from operations.errors import SchemaVersionError


def upgrade_to_head(connection: Connection) -> None:
    """Bring the tables to the newest version, in a transaction that has been begun.

    Raises
    ------
    SchemaVersionError
        If the database is of a version that this program does not know.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    script = ScriptDirectory.from_config(config)
    _require_known(script, MigrationContext.configure(connection).get_current_revision())
    with EnvironmentContext(config, script, fn=lambda revision, _: script._upgrade_revs("head", revision)) as env:
        env.configure(connection=connection)
        env.run_migrations()


def version_of(connection: Connection) -> str:
    """The version of the tables; ``none`` without any."""
    return MigrationContext.configure(connection).get_current_revision() or "none"


def _require_known(script: ScriptDirectory, revision: str | None) -> None:
    known = {version.revision for version in script.walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaVersionError(
            f"the database has schema version {revision}, this Paidan knows {', '.join(sorted(known))}: "
            "it was written by a newer Paidan"
        )
