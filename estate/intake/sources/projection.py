"""Which coordinate system a file is in: recognised by parameters, never by its wording.

At least four wordings of the British National Grid circulate; one gives ``to_epsg()`` None
and lands 131 m off when taken at its word. Whatever has the grid's projection parameters *is* the
grid.
"""

from dataclasses import dataclass
from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from estate.errors import FileRefused
from estate.geometry import BNG, WGS84, Envelope, looks_like_degrees

#: EPSG codes of the method parameters of the National Grid and their values (EPSG:27700).
_GRID_PARAMETERS: dict[str, float] = {
    "latitude of natural origin": 49.0,
    "longitude of natural origin": -2.0,
    "scale factor at natural origin": 0.9996012717,
    "false easting": 400_000.0,
    "false northing": -100_000.0,
}
_TOLERANCE = 1e-7
#: The longest description of a system in EPSG's list has 15,000 letters.
_LONGEST = 50_000
_FILES = ("init=", "nadgrids=", "grids=", "geoidgrids=", "file:")
#: Geographic systems that agree with WGS 84 to within a metre here.
_WGS84_FAMILY = (
    "world geodetic system 1984",
    "wgs 84",
    "wgs_1984",
    "wgs1984",
    "etrs89",
    "european terrestrial reference system 1989",
    "etrs_1989",
)

#: Where Great Britain lies in systems that are not read (metres: left, bottom, right, top).
_FOREIGN = {
    "Web Mercator (EPSG:3857)": (-1_000_000, 6_300_000, 250_000, 8_700_000),
    "UTM zone 30 North (EPSG:32630)": (160_000, 5_500_000, 850_000, 6_800_000),
}

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Projection:
    """The accepted system (27700 or 4326), None when it is some other, and its name."""

    epsg: int | None
    name: str
    crs: CRS


@lru_cache(maxsize=64)
def recognise(text: str) -> Projection:
    """Recognise a .prj text, a WKT or a code such as ``EPSG:27700``."""
    try:
        crs = CRS.from_user_input(_plain(text.strip().lstrip("\ufeff")))
    except (CRSError, ValueError) as error:
        raise FileRefused(
            "The file's coordinate system cannot be understood; state it with --crs EPSG:27700 "
            "or --crs EPSG:4326."
        ) from error
    if is_national_grid(crs):
        return Projection(BNG, "British National Grid (EPSG:27700)", crs)
    if is_wgs84_family(crs):
        return Projection(WGS84, f"{crs.name}, longitude and latitude", crs)
    return Projection(None, crs.name, crs)


def _plain(text: str) -> str:
    """A code or a description; not a file of this machine nor an address, which PROJ would read
    (``ValueError``), nor more than any system needs to be described."""
    words = [word.casefold().lstrip("+") for word in text[: _LONGEST + 1].split()]
    if len(text) > _LONGEST or any(
        word.startswith(_FILES) and ("/" in word or "\\" in word) for word in words
    ):
        raise ValueError
    return text


def is_national_grid(crs: CRS) -> bool:
    """Whether the projection parameters are those of the British National Grid."""
    if crs.is_bound and crs.source_crs is not None:
        return is_national_grid(crs.source_crs)
    if crs.is_compound:
        return any(is_national_grid(part) for part in crs.sub_crs_list)
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None:
        return False
    if operation.method_name.casefold() not in ("transverse mercator", "transverse_mercator"):
        return False
    metres = all(axis.unit_conversion_factor == 1.0 for axis in crs.axis_info)
    given = {p.name.replace("_", " ").casefold(): p.value for p in operation.params}
    return metres and all(
        abs(float(given.get(name, "inf")) - value) < _TOLERANCE
        for name, value in _GRID_PARAMETERS.items()
    )


def is_wgs84_family(crs: CRS) -> bool:
    """Whether coordinates are longitude and latitude on WGS 84 or ETRS89."""
    if crs.is_bound and crs.source_crs is not None:
        return is_wgs84_family(crs.source_crs)
    if crs.is_compound:
        return any(is_wgs84_family(part) for part in crs.sub_crs_list)
    if not crs.is_geographic or crs.datum is None:
        return False
    names = f"{crs.datum.name} {crs.name}".casefold()
    return any(family in names for family in _WGS84_FAMILY)


def guess(bounds: Bounds) -> str:
    """The likely system of coordinates without one, to be named in a refusal."""
    min_x, min_y, max_x, max_y = bounds
    if looks_like_degrees(min_x, min_y) and looks_like_degrees(max_x, max_y):
        return "the coordinates look like longitude and latitude (EPSG:4326)"
    if looks_like_degrees(min_y, min_x) and looks_like_degrees(max_y, max_x):
        return "the coordinates look like latitude and longitude, axes swapped (EPSG:4326)"
    if min_x >= 0 and max_x <= 700_000 and min_y >= 0 and max_y <= 1_300_000:
        return "the coordinates look like the British National Grid (EPSG:27700)"
    return "the coordinates fit neither the British National Grid nor longitude and latitude"


def _foreign_guess(bounds: Bounds) -> str | None:
    """Another system in common use that the coordinates would fit in Great Britain."""
    min_x, min_y, max_x, max_y = bounds
    for name, (left, bottom, right, top) in _FOREIGN.items():
        if left <= min_x and max_x <= right and bottom <= min_y and max_y <= top:
            return name
    return None


def refuse_missing(name: str, bounds: Bounds | None) -> FileRefused:
    """The refusal of a layer that does not say its coordinate system."""
    likely = f"; {guess(bounds)}" if bounds is not None else ""
    foreign = None if bounds is None else _foreign_guess(bounds)
    if foreign is not None:
        return FileRefused(
            f"{name} does not say its coordinate system; the coordinates look like {foreign}: "
            f"state it with --crs {foreign.partition('(')[2].rstrip(')')}."
        )
    if not name.lower().endswith(".shp"):
        return FileRefused(
            f"{name} does not say its coordinate system{likely}: state it with --crs, such as "
            "--crs EPSG:27700."
        )
    return FileRefused(
        f"{name} does not say its coordinate system (no .prj){likely}: send the .prj as well or "
        "state the system with --crs."
    )


def refuse_foreign(
    name: str, projection: Projection, bounds: Bounds | None, envelope: Envelope | None, area: str
) -> FileRefused:
    """The refusal of a layer in a system that is neither grid nor WGS 84."""
    if bounds is not None and envelope is not None and outside(projection, bounds, envelope):
        return FileRefused(
            f"{name} lies outside {area} (it is in {projection.name}, and no coordinate falls "
            "inside the area); check that it is the right file."
        )
    return FileRefused(
        f"{name} is in {projection.name}; export it in British National Grid (EPSG:27700) or "
        "longitude and latitude (EPSG:4326)."
    )


def outside(projection: Projection, bounds: Bounds, envelope: Envelope) -> bool:
    """Only roughly: whether the layer's box misses the area's box by any reading."""
    try:
        to_grid = Transformer.from_crs(projection.crs, BNG, always_xy=True)
        left, bottom, right, top = to_grid.transform_bounds(*bounds)
    except ProjError:
        return True
    if not all(abs(value) < 1e9 for value in (left, bottom, right, top)):
        return True
    return (
        left > envelope.max_easting
        or right < envelope.min_easting
        or bottom > envelope.max_northing
        or top < envelope.min_northing
    )
