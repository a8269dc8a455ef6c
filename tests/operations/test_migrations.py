"""Databases of earlier versions are brought forward with all that is in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from operations import migrations, tenants
from operations.dispatching import Outcome
from operations.engine import DATABASES, open_engine, read, upgrade, write
from operations.memory import Memory
from scheduling.traffic import NO_TRAFFIC
from tests.operations.conftest import SHANGHAI, TENANT, House

SCRIPT = ScriptDirectory(str(Path(migrations.__file__).parent))
VERSIONS = [version.revision for version in SCRIPT.walk_revisions()][::-1]


def go_to(engine: Engine, version: str) -> None:
    """Bring the tables up or down to a version."""
    with write(engine, None) as connection:
        DATABASES[engine.dialect.name].prepare_schema(connection)
        before = MigrationContext.configure(connection).get_current_revision()
        down = before is not None and VERSIONS.index(before) > VERSIONS.index(version)
        way = SCRIPT._downgrade_revs if down else SCRIPT._upgrade_revs
        with EnvironmentContext(Config(), SCRIPT, fn=lambda revision, _: way(version, revision)) as env:
            env.configure(connection=connection)
            env.run_migrations()


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours but that of the version, without what counts for a running process alone."""
    with read(engine) as connection:
        found = {
            table: connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).mappings().all()
            for table in tables_in(connection)
        }
    return {
        table: [tuple(value for name, value in row.items() if name != "change") for row in rows]
        for table, rows in found.items()
    }


def tables_in(connection: Connection) -> list[str]:
    """Those of the database that are neither Alembic's nor PostGIS's."""
    return sorted(set(inspect(connection).get_table_names()) - {"alembic_version", "spatial_ref_sys"})


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
    house.memory = Memory()  # another version is another process
    assert house.dispatch(house.place().id) is Outcome.KEPT


def test_the_first_version_alone_can_be_brought_forward(empty: str) -> None:
    engine = open_engine(empty)
    go_to(engine, VERSIONS[0])
    upgrade(engine)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == VERSIONS[-1]
    engine.dispose()
