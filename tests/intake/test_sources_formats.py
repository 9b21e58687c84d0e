"""Every format that GIS staff hand over, read whole and counted, or refused with its reason."""

import json
import shutil
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import xlwt
from shapely import Point

from estate.errors import FileRefused
from estate.intake.sources import open_source
from tests.intake.county import EAST, NORTH

FRAME = gpd.GeoDataFrame(
    {"LOCAL_REF": ["A1", "A2"], "NAME": ["Café", "£ Shop"]},
    geometry=[Point(EAST, NORTH), Point(EAST + 50, NORTH)],
    crs=27700,
)


def written(folder: Path, name: str, driver: str, epsg: int = 27700, **more: str) -> Path:
    FRAME.to_crs(epsg).to_file(folder / name, driver=driver, **more)
    return folder / name


@pytest.mark.parametrize(
    ("name", "driver", "form", "epsg"),
    [("a.fgb", "FlatGeobuf", "FlatGeobuf", 27700), ("a.tab", "MapInfo File", "MapInfo TAB", 27700),
     ("a.gdb", "OpenFileGDB", "file geodatabase", 27700), ("a.gml", "GML", "GML", 27700),
     ("a.kml", "LIBKML", "KML", 4326), ("b.kml", "KML", "KML", 4326),
     ("a.geojsonl", "GeoJSONSeq", "GeoJSON sequence", 4326)],
)  # fmt: skip
def test_map_formats(tmp_path: Path, name: str, driver: str, form: str, epsg: int) -> None:
    source = open_source(written(tmp_path, name, driver, epsg))
    assert (source.format, source.record_count) == (form, 2)
    assert source.projection is not None and source.projection.epsg == epsg
    assert sorted(source.records["LOCAL_REF"]) == ["A1", "A2"]
    if "NAME" in source.records:  # KML makes it the placemark's name
        assert sorted(source.records["NAME"]) == ["Café", "£ Shop"]


def test_a_zipped_geodatabase_and_a_zipped_mapinfo_table(tmp_path: Path) -> None:
    base = written(tmp_path, "estate.gdb", "OpenFileGDB")
    with zipfile.ZipFile(tmp_path / "gdb.zip", "w") as archive:
        for part in base.iterdir():
            archive.write(part, f"export/estate.gdb/{part.name}")
    assert open_source(tmp_path / "gdb.zip").record_count == 2
    written(tmp_path, "assets.tab", "MapInfo File")
    with zipfile.ZipFile(tmp_path / "tab.zip", "w") as archive:
        for part in tmp_path.glob("assets.*"):
            archive.write(part, part.name)
    assert open_source(tmp_path / "tab.zip").format == "MapInfo TAB"
    (tmp_path / "assets.map").unlink()
    with pytest.raises(FileRefused, match=r"came without its \.map"):
        open_source(tmp_path / "assets.tab")


def test_the_content_tells_the_form_whatever_the_name(tmp_path: Path) -> None:
    for name, driver in (("a.gpkg", "GPKG"), ("a.fgb", "FlatGeobuf"), ("a.geojson", "GeoJSON")):
        made = written(tmp_path, name, driver, 4326)
        shutil.copy(made, tmp_path / f"{driver}.resource")
        assert open_source(tmp_path / f"{driver}.resource").record_count == 2
    book = openpyxl.Workbook()
    for line in (["Ref", "Name"], ["A", "x"]):
        book.worksheets[0].append(line)
    book.save(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").rename(tmp_path / "b.csv")
    assert open_source(tmp_path / "b.csv").format == "XLSX"
    (tmp_path / "letter.csv").write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(FileRefused, match="is a document or picture"):
        open_source(tmp_path / "letter.csv")


@pytest.mark.parametrize("suffix", [".gml", ".kml"])
def test_xml_with_entities_is_refused(tmp_path: Path, suffix: str) -> None:
    made = written(tmp_path, f"a{suffix}", suffix[1:].upper(), 4326)
    text = made.read_text("utf-8")
    head, tail = text.split("?>", 1)
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    made.write_text(f"{head}?>{bomb}{tail}", "utf-8")
    with pytest.raises(FileRefused, match="defines entities"):
        open_source(made)


def test_the_schema_that_gml_names_is_neither_fetched_nor_needed(tmp_path: Path) -> None:
    made = written(tmp_path, "a.gml", "GML")
    text = made.read_text("utf-8").replace("a.xsd", "http://127.0.0.1:9/a.xsd")
    made.write_text(text, "utf-8")
    made.with_suffix(".xsd").unlink()
    assert open_source(made).record_count == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gml"]  # nothing left beside it


def test_kml_folders_are_layers(tmp_path: Path) -> None:
    mark = (
        "<Placemark><name>{}</name><Point><coordinates>-2.2,52.2</coordinates></Point></Placemark>"
    )
    folders = "".join(
        f"<Folder><name>{name}</name>{''.join(map(mark.format, marks))}</Folder>"
        for name, marks in (("Offices", ["a", "b"]), ("Depots", ["c"]))
    )
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    (tmp_path / "a.kml").write_text(text)
    with pytest.raises(FileRefused, match="--layer: “Offices”, “Depots”"):
        open_source(tmp_path / "a.kml")
    assert open_source(tmp_path / "a.kml", layer="depots").records["Name"].tolist() == ["c"]


def test_a_page_of_a_download_is_called_one(tmp_path: Path) -> None:
    content = {"type": "FeatureCollection", "numberMatched": 500, "features": [
        {"type": "Feature", "properties": {"a": 1}, "geometry": None}]}  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(content))
    assert open_source(tmp_path / "a.json").notes == (
        "This is one page of a download: 1 of 500 features.",
    )


