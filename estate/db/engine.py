"""Engines and migrations: how the shell reaches the register's database.

Alembic is imported where it is used: whoever only reads or imports need not wait for it.
"""

import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from estate.db.embedded import EmbeddedPostgres, Say
from estate.errors import SetupError
from estate.late_imports import one_at_a_time
from estate.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config


def database_url(settings: Settings, progress: Say | None = None) -> str:
    """The SQLAlchemy address of the register.

    ``ESTATE_DATABASE_URL`` when given (a real server), else the private cluster of the data
    folder, which is started (and made) on the way.
    """
    if settings.database_url is not None:
        url = normalised_url(settings.database_url.get_secret_value())
        _be_sure_it_answers(url)
        return url
    return EmbeddedPostgres(settings.data_dir, progress).start()


def owner_url(settings: Settings, progress: Say | None = None) -> str:
    """The address of the register for its owner: who migrates, gives rights, backs up.

    ``ESTATE_OWNER_DATABASE_URL`` when given, else the service's own address.
    """
    if settings.owner_database_url is None:
        return database_url(settings, progress)
    variable = "ESTATE_OWNER_DATABASE_URL"
    url = normalised_url(settings.owner_database_url.get_secret_value(), variable)
    _be_sure_it_answers(url, variable)
    return url


def normalised_url(url: str, variable: str = "ESTATE_DATABASE_URL") -> str:
    """The address with the driver that is installed; ``postgres://`` is accepted."""
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError) as error:  # the text may hold a password: keep it back
        raise SetupError(
            f"{variable} is not an address like postgresql://user:password@host/database."
        ) from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise SetupError(f"{variable} must name a PostgreSQL server (postgresql://…).")


def _be_sure_it_answers(url: str, variable: str = "ESTATE_DATABASE_URL") -> None:
    """Raise SetupError when a server of the user's own does not answer or has no PostGIS."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            available = connection.execute(
                text("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'")
            ).scalar_one()
    except SQLAlchemyError as error:  # a driver's message may hold the address: tell its kind
        raise SetupError(
            f"The server named by {variable} does not answer "
            f"({type(error).__name__}): check the address, the password and that it runs."
        ) from error
    finally:
        engine.dispose()
    if not available:
        raise SetupError(f"The server named by {variable} has no PostGIS: install it there.")


@dataclass(frozen=True)
class Bounds:
    """After so many seconds the server gives up: a statement, a wait for a lock that somebody
    else holds, a transaction in which nothing is asked. 0: never."""

    statement_s: int = 0
    lock_s: int = 60
    idle_s: int = 3_600

    def options(self) -> str:
        """As libpq hands them to the server at the beginning of a connection."""
        return (
            f" -c statement_timeout={self.statement_s}s -c lock_timeout={self.lock_s}s"
            f" -c idle_in_transaction_session_timeout={self.idle_s}s"
        )


#: A server that has gone without a word is noticed: at the beginning, and while it is asked.
_NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


def connections_allowed(url: str) -> int:
    """How many connections the server lets this role have, less those it keeps for its
    administrator."""
    names = ("max_connections", "superuser_reserved_connections")
    limit = text("SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user")
    asked = text("SELECT current_setting(:name)")
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = (connection.execute(asked, {"name": name}).scalar_one() for name in names)
            most, reserved = (int(one) for one in found)
            own = int(connection.execute(limit).scalar_one())
    finally:
        engine.dispose()
    return min(most - reserved, own) if own >= 0 else most - reserved


def make_engine(
    url: str,
    *,
    read_only: bool = False,
    bounds: Bounds | None = None,
    connections: int | None = None,
    patience_s: float = 30,
) -> Engine:
    """An engine on the register; a read-only one cannot write, whatever it is asked to do.

    ``bounds``: what the server gives up, and when. ``connections``: it never holds more, and
    whoever asks for another waits ``patience_s`` at most (``sqlalchemy.exc.TimeoutError``).

    Every statement is planned for the values it comes with. Left to itself the server goes over
    to one plan for all values once a connection has asked ten times: for the county's totals that
    plan took minutes instead of a third of a second.
    """
    options = "-c plan_cache_mode=force_custom_plan" + (bounds or Bounds()).options()
    pool: dict[str, Any] = {"pool_pre_ping": True, "pool_timeout": patience_s}
    if connections is not None:
        pool |= {"pool_size": connections, "max_overflow": 0}
    engine = create_engine(url, connect_args={**_NETWORK, "options": options}, **pool)
    if read_only:
        return engine.execution_options(postgresql_readonly=True)
    return engine


def alembic_config(url: str) -> "Config":
    """Alembic's configuration, made in code: there is no alembic.ini to find."""
    with one_at_a_time:
        from alembic.config import Config

    config = Config(stdout=sys.stdout)  # its own default is whatever stood there at its import
    scripts = Path(str(resources.files("migrations")))
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database, with PostGIS in it, up to the given revision."""
    with one_at_a_time:
        from alembic import command

    _ensure_postgis(url)
    command.upgrade(alembic_config(url), revision)


def head_revision(url: str) -> str | None:
    """The newest revision that this version of the program knows."""
    with one_at_a_time:
        from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config(url)).get_current_head()


def _ensure_postgis(url: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            # Asked first: IF NOT EXISTS needs the right to create even when there is nothing to do.
            known = text("SELECT count(*) FROM pg_extension WHERE extname = 'postgis'")
            if not connection.execute(known).scalar_one():
                connection.execute(text("CREATE EXTENSION postgis"))
    except SQLAlchemyError as error:
        raise SetupError(
            "PostGIS could not be switched on in this database: let its administrator run "
            "CREATE EXTENSION postgis there once."
        ) from error
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Take the database back to the given revision (``base`` = empty)."""
    with one_at_a_time:
        from alembic import command

    command.downgrade(alembic_config(url), revision)


def current_revision(url: str) -> str | None:
    """The revision the database stands at; None when it holds no register yet."""
    with one_at_a_time:
        from alembic.runtime.migration import MigrationContext

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
