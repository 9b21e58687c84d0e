"""Files with faults of format, geometry and length, as offices have sent them, made anew."""

import csv
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
from pyproj import Transformer
from shapely import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from tests.corpus.geodatabase import add_domains
from tests.intake.test_lists_in_files import parquet

EAST, NORTH = 448_300.0, 129_300.0
_TO_DEGREES = Transformer.from_crs(27700, 4326, always_xy=True)


def square(number: int, side: float = 40.0) -> Polygon:
    return box(EAST + 100 * number, NORTH, EAST + 100 * number + side, NORTH + side)


def bow_tie(number: int) -> Polygon:
    east = EAST + 100 * number
    return Polygon([(east, NORTH), (east + 20, NORTH + 20), (east + 20, NORTH), (east, NORTH + 20)])


def layer(path: Path, shapes: Sequence[BaseGeometry], crs: int | None = 27700, **more: Any) -> None:
    columns = {name: more.pop(name) for name in list(more) if name.isupper()}
    columns = {"PROP_REF": [f"F{n}" for n in range(len(shapes))],
               "NAME": [f"Site {n}" for n in range(len(shapes))], **columns}  # fmt: skip
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=27700)
    frame = frame if crs is None else frame.to_crs(crs)
    frame.to_file(path, **more)


def crossed(path: Path) -> None:
    layer(path, [square(0), bow_tie(1), bow_tie(2), bow_tie(3)], 4326)


def important_buildings(count: int, named: bool) -> Callable[[Path], None]:
    """OpenMap Local's fields, as the lists of stations and hospitals have them."""

    def write(path: Path) -> None:
        columns = {
            "ID": [f"EDC6B797-B613-4C20-BE55-{n:012X}" for n in range(count)],
            "DISTNAME": [f"Hospital {n}" if named else "Unknown" for n in range(count)],
            "BUILDGTHEM": ["Emergency Service"] * count,
            "CLASSIFICA": ["Hospital" if named else "Fire Station"] * count,
            "FEATCODE": [15023] * count, "area_code": ["E08000001"] * count,
        }  # fmt: skip
        shapes = [square(n % 300, 30) for n in range(count)]
        gpd.GeoDataFrame(columns, geometry=shapes, crs=27700).to_crs(4326).to_file(path)

    return write


def inspire(system: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        numbers = [15539075, 15539076]
        columns = {"gml_id": ["PREDEFINED.fid-1", "PREDEFINED.fid-2"], "INSPIREID": numbers,
                   "LABEL": numbers, "NATIONALCADASTRALREFERENCE": numbers,
                   "VALIDFROM": ["2009-03-20T00:00:00Z"] * 2}  # fmt: skip
        frame = gpd.GeoDataFrame(columns, geometry=[square(0), square(1)], crs=27700)
        frame.to_crs(system).to_file(path)

    return write


def package(*statements: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        layer(path, [square(0), square(1)], layer="assets")
        with closing(sqlite3.connect(path)) as database:
            database.executescript(";".join(statements))

    return write


_IN_CONTENTS = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
    "VALUES ('{name}', '{kind}', '{name}', {system})"
)
STYLES = package(
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_name TEXT, styleQML TEXT)",
    "INSERT INTO layer_styles VALUES (1, 'assets', '<qgis/>')",
    _IN_CONTENTS.format(name="layer_styles", kind="attributes", system=0),
)
PROJECT = package(
    "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)",
    "INSERT INTO qgis_projects VALUES ('p', NULL, zeroblob(1000))",
)
VIEW = package(
    "CREATE VIEW depots AS SELECT fid, geom, NAME FROM assets",
    _IN_CONTENTS.format(name="depots", kind="features", system=27700),
    "INSERT INTO gpkg_geometry_columns VALUES ('depots', 'geom', 'POLYGON', 27700, 0, 0)",
)
LEASES = package(
    "CREATE TABLE leases (fid INTEGER PRIMARY KEY, LEASE_REF TEXT, PROP_REF TEXT, LEASE_EXP TEXT)",
    "INSERT INTO leases VALUES (1, 'L1', 'F0', '2030-03-31')",
    _IN_CONTENTS.format(name="leases", kind="attributes", system=0),
)