def test_json_lists_of_records_and_sequences(tmp_path: Path) -> None:
    rows = [{"ref": "A", "n": 1}, {"ref": "B", "more": {"x": [1]}}]
    for content in (rows, {"count": 2, "results": rows}):
        (tmp_path / "a.json").write_text(json.dumps(content))
        source = open_source(tmp_path / "a.json")
        assert (source.format, source.record_count) == ("JSON", 2)
        assert source.records["more"].tolist() == [None, '{"x": [1]}']
    feature = json.dumps({"type": "Feature", "properties": {"ref": "A"}, "geometry": None})
    (tmp_path / "b.txt").write_text(f"\x1e{feature}\n\x1e{feature}\n")
    assert open_source(tmp_path / "b.txt").record_count == 2
    (tmp_path / "c.json").write_text('[{"ref": "A", "ref": "B"}]')  # A would be lost
    with pytest.raises(FileRefused, match="export it again"):
        open_source(tmp_path / "c.json")


def test_decimal_commas_are_read_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ref;area;rent;where;people\nA;12,5;1.234,50;440715,354526;1,234\n"
                    "B;7;90,25;440716,354527;2\n")  # fmt: skip
    source = open_source(path)
    assert source.records.iloc[0].tolist() == ["A", "12.5", "1234.50", "440715,354526", "1.234"]
    assert "Numbers with a decimal comma read as such in “area”, “rent”, “people”." in source.notes
    path.write_text('ref,area\nA,"1,234"\nB,"12,345"\n')
    assert open_source(path).records["area"].tolist() == ["1,234", "12,345"]


def test_titles_and_repeated_headings_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Register 2026\n\nRef,Name,Town\nA,x,y\nRef,Name,Town\nB,x,y\n")
    source = open_source(path)
    assert (source.record_count, source.row_numbers) == (2, [4, 6])
    assert source.notes == (
        "Headings found in row 3.",
        "Row 5 only repeats the headings and counts as no record.",
    )


def test_a_quotation_mark_that_swallows_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b,c,d\n1,"2,3,4\n5,6,7,8\n9,10,11,12\n')
    with pytest.raises(FileRefused, match="a quotation mark is not closed"):
        open_source(path)


def test_merged_headings_name_their_parts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (["Register"], ["Ref", "Place", None, "Areas", None],
                 [None, "Easting", "Northing", "Total", "Let"], ["A", 1, 2, 3, 4]):  # fmt: skip
        sheet.append(line)
    for merged in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    source = open_source(tmp_path / "a.xlsx")
    assert list(source.records) == ["Ref", "Easting", "Northing", "Total", "Let"]
    assert source.row_numbers == [4]


def test_a_workbook_that_states_a_wrong_size_is_read_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in [["Ref", "Name"], *([f"A{i}", "x"] for i in range(30))]:
        book.worksheets[0].append(line)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, \
            zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:  # fmt: skip
        for name in old.namelist():
            content = old.read(name).replace(b'<dimension ref="A1:B31"', b'<dimension ref="A1:B4"')
            new.writestr(name, content)
    assert open_source(tmp_path / "b.xlsx").record_count == 30


def test_a_workbook_with_a_cell_at_the_end_of_the_world_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Ref", "Name"])
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(FileRefused, match="cells far outside its table"):
        open_source(tmp_path / "a.xlsx")


def test_surfaces_curves_and_heights(shared_data: Path) -> None:
    formats = shared_data / "formats"
    for name in ("fiona/test_tin.shp", "fiona/test_tin.csv"):
        with pytest.raises(FileRefused, match="TIN"):
            open_source(formats / name, crs="EPSG:4326")
    for name in ("curve", "curvepolygon", "multisurface", "line_zm"):
        source = open_source(formats / "pyogrio" / f"{name}.gpkg")
        assert source.geometry is not None and source.record_count == 1
        assert not source.geometry[0].has_z and source.geometry[0].length > 0
    assert source.notes == ("Heights and measures (Z, M) of the shapes were dropped.",)


