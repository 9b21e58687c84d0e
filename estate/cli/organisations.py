"""``estate organisations``."""

from datetime import datetime
from typing import Annotated

import typer

from estate import clock, codes
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading, writing
from estate.errors import BadQuestion
from estate.register.queries import organisations as query
from estate.register.visibility import CLUB
from estate.register.writes import area as writes

app = typer.Typer(no_args_is_help=True, help="The organisations of the county.")
_LETTERS = {"signatory": 200, "signed_for": 500}
_ASKED = {"signatory": "who signed (--signatory)", "signed_for": "what was signed for (--for)"}


@app.command("list")
def list_organisations(as_json: Json = False) -> None:
    """Every organisation with its properties and last import."""
    with reading() as connection:
        rows = [dict(row) for row in query.listing(connection, CLUB)]
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            r["code"],
            r["name"],
            codes.label(r["kind"]),
            "yes" if r["in_scope"] else "associate",
            r["signed_on"] or "not signed",
            r["signed_for"] or "–",
            _day(r["last_import_at"]),
            f"{r['properties']:,}",
        )
        for r in rows
    ]
    headings = (
        "Code",
        "Name",
        "Kind",
        "In scope",
        "Protocol",
        "Signed for",
        "Last import",
        "Properties",
    )
    print_table("Organisations", headings, shown, numbers=1)


def _day(moment: datetime | None) -> str:
    return "never" if moment is None else moment.date().isoformat()


@app.command("add")
def add_organisation(
    code: Annotated[str, typer.Argument(help="Short code, e.g. ABC-DC.")],
    name: Annotated[str, typer.Argument(help="Full name.")],
    kind: Annotated[codes.OrganisationKind, typer.Option(help="What sort of body it is.")],
    associate: Annotated[
        bool, typer.Option("--associate", help="Not one of those in scope.")
    ] = False,
    alias: Annotated[
        list[str] | None, typer.Option(help="Another name that files call it by; repeatable.")
    ] = None,
) -> None:
    """Add an organisation to the county."""
    with writing() as connection:
        writes.add_organisation(
            connection,
            code=code,
            name=name,
            kind=kind,
            in_scope=not associate,
            aliases=alias or [],
        )
    say(f"{name} added as {code}.")


@app.command("sign")
def sign_protocol(
    code: Annotated[str, typer.Argument(help="The organisation's code.")],
    signatory: Annotated[str, typer.Option(help="Who signed, with their office.")],
    signed_for: Annotated[
        str, typer.Option("--for", help="What was signed for, e.g. 'properties and costs'.")
    ],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; today if left out.")
    ] = None,
    version: Annotated[
        int | None, typer.Option(help="Which version of the protocol; the newest if left out.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day on which it is shared; no end if left."),
    ] = None,
) -> None:
    """Record that an organisation has signed the protocol: the club sees its figures, and it
    the club's."""
    day = clock.today() if on is None else on.date()
    told = {"signatory": signatory, "signed_for": signed_for}
    for name, words in told.items():
        if not words.strip() or len(words) > _LETTERS[name]:
            raise BadQuestion(f"Say in 1 to {_LETTERS[name]} letters: {_ASKED[name]}.")
    last = None if until is None else until.date()
    with writing() as connection:
        writes.sign_protocol(connection, code, on=day, version=version, until=last, **told)
    say(f"{code} signed the protocol on {day.isoformat()}, for: {signed_for}.")


@app.command("withdraw")
def withdraw(code: Annotated[str, typer.Argument(help="The organisation's code.")]) -> None:
    """Record that an organisation no longer signs: of it only locations are shown."""
    with writing() as connection:
        writes.withdraw_signature(connection, code)
    say(f"{code} no longer signs the protocol: the club sees its locations alone, it the public's.")
