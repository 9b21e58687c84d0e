"""GeoJSON, read with the JSON parser so that the features counted are the features read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from estate.errors import FileRefused
from estate.geometry import WGS84
from estate.intake.sources import projection
from estate.intake.sources.common import Geometries, Source, bounds, check_count
from estate.intake.sources.delimited import decode


def open_geojson(path: Path, crs: str | None) -> Source:
    """Read a FeatureCollection; longitude and latitude unless its ``crs`` member says else."""
    text, encoding = decode(path.read_bytes(), path.name)
    try:
        content = json.loads(text)
        features = content["features"]
        rows = [dict(feature.get("properties") or {}) for feature in features]
        geometry = _geometries([feature.get("geometry") for feature in features])
    except (
        shapely.errors.ShapelyError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as why:
        raise FileRefused(
            f"{path.name} is not a GeoJSON FeatureCollection; export it again."
        ) from why
    check_count(path, len(features), len(rows))
    place = projection.recognise(crs or _stated(content) or f"EPSG:{WGS84}")
    frame = pd.DataFrame(rows, dtype=object, index=range(len(rows)))
    return Source(
        path=path,
        format="GeoJSON",
        layer=None,
        records=frame.astype(object).where(frame.notna(), None),
        row_numbers=list(range(1, len(rows) + 1)),
        record_count=len(rows),
        geometry=geometry,
        projection=place if bounds(geometry) is not None else None,
        encoding=encoding,
    )


def _stated(content: dict[str, Any]) -> str | None:
    """The old ``crs`` member; CRS84 is WGS 84 with longitude first, as GeoJSON is anyhow."""
    name = ((content.get("crs") or {}).get("properties") or {}).get("name")
    if not name or "CRS84" in str(name):
        return None
    return str(name)


def _geometries(members: list[Any]) -> Geometries:
    made = np.empty(len(members), dtype=object)
    texts = [None if member is None else json.dumps(member) for member in members]
    made[:] = shapely.from_geojson(np.asarray(texts, dtype=object), on_invalid="raise")
    return made
