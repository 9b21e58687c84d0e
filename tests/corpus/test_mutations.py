"""Damaged files of every format: no crash but a refusal, no row without an outcome, no
partial write."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, box
from sqlalchemy import Connection, func, select

from estate import intake
from estate.codes import RecordKind
from estate.db import tables as t
from estate.errors import EstateError
from estate.geometry import Envelope
from estate.intake.columns.recognition import recognise
from estate.intake.file_reading import read_all
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from tests.intake.county import EAST, NORTH, row, start, write_csv

ODD = [b"1e999", b'"', b"\0", b"\xff\xfe", b"<!ENTITY", b"[[[[", b"\r\n", b"-0", b"NaN",
       b"99999999", "\u202e".encode(), b";;;;", b"PK\x03\x04", b"{{7*7}}",
       b"\xed\xa0\x80"]  # fmt: skip
CHELTENHAM = Path("registers/cheltenham_lgtc/local_authority_land_and_assets_2021.csv")


@pytest.fixture(scope="module")
def originals(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Small sound files, one or more of each format."""
    folder = tmp_path_factory.mktemp("originals")
    rows = [row(f"A{i}", EASTING=EAST + i, NOTE="né") for i in range(6)]
    shapes = [
        Point(EAST, NORTH),
        None,
        *(box(EAST, NORTH, EAST + i, NORTH + i) for i in (3, 4, 5, 6)),
    ]
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=27700)
    for name, driver in (("a.gpkg", "GPKG"), ("a.gml", "GML")):
        frame.to_file(folder / name, driver=driver)
    frame.to_file(folder / "a.fgb", driver="FlatGeobuf", SPATIAL_INDEX="NO")
    frame.iloc[2:].to_file(folder / "b.shp")
    frame.iloc[:1].to_file(folder / "c.tab", driver="MapInfo File")
    for name, driver in (("a.kml", "KML"), ("a.geojson", "GeoJSON"), ("a.seq", "GeoJSONSeq")):
        frame.to_crs(4326).to_file(folder / name, driver=driver)
    table = pd.DataFrame(rows)
    table.to_json(folder / "d.json", orient="records")
    table.to_excel(folder / "d.ods", engine="odf", index=False)
    table.to_csv(folder / "d.csv", sep=";", decimal=",", index=False)
    _workbooks(folder, rows)
    lines = (shared_data / CHELTENHAM).read_bytes().splitlines(keepends=True)
    (folder / "cheltenham.csv").write_bytes(b"".join(lines[:80]))
    shutil.make_archive(str(folder / "z"), "zip", folder, "b.shp")
    real = ["formats/digital_land/gml.resource", "formats/digital_land/xlsx.resource",
            "formats/digital_land/shapefile_zip.resource", "formats/fiona/trio.seq",
            "formats/fiona/testopenfilegdb.gdb.zip", "formats/pyogrio/test_gpkg_nulls.gpkg",
            "registers/fire_stations_and_lgtc/stations-derbyshire.xlsx"]  # fmt: skip
    for name in real:
        shutil.copy(shared_data / name, folder)
    parts = (".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".xsd", ".gfs")
    return sorted(path for path in folder.iterdir() if path.suffix not in parts)


def _workbooks(folder: Path, rows: list[dict[str, object]]) -> None:
    new, old = openpyxl.Workbook(), xlwt.Workbook()
    sheet = old.add_sheet("Assets")
    for number, line in enumerate([list(rows[0]), *(list(cells.values()) for cells in rows)]):
        new.worksheets[0].append(line)
        for column, cell in enumerate(line):
            sheet.write(number, column, cell)
    new.save(folder / "e.xlsx")
    old.save(str(folder / "e.xls"))


def damaged(original: Path, folder: Path, random: np.random.Generator) -> Path:
    """A copy of a file and its siblings with a few bytes changed, cut, doubled or put in."""
    folder = folder / original.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for sibling in original.parent.glob(original.stem + ".*"):
        if sibling != original and original.suffix not in (".shp", ".tab"):
            continue
        content = bytearray(sibling.read_bytes())
        for _ in range(int(random.integers(0, 4)) if content else 0):
            _damage(content, random)
        (folder / sibling.name).write_bytes(bytes(content))
    return folder / original.name


def _damage(content: bytearray, random: np.random.Generator) -> None:
    at, length = int(random.integers(len(content) + 1)), int(random.integers(1, 40))
    what = int(random.integers(6))
    if what == 0:
        content[at : at + 1] = bytes([int(random.integers(256))])
    elif what == 1:
        del content[at : at + length]
    elif what == 2:
        content[at:at] = content[at : at + length]
    elif what == 3:
        content[at:at] = ODD[int(random.integers(len(ODD)))]
    elif what == 4 and int(random.integers(4)) == 0:
        del content[at:]
    else:
        other = int(random.integers(len(content) + 1))
        content[at : at + length] = content[other : other + length]


def goes_through(path: Path) -> None:
    """Read, recognise, fit, check and compare; anything but a refusal is a failure."""
    try:
        source = open_source(path, layer=None, crs="EPSG:27700")
        assert len(source.records) == source.record_count == len(source.row_numbers)
        recognition = recognise(source.records, RecordKind.PROPERTY)
        context = Context("T-CC", RecordKind.PROPERTY, Envelope(353000, 229000, 419000, 284000),
                          "Testshire", date(2026, 4, 1), {}, values=recognition.values)  # fmt: skip
        checked = read_all(source, recognition, context).checked
        said = checked.issues
    except EstateError as refusal:
        assert str(refusal).strip().endswith(".")
    else:
        kept = [record.row_number for record in checked.records]
        assert sorted(kept + checked.refused_rows + checked.part_rows) == source.row_numbers
        assert all(issue.message.endswith(".") for issue in said)


def fuzz(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    chosen = settings(max_examples=examples, deadline=None, suppress_health_check=quiet)
    return lambda test: chosen(given(seed=st.integers(0, 2**32 - 1))(test))


@fuzz(250)
def test_damaged_files(originals: list[Path], tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    goes_through(damaged(originals[int(random.integers(len(originals)))], tmp_path, random))


@pytest.mark.long
@fuzz(10_000)
def test_ten_thousand_damaged_files(originals: list[Path], tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    goes_through(damaged(originals[int(random.integers(len(originals)))], tmp_path, random))


def test_sound_files_go_through(originals: list[Path]) -> None:
    read = {}
    for path in originals:
        try:
            read[path.name] = open_source(path, crs=None).record_count
        except EstateError as refusal:
            read[path.name] = str(refusal)
    assert read["testopenfilegdb.gdb.zip"].startswith("testopenfilegdb.gdb holds 37 layers")
    six = ("a.gpkg", "a.fgb", "a.gml", "a.kml", "a.geojson", "a.seq", "d.json", "d.ods", "d.csv",
           "e.xlsx", "e.xls")  # fmt: skip
    assert {name: read[name] for name in six} == dict.fromkeys(six, 6)


@pytest.mark.parametrize("cases", [12, pytest.param(300, marks=pytest.mark.long)])
def test_no_partial_write(connection: Connection, tmp_path: Path, cases: int) -> None:
    start(connection)
    sound = write_csv(tmp_path / "sound.csv", [row(f"A{i}", EASTING=EAST + i) for i in range(12)])
    counting = select(func.count()).select_from(t.property_)
    random = np.random.default_rng(cases)
    for _ in range(cases):
        path = damaged(sound, tmp_path, random)
        before = connection.execute(counting).scalar_one()
        savepoint = connection.begin_nested()
        try:
            plan = intake.prepare(connection, path, organisation="T-CC",
                                  kind=RecordKind.PROPERTY)  # fmt: skip
            intake.commit(connection, plan, by="test")
        except EstateError:
            assert connection.execute(counting).scalar_one() == before
        else:
            written = connection.execute(counting).scalar_one() - before
            assert written == plan.counts["new"]
        savepoint.rollback()
        assert connection.execute(counting).scalar_one() == before
