"""``estate wishes``: what bodies wish of a town's plan, written for the whole club."""

from typing import Annotated
from uuid import UUID

import typer

from api.towns import wishes_writing as doing
from estate.answers.towns.partner_wishes import partner_wishes
from estate.answers.towns.question import TownAsked, town_question
from estate.answers.towns.wish_prices import priced, wish_prices
from estate.answers.towns.wishes import HOW_TO_ASK
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.writing import doing_as_the_club, read
from estate.register.visibility import CLUB

app = typer.Typer(
    no_args_is_help=True, help="What bodies wish of a town's plan, and what each wish costs."
)
Town = Annotated[str, typer.Argument(help="Name of the town.")]


@app.command("list")
def list_all(
    town: Town,
    every: Annotated[bool, typer.Option("--every", help="As well those withdrawn.")] = False,
    as_json: Json = False,
) -> None:
    """The wishes on record about a town, by body."""
    with asking(CLUB) as context:
        found = partner_wishes(context, town, only_open=not every)
    if as_json:
        print_json(found)
        return
    lines = [
        [
            one.organisation.name,
            one.words,
            one.reason or "",
            f"{one.since:%d %B %Y}".lstrip("0"),
            f"withdrawn {one.withdrawn_at:%d %B %Y}" if one.withdrawn_at else "stands",
            str(one.id),
        ]
        for one in found.wishes
    ]
    print_table(
        f"Wishes about {found.town}", ["Body", "Wish", "Why", "Since", "State", "Id"], lines
    )


@app.command("record")
def record(
    town: Town,
    organisation: Annotated[str, typer.Argument(help="Code of the body that wishes it.")],
    wish: Annotated[str, typer.Argument(help=f"Any of {HOW_TO_ASK}.")],
    reason: Annotated[str | None, typer.Option(help="Why, for the club to read.")] = None,
) -> None:
    """Put a wish of a body on record."""
    given = {"wish": wish, "reason": reason, "organisation": organisation}
    said = read(doing.WishSaid, given)
    with doing_as_the_club() as do:
        wish_id = doing.record(do, town, said)
    say(f"On record: {wish_id}")


@app.command("withdraw")
def withdraw(wish: Annotated[UUID, typer.Argument(help="Its id, as the list has it.")]) -> None:
    """Withdraw a wish: it stays on record, and counts no longer."""
    with doing_as_the_club() as do:
        doing.withdraw(do, wish)
    say("Withdrawn.")


@app.command("prices")
def prices(
    town: Town,
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Time to look.")] = 20,
    within_m: Annotated[
        float | None, typer.Option(min=1, help="Only so many metres around the town's centre.")
    ] = None,
    unrated: Annotated[bool, typer.Option(help="Unrated buildings take part.")] = False,
    as_json: Json = False,
) -> None:
    """What each wish costs, and the cheapest plan that all can live with."""
    with asking(CLUB) as context:
        question = town_question(context, TownAsked(town, unrated=unrated, within_m=within_m))
    told = wish_prices(question, priced(question, seconds))
    if as_json:
        print_json(told)
        return
    lines = [[one.wish.organisation.name, one.wish.words, one.words] for one in told.each]
    print_table(f"Wishes about {told.town}", ["Body", "Wish", "What it costs"], lines)
    say(told.sentence)
    say(told.disclaimer)
