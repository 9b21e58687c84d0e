"""Shapefiles: all siblings needed, our own record counts, the text encoding read by us."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.sources.common import Source, check_count
from estate.intake.sources.layers import read_layer

#: Language driver ids of the .dbf header that say something definite.
_LANGUAGE_IDS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0xC8: "cp1250"}


@dataclass(frozen=True)
class DbfHeader:
    """What the head of a .dbf says: records (deleted ones not counted) and language."""

    records: int
    language_id: int
    text: bytes


def open_shapefile(path: Path, crs: str | None) -> Source:
    """Read the shapefile whose .shp is ``path``."""
    _require_siblings(path)
    header = read_dbf(sibling(path, ".dbf"))
    shapes = count_shapes(sibling(path, ".shx"))
    if shapes != header.records:
        raise FileRefused(
            f"{path.name} has {shapes} shapes but its .dbf table has {header.records} rows; "
            "export it again from the program that made it."
        )
    encoding, note = text_encoding(path, header)
    prj = _find(path, ".prj")
    stated = prj.read_text("utf-8", errors="replace") if prj is not None else None
    source = read_layer(
        path, "Shapefile", None, encoding=encoding, crs=crs, stated=stated, notes=[note]
    )
    check_count(path, shapes, source.record_count)
    return source


def read_dbf(path: Path) -> DbfHeader:
    """Read the table's header and collect its bytes; count rows not marked as deleted."""
    content = path.read_bytes()
    if len(content) < 32:
        raise FileRefused(f"{path.name} is empty or cut off; export the shapefile again.")
    claimed, head, width = struct.unpack("<IHH", content[4:12])
    body = content[head : head + claimed * width]
    if width == 0 or len(body) < claimed * width - 1:
        raise FileRefused(f"{path.name} is cut off; export the shapefile again.")
    deleted = sum(1 for i in range(claimed) if body[i * width : i * width + 1] == b"*")
    return DbfHeader(claimed - deleted, content[29], content[32:head] + body)


def count_shapes(index: Path) -> int:
    """Number of shapes by the .shx index."""
    size = index.stat().st_size
    if size < 100 or (size - 100) % 8:
        raise FileRefused(f"{index.name} is cut off; export the shapefile again.")
    return (size - 100) // 8


def text_encoding(path: Path, header: DbfHeader) -> tuple[str, str]:
    """Encoding of the table's text and a note: .cpg, language id, UTF-8, Windows-1252."""
    cpg = _find(path, ".cpg")
    if cpg is not None:
        named = _python_encoding(cpg.read_text("ascii", errors="replace"))
        if named and _decodes(header.text, named):
            return named, ""
    by_language = _LANGUAGE_IDS.get(header.language_id)
    if _decodes(header.text, "utf-8"):
        return "utf-8", ""
    chosen = by_language if by_language and _decodes(header.text, by_language) else "cp1252"
    if not _decodes(header.text, chosen):
        chosen = "latin-1"
    why = "its .cpg is wrong" if cpg is not None else "it has no .cpg"
    return chosen, f"Text read as {chosen} ({why})."


def _python_encoding(text: str) -> str | None:
    name = text.strip().strip("\ufeff").lower()
    name = re.sub(r"^(ansi|windows|cp|oem)[ _-]*(\d+)$", r"cp\2", name)
    name = {"system": "", "ldid/87": "cp1252", "1252": "cp1252", "65001": "utf-8"}.get(name, name)
    name = re.sub(r"^8859[ _-]?(\d+)$", r"iso8859-\1", name)
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return None
    return name or None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (ValueError, LookupError):
        return False
    return True


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