def geodatabase(path: Path) -> None:
    """A zip of a file geodatabase whose fields have domains, one of numbers and one of letters."""
    folder = path.with_suffix(".gdb")
    layer(folder, [square(0), square(1)], driver="OpenFileGDB", layer="assets",
          TENURE=["F", "L"], STATUS=np.array([10, 20], np.int32))  # fmt: skip
    add_domains(folder, "assets", {"TENURE": {"F": "Freehold", "L": "Leasehold"},
                                   "STATUS": {"10": "In use", "20": "Vacant"}})  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, f"estate.gdb/{part.name}")
    shutil.rmtree(folder)


def gml(system: str | None, *places: tuple[float, float]) -> Callable[[Path], None]:
    """A page of WFS (GML 3.2): points as they are given."""

    def write(path: Path) -> None:
        stated = "" if system is None else f" srsName='{system}'"
        members = "".join(
            f"<wfs:member><e:a gml:id='a.{n}'><e:PROP_REF>F{n}</e:PROP_REF><e:NAME>Site {n}"
            f"</e:NAME><e:geom><gml:Point gml:id='p.{n}'{stated}><gml:pos>{x} {y}</gml:pos>"
            f"</gml:Point></e:geom></e:a></wfs:member>"
            for n, (x, y) in enumerate(places)
        )
        path.write_text(
            "<?xml version='1.0' encoding='UTF-8'?><wfs:FeatureCollection "
            "xmlns:wfs='http://www.opengis.net/wfs/2.0' xmlns:gml='http://www.opengis.net/gml/3.2' "
            "xmlns:e='http://example.invalid/e' "
            + ("numberMatched='2500' numberReturned='2'" if path.stem == "30" else "")
            + f">{members}</wfs:FeatureCollection>"
        )

    return write


def tab_in_a_zip(path: Path) -> None:
    base = path.with_name("assets.tab")
    layer(base, [square(0), square(1)], driver="MapInfo File")
    with zipfile.ZipFile(path, "w") as archive:
        for part in path.parent.glob("assets.*"):
            archive.write(part, part.name)
            part.unlink()


def interchange(path: Path) -> None:
    layer(path, [square(0), square(1)], driver="MapInfo File")


def metres_without_a_system(path: Path) -> None:
    layer(path, [square(0), square(1)], None)
    content = json.loads(path.read_text("utf-8"))
    content.pop("crs", None)
    path.write_text(json.dumps(content))


def odd_shapes(path: Path) -> None:
    """An outline with a hole, one that crosses itself, a sliver, and two parts far apart."""
    hole = Polygon(square(0).exterior.coords, [box(EAST + 10, NORTH + 10, EAST + 20,
                                                   NORTH + 20).exterior.coords])  # fmt: skip
    sliver = box(EAST + 200, NORTH, EAST + 200.02, NORTH + 40)
    layer(path, [hole, bow_tie(1), sliver, MultiPolygon([square(3), square(90)])])


def welsh_table(path: Path) -> None:
    """A table in UTF-8 without a .cpg, whose head claims Windows' letters."""
    layer(path, [Point(EAST, NORTH)], NAME=["Tŷ Gwyn, Llanfair"], encoding="UTF-8")
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[29] = 0x03
    table.write_bytes(content)


def utf_16(path: Path) -> None:
    path.write_text(f"LOCAL_REF\tNAME\tEASTING\tNORTHING\nF0\tTŷ Gwyn\t{EAST}\t{NORTH}\n", "utf-16")


def overflown_table(path: Path) -> None:
    """Stars where a number had no room, and an empty date."""
    layer(path, [square(0), square(1)], GIA_M2=[1234.5, 99.0], AS_OF=["2026-04-01", None])
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    start = content.index(b"1234.5")
    width = content[start - 24 : start + 6]
    blank = len(width) - len(width.lstrip(b" "))
    begin = start - (24 - blank)
    table.write_bytes(content[:begin] + b"*" * (start + 6 - begin) + content[start + 6 :])


