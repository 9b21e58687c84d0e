"""``estate consultation-file``: what would change for residents, of moves that are consulted on."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.consultations import file_model
from api.pdf import make_pdf
from estate.answers.opportunities.consultation_file import FileAsked, consultation_file
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.errors import BadQuestion
from estate.register.visibility import PUBLIC
from estate.settings import Settings


def consultation(
    opportunity: Annotated[
        list[int] | None, typer.Argument(metavar="NUMBER…", help="Opportunities, by their numbers.")
    ] = None,
    plan: Annotated[
        UUID | None, typer.Option(help="A kept plan: its moves that are out for consultation.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as an accessible PDF.")] = None,
    as_json: Json = False,
) -> None:
    """The consultation file of moves whose owners have all decided to consult the public."""
    if pdf is not None and pdf.suffix != ".pdf":
        raise BadQuestion("Name a file that ends in .pdf.")
    with asking(PUBLIC) as context:
        made = consultation_file(context, FileAsked(tuple(opportunity or ()), plan))
    if pdf is not None:
        pdf.write_bytes(make_pdf.pdf(file_model.shown(made, Settings().public_url or "")))
        say(f"The consultation file is in {pdf.name}.")
    if as_json:
        print_json(made)
    elif pdf is None:
        say(f"{made.title}. {made.sentence}")
        for table in file_model.tables(made).values():
            columns = table.on_page
            lines = [[str(one.words(row[one.key])) for one in columns] for row in table.rows]
            print_table(table.title, [one.label for one in columns], lines)
        say(f"SHA-256: {made.sha256}")
