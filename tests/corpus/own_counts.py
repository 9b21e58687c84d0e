"""How many records a file holds, told by anything but our own readers."""

import csv
import json
import re
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pyogrio
from defusedxml import ElementTree

MAPS = (".shp", ".gpkg", ".fgb", ".tab", ".gdb", ".kml")
TEXTS = (".txt", ".csv", ".tsv")
#: Files that the sources of the reference data put beside it: no tables, no maps.
PARTS = (".shx", ".dbf", ".prj", ".cpg", ".xsd")


def own_count(path: Path) -> int | None:
    """Records by GDAL's count, the csv module, openpyxl or the JSON; None where none can say."""
    name = path.name.lower()
    if name.endswith((".zip", "shapefile_zip.resource")) and _holds_tables_alone(path):
        return None  # a timetable has eight, and the importer must ask
    if name.endswith(MAPS) or name.endswith(".zip") or name == "shapefile_zip.resource":
        return _by_gdal(path)
    if name.endswith((".xlsx",)) or name == "xlsx.resource":
        return _by_openpyxl(path)
    if name.endswith((".geojson", ".json")) or name == "geojson.resource":
        return len(json.loads(path.read_text("utf-8"))["features"])
    if name.endswith((".seq", "sequence.txt")):
        return len([line for line in path.read_text("utf-8").splitlines() if "{" in line])
    if name.startswith("gml"):
        return _members(path)
    if name.endswith(".csv") or name == "csv.resource":
        return _by_csv(path)
    return None


def _holds_tables_alone(path: Path) -> bool:
    """Whether an archive is of several tables of text and nothing else, which GDAL opens as no
    one layer."""
    with zipfile.ZipFile(path) as archive:
        names = [name.lower() for name in archive.namelist() if not name.endswith("/")]
    return len(names) > 1 and all(name.endswith(TEXTS) for name in names)


def _by_gdal(path: Path) -> int | None:
    inside = {".zip": f"/vsizip/{path}", ".resource": f"/vsizip/{{{path}}}"}
    address = inside.get(path.suffix, str(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if len(pyogrio.list_layers(address)) != 1:
            return None  # the importer must ask
        return int(pyogrio.read_info(address, force_feature_count=True)["features"])


def _by_openpyxl(path: Path) -> int:
    """Rows from below the headings (the first row of several cells) to the last filled one."""
    with zipfile.ZipFile(path) as archive:
        assert "xl/workbook.xml" in archive.namelist()
    with path.open("rb") as handle, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(handle, data_only=True).worksheets[0]
        widths = [sum(c is not None and str(c).strip() != "" for c in row)
                  for row in sheet.iter_rows(values_only=True)]  # fmt: skip
    start = next(i for i, width in enumerate(widths) if width > 1)
    return sum(width > 0 for width in widths[start + 1 :])


def _members(path: Path) -> int:
    root = ElementTree.parse(path).getroot()
    assert root is not None
    return sum(len(child) for child in root if re.search(r"[mM]embers?$", str(child.tag)))


def _by_csv(path: Path) -> int:
    encoding = "cp1252" if "cheltenham" in str(path) else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as handle:
        lines = [line for line in csv.reader(handle) if any(cell.strip() for cell in line)]
    return len(lines) - 1
