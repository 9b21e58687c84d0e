"""Whether a file is an OpenStreetMap extract (PBF) that can be read in bounds, and what it says.

The file is untrusted. It is walked block by block before anything else opens it: no block may be
larger than the format allows, packed or unpacked, and the whole may unpack to no more than
``_MOST_UNPACKED``.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from estate.arrays import Floats
from estate.errors import Refused
from estate.geometry import Box, Envelope, to_grid
from estate.late_imports import one_at_a_time

#: The format's own bounds: 64 KiB for the head of a block, 32 MiB for a block.
_MOST_HEAD, _MOST_BLOCK = 64 * 1024, 32 * 1024 * 1024
_MOST_FILE = 2_000 * 1024 * 1024
_MOST_UNPACKED = 20_000 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_NANO = 1_000_000_000
_BROKEN = "{name} breaks off or is damaged: fetch the extract again."
_ANOTHER = (
    "{name} is not an OpenStreetMap extract (.osm.pbf). Extracts of a county are published at "
    "download.geofabrik.de and by others; .osm and .osm.bz2 have to be turned into PBF first."
)


@dataclass(frozen=True)
class ExtractHead:
    """What an extract says of itself: its day and box (metres on the National Grid, and degrees:
    west, south, east, north), None where it says nothing; the program that wrote it."""

    content_date: date | None
    box_m: Box | None
    box_degrees: Box | None
    writer: str


def look(file: Path) -> ExtractHead:
    """Raises ``Refused`` where the file is no extract, broken, empty or too large."""
    name = file.name
    try:
        size = file.stat().st_size
        if size == 0:
            raise Refused(f"{name} is empty: fetch the extract again.")
        if size > _MOST_FILE:
            raise Refused(
                f"{name} is {size / 1e6:,.0f} MB; {_MOST_FILE / 1e6:,.0f} MB are the most. Cut the "
                "extract to the county first (osmium extract)."
            )
        with file.open("rb") as source:
            if source.read(4) == _ZIP:
                raise Refused(
                    f"{name} is a zip: of a packed extract, unpack the .osm.pbf; a timetable is "
                    "named after --gtfs, behind the extract."
                )
            source.seek(0)
            return _walked(source, name)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def points_box_m(file: Path, county: Envelope) -> Box | None:
    """The box of an extract's points, metres on the National Grid, where none of them lies in the
    county's box; None where one does, or it has no point on that grid. It reads no further than
    the first block with such a point, so that a county's own extract costs next to nothing."""
    with one_at_a_time:
        from google.protobuf.message import DecodeError
        from pyrosm.proto import osmformat_pb2

    seen: Box | None = None
    try:
        with file.open("rb") as source:
            for kind, body in _blocks(source, file.name):
                if kind != "OSMData":
                    continue
                block = osmformat_pb2.PrimitiveBlock.FromString(body)
                eastings, northings = to_grid(*_points(block))
                known = np.isfinite(eastings) & np.isfinite(northings)
                eastings, northings = eastings[known], northings[known]
                if len(eastings) == 0:
                    continue
                inside = (eastings >= county.min_easting) & (eastings <= county.max_easting)
                inside &= (northings >= county.min_northing) & (northings <= county.max_northing)
                if inside.any():
                    return None
                low, high = (
                    (float(end(eastings)), float(end(northings))) for end in (np.min, np.max)
                )
                seen = (*low, *high) if seen is None else _both(seen, (*low, *high))
    except (DecodeError, zlib.error, struct.error) as error:
        raise Refused(_BROKEN.format(name=file.name)) from error
    return seen


