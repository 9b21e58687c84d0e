"""What files hold beside rows: lists of codes, tables in descriptions, ArcGIS' JSON, encodings."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import fastparquet
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import CRS
from shapely import MultiPolygon, Polygon
from sqlalchemy import Connection, select

from estate.db import tables as t
from estate.errors import FileRefused
from estate.intake.sources import domains, open_source
from tests.intake.county import EAST, NORTH, bring, square, start

P, INTEREST = t.property_.c, t.interest.c
ROWS: list[dict[str, Any]] = [
    {"PROP_REF": f"T{n}", "NAME": f"House {n}", "TENURE": n, "STATUS": 10 * n} for n in (1, 2)
]
TENURES = {"1": "Freehold", "2": "Leasehold"}
STATES = {"10": "Vacant", "20": "In use"}


def told(connection: Connection) -> list[tuple[str, str, str]]:
    statement = (
        select(P.local_ref, INTEREST.tenure, P.status)
        .join(t.interest, INTEREST.property_id == P.property_id)
        .order_by(P.local_ref)
    )
    return [tuple(row) for row in connection.execute(statement)]


def geopackage(path: Path, lists: dict[str, dict[str, str]]) -> Path:
    """With the data columns extension, as ogr2ogr and ArcGIS write it."""
    shapes = [square(), square(EAST + 100)]
    gpd.GeoDataFrame(ROWS, geometry=shapes, crs=27700).to_file(path, layer="assets")
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE gpkg_data_columns (table_name TEXT, column_name TEXT, name TEXT,"
            " title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT);"
            "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT, constraint_type TEXT,"
            " value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,"
            " max_is_inclusive BOOLEAN, description TEXT);"
        )
        for column, codes in lists.items():
            database.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, constraint_name)"
                " VALUES ('assets', ?, ?)", (column, f"of_{column}"))  # fmt: skip
            database.executemany(
                "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value,"
                " description) VALUES (?, 'enum', ?, ?)",
                [(f"of_{column}", code, words) for code, words in codes.items()])  # fmt: skip
        database.commit()
    return path


EXPECTED = [("T1", "freehold", "vacant"), ("T2", "leasehold", "in_use")]


def test_words_of_a_geopackages_own_lists_are_taken(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = geopackage(tmp_path / "a.gpkg", {"TENURE": TENURES, "STATUS": STATES})
    plan, _ = bring(connection, path)
    assert (plan.counts["new"], told(connection)) == (2, EXPECTED)
    assert [
        note for note in plan.notes if "“TENURE” holds codes" in note and "1 = Freehold" in note
    ]


def test_a_code_that_is_not_on_the_list_stays(tmp_path: Path) -> None:
    source = open_source(geopackage(tmp_path / "a.gpkg", {"TENURE": {"1": "Freehold"}}))
    assert source.records["TENURE"].tolist() == ["Freehold", 2]


LAYER = """<DEFeatureClassInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <GPFieldInfoExs><GPFieldInfoEx><Name>NAME</Name></GPFieldInfoEx>
 <GPFieldInfoEx><Name>TENURE</Name><DomainName>Tenures</DomainName></GPFieldInfoEx></GPFieldInfoExs>
 </DEFeatureClassInfo>"""
DOMAIN = """<GPCodedValueDomain2><DomainName>Tenures</DomainName><FieldType>esriFieldTypeInteger
 </FieldType><CodedValues><CodedValue><Name>Freehold</Name><Code>1</Code></CodedValue>
 <CodedValue><Name>Leasehold</Name><Code>2.0</Code></CodedValue></CodedValues>
 </GPCodedValueDomain2>"""
RANGE = "<GPRangeDomain2><DomainName>Storeys</DomainName></GPRangeDomain2>"


def test_a_geodatabases_catalogue_tells_its_lists() -> None:
    found = domains.lists_of(LAYER, [DOMAIN, RANGE, "<broken", ""])
    assert found == {"TENURE": {"1": "Freehold", "2": "Leasehold"}}
    assert domains.lists_of("<broken", [DOMAIN]) == domains.lists_of(LAYER, []) == {}


def test_a_geodatabase_without_lists_is_read_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.gdb"
    frame = gpd.GeoDataFrame(ROWS, geometry=[square(), square(EAST + 100)], crs=27700)
    whole = frame.astype({"TENURE": "int32", "STATUS": "int32"})
    whole.to_file(path, layer="assets", driver="OpenFileGDB")
    source = open_source(path)
    assert source.records["TENURE"].tolist() == [1, 2]
    assert domains.of_geodatabase(path, "assets") == {}


def service(**more: Any) -> dict[str, Any]:
    shapes = [square(), square(EAST + 100)]
    hole = Polygon([(EAST + 5, NORTH + 5), (EAST + 9, NORTH + 5), (EAST + 9, NORTH + 9)])
    rings = [[list(xy) for xy in shapely.get_coordinates(shape)[::-1]] for shape in shapes]
    if rings[0] and Polygon(rings[0]).exterior.is_ccw:
        rings = [ring[::-1] for ring in rings]
    inner = [list(xy) for xy in hole.exterior.coords]
    inner = inner if hole.exterior.is_ccw else inner[::-1]
    fields = [
        {"name": "TENURE", "type": "esriFieldTypeInteger",
         "domain": {"codedValues": [{"code": int(c), "name": w} for c, w in TENURES.items()]}},
        {"name": "STATUS", "type": "esriFieldTypeInteger",
         "domain": {"codedValues": [{"code": int(c), "name": w} for c, w in STATES.items()]}},
        {"name": "AS_OF", "type": "esriFieldTypeDate"},
    ]  # fmt: skip
    features = [
        {"attributes": {**row, "AS_OF": 1714521600000},
         "geometry": {"rings": [ring, inner] if n == 0 else [ring]}}
        for n, (row, ring) in enumerate(zip(ROWS, rings, strict=True))
    ]  # fmt: skip
    return {"spatialReference": {"wkid": 27700}, "fields": fields, "features": features, **more}


def test_arcgis_json_is_read_with_its_lists_days_and_holes(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = tmp_path / "query.json"
    path.write_text(json.dumps(service(exceededTransferLimit=True)))
    plan, _ = bring(connection, path)
    assert plan.counts["new"] == 2 and told(connection) == EXPECTED
    first = connection.execute(select(P.site_area_m2, P.as_of_date).order_by(P.local_ref)).first()
    assert first is not None
    assert (float(first[0]), first[1].isoformat()) == (400 - 8, "2024-05-01")
    assert [note for note in plan.notes if "one page of a service's answer" in note]


def test_arcgis_json_of_points_and_web_mercator(tmp_path: Path) -> None:
    content = {
        "spatialReference": {"wkid": 102100, "latestWkid": 3857},
        "features": [
            {"attributes": {"PROP_REF": "A"}, "geometry": {"x": -247218.982, "y": 6833473.286}},
            {"attributes": {"PROP_REF": "B"}},
        ],
    }
    path = tmp_path / "query.json"
    path.write_text(json.dumps(content))
    source = open_source(path)
    assert source.record_count == 2 and source.projection is not None
    assert source.projection.epsg == 4326 and source.geometry is not None
    assert source.geometry[0].x == pytest.approx(-2.2208, abs=1e-4) and source.geometry[1] is None


def placemark(number: int, cells: str) -> str:
    return (
        f'<Placemark id="ID_{number:05d}"><name>House {number}</name><description><![CDATA[<html>'
        f"<body><table>{cells}</table></body></html>]]></description><Point><coordinates>"
        f"-2.22{number},52.18,0</coordinates></Point></Placemark>"
    )


def table(*rows: tuple[str, str]) -> str:
    return "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)


def test_attribute_tables_of_kml_are_read_and_positions_are_no_references(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    marks = [
        placemark(n, table(("ASSET_NO", f"K{n}"), ("TENURE", "Freehold &amp; <b>more</b>" if n > 2
                                                  else "Freehold")))
        for n in (1, 2)
    ]  # fmt: skip
    path = tmp_path / "a.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Folder><name>Assets</name>{''.join(marks)}</Folder></Document></kml>"
    )
    plan, _ = bring(connection, path)
    assert plan.counts["new"] == 2
    assert connection.execute(select(P.local_ref).order_by(P.local_ref)).scalars().all() == [
        "K1", "K2"
    ]  # fmt: skip
    assert [note for note in plan.notes if "2 columns were read from them" in note]


def test_a_description_in_prose_stays_a_description(tmp_path: Path) -> None:
    marks = "".join(
        f"<Placemark><name>H{n}</name><description>A fine house</description><Point><coordinates>"
        f"-2.2,52.1</coordinates></Point></Placemark>"
        for n in (1, 2)
    )
    path = tmp_path / "a.kml"
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    )
    records = open_source(path).records
    assert "A fine house" in records.to_numpy().ravel().tolist()


WELSH = "LOCAL_REF,NAME\nA1,Tŷ Gwyn\n"


def test_a_stated_encoding_outranks_what_the_text_seems_to_be(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(WELSH.encode("iso8859-14"))
    assert open_source(path).records["NAME"].tolist() != ["Tŷ Gwyn"]
    source = open_source(path, encoding="ISO-8859-14")
    assert (source.records["NAME"].tolist(), source.encoding) == (["Tŷ Gwyn"], "iso8859-14")
    assert open_source(path).records["NAME"].tolist() != ["Tŷ Gwyn"]  # said once, for one file


def test_a_shapefiles_table_in_a_stated_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    frame = gpd.GeoDataFrame({"LOCAL_REF": ["A1"], "NAME": ["Tŷ"]}, geometry=[square()], crs=27700)
    frame.to_file(path, encoding="iso8859-14")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    source = open_source(path, encoding="iso8859-14")
    assert source.records["NAME"].tolist() == ["Tŷ"]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("hex", "is not an encoding that is read"), ("martian", "is not an encoding that is read"),
     ("utf-8", "is not text in utf-8, as stated")],
)  # fmt: skip
def test_an_encoding_that_cannot_be_is_refused(tmp_path: Path, encoding: str, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(WELSH.encode("iso8859-14"))
    with pytest.raises(FileRefused, match=words):
        open_source(path, encoding=encoding)


def test_holes_belong_to_the_outline_around_them() -> None:
    from estate.intake.sources.esri_json import as_features

    content = service()
    made = shapely.geometry.shape(as_features(content)[0]["geometry"])
    assert isinstance(made, MultiPolygon) and len(made.geoms[0].interiors) == 1


def test_a_stated_encoding_reaches_the_reader(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = tmp_path / "a.csv"
    path.write_bytes(WELSH.encode("iso8859-14"))
    plan, _ = bring(connection, path, encoding="iso8859-14")
    assert plan.encoding == "iso8859-14"
    assert connection.execute(select(P.name)).scalar_one() == "Tŷ Gwyn"


def parquet(path: Path, crs: int | None = 27700, **head: Any) -> Path:
    """As GeoParquet 1.0 has it."""
    shapes = [shapely.to_wkb(shape) for shape in (square(), square(EAST + 100))]
    frame = pd.DataFrame(
        {"PROP_REF": ["T1", "T2"], "NAME": ["Tŷ", None], "TENURE": ["Freehold", "Leasehold"],
         "GIA_M2": [1200.5, None], "AS_OF": pd.to_datetime(["2024-05-01", "2024-05-02"]),
         "geometry": shapes}
    )  # fmt: skip
    system = {} if crs is None else {"crs": CRS.from_epsg(crs).to_json_dict()}
    column = {"encoding": "WKB", "geometry_types": ["Polygon"], **system, **head}
    told = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    encoded = {"PROP_REF": "utf8", "NAME": "utf8", "TENURE": "utf8", "geometry": "bytes"}
    fastparquet.write(
        str(path), frame, custom_metadata={"geo": json.dumps(told)}, object_encoding=encoded
    )
    return path


def test_geoparquet_is_read(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    plan, _ = bring(connection, parquet(tmp_path / "a.parquet"))
    assert (plan.format, plan.counts["new"]) == ("GeoParquet", 2)
    statement = select(P.name, P.gia_m2, P.site_area_m2, P.as_of_date).order_by(P.local_ref)
    first, second = connection.execute(statement).all()
    assert (first[0], float(first[1]), float(first[2])) == ("Tŷ", 1200.5, 400.0)
    assert (first[3].isoformat(), second[1]) == ("2024-05-01", None)


def test_geoparquet_without_a_system_is_in_degrees(tmp_path: Path) -> None:
    source = open_source(parquet(tmp_path / "a.parquet", None))
    assert source.projection is not None and source.projection.epsg == 4326


def test_what_is_no_geoparquet_is_refused(tmp_path: Path) -> None:
    other = parquet(tmp_path / "a.parquet", encoding="polygon")
    with pytest.raises(FileRefused, match="write them as WKB"):
        open_source(other)
    whole = parquet(tmp_path / "b.parquet").read_bytes()
    (tmp_path / "c.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileRefused, match="is damaged or no Parquet file"):
        open_source(tmp_path / "c.parquet")
    (tmp_path / "d.parquet").write_text("A,B\n1,2\n")
    with pytest.raises(FileRefused, match="damaged or no GeoParquet"):
        open_source(tmp_path / "d.parquet")
