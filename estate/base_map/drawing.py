"""What of a base map lies in a window of the National Grid, for a map that is drawn for paper.

Layers and kinds are those of ``layers.py``, and of Protomaps' basemap.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from estate.base_map.archive import Archive
from estate.geometry import Box, to_grid, to_lonlat

#: What is drawn: name, layer, kinds, and whether as a surface; what matters most comes first.
#: Surfaces lie beneath lines; of two alike what comes first is drawn last.
_DRAWN = (
    ("major_road", "roads", ("highway", "major_road"), False),
    ("water", "water", ("water", "ocean", "lake"), True),
    ("river", "water", ("river", "canal", "coastline"), False),
    ("medium_road", "roads", ("medium_road",), False),
    ("rail", "roads", ("rail",), False),
    ("wood", "landuse", ("wood", "forest", "park"), True),
    ("built", "landuse", ("residential", "industrial", "commercial", "school"), True),
    ("minor_road", "roads", ("minor_road",), False),
)
#: So many pixels of a map on a screen are as wide as the paper's window.
_PIXELS_WIDE = 900
_PIXEL_M_AT_0, _RADIUS_M = 156_543.0, 6_378_137.0
#: More would make the page heavy and the paper grey.
_MOST_POINTS = 60_000


@dataclass(frozen=True)
class Ground:
    """All shapes of one name together, eastings and northings in m."""

    name: str
    shape: shapely.Geometry
    is_surface: bool


def ground(found: Archive, box: Box, finest_m: float) -> tuple[Ground, ...]:
    """What lies in ``box`` (west, south, east, north; m), what is drawn beneath first. No line is
    finer than ``finest_m``. Kinds for which there is no room are left out, the least important
    first. Raises ``OSError`` or GDAL's error where the file cannot be read."""
    west, south, east, north = (round(edge, 1) for edge in box)
    zooms = found.min_zoom, found.max_zoom
    return _ground(found.file, found.key, *zooms, (west, south, east, north), finest_m)


@lru_cache(maxsize=16)
def _ground(
    file: Path, _key: str, least: int, most: int, box: Box, finest_m: float
) -> tuple[Ground, ...]:
    west, south, east, north = box
    lon, lat = to_lonlat(np.array([west, east]), np.array([south, north]))
    per_pixel = (east - west) / _PIXELS_WIDE
    shrink = math.cos(math.radians(float(lat.mean())))
    zoom = round(math.log2(_PIXEL_M_AT_0 * shrink / per_pixel))
    zoom = max(least, min(most, zoom))
    (left, low), (right, high) = _mercator(np.column_stack([lon, lat])).tolist()
    room, kept = _MOST_POINTS, list[Ground]()
    for name, shape, is_surface in _shapes(file, zoom, (left, low, right, high)):
        drawn = shapely.simplify(shapely.clip_by_rect(_on_grid(shape), *box), finest_m)
        points = int(shapely.get_num_coordinates(drawn))
        if 0 < points <= room:
            room -= points
            kept.append(Ground(name, drawn, is_surface))
    kept.reverse()
    return tuple(sorted(kept, key=lambda one: not one.is_surface))


def _shapes(file: Path, zoom: int, box: Box) -> Iterator[tuple[str, shapely.Geometry, bool]]:
    """Each name with its shapes as one, in metres of the Web Mercator map."""
    read: dict[str, tuple[NDArray[np.object_], NDArray[np.object_]]] = {}
    there = {name for name, _ in pyogrio.list_layers(file)}
    for name, layer, kinds, is_surface in _DRAWN:
        if layer not in there:
            continue
        if layer not in read:
            _, _, shapes, fields = pyogrio.raw.read(
                file, layer=layer, columns=["kind"], bbox=box, ZOOM_LEVEL=zoom
            )
            read[layer] = shapely.from_wkb(shapes), fields[0]
        shapes, kind = read[layer]
        wanted = np.isin(kind.astype(str), kinds) & (
            shapely.get_dimensions(shapes) == (2 if is_surface else 1)
        )
        parts = shapely.get_parts(shapes[wanted])
        make = shapely.multipolygons if is_surface else shapely.multilinestrings
        if len(parts):
            yield name, make(parts), is_surface


def _on_grid(shape: shapely.Geometry) -> shapely.Geometry:
    def moved(places: NDArray[np.float64]) -> NDArray[np.float64]:
        lon = np.degrees(places[:, 0] / _RADIUS_M)
        lat = np.degrees(2 * np.arctan(np.exp(places[:, 1] / _RADIUS_M)) - math.pi / 2)
        return np.column_stack(to_grid(lon, lat))

    return shapely.transform(shape, moved)


def _mercator(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees as metres of the Web Mercator map."""
    east = np.radians(places[:, 0]) * _RADIUS_M
    north = np.log(np.tan(math.pi / 4 + np.radians(places[:, 1]) / 2)) * _RADIUS_M
    return np.column_stack([east, north])
