"""Cells of a frame by row number, again and again, at the price of an array."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.frames import Estate


class Cells:
    """A frame's columns, each fetched from it once: that takes longer than a page's cells."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """``frame`` must not change afterwards."""
        self._frame = frame
        self._columns: dict[str, Any] = {}

    def take(self, name: str, positions: NDArray[np.int64]) -> NDArray[Any]:
        """Cells of one column; the rest of it is not touched."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._frame[name].array
        return np.asarray(column.take(positions))

    def of(self, ids: Iterable[str], names: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """Some columns of the rows with these ids; ids that the frame lacks are left out."""
        wanted = sorted(ids)
        index = self._frame.index
        # Of the same type: else the whole index is converted for each question.
        at = index.get_indexer(pd.Index(wanted, dtype=index.dtype))
        there = [key for key, place in zip(wanted, at.tolist(), strict=True) if place >= 0]
        columns = [self.take(name, at[at >= 0]).tolist() for name in names]
        return dict(zip(there, zip(*columns, strict=True), strict=True))


@dataclass(frozen=True)
class EstateCells:
    """Those of an estate's frames that words come from."""

    properties: Cells
    occupations: Cells
    organisations: Cells

    @classmethod
    def of(cls, estate: Estate) -> "EstateCells":
        """Cells of an estate, each column fetched when it is first asked for."""
        return cls(Cells(estate.properties), Cells(estate.occupations), Cells(estate.organisations))
