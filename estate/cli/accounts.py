"""``estate account``: who may sign in, and one-time links for looking round."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from estate import clock, codes
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading, whoever_types, writing
from estate.errors import BadQuestion
from estate.register.queries import sign_in as query
from estate.register.secret_hashes import sha256
from estate.register.writes import sign_in as writes
from estate.register.writes.audit import Actor
from estate.register.writes.sign_in import Person
from estate.settings import Settings

_ANY_IDLE = timedelta(days=3_650)
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
        (
            r["email"],
            r["name"],
            r["role"],
            r["organisation_code"],
            "switched off" if r["disabled_at"] else "subject" if r["is_bound"] else "e-mail",
        )
        for r in rows
    ]
    print_table("People", ("E-mail", "Name", "Role", "Organisation", "Known by"), shown)


@app.command()
def link(
    role: Role,
    organisation: Organisation = None,
    address: Annotated[
        str | None, typer.Option(help="Where browsers reach the service; else ESTATE_PUBLIC_URL.")
    ] = None,
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="Valid for so long.")] = 60,
) -> None:
    """Make a link that signs whoever opens it in once, with this role."""
    where = address or Settings().public_url or "http://127.0.0.1:8000"
    with writing() as connection:
        made = new_link(connection, where, role, organisation, minutes, whoever_types())
    say(f"Good for one sign-in within {minutes} minutes; 'estate account links' lists it:")
    typer.echo(made)


def new_link(
    connection: Connection,
    address: str,
    role: codes.Role,
    organisation: str | None,
    minutes: int,
    by: Actor,
) -> str:
    """The address of a new one-time sign-in. Sessions are called by the link they came from."""
    secret = secrets.token_urlsafe(32)
    number = writes.number_of(sha256(secret))
    person = Person(f"one-time link {number} ({role})", role, organisation)
    expires = datetime.now(UTC) + timedelta(minutes=minutes)
    writes.create_link(connection, secret, person, expires, by)
    return f"{address.rstrip('/')}/sign-in/once/{secret}"


@app.command()
def sessions(as_json: Json = False) -> None:
    """Everybody who is signed in now, through the identity provider or by a link."""
    idle = timedelta(minutes=Settings().session_idle_minutes)
    with reading() as connection:
        rows = query.sessions(connection, idle)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            r["number"],
            r["who"],
            r["role"],
            r["organisation_code"],
            _moment(r["created_at"]),
            _moment(r["last_seen_at"]),
            _moment(r["expires_at"]),
        )
        for r in rows
    ]
    headings = ("Number", "Who", "Role", "Organisation", "Since", "Last seen", "Ends")
    print_table("Signed in", headings, shown)


@app.command()
def links(as_json: Json = False) -> None:
    """One-time links that nobody has used yet."""
    with reading() as connection:
        rows = query.links(connection)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            r["number"],
            r["role"],
            r["organisation_code"],
            _moment(r["created_at"]),
            _moment(r["expires_at"]),
            "withdrawn" if r["withdrawn_at"] else "waits",
        )
        for r in rows
    ]
    print_table("Links", ("Number", "Role", "Organisation", "Made", "Ends", "State"), shown)


def _moment(when: datetime) -> str:
    return f"{clock.local(when):%Y-%m-%d %H:%M}"


@app.command("end")
def end_sign_ins(
    numbers: Annotated[
        list[str] | None,
        typer.Argument(help="Numbers as 'sessions' and 'links' list them.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="All sessions and all links there are.")
    ] = False,
) -> None:
    """End sessions and withdraw links at once; whoever used one signs in anew."""
    if bool(numbers) == everything:
        raise BadQuestion(
            "Say which: numbers of 'estate account sessions' and 'links', or --everything."
        )
    with writing() as connection:
        chosen = numbers or _every_number(connection)
        ended = [(writes.end(connection, one, whoever_types()), one) for one in chosen]
    for what, number in ended:
        say(
            f"The session {number} has ended."
            if what == "session"
            else f"The link {number} is withdrawn."
        )
    if not ended:
        say("Nobody is signed in, and no link waits.")


def _every_number(connection: Connection) -> list[str]:
    waiting = [one for one in query.links(connection) if one["withdrawn_at"] is None]
    found = [*query.sessions(connection, _ANY_IDLE), *waiting]
    return [str(one["number"]) for one in found]
