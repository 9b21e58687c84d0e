"""``estate offers``: what owners offer to the other bodies, written for the whole club."""

from typing import Annotated, Any
from uuid import UUID

import typer

from api.offers import schemas, writing
from estate.answers import estate_wide
from estate.answers.club import offers
from estate.answers.club.offers import Offer
from estate.cli.asking import asking
from estate.cli.console import Json, Number, print_json, print_table, say
from estate.cli.writing import doing_as_the_club, read
from estate.club.codes import OfferState
from estate.club.offers import RUNNING
from estate.quarters import day_words
from estate.register.queries import naming
from estate.register.queries import offers as query
from estate.register.visibility import CLUB

app = typer.Typer(
    no_args_is_help=True,
    help="Offers of a property to the other bodies: opened, expressions of interest, outcome.",
)

Body = Annotated[str, typer.Option(help="Code of the body that expresses its interest.")]


@app.command("list")
def list_all(
    running: Annotated[bool, typer.Option("--running", help="Only those that run.")] = False,
    as_json: Json = False,
) -> None:
    """All offers as the club sees them; those that close soonest first."""
    states = tuple(sorted(RUNNING)) if running else ()
    with asking(CLUB) as context:
        found = offers.offers(context, states=states).offers
    if as_json:
        print_json(found)
        return
    print_table(
        "Offers",
        ("No.", "Property", "Owner", "State", "Last day", "Reminder", "Expressions of interest"),
        [_line(one) for one in found],
    )


def _line(one: Offer) -> tuple[Any, ...]:
    interested = ", ".join(said.organisation.name for said in one.interests)
    return (
        one.number,
        one.name,
        one.owner.name,
        one.state_label,
        one.closes_on,
        one.reminder if one.is_running else "",
        interested or "none",
    )


@app.command("open")
def open_one(
    place: Annotated[
        str, typer.Argument(metavar="PROPERTY", help="By id or ORGANISATION/REFERENCE.")
    ],
    forum: Annotated[str, typer.Option(help="Which forum of its owner decided to give it up.")],
    decided_on: Annotated[str, typer.Option(help="On which day, as 2026-11-20.")],
    minute_ref: Annotated[str, typer.Option(help="In which minute that is written.")],
    terms: Annotated[str | None, typer.Option(help="What is offered, in its owner's words.")] = (
        None
    ),
    as_json: Json = False,
) -> None:
    """Offer a property to the other bodies for 40 working days, on its owner's decision."""
    sent = {"forum": forum, "decided_on": decided_on, "minute_ref": minute_ref, "terms": terms}
    said = read(schemas.Offered, sent)
    with doing_as_the_club() as do:
        places = estate_wide.whole_estate(do.context).properties
        property_id = UUID(str(naming.property_id(do.connection, CLUB, places, place)))
        made = writing.told(do, writing.open_one(do, property_id, said)).offer
    if as_json:
        print_json(made)
    else:
        say(f"Offer {made.number} is open until {day_words(made.closes_on)}.")


@app.command("interest")
def interest(
    number: Number,
    organisation: Body,
    post: Annotated[str | None, typer.Option(help="Contact: job title, not a name.")] = None,
    what_for: Annotated[str | None, typer.Option(help="What the body would use it for.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Withdraw it.")] = False,
) -> None:
    """Put a body's expression of interest on record, or withdraw it."""
    with doing_as_the_club() as do:
        key = query.by_number(do.connection, CLUB, number)
        if withdraw:
            writing.take_back(do, key, organisation)
        else:
            sent = {"organisation": organisation, "post": post, "what_for": what_for}
            writing.say_interest(do, key, read(schemas.InterestSaid, sent))
    say(f"On record of offer {number}.")


@app.command("close")
def close(
    number: Number,
    outcome: Annotated[OfferState, typer.Argument(help="taken_up, not_taken_up or withdrawn")],
    taken_up_by: Annotated[
        str | None, typer.Option(help="Code of the body that takes it up.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept.")] = None,
) -> None:
    """Say what came of an offer once its last day has passed, or withdraw it."""
    with doing_as_the_club() as do:
        key = query.by_number(do.connection, CLUB, number)
        sent = {"outcome": outcome, "taken_up_by": taken_up_by, "reason": reason}
        writing.end(do, key, read(schemas.Ended, sent))
    say(f"Offer {number}: {outcome.words}.")
