"""``estate map``: the map in one file, for a member who opens it from an e-mail."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.http.identity import of_edition
from api.http.parameters import PropertyFilters
from api.http.service import Service
from api.map.one_file_map import MOST_BASE_MAP_BYTES, BaseMap, Snapshot, filters, snapshot
from estate import clock, codes
from estate.cli.console import err, progress_bar, say, write_private
from estate.cli.opening import open_url
from estate.errors import BadQuestion, Refused
from estate.settings import Settings
from maps import standalone

#: What many mail systems still take.
_MAIL_BYTES = 10_000_000


class MapEdition(StrEnum):
    """Whose map it is."""

    PUBLIC = "public"
    CLUB = "club"


#: Said at once, also where no bar can be drawn.
_STARTED = {
    MapEdition.PUBLIC: "Reading the estate for the public edition. "
    "A whole county takes some seconds.",
    MapEdition.CLUB: "Reading the estate for the club edition. A whole county can take a minute.",
}


def write_map(
    out: Annotated[Path, typer.Argument(help="OUT.html")],
    edition: Annotated[
        MapEdition, typer.Option(help="What is in it: 'club' is for members alone.")
    ] = MapEdition.PUBLIC,
    organisation: Annotated[list[str] | None, typer.Option(help="Code; repeatable.")] = None,
    use_class: Annotated[
        list[codes.UseClass] | None, typer.Option(help="Repeatable; club edition.")
    ] = None,
    town: Annotated[list[str] | None, typer.Option(help="Name of a town; repeatable.")] = None,
    words: Annotated[str | None, typer.Option("--q", help="Words in name or address.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write the map, its list and its panels to one file that opens without any network."""
    _be_sure_it_can_be_written(out, force)
    if use_class and edition is MapEdition.PUBLIC:
        raise BadQuestion("The public edition holds no use class: leave --use-class out.")
    asked = {
        "organisation": organisation,
        "use_class": use_class,
        "town": town,
        "q": words,
    }
    wanted = filters({name: value for name, value in asked.items() if value})
    settings = Settings(reader=edition.value)
    here = Service.over(settings, open_url(settings))
    try:
        err.print(_STARTED[edition])
        with progress_bar() as advance:
            found = snapshot(here, of_edition(edition.value), clock.today(), wanted, advance)
    finally:
        here.close()
    base_map = None if found.base_map is None else found.base_map.body
    body = standalone.page(found.answers, found.panels, _about(found, edition, wanted), base_map)
    _write(out, body, edition)
    say(_words(out, found, edition, len(body)))


def _be_sure_it_can_be_written(out: Path, force: bool) -> None:
    """Before the long work."""
    if out.suffix.lower() not in (".html", ".htm"):
        raise BadQuestion("Name the file with the ending .html, so that a browser opens it.")
    if not out.absolute().parent.is_dir():
        raise BadQuestion(f"There is no folder {out.absolute().parent}: make it first.")
    if out.is_dir():
        raise BadQuestion(f"{out} is a folder: name a file in it.")
    if out.exists() and not force:
        raise Refused(f"{out} is there already: choose another name, or add --force.")


def _about(found: Snapshot, edition: MapEdition, wanted: PropertyFilters) -> standalone.About:
    words = "" if wanted == PropertyFilters() else wanted.in_words()
    return standalone.About(
        edition.value, found.day, found.version, found.properties, words, found.synthetic
    )


def _write(out: Path, body: bytes, edition: MapEdition) -> None:
    """Whole or not at all; what is not for anybody is for its writer alone."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        if edition is MapEdition.PUBLIC:
            beside.write_bytes(body)
        else:
            write_private(beside, body)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _words(out: Path, found: Snapshot, edition: MapEdition, size: int) -> str:
    count = f"{found.properties:,} {'property' if found.properties == 1 else 'properties'}"
    told = f"{count} of the {edition} edition written to {out} ({size / 1e6:.1f} MB)."
    told += _of_base_map(found.base_map)
    if size > _MAIL_BYTES:
        told += " Many mail systems take 10 MB: --town or --organisation makes it smaller."
    if edition is MapEdition.CLUB:
        told += " It is for members of the property club alone."
    return told


def _of_base_map(found: BaseMap | None) -> str:
    """Whether the background map is in the file, and why not."""
    if found is None:
        return ""
    if found.body is None:
        most = f"{MOST_BASE_MAP_BYTES / 1e6:.0f} MB"
        return (
            " The background map is left out: it cannot be read, does not cover the county, or has "
            f"more than {most} at its farthest zoom."
        )
    return f" The background map is in it as far as zoom {found.closest}."
