"""``estate protected``: places that look protected, who sees them, and their owners' answers."""

import getpass
from typing import Annotated
from uuid import UUID

import typer

from estate import codes
from estate.answers.properties.protected_places import place_now, protected_places
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading, writing
from estate.errors import NotFound
from estate.intake.wording import counted
from estate.register.queries import organisations, protection
from estate.register.queries.protection import LookingProtected, Stand
from estate.register.writes import protection as writes

app = typer.Typer(
    no_args_is_help=True,
    help="Refuges, children's homes and their kind: who sees them, and what their owners say.",
)

PropertyId = Annotated[UUID, typer.Argument(metavar="ID", help="Of the property.")]


@app.command("list")
def list_places(
    organisation: Annotated[str | None, typer.Option(help="Code of one organisation.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that are confirmed, or kept already.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Places that look protected and that others see without their owner's confirmation."""
    with reading() as connection:
        if organisation is not None and organisation not in organisations.names(connection):
            raise NotFound(f"There is no organisation {organisation} in this register.")
        found = protected_places(connection, organisation).places
    wanted = [one for one in found if every or one.stand is Stand.SHOWN]
    if as_json:
        print_json(wanted)
        return
    if not wanted:
        say("No place that looks protected is shown without its owner's confirmation.")
        return
    rows = [
        (
            one.property_id,
            one.organisation,
            f"{one.name} ({one.reference})",
            one.looks_like,
            f"“{one.words}” in {one.heading}" if one.words else "",
            one.seen_by,
            one.stand.value,
        )
        for one in wanted
    ]
    headings = ("Property", "Organisation", "Place", "Looks like", "Because of", "Seen by", "Stand")
    print_table("Places that look protected", headings, rows)
    say(
        "Nothing was changed: 'estate protected answer ID owner_only' hides one, 'open' or 'club' "
        "confirms that it may be shown."
    )


@app.command("answer")
def answer(
    property_id: PropertyId,
    sensitivity: Annotated[codes.Sensitivity, typer.Argument(help="How far it may be shown.")],
) -> None:
    """Say for its owner how far a place may be shown; it is on record, and can be undone."""
    with writing() as connection:
        place = protection.place(connection, property_id)
        writes.answer(connection, property_id, sensitivity, place.told.kinds, by=getpass.getuser())
        now = place_now(connection, property_id)
    say(
        f"{now.name} ({now.reference}) is seen by {now.seen_by} now; 'estate protected "
        f"undo {property_id}' takes that back."
    )


@app.command("undo")
def undo(property_id: PropertyId) -> None:
    """Take the latest answer back: what stood before it stands again."""
    with writing() as connection:
        writes.undo(connection, property_id, by=getpass.getuser())
        place = place_now(connection, property_id)
    say(f"Undone: {place.name} ({place.reference}) is seen by {place.seen_by}.")


def told(places: list[LookingProtected]) -> str | None:
    """One sentence for operators where places are shown that nobody has confirmed, else None."""
    shown = [one for one in places if one.stand is Stand.SHOWN]
    if not shown:
        return None
    public = sum(one.public for one in shown)
    look, their = ("looks", "its owner's") if len(shown) == 1 else ("look", "their owners'")
    return (
        f"{counted(len(shown), 'place')} that {look} protected (refuge, children's home …) "
        f"{'is' if len(shown) == 1 else 'are'} shown without {their} confirmation, {public:,} of "
        "them to anybody. Nothing was changed: 'estate protected list' names them."
    )
