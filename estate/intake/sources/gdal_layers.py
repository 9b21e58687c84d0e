"""Map layers read through GDAL: attributes untouched, geometry in 27700 or 4326 or refused."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import GeometryError

from estate.arrays import Geometries
from estate.errors import FileRefused
from estate.intake.cells.coded_column import Objects, objects
from estate.intake.sources import projection
from estate.intake.sources.common import (
    BATCH,
    HEIGHTS_DROPPED,
    Source,
    bounds,
    check_count,
    distinct,
    require_few_columns,
    step_of,
)
from estate.intake.sources.gdal import keep_to_files

_BYTES = "ISO-8859-1"
#: WKB types of polyhedral surfaces, TINs and triangles.
_SURFACES = frozenset({15, 16, 17})


def layer_names(path: Path, shown_as: str | None = None) -> list[str]:
    """Names of all layers that the driver finds, or a refusal."""
    with _driver(shown_as or path.name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [str(row[0]) for row in pyogrio.list_layers(path)]


def stated_facts(path: Path, layer: str, shown_as: str | None = None) -> tuple[int, str | None]:
    """How many features a layer's head claims and in which system, without reading them."""
    with _driver(shown_as or path.name), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # heard again, and kept, when the layer is read
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
        return int(info["features"]), info["crs"]


@contextmanager
def _driver(name: str) -> Iterator[None]:
    """Whatever the driver trips over (it raises a dozen kinds of errors on damaged files, some
    of them its own slips), the file cannot be read."""
    keep_to_files()
    try:
        yield
    except MemoryError:
        raise
    except GeometryError as error:
        raise FileRefused(
            f"{name} is a layer of measured shapes (M) of no certain kind, which cannot be read; "
            "export it as plain polygons or points."
        ) from error
    except Exception as error:
        raise FileRefused(
            f"{name} is damaged and cannot be read; export it again from the program that made it."
        ) from error


def read_layer(
    path: Path,
    form: str,
    layer: str | None,
    *,
    crs: str | None,
    stated: str | None,
    encoding: str | None = None,
    layers: list[str] | None = None,
    notes: list[str] | None = None,
    shown_as: str | None = None,
    count: int | None = None,
) -> Source:
    """Read a layer whose stated coordinate system is ``stated``; ``crs`` is the caller's word.

    Of a layer that is known to hold ``count`` records, more than a batch, only the first batch
    is read: ``Source.batches`` reads the others.
    """
    name = shown_as or path.name
    long = count is not None and count > BATCH
    step = step_of(count) if long and count is not None else None
    records, geometry, said = _read(path, layer, name, encoding, 0, step)
    if long and bounds(geometry) is None:  # where the layer lies must be known from the start
        long = False
        records, geometry, said = _read(path, layer, name, encoding, 0, None)
    source = Source(
        path=path,
        format=form,
        layer=layer,
        records=records,
        row_numbers=list(range(1, len(records) + 1)),
        record_count=len(records),
        geometry=geometry,
        projection=_projection(name, geometry, crs, stated),
        encoding=encoding,
        layers=tuple(layers or ()),
        notes=tuple([n for n in notes or [] if n] + said),
    )
    if not long or count is None:
        return source
    return replace(source, record_count=count, rest=partial(_further, source, name, count))


def _further(first: Source, name: str, count: int) -> Iterator[Source]:
    """The batches after the first; a refusal when there are not as many records as claimed."""
    read, step = first.record_count, step_of(count)
    for start in range(step, count, step):
        records, geometry, said = _read(first.path, first.layer, name, first.encoding, start, step)
        numbers = list(range(start + 1, start + 1 + len(records)))
        read += len(records)
        yield replace(
            first,
            records=records,
            geometry=geometry,
            row_numbers=numbers,
            record_count=len(records),
            notes=tuple(said),
        )
    check_count(first.path, count, read)


