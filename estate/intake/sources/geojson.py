"""GeoJSON, read with the JSON parser so that the features counted are the features read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from estate.arrays import Geometries
from estate.errors import FileRefused
from estate.geometry import WGS84
from estate.intake.sources import projection
from estate.intake.sources.common import HEIGHTS_DROPPED, Source, as_cell, bounds, frame_of


def geojson_source(
    path: Path, features: list[Any], head: dict[str, Any], crs: str | None, encoding: str, form: str
) -> Source:
    """The source of some features; longitude and latitude unless ``crs`` or the head say else."""
    try:
        rows = [
            {key: as_cell(value) for key, value in dict(feature.get("properties") or {}).items()}
            for feature in features
        ]
        ids = _ids_note(features, rows)
        geometry, deep = _geometries([feature.get("geometry") for feature in features])
        stated = _stated(head)
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError) as why:
        raise FileRefused(
            f"{path.name} is not a GeoJSON FeatureCollection; export it again."
        ) from why
    if not crs and not stated:
        _require_degrees(path, geometry)
    place = projection.recognise(crs or stated or f"EPSG:{WGS84}")
    return Source(
        path=path,
        format=form,
        layer=None,
        records=frame_of(path.name, rows),
        row_numbers=list(range(1, len(rows) + 1)),
        record_count=len(features),
        geometry=geometry,
        projection=place if bounds(geometry) is not None else None,
        encoding=encoding,
        notes=(*_page(head, len(features)), *ids, *([HEIGHTS_DROPPED] if deep else [])),
    )


def _ids_note(features: list[Any], rows: list[dict[str, Any]]) -> list[str]:
    """A feature's ``id`` stands beside its properties; services number their answers with it
    anew each time, so that it is no reference, unless the sender says so."""
    for feature, row in zip(features, rows, strict=True):
        one = feature.get("id")
        if one is not None and str(one) not in map(str, row.values()):
            return [
                f"The features' own ids (such as “{str(one)[:40]}”) stand beside their properties "
                "and were left out; where they are references, make them a property."
            ]
    return []


def _require_degrees(path: Path, geometry: Geometries) -> None:
    """GeoJSON that states nothing is in degrees; metres without a word are not guessed."""
    box = bounds(geometry)
    if box is not None and (max(map(abs, box[::2])) > 360 or max(map(abs, box[1::2])) > 90):
        raise projection.refuse_missing(path.name, box)


def _stated(content: dict[str, Any]) -> str | None:
    """The old ``crs`` member; CRS84 is WGS 84 with longitude first, as GeoJSON is anyhow."""
    name = ((content.get("crs") or {}).get("properties") or {}).get("name")
    if not name or "CRS84" in str(name):
        return None
    return str(name)


def _page(head: dict[str, Any], held: int) -> list[str]:
    """A service hands out pages: whoever saved one has not the whole layer."""
    matched = head.get("numberMatched", head.get("totalFeatures"))
    if isinstance(matched, int) and matched > held:
        return [f"This is one page of a download: {held:,} of {matched:,} features."]
    if head.get("exceededTransferLimit"):
        return ["This is one page of a download: the server had more features than it sent."]
    return []


def _geometries(members: list[Any]) -> tuple[Geometries, bool]:
    """Flat shapes, and whether some had heights."""
    made = np.empty(len(members), dtype=object)
    texts = [None if member is None else json.dumps(member) for member in members]
    made[:] = shapely.from_geojson(np.asarray(texts, dtype=object), on_invalid="raise")
    deep = bool(shapely.has_z(made).any())
    return np.asarray(shapely.force_2d(made), dtype=object), deep
