"""``estate account``: who may sign in, and one-time links for looking round."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from estate import codes
from estate.cli.console import Json, print_json, print_table, reading, say, writing
from estate.errors import BadQuestion
from estate.register import writes_sign_in as writes
from estate.register.queries import sign_in as query
from estate.register.writes_sign_in import Person
from estate.settings import Settings

app = typer.Typer(no_args_is_help=True, help="People who may sign in.")

Role = Annotated[codes.Role, typer.Option(help="What they may do.")]
Organisation = Annotated[str | None, typer.Option(help="Code of the organisation they speak for.")]


Subject = Annotated[
    str | None,
    typer.Option(help="The identity provider's own name for the person (sub, or Entra's oid)."),
]


@app.command()
def add(email: str, role: Role, organisation: Organisation = None, subject: Subject = None) -> None:
    """Let a person sign in: the e-mail address is the one the identity provider has verified.

    A provider that verifies none (Entra ID) knows people by --subject alone.
    """
    bound = None if subject is None else _bound(subject)
    with writing() as connection:
        writes.add_account(connection, email, role, organisation, bound)
    say(f"{email} may sign in as {role}{f' of {organisation}' if organisation else ''}.")


@app.command()
def bind(
    email: str,
    subject: Annotated[str, typer.Option(help="The provider's own name for the person.")],
) -> None:
    """Bind an account to the identity provider's own name for the person."""
    with writing() as connection:
        writes.bind_account(connection, email, _bound(subject))
    say(f"The account of {email} opens to that subject alone.")


def _bound(subject: str) -> writes.Bound:
    issuer = Settings().oidc_issuer
    if issuer is None:
        raise BadQuestion(
            "A subject is an identity provider's name for a person: set ESTATE_OIDC_ISSUER (and "
            "what belongs to it) first."
        )
    return writes.Bound(issuer.rstrip("/"), subject)


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
         "switched off" if r["disabled_at"] else "subject" if r["is_bound"] else "e-mail")
        for r in rows
    ]  # fmt: skip
    print_table("People", ("E-mail", "Name", "Role", "Organisation", "Known by"), shown)


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
