"""What a PMTiles file says of itself, read from its head alone. The file may be anybody's."""

import json
import re
import struct
import zlib
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO

from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    deserialize_header,
)

from estate.errors import Refused

HEAD_BYTES = 127
_MOST_METADATA = 4 * 1024 * 1024
_LONGEST = 300
_UNREADABLE = (MagicNumberNotFound, SpecVersionUnsupported, zlib.error)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Archive:
    """A file of vector tiles: its zooms, its box in degrees (west, south, east, north), whom it is
    owed to, as plain words, and the day whose state it shows, None where it says none. ``key``
    changes with the file."""

    file: Path
    size_bytes: int
    key: str
    min_zoom: int
    max_zoom: int
    box: tuple[float, float, float, float]
    attribution: str
    content_date: date | None
    layers: tuple[str, ...]


def look(file: Path) -> Archive:
    """Raises ``Refused`` where there is no such file, or it holds no vector tiles."""
    try:
        with file.open("rb") as source:
            return _read(file, source)
    except FileNotFoundError:
        raise Refused(
            f"There is no background map at {file}. `estate basemap build EXTRACT.osm.pbf` makes "
            "one; ESTATE_BASEMAP_FILE names another."
        ) from None
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def key_of(file: Path) -> str:
    """Twelve hex digits that change when the file is replaced. Raises ``OSError``."""
    state = file.stat()
    return sha256(f"{state.st_size} {state.st_mtime_ns}".encode()).hexdigest()[:12]


def _read(file: Path, source: BinaryIO) -> Archive:
    size = file.stat().st_size
    wrong = f"{file.name} is no file of vector tiles (PMTiles 3), or is damaged: build it again."
    try:
        head = deserialize_header(source.read(HEAD_BYTES))
        start, length = head["metadata_offset"], head["metadata_length"]
        end = head["tile_data_offset"] + head["tile_data_length"]
        if end > size or length > _MOST_METADATA or not head["addressed_tiles_count"]:
            raise Refused(wrong)
        source.seek(start)
        metadata = _metadata(source.read(length), head["internal_compression"])
    except (*_UNREADABLE, ValueError, KeyError, IndexError, EOFError, struct.error) as error:
        raise Refused(wrong) from error
    if head["tile_type"].name != "MVT":
        raise Refused(f"{file.name} holds pictures, not vector tiles: they are not drawn here.")
    west, south = head["min_lon_e7"] / 1e7, head["min_lat_e7"] / 1e7
    east, north = head["max_lon_e7"] / 1e7, head["max_lat_e7"] / 1e7
    return Archive(
        file,
        size,
        key_of(file),
        head["min_zoom"],
        head["max_zoom"],
        (west, south, east, north),
        _plain(str(metadata.get("attribution", "")))[:_LONGEST],
        _day(metadata.get("content_date")),
        _layers(metadata.get("vector_layers")),
    )


def _metadata(packed: bytes, compression: Compression) -> dict[str, object]:
    if compression == Compression.GZIP:
        opened = zlib.decompressobj(wbits=31)
        packed = opened.decompress(packed, _MOST_METADATA)
    found = json.loads(packed)
    if not isinstance(found, dict):
        raise ValueError("the metadata are no object")
    return found


def _layers(given: object) -> tuple[str, ...]:
    found = given if isinstance(given, list) else []
    return tuple(str(one["id"]) for one in found if isinstance(one, dict) and "id" in one)[:50]


def _day(given: object) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) and _DAY.fullmatch(given) else None


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _plain(markup: str) -> str:
    """Other makers write whom a map is owed to as HTML: its words alone."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return " ".join("".join(reader.words).split())
