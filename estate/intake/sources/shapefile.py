"""Shapefiles: all siblings needed, our own record counts, the text encoding read by us."""

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from estate.errors import FileRefused
from estate.intake.sources.common import Source, check_count
from estate.intake.sources.delimited import is_plain_encoding
from estate.intake.sources.gdal_layers import read_layer
from estate.intake.sources.stated_encoding import stated
from estate.intake.wording import counted

_BLOCK = 4 << 20
_LONGEST_PART = 100_000
_LONGEST_NAME = 100
_FIELD, _FIELD_NAME, _END_OF_FIELDS = 32, 11, 0x0D
#: Language driver ids of the .dbf header that say something definite.
_LANGUAGE_IDS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0xC8: "cp1250"}


@dataclass(frozen=True)
class DbfHeader:
    """What the head of a .dbf says (records without deleted ones, language), where its text is."""

    path: Path
    records: int
    deleted: int
    language_id: int
    head: int
    end: int

    def decodes(self, encoding: str) -> bool:
        """Whether all names of fields and all cells can be text in this encoding."""
        try:
            decoder = codecs.getincrementaldecoder(encoding)()
            for block in self._blocks():
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except (ValueError, LookupError):
            return False
        return True

    def field_names(self) -> list[bytes]:
        """Names of the fields, in whatever encoding."""
        with self.path.open("rb") as handle:
            handle.seek(32)
            described = handle.read(self.head - 32)
        found = []
        for start in range(0, len(described) - 1, _FIELD):
            if described[start] == _END_OF_FIELDS:
                break
            found.append(described[start : start + _FIELD_NAME].partition(b"\0")[0])
        return found

    def _blocks(self) -> Iterator[bytes]:
        """Names of fields (what stands beside them, such as their width, is no text), then the
        table, some megabytes at a time."""
        yield b"\n".join(self.field_names())
        with self.path.open("rb") as handle:
            handle.seek(self.head)
            while handle.tell() < self.end:
                yield handle.read(min(_BLOCK, self.end - handle.tell()))


def open_shapefile(path: Path, crs: str | None) -> Source:
    """Read the shapefile whose .shp is ``path``."""
    _require_siblings(path)
    header = read_dbf(sibling(path, ".dbf"))
    shapes = count_shapes(sibling(path, ".shx"))
    _require_whole(path)
    if shapes != header.records:
        raise FileRefused(
            f"{path.name} has {counted(shapes, 'shape')} but its .dbf table has "
            f"{counted(header.records, 'row')}; export it again from the program that made it."
        )
    encoding, note = text_encoding(path, header)
    prj = _find(path, ".prj")
    stated = _beginning(prj, "utf-8") if prj is not None else None
    source = read_layer(
        path,
        "Shapefile",
        None,
        encoding=encoding,
        crs=crs,
        stated=stated,
        notes=[note],
        count=None if header.deleted else shapes,  # the driver would count deleted rows to skip
    )
    check_count(path, shapes, source.record_count)
    return source


def read_dbf(path: Path) -> DbfHeader:
    """Read the table's head and count the rows that are not marked as deleted."""
    size = path.stat().st_size
    if size < 32:
        raise FileRefused(f"{path.name} is empty or cut off; export the shapefile again.")
    with path.open("rb") as handle:
        start = handle.read(32)
    claimed, head, width = struct.unpack("<IHH", start[4:12])
    end = min(size, head + claimed * width)
    if width == 0 or end - head < claimed * width - 1:
        raise FileRefused(f"{path.name} is cut off; export the shapefile again.")
    content = np.memmap(path, dtype=np.uint8, mode="r")
    deleted = int(np.count_nonzero(content[head:end:width] == ord("*")))
    return DbfHeader(path, claimed - deleted, deleted, start[29], head, end)


def count_shapes(index: Path) -> int:
    """Number of shapes by the .shx index."""
    size = index.stat().st_size
    if size < 100 or (size - 100) % 8:
        raise FileRefused(f"{index.name} is cut off; export the shapefile again.")
    return (size - 100) // 8


def _require_whole(path: Path) -> None:
    """The head of a .shp says how long it is, in words of two bytes."""
    with path.open("rb") as handle:
        head = handle.read(28)
    if len(head) < 28 or path.stat().st_size < 2 * struct.unpack(">i", head[24:])[0]:
        raise FileRefused(f"{path.name} is cut off; export the shapefile again.")


def text_encoding(path: Path, header: DbfHeader) -> tuple[str, str]:
    """Encoding of the table's text and a note: .cpg, language id, UTF-8, Windows-1252."""
    told = stated()
    if told is not None and not header.decodes(told):
        raise FileRefused(
            f"{path.name} is not text in {told}, as stated; leave --encoding out, or state another."
        )
    if told is not None:
        return told, f"Text read as {told}, as stated."
    cpg = _find(path, ".cpg")
    if cpg is not None:
        named = _python_encoding(_beginning(cpg, "ascii"))
        if named and header.decodes(named):
            # Any bytes are text in a one-byte encoding; letters beyond ASCII that are sound
            # UTF-8 are no accident.
            if _one_byte(named) and header.decodes("utf-8") and not header.decodes("ascii"):
                return "utf-8", f"Text read as utf-8 (its .cpg, {named}, is wrong)."
            return named, ""
    by_language = _LANGUAGE_IDS.get(header.language_id)
    if header.decodes("utf-8"):
        return "utf-8", ""
    chosen = by_language if by_language and header.decodes(by_language) else "cp1252"
    if not header.decodes(chosen):
        chosen = "latin-1"
    why = "its .cpg is wrong" if cpg is not None else "it has no .cpg"
    return chosen, f"Text read as {chosen} ({why})."


def _beginning(path: Path, encoding: str) -> str:
    """What a part of a few words says; the rest of one that is longer is not asked for."""
    with path.open("rb") as handle:
        return handle.read(_LONGEST_PART).decode(encoding, "replace")


def _python_encoding(text: str) -> str | None:
    name = text[:_LONGEST_NAME].strip().strip("\ufeff").lower()
    name = re.sub(r"^(ansi|windows|cp|oem)[ _-]*(\d+)$", r"cp\2", name)
    name = {"system": "", "ldid/87": "cp1252", "1252": "cp1252", "65001": "utf-8"}.get(name, name)
    name = re.sub(r"^8859[ _-]?(\d+)$", r"iso8859-\1", name)
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return None
    return name if is_plain_encoding(name) else None


def _one_byte(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith(("cp", "iso8859", "latin", "mac"))


def _require_siblings(path: Path) -> None:
    missing = [s for s in (".dbf", ".shx") if _find(path, s) is None]
    if missing:
        raise FileRefused(
            f"{path.name} came without its {' and '.join(missing)}; send all files of the "
            "shapefile (.shp, .shx, .dbf, .prj), best as one zip."
        )


def sibling(path: Path, suffix: str) -> Path:
    """The file beside ``path`` with that suffix in any case, or a refusal."""
    found = _find(path, suffix)
    if found is None:
        raise FileRefused(f"{path.name} came without its {suffix}.")
    return found


def _find(path: Path, suffix: str) -> Path | None:
    for other in path.parent.iterdir():
        if other.stem == path.stem and other.suffix.lower() == suffix:
            return other
    return None
