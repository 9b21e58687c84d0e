"""``estate basemap …``: the background map from the operator's own disk."""

from pathlib import Path
from typing import Annotated

import typer

from estate.base_map import archive, making
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import county_envelope
from estate.networks.making import OSM_LICENCE
from estate.settings import Settings

app = typer.Typer(
    name="basemap",
    no_args_is_help=True,
    help="A background map in one file, made from an OpenStreetMap extract.",
)


@app.command()
def build(
    extract: Annotated[
        Path, typer.Argument(help="An OpenStreetMap extract of the county (.osm.pbf).")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The file to write; without it the one that the service reads."),
    ] = None,
    licence: Annotated[
        str, typer.Option(help="Whom the map is owed to, as it stands on the map.")
    ] = OSM_LICENCE,
) -> None:
    """Make the background map from an extract, once; it takes the place of the last."""
    settings = Settings()
    into = (out or settings.base_map_file).expanduser()
    made = making.make(
        extract,
        into,
        envelope=county_envelope(),
        licence=licence,
        step=lambda words: say(f"{words[0].upper()}{words[1:]} …"),
    )
    _table(made)
    if into.resolve() != settings.base_map_file.resolve():
        say(f"Set ESTATE_BASEMAP=pmtiles and ESTATE_BASEMAP_FILE={into}, and start the service.")
    elif settings.basemap != "pmtiles":
        say("Set ESTATE_BASEMAP=pmtiles and start the service: it lies beneath the sites.")
    else:
        say("A page that is loaded from now on shows it.")


@app.command()
def show(as_json: Json = False) -> None:
    """Which background map the service reads from its disk; looks whether the file is whole."""
    found = archive.look(Settings().base_map_file)
    if as_json:
        day = found.content_date
        print_json(
            {
                "file": str(found.file),
                "size_bytes": found.size_bytes,
                "min_zoom": found.min_zoom,
                "max_zoom": found.max_zoom,
                "box_degrees": list(found.box),
                "attribution": found.attribution,
                "content_date": day and day.isoformat(),
                "layers": list(found.layers),
            }
        )
    else:
        _table(found)


def _table(found: archive.Archive) -> None:
    west, south, east, north = found.box
    day = found.content_date
    rows = [
        ("File", str(found.file)),
        ("Size", f"{found.size_bytes / 1e6:,.1f} MB"),
        ("Zooms", f"{found.min_zoom} to {found.max_zoom}; closer in, shapes are enlarged"),
        ("Area", f"longitude {west:.2f}° to {east:.2f}°, latitude {south:.2f}° to {north:.2f}°"),
        ("Owed to", found.attribution or "the file does not say"),
        ("As of", "states no date" if day is None else day.isoformat()),
        ("Layers", ", ".join(found.layers)),
    ]
    print_table("Background map", ("", ""), rows)
