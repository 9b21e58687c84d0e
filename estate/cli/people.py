"""``estate people``: how long names of people are kept, and removing them."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import psycopg
import typer
from sqlalchemy.exc import ProgrammingError

from estate import clock
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading, whoever_types
from estate.db.engine import make_engine, owner_url
from estate.errors import BadQuestion, Refused, SetupError
from estate.register.queries import people as query
from estate.register.writes.audit import acting
from estate.register.writes.people import remove_names
from estate.settings import Settings

app = typer.Typer(
    no_args_is_help=True, help="Names of people: how long they are kept, and removing them."
)
#: As docs/operators.md states it.
YEARS_KEPT = 6
_SHORTEST_NAME = 3


@app.command()
def due(
    years: Annotated[
        int, typer.Option(min=0, max=100, help="Switched off for so many years.")
    ] = YEARS_KEPT,
    as_json: Json = False,
) -> None:
    """Whose names have been kept long enough: accounts that were switched off years ago."""
    before = datetime.now(UTC) - timedelta(days=round(365.25 * years))
    with reading() as connection:
        rows = query.left_before(connection, before)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            row["email"],
            row["name"],
            row["organisation_code"],
            f"{clock.local(row['disabled_at']):%Y-%m-%d}",
        )
        for row in rows
    ]
    print_table("To be removed", ("E-mail", "Name", "Organisation", "Switched off"), shown)


@app.command()
def remove(
    email: Annotated[str, typer.Argument(help="Their address, as 'estate account list' has it.")],
    name: Annotated[
        list[str] | None,
        typer.Option(help="A name under which they stand besides; may be given again."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else it is only told.")] = False,
    as_json: Json = False,
) -> None:
    """Put a pseudonym in place of a person's name and address; tells what it would do unless told
    to --apply.

    For the owner of the tables (ESTATE_OWNER_DATABASE_URL). Close their account first.
    """
    engine = make_engine(owner_url(Settings(), say))
    try:
        with engine.begin() as connection:
            names, may_sign_in = query.names_of(connection, email.strip().lower())
            names = list(dict.fromkeys([*names, *(one.strip() for one in name or ())]))
            _refuse(email, names, may_sign_in)
            names = query.as_written(connection, names)
            persons = query.as_persons(connection, names)
            instead = None
            if apply:
                acting(connection, whoever_types())
                instead = remove_names(connection, names, whoever_types())
            elsewhere = query.in_sentences(connection, names)
    except ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise SetupError(
                "Only the owner of the tables can remove names: set ESTATE_OWNER_DATABASE_URL."
            ) from error
        raise
    finally:
        engine.dispose()
    _told(names, persons, elsewhere, instead, as_json=as_json)


def _refuse(email: str, names: list[str], may_sign_in: bool) -> None:
    if may_sign_in:
        raise Refused(f"{email} may still sign in: 'estate account remove {email}' first.")
    if any(len(one) < _SHORTEST_NAME for one in names):
        raise BadQuestion(f"A name has at least {_SHORTEST_NAME} letters.")


def _told(
    names: list[str],
    persons: dict[str, int],
    elsewhere: dict[str, int],
    instead: str | None,
    *,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            {
                "names": names,
                "replaced": persons,
                "stands_in_texts": elsewhere,
                "pseudonym": instead,
            }
        )
        return
    print_table("Taken for this person", ("As it is written",), [(one,) for one in names])
    done = "Replaced" if instead else "Would be replaced"
    print_table(done, ("Where", "Rows"), sorted(persons.items()), numbers=1)
    if elsewhere:
        print_table(
            "Texts that hold it, left as they are",
            ("Where", "Rows"),
            sorted(elsewhere.items()),
            numbers=1,
        )
    if instead:
        say(f"They stand as '{instead}' from now on.")
    else:
        say("Nothing has been changed: say --apply to do it.")
