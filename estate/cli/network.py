"""``estate network …``: the roads, paths and timetable that travel times rest on."""

from pathlib import Path
from typing import Annotated, Any

import typer

from estate import clock
from estate.access.network_store import Manifest, Source, StoredNetwork, Timetable
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import county_envelope
from estate.networks import instance_network, making
from estate.settings import Settings

app = typer.Typer(
    name="network",
    no_args_is_help=True,
    help="Roads, paths and a timetable from published files: what travel times rest on.",
)


@app.command()
def build(
    extract: Annotated[
        Path, typer.Argument(help="An OpenStreetMap extract of the county (.osm.pbf).")
    ],
    gtfs: Annotated[
        Path | None, typer.Option("--gtfs", help="A bus timetable (GTFS, a zip archive).")
    ] = None,
    licence: Annotated[
        str, typer.Option(help="Under which licence the roads were published.")
    ] = making.OSM_LICENCE,
    timetable_licence: Annotated[
        str, typer.Option(help="Under which licence the timetable was published.")
    ] = making.GTFS_LICENCE,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="The files are made up: say so with every figure.")
    ] = False,
) -> None:
    """Build this instance's network from published files, once; it takes the place of the last."""
    made = making.make(
        Settings().data_dir,
        extract,
        gtfs,
        clock.today(),
        envelope=county_envelope(),
        licence=licence,
        timetable_licence=timetable_licence,
        synthetic=synthetic,
        step=lambda words: say(f"{words[0].upper()}{words[1:]} …"),
        remark=say,
    )
    _table(made.manifest)
    say("Travel times rest on it from now on; `estate network show` says so again.")


@app.command()
def show(as_json: Json = False) -> None:
    """What the travel times of this instance rest on; looks whether its files are whole."""
    found = instance_network.current(Settings().data_dir)
    if found is None:
        say(
            "There is no network here: travel times are straight lines × a detour factor. "
            "`estate network build EXTRACT.osm.pbf` builds one."
        )
        if as_json:
            print_json(None)
        return
    found.check()
    if as_json:
        print_json(_plain(found))
    else:
        _table(found.manifest)


@app.command()
def remove() -> None:
    """Take the network away: travel times are then straight lines × a detour factor again."""
    was_there = instance_network.remove(Settings().data_dir)
    say("The network is gone." if was_there else "There was no network here.")


def _plain(found: StoredNetwork) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(found.manifest)


def _table(manifest: Manifest) -> None:
    rows = [
        ("Engine", manifest.engine),
        ("Built on", manifest.built_on.isoformat()),
        ("Made up", "yes: synthetic sample data" if manifest.synthetic else "no"),
        *_source("Roads", manifest.roads),
        ("Streets", f"{manifest.edges:,} pieces, {manifest.junctions:,} junctions"),
        ("Area", _area(manifest)),
    ]
    if manifest.detour is not None:
        measured = manifest.detour
        rows.append(
            (
                "Ways on foot over straight lines",
                f"median {measured.median:.2f}, one in ten above {measured.one_in_ten_above:.2f} "
                f"({measured.pairs:,} pairs of junctions, 100 m to 2 km apart)",
            )
        )
    if (buses := manifest.timetable) is not None:
        rows += [
            *_source("Timetable", buses.source),
            ("In force", _in_force(buses)),
            ("Asked of", f"{buses.day:%A} {buses.day}, with {buses.trips:,} trips"),
            ("Stops", f"{buses.stops_on_network:,} of {buses.stops:,} lie on the network"),
        ]
    else:
        rows.append(("Timetable", "none: no travel times by bus"))
    rows.append(("Key", manifest.key))
    print_table("Network", ("", ""), rows)


def _in_force(buses: Timetable) -> str:
    """Its days, and whether they are over."""
    ended = ": ended; fetch the one in force" if buses.last_day < clock.today() else ""
    return f"{buses.first_day} to {buses.last_day}{ended}"


def _source(label: str, source: Source) -> list[tuple[str, str]]:
    day = "states no date" if source.content_date is None else f"as of {source.content_date}"
    return [
        (label, f"{source.name}, {source.size_bytes / 1e6:,.1f} MB, {day}"),
        (f"{label}: licence", source.licence),
        (f"{label}: SHA-256", source.sha256),
    ]


def _area(manifest: Manifest) -> str:
    west, south, east, north = (one / 1000 for one in manifest.bounds_m)
    return f"eastings {west:,.0f} to {east:,.0f} km, northings {south:,.0f} to {north:,.0f} km"
