"""``estate init``, ``estate areas`` and ``estate organisations``."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from estate import codes
from estate.cli.console import Json, print_json, print_table, reading, say, writing
from estate.intake.areas import import_areas, read_area_file
from estate.register import writes
from estate.register.queries import organisations as query
from estate.register.visibility import CLUB

areas = typer.Typer(no_args_is_help=True, help="Overlays: towns, districts, need areas, boundary.")
organisations = typer.Typer(no_args_is_help=True, help="The organisations of the county.")


def init(
    area: Annotated[Path, typer.Argument(help="The county's description, an area.toml.")],
) -> None:
    """Make this register one county's: its name, envelope, towns and organisations."""
    description = read_area_file(area)
    with writing() as connection:
        writes.init_area(connection, description)
    say(
        f"This register is now that of {description.name}. "
        f"Towns: {len(description.towns)}; organisations: {len(description.organisations)}."
    )


@areas.command("import")
def import_overlay(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage or shapefile with names.")],
    kind: Annotated[codes.AreaKind, typer.Option(help="What the outlines are.")],
) -> None:
    """Load outlines of one kind; those of the same name are replaced."""
    with writing() as connection:
        count = import_areas(connection, file, kind)
    say(f"{count} outline(s) of kind {codes.label(kind).lower()} loaded from {file.name}.")


@organisations.command("list")
def list_organisations(as_json: Json = False) -> None:
    """Every organisation with its properties and last import."""
    with reading() as connection:
        rows = [dict(row) for row in query.listing(connection, CLUB)]
    if as_json:
        print_json(rows)
        return
    shown = [
        (r["code"], r["name"], codes.label(r["kind"]), "yes" if r["in_scope"] else "associate",
         r["signed_on"] or "not signed", _day(r["last_import_at"]), f"{r['properties']:,}")
        for r in rows
    ]  # fmt: skip
    headings = ("Code", "Name", "Kind", "In scope", "Protocol", "Last import", "Properties")
    print_table("Organisations", headings, shown, numbers=1)


def _day(moment: datetime | None) -> str:
    return "never" if moment is None else moment.date().isoformat()


@organisations.command("add")
def add_organisation(
    code: Annotated[str, typer.Argument(help="Short code, e.g. ABC-DC.")],
    name: Annotated[str, typer.Argument(help="Full name.")],
    kind: Annotated[codes.OrganisationKind, typer.Option(help="What sort of body it is.")],
    associate: Annotated[
        bool, typer.Option("--associate", help="Not one of those in scope.")
    ] = False,
    alias: Annotated[
        list[str] | None, typer.Option(help="Another name that files call it by; repeatable.")
    ] = None,
) -> None:
    """Add an organisation to the county."""
    with writing() as connection:
        writes.add_organisation(
            connection, code=code, name=name, kind=kind, in_scope=not associate,
            aliases=alias or [],
        )  # fmt: skip
    say(f"{name} added as {code}.")
