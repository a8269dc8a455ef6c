"""Opening, upgrading, and two at once."""

from __future__ import annotations

import threading
import time

import pytest
import shapely
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2.shape import to_shape
from sqlalchemy import Connection, insert, select, text, update

from geo.places import LatLng
from operations import sqlite, tables
from operations.engine import open_engine, read, upgrade, write
from operations.errors import SchemaVersionError, StorageBusyError, StorageFullError
from operations.orders import ORDERS
from operations.sequences import SEQUENCES, following
from operations.snapshots import SNAPSHOTS
from tests.operations.conftest import TENANT, House


def test_migrations_make_the_tables_that_the_functions_use(house: House) -> None:
    with house.engine.connect() as connection:
        if house.kind == "sqlite":
            pretend_spatialite(connection)
        options = {"include_object": is_ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), tables.METADATA) == []


def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Is it neither a table of PostGIS nor a spatial index, which there is on one of the databases only?"""
    return name != "spatial_ref_sys" and not (kind == "index" and str(name).startswith("gx_"))


def pretend_spatialite(connection: Connection) -> None:
    """Tell what SpatiaLite would know; GeoAlchemy2 asks for it when it looks at a table."""
    connection.execute(
        text(
            "CREATE TEMP TABLE geometry_columns (f_table_name, f_geometry_column, geometry_type, coord_dimension, "
            "srid, spatial_index_enabled)"
        )
    )
    for table, column, kind in (("orders", "location", 1), ("technicians", "start", 1), ("areas", "shape", 0)):
        row = {"t": table, "c": column, "k": kind}
        connection.execute(text("INSERT INTO geometry_columns VALUES (:t, :c, :k, 2, 4326, 0)"), row)


def test_every_table_has_the_tenant_first_in_its_key() -> None:
    for table in tables.METADATA.tables.values():
        first = next(iter(table.primary_key.columns)).name
        assert first == ("id" if table.name == "tenants" else "tenant"), table.name


def test_upgrading_again_changes_nothing_and_several_may_do_it_at_once(empty: str) -> None:
    engine = open_engine(empty)
    threads = [threading.Thread(target=upgrade, args=(engine,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read(engine) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0004"]
    engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(house: House) -> None:
    with write(house.engine, TENANT) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaVersionError, match=r"9999.*0001.*0004.*newer"):
        upgrade(house.engine)


def test_two_writers_at_once_wait_for_each_other(house: House) -> None:
    def raise_hundred_times() -> None:
        for _ in range(100):
            with write(house.engine, TENANT) as connection:
                following(connection, TENANT, "drops")

    threads = [threading.Thread(target=raise_hundred_times) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with write(house.engine, TENANT) as connection:
        assert following(connection, TENANT, "drops") == 201


def test_a_reader_sees_one_state_and_is_not_held_up_by_a_writer(house: House) -> None:
    query = select(SEQUENCES.c.last).where(SEQUENCES.c.name == "policies")
    with read(house.engine) as reader:
        before = reader.execute(query).scalar_one()
        with write(house.engine, TENANT) as writer:
            writer.execute(update(SEQUENCES).where(SEQUENCES.c.name == "policies").values(last=99))
            assert reader.execute(query).scalar_one() == before
        assert reader.execute(query).scalar_one() == before
    with read(house.engine) as reader:
        assert reader.execute(query).scalar_one() == 99


def test_what_raises_leaves_nothing_behind(house: House) -> None:
    with pytest.raises(RuntimeError), write(house.engine, TENANT) as connection:
        following(connection, TENANT, "drops")
        raise RuntimeError
    with write(house.engine, TENANT) as connection:
        assert following(connection, TENANT, "drops") == 1


def test_a_writer_that_waits_too_long_is_told_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = open_engine(str(house.engine.url))
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.05)
    if house.kind == "postgresql":
        with impatient.connect() as connection:
            connection.connection.driver_connection.execute("SET lock_timeout = 50")  # type: ignore[union-attr]
            connection.connection.driver_connection.commit()  # type: ignore[union-attr]
    begun = time.monotonic()
    with write(house.engine, TENANT), pytest.raises(StorageBusyError), write(impatient, TENANT):
        pass
    assert time.monotonic() - begun < 4.0
    impatient.dispose()


def test_a_full_disk_is_told_as_such_and_nothing_is_kept(house: House) -> None:
    with pytest.raises(StorageFullError, match="no room left"), write(house.engine, TENANT) as connection:
        if house.kind == "sqlite":
            connection.exec_driver_sql("PRAGMA max_page_count = 60")
        for number in range(100):
            row = {"tenant": TENANT, "sha256": f"{number:064}", "body": bytes(10_000)}
            connection.execute(insert(SNAPSHOTS), row)
        if house.kind == "postgresql":  # as the server says it
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'could not extend' USING ERRCODE = '53100'; END $$")
    with read(house.engine) as connection:
        assert connection.execute(select(SNAPSHOTS.c.sha256)).all() == []


def test_a_place_is_kept_as_a_point_with_longitude_first(house: House) -> None:
    # Ushuaia lies far from the diagonal, so that exchanged axes would show.
    house.place(location=LatLng(lat=-54.8019, lng=-68.3030))
    with read(house.engine) as connection:
        kept = to_shape(connection.execute(select(ORDERS.c.location)).scalar_one())
    assert kept == shapely.Point(-68.3030, -54.8019)
