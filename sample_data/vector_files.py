"""Writers for what a GIS makes: shapefiles in three habits, GeoPackage, GeoJSON."""

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point

from estate.geometry import BNG, WGS84, geometry_to_lonlat
from estate.rows import NewRow
from sample_data.headings import PROPERTY, TRANSPARENCY, TRANSPARENCY_EXTRA
from sample_data.model import SampleProperty

#: The Ordnance Survey's wording of the National Grid, which PROJ does not recognise by name.
OS_PRJ = (
    'PROJCS["British National Grid",GEOGCS["Ordnance Survey Great Brit",'
    'DATUM["Ordnance Survey Great Brit",SPHEROID["Airy 1830",6377563.396,299.3249646]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.017453292519943295]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",49],'
    'PARAMETER["central_meridian",-2],PARAMETER["scale_factor",0.9996012717],'
    'PARAMETER["false_easting",400000],PARAMETER["false_northing",-100000],UNIT["Meter",1]]'
)
_NUMBERS = frozenset(
    {"gia_m2", "nia_m2", "site_area_ha", "book_value_gbp", "backlog_gbp", "easting", "northing"}
)


def zipped_shapefile(path: Path, properties: list[SampleProperty], rows: list[NewRow]) -> Path:
    """A shapefile in a zip, UTF-8, with Esri's wording of the National Grid."""
    with tempfile.TemporaryDirectory() as folder:
        shapefile(Path(folder) / f"{path.stem}.shp", properties, rows)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(Path(folder).iterdir()):
                archive.write(member, member.name)
    return path


def shapefile(path: Path, properties: list[SampleProperty], rows: list[NewRow]) -> Path:
    """A shapefile in UTF-8; records without an outline have coordinates in two columns."""
    _outlines(properties, _short(rows)).to_file(path, engine="pyogrio", encoding="UTF-8")
    return path


def shapefile_cp1252(path: Path, properties: list[SampleProperty], rows: list[NewRow]) -> Path:
    """A shapefile in code page 1252 that does not say so, with the OS wording of the grid."""
    _outlines(properties, _short(rows)).to_file(path, engine="pyogrio", encoding="CP1252")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    path.with_suffix(".prj").write_text(OS_PRJ, encoding="ascii")
    return path


def transparency_shapefile(
    path: Path, properties: list[SampleProperty], rows: list[NewRow]
) -> Path:
    """Transparency Code columns cut to ten letters, and the council's own columns."""
    names = {code: short for code, (short, _) in TRANSPARENCY.items()}
    names |= {field: PROPERTY[field][0] for field in TRANSPARENCY_EXTRA}
    frame = _typed(pd.DataFrame(rows)[list(names)]).rename(columns=names)
    _outlines(properties, frame).to_file(path, engine="pyogrio", encoding="UTF-8")
    return path


def geopackage(path: Path, properties: list[SampleProperty], rows: list[NewRow]) -> Path:
    """One layer, ``assets``, of outlines and, where there is none, points."""
    frame = _short(rows).drop(columns=["EASTING", "NORTHING"])
    shapes = gpd.GeoSeries([p.outline or Point(p.easting, p.northing) for p in properties], crs=BNG)
    gpd.GeoDataFrame(frame, geometry=shapes).to_file(
        path, driver="GPKG", layer="assets", engine="pyogrio"
    )
    return path


def geojson(path: Path, properties: list[SampleProperty], rows: list[NewRow]) -> Path:
    """Outlines and points in longitude and latitude (RFC 7946), made with OSTN15."""
    frame = _short(rows).drop(columns=["EASTING", "NORTHING"])
    shapes = [geometry_to_lonlat(p.outline or Point(p.easting, p.northing)) for p in properties]
    gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=WGS84)).to_file(
        path, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=7
    )
    return path


def _short(rows: list[NewRow]) -> pd.DataFrame:
    frame = _typed(pd.DataFrame(rows))
    return frame.rename(columns={field: short for field, (short, _) in PROPERTY.items()})


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name in frame.columns:
        numeric = name in _NUMBERS or name in {"BuildingSize", "LandArea", "GeoX", "GeoY"}
        columns[name] = pd.to_numeric(frame[name]) if numeric else frame[name].astype("str")
        if not numeric:
            columns[name] = columns[name].where(frame[name].notna(), None)
    return pd.DataFrame(columns)


def _outlines(properties: list[SampleProperty], frame: pd.DataFrame) -> gpd.GeoDataFrame:
    shapes = gpd.GeoSeries([p.outline for p in properties], crs=BNG)
    return gpd.GeoDataFrame(frame, geometry=shapes)
