"""``estate init`` and ``estate areas``."""

from pathlib import Path
from typing import Annotated

import typer

from estate import codes
from estate.cli.console import say
from estate.cli.opening import writing
from estate.intake.areas import import_areas, read_area_file
from estate.register.writes import area as writes

areas = typer.Typer(no_args_is_help=True, help="Overlays: towns, districts, need areas, boundary.")


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
    layer: Annotated[str | None, typer.Option(help="Layer, if there are several.")] = None,
    crs: Annotated[str | None, typer.Option(help="Its projection, if the file has none.")] = None,
) -> None:
    """Load outlines of one kind; those of the same name are replaced."""
    with writing() as connection:
        count = import_areas(connection, file, kind, layer=layer, crs=crs)
    say(f"{count} outline(s) of kind {codes.label(kind).lower()} loaded from {file.name}.")
