"""What a reader says of a file, as plain values, arrays and times: no code.

Columns of texts that repeat themselves travel as words and numbers, shapes as WKB.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from estate.intake.cells.coded_column import Coded, coded, objects
from estate.intake.cells.lengths import Cut
from estate.intake.sources.common import Source
from estate.intake.sources.projection import Projection


def packed(source: Source) -> dict[str, Any]:
    """A source, or a batch of one, as plain values."""
    place = source.projection
    return {
        "format": source.format,
        "layer": source.layer,
        "headings": [str(heading) for heading in source.records.columns],
        "cells": [
            _cells(source.records.iloc[:, n].to_numpy(dtype=object))
            for n in range(source.records.shape[1])
        ],
        "row_numbers": np.asarray(source.row_numbers, dtype=np.int64),
        "record_count": source.record_count,
        "shapes": None if source.geometry is None else shapely.to_wkb(source.geometry).tolist(),
        "epsg": source.epsg,
        "projection": None if place is None else (place.epsg, place.name),
        "encoding": source.encoding,
        "layers": list(source.layers),
        "notes": [str(note) for note in source.notes],
        "cut": [(one.row_number, one.heading, one.letters, one.begins) for one in source.cut],
        "shapes_in": source.shapes_in,
        "above": list(source.above),
    }


def unpacked(given: dict[str, Any], path: Path) -> Source:
    """The source that ``packed`` was made of, of the file that was asked for."""
    count = len(given["row_numbers"])
    columns = dict(zip(given["headings"], map(_values, given["cells"]), strict=True))
    shapes = given["shapes"]
    return Source(
        path=path,
        format=given["format"],
        layer=given["layer"],
        records=pd.DataFrame(columns, dtype=object, index=range(count)),
        row_numbers=given["row_numbers"].tolist(),
        record_count=given["record_count"],
        geometry=None
        if shapes is None
        else np.asarray(shapely.from_wkb(objects(shapes)), dtype=object),
        epsg=given["epsg"],
        projection=None if given["projection"] is None else _system(*given["projection"]),
        encoding=given["encoding"],
        layers=tuple(given["layers"]),
        notes=tuple(given["notes"]),
        cut=tuple(Cut(*one) for one in given["cut"]),
        shapes_in=given["shapes_in"],
        above=tuple(given["above"]),
    )


def joined(parts: list[Source]) -> Source:
    """All batches of a layer as one."""
    first = parts[0]
    return replace(
        first, record_count=sum(part.record_count for part in parts), rest=lambda: iter(parts[1:])
    ).whole()


@cache
def _system(epsg: int, name: str) -> Projection:
    return Projection(epsg, name, CRS.from_epsg(epsg))


def _cells(column: Any) -> Any:
    """Words and, for each row, the number of its word; or all cells, where few are alike."""
    if set(map(type, column)) <= {str, type(None)}:
        found = coded(column)
        if len(found.words) * 2 < len(column):
            return found.words.tolist(), found.codes.astype(np.int32)
    return column.tolist()


def _values(cells: Any) -> Any:
    if isinstance(cells, tuple):
        words, codes = cells
        return Coded(objects(words), codes.astype(np.intp)).words[codes]
    return objects(cells)
