"""Every file of the reference data through a dry run: counted by others, or refused with why."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from estate import intake
from estate.codes import RecordKind, RowOutcome
from estate.errors import FileRefused
from estate.intake.sources import open_source
from tests.corpus.own_counts import own_count
from tests.intake.county import start

SECONDS = 10.0
QUICK = (
    "formats/digital_land/csv.resource", "formats/digital_land/geojson.resource",
    "formats/digital_land/gml.resource", "formats/digital_land/shapefile_zip.resource",
    "formats/digital_land/xlsx.resource", "formats/fiona/coutwildrnp.zip",
    "formats/fiona/gre.shp", "formats/fiona/multicurve.gml", "formats/fiona/test_tin.shp",
    "formats/fiona/testopenfilegdb.gdb.zip", "formats/fiona/trio.seq",
    "formats/mbostock_shapefile/empty.shp", "formats/mbostock_shapefile/null.shp",
    "network/newport/newport-20230613_gtfs.zip",
    "formats/pyogrio/line_zm.gpkg", "formats/pyogrio/test_gpkg_nulls.gpkg",
    "reference/boundaries_worcestershire/lsoa_by_lad/E07000237.json",
    "registers/cheltenham_lgtc/local_authority_land_and_assets_2021.csv",
    "registers/dc_public_estate/recreation-facilities.geojson",
    "registers/fire_stations_and_lgtc/stations-derbyshire.xlsx",
    "registers/montpellier_opendata/VilleMTP_MTP_Batiments.zip",
)  # fmt: skip
ROWS = [outcome.value for outcome in RowOutcome]
LINE = "{:<62} {:>7} {:>7} {:>5.1f} s  {}"


def one(connection: Connection, data: Path, path: Path, mapping: Path) -> str:
    """One line of the table; fails when a count differs or a row has no outcome."""
    read, own = None, own_count(path)
    taken: list[float] = []  # by each dry run, refused or not
    try:
        source = open_source(path)
        read = source.record_count
        assert read == len(source.records) == len(source.row_numbers)
        if own is not None:
            assert read == own, f"{path.name} holds {own} records, {read} were read"
        said = planned(connection, path, mapping, taken)
    except FileRefused as refusal:
        said = f"refused: {refusal}"
        assert str(refusal).endswith(".") and len(str(refusal)) > 40
    seconds = max(taken, default=0.0)
    assert seconds < SECONDS, f"{path.name} took {seconds:.1f} s"
    name = path.relative_to(data).as_posix()
    return LINE.format(name[-62:], own if own is not None else "-",
                       read if read is not None else "-", seconds, said[:150])  # fmt: skip


def planned(connection: Connection, path: Path, mapping: Path, taken: list[float]) -> str:
    """The plan of the file as it is, else with a fingerprint of each row as its reference."""
    try:
        plan = timed(connection, path, taken)
    except FileRefused as refusal:
        if "reference_from" not in str(refusal):
            raise
        mapping.write_text(intake.mapping_template(path, RecordKind.PROPERTY), "utf-8")
        plan = timed(connection, path, taken, mapping=mapping)
    outcomes = sorted(plan.outcomes)
    assert len(set(outcomes)) == len(outcomes) == plan.record_count
    assert sum(count for name, count in plan.counts.items() if name in ROWS) == plan.record_count
    counts = {name: count for name, count in plan.counts.items() if count}
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def timed(
    connection: Connection, path: Path, taken: list[float], **more: Path
) -> intake.ImportPlan:
    began = time.process_time()  # of this process: a busy machine proves nothing
    try:
        return intake.prepare(
            connection, path, organisation="T-CC", kind=RecordKind.PROPERTY, **more
        )
    finally:
        taken.append(time.process_time() - began)


def anywhere(connection: Connection) -> None:
    """A county as wide as the country, so that rows are planned rather than all misplaced."""
    start(connection, min_easting=0, min_northing=0, max_easting=700000, max_northing=1300000)


def test_a_selection_is_read_whole_or_refused(
    connection: Connection, shared_data: Path, tmp_path: Path
) -> None:
    anywhere(connection)
    systems = connection.execute(text("SELECT count(*) FROM spatial_ref_sys")).scalar_one()
    table = [one(connection, shared_data, shared_data / name, tmp_path / "m.toml")
             for name in QUICK]  # fmt: skip
    refused = [line for line in table if "refused:" in line]
    assert (len(table), len(refused)) == (21, 13), "\n".join(table)
    # Odd projections are refused or recognised, never registered.
    assert connection.execute(text("SELECT count(*) FROM spatial_ref_sys")).scalar_one() == systems


@pytest.mark.long
def test_every_file_is_read_whole_or_refused(
    connection: Connection, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anywhere(connection)
    files = sorted(p for p in shared_data.rglob("*") if p.is_file())
    table = [one(connection, shared_data, path, tmp_path / "m.toml") for path in files]
    with capsys.disabled():
        print("\n" + LINE.replace(".1f", "").format("file", "own", "read", "time", "outcome"))
        print("\n".join(table))
    assert len(table) > 100
    known = [path for path in files if own_count(path) is not None]
    assert len(known) > 50
