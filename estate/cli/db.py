"""``estate db …``: the private database, by hand. Mounted by ``estate.cli``."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import make_url

from estate import command_notes
from estate.cli.protected_places import told
from estate.db import grants as rights
from estate.db.backup import backup as write_backup
from estate.db.backup import restore as read_backup
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import (
    current_revision,
    database_url,
    make_engine,
    migrate,
    normalised_url,
    owner_url,
)
from estate.errors import EstateError, SetupError
from estate.register.queries.protection import looking_protected
from estate.settings import Settings

app = typer.Typer(
    name="db",
    no_args_is_help=True,
    help="The register's database: a private PostGIS, unless ESTATE_DATABASE_URL names a server.",
)
_told = Console(stderr=True, highlight=False, soft_wrap=True)

OneJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")]


def _say(sentence: str) -> None:
    _told.print(sentence, markup=False)


def _refuse(error: EstateError) -> typer.Exit:
    _say(str(error))
    return typer.Exit(1)


def _private(settings: Settings) -> EmbeddedPostgres:
    """The private cluster; commands about it make no sense for a real server."""
    if settings.database_url is not None:
        raise SetupError(
            "ESTATE_DATABASE_URL names a server of your own: start, stop and back it up with its "
            "own tools (pg_dump, pg_restore)."
        )
    return EmbeddedPostgres(settings.data_dir, _say)


@app.command()
def start() -> None:
    """Start the private database (and make it, the first time)."""
    try:
        url = _private(Settings()).start()
    except EstateError as error:
        raise _refuse(error) from error
    typer.echo(url)


@app.command()
def stop() -> None:
    """Stop the private database."""
    try:
        stopped = _private(Settings()).stop()
    except EstateError as error:
        raise _refuse(error) from error
    typer.echo("stopped" if stopped else "it was not running")


@app.command()
def status(as_json: OneJson = False) -> None:
    """Say what stands, whether it runs, and at which revision."""
    settings = Settings()
    try:
        facts = _server_facts(settings) if settings.database_url else _cluster_facts(settings)
    except EstateError as error:
        raise _refuse(error) from error
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' '):14} {'–' if value is None else value}")


def _cluster_facts(settings: Settings) -> dict[str, object]:
    found = EmbeddedPostgres(settings.data_dir).status()
    facts: dict[str, object] = {"kind": "private"}
    facts |= {
        name: str(value) if isinstance(value, Path) else value
        for name, value in asdict(found).items()
    }
    facts["revision"] = current_revision(found.url) if found.url else None
    return facts


def _server_facts(settings: Settings) -> dict[str, object]:
    url = database_url(settings)
    shown = make_url(url).render_as_string(hide_password=True)
    return {"kind": "server", "running": True, "url": shown, "revision": current_revision(url)}


@app.command()
def url() -> None:
    """Print the database's SQLAlchemy address (with its password, if it has one)."""
    settings = Settings()
    try:
        if settings.database_url is not None:
            typer.echo(normalised_url(settings.database_url.get_secret_value()))
        else:
            typer.echo(EmbeddedPostgres(settings.data_dir).url())
    except EstateError as error:
        raise _refuse(error) from error


@app.command(name="migrate")
def migrate_(
    revision: Annotated[str, typer.Option(help="Where to; head = the newest.")] = "head",
) -> None:
    """Bring the database's tables up to this version of the program."""
    try:
        address = owner_url(Settings(), _say)
        migrate(address, revision)
    except EstateError as error:
        raise _refuse(error) from error
    typer.echo(f"at revision {current_revision(address)}")
    if revision == "head":
        _tell_of_protected_places(address)


def _tell_of_protected_places(address: str) -> None:
    """An upgrade may know places that an earlier one has shown; it changes none of them."""
    engine = make_engine(address, read_only=True)
    try:
        with engine.connect() as connection:
            sentence = told(looking_protected(connection))
    finally:
        engine.dispose()
    if sentence is not None:
        _say(sentence)


@app.command()
def grants(
    role: Annotated[str, typer.Option(help="The role that the service runs as.")],
    apply: Annotated[bool, typer.Option("--apply", help="Give them, do not print them.")] = False,
) -> None:
    """The rights of a role that owns nothing, as SQL for psql, or given at once.

    Needs ESTATE_OWNER_DATABASE_URL (or an ESTATE_DATABASE_URL of the owner). Run it again after
    each migration: it changes nothing that is right already.
    """
    try:
        address = owner_url(Settings(), _say)
        if not apply:
            typer.echo(rights.script(role, address), nl=False)
            return
        done = rights.apply(role, address)
    except EstateError as error:
        raise _refuse(error) from error
    typer.echo(f"{role} may use the register's tables and owns none of them: {done} statements.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write the whole register to one file."""
    settings = Settings()
    try:
        size = write_backup(_private(settings), file)
        command_notes.note_backup(settings.data_dir, file)
    except EstateError as error:
        raise _refuse(error) from error
    typer.echo(f"{file}: {size / 1e6:.1f} MB")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file written by `estate db backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    unsealed: Annotated[
        bool, typer.Option("--unsealed", help="Also a backup from before they had a SHA-256.")
    ] = False,
) -> None:
    """Replace the whole register by the one in a backup file."""
    if not yes and not typer.confirm("This replaces the whole register. Go on?"):
        raise typer.Exit(1)
    try:
        cluster = _private(Settings())
        read_backup(cluster, file, unsealed=unsealed)
        migrate(cluster.url())
    except EstateError as error:
        raise _refuse(error) from error
    typer.echo(f"restored from {file}, at revision {current_revision(cluster.url())}")
