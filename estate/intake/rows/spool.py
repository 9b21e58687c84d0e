"""Batches of checked rows that wait: in memory while they are few, in a temporary file if not."""

import pickle
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace

import numpy as np
import shapely

from estate.codes import Sensitivity
from estate.intake.cells.coded_column import Positions, objects
from estate.intake.gc_control import LettingGo
from estate.intake.rows.property_columns import PropertyColumns

#: Batches of so many rows are kept as they are: most files never see the disk.
_IN_MEMORY = 100_000


class Spool:
    """Batches in the order in which they were put in; read as often as need be.

    The file has no name: the system removes it with the process, however that ends. Nothing but
    what this process wrote there is ever read back.
    """

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.rated: set[int] = set()
        #: Row number to the sensitivity that holds for it, whatever its cell says.
        self.held: Mapping[int, Sensitivity] = {}
        self._numbers: list[Positions] = []
        self._kept: list[PropertyColumns] = []
        self._starts: list[int] = []
        with ExitStack() as stack:
            self._file = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=1))
            weakref.finalize(self, stack.pop_all().close)

    def __len__(self) -> int:
        return len(self.lengths)

    def numbers(self) -> Positions:
        """The row numbers of all batches; ``rated`` has those of rows with a rating."""
        return np.concatenate([*self._numbers, np.empty(0, np.intp)])

    def add(self, batch: PropertyColumns) -> None:
        """Write one batch of rows to the file."""
        kept = sum(self.lengths) < _IN_MEMORY
        self.lengths.append(len(batch))
        self._numbers.append(batch.row_numbers)
        self.rated |= {int(batch.row_numbers[row]) for row in batch.ratings}
        if kept:
            self._kept.append(batch)
        else:
            self._starts.append(self._file.seek(0, 2))
            pickle.dump(_packed(batch), self._file, protocol=5)

    def attributes(self, number: int) -> PropertyColumns:
        """A batch of which only the attributes are wanted: its outlines are as they lie."""
        if number < len(self._kept):
            return self._with_held(self._kept[number])
        return self.packed(number)

    def packed(self, number: int) -> PropertyColumns:
        """A batch whose outlines are WKB."""
        if number < len(self._kept):
            return _packed(self._with_held(self._kept[number]))
        self._file.seek(self._starts[number - len(self._kept)])
        batch: PropertyColumns = pickle.load(self._file)
        return self._with_held(batch)

    def __getitem__(self, number: int) -> PropertyColumns:
        if number < len(self._kept):
            return self._with_held(self._kept[number])
        packed = self.packed(number)
        shapes = np.asarray(shapely.from_wkb(packed.places.outlines), dtype=object)
        return replace(packed, places=replace(packed.places, outlines=shapes))

    def __iter__(self) -> Iterator[PropertyColumns]:
        letting_go = LettingGo()
        for number, length in enumerate(self.lengths):
            yield self[number]
            letting_go.after(length if self._starts else 0)

    def _with_held(self, batch: PropertyColumns) -> PropertyColumns:
        places = (
            [at for at, number in enumerate(batch.row_numbers.tolist()) if number in self.held]
            if self.held
            else []
        )
        if not places:
            return batch
        held = [self.held[int(batch.row_numbers[at])] for at in places]
        column = batch.fields["sensitivity"].patched(np.asarray(places, dtype=np.intp), held)
        return replace(batch, fields=batch.fields | {"sensitivity": column})


def _packed(batch: PropertyColumns) -> PropertyColumns:
    wkb = objects(shapely.to_wkb(batch.places.outlines).tolist())
    return replace(batch, places=replace(batch.places, outlines=wkb))
