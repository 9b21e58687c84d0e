"""``estate land``: parcels of different owners that lie together."""

from typing import Annotated

import typer

from api.land import page_model
from estate.answers import land as answers
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table
from estate.register.visibility import CLUB


def land(
    across_road: Annotated[
        bool, typer.Option("--across-road", help="Also parcels with a road between them.")
    ] = False,
    town: Annotated[str | None, typer.Option(help="Only in this town.")] = None,
    as_json: Json = False,
) -> None:
    """Land that lies together: parcels of different owners that touch, and what is in the way."""
    with asking(CLUB) as context:
        found = answers.land(context, across_road=across_road, town=town)
    if as_json:
        print_json(found)
        return
    for table in page_model.tables(found).values():
        columns = table.on_page
        lines = [[str(one.words(row[one.key])) for one in columns] for row in table.rows]
        print_table(table.title, [one.label for one in columns], lines)
