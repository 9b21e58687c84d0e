"""What an opened file looks like, whatever it was."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from estate.arrays import Geometries
from estate.errors import FileRefused
from estate.intake.cells.lengths import LONGEST_CELL, MOST_COLUMNS, Cut, heading, one_line, within
from estate.intake.sources.projection import Bounds, Projection
from estate.intake.wording import counted

#: So many records are read and checked together.
BATCH = 50_000
#: Of a longer file, so many at a time: the next are read while some are checked.
STEP = 10_000
HEIGHTS_DROPPED = "Heights and measures (Z, M) of the shapes were dropped."


@dataclass(frozen=True)
class Source:
    """All records of one layer, with the headings and values that the file holds.

    ``geometry`` is an array of shapely geometries or None, in ``projection`` (None when no
    record has coordinates);
    ``row_numbers`` are those a person sees: spreadsheet and CSV rows count the heading as
    row 1, features of map layers count from 1; ``above`` holds what stands above the headings.
    ``cut`` names the cells that were too long to be read whole (``bounded``), ``shapes_in`` the
    column whose texts became the geometry.

    A long layer is read in batches: then this holds the first of them, ``record_count`` says
    how many records there are in all, and ``batches`` reads the others one by one until
    ``close``. ``in_steps``: the batches are smaller than they could be (``Apart``).
    """

    path: Path
    format: str
    layer: str | None
    records: pd.DataFrame
    row_numbers: list[int]
    record_count: int
    geometry: Geometries | None = None
    epsg: int | None = None
    projection: Projection | None = None
    encoding: str | None = None
    layers: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    cut: tuple[Cut, ...] = field(default=())
    shapes_in: str | None = None
    above: tuple[str, ...] = ()
    in_steps: bool = False
    rest: "Callable[[], Iterator[Source]] | None" = field(default=None, repr=False)
    on_close: Callable[[], None] | None = field(default=None, repr=False)

    def batches(self) -> "Iterator[Source]":
        """All records, some thousands at a time (``step_of``), each batch a source of its own."""
        if self.rest is not None:
            yield self.part(0, len(self.row_numbers))
            yield from self.rest()
            return
        step = step_of(self.record_count)
        for start in range(0, max(self.record_count, 1), step):
            yield self.part(start, min(start + step, self.record_count))

    def part(self, start: int, end: int) -> "Source":
        """The records from one position to before another."""
        numbers = frozenset(self.row_numbers[start:end]) if self.cut else frozenset()
        return replace(
            self,
            records=self.records.iloc[start:end],
            geometry=None if self.geometry is None else self.geometry[start:end],
            row_numbers=self.row_numbers[start:end],
            record_count=end - start,
            cut=tuple(cut for cut in self.cut if cut.row_number in numbers),
            rest=None,
        )

    def whole(self) -> "Source":
        """Everything read, for whoever wants all records at once."""
        if self.rest is None:
            return self
        parts = list(self.batches())
        shapes = [part.geometry for part in parts if part.geometry is not None]
        return replace(
            self,
            records=pd.concat([part.records for part in parts], ignore_index=True),
            geometry=np.concatenate(shapes) if shapes else None,
            row_numbers=[number for part in parts for number in part.row_numbers],
            notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
            cut=tuple(cut for part in parts for cut in part.cut),
            rest=None,
        )

    def close(self) -> None:
        """Let go of what reading further batches needs."""
        if self.on_close is not None:
            self.on_close()


class Apart(Exception):
    """Records in two steps of a long file belong together: it is to be read in larger ones."""


def step_of(count: int) -> int:
    """So many of ``count`` records make a batch."""
    return BATCH if count <= BATCH else min(STEP, BATCH)


_BEGINS = 200
_LINES_ABOVE = 200
_QUOTED = ("=", "+", "-", "@", "\t", "\r")


def distinct(headings: list[str]) -> list[str]:
    """Headings made distinct: a repeated ``Organisation`` becomes ``Organisation (2)``."""
    seen: set[str] = set()
    numbers: dict[str, int] = {}
    made: list[str] = []
    for position, one in enumerate(headings, start=1):
        name = unique = heading(one.strip()) or f"column {position}"
        while unique in seen:
            numbers[name] = numbers.get(name, 1) + 1
            unique = f"{name} ({numbers[name]})"
        seen.add(unique)
        made.append(unique)
    return made


def lines_above(cells: list[str]) -> tuple[str, ...]:
    """What stands above a table: as much of it as can be a title or a remark."""
    return tuple(heading(cell) for cell in cells[:_LINES_ABOVE])


def require_few_columns(name: str, columns: int) -> None:
    """Refuse a table wider than any register."""
    if columns > MOST_COLUMNS:
        raise FileRefused(
            f"{name} has {columns:,} columns; at most {MOST_COLUMNS:,} are read: delete those that "
            "are not needed."
        )


def frame_of(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A frame of records that each name their own columns."""
    require_few_columns(name, len({key for row in rows for key in row}))
    frame = pd.DataFrame(rows, dtype=object, index=range(len(rows)))
    frame.columns = pd.Index(distinct([str(key) for key in frame.columns]), dtype=object)
    return frame.astype(object).where(frame.notna(), None)


