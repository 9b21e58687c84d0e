"""Coordinate systems in common use beside the two that the register speaks, and which one fits.

What lies on WGS 84 or ETRS89 (Web Mercator, UTM) is taken back to longitude and latitude, which
is exact, and from there to the National Grid by OSTN15 like everything else (ADR 2). What lies
on OSGB36 is projected onto the grid: one datum, no shift.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely
from pyproj import CRS, Transformer

from estate.arrays import Floats, Geometries
from estate.errors import FileRefused
from estate.geometry import BNG, WGS84, Envelope, to_grid
from estate.intake.sources.common import Source
from estate.intake.sources.projection import (
    Projection,
    is_national_grid,
    is_wgs84_family,
    recognise,
)

_OSGB36 = ("osgb 1936", "osgb36", "osgb_1936", "ordnance survey of great britain 1936")
_OSGB36_DEGREES = 4277
_SAMPLE = 1_000
#: So large a share of the coordinates must lie in the area for a system to be named.
_FITS = 0.9
#: Systems that coordinates are held against, the likeliest first.
_USUAL = {
    BNG: "British National Grid",
    WGS84: "longitude and latitude (WGS 84)",
    3857: "Web Mercator",
    32630: "UTM zone 30 North",
    32631: "UTM zone 31 North",
}


#: Words for a system in a column of systems.
_NAMED = (
    (r"3263([01])|2583([01])|UTM(?:ZONE)?3([01])", None),
    (r"3857|900913|WEBMERCATOR|PSEUDOMERCATOR", 3857),
    (r"WGS84|4326|ETRS89|4258", WGS84),
    (r"OSGB|27700|BNG|NATIONALGRID", BNG),
)


@dataclass(frozen=True)
class Fit:
    """A system in which coordinates lie in the area, and whether their axes are swapped."""

    epsg: int
    name: str
    is_swapped: bool = False

    @property
    def option(self) -> str:
        """How to say it on the command line."""
        return f"--crs EPSG:{self.epsg}"


def system_named(text: str) -> int | None:
    """The system that a cell names: ``WGS84``, ``OSGB36``, ``EPSG:3857``, ``UTM 30N``."""
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    for pattern, epsg in _NAMED:
        found = re.search(pattern, bare)
        if found is not None:
            return epsg or 32630 + int(next(filter(None, found.groups())))
    return None


@cache
def stated_system(text: str) -> int:
    """The code of the system that a caller states; ``FileRefused`` where it is not read."""
    place = recognise(text)
    epsg = place.epsg or place.crs.to_epsg(20)
    if epsg is None or as_known(place.crs, np.zeros((0, 2)))[0] is None:
        raise FileRefused(
            f"Coordinates in {place.name} are not read. State the National Grid (--crs "
            "EPSG:27700), longitude and latitude (EPSG:4326), Web Mercator (EPSG:3857) or a zone "
            "of UTM (EPSG:32630)."
        )
    return epsg


def name_of(epsg: int) -> str:
    """What a coordinate system is called in messages."""
    return _USUAL.get(epsg) or CRS.from_epsg(epsg).name


def likely(xy: Floats, envelope: Envelope) -> Fit | None:
    """The system in which nearly all of these coordinates lie in the area, or None."""
    points = xy[np.isfinite(xy).all(axis=1)][:_SAMPLE]
    if not len(points):
        return None
    # Degrees of anywhere would be metres in the grid's first field, off the Scillies.
    are_degrees = bool((np.abs(points) <= (180, 90)).all() or (np.abs(points) <= (90, 180)).all())
    for is_swapped in (False, True):
        for epsg, name in _USUAL.items():
            if are_degrees and epsg != WGS84:
                continue
            placed = on_grid(epsg, points[:, ::-1] if is_swapped else points)
            if _share_inside(placed, envelope) >= _FITS:
                return Fit(epsg, name, is_swapped)
    return None


def on_grid(epsg: int, xy: Floats) -> Floats:
    """Coordinates of a system on the National Grid; infinite or NaN where they are none there."""
    system, known = as_known(CRS.from_epsg(epsg), xy)
    return np.column_stack(to_grid(known[:, 0], known[:, 1])) if system == WGS84 else known


def as_known(crs: CRS, xy: Floats) -> tuple[int | None, Floats]:
    """Coordinates in the system of the two that the register speaks; None where there is no exact
    way to either."""
    if is_national_grid(crs):
        return BNG, xy
    flat = _flat(crs)
    geodetic = flat.geodetic_crs
    if geodetic is None or not (is_wgs84_family(geodetic) or _is_osgb36(geodetic)):
        return None, xy
    degrees = xy if flat.is_geographic else _transformed(flat.to_wkt(), geodetic.to_wkt(), xy)
    if is_wgs84_family(geodetic):
        return WGS84, degrees
    wkt = CRS.from_epsg(_OSGB36_DEGREES).to_wkt(), CRS.from_epsg(BNG).to_wkt()
    return BNG, np.round(_transformed(*wkt, degrees), 3)


def lies_elsewhere(source: Source, envelope: Envelope) -> bool:
    """Whether not one coordinate of a layer that has been read lies in the area."""
    place = source.projection
    if place is None or place.epsg is None or source.geometry is None:
        return False
    xy = shapely.get_coordinates(source.geometry)[:_SAMPLE]
    return bool(len(xy)) and _share_inside(on_grid(place.epsg, xy), envelope) == 0


def as_read(source: Source) -> Source | None:
    """A layer in one of the two systems, transformed if need be; None where it cannot be."""
    place = source.projection
    if place is None or place.epsg is not None:
        return source
    epsg, _ = as_known(place.crs, np.zeros((0, 2)))
    if epsg is None:
        return None
    rest, way = source.rest, "" if epsg == BNG else " by way of OSTN15"
    note = f"The layer is in {place.name}; it was transformed to the National Grid{way}."

    def others() -> Iterator[Source]:
        return (_moved(part, place, epsg) for part in (rest() if rest else ()))

    return replace(
        _moved(source, place, epsg),
        notes=(*source.notes, note),
        rest=None if rest is None else others,
    )


def _moved(part: Source, place: Projection, epsg: int) -> Source:
    shapes = None if part.geometry is None else _shapes(part.geometry, place.crs)
    return replace(part, geometry=shapes, projection=replace(place, epsg=epsg))


def _shapes(shapes: Geometries, crs: CRS) -> Geometries:
    """Outside what a system can say coordinates are infinite: a ring that ends in NaN is none."""
    moved = shapely.transform(
        shapely.force_2d(shapes),
        lambda xy: np.nan_to_num(as_known(crs, xy)[1], nan=np.inf),
    )
    return np.asarray(moved, dtype=object)


def _flat(crs: CRS) -> CRS:
    if crs.is_bound and crs.source_crs is not None:
        return _flat(crs.source_crs)
    if crs.is_compound:
        return _flat(crs.sub_crs_list[0])
    return crs


def _is_osgb36(crs: CRS) -> bool:
    datum = "" if crs.datum is None else crs.datum.name
    names = f"{datum} {crs.name}".casefold()
    return any(name in names for name in _OSGB36)


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _transformed(source: str, target: str, xy: Floats) -> Floats:
    made = _transformer(source, target).transform(xy[:, 0], xy[:, 1])
    return np.column_stack(made).astype(np.float64)


def _share_inside(xy: Floats, envelope: Envelope) -> float:
    with np.errstate(invalid="ignore"):
        inside = (xy[:, 0] >= envelope.min_easting) & (xy[:, 0] <= envelope.max_easting)
        inside &= (xy[:, 1] >= envelope.min_northing) & (xy[:, 1] <= envelope.max_northing)
    return float(inside.mean())
