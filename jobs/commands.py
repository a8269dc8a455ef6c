"""``paidan db`` and ``paidan keys``: what operators do to a database. Nothing is imported before it is called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.files.disk import UnusableError

if TYPE_CHECKING:
    from jobs.settings import Settings

db = typer.Typer(help="The database of the service.", no_args_is_help=True)
keys = typer.Typer(help="Who may call the service.", no_args_is_help=True)

Data = Annotated[
    str, typer.Option("--data", metavar="DIR", envvar="PAIDAN_DATA_DIR", help="Folder of an embedded service.")
]


class Role(StrEnum):
    """What whoever has a key may be."""

    platform = "platform"
    dispatcher = "dispatcher"
    technician = "technician"
    customer = "customer"
    analyst = "analyst"
    admin = "admin"


@db.command()
def upgrade(data: Data = "./.paidan") -> None:
    """Bring the tables to the version of this program, and make the tenant if there is none."""
    from jobs.preparing import prepare

    with _told_in_a_sentence(data) as settings:
        prepare(settings)
        typer.echo(f"the database is at version {_version(settings)}")


@keys.command()
def create(role: Annotated[Role, typer.Option("--role", help="What it lets in as.")], data: Data = "./.paidan") -> None:
    """Make a key and print it; it is not kept and cannot be shown again."""
    from jobs.preparing import admit
    from operations.api_keys import new_secret

    secret = new_secret()
    with _told_in_a_sentence(data) as settings:
        admit(settings, role.value, secret)
    typer.echo(secret)


@contextmanager
def _told_in_a_sentence(data: str) -> Iterator[Settings]:
    """The settings of a service; what is wrong with them, or with its database, is no mistake of the program."""
    from jobs.settings import Settings, SettingsError
    from operations.errors import OperationsError

    try:
        settings = Settings.from_environment({**os.environ, "PAIDAN_DATA_DIR": data})
        if settings.database_url.startswith("sqlite"):
            Path(data).mkdir(parents=True, exist_ok=True, mode=0o700)
        yield settings
    except (SettingsError, OperationsError) as fault:
        raise UnusableError(str(fault)) from fault


def _version(settings: Settings) -> str:
    from operations.engine import open_engine, read
    from operations.migrations import version_of

    engine = open_engine(settings.database_url)
    try:
        with read(engine) as connection:
            return version_of(connection)
    finally:
        engine.dispose()
