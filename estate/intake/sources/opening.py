"""One door for all formats."""

import tempfile
from dataclasses import replace
from pathlib import Path

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.sources import projection
from estate.intake.sources.archive import unpack
from estate.intake.sources.common import Source, bounds, pick_layer
from estate.intake.sources.delimited import open_delimited
from estate.intake.sources.geojson import open_geojson
from estate.intake.sources.layers import open_geopackage
from estate.intake.sources.shapefile import open_shapefile
from estate.intake.sources.workbook import open_workbook

_TABLES = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_MAPS = (".shp", ".gpkg", ".geojson", ".json")
READABLE = (*_MAPS, *_TABLES, *_WORKBOOKS)


def open_source(
    path: Path,
    layer: str | None = None,
    crs: str | None = None,
    *,
    envelope: Envelope | None = None,
    area: str = "the area",
) -> Source:
    """Open a file, folder or zip; every record of one layer, or ``FileRefused``.

    Geometry comes in British National Grid or in longitude and latitude, as
    ``Source.projection`` says; a layer in any other system is refused. ``crs`` is the caller's
    statement and outranks the file's own.
    """
    path = Path(path)
    if not path.exists():
        raise FileRefused(f"There is no file {path}.")
    with tempfile.TemporaryDirectory(prefix="estate-intake-") as folder:
        source = _open(path, Path(folder), layer, crs)
    place = source.projection
    if place is not None and place.epsg is None:
        box = bounds(source.geometry)
        raise projection.refuse_foreign(path.name, place, box, envelope, area)
    return replace(source, path=path)


def _open(path: Path, folder: Path, layer: str | None, crs: str | None) -> Source:
    if path.is_dir():
        return _open_folder(path, path, layer, crs)
    if path.suffix.lower() == ".zip":
        unpack(path, folder)
        return _open_folder(path, folder, layer, crs)
    return _open_file(path, layer, crs)


def _open_folder(named: Path, folder: Path, layer: str | None, crs: str | None) -> Source:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    files = [p for p in files if "__MACOSX" not in p.parts]
    found = [p for p in files if p.suffix.lower() in _MAPS]
    found = found or [p for p in files if p.suffix.lower() in READABLE]
    if not found:
        raise FileRefused(f"{named.name} holds no shapefile, GeoPackage, GeoJSON, CSV or workbook.")
    if len(found) == 1:
        inner = None if found[0].suffix.lower() == ".shp" else layer
        return _open_file(found[0], inner, crs)
    stems = {p.stem: p for p in found}
    if len(stems) < len(found):
        stems = {p.relative_to(folder).as_posix(): p for p in found}
    chosen = stems[pick_layer(named, list(stems), layer)]
    return replace(_open_file(chosen, None, crs), layer=chosen.stem, layers=tuple(stems))


def _open_file(path: Path, layer: str | None, crs: str | None) -> Source:
    suffix = path.suffix.lower()
    if suffix == ".shp":
        return open_shapefile(path, crs)
    if suffix == ".gpkg":
        return open_geopackage(path, layer, crs)
    if suffix in (".geojson", ".json"):
        return open_geojson(path, crs)
    if suffix in _TABLES:
        return open_delimited(path)
    if suffix in _WORKBOOKS:
        return open_workbook(path, layer)
    raise FileRefused(
        f"{path.name} is of a kind that is not read yet; send a shapefile (zip), GeoPackage, "
        "GeoJSON, CSV, XLSX or ODS."
    )
