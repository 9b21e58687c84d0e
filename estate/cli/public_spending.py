"""``estate spending``: the whole purse, and what of it premises cost."""

import typer

from api.need import spending_tables
from estate.answers.need.public_spending import purse
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table
from estate.register.visibility import CLUB


def spending(as_json: Json = False) -> None:
    """What public bodies spend, what of it premises cost, by body, service and area of need."""
    with asking(CLUB) as context:
        found = purse(context)
    if as_json:
        print_json(found)
        return
    for table in spending_tables.tables(found).values():
        columns = table.on_page
        lines = [[str(one.words(row[one.key])) for one in columns] for row in table.rows]
        print_table(table.title, [one.label for one in columns], lines)
        if table.note:
            typer.echo(table.note)
