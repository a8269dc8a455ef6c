"""Databases of earlier versions are brought forward with all that is in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from operations import migrations, tenants
from operations.dispatching import Outcome
from operations.engine import open_engine, read, upgrade
from scheduling.traffic import NO_TRAFFIC
from tests.operations.conftest import SHANGHAI, TENANT, House

SCRIPT = ScriptDirectory(str(Path(migrations.__file__).parent))
VERSIONS = [version.revision for version in SCRIPT.walk_revisions()][::-1]


def go_to(engine: Engine, version: str) -> None:
    """Bring the tables up or down to a version."""
    with engine.connect() as plain:
        connection = plain.execution_options(paidan_writes=True)
        with connection.begin():
            before = MigrationContext.configure(connection).get_current_revision()
            down = before is not None and VERSIONS.index(before) > VERSIONS.index(version)
            way = SCRIPT._downgrade_revs if down else SCRIPT._upgrade_revs
            with EnvironmentContext(Config(), SCRIPT, fn=lambda revision, _: way(version, revision)) as env:
                env.configure(connection=connection)
                env.run_migrations()


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but that of the version, in the columns of the first version."""
    with closing(sqlite3.connect(str(engine.url.database))) as plain:
        tables = [
            name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {
            table: plain.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in tables
            if table != "alembic_version"
        }


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_database_with_data_goes_forward_and_goes_on(house: House, version: str) -> None:
    for _ in range(2):
        house.add_technician(skills={"gas": 1})
    for _ in range(3):
        house.dispatch(house.place(skills={"gas": 1}).id)
    before = content(house.engine)
    go_to(house.engine, version)
    older = content(house.engine)
    assert {table: len(rows) for table, rows in older.items()} == {table: len(rows) for table, rows in before.items()}
    assert sum(map(len, older.values())) > 20
    upgrade(house.engine)
    assert content(house.engine) == before
    with read(house.engine) as connection:
        tenant = tenants.get(connection, TENANT)
    assert (tenant.timezone, tenant.travel.speed_kmh, tenant.traffic) == (SHANGHAI, 30.0, NO_TRAFFIC)
    assert house.dispatch(house.place().id) is Outcome.KEPT


def test_the_first_version_alone_can_be_brought_forward(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'paidan.db'}")
    go_to(engine, VERSIONS[0])
    upgrade(engine)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == VERSIONS[-1]
    engine.dispose()