def bounded(source: Source) -> Source:
    """The same records with cells of bounded length; whoever cannot be read whole is named."""
    cut: list[Cut] = []
    changed: dict[str, pd.Series[Any]] = {}
    for name in source.records.columns:
        if name == source.shapes_in:
            continue
        cells = source.records[name].tolist()
        if _all_short(cells):
            continue
        long = [
            place
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and len(cell) > LONGEST_CELL
        ]
        for place in long:
            letters = len(one_line(cells[place]))
            cells[place] = within(cells[place])
            if letters > LONGEST_CELL:
                begins = cells[place][:_BEGINS]
                cut.append(Cut(source.row_numbers[place], str(name), letters, begins))
        if long:
            changed[name] = pd.Series(cells, index=source.records.index, dtype=object)
    if not changed:
        return source
    return replace(source, records=source.records.assign(**changed), cut=(*source.cut, *cut))


def _all_short(cells: list[Any]) -> bool:
    """Whether no cell of a column can be too long; of a million cells in one look."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return max(map(len, cells)) <= LONGEST_CELL
    return not any(issubclass(kind, str) for kind in kinds)


def table(name: str, headings: list[str], rows: list[list[Any]]) -> pd.DataFrame:
    """A frame of native values; short rows are padded, so that no record is dropped.

    The quotation mark that keeps a spreadsheet from running ``=…`` as a formula (our own
    exports have it) is no part of the text.
    """
    width = len(headings)
    require_few_columns(name, width)
    padded = [(row + [None] * width)[:width] for row in rows]
    for row in padded:
        for place, cell in enumerate(row):
            if type(cell) is str and cell[:1] == "'" and cell[1:2] in _QUOTED:
                row[place] = cell[1:]
    return pd.DataFrame(padded, columns=distinct(headings), dtype=object)


def as_cell(value: Any) -> Any:
    """Nested values as text, so that a check can say what is wrong with them."""
    if not isinstance(value, dict | list):
        return value
    return json.dumps(
        value,
        ensure_ascii=False,
        default=lambda one: one.item() if isinstance(one, np.generic) else str(one),
    )


def check_count(path: Path, claimed: int, read: int) -> None:
    """Refuse a file of which more or fewer records were read than it claims to hold."""
    if claimed != read:
        raise FileRefused(
            f"{path.name} says that it holds {counted(claimed, 'record')} but {read:,} could be "
            "read; export it again from the program that made it."
        )


#: A sheet that says what the others are, as workbooks of this service have it.
_ABOUT = "about"


def pick_layer(path: Path, layers: list[str], wanted: str | None) -> str:
    """The layer asked for, the only one beside a sheet “About”, or a refusal that lists them."""
    listed = ", ".join(f"“{name}”" for name in layers)
    if not layers:
        raise FileRefused(f"{path.name} holds no layer or table that can be read.")
    if wanted is not None:
        matches = [name for name in layers if name.casefold() == wanted.casefold()]
        if not matches:
            raise FileRefused(f"{path.name} has no layer “{wanted}”; it holds {listed}.")
        return matches[0]
    told = [name for name in layers if name.casefold() != _ABOUT]
    if len(told) == 1:
        return told[0]
    if len(layers) > 1:
        raise FileRefused(
            f"{path.name} holds {len(layers)} layers; say which one with --layer: {listed}. "
            "Several of the same columns are read as one delivery with a plus between their names."
        )
    return layers[0]


def bounds(geometry: Geometries | None) -> Bounds | None:
    """The finite box of a layer, or None when nothing has coordinates."""
    if geometry is None:
        return None
    boxes = shapely.bounds(geometry)
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    left, bottom = boxes[:, :2].min(axis=0)
    right, top = boxes[:, 2:].max(axis=0)
    return float(left), float(bottom), float(right), float(top)
