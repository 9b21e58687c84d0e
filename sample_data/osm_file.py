"""Made-up streets as an OpenStreetMap extract (PBF), the same bytes for the same streets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

#: So many elements go into a block, as other programs have it.
_IN_A_BLOCK = 8_000
_NANO_PER_UNIT = 100
_WRITER = "Common Estate synthetic sample data"


@dataclass(frozen=True)
class Way:
    """A street: the numbers of its points in their order, and its tags."""

    points: Sequence[int]
    tags: Mapping[str, str] = field(default_factory=lambda: {"highway": "residential"})


def write_extract(
    file: Path, lonlat: Sequence[tuple[float, float]], ways: Sequence[Way], day: date
) -> None:
    """Points are numbered from 0 here and from 1 in the file; WGS 84 degrees."""
    from pyrosm.proto import osmformat_pb2

    head = osmformat_pb2.HeaderBlock(writingprogram=_WRITER, source="synthetic")
    head.required_features.extend(["OsmSchema-V0.6", "DenseNodes"])
    head.osmosis_replication_timestamp = int(
        datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    )
    lons, lats = zip(*lonlat, strict=True)
    box = {"left": min(lons), "right": max(lons), "bottom": min(lats), "top": max(lats)}
    for side, degrees in box.items():
        setattr(head.bbox, side, round(degrees * 1e9))
    with file.open("wb") as out:
        out.write(_blob("OSMHeader", head.SerializeToString(deterministic=True)))
        for start in range(0, len(lonlat), _IN_A_BLOCK):
            out.write(_blob("OSMData", _nodes(start, lonlat[start : start + _IN_A_BLOCK])))
        for start in range(0, len(ways), _IN_A_BLOCK):
            out.write(_blob("OSMData", _ways(start, ways[start : start + _IN_A_BLOCK])))


def _blob(kind: str, body: bytes) -> bytes:
    """Unpacked, since packing differs from one zlib to the next."""
    from pyrosm.proto import fileformat_pb2

    blob = fileformat_pb2.Blob(raw=body, raw_size=len(body)).SerializeToString(deterministic=True)
    head = fileformat_pb2.BlobHeader(type=kind, datasize=len(blob))
    told = head.SerializeToString(deterministic=True)
    return bytes(len(told).to_bytes(4, "big") + told + blob)


def _nodes(start: int, lonlat: Sequence[tuple[float, float]]) -> bytes:
    from pyrosm.proto import osmformat_pb2

    block = osmformat_pb2.PrimitiveBlock()
    block.stringtable.s.append(b"")
    dense = block.primitivegroup.add().dense
    dense.id.extend(_steps([start + number + 1 for number in range(len(lonlat))]))
    dense.lon.extend(_steps([round(lon * 1e9 / _NANO_PER_UNIT) for lon, _ in lonlat]))
    dense.lat.extend(_steps([round(lat * 1e9 / _NANO_PER_UNIT) for _, lat in lonlat]))
    dense.keys_vals.extend([0] * len(lonlat))
    return _told(block)


def _ways(start: int, ways: Sequence[Way]) -> bytes:
    from pyrosm.proto import osmformat_pb2

    block = osmformat_pb2.PrimitiveBlock()
    words: dict[str, int] = {"": 0}
    group = block.primitivegroup.add()
    for number, way in enumerate(ways):
        one = group.ways.add(id=start + number + 1)
        for name, value in sorted(way.tags.items()):
            one.keys.append(words.setdefault(name, len(words)))
            one.vals.append(words.setdefault(value, len(words)))
        one.refs.extend(_steps([point + 1 for point in way.points]))
    block.stringtable.s.extend(word.encode() for word in words)
    return _told(block)


def _told(block: Any) -> bytes:
    return bytes(block.SerializeToString(deterministic=True))


def _steps(values: Sequence[int]) -> list[int]:
    """Each value less the one before it."""
    return [one - before for before, one in zip([0, *values], values, strict=False)]
