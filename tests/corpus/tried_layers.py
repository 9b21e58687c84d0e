"""A layer of squares with the attributes of a table of text, or a workbook of its sheets."""

import csv
import io
from pathlib import Path

import geopandas as gpd
import openpyxl
from shapely import box

EAST, NORTH, SIDE_M = 448_300.0, 129_300.0, 40.0


def written(text: str, path: Path, epsg: int | None = None) -> None:
    """Write a table as what its name says: a workbook, else a layer in the system of that code."""
    if path.suffix == ".xlsx":
        _book_of(text, path)
    else:
        _layer_of(text, path, epsg or (4326 if path.suffix == ".geojson" else 27700))


def _layer_of(text: str, path: Path, epsg: int) -> None:
    """Each row of a table (CSV) as a square of 1,600 m²."""
    rows = list(csv.DictReader(io.StringIO(text.lstrip())))
    squares = [box(EAST + 50 * n, NORTH, EAST + 50 * n + SIDE_M, NORTH + SIDE_M)
               for n in range(len(rows))]  # fmt: skip
    if path.suffix == ".shp":  # its names have ten letters
        rows = [{name[:10]: cell for name, cell in row.items()} for row in rows]
    gpd.GeoDataFrame(rows, geometry=squares, crs=27700).to_crs(epsg).to_file(path)


def _book_of(text: str, path: Path) -> None:
    """Sheets, each below a line “## Name”; numbers as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for part in text.lstrip().removeprefix("## ").split("\n## "):
        name, _, table = part.partition("\n")
        sheet = book.create_sheet(name)
        for line in csv.reader(io.StringIO(table)):
            sheet.append([_cell(one) for one in line])
    book.save(path)


def _cell(text: str) -> str | float | None:
    try:
        return float(text)
    except ValueError:
        return text or None
