"""Layers with faults of identity, coordinates and shapes, made anew."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely import LineString, box
from shapely.geometry.base import BaseGeometry

EAST, NORTH = 449_000.0, 128_500.0


def _squares(count: int, side: float = 40.0) -> list[BaseGeometry]:
    return [box(EAST + 100 * n, NORTH, EAST + 100 * n + side, NORTH + side) for n in range(count)]


def _layer(path: Path, shapes: Sequence[BaseGeometry], crs: int = 27700, **columns: Any) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=27700)
    frame.to_crs(crs).to_file(path)


def _named(count: int) -> dict[str, list[str]]:
    return {
        "PROP_REF": [f"T{n}" for n in range(count)],
        "NAME": [f"Site {n}" for n in range(count)],
    }


def domains(path: Path) -> None:
    """A GeoPackage with its own list of what TENURE 1 and 2 mean."""
    _layer(path, _squares(2), PROP_REF=["T1", "T2"], NAME=["Depot", "Annexe"], TENURE=[1, 2])
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE gpkg_data_columns (table_name TEXT, column_name TEXT, name TEXT,
                title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT);
            CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT, constraint_type TEXT,
                value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
                max_is_inclusive BOOLEAN, description TEXT);
            INSERT INTO gpkg_data_columns (table_name, column_name, constraint_name)
                SELECT table_name, 'TENURE', 'tenures' FROM gpkg_contents;
            INSERT INTO gpkg_data_column_constraints
                (constraint_name, constraint_type, value, description) VALUES
                ('tenures', 'enum', '1', 'Freehold'), ('tenures', 'enum', '2', 'Leasehold');
            """
        )


def parcels(path: Path) -> None:
    """One asset of three parcels, and another."""
    _layer(path, _squares(4), PROP_REF=["S1", "S1", "S1", "S2"], NAME=["Farm"] * 3 + ["Depot"])


def closed_lines(path: Path) -> None:
    """Outlines as a drawing program has them."""
    rings = [LineString(shape.exterior.coords) for shape in _squares(2)]  # type: ignore[attr-defined]
    _layer(path, rings, **_named(2))


def lease_shapes(path: Path) -> None:
    """Leases with outlines."""
    _layer(path, _squares(1), LEASE_REF=["L1"], PROP_REF=["P1"], LEASE_EXP=["31/03/2030"])


def mercator(path: Path) -> None:
    """ArcGIS Online's system."""
    _layer(path, _squares(2), 3857, **_named(2))


def old_degrees(path: Path) -> None:
    """Degrees on OSGB36."""
    _layer(path, _squares(2), 4277, **_named(2))


def wrong_label(path: Path) -> None:
    """Metres whose .prj says degrees."""
    frame = gpd.GeoDataFrame(_named(2), geometry=_squares(2), crs=4326)
    frame.to_file(path)


def no_earth(path: Path) -> None:
    """Metres in MapInfo's system of no place."""
    _layer(path, _squares(2), **_named(2))
    told = 'LOCAL_CS["Nonearth",UNIT["Meter",1.0],AXIS["X",OTHER],AXIS["Y",OTHER]]'
    path.with_suffix(".prj").write_text(told)


def feature_service(path: Path) -> None:
    """An answer of ArcGIS in its own JSON."""
    rings = [[list(xy) for xy in shape.exterior.coords] for shape in _squares(2)]  # type: ignore[attr-defined]
    features = [
        {"attributes": {"OBJECTID": n, "PROP_REF": f"T{n}", "NAME": "x", "TENURE": "Freehold"},
         "geometry": {"rings": [ring]}}
        for n, ring in enumerate(rings)
    ]  # fmt: skip
    content = {"spatialReference": {"wkid": 27700}, "features": features}
    path.write_text(json.dumps(content))


WRITERS = {
    "25.gpkg": domains, "50.shp": parcels, "36.shp": closed_lines, "47.shp": lease_shapes,
    "34.shp": mercator, "35.shp": old_degrees, "33.shp": wrong_label, "32.shp": no_earth,
    "38.json": feature_service,
}  # fmt: skip
