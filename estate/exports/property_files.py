"""Properties as files for GIS and spreadsheets: what a reader sees, taken home.

GeoPackage and shapefile carry the master geometry in British National Grid, GeoJSON the
delivery copy in WGS 84. A shapefile holds one kind of shape and ten letters a name, so its zip
holds outlines and points apart, under the short names that the importer knows.
"""

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.styles import Font
from shapely.geometry.base import BaseGeometry

from estate.codes import DISCLAIMER
from estate.exports.delimited_text import csv_bytes, defused
from estate.geometry import BNG, WGS84, geometry_to_lonlat
from estate.rows import Row
from estate.who_sees_what.property_fields import FIELD, Section, fields, names

_OTHERS: Mapping[str, str] = {
    "property_id": "PROP_ID",
    "organisation_code": "ORG_CODE",
    "organisation_name": "ORG_NAME",
    "town": "TOWN",
    "district": "DISTRICT",
    "tenure": "TENURE",
    "owner": "OWNER",
    "landlord": "LANDLORD",
    "manager": "MANAGER",
    "title_numbers": "TITLE_NO",
    "availability": "RAG_AVAIL",
    "sharing": "RAG_SHARE",
    "lease_can_end": "LEASE_END",
    "synthetic": "SYNTHETIC",
    "easting": "EASTING",
    "northing": "NORTHING",
}
#: Column → short name in a shapefile, in the order of a spreadsheet; units in the names.
COLUMNS: Mapping[str, str] = {
    name: _OTHERS.get(name) or FIELD[name].short
    for name in (
        *("property_id", "organisation_code", "organisation_name", "local_ref", "uprn"),
        *names(fields(Section.NAME)),
        *("town", "district", "use_class", "use_class_imputed", "type_code", "type_code_imputed"),
        *("tenure", "owner", "landlord", "manager", "title_numbers"),
        *("operational", "operational_imputed", "public_access", "status", "decision_ref"),
        *("sensitivity", "protected_use", *names(fields(Section.PFI)), "reuse_offered"),
        *(*names(fields(Section.SIZE)), "availability", "sharing", "lease_can_end"),
        *names(fields(Section.STATE, Section.ENERGY, Section.SITE, Section.VALUE, Section.SERVICE)),
        *("note", "as_of_date", "confidence", "synthetic", "easting", "northing", "geom_quality"),
    )
}

#: Of a degree: a tenth of a millimetre, so that an outline comes back as the same.
_DECIMALS = 9

#: Of text in a shapefile's table; a letter beyond English takes two or more.
_DBF_TEXT_BYTES = 254

FORMATS: Mapping[str, str] = {
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "shp.zip": "application/zip",
}


def export(rows: Sequence[Row], form: str, about: Mapping[str, str]) -> bytes:
    """The file's bytes. ``about`` says for whom, of what day and under which filters it was
    made: on a sheet, in a description or a file of its own, as the format allows. A CSV has no
    room for it; its column ``synthetic`` says of each row what it is."""
    told = {**about, "Disclaimer": DISCLAIMER}
    makers = {
        "csv": lambda: csv_bytes(_plain_rows(rows), _headings(rows)),
        "xlsx": lambda: _workbook(rows, told),
        "geojson": lambda: _through_file(rows, told, "properties.geojson", _write_geojson),
        "gpkg": lambda: _through_file(rows, told, "properties.gpkg", _write_geopackage),
        "shp.zip": lambda: _through_file(rows, told, "properties.shp.zip", _write_shapefiles),
    }
    return makers[form]()


def _headings(rows: Sequence[Row]) -> list[str]:
    """Columns that the reader sees, in their order; all of them when there is no row."""
    return [name for name in COLUMNS if not rows or name in rows[0]]


def _plain_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return float(value) if isinstance(value, Decimal) else value


def _workbook(rows: Sequence[Row], about: Mapping[str, str]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Properties")
    headings = _headings(rows)
    sheet.append(headings)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in _plain_rows(rows):
        sheet.append([defused(row.get(name)) for name in headings])
    notes = book.create_sheet("About")
    for name, words in about.items():
        notes.append([name, defused(words)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _through_file(rows: Sequence[Row], about: Mapping[str, str], name: str, write: Any) -> bytes:
    """GDAL writes to a path, so through a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="estate-export-") as folder:
        path = Path(folder) / name
        write(_frame(rows), path, about)
        return path.read_bytes()


def _frame(rows: Sequence[Row]) -> gpd.GeoDataFrame:
    """Rows as a frame in 27700; days as text, which every format keeps.

    A UPRN stays a whole number even where some rows have none: as a fraction it is misread.
    """
    headings = _headings(rows)
    table: dict[str, Any] = {name: [_storable(row.get(name)) for row in rows] for name in headings}
    if "uprn" in table:
        table["uprn"] = pd.array(table["uprn"], dtype="Int64")
    shapes = [None if row["wkb"] is None else shapely.from_wkb(bytes(row["wkb"])) for row in rows]
    return gpd.GeoDataFrame(pd.DataFrame(table), geometry=shapes, crs=BNG)


def _storable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else _plain(value)


def _write_geojson(frame: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]) -> None:
    moved = [
        None if shape is None else geometry_to_lonlat(shape, _DECIMALS) for shape in frame.geometry
    ]
    frame.set_geometry(gpd.GeoSeries(moved, crs=WGS84)).to_file(
        path,
        driver="GeoJSON",
        layer_options={"DESCRIPTION": _sentence(about), "COORDINATE_PRECISION": _DECIMALS},
    )


def _write_geopackage(frame: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]) -> None:
    """In version 1.2, which older programs open without a warning."""
    frame.to_file(
        path,
        driver="GPKG",
        layer="properties",
        geometry_type="Unknown",
        dataset_options={"VERSION": "1.2"},
        layer_options={"DESCRIPTION": _sentence(about)},
    )


def _sentence(about: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {words}" for name, words in about.items())


def _write_shapefiles(frame: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]) -> None:
    short = frame.rename(columns=dict(COLUMNS))
    about = {**about, **_cut_texts(short)}
    outlined = np.array([_has_area(shape) for shape in short.geometry], dtype=bool)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part, kind in (
            ("properties_outlines", short.loc[outlined], "MultiPolygon"),
            ("properties_points", short.loc[~outlined], "Point"),
        ):
            target = path.parent / f"{name}.shp"
            part.to_file(target, driver="ESRI Shapefile", geometry_type=kind, encoding="UTF-8")
            for file in sorted(path.parent.glob(f"{name}.*")):
                archive.write(file, file.name)
        archive.writestr("about.txt", "".join(f"{n}: {words}\n" for n, words in about.items()))


def _cut_texts(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Cut texts to what a shapefile holds, between letters; what is said of it, if any was."""
    said = []
    for name in frame.columns.drop("geometry"):
        long = [
            i
            for i, text in enumerate(frame[name])
            if isinstance(text, str) and len(text.encode()) > _DBF_TEXT_BYTES
        ]
        for i in long:
            cut = frame.at[frame.index[i], name].encode()[:_DBF_TEXT_BYTES]
            frame.at[frame.index[i], name] = cut.decode("utf-8", "ignore")
        if long:
            said.append(f"{name} (rows: {len(long):,})")
    if not said:
        return {}
    whole = f"a shapefile holds {_DBF_TEXT_BYTES} bytes a text; the other formats hold them whole"
    return {"Texts cut": f"{', '.join(said)}: {whole}"}


def _has_area(shape: BaseGeometry | None) -> bool:
    return shape is not None and shape.area > 0
