"""GeoPackages: what lies in them is read, what they would compute is not."""

import sqlite3
import time
import warnings
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from estate.errors import FileRefused
from estate.intake.sources import open_source
from tests.intake import hostile

VIEWS = sorted(how for how in hostile.COMPUTING if how.startswith("a view"))
#: Minutes would be too long; a busy machine may take its time.
_SOON_S = 10


@pytest.mark.parametrize("how", sorted(hostile.COMPUTING))
def test_what_a_geopackage_would_compute_is_not(tmp_path: Path, how: str) -> None:
    path = hostile.geopackage(tmp_path / "a.gpkg", *hostile.COMPUTING[how])
    before, start = path.read_bytes(), time.process_time()
    if how in VIEWS:
        source = open_source(path)
        assert source.records["LOCAL_REF"].tolist() == ["A1"] and source.layer == "assets"
        assert "“v” is a view, which is computed and was not read." in source.notes
        with pytest.raises(FileRefused, match=r"“v” of a\.gpkg is a view, which is computed"):
            open_source(path, layer="v")
    else:
        with pytest.raises(FileRefused, match="GeoPackage of its own"):
            open_source(path)
    assert time.process_time() - start < _SOON_S
    assert path.read_bytes() == before


@pytest.mark.parametrize("how", VIEWS)
def test_a_geopackage_of_views_alone_is_refused(tmp_path: Path, how: str) -> None:
    away = ["DROP TABLE assets", "DELETE FROM gpkg_contents", "DELETE FROM gpkg_geometry_columns",
            "DELETE FROM gpkg_ogr_contents"]  # fmt: skip
    path = hostile.geopackage(tmp_path / "a.gpkg", *away, *hostile.COMPUTING[how])
    with pytest.raises(FileRefused, match="is a view, which is computed and not read"):
        open_source(path)


def test_a_spatial_view_beside_its_layer_is_left_out_and_told(tmp_path: Path) -> None:
    path = hostile.geopackage(
        tmp_path / "a.gpkg",
        "CREATE VIEW offices AS SELECT fid, geom, NAME FROM assets WHERE TYPE_CODE = 'office'",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('offices', 'features', 'offices', 27700)",
        "INSERT INTO gpkg_geometry_columns VALUES ('offices', 'geom', 'POLYGON', 27700, 0, 0)",
    )
    source = open_source(path)
    assert source.record_count == 1 and source.geometry is not None
    assert source.path == path and source.layers == ("assets",)
    assert any("“offices” is a view" in note for note in source.notes)


def test_what_programs_keep_in_a_geopackage_does_no_harm(tmp_path: Path) -> None:
    path = hostile.geopackage(
        tmp_path / "a.gpkg",
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_name TEXT, styleQML TEXT)",
        "INSERT INTO layer_styles VALUES (1, 'assets', '<qgis/>')",
        "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)",
        "INSERT INTO qgis_projects VALUES ('p', NULL, zeroblob(1000))",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 0)",
        "CREATE TRIGGER gpkg_metadata_md_scope_insert BEFORE INSERT ON layer_styles "
        "BEGIN SELECT 1; END",
        "CREATE INDEX names ON assets (NAME)",
        "CREATE TABLE gpkg_metadata (id INTEGER PRIMARY KEY, metadata TEXT)",
    )
    with sqlite3.connect(path) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master "
                                                    "WHERE type = 'trigger'")}  # fmt: skip
    database.close()
    assert any(name.startswith("rtree_assets_geom_") for name in names)
    source = open_source(path)
    assert source.records["LOCAL_REF"].tolist() == ["A1"] and not source.notes


def test_tiles_beside_a_layer_do_no_harm(tmp_path: Path) -> None:
    path = hostile.geopackage(
        tmp_path / "a.gpkg",
        "CREATE TABLE base (id INTEGER PRIMARY KEY, zoom_level INTEGER, tile_data BLOB)",
        *(f"CREATE TRIGGER base_{what} BEFORE INSERT ON base BEGIN SELECT 1; END"
          for what in ("zoom_insert", "tile_column_insert", "tile_row_update")),
    )  # fmt: skip
    assert open_source(path, layer="assets").record_count == 1


@pytest.mark.parametrize("damage", ["schema", "head", "cut"])
def test_a_damaged_geopackage_is_refused(tmp_path: Path, damage: str) -> None:
    path = hostile.geopackage(tmp_path / "a.gpkg")
    content = bytearray(path.read_bytes())
    if damage == "schema":
        start = content.index(b"CREATE TABLE")
        content[start : start + 12] = b"CREATE CABLE"
    elif damage == "head":
        content[16:100] = bytes(84)
    path.write_bytes(content[:3_000] if damage == "cut" else content)
    with pytest.raises(FileRefused, match="is damaged and cannot be read"):
        open_source(path)


def test_every_real_geopackage_is_read_as_before(shared_data: Path) -> None:
    files = sorted(shared_data.rglob("*.gpkg"))
    assert len(files) > 3
    for path in files:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = [str(name) for name, _ in pyogrio.list_layers(path)]
            expected = int(pyogrio.read_info(path, layer=names[0], force_feature_count=True)
                           ["features"])  # fmt: skip
        try:
            source = open_source(path, layer=names[0], crs="EPSG:27700")
        except FileRefused as refusal:
            assert "measured shapes" in str(refusal) or "surfaces" in str(refusal), refusal
            continue
        assert source.record_count == expected


def test_a_layer_of_a_new_geopackage_is_read_whole(tmp_path: Path) -> None:
    path = hostile.geopackage(tmp_path / "a.gpkg")
    frame = gpd.read_file(path, layer="assets")
    assert open_source(path).records["NAME"].tolist() == frame["NAME"].tolist()
