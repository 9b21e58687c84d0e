"""A shapefile of so many polygons with fifteen attributes, the same each time."""

from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from estate.geometry import Envelope

BOX = Envelope(353_000, 229_000, 419_000, 284_000)
#: Every so many rows carry an error or a remark, as files do.
FAULTY_EVERY = 500
_CLASSES = ["office_admin", "public_access", "specialist", "warehouse_depot", "non_operational"]
_TENURES = ["Freehold", "Leasehold", "Licence", "Long leasehold"]
_TOWNS = ["Easton", "Weston", "Norton", "Sutton", "Middleham"]
_STREETS = ["High Street", "Station Road", "Church Lane", "Mill Road", "The Green", "Park Avenue"]
_NOUNS = ["House", "Court", "Works", "Hall", "Yard", "Rooms"]


def write(path: Path, count: int, more_m2: float = 0.0) -> None:
    """Write ``count`` outlines of 5 to 12 corners with their attributes to ``path`` (.shp).

    ``more_m2``: every floor area is larger by so much.
    """
    chance = np.random.default_rng(20_260_101)
    fields = _attributes(chance, count)
    fields["GIA_M2"] = [area + more_m2 for area in fields["GIA_M2"]]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(_outlines(chance, count)),
        [np.asarray(column) for column in fields.values()],
        fields=list(fields),
        geometry_type="Polygon",
        crs="EPSG:27700",
        encoding="UTF-8",
    )


def _outlines(chance: np.random.Generator, count: int) -> NDArray[np.object_]:
    corners = chance.integers(5, 13, count)
    owner = np.repeat(np.arange(count), corners)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = -2 * np.pi * place / corners[owner]
    radius = chance.uniform(8, 40, count)[owner] * chance.uniform(0.7, 1.0, len(owner))
    east = chance.uniform(BOX.min_easting + 100, BOX.max_easting - 100, count)
    north = chance.uniform(BOX.min_northing + 100, BOX.max_northing - 100, count)
    x = np.round(east[owner] + radius * np.cos(angle), 2)
    y = np.round(north[owner] + radius * np.sin(angle), 2)
    return shapely.polygons(shapely.linearrings(x, y, indices=owner))


def _attributes(chance: np.random.Generator, count: int) -> dict[str, list[object]]:
    def some(words: list[str]) -> list[str]:
        return [words[i] for i in chance.integers(0, len(words), count)]

    numbers = range(count)
    streets = some(_STREETS)
    towns = some(_TOWNS)
    houses = chance.integers(1, 200, count)
    addresses = [f"{n} {s}, {t}" for n, s, t in zip(houses, streets, towns, strict=True)]
    uses: list[object] = list(some(_CLASSES))
    for i in range(FAULTY_EVERY - 1, count, FAULTY_EVERY):
        uses[i] = "cathedral"
    floor = chance.uniform(40, 9_000, count).round(1)
    return {
        "LOCAL_REF": [f"P{i:07d}" for i in numbers],
        "UPRN": [f"{100_000_000 + i:012d}" for i in numbers],
        "NAME": [f"{word} {i}" for word, i in zip(some(_NOUNS), numbers, strict=True)],
        "ADDRESS": list(addresses),
        "STREET": list(streets),
        "POST_TOWN": list(towns),
        "POSTCODE": [f"ZZ{i % 90 + 1} {i % 9 + 1}AB" for i in numbers],
        "TENURE": list(some(_TENURES)),
        "USE_CLASS": uses,
        "OPERATNL": list(some(["Yes", "No"])),
        "STATUS": list(some(["In use", "Vacant", "Part vacant"])),
        "GIA_M2": floor.tolist(),
        "BOOK_VAL": (floor * 700).round(0).tolist(),
        "CONDITION": list(some(["A", "B", "C", "D"])),
        "AS_OF": ["2026-04-01"] * count,
    }
