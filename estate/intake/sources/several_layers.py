"""Several layers of the same columns as one delivery: outlines and points of one estate.

A shapefile holds one kind of shape, so whatever has both is handed over in two. Brought one
after the other, each would leave the other's rows “not in this file”.
"""

import itertools
import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from estate.errors import FileRefused
from estate.intake.sources.common import Source
from estate.intake.sources.shapefile import read_dbf, sibling

#: Between the names of layers that are to be read as one.
PLUS = "+"
#: A delivery has outlines, points and lines, or a few files of one kind.
MOST_LAYERS = 20
_KIND_AT = 32
_KINDS = {1: "points", 3: "lines", 5: "outlines", 8: "points"}
_SHOWN = 5


def are_one_delivery(files: Sequence[Path]) -> bool:
    """Whether these are shapefiles of the same fields, each of another kind of shape."""
    if len(files) < 2 or any(path.suffix.lower() != ".shp" for path in files):
        return False
    kinds = {_kind(path) for path in files}
    if None in kinds or len(kinds) < len(files):
        return False
    fields = {tuple(sorted(read_dbf(sibling(path, ".dbf")).field_names())) for path in files}
    return len(fields) == 1


def are_drawn_twice(parts: Sequence[Source]) -> bool:
    """Whether layers hold the same rows: outlines, and once more as their middles."""
    rows = [set(part.records.itertuples(index=False, name=None)) for part in parts]
    return any(one & other for one, other in itertools.combinations(rows, 2))


def joined(path: Path, parts: Sequence[Source], names: Sequence[str]) -> Source:
    """One source of all layers' records, numbered on from layer to layer.

    ``FileRefused`` when their columns or coordinate systems differ.
    """
    _require_same_columns(path, parts, names)
    _require_same_system(path, parts, names)
    held = [(part, name) for part, name in zip(parts, names, strict=True) if part.record_count]
    held = held or [(parts[0], names[0])]
    first = held[0][0]
    drawn = any(part.geometry is not None for part, _ in held)
    columns = list(first.records.columns)
    offsets = [0, *itertools.accumulate(_last(part) for part, _ in held)]

    def batches() -> Iterator[Source]:
        for (part, _), offset in zip(held, offsets, strict=False):
            for batch in part.batches():
                yield replace(
                    batch,
                    records=batch.records[columns],
                    row_numbers=[number + offset for number in batch.row_numbers],
                    geometry=_no_shapes(batch)
                    if drawn and batch.geometry is None
                    else batch.geometry,
                )

    return replace(
        next(batches()),
        layer=PLUS.join(names),
        layers=tuple(names),
        record_count=sum(part.record_count for part, _ in held),
        projection=next((p.projection for p, _ in held if p.projection is not None), None),
        encoding=", ".join(dict.fromkeys(p.encoding for p, _ in held if p.encoding)) or None,
        notes=(*_numbering(held, offsets), *dict.fromkeys(n for p, _ in held for n in p.notes)),
        rest=lambda: itertools.islice(batches(), 1, None),
    )


def left_for_another_time(names: Sequence[str], chosen: str) -> str:
    """What becomes of the other layers of one delivery when one is asked for by name."""
    others = ", ".join(f"“{name}”" for name in names if name != chosen)
    return (
        f"Of this delivery {others} was not read. Rows that are only there count as not in this "
        f"file. The layer “{PLUS.join(names)}” is all of them as one."
    )


def _kind(path: Path) -> str | None:
    with path.open("rb") as handle:
        head = handle.read(_KIND_AT + 4)
    return _KINDS.get(struct.unpack_from("<i", head, _KIND_AT)[0] % 10) if len(head) > 35 else None


def _last(part: Source) -> int:
    """The highest row number of a layer; a long one is numbered from 1."""
    return part.record_count if part.rest is not None else max(part.row_numbers, default=0)


def _no_shapes(batch: Source) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    return np.full(batch.record_count, None, dtype=object)


def _numbering(held: Sequence[tuple[Source, str]], offsets: Sequence[int]) -> list[str]:
    if len(held) < 2:
        return [f"Only “{held[0][1]}” holds records."]
    said = []
    for (part, name), offset in zip(held, offsets, strict=False):
        start, end = part.row_numbers[0], _last(part)
        there = f"{_rows(start, end)} of " if offset else ""
        verb = "is" if start == end else "are"
        said.append(f"{_rows(start + offset, end + offset)} {verb} {there}“{name}”")
    return [f"Read as one delivery: {'; '.join(said)}."]


def _rows(start: int, end: int) -> str:
    return f"row {start:,}" if start == end else f"rows {start:,}–{end:,}"


def _require_same_columns(path: Path, parts: Sequence[Source], names: Sequence[str]) -> None:
    first = set(parts[0].records.columns)
    for part, name in zip(parts[1:], names[1:], strict=True):
        differ = sorted(map(str, first ^ set(part.records.columns)))
        if differ:
            listed = ", ".join(f"“{heading}”" for heading in differ[:_SHOWN])
            listed += " …" if differ[_SHOWN:] else ""
            raise FileRefused(
                f"“{names[0]}” and “{name}” of {path.name} do not have the same columns (only one "
                f"of them has {listed}); bring each by itself with --layer."
            )


def _require_same_system(path: Path, parts: Sequence[Source], names: Sequence[str]) -> None:
    found = {
        part.projection.name if part.projection.epsg is None else str(part.projection.epsg)
        for part in parts
        if part.projection is not None
    }
    if len(found) > 1:
        listed = ", ".join(f"“{name}”" for name in names)
        raise FileRefused(
            f"{listed} of {path.name} are in different coordinate systems; export them in one."
        )
