"""Shapes written out in a cell of a table (``WKT``), as QGIS and others export them.

Plain shapes are read by shapely; curves, which it does not know, by GDAL, which makes them
lines as it does those of a GeoPackage.
"""

import csv
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from estate.arrays import Geometries
from estate.errors import FileRefused
from estate.intake.sources import projection
from estate.intake.sources.common import Source, bounds
from estate.intake.sources.gdal import keep_to_files
from estate.intake.sources.gdal_layers import refuse_surfaces
from estate.intake.wording import counted

_HEADINGS = ("wkt", "wkt_geom", "geom_wkt", "the_geom", "geometry_wkt")
_SURFACES = ("TIN", "TRIANGLE", "POLYHEDRALSURFACE")
_CURVES = ("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE")


def with_shapes(source: Source, crs: str | None) -> Source:
    """The same table with the shapes of its WKT column as its geometry."""
    heading = next((str(h) for h in source.records if str(h).strip().casefold() in _HEADINGS), None)
    if heading is None or source.geometry is not None:
        return source
    name = source.path.name
    texts = [str(cell).strip() if cell is not None else "" for cell in source.records[heading]]
    if not all(text[:1].isalpha() or not text for text in texts):
        return source
    if any(surface in text.upper() for text in texts for surface in _SURFACES):
        raise refuse_surfaces(name)
    bare = np.asarray([_bare(text) or None for text in texts], dtype=object)
    curved = np.asarray([any(word in text.upper() for word in _CURVES) for text in texts])
    made = np.empty(len(texts), dtype=object)
    try:
        made[~curved] = shapely.from_wkt(bare[~curved])
        made[curved] = _lines(bare[curved].tolist())
        made = np.asarray(shapely.force_2d(made), dtype=object)
    except (shapely.errors.ShapelyError, ValueError, TypeError, NotImplementedError) as error:
        row = source.row_numbers[_first_unreadable(bare, curved)]
        raise FileRefused(
            f"The column “{heading}” of {name} holds shapes that cannot be read, the first in row "
            f"{row}; mend it or export the layer as GeoPackage."
        ) from error
    box = bounds(made)
    if box is None:
        return source
    text = crs or next((srid for text in texts if (srid := _srid(text))), None)
    if text is None:
        raise projection.refuse_missing(name, box)
    count = int(curved.sum())
    notes = [f"Curves became lines in {counted(count, 'row')}."] if count else []
    return replace(
        source,
        geometry=made,
        shapes_in=heading,
        projection=projection.recognise(text),
        notes=(*source.notes, *notes),
    )


def _first_unreadable(texts: Geometries, curved: "np.ndarray[Any, np.dtype[np.bool_]]") -> int:
    for index, text in enumerate(texts):
        try:
            _lines([text]) if curved[index] else shapely.from_wkt(text)
        except (shapely.errors.ShapelyError, ValueError, TypeError, NotImplementedError):
            return index
    return 0


def _lines(texts: list[str]) -> Geometries:
    """Curves as lines; ``ValueError`` when one of them cannot be read.

    GDAL reads geometry from text only in a file, so it is given one with nothing else in it.
    """
    if not texts:
        return np.empty(0, dtype=object)
    with tempfile.TemporaryDirectory(prefix="estate-wkt-") as folder:
        path = Path(folder) / "curves.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(["number", "WKT"])
            writer.writerows(enumerate(" ".join(text.split()) for text in texts))
        keep_to_files()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what it cannot read it leaves out: seen below
                _, _, shapes, _ = pyogrio.raw.read(path, columns=[])
        except Exception as error:  # whatever the driver trips over, the shapes cannot be read
            raise ValueError from error
    if shapes is None or len(shapes) != len(texts) or any(shape is None for shape in shapes):
        raise ValueError("not every shape could be read")
    return np.asarray(shapely.from_wkb(shapes), dtype=object)


def _bare(text: str) -> str:
    return text.partition(";")[2] if text.upper().startswith("SRID=") else text


def _srid(text: str) -> str | None:
    if not text.upper().startswith("SRID="):
        return None
    return f"EPSG:{text[5:].partition(';')[0]}"
