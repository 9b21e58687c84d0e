"""``estate init`` and ``estate areas``."""

from pathlib import Path
from typing import Annotated

import typer

from estate import codes
from estate.cli.console import say
from estate.cli.opening import DryRun, done, writing
from estate.errors import BadQuestion
from estate.intake.areas import import_areas, read_area_file
from estate.intake.wording import counted
from estate.register.writes import area as writes

#: What `estate init` reads; the page for GIS staff shows the same.
EXAMPLE = """\
[area]
code = "EX"
name = "Exampleshire"

[area.envelope]            # a coordinate outside this box is refused
min_easting = 370000
min_northing = 220000
max_easting = 420000
max_northing = 290000

[[town]]                   # as many as there are
name = "Evesham"
easting = 403700
northing = 243900
radius_m = 3000

[[organisation]]           # more later with: estate organisations add CODE NAME --kind KIND
code = "EX-CC"             # capital letters, digits and hyphens
name = "Exampleshire County Council"
kind = "county"            # the kinds there are: estate organisations add --help
aliases = ["ECC"]          # other names that files call it by

[[organisation]]
code = "EX-DC"
name = "Example District Council"
kind = "district"
in_scope = true            # false: an associate
"""
areas = typer.Typer(no_args_is_help=True, help="Overlays: towns, districts, need areas, boundary.")


def init(
    area: Annotated[
        Path | None, typer.Argument(help="The county's description, an area.toml.")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Write an area.toml to edit (init --example > FILE).")
    ] = False,
) -> None:
    """Make this register one county's: its name, envelope, towns and organisations."""
    if example:
        typer.echo(EXAMPLE, nl=False)
        return
    if area is None:
        raise BadQuestion("Name an area.toml; estate init --example > area.toml writes one.")
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
    dry_run: DryRun = False,
) -> None:
    """Load outlines of one kind; those of the same name are replaced."""
    with writing(dry_run=dry_run) as connection:
        count = import_areas(connection, file, kind, layer=layer, crs=crs)
    outlines = counted(count, "outline")
    verb = "found in" if dry_run else "loaded from"
    done(f"{outlines} of kind {codes.label(kind).lower()} {verb} {file.name}.", dry_run=dry_run)
