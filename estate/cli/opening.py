"""The register opened for a command: to read, or to write all of it or nothing."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Connection

from estate.cli.console import say
from estate.db.engine import current_revision, database_url, head_revision, make_engine, migrate
from estate.errors import NotInitialised, SetupError
from estate.geometry import Envelope
from estate.register.queries import versions
from estate.register.writes.audit import Actor, acting
from estate.settings import Settings


def open_url(settings: Settings) -> str:
    """Address of a register whose tables are up to date.

    A private cluster is started and migrated on the way; a server of the operator's own is
    only ever migrated by ``estate db migrate``.
    """
    url = database_url(settings, say)
    if current_revision(url) == head_revision(url):
        return url
    if settings.database_url is not None:
        raise SetupError("The tables are not those of this version: run 'estate db migrate'.")
    migrate(url)
    return url


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection that cannot write."""
    engine = make_engine(open_url(Settings()), read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def county_envelope() -> Envelope | None:
    """The county's box; None where the register holds no county yet."""
    with reading() as connection:
        try:
            return versions.envelope(connection)
        except NotInitialised:
            return None


#: Of every command that brings a file in whole (`estate import` shows a plan instead).
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Read and check the file, say what it holds, keep none.")
]


@contextmanager
def writing(*, dry_run: bool = False) -> Iterator[Connection]:
    """One transaction: all of the command, or nothing; nothing either where it is a dry run."""
    engine = make_engine(open_url(Settings()))
    try:
        with engine.connect() as connection, connection.begin() as whole:
            acting(connection, whoever_types())
            yield connection
            if dry_run:
                whole.rollback()
    finally:
        engine.dispose()


def done(words: str, *, dry_run: bool) -> None:
    """What a file brought, or would have brought."""
    say(f"{words} A dry run: nothing has been changed." if dry_run else words)


def whoever_types() -> Actor:
    """Under which name the record knows what a command does."""
    return Actor(f"{getpass.getuser()} at the command line")
