"""``estate token``: bearer tokens for an organisation and role, shown once."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from estate import codes
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading, writing
from estate.register.queries import tokens as query
from estate.register.writes import tokens as writes

app = typer.Typer(no_args_is_help=True, help="Bearer tokens for the HTTP service.")


@app.command()
def create(
    role: Annotated[codes.Role, typer.Option(help="What the token may do.")],
    organisation: Annotated[
        str | None, typer.Option(help="Code of the organisation it speaks for.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="Valid for so many days.")] = 90,
    label: Annotated[str | None, typer.Option(help="A word to recognise it by.")] = None,
) -> None:
    """Make a token; it is printed once and only its hash is kept."""
    expires = datetime.now(UTC) + timedelta(days=days)
    with writing() as connection:
        token = writes.create_token(
            connection, role=role, organisation_code=organisation, label=label, expires_at=expires
        )
    say(f"Keep this token: it is not shown again. It expires on {expires:%d %B %Y}.")
    typer.echo(token)


@app.command("list")
def list_tokens(as_json: Json = False) -> None:
    """All tokens, without their secret."""
    with reading() as connection:
        rows = query.listing(connection)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            r["token_id"],
            r["prefix"] + "…",
            r["role"],
            r["organisation_code"],
            r["label"],
            f"{r['expires_at']:%Y-%m-%d}",
            _state(r["revoked_at"], r["expires_at"]),
        )
        for r in rows
    ]
    headings = ("Token", "Begins", "Role", "Organisation", "Label", "Expires", "State")
    print_table("Tokens", headings, shown)


def _state(revoked_at: datetime | None, expires_at: datetime) -> str:
    if revoked_at is not None:
        return "revoked"
    return "expired" if expires_at < datetime.now(UTC) else "valid"


@app.command()
def revoke(token_id: Annotated[UUID, typer.Argument(metavar="ID")]) -> None:
    """Make a token worthless at once."""
    with writing() as connection:
        writes.revoke_token(connection, token_id)
    say("Revoked.")
