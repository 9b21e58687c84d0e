"""The register opened for a command: to read, or to write all of it or nothing."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from estate.cli.console import say
from estate.db.engine import current_revision, database_url, head_revision, make_engine, migrate
from estate.errors import SetupError
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


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction: all of the command, or nothing."""
    engine = make_engine(open_url(Settings()))
    try:
        with engine.begin() as connection:
            acting(connection, whoever_types())
            yield connection
    finally:
        engine.dispose()


def whoever_types() -> Actor:
    """Under which name the record knows what a command does."""
    return Actor(f"{getpass.getuser()} at the command line")
