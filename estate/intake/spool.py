"""Batches of checked rows that wait: in memory while they are few, in a temporary file if not."""

import pickle
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import shapely

from estate.intake.coded import objects
from estate.intake.place_columns import Places
from estate.intake.property_columns import PropertyColumns

#: What is kept in memory before all goes to the disk.
_IN_MEMORY_BYTES = 32 << 20


class Spool:
    """Batches in the order in which they were put in; read as often as need be.

    The file has no name: the system removes it with the process, however that ends. Nothing but
    what this process wrote there is ever read back.
    """

    def __init__(self) -> None:
        self._starts: list[int] = []
        with ExitStack() as stack:
            self._file = stack.enter_context(
                tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)
            )
            weakref.finalize(self, stack.pop_all().close)

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, batch: PropertyColumns) -> None:
        """Put a batch in."""
        self._starts.append(self._file.seek(0, 2))
        place = batch.places
        shapes = [objects(shapely.to_wkb(shape).tolist())
                  for shape in (place.points, place.outlines)]  # fmt: skip
        packed = replace(batch, places=Places(shapes[0], shapes[1], place.quality))
        pickle.dump(packed, self._file, protocol=5)

    def __getitem__(self, number: int) -> PropertyColumns:
        self._file.seek(self._starts[number])
        packed: PropertyColumns = pickle.load(self._file)
        place = packed.places
        shapes = [shapely.from_wkb(shape) for shape in (place.points, place.outlines)]
        return replace(packed, places=Places(shapes[0], shapes[1], place.quality))

    def __iter__(self) -> Iterator[PropertyColumns]:
        for number in range(len(self._starts)):
            yield self[number]