def _read(
    path: Path, layer: str | None, name: str, encoding: str | None, start: int, limit: int | None
) -> tuple[pd.DataFrame, Geometries | None, list[str]]:
    """Attributes, shapes and what the driver said, from one record on."""
    with _driver(name), warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        meta, _, shapes, columns = pyogrio.raw.read(
            path,
            layer=layer,
            encoding=_BYTES if encoding else None,
            datetime_as_string=True,
            skip_features=start,
            max_features=limit,
        )
    require_few_columns(name, len(columns))
    geometry, heights = (None, False) if shapes is None else _from_wkb(name, shapes)
    with _driver(name):  # a character cut in two by a field's width is damage, too
        headings = distinct([_text(name, encoding) for name in meta["fields"]])
        plain = [_plain(column, encoding) for column in columns]
    frame = pd.DataFrame(dict(zip(headings, plain, strict=True)), dtype=object)
    count = len(columns[0]) if len(columns) else (0 if geometry is None else len(geometry))
    if not len(columns):
        frame = pd.DataFrame(index=range(count))
    return frame, geometry, _heard(heard, str(meta["geometry_type"]), heights)


def _heard(warned: list[warnings.WarningMessage], geometry_type: str, heights: bool) -> list[str]:
    """What the driver said while it read; of heights and measures in our own words."""
    said = [str(w.message) for w in warned]
    flat = [text for text in said if not text.startswith("Measured")]
    deep = heights or len(flat) < len(said) or " Z" in geometry_type or "25D" in geometry_type
    return flat + ([HEIGHTS_DROPPED] if deep else [])


def _projection(
    name: str, geometry: Geometries | None, crs: str | None, stated: str | None
) -> projection.Projection | None:
    if geometry is None or bounds(geometry) is None:
        return None
    text = crs or (stated.strip() if stated else None)
    if not text:
        raise projection.refuse_missing(name, bounds(geometry))
    return projection.recognise(text)


def _from_wkb(name: str, shapes: Any) -> tuple[Geometries, bool]:
    """Two-dimensional shapes (heights and measures are dropped; GDAL has made curves lines),
    and whether some had heights."""
    try:
        read = np.asarray(shapely.from_wkb(shapes), dtype=object)
        deep = bool(shapely.has_z(read).any())
        return (shapely.force_2d(read) if deep else read), deep
    except (shapely.errors.ShapelyError, ValueError) as error:
        kinds = {
            struct.unpack("<I" if wkb[0] else ">I", wkb[1:5])[0] & 0xFFFF
            for wkb in shapes
            if wkb is not None and len(wkb) >= 5
        }
        if any(kind % 1000 in _SURFACES for kind in kinds):
            raise refuse_surfaces(name) from error
        raise FileRefused(f"{name} holds shapes that cannot be read; export it again.") from error


def refuse_surfaces(name: str) -> FileRefused:
    """The refusal of a layer of triangulated or other surfaces in space."""
    return FileRefused(
        f"{name} holds surfaces in space (TIN or multipatch), which have no outline on the map; "
        "export it as polygons."
    )


def _plain(column: Any, encoding: str | None) -> Objects:
    """Native Python values; NaN and NaT become None."""
    if column.dtype == object and set(map(type, column)) <= {str, NoneType}:
        foreign = encoding is not None and not "".join(filter(None, column)).isascii()
        return objects([_text(cell, encoding) for cell in column]) if foreign else column
    if column.dtype.kind in "biu" or (column.dtype.kind == "f" and not np.isnan(column).any()):
        return objects(column.tolist())
    return objects(
        [
            None if value is None or value != value else _text(value, encoding)
            for value in column.tolist()
        ]
    )


def _text(value: Any, encoding: str | None) -> Any:
    """Text in its true encoding: GDAL handed over the bytes one by one (as ISO-8859-1)."""
    if encoding is None or not isinstance(value, str) or value.isascii():
        return value
    return value.encode(_BYTES).decode(encoding)
