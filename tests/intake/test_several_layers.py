"""Outlines and points in shapefiles of one zip are one delivery; other layers are asked about."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, Point
from sqlalchemy import Connection, select

from estate.db import tables as t
from estate.errors import FileRefused
from estate.intake.sources import common, gdal_layers, open_source
from tests.intake.county import EAST, NORTH, bring, square, start, write_shapefile

Rows = list[dict[str, Any]]


def halls(*references: str, **more: Any) -> Rows:
    made = {"NAME": "Hall", "USE_CLASS": "office_admin", **more}
    return [{"LOCAL_REF": reference, **made} for reference in references]


def zipped(folder: Path, **made: tuple[Rows, list[Any]]) -> Path:
    """A zip of one shapefile for each name."""
    inside = folder / "inside"
    shutil.rmtree(inside, ignore_errors=True)
    inside.mkdir()
    for name, (rows, shapes) in made.items():
        write_shapefile(inside / f"{name}.shp", rows, shapes)
    return Path(shutil.make_archive(str(folder / "delivery"), "zip", inside))


def test_outlines_and_points_are_read_as_one(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = zipped(tmp_path, outlines=(halls("A1", "A2"), [square(), square(EAST + 50)]),
                  points=(halls("B1"), [Point(EAST + 90, NORTH)]))  # fmt: skip
    plan, _ = bring(connection, path)
    assert (plan.counts["new"], plan.record_count) == (3, 3)
    assert plan.notes[0] == (
        "Read as one delivery: rows 1–2 are “outlines”; row 3 is row 1 of “points”."
    )
    p = t.property_.c
    numbers = select(p.local_ref, p.row_number).order_by(p.local_ref)
    assert connection.execute(numbers).all() == [("A1", 1), ("A2", 2), ("B1", 3)]
    again, result = bring(connection, path)
    assert (again.counts["unchanged"], again.counts["not_in_file"], result.changed) == (3, 0, False)


def test_one_of_them_by_name_says_what_becomes_of_the_other(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = zipped(tmp_path, outlines=(halls("A1"), [square()]),
                  points=(halls("B1"), [Point(EAST + 90, NORTH)]))  # fmt: skip
    bring(connection, path)
    plan, _ = bring(connection, path, layer="points")
    assert plan.counts["not_in_file"] == 1
    assert any("“outlines” was not read. Rows that are only there count" in note
               for note in plan.notes)  # fmt: skip


def test_a_layer_without_records_changes_nothing(tmp_path: Path) -> None:
    path = zipped(tmp_path, outlines=(halls("A1"), [square()]), points=(halls("B1"), [Point(1, 1)]))
    empty = gpd.read_file(tmp_path / "inside/points.shp").iloc[:0]
    empty.to_file(tmp_path / "inside/points.shp", geometry_type="Point")
    path = Path(shutil.make_archive(str(tmp_path / "delivery"), "zip", tmp_path / "inside"))
    source = open_source(path)
    assert (source.record_count, source.notes[0]) == (1, "Only “outlines” holds records.")


@pytest.mark.parametrize(
    "other",
    [
        (halls("B1"), [square(EAST + 90)]),  # two of outlines: perhaps two years
        (halls("A1"), [square().centroid]),  # the same rows, drawn twice
        (halls("B1", NOTE="x"), [Point(EAST, NORTH)]),  # other columns
    ],
)
def test_layers_that_may_be_something_else_are_asked_about(
    tmp_path: Path, other: tuple[Rows, list[Any]]
) -> None:
    path = zipped(tmp_path, first=(halls("A1"), [square()]), second=other)
    with pytest.raises(FileRefused, match=r"holds 2 layers; say which .* with a plus between"):
        open_source(path)
    assert open_source(path, "second").record_count == 1


def test_layers_named_with_a_plus_are_read_as_one(tmp_path: Path) -> None:
    path = zipped(tmp_path, east=(halls("A1", "A2"), [square(), square(EAST + 50)]),
                  west=(halls("B1"), [square(EAST + 90)]))  # fmt: skip
    source = open_source(path, "west + east")
    assert source.records["LOCAL_REF"].tolist() == ["B1", "A1", "A2"]
    assert (source.row_numbers, source.layers) == ([1, 2, 3], ("west", "east"))
    with pytest.raises(FileRefused, match="has no layer “north”; it holds “east”, “west”"):
        open_source(path, "east+north")


def test_layers_of_other_columns_or_systems_are_not_read_as_one(tmp_path: Path) -> None:
    path = zipped(tmp_path, a=(halls("A1"), [square()]), b=(halls("B1", NOTE="x"), [square()]))
    with pytest.raises(FileRefused, match=r"do not have the same columns \(only one .* “NOTE”\)"):
        open_source(path, "a+b")
    zipped(tmp_path, a=(halls("A1"), [square()]), b=(halls("B1"), [square()]))
    there = gpd.read_file(tmp_path / "inside/b.shp").to_crs(4326)
    there.to_file(tmp_path / "inside/b.shp")
    with pytest.raises(FileRefused, match="are in different coordinate systems"):
        open_source(tmp_path / "inside", "a+b")


def test_layers_of_a_geopackage_and_one_whose_name_has_a_plus(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for number, layer in enumerate(("land", "buildings", "land+buildings")):
        frame = gpd.GeoDataFrame(halls(f"A{number}"), geometry=[square()], crs=27700)
        frame.to_file(path, layer=layer)
    assert open_source(path, "buildings+land").records["LOCAL_REF"].tolist() == ["A1", "A0"]
    assert open_source(path, "land+buildings").records["LOCAL_REF"].tolist() == ["A2"]


def test_lines_points_and_outlines(tmp_path: Path) -> None:
    path = zipped(tmp_path, a=(halls("A1"), [square()]), b=(halls("B1"), [Point(EAST, NORTH)]),
                  c=(halls("C1"), [LineString([(EAST, NORTH), (EAST + 9, NORTH)])]))  # fmt: skip
    assert open_source(path).record_count == 3


def test_long_layers_are_read_in_batches_and_numbered_on(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (common, gdal_layers):
        monkeypatch.setattr(module, "BATCH", 4)
    start(connection)
    outlines = [square(EAST + 30 * n) for n in range(10)]
    points = [Point(EAST + 30 * n, NORTH - 90) for n in range(7)]
    path = zipped(tmp_path, outlines=(halls(*(f"A{n}" for n in range(10))), outlines),
                  points=(halls(*(f"B{n}" for n in range(7))), points))  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 10
    plan, _ = bring(connection, path)
    assert plan.counts["new"] == 17
    p = t.property_.c
    rows = connection.execute(select(p.local_ref).order_by(p.row_number)).scalars().all()
    assert rows == [f"A{n}" for n in range(10)] + [f"B{n}" for n in range(7)]
    assert open_source(path).record_count == 17
