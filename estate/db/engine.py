"""Engines and migrations: how the shell reaches the register's database."""

from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, make_url

from estate.db.embedded import EmbeddedPostgres, Progress
from estate.errors import SetupError
from estate.settings import Settings


def database_url(settings: Settings, progress: Progress | None = None) -> str:
    """The SQLAlchemy address of the register.

    ``ESTATE_DATABASE_URL`` when given (a real server), else the private cluster of the data
    folder, which is started (and made) on the way.
    """
    if settings.database_url is not None:
        return normalised_url(settings.database_url.get_secret_value())
    return EmbeddedPostgres(settings.data_dir, progress).start()


def normalised_url(url: str) -> str:
    """The address with the driver that is installed; ``postgres://`` is accepted."""
    try:
        parsed = make_url(url)
    except Exception as error:  # the text may hold a password: say nothing of it
        raise SetupError(
            "ESTATE_DATABASE_URL is not an address like postgresql://user:password@host/database."
        ) from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise SetupError("ESTATE_DATABASE_URL must name a PostgreSQL server (postgresql://…).")


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine on the register; a read-only one cannot write, whatever it is asked to do."""
    engine = create_engine(url, pool_pre_ping=True)
    if read_only:
        return engine.execution_options(postgresql_readonly=True)
    return engine


def alembic_config(url: str) -> Config:
    """Alembic's configuration, made in code: there is no alembic.ini to find."""
    config = Config()
    scripts = Path(str(resources.files("migrations")))
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database up to the given revision."""
    command.upgrade(alembic_config(url), revision)


def head_revision(url: str) -> str | None:
    """The newest revision that this version of the program knows."""
    return ScriptDirectory.from_config(alembic_config(url)).get_current_head()


def downgrade(url: str, revision: str) -> None:
    """Take the database back to the given revision (``base`` = empty)."""
    command.downgrade(alembic_config(url), revision)


def current_revision(url: str) -> str | None:
    """The revision the database stands at; None when it holds no register yet."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
