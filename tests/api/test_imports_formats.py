"""Every format that GIS staff hand over comes through the HTTP door, loose parts together."""

import zipfile
from pathlib import Path

import xlwt

from estate.intake.sources.content import READ
from tests.api.imports_office import EDITOR, Office
from tests.intake.test_sources_formats import FRAME, written

TABLE = FRAME.drop(columns="geometry").assign(EASTING=FRAME.geometry.x, NORTHING=FRAME.geometry.y)


def send(office: Office, *paths: Path):
    files = [("file", (path.name, path.read_bytes())) for path in paths]
    return office.client.post("/api/v1/imports", headers=office.headers(EDITOR), files=files)


def read_as(office: Office, *paths: Path) -> str:
    """The format, when both rows were read as new ones."""
    made = send(office, *paths)
    assert made.status_code == 201, (paths, made.text)
    plan = made.json()
    assert plan["counts"]["new"] == plan["record_count"] == 2, paths
    return plan["format"]


def test_every_format_by_itself(office, tmp_path):
    sequence = written(tmp_path, "a.geojsonl", "GeoJSONSeq", 4326)
    for suffix in (".geojsonl", ".geojsons", ".ndjson", ".seq"):
        sequence = sequence.rename(sequence.with_suffix(suffix))
        assert read_as(office, sequence) == "GeoJSON sequence"
    assert read_as(office, written(tmp_path, "Depots.fgb", "FlatGeobuf")) == "FlatGeobuf"
    TABLE.to_csv(tmp_path / "a.tsv", sep="\t", index=False)
    assert read_as(office, tmp_path / "a.tsv") == "CSV"
    TABLE.to_excel(tmp_path / "a.ods", engine="odf", index=False)
    assert read_as(office, tmp_path / "a.ods") == "ODS"
    old_workbook(tmp_path / "a.xls")
    assert read_as(office, tmp_path / "a.xls") == "XLS"
    base = written(tmp_path, "estate.gdb", "OpenFileGDB")
    with zipfile.ZipFile(tmp_path / "gdb.zip", "w") as archive:
        for part in base.iterdir():
            archive.write(part, f"estate.gdb/{part.name}")
    assert read_as(office, tmp_path / "gdb.zip") == "file geodatabase"


def old_workbook(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Assets")
    for row, line in enumerate([list(TABLE), *TABLE.to_numpy().tolist()]):
        for column, cell in enumerate(line):
            sheet.write(row, column, cell)
    book.save(str(path))


def test_loose_parts_of_one_layer_come_together_whatever_lies_beside_them(office, tmp_path):
    shapes, tables, exchange = tmp_path / "shp", tmp_path / "tab", tmp_path / "mif"
    for folder in (shapes, tables, exchange):
        folder.mkdir()
    written(shapes, "Depots 2024.v2.shp", "ESRI Shapefile")
    (shapes / "Depots 2024.v2.shp.xml").write_text("<metadata/>")
    for suffix in (".sbn", ".sbx", ".qix", ".qmd", ".ain", ".aih"):
        (shapes / f"Depots 2024.v2{suffix}").write_bytes(b"index")
    assert read_as(office, *shapes.iterdir()) == "Shapefile"
    written(tables, "Depots.tab", "MapInfo File")
    (tables / "Depots.ind").write_bytes(b"index")
    assert read_as(office, *tables.iterdir()) == "MapInfo TAB"
    written(exchange, "Depots.mif", "MapInfo File")
    assert read_as(office, *exchange.iterdir()) == "MapInfo TAB"
    with zipfile.ZipFile(tmp_path / "mif.zip", "w") as archive:
        for part in exchange.iterdir():
            archive.write(part, part.name)
    assert read_as(office, tmp_path / "mif.zip") == "MapInfo TAB"
    alone = send(office, exchange / "Depots.mif")
    assert alone.status_code == 422
    assert "came without its .mid" in alone.json()["detail"]
    assert "(.mif, .mid)" in alone.json()["detail"]


def test_two_layers_at_once_and_a_part_alone_are_refused_in_words(office, tmp_path):
    written(tmp_path, "a.tab", "MapInfo File")
    written(tmp_path, "b.tab", "MapInfo File")
    both = send(office, *tmp_path.glob("[ab].*"))
    assert both.status_code == 422
    assert "Put several layers into one zip" in both.json()["detail"]
    other = send(office, tmp_path / "a.tab", _named(tmp_path / "a.csv", b"x"))
    assert other.status_code == 422
    part = send(office, tmp_path / "a.map")
    assert "is one part of a map layer" in part.json()["detail"]
    odd = send(office, _named(tmp_path / "a.bin", bytes(range(32)) * 20))
    assert odd.status_code == 422
    assert READ in odd.json()["detail"]
    assert all(word in READ for word in ("MIF", "TSV", "ODS", "XLS", "FlatGeobuf", "geodatabase"))


def _named(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
