"""Tables of shapes to one file of vector tiles. GDAL cuts the tiles; here they are put together.

GDAL's writer takes one layer and one range of zooms at a time. A vector tile is a list of layers,
so tiles of the same place are joined by putting one after the other.
"""

import gzip
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyogrio
from pmtiles.reader import MmapSource, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from pyogrio.errors import DataSourceError

from estate.base_map.layers import CLOSEST, FARTHEST, Layer
from estate.geometry import Box

#: Ranges of zooms within which the same shapes are drawn.
_BANDS = tuple((zoom, zoom) for zoom in range(FARTHEST, CLOSEST + 1))
#: What GDAL says where no shape is large enough to be drawn.
_NOTHING_LEFT = "Invalid bounds"
#: How much a shape may be simplified, in 4096ths of a tile's width; not where one looks closely.
_SIMPLIFIED = 6


def write(
    layers: list[Layer],
    into: Path,
    box: Box,
    metadata: dict[str, Any],
    room: Path,
    step: Callable[[str], None],
) -> int:
    """Write the file; how many tiles are in it. ``room``: a folder for what is made on the way."""
    with into.open("wb") as target:
        writer = Writer(target)
        count = 0
        for farthest, closest in _BANDS:
            step(f"cutting the tiles of zoom {farthest}")
            tiles = _joined(_band(layer, farthest, closest, room) for layer in layers)
            for number in sorted(tiles):
                writer.write_tile(number, gzip.compress(b"".join(tiles[number]), mtime=0))
            count += len(tiles)
        if count:
            writer.finalize(_header(box), metadata | {"vector_layers": _described(layers)})
    return count


def _band(layer: Layer, farthest: int, closest: int, room: Path) -> Path | None:
    shapes = layer.shapes[layer.shapes["min_zoom"] <= farthest].drop(columns="min_zoom")
    if shapes.empty:
        return None
    into = room / f"{layer.name}-{farthest}.pmtiles"
    near = closest >= CLOSEST
    try:
        pyogrio.write_dataframe(
            shapes,
            into,
            layer=layer.name,
            driver="PMTiles",
            MINZOOM=farthest,
            MAXZOOM=closest,
            SIMPLIFICATION=0 if near else _SIMPLIFIED,
        )
    except DataSourceError as error:
        if _NOTHING_LEFT not in str(error):
            raise
        return None
    return into


def _joined(files: Iterable[Path | None]) -> dict[int, list[bytes]]:
    """Each tile's layers, unpacked, by the tile's number; the files are removed."""
    tiles: dict[int, list[bytes]] = defaultdict(list)
    for file in files:
        if file is None:
            continue
        with file.open("rb") as source:
            for (zoom, x, y), packed in all_tiles(MmapSource(source)):
                tiles[zxy_to_tileid(zoom, x, y)].append(gzip.decompress(packed))
        file.unlink()
    return tiles


def _header(box: Box) -> dict[str, Any]:
    west, south, east, north = box
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": math.floor(west * 1e7),
        "min_lat_e7": math.floor(south * 1e7),
        "max_lon_e7": math.ceil(east * 1e7),
        "max_lat_e7": math.ceil(north * 1e7),
        "center_zoom": FARTHEST,
        "center_lon_e7": round((west + east) / 2 * 1e7),
        "center_lat_e7": round((south + north) / 2 * 1e7),
    }


def _described(layers: list[Layer]) -> list[dict[str, Any]]:
    return [
        {
            "id": layer.name,
            "minzoom": FARTHEST,
            "maxzoom": CLOSEST,
            "fields": {
                name: "String" for name in layer.shapes if name not in ("geometry", "min_zoom")
            },
        }
        for layer in layers
    ]
