"""Anything a GIS officer sends is read whole or refused in one sentence."""

import json
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from shapely import Point

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.sources import open_source
from estate.intake.sources.projection import recognise
from tests.intake.county import EAST, NORTH, square, write_shapefile

ENVELOPE = Envelope(353000, 229000, 419000, 284000)
OS_WORDING = (
    'PROJCS["British National Grid",GEOGCS["Ordnance Survey Great Brit",'
    'DATUM["Ordnance Survey Great Brit",SPHEROID["Airy 1830",6377563.396,299.3249646]],'
    'PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",49],'
    'PARAMETER["central_meridian",-2],PARAMETER["scale_factor",0.9996012717],'
    'PARAMETER["false_easting",400000],PARAMETER["false_northing",-100000],UNIT["Meter",1]]'
)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def a_shapefile(folder: Path, **more: object) -> Path:
    rows = [{"LOCAL_REF": "A1", "NAME": "Café “Grange”"}, {"LOCAL_REF": "A2", "NAME": "£ Shop"}]
    return write_shapefile(folder / "assets.shp", rows, [square(), square(EAST + 50)], **more)


def test_line_breaks_in_cells_are_not_records(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", 'ref,name\nA,"two\nlines"\n\nB,one\n'))
    assert source.record_count == 2
    assert source.records["name"].tolist() == ["two\nlines", "one"]
    assert source.row_numbers == [2, 4]


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_text_encoding_is_detected(tmp_path: Path, encoded: str, expected: str) -> None:
    source = open_source(write(tmp_path / "a.csv", "ref,name\nA,Café – £5\n".encode(encoded)))
    assert source.encoding == expected
    assert source.records["name"].tolist() == ["Café – £5"]
    assert list(source.records.columns) == ["ref", "name"]


def test_separators_and_repeated_headings(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", "ref;name;name\nA;x,y;z\n"))
    assert list(source.records.columns) == ["ref", "name", "name (2)"]
    assert source.records.iloc[0].tolist() == ["A", "x,y", "z"]
    assert "Columns separated by semicolons." in source.notes
    tabbed = open_source(write(tmp_path / "b.tsv", "ref\tname\nA\tx\n"))
    assert tabbed.records.iloc[0].tolist() == ["A", "x"]


def test_cells_beyond_the_headings_are_not_dropped(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"Record 2 of a\.csv has 3 cells under 2 headings"):
        open_source(write(tmp_path / "a.csv", "ref,name\nA,High Street, Worcester\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_shapefile_text_is_read_in_its_own_encoding(
    tmp_path: Path, encoding: str, with_cpg: bool
) -> None:
    path = a_shapefile(tmp_path, encoding=encoding)
    if not with_cpg:
        path.with_suffix(".cpg").unlink()
    source = open_source(path)
    assert source.records["NAME"].tolist() == ["Café “Grange”", "£ Shop"]
    assert source.record_count == 2
    assert source.projection is not None and source.projection.epsg == 27700


def test_a_wrong_cpg_does_not_garble_text(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, encoding="cp1252")
    path.with_suffix(".cpg").write_text("UTF-8")
    assert open_source(path).records["NAME"].tolist()[0] == "Café “Grange”"


def test_missing_prj_is_refused_naming_the_likely_system(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(FileRefused, match=r"look like the British National Grid \(EPSG:27700\)"):
        open_source(path)
    stated = open_source(path, crs="EPSG:27700")
    assert stated.projection is not None and stated.projection.epsg == 27700


def test_missing_siblings_are_named(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(FileRefused, match=r"without its \.dbf"):
        open_source(path)


def test_a_table_shorter_than_its_shapes_is_refused(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    content[4:8] = struct.pack("<I", 1)  # the header claims one row of the two
    dbf.write_bytes(content)
    with pytest.raises(FileRefused, match=r"2 shapes but its \.dbf table has 1 row;"):
        open_source(path)


@pytest.mark.parametrize("wording", ["esri", "os"])
def test_any_wording_of_the_national_grid_is_the_national_grid(
    tmp_path: Path, wording: str
) -> None:
    path = a_shapefile(tmp_path)
    if wording == "os":
        path.with_suffix(".prj").write_text(OS_WORDING)
    source = open_source(path)
    assert source.projection is not None and source.projection.epsg == 27700
    assert source.geometry is not None and source.geometry[0].bounds[:2] == (EAST, NORTH)


def test_wordings_seen_in_the_wild(shared_data: Path) -> None:
    wordings = sorted((shared_data / "crs" / "prj_variants").glob("*.prj"))
    assert len(wordings) == 4
    assert [recognise(path.read_text()).epsg for path in wordings] == [27700] * 4


@pytest.mark.parametrize(
    ("code", "epsg"),
    [("EPSG:4326", 4326), ("OGC:CRS84", 4326), ("EPSG:4258", 4326), ("EPSG:7405", 27700),
     ("EPSG:4277", None), ("EPSG:2154", None), ("EPSG:29902", None), ("EPSG:32630", None)],
)  # fmt: skip
def test_only_grid_and_wgs84_are_accepted(code: str, epsg: int | None) -> None:
    assert recognise(code).epsg == epsg


def test_montpellier_is_refused_in_one_sentence(shared_data: Path) -> None:
    path = shared_data / "registers" / "montpellier_opendata" / "VilleMTP_MTP_Batiments.zip"
    with pytest.raises(FileRefused) as refusal:
        open_source(path, envelope=ENVELOPE, area="Testshire")
    message = str(refusal.value)
    assert "lies outside Testshire" in message
    assert message.count(". ") == 0 and message.endswith(".")


def test_a_foreign_system_inside_the_area_is_asked_to_be_exported_again(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"LOCAL_REF": ["A"]}, geometry=[Point(EAST, NORTH)], crs=27700)
    frame.to_crs(23030).to_file(tmp_path / "utm.gpkg")
    with pytest.raises(FileRefused, match=r"export it in British National Grid \(EPSG:27700\)"):
        open_source(tmp_path / "utm.gpkg", envelope=ENVELOPE, area="Testshire")


def test_zip_with_folders_one_layer_and_several(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    with zipfile.ZipFile(one, "w") as archive:
        for part in tmp_path.glob("assets.*"):
            archive.write(part, f"export/2026/{part.name}")
    with zipfile.ZipFile(two, "w") as archive:
        for part in tmp_path.glob("assets.*"):
            archive.write(part, part.name)
            archive.write(part, f"other{part.suffix}")
    assert open_source(one).record_count == 2
    with pytest.raises(FileRefused, match="--layer: “assets”, “other”"):
        open_source(two)
    assert open_source(two, layer="other").record_count == 2
    assert open_source(path.parent, layer="assets").record_count == 2


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv"]
)
def test_no_member_of_an_archive_leaves_its_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "ref,name\nA,x\n")
    with pytest.raises(FileRefused, match="leads outside the archive"):
        open_source(path)
    assert not (tmp_path.parent / "evil.csv").exists()


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 60_000_000)
    with pytest.raises(FileRefused, match="would unpack to 60 MB"):
        open_source(path)


def test_geopackage_layers_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame({"LOCAL_REF": ["A"]}, geometry=[Point(EAST, NORTH)], crs=27700)
    frame.to_file(path, layer="land")
    assert open_source(path).layer == "land"
    frame.to_file(path, layer="buildings")
    with pytest.raises(FileRefused, match="holds 2 layers"):
        open_source(path)
    assert open_source(path, layer="Buildings").layer == "buildings"
    with pytest.raises(FileRefused, match="no layer “roads”"):
        open_source(path, layer="roads")


def test_geojson_is_longitude_and_latitude(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"LOCAL_REF": 7}, "geometry": None},
        {"type": "Feature", "properties": {"LOCAL_REF": "A", "NAME": "é"},
         "geometry": {"type": "Point", "coordinates": [-2.2, 52.2]}},
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    source = open_source(write(tmp_path / "a.geojson", text.encode("utf-8-sig")))
    assert source.record_count == 2
    assert source.projection is not None and source.projection.epsg == 4326
    assert source.records["LOCAL_REF"].tolist() == [7, "A"]
    assert source.records["NAME"].tolist() == [None, "é"]


@pytest.mark.parametrize("text", ["{}", "[1]", "nonsense", '{"features": [3]}', '{"features": 3}'])
def test_what_is_not_geojson_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused, match="not a GeoJSON FeatureCollection"):
        open_source(write(tmp_path / "a.geojson", text))


def test_workbook_sheets_are_layers_and_title_rows_are_skipped(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Assets"
    for row in (["Register of assets 2026"], [], ["Ref", "Name", "Area"], ["A", "x", 12.5],
                [None, None, None], ["B", "y", None]):  # fmt: skip
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.create_sheet("Empty")
    book.save(path)
    source = open_source(path)
    assert list(source.records.columns) == ["Ref", "Name", "Area"]
    assert source.row_numbers == [4, 6]
    assert source.records["Area"].tolist()[0] == 12.5
    leases = book.create_sheet("Leases")
    leases.append(["Ref", "Rent"])
    leases.append(["L1", 100])
    book.save(path)
    with pytest.raises(FileRefused, match="--layer: “Assets”, “Leases”"):
        open_source(path)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods", "a.shp", "a.gpkg", "a.zip", "a.pdf"])
def test_rubbish_and_emptiness_are_refused_not_crashed_on(tmp_path: Path, name: str) -> None:
    for content in (b"", b"\0\1\2rubbish\0" * 50):
        try:
            source = open_source(write(tmp_path / name, content))
        except FileRefused as refusal:
            assert str(refusal).endswith(".")
        else:
            assert source.format == "CSV" and source.records.shape[0] == source.record_count


@pytest.mark.parametrize("width", [128, 200, 254])
def test_the_width_of_a_field_is_no_text(tmp_path: Path, width: int) -> None:
    """ArcGIS and QGIS give texts 254 letters: a byte that is no UTF-8, beside the field's name."""
    rows = [{"LOCAL_REF": "A1", "NAME": "Café", "NOTE": "x" * width}]
    path = write_shapefile(tmp_path / "a.shp", rows, [square()])
    source = open_source(path)
    assert (source.encoding, source.notes) == ("utf-8", ())
    assert source.records["NAME"].tolist() == ["Café"]
