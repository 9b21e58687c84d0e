"""Map layers read through GDAL: attributes untouched, geometry in 27700 or 4326 or refused."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely

from estate.errors import FileRefused
from estate.intake.sources import projection
from estate.intake.sources.common import (
    Geometries,
    Source,
    bounds,
    check_count,
    distinct,
    pick_layer,
)

_BYTES = "ISO-8859-1"


def open_geopackage(path: Path, layer: str | None, crs: str | None) -> Source:
    """Read one layer of a GeoPackage."""
    names = layer_names(path)
    name = pick_layer(path, names, layer)
    with _driver(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # heard again, and kept, when the layer is read
        info = pyogrio.read_info(path, layer=name, force_feature_count=True)
    source = read_layer(path, "GeoPackage", name, crs=crs, stated=info["crs"], layers=names)
    check_count(path, int(info["features"]), source.record_count)
    return source


def layer_names(path: Path) -> list[str]:
    """Names of all layers that the driver finds, or a refusal."""
    with _driver(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [str(row[0]) for row in pyogrio.list_layers(path)]


@contextmanager
def _driver(path: Path) -> Iterator[None]:
    """Whatever the driver trips over (it raises a dozen kinds of errors on damaged files, some
    of them its own slips), the file cannot be read."""
    try:
        yield
    except Exception as error:
        raise FileRefused(
            f"{path.name} is damaged and cannot be read; export it again from the program that "
            "made it."
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
) -> Source:
    """Read a layer whose stated coordinate system is ``stated``; ``crs`` is the caller's word."""
    with _driver(path), warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        meta, _, shapes, columns = pyogrio.raw.read(
            path, layer=layer, encoding=_BYTES if encoding else None, datetime_as_string=True
        )
    geometry = None if shapes is None else _from_wkb(path, shapes)
    with _driver(path):  # a character cut in two by a field's width is damage, too
        headings = distinct([_text(name, encoding) for name in meta["fields"]])
        plain = [_plain(column, encoding) for column in columns]
    frame = pd.DataFrame(dict(zip(headings, plain, strict=True)), dtype=object)
    count = len(columns[0]) if len(columns) else (0 if geometry is None else len(geometry))
    place = _projection(path, geometry, crs, stated)
    return Source(
        path=path,
        format=form,
        layer=layer,
        records=frame if len(columns) else pd.DataFrame(index=range(count)),
        row_numbers=list(range(1, count + 1)),
        record_count=count,
        geometry=geometry,
        projection=place,
        encoding=encoding,
        layers=tuple(layers or ()),
        notes=tuple([n for n in notes or [] if n] + [str(w.message) for w in heard]),
    )


def _projection(
    path: Path, geometry: Geometries | None, crs: str | None, stated: str | None
) -> projection.Projection | None:
    if geometry is None or bounds(geometry) is None:
        return None
    text = crs or (stated.strip() if stated else None)
    if not text:
        raise projection.refuse_missing(path.name, bounds(geometry))
    return projection.recognise(text)


def _from_wkb(path: Path, shapes: Any) -> Geometries:
    try:
        return np.asarray(shapely.from_wkb(shapes), dtype=object)
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise FileRefused(f"{path.name} holds shapes that cannot be read.") from error


def _plain(column: Any, encoding: str | None) -> list[Any]:
    """Native Python values; NaN and NaT become None."""
    return [
        None if value is None or value != value else _text(value, encoding)
        for value in column.tolist()
    ]


def _text(value: Any, encoding: str | None) -> Any:
    """Text in its true encoding: GDAL handed over the bytes one by one (as ISO-8859-1)."""
    if encoding is None or not isinstance(value, str) or value.isascii():
        return value
    return value.encode(_BYTES).decode(encoding)