def test_an_archive_never_loses_one_of_two_files_of_a_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("A.csv", "ref,name\nA,x\n")
        archive.writestr("a.csv", "ref,name\nB,x\n")
    with pytest.raises(FileRefused, match=r"holds “a\.csv” more than once"):
        open_source(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a.zip", "inner.zip")
    with pytest.raises(FileRefused, match="archive within the archive"):
        open_source(tmp_path / "b.zip")


def test_geojson_in_metres_must_say_so(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [EAST, NORTH]}
    feature = {"type": "Feature", "properties": {"LOCAL_REF": "A"}, "geometry": point}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(FileRefused, match="look like the British National Grid"):
        open_source(path)
    stated = open_source(path, crs="EPSG:27700")
    assert stated.projection is not None and stated.projection.epsg == 27700


def test_a_sheet_of_one_workbook_of_several_and_a_kmz(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        book = openpyxl.Workbook()
        for sheet in (book.worksheets[0], book.create_sheet("Second")):
            for line in (["Ref", "Name"], [f"{name} {sheet.title}", "x"]):
                sheet.append(line)
        book.save(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "a.xlsx")
        archive.write(tmp_path / "b.xlsx", "sub/b.xlsx")
    with pytest.raises(FileRefused, match="--layer: “a”, “b”"):
        open_source(tmp_path / "two.zip")
    with pytest.raises(FileRefused, match="“Sheet”, “Second”"):
        open_source(tmp_path / "two.zip", layer="b")
    source = open_source(tmp_path / "two.zip", layer="b/second")
    assert source.records["Ref"].tolist() == ["b.xlsx Second"]
    doc = written(tmp_path, "doc.kml", "KML", 4326)
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.write(doc, "doc.kml")
    assert open_source(tmp_path / "a.kmz").record_count == 2


@pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a.fgb", "a.tab", "a.kml", "a.gml", "a.mif"])
@pytest.mark.parametrize("before", ["", "\n", "\v\f", "\x1c"])
def test_no_disguised_pointer_to_another_file_is_followed(
    tmp_path: Path, name: str, before: str
) -> None:
    secret = written(tmp_path, "secret.gpkg", "GPKG")
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    folder = tmp_path / "upload"
    folder.mkdir()
    for suffix in (".shx", ".dbf", ".dat", ".map", ".id", ".mid"):
        (folder / f"a{suffix}").write_bytes(b"\0" * 200)
    (folder / name).write_text(f"{before}<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
    with pytest.raises(FileRefused):
        open_source(folder / name)


def test_a_mapinfo_table_that_points_elsewhere_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tab", "MapInfo File")
    path.write_text("!table\n!version 300\nDefinition Table\n  Type LINKED\n")
    with pytest.raises(FileRefused, match="only points at other tables"):
        open_source(path)
    exchange = written(tmp_path, "b.mif", "MapInfo File")
    assert open_source(exchange).record_count == 2
    lines = exchange.with_suffix(".mid").read_text()
    exchange.with_suffix(".mid").write_text(lines + lines)
    with pytest.raises(FileRefused, match="holds 4 records but 2 could be read"):
        open_source(exchange)


@pytest.mark.parametrize("cell", [(65535, 65535), (65535, 255), (3, 65535)])
def test_a_far_cell_of_an_old_workbook_takes_no_memory(
    tmp_path: Path, cell: tuple[int, int]
) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Assets")
    for number in range(6):
        sheet.write(number // 2, number % 2, f"x{number}")
    book.save(str(tmp_path / "a.xls"))
    assert open_source(tmp_path / "a.xls").record_count == 2
    content = bytearray((tmp_path / "a.xls").read_bytes())
    at = content.rfind(b"\xfd\x00\x0a\x00")  # the last cell of text: its row and column
    content[at + 4 : at + 8] = struct.pack("<HH", *cell)
    (tmp_path / "b.xls").write_bytes(content)
    with pytest.raises(FileRefused, match="save it again"):
        open_source(tmp_path / "b.xls")


def test_lists_of_numbers_and_days_within_a_cell_are_text() -> None:
    from datetime import date

    import numpy as np

    from estate.intake.sources.common import as_cell

    assert as_cell([np.int64(7), date(2026, 4, 1)]) == '[7, "2026-04-01"]'


def test_what_is_no_list_is_told_the_command_that_wants_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "buses.zip", "w") as archive:
        for name in ("agency", "calendar", "routes", "stop_times", "stops", "trips"):
            archive.writestr(f"{name}.txt", "stop_id,route_id\n1,2\n")
    with pytest.raises(FileRefused, match=r"is a timetable.*network build .* --gtfs buses\.zip"):
        open_source(tmp_path / "buses.zip")
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:  # a list may be called stops
        archive.writestr("stops.txt", "LOCAL_REF,NAME\nA1,Depot\n")
    assert open_source(tmp_path / "list.zip").record_count == 1
    (tmp_path / "roads.csv").write_bytes(b"\0\0\0\x0e\n\tOSMHeader\x18\x9c" + bytes(200))
    with pytest.raises(
        FileRefused, match=r"extract of OpenStreetMap.*network build.*basemap build"
    ):
        open_source(tmp_path / "roads.csv")
