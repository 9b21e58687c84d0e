"""``estate energy``: what buildings use in a year, and what that emits."""

from typing import Annotated

import typer

from api.energy.page_model import between, county_tables, property_tables
from api.html.tables import Table
from estate.answers import estate_wide
from estate.answers.energy import CountyEnergy, PropertyEnergy, county_energy, property_energy
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.errors import BadQuestion
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import naming
from estate.register.visibility import CLUB


def energy(
    of: Annotated[
        str | None, typer.Argument(help="A property, by id or ORGANISATION/reference.")
    ] = None,
    factors: Annotated[
        int | None, typer.Option(help="Conversion factors of this year; else the latest.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    as_json: Json = False,
) -> None:
    """What buildings use of each fuel in a year (kWh) and emit (tCO2e), with ranges."""
    if as_csv and as_json:
        raise BadQuestion("Choose one of --json and --csv.")
    with asking(CLUB) as context:
        if of is None:
            whole = county_energy(context, factors)
            tables: list[Table] = list(county_tables(whole).values())
            found: CountyEnergy | PropertyEnergy = whole
            told = between(whole.whole.kwh_pa, "kWh a year, of all together")
        else:
            places = estate_wide.whole_estate(context).properties
            key = naming.property_id(context.connection, context.reader, places, of)
            one = property_energy(context, key, factors)
            tables, found = property_tables(one), one
            told = between(one.kwh_pa, f"kWh a year, {one.name}")
    if as_json:
        print_json(found)
    elif as_csv:
        typer.echo(csv_bytes(tables[0].lines(), tables[0].headings).decode("utf-8-sig"), nl=False)
    else:
        _print(tables)
        say(f"Between {told}.")


def _print(tables: list[Table]) -> None:
    for table in tables:
        columns = table.on_page
        lines = [[one.words(row.get(one.key)) for one in columns] for row in table.rows]
        print_table(table.title, [one.label for one in columns], lines)
        if table.note:
            say(table.note)
