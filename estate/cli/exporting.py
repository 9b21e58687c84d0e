"""``estate export`` and ``estate transparency``: properties as files."""

from pathlib import Path
from typing import Annotated

import typer

from estate import clock, codes
from estate.cli.console import say, write_private
from estate.cli.opening import reading
from estate.errors import BadQuestion
from estate.exports import property_files
from estate.exports.delimited_text import csv_bytes
from estate.exports.transparency import COLUMNS, left_out, published
from estate.register.queries import naming, organisations, properties, versions
from estate.register.queries.property_filters import PropertyFilter
from estate.register.queries.transparency import lacking, own_properties
from estate.register.visibility import CLUB, PUBLIC, owner


def export(
    out: Annotated[Path, typer.Argument(help="OUT.gpkg, .csv, .geojson, .xlsx or .shp.zip")],
    organisation: Annotated[list[str] | None, typer.Option(help="Code; repeatable.")] = None,
    use_class: Annotated[list[codes.UseClass] | None, typer.Option(help="Repeatable.")] = None,
    town: Annotated[list[str] | None, typer.Option(help="Name of a town; repeatable.")] = None,
    words: Annotated[str | None, typer.Option("--q", help="Words in name or address.")] = None,
    public: Annotated[bool, typer.Option("--public", help="The public edition's fields.")] = False,
    as_owner: Annotated[
        str | None, typer.Option(help="Look with the eyes of this organisation's estates team.")
    ] = None,
) -> None:
    """Write the properties that the club (or another reader) sees to a file."""
    form = next((form for form in property_files.FORMATS if out.name.endswith(f".{form}")), None)
    if form is None:
        endings = ", ".join(property_files.FORMATS)
        raise BadQuestion(f"Name the file with one of the endings {endings}.")
    reader = PUBLIC if public else CLUB if as_owner is None else owner(as_owner)
    wanted = PropertyFilter(
        organisation=organisation or [], use_class=use_class or [], town=town or [], q=words
    )
    with reading() as connection:
        county = versions.county(connection)
        about = {
            "County": county["name"] + (" (synthetic sample data)" if county["synthetic"] else ""),
            "Made on": clock.today().isoformat(),
            "As seen by": reader.kind.value,
            "Register version": str(versions.current_version(connection)),
        }
        wanted = naming.known(connection, reader, wanted)
        rows = properties.for_export(connection, reader, wanted, today=clock.today())
    body = property_files.export(rows, form, about)
    if public:
        out.write_bytes(body)
    else:
        write_private(out, body)
    say(f"{len(rows):,} properties written to {out}.")


def transparency(
    organisation: Annotated[str, typer.Argument(help="Code of the organisation.")],
    out: Annotated[Path, typer.Argument(help="OUT.csv")],
) -> None:
    """Write an organisation's land and buildings as the Transparency Code 2015 has them."""
    if out.suffix.lower() != ".csv":
        raise BadQuestion("The Transparency Code asks for a CSV: name the file so.")
    with reading() as connection:
        organisations.one(connection, owner(organisation), organisation)
        rows = published(own_properties(connection, organisation))
        missing = left_out(lacking(connection, organisation))
    out.write_bytes(csv_bytes(rows, COLUMNS))
    say(f"{len(rows):,} rows in {out}; properties whose sensitivity is not open are left out.")
    if missing is not None:
        say(missing)
