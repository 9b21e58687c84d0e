"""Towns, villages and the outlines drawn for the sample county (all labelled synthetic)."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from sample_data.tables import load


@dataclass(frozen=True)
class Place:
    """A town, or a village (population 0), by its centre in National Grid metres."""

    name: str
    easting: float
    northing: float
    district: str
    population: int = 0
    population_source: str = ""
    radius_m: float = 0.0

    @property
    def centre(self) -> Point:
        """The centre as a point."""
        return Point(self.easting, self.northing)


@cache
def towns() -> tuple[Place, ...]:
    """The twelve towns of the county."""
    return tuple(Place(**row) for row in load("geography")["town"])


@cache
def villages() -> tuple[Place, ...]:
    """The twelve villages that carry the rural scatter."""
    return tuple(Place(**row) for row in load("geography")["village"])


def place(name: str) -> Place:
    """A town or village by name."""
    return next(found for found in towns() + villages() if found.name == name)


@cache
def boundary() -> Polygon:
    """An invented county outline of about the stated area, inside the envelope."""
    county = load("geography")["county"]
    limits = shapely.box(*_inset(county["envelope"], 600.0))
    target_m2 = county["area_ha"] * 10_000
    low, high = 3_000.0, 16_000.0
    for _ in range(30):
        middle = (low + high) / 2
        if _blob(middle, limits).area < target_m2:
            low = middle
        else:
            high = middle
    return Polygon(np.round(shapely.get_coordinates(_blob(high, limits).exterior), 0))


@cache
def districts() -> dict[str, BaseGeometry]:
    """The six invented districts: nearest town or village, cut at the county's outline."""
    places = towns() + villages()
    outline = boundary()
    cells = shapely.get_parts(
        shapely.voronoi_polygons(MultiPoint([p.centre for p in places]), extend_to=outline)
    )
    shapes: dict[str, list[BaseGeometry]] = {}
    for cell in cells:
        owner = next(p for p in places if cell.contains(p.centre))
        shapes.setdefault(owner.district, []).append(cell)
    return {
        name: _without_specks(shapely.intersection(shapely.union_all(shapes[name]), outline))
        for name in (row["name"] for row in load("geography")["district"])
    }


def district_of(organisation: str) -> str | None:
    """The district that an organisation governs, or None when it covers the county."""
    rows = load("geography")["district"]
    return next((row["name"] for row in rows if row["organisation"] == organisation), None)


@cache
def need_area() -> Polygon:
    """A need area of about 1.5 km² south-west of its town's centre, approximate by intent."""
    row = load("geography")["need_area"]
    town = place(row["town"])
    shift = row["offset_m"] / 2**0.5
    radius = (row["area_km2"] * 1e6 / np.pi) ** 0.5
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    wobble = radius * (1 + 0.18 * np.sin(3 * angles) + 0.07 * np.cos(5 * angles))
    xy = np.column_stack((wobble * 1.25 * np.cos(angles), wobble / 1.25 * np.sin(angles)))
    centre = np.array([town.easting - shift, town.northing - shift])
    return Polygon(np.round(xy + centre, 1))


def _blob(radius_m: float, limits: Polygon) -> Polygon:
    points = shapely.union_all([p.centre.buffer(radius_m) for p in towns() + villages()])
    # Closing then opening rounds the scallops that circles leave behind.
    smooth = points.buffer(6_000).buffer(-9_000).buffer(3_000)
    cut = shapely.intersection(smooth, limits.buffer(-2_500).buffer(2_500))
    largest = max(shapely.get_parts(cut), key=lambda part: part.area)
    return Polygon(shapely.simplify(largest, 120).exterior)


def _without_specks(shape: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shape) if part.area > 10_000]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _inset(box: list[float], margin: float) -> tuple[float, float, float, float]:
    return (box[0] + margin, box[1] + margin, box[2] - margin, box[3] - margin)