def many(count: int, changed: int = 0) -> Callable[[Path], None]:
    """So many rows; of the next year's as many changed, gone and new (changed, half and half)."""

    def write(path: Path) -> None:
        gone = changed // 2
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(["LOCAL_REF", "NAME", "GIA_M2", "EASTING", "NORTHING"])
            for n in range(gone, count):
                name = f"House {n}, anew" if gone <= n < gone + changed else f"House {n}"
                writer.writerow([f"F{n:06d}", name, 100 + n % 900, 430_000 + n % 20_000,
                                 120_000 + n // 20_000])  # fmt: skip
            for n in range(gone):
                writer.writerow([f"N{n:06d}", f"New {n}", 10, 431_000 + n, 125_000])

    return write


def sheets(path: Path) -> None:
    """A cover, a hidden sheet, headings merged over two rows, a sum and a remark below."""
    book = openpyxl.Workbook()
    cover, hidden, sheet = book.worksheets[0], book.create_sheet("Old"), book.create_sheet("Assets")
    cover.title, cover["A1"] = "Cover", "Asset register of the council"
    hidden.sheet_state = "hidden"
    for row in (["Asset Ref", "Name"], ["Z1", "Gone"]):
        hidden.append(row)
    for row in (
        ["Asset", None, "Map reference", None],
        ["Asset Ref", "Name", "Eastings", "Northings"],
        ["F0", "Old Hall", EAST, NORTH],
        ["F1", "New Hall", EAST + 100, NORTH],
        ["Total", 2, None, None],
        ["* as at 31 March", None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    book.save(path)


def two_tables(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Asset Ref", "Name", "Postcode"], ["F0", "Old Hall", "SO23 9GH"], [], ["Leases"],
                ["Lease Ref", "Asset Ref", "Rent", "Expiry date"],
                ["L1", "F0", 100, "31/12/2030"]):  # fmt: skip
        book.worksheets[0].append(row)
    book.save(path)


DEGREES = _TO_DEGREES.transform(EAST, NORTH)
LON, LAT = (round(float(one), 7) for one in DEGREES)
_GRID, _WORLD = "urn:ogc:def:crs:EPSG::27700", "urn:ogc:def:crs:EPSG::4326"
WRITERS: dict[str, Callable[[Path], None]] = {
    "4.geojson": crossed, "6.geojson": important_buildings(82, named=False),
    "7.geojson": important_buildings(449, named=True), "8.geojson": inspire(27700),
    "8w.geojson": inspire(4326), "21.gpkg": STYLES, "22.gpkg": PROJECT, "23.gpkg": VIEW,
    "24.gpkg": LEASES, "26.zip": geodatabase,
    "27.gml": gml(_GRID, (EAST, NORTH), (NORTH, EAST)),
    "28.gml": gml(_GRID, (EAST, NORTH), (EAST + 90, NORTH)),
    "28a.gml": gml(_WORLD, (LAT, LON), (LAT, LON + 0.001)),
    "28b.gml": gml("EPSG:4326", (LON, LAT), (LON + 0.001, LAT)),
    "29.gml": gml(None, (EAST, NORTH), (EAST + 90, NORTH)),
    "30.gml": gml(_GRID, (EAST, NORTH), (EAST + 90, NORTH)),
    "31.zip": tab_in_a_zip, "31.mif": interchange, "37.parquet": lambda path: parquet(path),
    "41.geojson": metres_without_a_system, "51.shp": odd_shapes, "52.shp": welsh_table,
    "52.txt": utf_16, "54.shp": overflown_table, "58.csv": many(50_000),
    "59a.csv": many(5_000), "59b.csv": many(5_000, changed=10), "66.xlsx": sheets,
    "66b.xlsx": two_tables,
}  # fmt: skip
