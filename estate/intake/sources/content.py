"""What a file is by its content: names mislead (``.resource``, a workbook called ``.csv``)."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.sources.archive import UNREADABLE

_HEAD_BYTES = 8192
_BLANK = "\x1e \t\r\n\v\f\x1c\x1d\x1f\x85\xa0\ufeff\0"
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
#: The head that is looked at has a few kilobytes; what is not closed within it ends there.
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
#: How an extract of OpenStreetMap (PBF) begins, after the length of its first part.
_OSM, _OSM_WITHIN = b"OSMHeader", 64
_TEXT_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Form(StrEnum):
    """The kinds of file that can be told apart."""

    SHAPEFILE = "Shapefile"
    GEOPACKAGE = "GeoPackage"
    FLATGEOBUF = "FlatGeobuf"
    MAPINFO = "MapInfo TAB"
    GEODATABASE = "file geodatabase"
    KML = "KML"
    GML = "GML"
    JSON = "JSON"
    PARQUET = "GeoParquet"
    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
    ZIP = "zip archive"
    CSV = "CSV"


BY_SUFFIX = {
    ".shp": Form.SHAPEFILE,
    ".gpkg": Form.GEOPACKAGE,
    ".fgb": Form.FLATGEOBUF,
    ".tab": Form.MAPINFO,
    ".mif": Form.MAPINFO,
    ".gdb": Form.GEODATABASE,
    ".kml": Form.KML,
    ".gml": Form.GML,
    ".geojson": Form.JSON,
    ".json": Form.JSON,
    ".geojsonl": Form.JSON,
    ".geojsons": Form.JSON,
    ".ndjson": Form.JSON,
    ".seq": Form.JSON,
    ".xlsx": Form.XLSX,
    ".xlsm": Form.XLSX,
    ".xls": Form.XLS,
    ".ods": Form.ODS,
    ".zip": Form.ZIP,
    ".kmz": Form.ZIP,
    ".parquet": Form.PARQUET,
    ".geoparquet": Form.PARQUET,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
}
#: Parts of a layer without which it says something else.
LAYER_DATA = frozenset({".shx", ".dbf", ".prj", ".cpg", ".map", ".id", ".dat", ".mid"})
#: Files that say nothing without the layer whose parts they are; programs write some of them
#: (indexes, styles, ``.gfs``) while they read it.
PARTS = LAYER_DATA | {".sbn", ".sbx", ".qix", ".qpj", ".ind", ".xsd", ".gfs", ".qmd", ".qml"}
_MAGIC = (
    (b"SQLite format 3\0", Form.GEOPACKAGE),
    (b"fgb\x03fgb", Form.FLATGEOBUF),
    (b"PAR1", Form.PARQUET),
    (b"\xd0\xcf\x11\xe0", Form.XLS),
    (b"\0\0\x27\x0a", Form.SHAPEFILE),
)
#: Forms whose content must be what their name says: GDAL tries all its drivers on any file,
#: and some of these (VRT) only point at other files of this machine.
_BY_CONTENT_ALONE = frozenset(
    {
        Form.SHAPEFILE,
        Form.GEOPACKAGE,
        Form.FLATGEOBUF,
        Form.MAPINFO,
        Form.PARQUET,
        Form.KML,
        Form.GML,
    }
)
TABLES = frozenset({Form.CSV, Form.XLSX, Form.XLS, Form.ODS})
READ = (
    "a shapefile or MapInfo table (TAB, MIF) with all its parts or as a zip, GeoPackage, GeoJSON "
    "(also one feature a line), KML, GML, FlatGeobuf, GeoParquet, file geodatabase (zip), CSV, "
    "TSV, XLSX, XLS, ODS or a JSON list of records"
)


def form_of(path: Path) -> Form:
    """The form of a file, by its content and else by its suffix; or a refusal."""
    if path.is_dir():
        if not (path / "a00000001.gdbtable").is_file():
            raise FileRefused(f"{path.name} is no complete file geodatabase; zip it again.")
        return Form.GEODATABASE
    if path.suffix.lower() in PARTS:
        raise FileRefused(
            f"{path.name} is one part of a map layer; send all its files together, best as a zip."
        )
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTES)
    if not head:
        raise FileRefused(f"{path.name} is empty (0 bytes); export or copy it again.")
    by_suffix = BY_SUFFIX.get(path.suffix.lower())
    form = _by_content(path, head, by_suffix)
    if form is None and by_suffix in _BY_CONTENT_ALONE:
        raise FileRefused(
            f"{path.name} is damaged or no {by_suffix}; export it again from the program that "
            "made it."
        )
    form = form or by_suffix
    if form is None and head and not _TEXT_CONTROL.search(head):
        form = Form.CSV
    if form is None:
        raise FileRefused(f"{path.name} is of a kind that is not read; send {READ}.")
    return form


def _by_content(path: Path, head: bytes, by_suffix: Form | None) -> Form | None:
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(path)
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head.startswith((b"%PDF", b"II*\0", b"MM\0*", b"\x89PNG", b"\xff\xd8\xff")):
        raise FileRefused(f"{path.name} is a document or picture, not a table or map; send {READ}.")
    if _OSM in head[:_OSM_WITHIN]:
        raise FileRefused(
            f"{path.name} is an extract of OpenStreetMap, not a list. It belongs to estate network "
            "build (streets) or estate basemap build (the background of the map)."
        )
    start = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "ignore")
    start = start.removeprefix("ï»¿").lstrip(_BLANK)
    if start.casefold().startswith("!table"):
        return Form.MAPINFO
    if by_suffix is Form.MAPINFO and start.casefold().startswith("version"):
        return Form.MAPINFO
    if start.startswith("<"):
        return _xml(path, start)
    if start.startswith(("{", "[")) and by_suffix is not Form.CSV:
        return Form.JSON
    return Form.JSON if start.startswith(('{"', "{\n", "{\r", "[{", "[\n")) else None


def _inside_zip(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return Form.XLSX
            if "xl/workbook.bin" in names:
                raise FileRefused(f"{path.name} is a binary workbook (XLSB); save it as XLSX.")
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
                return Form.ODS if b"opendocument.spreadsheet" in kind else Form.ZIP
    except UNREADABLE:
        by_suffix = BY_SUFFIX.get(path.suffix.lower(), Form.ZIP)
        return by_suffix if by_suffix in (Form.XLSX, Form.ODS) else Form.ZIP
    return Form.ZIP


def _xml(path: Path, start: str) -> Form:
    """KML, GML or a refusal; comments and the declaration are passed over."""
    bare = _ASIDE.sub("", start)
    root = _ROOT.search(bare)
    name = root[1].casefold() if root else ""
    if name == "kml":
        return Form.KML
    if "featurecollection" in name or "opengis.net/gml" in bare or "<!DOCTYPE" in bare:
        return Form.GML
    if name == "gpx":
        raise FileRefused(f"{path.name} is a GPS track, not a register; send {READ}.")
    page = name in ("html", "body", "table")
    if BY_SUFFIX.get(path.suffix.lower()) in TABLES and (page or "office:spreadsheet" in bare):
        what = "a web page" if page else "a workbook of 2003 in XML"
        raise FileRefused(
            f"{path.name} is {what} under another name; open it in Excel or LibreOffice, save it "
            "as a workbook (.xlsx) and send that."
        )
    what = "a web page" if page else "XML of a kind that is not read"
    raise FileRefused(f"{path.name} is {what}; send {READ}.")
