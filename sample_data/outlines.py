"""Site outlines: rotated rectangles and L-shapes of the site's size, in National Grid metres."""

import math
from typing import Final

import numpy as np
from shapely import Polygon, affinity

from sample_data.model import SampleProperty, stream
from sample_data.organisations import by_code
from sample_data.tables import load

#: Habits whose files hold one point per record and no outline.
POINT_HABITS: Final = frozenset(
    {"csv", "workbook", "transparency_csv_grid", "transparency_csv_degrees"}
)
_LOOP_M = 0.8


def site_areas_m2(properties: list[SampleProperty], seed: int) -> dict[str, float]:
    """Site area by local reference: floor area times the type's ratio, spread a little."""
    rng, types = stream(seed, "sites"), load("types")
    return {
        p.local_ref: max(
            60.0,
            float(p.gia_m2 or 0) * types[p.type_code]["site_ratio"] * rng.lognormal(0, 0.2),
        )
        for p in properties
    }


def radius_m(site_area_m2: float) -> float:
    """Radius of a circle that holds any outline that `draw` makes of that area."""
    return 0.79 * math.sqrt(site_area_m2)


def draw(properties: list[SampleProperty], areas_m2: dict[str, float], seed: int) -> None:
    """Give an outline to the share of properties that has one; the others stay points."""
    rng = stream(seed, "outlines")
    points = _point_only(properties, rng)
    for prop in properties:
        shape = _shape(prop, areas_m2[prop.local_ref], rng)
        if prop.local_ref in points:
            continue
        prop.outline = shape
        inside = shape.point_on_surface()
        prop.easting, prop.northing = round(inside.x, 1), round(inside.y, 1)


def cross(prop: SampleProperty) -> None:
    """Make the outline cross itself in a loop of well under a square metre at one corner.

    Repairing it changes its area by less than 1 %, as with the slips of real digitising.
    """
    if prop.outline is None:
        raise ValueError(f"{prop.local_ref} has no outline to spoil")
    a, b, c, d = list(prop.outline.minimum_rotated_rectangle.exterior.coords)[:4]
    along, across = _unit(c, d), _unit(a, d)
    beyond = (d[0] + _LOOP_M * along[0], d[1] + _LOOP_M * along[1])
    above = (d[0] + _LOOP_M * across[0], d[1] + _LOOP_M * across[1])
    prop.outline = Polygon([a, b, c, beyond, above, a])
    prop.self_crossing = True


def _point_only(properties: list[SampleProperty], rng: np.random.Generator) -> set[str]:
    habits = {code: organisation.habit for code, organisation in by_code().items()}
    without = {p.local_ref for p in properties if habits[p.organisation] in POINT_HABITS}
    others = [p.local_ref for p in properties if p.local_ref not in without and not p.in_cluster]
    wanted = round(len(properties) * (1 - load("composition")["totals"]["outline_share"]))
    return without | set(rng.choice(others, max(0, wanted - len(without)), replace=False).tolist())


def _shape(prop: SampleProperty, area_m2: float, rng: np.random.Generator) -> Polygon:
    aspect, l_shaped = rng.uniform(1.0, 1.9), rng.uniform() < 0.3
    cut_x, cut_y, angle = rng.uniform(0.3, 0.6), rng.uniform(0.3, 0.6), rng.uniform(0, 180)
    height = (area_m2 / aspect) ** 0.5
    width = area_m2 / height
    corners: list[tuple[float, float]] = [(0, 0), (1, 0), (1, 1), (0, 1)]
    if l_shaped:
        corners = [
            (0, 0),
            (1, 0),
            (1, 1 - cut_y),
            (1 - cut_x, 1 - cut_y),
            (1 - cut_x, 1),
            (0, 1),
        ]
    xy = (np.array(corners, dtype=float) - 0.5) * (width, height)
    turned = affinity.rotate(Polygon(xy), angle, origin=(0, 0))
    moved = affinity.translate(turned, prop.easting, prop.northing)
    return Polygon(np.round(np.asarray(moved.exterior.coords), 2))


def _unit(start: tuple[float, ...], end: tuple[float, ...]) -> tuple[float, float]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx**2 + dy**2) ** 0.5
    return dx / length, dy / length
