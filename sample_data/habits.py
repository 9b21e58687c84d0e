"""Each organisation writes its own files in its own habit; this module knows them all."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from estate.codes import RecordKind
from estate.rows import NewRow
from sample_data import faults, table_files, vector_files
from sample_data.headings import TRANSPARENCY
from sample_data.model import County, Organisation, SampleProperty
from sample_data.organisations import organisations
from sample_data.property_rows import CODE, GIS, OFFICE, WORKBOOK, Style, row, transparency_row

ImportEntry = dict[str, str | int]
_Writer = Callable[[Path, list[SampleProperty], list[NewRow]], Path]

_VECTOR: Final[dict[str, tuple[str, _Writer]]] = {
    "zipped_shapefile": ("assets_{year}.zip", vector_files.zipped_shapefile),
    "shapefile_utf8": ("estate.shp", vector_files.shapefile),
    "shapefile_cp1252": ("land_and_property.shp", vector_files.shapefile_cp1252),
    "geopackage": ("assets.gpkg", vector_files.geopackage),
    "geojson": ("assets.geojson", vector_files.geojson),
}
#: This organisation's RAG column does not say which scheme it follows; the manifest does.
UNNAMED_SCHEME = "SYN-SFD"


def organisations_rating_in_files() -> frozenset[str]:
    """Whose availability ratings stand in the property file; the others' are in a table."""
    return frozenset(
        organisation.code
        for organisation in organisations()
        if organisation.habit in _VECTOR and organisation.code != "SYN-CC"
    )


def write(
    county: County, organisation: Organisation, properties: list[SampleProperty], folder: Path
) -> list[ImportEntry]:
    """Write all files of one organisation; the answer tells how each is to be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [kind for kind in RecordKind if kind is not RecordKind.PROPERTY]
    records = {
        str(kind): own
        for kind in kinds
        if (own := [r for r in county.rows(kind) if r["organisation"] == organisation.code])
    }
    if organisation.habit == "workbook":
        rows = _rows(properties, WORKBOOK, organisation)
        path = table_files.workbook(folder / "estate_return.xlsx", rows, records)
        return [_sheet_entry(organisation, path, kind) for kind in ("property", *records)]
    entries = [_property_entry(county, organisation, properties, folder)]
    for kind, own in records.items():
        path = table_files.record_csv(folder / f"{kind}s.csv", kind, own)
        entries.append(_entry(organisation, path, kind))
    return entries


def _property_entry(
    county: County, organisation: Organisation, properties: list[SampleProperty], folder: Path
) -> ImportEntry:
    habit = organisation.habit
    if habit in _VECTOR:
        name, writer = _VECTOR[habit]
        rows = _rows(properties, GIS, organisation)
        year = county.reference_date.year
        entry = _entry(organisation, writer(folder / name.format(year=year), properties, rows))
        if organisation.code == UNNAMED_SCHEME:
            entry["rating_scheme"] = "availability"
        return entry
    if habit == "csv":
        rows = _rows(properties, OFFICE, organisation)
        return _entry(organisation, table_files.property_csv(folder / "properties.csv", rows))
    return _entry(organisation, _transparency(organisation, properties, folder))


def _transparency(
    organisation: Organisation, properties: list[SampleProperty], folder: Path
) -> Path:
    degrees = organisation.habit == "transparency_csv_degrees"
    rows = []
    for prop, ours in zip(properties, _rows(properties, CODE, organisation), strict=True):
        named = {code: ours.get(field) for code, (_, field) in TRANSPARENCY.items() if field}
        rows.append({**ours, **named, **transparency_row(prop, ours, degrees=degrees)})
    if organisation.habit == "transparency_shapefile":
        return vector_files.transparency_shapefile(folder / "lgtc_assets.shp", properties, rows)
    encoding = "utf-8" if degrees else "cp1252"
    return table_files.transparency_csv(folder / "land_and_building_assets.csv", rows, encoding)


def _rows(
    properties: list[SampleProperty], style: Style, organisation: Organisation
) -> list[NewRow]:
    rated = organisation.code in organisations_rating_in_files()
    rows = [faults.spoil(p.local_ref, row(p, style, with_rating=rated)) for p in properties]
    if organisation.code == UNNAMED_SCHEME:
        for own in rows:
            own.pop("rating_scheme", None)
    return rows


def _sheet_entry(organisation: Organisation, path: Path, kind: str) -> ImportEntry:
    return {**_entry(organisation, path, kind), "layer": table_files.sheet_name(kind)}


def _entry(organisation: Organisation, path: Path, kind: str = "property") -> ImportEntry:
    return {
        "file": f"{organisation.folder}/{path.name}",
        "organisation": organisation.code,
        "kind": kind,
    }
