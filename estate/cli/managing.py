"""``estate managing-bodies``, ``back-office``, ``touch-down``: who manages, does, offers what."""

from collections.abc import Mapping
from typing import Annotated

import typer

from api.county import back_office_tables, touch_down_table
from api.html.tables import Table
from api.organisations.managing_tables import tables
from estate.answers.candidates.sharing import back_office
from estate.answers.candidates.touch_down import touch_down
from estate.answers.organisations.managing import managing
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table
from estate.club.managing import Rates
from estate.register.visibility import CLUB


def managing_bodies(
    percent_of_cost: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="It would charge, % of the premises cost."),
    ] = None,
    gbp_per_m2_pa: Annotated[
        float | None,
        typer.Option("--gbp-per-m2", min=0, max=1_000, help="As well, £ for each m² a year."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Who manages which properties, what they cost, and what one body would charge."""
    with asking(CLUB) as context:
        found = managing(context, Rates(percent_of_cost, gbp_per_m2_pa))
    if as_json:
        print_json(found)
        return
    _print(tables(found))


def back_office_groups(as_json: Json = False) -> None:
    """Back-office services that bodies could combine: who gives each today, and where."""
    with asking(CLUB) as context:
        found = back_office(context)
    if as_json:
        print_json(found)
        return
    _print(back_office_tables.tables(found))


def touch_down_points(
    near: Annotated[
        str | None, typer.Option(help="A property, by id or reference: the nearest first.")
    ] = None,
    town: Annotated[str | None, typer.Option(help="Only in this town.")] = None,
    at_least: Annotated[int | None, typer.Option(min=1, help="Desks needed.")] = None,
    max_minutes: Annotated[float | None, typer.Option(min=0, help="Most minutes on foot.")] = None,
    as_json: Json = False,
) -> None:
    """Where staff of any body may drop in: desks, opening hours, and how near."""
    with asking(CLUB) as context:
        found = touch_down(
            context, near=near, town=town, at_least=at_least, max_minutes=max_minutes
        )
    if as_json:
        print_json(found)
        return
    table = touch_down_table.table(found)
    _print({table.name: table})


def _print(made: Mapping[str, Table]) -> None:
    for table in made.values():
        columns = table.on_page
        lines = [[one.words(row[one.key]) for one in columns] for row in table.rows]
        print_table(table.title, [one.label for one in columns], lines)
