"""``estate account``: who may sign in, and one-time links for looking round."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from estate import codes
from estate.cli.console import Json, print_json, print_table, reading, say, writing
from estate.register import writes_sign_in as writes
from estate.register.queries import sign_in as query
from estate.register.writes_sign_in import Person

app = typer.Typer(no_args_is_help=True, help="People who may sign in.")

Role = Annotated[codes.Role, typer.Option(help="What they may do.")]
Organisation = Annotated[str | None, typer.Option(help="Code of the organisation they speak for.")]


@app.command()
def add(email: str, role: Role, organisation: Organisation = None) -> None:
    """Let a person sign in: the e-mail address is the one the identity provider gives."""
    with writing() as connection:
        writes.add_account(connection, email, role, organisation)
    say(f"{email} may sign in as {role}{f' of {organisation}' if organisation else ''}.")


@app.command()
def remove(email: str) -> None:
    """Let a person in no more; ends their sessions at once."""
    with writing() as connection:
        writes.disable_account(connection, email)
    say(f"{email} is signed out and may sign in no more.")


@app.command("list")
def list_accounts(as_json: Json = False) -> None:
    """Everybody who may sign in, or once might."""
    with reading() as connection:
        rows = query.accounts(connection)
    if as_json:
        print_json(rows)
        return
    shown = [
        (r["email"], r["name"], r["role"], r["organisation_code"],
         "switched off" if r["disabled_at"] else "yes" if r["has_signed_in"] else "not yet")
        for r in rows
    ]  # fmt: skip
    print_table("People", ("E-mail", "Name", "Role", "Organisation", "Has signed in"), shown)


@app.command()
def link(
    role: Role,
    organisation: Organisation = None,
    address: Annotated[
        str, typer.Option(help="Where browsers reach the service.")
    ] = "http://127.0.0.1:8000",
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="Valid for so long.")] = 60,
) -> None:
    """Make a link that signs whoever opens it in once, with this role."""
    with writing() as connection:
        made = new_link(connection, address, role, organisation, minutes)
    say(f"Good for one sign-in within {minutes} minutes:")
    typer.echo(made)


def new_link(
    connection: Connection, address: str, role: codes.Role, organisation: str | None, minutes: int
) -> str:
    """The address of a new one-time sign-in."""
    secret = secrets.token_urlsafe(32)
    person = Person(f"one-time link ({role})", role, organisation)
    expires = datetime.now(UTC) + timedelta(minutes=minutes)
    writes.create_link(connection, secret, person, expires)
    return f"{address.rstrip('/')}/sign-in/once/{secret}"
