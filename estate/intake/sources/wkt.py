"""Shapes written out in a cell of a table (``WKT``), as QGIS and others export them."""

from dataclasses import replace

import numpy as np
import shapely

from estate.errors import FileRefused
from estate.intake.sources import projection
from estate.intake.sources.common import Source, bounds
from estate.intake.sources.layers import refuse_surfaces

_HEADINGS = ("wkt", "wkt_geom", "geom_wkt", "the_geom", "geometry_wkt")
_SURFACES = ("TIN", "TRIANGLE", "POLYHEDRALSURFACE")


def with_shapes(source: Source, crs: str | None) -> Source:
    """The same table with the shapes of its WKT column as its geometry."""
    heading = next((h for h in source.records if str(h).strip().casefold() in _HEADINGS), None)
    if heading is None or source.geometry is not None:
        return source
    name = source.path.name
    texts = [str(cell).strip() if cell is not None else "" for cell in source.records[heading]]
    if not all(text[:1].isalpha() or not text for text in texts):
        return source
    if any(surface in text.upper() for text in texts for surface in _SURFACES):
        raise refuse_surfaces(name)
    made = np.empty(len(texts), dtype=object)
    try:
        bare = np.asarray([_bare(text) or None for text in texts], dtype=object)
        made[:] = shapely.force_2d(shapely.from_wkt(bare))
    except (shapely.errors.ShapelyError, ValueError, TypeError, NotImplementedError) as error:
        raise FileRefused(
            f"The column “{heading}” of {name} holds shapes that cannot be read (curves are not "
            "read from text); export the layer as GeoPackage."
        ) from error
    box = bounds(made)
    if box is None:
        return source
    text = crs or next((srid for text in texts if (srid := _srid(text))), None)
    if text is None:
        raise projection.refuse_missing(name, box)
    return replace(source, geometry=made, projection=projection.recognise(text))


def _bare(text: str) -> str:
    return text.partition(";")[2] if text.upper().startswith("SRID=") else text


def _srid(text: str) -> str | None:
    if not text.upper().startswith("SRID="):
        return None
    return f"EPSG:{text[5:].partition(';')[0]}"
