"""From an extract to the background map of an instance: looked at, built in another process, put
in its place whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from estate.base_map import archive
from estate.errors import Refused
from estate.geometry import Envelope
from estate.networks import extract, other_process
from estate.networks.making import OSM_LICENCE as OSM_LICENCE
from estate.networks.making import demand_is_of, demand_meets


def make(
    source: Path,
    into: Path,
    *,
    envelope: Envelope | None,
    licence: str = OSM_LICENCE,
    step: Callable[[str], None] = lambda words: None,
) -> archive.Archive:
    """Make the file ``into`` from an OpenStreetMap extract; one that was there before stays where
    anything goes wrong.

    ``envelope``: the county's box, None where there is none yet. Raises ``Refused``.
    """
    step("looking at the extract")
    head = extract.look(source)
    demand_is_of(source, head, envelope)
    if into.is_dir():
        raise Refused(
            f"{into} is a folder: name the file to write, such as {into}/base-map.pmtiles."
        )
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".base-map-", dir=into.parent) as made:
            room = Path(made)
            order = {
                "extract": str(source.resolve()),
                "box": head.box_degrees,
                "attribution": licence[:300],
                "content_date": head.content_date and head.content_date.isoformat(),
                "into": str(room / "made.pmtiles"),
                "room": str(room),
            }
            failed = other_process.ask("estate.base_map.building_process", order, step)
            if failed is not None:
                raise Refused(_failed(source.name, failed))
            found = archive.look(room / "made.pmtiles")
            box = extract.metres_of(found.box)
            if box is None and envelope is not None:
                raise Refused(f"{source.name} is of another country. Take the county's extract.")
            demand_meets(source.name, box, envelope)
            os.chmod(room / "made.pmtiles", 0o644)
            (room / "made.pmtiles").replace(into)
    except OSError as error:
        raise Refused(f"{into} cannot be written: {error.strerror}.") from error
    return archive.look(into)


def _failed(name: str, why: str) -> str:
    return (
        f"No background map can be made from {name}: it is damaged, or making it took more memory "
        f"or time than it may{f' ({why})' if why else ''}. Fetch it again, or cut it to the county."
    )
