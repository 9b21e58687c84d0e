"""``estate venues``: places that are no public property, written for the whole club."""

from typing import Annotated
from uuid import UUID

import typer

from api.venues import page_model, schemas, writing
from estate.answers.club import venues as answers
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.writing import doing_as_the_club, read
from estate.register.visibility import CLUB

app = typer.Typer(
    no_args_is_help=True,
    help="Venues that are no public property, offered by members as possible hosts.",
)


@app.command("list")
def list_all(
    every: Annotated[
        bool, typer.Option("--every", help="As well those withdrawn or over.")
    ] = False,
    as_json: Json = False,
) -> None:
    """All venues that the club sees, by name."""
    with asking(CLUB) as context:
        found = answers.venues(context, only_open=not every)
    if as_json:
        print_json(found)
        return
    table = page_model.table(found)
    columns = table.on_page
    lines = [[str(one.words(row[one.key])) for one in columns] for row in table.rows]
    print_table(table.title, [one.label for one in columns], lines)


@app.command("offer")
def offer(
    organisation: Annotated[str, typer.Argument(help="Code of the body that offers it.")],
    name: Annotated[str, typer.Argument(help="What it is called.")],
    kind: Annotated[str, typer.Option(help="shop, supermarket, church_hall …")],
    nia_m2: Annotated[float, typer.Option("--nia-m2", help="Net area on offer, m².")],
    since: Annotated[str, typer.Option("--from", help="From which day, as 2027-04-01.")],
    source: Annotated[str, typer.Option(help="Who says so.")],
    until: Annotated[str | None, typer.Option(help="Until which day.")] = None,
    address: Annotated[str | None, typer.Option(help="Where it is.")] = None,
    easting: Annotated[float | None, typer.Option(help="m, British National Grid.")] = None,
    northing: Annotated[float | None, typer.Option(help="Likewise.")] = None,
    charge_gbp_pa: Annotated[
        float | None, typer.Option("--charge-gbp", help="£ a year, if known.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Offer a venue as a possible host."""
    sent = {
        "organisation": organisation,
        "name": name,
        "kind": kind,
        "nia_m2": nia_m2,
        "available_from": since,
        "available_until": until,
        "source": source,
        "address": address,
        "easting": easting,
        "northing": northing,
        "charge_gbp_pa": charge_gbp_pa,
    }
    said = read(schemas.VenueOffered, sent)
    with doing_as_the_club() as do:
        venue_id = writing.offer(do, said)
        made = answers.venue(do.context, venue_id)
    if as_json:
        print_json(made)
    else:
        say(f"{made.venue.name} is on offer: {venue_id}")


@app.command("withdraw")
def withdraw(venue: Annotated[UUID, typer.Argument(help="Its id, as the list has it.")]) -> None:
    """Withdraw a venue: it stays on record and is offered no longer."""
    with doing_as_the_club() as do:
        writing.withdraw(do, venue)
    say("Withdrawn.")
