"""What of an OpenStreetMap extract is drawn beneath the sites, as tables of shapes.

Layers and kinds have the names of Protomaps' basemap, so that a file of theirs can be used as well.
Each shape has the farthest zoom at which it is drawn (``min_zoom``): a stream is nothing to see
from afar. GDAL reads the extract.
"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from estate.base_map.sea import sea
from estate.geometry import Box

FARTHEST, CLOSEST = 6, 14

#: Kind of road, farthest zoom, and OpenStreetMap's words for it; ramps go with their roads.
_ROADS = (
    ("highway", 6, ("motorway",)),
    ("major_road", 6, ("trunk",)),
    ("major_road", 7, ("primary",)),
    ("medium_road", 9, ("secondary",)),
    ("medium_road", 10, ("tertiary",)),
    ("minor_road", 12, ("unclassified", "residential", "living_street", "road", "pedestrian")),
    ("minor_road", 14, ("service",)),
    ("path", 14, ("track", "path", "footway", "bridleway", "cycleway", "steps")),
)
_RAMPS = ("motorway", "trunk", "primary", "secondary", "tertiary")
_RAILS = ("rail", "light_rail", "tram", "subway", "narrow_gauge")
_WATERWAYS = {"river": 9, "canal": 10, "stream": 13}
_PLACES = {"city": 6, "town": 7, "suburb": 12, "village": 11, "hamlet": 13}
#: Kind of ground and what makes a surface one, in OpenStreetMap's words.
_GROUND = (
    ("wood", "natural IN ('wood') OR landuse IN ('forest')"),
    (
        "park",
        "leisure IN ('park', 'garden', 'golf_course', 'nature_reserve', 'pitch', "
        "'recreation_ground') OR landuse IN ('recreation_ground', 'village_green', "
        "'cemetery', 'allotments')",
    ),
    ("residential", "landuse IN ('residential')"),
    ("industrial", "landuse IN ('industrial', 'commercial', 'retail', 'railway', 'quarry')"),
    ("school", "amenity IN ('school', 'college', 'university', 'hospital')"),
)
_WATER = "natural IN ('water') OR landuse IN ('reservoir', 'basin')"
_COAST = 'other_tags LIKE \'%"natural"=>"coastline"%\''
#: A surface is drawn from the zoom at which it is some pixels wide.
_PIXELS_WIDE = 6
_METRES_PER_DEGREE = 111_320.0
_PIXEL_M_AT_0 = 156_543.0


@dataclass(frozen=True)
class Layer:
    """Shapes of one layer, WGS 84, with ``kind``, ``name`` and ``min_zoom`` at least."""

    name: str
    shapes: gpd.GeoDataFrame


def roads(extract: Path) -> Layer:
    """Roads, paths and railways, least important first: what comes later is drawn above."""
    words = [word for _, _, found in _ROADS for word in found]
    words += [f"{word}_link" for word in _RAMPS]
    found = _read(
        extract,
        "lines",
        "name, highway, railway, other_tags",
        f"highway IN ({_listed(words)}) OR railway IN ({_listed(_RAILS)})",
    )
    plain = found["highway"].str.removesuffix("_link")
    known = {word: (kind, zoom) for kind, zoom, words in _ROADS for word in words}
    pairs = [known.get(word, ("rail", 9)) for word in plain]
    found["kind"] = [kind for kind, _ in pairs]
    found["min_zoom"] = np.array([zoom for _, zoom in pairs], dtype=int)
    found["ref"] = _tag(found, "ref").where(found["kind"].isin(["highway", "major_road"]))
    order = found.sort_values("min_zoom", ascending=False, kind="stable")
    return Layer("roads", order[["kind", "name", "ref", "min_zoom", "geometry"]])


def earth(at_sea: list[shapely.Geometry], box: Box) -> Layer:
    """The land of the extract, so that nothing is drawn beyond it."""
    land = shapely.difference(shapely.box(*box), shapely.union_all(at_sea))
    shapes = _frame([land])
    shapes["kind"], shapes["name"], shapes["min_zoom"] = "earth", None, FARTHEST
    return Layer("earth", shapes[~shapes.is_empty])


def sea_of(extract: Path, box: Box) -> list[shapely.Geometry]:
    """The sea, where a coast runs through the box."""
    coast = _read(extract, "lines", "name", _COAST)
    return sea(coast.geometry.to_numpy(), box)


def water(extract: Path, at_sea: list[shapely.Geometry]) -> Layer:
    """Lakes, rivers, the coast and the sea."""
    surfaces = _read(extract, "multipolygons", "name", _WATER)
    surfaces["kind"], surfaces["min_zoom"] = "water", _wide_enough(surfaces.geometry)
    either = f"waterway IN ({_listed(_WATERWAYS)}) OR {_COAST}"
    lines = _read(extract, "lines", "name, waterway", either)
    lines["kind"] = lines["waterway"].fillna("coastline")
    lines["min_zoom"] = lines["waterway"].map(_WATERWAYS).fillna(FARTHEST).astype(int)
    ocean = _frame(at_sea)
    ocean["kind"], ocean["name"], ocean["min_zoom"] = "ocean", None, FARTHEST
    return Layer("water", _together([ocean, surfaces, lines]))


def ground(extract: Path) -> Layer:
    """Built-up land, woods, parks and the grounds of schools and hospitals; largest first."""
    parts = []
    for kind, where in _GROUND:
        found = _read(extract, "multipolygons", "name", where)
        found["kind"], found["min_zoom"] = kind, _wide_enough(found.geometry)
        parts.append(found)
    together = _together(parts)
    areas = shapely.area(together.geometry.to_numpy())
    return Layer("landuse", together.iloc[np.argsort(-areas, kind="stable")])


def buildings(extract: Path) -> Layer:
    """Buildings, at the closest zoom alone, without their names: ours stand above them."""
    found = _read(extract, "multipolygons", "building", "building IS NOT NULL")
    found["kind"], found["name"], found["min_zoom"] = "building", None, CLOSEST
    return Layer("buildings", found[["kind", "name", "min_zoom", "geometry"]])


def places(extract: Path) -> Layer:
    """Names of towns and villages, the largest first."""
    found = _read(extract, "points", "name, place", f"place IN ({_listed(_PLACES)})")
    found = found[found["name"].notna()]
    found["kind"], found["kind_detail"] = "locality", found["place"]
    found["min_zoom"] = found["place"].map(_PLACES).astype(int)
    order = found.sort_values("min_zoom", kind="stable")
    return Layer("places", order[["kind", "kind_detail", "name", "min_zoom", "geometry"]])


def _read(extract: Path, layer: str, columns: str, where: str) -> gpd.GeoDataFrame:
    """By SQL, so that GDAL gathers no other layer's shapes on its way through the file. What is no
    shape at all (an outline of one point, and mappers do draw them) is left out."""
    found = pyogrio.read_dataframe(
        extract,
        sql=f"SELECT {columns} FROM {layer} WHERE {where}",  # noqa: S608 - our own words
        on_invalid="ignore",
    )
    shapes = found.geometry
    return found[shapes.notna() & ~shapes.is_empty].reset_index(drop=True)


def _frame(shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=4326))


def _together(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    columns = ["kind", "name", "min_zoom", "geometry"]
    filled = [part[columns] for part in parts if len(part)]
    if not filled:
        return parts[0][columns]
    joined = pd.concat(filled, ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=4326)


def _wide_enough(shapes: gpd.GeoSeries) -> NDArray[np.int64]:
    """The farthest zoom at which each surface is ``_PIXELS_WIDE`` across."""
    bounds = shapely.bounds(shapes.to_numpy())
    if not len(bounds):
        return np.zeros(0, dtype=np.int64)
    shrinks = np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))
    area_m2 = shapely.area(shapes.to_numpy()) * _METRES_PER_DEGREE**2 * shrinks
    across_m = np.sqrt(np.maximum(area_m2, 1.0))
    zoom = np.ceil(np.log2(_PIXELS_WIDE * _PIXEL_M_AT_0 * shrinks / across_m))
    clipped: NDArray[np.int64] = np.clip(zoom, FARTHEST, CLOSEST).astype(np.int64)
    return clipped


def _tag(found: gpd.GeoDataFrame, tag: str) -> "pd.Series[str]":
    tags: pd.Series[str] = found["other_tags"].astype("str")
    return tags.str.extract(rf'"{tag}"=>"([^"]*)"', expand=False)


def _listed(words: "list[str] | tuple[str, ...] | dict[str, int]") -> str:
    return ", ".join(f"'{word}'" for word in words)
