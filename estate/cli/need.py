"""``estate need``: services with a gap, hot spots, and where a hub would serve most."""

from typing import Annotated

import typer

from api.need import need_tables
from estate.access.travel import Mode
from estate.answers.need import gaps_and_hubs as answers
from estate.answers.need.choice import Narrowed
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table
from estate.errors import BadQuestion
from estate.need.hubs import HubsBy
from estate.register.visibility import CLUB


def need(
    within: Annotated[float, typer.Option(min=1, max=120, help="Minutes.")] = 20.0,
    mode: Annotated[Mode, typer.Option(help="How people travel.")] = Mode.WALK,
    hubs: Annotated[int, typer.Option(min=1, max=12, help="Number of hubs.")] = 4,
    by: Annotated[
        HubsBy, typer.Option(help="covering: most people within reach; nearest: least travel.")
    ] = HubsBy.COVERING,
    deprived: Annotated[
        bool, typer.Option("--deprived", help="Only the most deprived areas count for hubs.")
    ] = False,
    service: Annotated[
        str | None, typer.Option(help="This service alone, by code or name.")
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(help="People of this small area, town, district or area of need alone."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Which services lie too far from whom, hot spots, and where a hub would serve most."""
    only = Narrowed(service, tuple(area or ()))
    with asking(CLUB) as context:
        found = answers.need(context, within=within, mode=mode, only=only)
        best, why = None, ""
        try:
            best = answers.hubs_found(
                context, count=hubs, within=within, mode=mode, by=by, deprived=deprived, only=only
            )
        except BadQuestion as error:
            why = str(error)
    if as_json:
        print_json({"need": found, "hubs": best})
        return
    if found.choice.words:
        typer.echo(f"Only: {found.choice.words}.")
    for name, table in need_tables.tables(found, best).items():
        if name == "areas":
            continue
        columns = table.on_page
        lines = [[str(one.words(row[one.key])) for one in columns] for row in table.rows[:20]]
        print_table(table.title, [one.label for one in columns], lines)
        if table.note:
            typer.echo(table.note)
    if why:
        typer.echo(why)
