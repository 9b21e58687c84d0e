"""From files to the instance's network: looked at, built in another process, put in its place."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from estate.access import speeds
from estate.access.network_store import (
    MANIFEST,
    Source,
    StoredNetwork,
    digest,
    engine,
    key_of,
)
from estate.errors import Refused
from estate.geometry import Envelope
from estate.networks import extract, instance_network, other_process, timetable, timetable_check

OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
GTFS_LICENCE = "Bus Open Data Service, Open Government Licence v3.0"


def make(
    data_dir: Path,
    roads: Path,
    buses: Path | None,
    today: date,
    *,
    envelope: Envelope | None,
    licence: str = OSM_LICENCE,
    timetable_licence: str = GTFS_LICENCE,
    synthetic: bool = False,
    step: Callable[[str], None] = lambda words: None,
    remark: Callable[[str], None] = lambda words: None,
) -> StoredNetwork:
    """Build the network of an instance from an extract and perhaps a timetable, and put it in the
    place of the one before; that stays where anything goes wrong.

    ``envelope``: the county's box, None where there is none yet; ``remark`` is told what is to be
    known of the timetable. Raises ``Refused``.
    """
    step("looking at the extract")
    head = extract.look(roads)
    demand_is_of(roads, head, envelope)
    place = instance_network.place(data_dir)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=place) as made:
        folder = Path(made)
        tables = None
        if buses is not None:
            step("looking at the timetable")
            (folder / "tables").mkdir()
            tables = timetable.unpack(buses, folder / "tables")
            for words in timetable_check.check(tables, buses.name, envelope, today):
                remark(words)
        (folder / "network").mkdir()
        order = {
            "extract": str(roads.resolve()),
            "roads": _told(_source(roads, head.content_date, licence)),
            "tables": None if tables is None else str(tables),
            "timetable": None if buses is None else _told(_source(buses, None, timetable_licence)),
            "into": str(folder / "network"),
            "built_on": today.isoformat(),
            "synthetic": synthetic,
        }
        _ask(order, step)
        built = StoredNetwork.open(folder / "network")
        demand_meets(roads.name, built.manifest.bounds_m, envelope)
        return instance_network.put(data_dir, folder / "network", built.manifest.key)


def is_of(data_dir: Path, roads: Path, buses: Path | None) -> bool:
    """Whether the network in use was built from just these files, by today's engine and speeds."""
    try:
        found = instance_network.current(data_dir)
        if found is None:
            return False
        sources = [None if one is None else digest(one) for one in (roads, buses)]
        return found.key == key_of(engine(), sources[0] or "", sources[1], speeds.stated())
    except (Refused, OSError):
        return False


def _source(file: Path, day: date | None, licence: str) -> Source:
    return Source(file.name[:200], file.stat().st_size, digest(file), day, licence[:300])


def _told(source: Source) -> dict[str, Any]:
    day = source.content_date
    return asdict(source) | {"content_date": day and day.isoformat()}


def _ask(order: dict[str, Any], step: Callable[[str], None]) -> None:
    into = Path(order["into"])
    failed = other_process.ask("estate.networks.building_process", order, step)
    if failed is not None or not (into / MANIFEST).exists():
        shutil.rmtree(into, ignore_errors=True)
        why = f" ({failed})" if failed else ""
        raise Refused(
            "The network cannot be built from these files: they are damaged, or building took more "
            f"memory or time than it may{why}. Fetch them again, or cut the extract to the county."
        )


def demand_is_of(file: Path, head: extract.ExtractHead, county: Envelope | None) -> None:
    """``Refused`` where an extract is of another area, before anything is built from it; where its
    head names no box, by its points."""
    box = head.box_m
    if box is None and county is not None:
        box = extract.points_box_m(file, county)
    demand_meets(file.name, box, county)


def demand_meets(
    name: str, box: tuple[float, float, float, float] | None, county: Envelope | None
) -> None:
    """``Refused`` where a file's box (metres: west, south, east, north) and the county's have no
    point in common. None of either refuses nothing. Many extracts name no box of their own: their
    points are looked at, and what is built from them is asked again."""
    if box is None or county is None:
        return
    west, south, east, north = box
    if (
        west <= county.max_easting
        and east >= county.min_easting
        and south <= county.max_northing
        and north >= county.min_northing
    ):
        return
    sides = [f"{one / 1000:,.0f}" for one in box]
    raise Refused(
        f"{name} is of another area: it covers eastings {sides[0]} to {sides[2]} km and northings "
        f"{sides[1]} to {sides[3]} km, and the county's box lies outside. Take the extract of this "
        "county."
    )
