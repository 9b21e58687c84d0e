"""``estate journeys``: who goes how far before and after some moves."""

from pathlib import Path
from typing import Annotated

import typer

from api.journeys import page_model
from api.journeys.ground import geojson
from estate.access.travel import Mode
from estate.answers.residents.journeys import told
from estate.answers.residents.journeys_worked_out import journeys_of, read_moves
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say, write_private
from estate.register.visibility import CLUB


def journeys(
    move: Annotated[
        list[str], typer.Option(help="OCCUPATION:PROPERTY, or PROPERTY:PROPERTY; once for each.")
    ],
    as_json: Json = False,
    as_geojson: Annotated[
        Path | None, typer.Option("--geojson", help="Write the ground that changes to this file.")
    ] = None,
    mode: Annotated[Mode, typer.Option(help="Of the GeoJSON.")] = Mode.WALK,
) -> None:
    """Residents' journeys before and after some moves: who goes how far, by which means."""
    with asking(CLUB) as context:
        found = journeys_of(context, read_moves(context, move))
        drawn = None if as_geojson is None else geojson(context, found, mode)
    if as_geojson is not None and drawn is not None:
        write_private(as_geojson, drawn)
    answer = told(found)
    if as_json:
        print_json(answer)
        return
    say(answer.sentence)
    for table in page_model.tables(answer):
        columns = table.on_page
        lines = [[str(one.words(row[one.key])) for one in columns] for row in table.rows]
        print_table(table.title, [one.label for one in columns], lines)
    for line in [*page_model.bases(answer), f"Residents: {answer.residents}.", *answer.not_told]:
        say(line)
