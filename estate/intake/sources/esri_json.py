"""ArcGIS' own JSON (``f=json`` of a feature service) as the features of a GeoJSON file.

Rings that run clockwise are outlines, the others holes of the outline around them; days are
milliseconds since 1970; coded values are told by the service's own lists.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from estate.intake.sources.domains import Lists

_DAYS = "esriFieldTypeDate"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEB_MERCATOR = {102100: 3857, 102113: 3857, 900913: 3857}


def is_esri(content: Any) -> bool:
    """Whether this is the answer of a feature service in ArcGIS' own form."""
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") == "FeatureCollection":
        return False
    return bool(features) and all(
        isinstance(one, dict) and isinstance(one.get("attributes"), dict) for one in features
    )


def as_features(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The same as GeoJSON features."""
    fields = content.get("fields") or []
    days = {field["name"] for field in fields if field.get("type") == _DAYS}
    return [
        {
            "type": "Feature",
            "properties": {
                name: _day(value) if name in days else value
                for name, value in one["attributes"].items()
            },
            "geometry": _geometry(one.get("geometry")),
        }
        for one in content["features"]
    ]


def system_of(content: dict[str, Any]) -> str | None:
    """Its coordinate system, as a code or as WKT."""
    told = content.get("spatialReference") or {}
    wkid = told.get("latestWkid") or told.get("wkid")
    if wkid is not None:
        return f"EPSG:{_WEB_MERCATOR.get(int(wkid), int(wkid))}"
    return told.get("wkt")


def lists_of(content: dict[str, Any]) -> Lists:
    """What the codes of its fields mean."""
    found = {}
    for field in content.get("fields") or []:
        values = (field.get("domain") or {}).get("codedValues") or []
        if values:
            found[str(field["name"])] = {str(one["code"]): str(one["name"]) for one in values}
    return found


def notes_of(content: dict[str, Any]) -> tuple[str, ...]:
    """Whether the service sent only as many as it may."""
    if not content.get("exceededTransferLimit"):
        return ()
    count = len(content["features"])
    return (f"This is one page of a service's answer: {count:,} features, and there are more.",)


def _day(value: Any) -> Any:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    try:
        return (_EPOCH + timedelta(milliseconds=value)).date().isoformat()
    except OverflowError:
        return value


def _geometry(shape: Any) -> Any:
    """A geometry in GeoJSON's form, or None."""
    if not shape:
        return None
    if "rings" in shape:
        made: BaseGeometry = _outlines(shape["rings"])
    elif "paths" in shape:
        made = shapely.MultiLineString([[xy[:2] for xy in path] for path in shape["paths"]])
    elif "points" in shape:
        made = shapely.MultiPoint([xy[:2] for xy in shape["points"]])
    elif isinstance(shape.get("x"), int | float) and isinstance(shape.get("y"), int | float):
        made = shapely.Point(shape["x"], shape["y"])
    else:
        return None
    return None if made.is_empty else shapely.geometry.mapping(made)


def _outlines(rings: list[list[list[float]]]) -> BaseGeometry:
    parts = [Polygon([xy[:2] for xy in ring]) for ring in rings if len(ring) > 3]
    outer = [part for part in parts if not part.exterior.is_ccw]
    holes = [part for part in parts if part.exterior.is_ccw]
    if not outer:  # written the other way about
        outer, holes = holes, []
    made = [
        Polygon(
            one.exterior,
            [hole.exterior for hole in holes if one.contains(hole.representative_point())],
        )
        for one in outer
    ]
    return shapely.MultiPolygon([orient(one) for one in made])
