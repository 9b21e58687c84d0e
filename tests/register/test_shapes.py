"""The delivery copy is valid as it is made: no CHECK looks at it again (ADR 2)."""

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from estate.geometry import WGS84
from estate.register.bulk.geometry_columns import (
    as_array,
    lonlat_copies,
    outline_columns,
    shape_columns,
)

EAST, NORTH = 380_000.0, 250_000.0


def fine(seed: int) -> MultiPolygon:
    """A star whose corners lie millimetres apart: rounded to 7 decimals, some cross themselves."""
    chance = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    radius = chance.uniform(0.004, 0.06, 40)
    corners = np.column_stack((EAST + radius * np.cos(angle), NORTH + radius * np.sin(angle)))
    return MultiPolygon([Polygon(corners)])


def test_the_delivery_copy_of_a_fine_outline_is_mended_or_left_out() -> None:
    outlines = as_array([fine(seed) for seed in range(20)])
    points = np.full((20, 2), (EAST, NORTH))
    assert shapely.is_valid(outlines).all()
    assert not shapely.is_valid(lonlat_copies(outlines)).all()  # else this shows nothing
    copies = shape_columns(outlines, points)["geom_4326"]
    assert (shapely.is_valid(copies) | shapely.is_missing(copies)).all()
    for outline in outlines:
        stored = outline_columns(outline)["geom_4326"]
        shape = None if stored is None else shapely.from_wkb(stored.desc)
        assert shape is None or (shape.is_valid and shapely.get_srid(shape) == WGS84)
