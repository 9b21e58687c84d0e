"""Map layers that would lose something in silence: cut, misnamed, packed together, nested."""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, MultiPoint, Point, force_3d

from estate.codes import Severity
from estate.errors import FileRefused
from estate.intake.sources import open_source
from tests.intake.county import EAST, NORTH, square, write_shapefile
from tests.intake.test_checks import run

ROWS = [{"LOCAL_REF": "A1", "NAME": "Café"}, {"LOCAL_REF": "A2", "NAME": "Hall"}]


def a_shapefile(folder: Path, **more: object) -> Path:
    return write_shapefile(folder / "assets.shp", ROWS, [square(), square(EAST + 50)], **more)


def test_a_cut_off_shp_does_not_lose_its_last_shapes(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(FileRefused, match=r"assets\.shp is cut off"):
        open_source(path)


def test_utf_8_under_another_name_is_read_as_utf_8(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, encoding="UTF-8")
    path.with_suffix(".cpg").write_text("ISO-8859-1")
    source = open_source(path)
    assert source.records["NAME"].tolist() == ["Café", "Hall"]
    assert source.notes == ("Text read as utf-8 (its .cpg, iso-8859-1, is wrong).",)


def test_a_list_in_a_geojson_cell_is_a_value_to_complain_of(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = {
        "type": "Feature",
        "properties": {"LOCAL_REF": "A1", "NAME": "Hall", "TENURE": ["Freehold", "PFI"]},
        "geometry": {"type": "Point", "coordinates": [-2.2, 52.19, 31.5]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    checked = run(path)
    assert checked.refused_rows == []
    assert any(i.message.startswith('“["Freehold", "PFI"]” is not a known tenure')
               for i in checked.issues)  # fmt: skip
    assert open_source(path).notes == ("Heights and measures (Z, M) of the shapes were dropped.",)


def test_heights_of_some_shapes_of_a_layer_are_said(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(ROWS, geometry=[Point(EAST, NORTH), square()], crs=27700)
    frame.geometry = [force_3d(frame.geometry[0], 9.0), frame.geometry[1]]
    frame.to_file(tmp_path / "a.gpkg")
    assert "Heights and measures (Z, M) of the shapes were dropped." in (
        open_source(tmp_path / "a.gpkg").notes
    )


def test_lines_and_points_of_which_one_point_is_kept_are_said(tmp_path: Path) -> None:
    shapes = [LineString([(EAST, NORTH), (EAST + 9, NORTH)]),
              MultiPoint([(EAST, NORTH), (EAST + 9, NORTH)]),
              MultiPoint([(EAST, NORTH)])]  # fmt: skip
    rows = [{"LOCAL_REF": f"A{i}", "NAME": "Hall", "USE_CLASS": "specialist"} for i in range(3)]
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame(rows, geometry=shapes, crs=27700).to_file(path)
    said = [(i.row_number, i.severity, i.message.split(" without")[0]) for i in run(path).issues]
    assert said == [(1, Severity.WARNING, "The shape is of lines"),
                    (2, Severity.NOTE, "The shape is of points")]  # fmt: skip


def test_a_shape_as_text_that_cannot_be_read_is_named_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('LOCAL_REF,NAME,WKT\nA1,x,"POINT (385000 254000)"\nA2,y,"POLYGON ((1 2"\n')
    with pytest.raises(FileRefused, match="the first in row 3"):
        open_source(path)


def test_what_an_archive_holds_besides_is_said(tmp_path: Path) -> None:
    a_shapefile(tmp_path)
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for part in tmp_path.glob("assets.*"):
            made.write(part, part.name)
        made.writestr("leases.csv", "LEASE_REF\nL1\n")
        made.writestr("readme.txt", "hello")
    assert open_source(archive).notes == (
        "Not read, because maps go before tables: “leases.csv”; send it by itself.",
    )


def test_an_archive_within_an_archive_beside_a_readme_is_said_to_be_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as made:
        made.writestr("a.csv", "ref\nA\n")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as made:
        made.write(tmp_path / "inner.zip", "inner.zip")
        made.writestr("readme.txt", "hello there")
    with pytest.raises(FileRefused, match="an archive within the archive"):
        open_source(tmp_path / "outer.zip")
