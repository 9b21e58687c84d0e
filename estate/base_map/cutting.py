"""A part of a base map's file that is small enough to travel inside another file."""

import io
import math
from collections.abc import Iterator
from pathlib import Path

from pmtiles.reader import MmapSource, all_tiles
from pmtiles.tile import deserialize_header, zxy_to_tileid
from pmtiles.writer import Writer

from estate.base_map.archive import HEAD_BYTES, Archive
from estate.geometry import Box

Tile = tuple[tuple[int, int, int], bytes]
#: The Web Mercator map ends here, in degrees.
_FARTHEST_NORTH = 85.05


def cut(found: Archive, box: Box, most_bytes: int) -> tuple[bytes, int] | None:
    """The tiles that touch ``box`` (degrees: west, south, east, north), from the farthest zoom to
    the closest at which all of them together stay within ``most_bytes``, as a file of their own,
    and that zoom. None where not even the farthest zoom fits, or nothing touches the box."""
    by_zoom: dict[int, list[Tile]] = {}
    for tile in _touching(found.file, box):
        by_zoom.setdefault(tile[0][0], []).append(tile)
    kept: list[Tile] = []
    size, closest = 0, -1
    for zoom in sorted(by_zoom):
        size += sum(len(body) for _, body in by_zoom[zoom])
        if size > most_bytes:
            break
        kept += by_zoom[zoom]
        closest = zoom
    return (_written(found, kept, box, closest), closest) if kept else None


def _touching(file: Path, box: Box) -> Iterator[Tile]:
    with file.open("rb") as source:
        for (zoom, x, y), body in all_tiles(MmapSource(source)):
            west, north = _at(zoom, box[0], box[3])
            east, south = _at(zoom, box[2], box[1])
            if west <= x <= east and north <= y <= south:
                yield (zoom, x, y), body


def _at(zoom: int, longitude: float, latitude: float) -> tuple[int, int]:
    """The tile that holds a place."""
    many = 1 << zoom
    bounded = math.radians(max(-_FARTHEST_NORTH, min(_FARTHEST_NORTH, latitude)))
    x = math.floor((longitude + 180) / 360 * many)
    y = math.floor((1 - math.asinh(math.tan(bounded)) / math.pi) / 2 * many)
    return max(0, min(many - 1, x)), max(0, min(many - 1, y))


def _written(found: Archive, tiles: list[Tile], box: Box, closest: int) -> bytes:
    with found.file.open("rb") as source:
        head = deserialize_header(source.read(HEAD_BYTES))
    west, south, east, north = (round(edge * 1e7) for edge in box)
    more = {
        "tile_type": head["tile_type"],
        "tile_compression": head["tile_compression"],
        "min_zoom": min(zoom for (zoom, _, _), _ in tiles),
        "max_zoom": closest,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": closest,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
    out = io.BytesIO()
    writer = Writer(out)
    for place, body in sorted(tiles, key=lambda tile: zxy_to_tileid(*tile[0])):
        writer.write_tile(zxy_to_tileid(*place), body)
    writer.finalize(more, {})
    return out.getvalue()
