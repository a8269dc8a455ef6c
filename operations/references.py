"""Ids and external ids: how a record is asked for, and how new ids are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, Table, Text, select

from dispatch.errors import Fault
from operations import sequences
from operations.errors import ConflictError
from operations.schema import SERIAL

EXTERNAL = "ext:"
"""What stands before an external id where an id is asked for."""


def identity_columns() -> tuple[Column[Any], ...]:
    """Columns of a record that is asked for by id or external id, and listed by serial number."""
    return (
        Column("id", Text, primary_key=True),
        Column("serial", SERIAL, nullable=False),
        Column("external_id", Text),
        Column("revision", Integer, nullable=False),
    )


def matches(table: Table, tenant: str, ref: str) -> ColumnElement[bool]:
    """The condition that finds the record of an id, or of ``ext:`` and an external id."""
    if ref.startswith(EXTERNAL):
        return (table.c.tenant == tenant) & (table.c.external_id == ref.removeprefix(EXTERNAL))
    return (table.c.tenant == tenant) & (table.c.id == ref)


def find_id(connection: Connection, table: Table, tenant: str, ref: str) -> str | None:
    """The id of the record that `ref` names, if there is one."""
    return connection.execute(select(table.c.id).where(matches(table, tenant, ref))).scalar_one_or_none()


def refuse_known(connection: Connection, table: Table, tenant: str, external_id: str | None) -> None:
    """Raise `ConflictError` with the id if a record of that external id is known."""
    if external_id is None:
        return
    known = find_id(connection, table, tenant, EXTERNAL + external_id)
    if known is not None:
        message = f"{noun(table)} {known} has the external_id {external_id!r} already"
        raise ConflictError("external_id_known", message, {"id": known, "external_id": external_id})


def new_identity(connection: Connection, table: Table, tenant: str, prefix: str) -> tuple[str, int]:
    """The next id of a kind of record, such as ``o17``, and its serial number."""
    serial = sequences.following(connection, tenant, table.name)
    return f"{prefix}{serial}", serial


def noun(table: Table) -> str:
    """What one row of a table is called: ``policy`` for ``policies``."""
    return table.name[:-3] + "y" if table.name.endswith("ies") else table.name.removesuffix("s")


def resolve(
    connection: Connection, table: Table, tenant: str, named: Sequence[str], pointer: str
) -> tuple[tuple[str, ...], list[Fault]]:
    """The ids of records that are named by id, by external id, or by ``ext:`` and external id.

    Parameters
    ----------
    pointer
        JSON pointer of the list of names; the faults point to its items.

    Returns
    -------
    The ids in the order of their first naming, each once, and a fault for every name that no record has.
    """
    if not named:
        return (), []
    external = [name.removeprefix(EXTERNAL) for name in named]
    query = select(table.c.id, table.c.external_id).where(
        table.c.tenant == tenant, table.c.id.in_(named) | table.c.external_id.in_(external)
    )
    rows = connection.execute(query).all()
    by_name = {EXTERNAL + row.external_id: row.id for row in rows if row.external_id is not None}
    by_name |= {row.external_id: row.id for row in rows if row.external_id is not None}
    by_name |= {row.id: row.id for row in rows}
    faults = [
        Fault(f"{pointer}/{index}", "unknown_id", f"is {name!r}, no {noun(table)} has this id")
        for index, name in enumerate(named)
        if name not in by_name
    ]
    return tuple(dict.fromkeys(by_name[name] for name in named if name in by_name)), faults