def _both(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _points(block: Any) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of the points of one block, degrees."""
    lons, lats = [np.empty(0)], [np.empty(0)]
    for group in block.primitivegroup:
        dense = group.dense
        lons += [np.cumsum(np.array(dense.lon, dtype=np.int64))]
        lats += [np.cumsum(np.array(dense.lat, dtype=np.int64))]
        lons += [np.array([one.lon for one in group.nodes], dtype=np.int64)]
        lats += [np.array([one.lat for one in group.nodes], dtype=np.int64)]
    found = [
        (offset + block.granularity * np.concatenate(units)) / _NANO
        for offset, units in ((block.lon_offset, lons), (block.lat_offset, lats))
    ]
    return found[0], found[1]


def _walked(source: BinaryIO, name: str) -> ExtractHead:
    with one_at_a_time:
        from google.protobuf.message import DecodeError
        from pyrosm.proto import osmformat_pb2

    head, blocks, unpacked = None, 0, 0
    try:
        for kind, body in _blocks(source, name):
            unpacked += len(body)
            if unpacked > _MOST_UNPACKED:
                raise Refused(f"{name} unpacks to more than {_MOST_UNPACKED / 1e9:,.0f} GB.")
            if head is None:
                if kind != "OSMHeader":
                    raise Refused(_ANOTHER.format(name=name))
                head = osmformat_pb2.HeaderBlock.FromString(body)
            else:
                blocks += kind == "OSMData"
    except (DecodeError, zlib.error, struct.error) as error:
        raise Refused(_BROKEN.format(name=name)) from error
    if head is None:
        raise Refused(_ANOTHER.format(name=name))
    if blocks == 0:
        raise Refused(f"{name} holds no roads: fetch the extract again, or take another area's.")
    stamp = head.osmosis_replication_timestamp
    day = datetime.fromtimestamp(stamp, UTC).date() if 0 < stamp < 4e9 else None
    degrees = _degrees(head.bbox) if head.HasField("bbox") else None
    metres = None if degrees is None else metres_of(degrees)
    return ExtractHead(day, metres, degrees if metres else None, head.writingprogram[:100])


def _blocks(source: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    with one_at_a_time:
        from pyrosm.proto import fileformat_pb2

    while word := source.read(4):
        length = struct.unpack(">I", word)[0]
        if length > _MOST_HEAD:
            raise Refused(_ANOTHER.format(name=name))
        head = fileformat_pb2.BlobHeader.FromString(_read(source, length, name))
        if not 0 <= head.datasize <= _MOST_BLOCK:
            raise Refused(_BROKEN.format(name=name))
        blob = fileformat_pb2.Blob.FromString(_read(source, head.datasize, name))
        if blob.HasField("raw"):
            yield head.type, blob.raw
        elif blob.HasField("zlib_data"):
            yield head.type, _unpacked(blob.zlib_data, name)
        else:
            raise Refused(
                f"{name} is packed in a way that is not read here: fetch one packed with zlib."
            )


def _read(source: BinaryIO, count: int, name: str) -> bytes:
    found = source.read(count)
    if len(found) < count:
        raise Refused(_BROKEN.format(name=name))
    return found


def _unpacked(packed: bytes, name: str) -> bytes:
    """No more of it than a block may be, whatever it says of its own size."""
    opened = zlib.decompressobj()
    found = opened.decompress(packed, _MOST_BLOCK)
    if opened.unconsumed_tail or not opened.eof:
        raise Refused(_BROKEN.format(name=name))
    return found


def _degrees(found: Any) -> Box:
    west, south, east, north = (
        getattr(found, side) / _NANO for side in ("left", "bottom", "right", "top")
    )
    return west, south, east, north


def metres_of(degrees: Box) -> Box | None:
    """The box around one in degrees, metres on the National Grid; None off that grid."""
    west, south, east, north = degrees
    lon, lat = np.array([west, east, west, east]), np.array([south, south, north, north])
    eastings, northings = to_grid(lon, lat)
    if not (np.isfinite(eastings).all() and np.isfinite(northings).all()):
        return None
    return (
        float(eastings.min()),
        float(northings.min()),
        float(eastings.max()),
        float(northings.max()),
    )
