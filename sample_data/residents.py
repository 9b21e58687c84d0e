"""Small areas of the sample county with invented people, what its invented bodies spend, where its
invented mobile services stop, and names of its places and of a few invented lanes.

Drawn apart from all else, so that no other figure of the county depends on them. Codes begin with
SYN-: no real area is called so.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from estate.geometry import geometry_to_lonlat
from sample_data import geography
from sample_data.model import stream
from sample_data.tables import load

#: An LSOA has some 1,500 people.
_PEOPLE_EACH = 1_700
_OF_A_VILLAGE = 3
_DAY, _SOURCE, _LICENCE = "2026-01-01", "Synthetic: drawn for the sample county", "None: made up"
#: What each body spends in a year, £m, by its kind; invented, of a plausible size.
_SPENDS_GBP_M = {
    "SYN-CC": 962,
    "SYN-NSD": 38,
    "SYN-WHD": 34,
    "SYN-ARB": 71,
    "SYN-SBC": 61,
    "SYN-AVD": 57,
    "SYN-SFD": 55,
    "SYN-PCT": 441,
    "SYN-MHT": 64,
    "SYN-ACU": 297,
    "SYN-AMS": 16.4,
    "SYN-POL": 118,
    "SYN-FRS": 25.8,
    "SYN-PRO": 8.3,
    "SYN-CTS": 13.6,
    "SYN-PRI": 56,
    "SYN-JOB": 7.9,
    "SYN-CIV": 5.2,
    "SYN-UNI": 58,
    "SYN-FEC": 74,
    "SYN-PAR": 3.9,
    "SYN-PST": 88,
    "SYN-HWY": 28,
    "SYN-HER": 0.8,
    "SYN-ENV": 0.7,
}
_OTHERS = (("Synthetic payments to individuals", 1_240), ("Synthetic housing associations", 165))


def write(folder: Path, seed: int) -> None:
    """Outlines, postcodes, figures, spending, stops of mobile services, names, and
    ``published.json``, which says what is what."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = stream(seed, "small areas")
    areas = _areas(rng)
    features = [
        {
            "type": "Feature",
            "properties": {"code": one["code"], "name": one["name"]},
            "geometry": shapely.geometry.mapping(geometry_to_lonlat(one["shape"])),
        }
        for one in areas
    ]
    _json(folder / "small_areas.geojson", {"type": "FeatureCollection", "features": features})
    heads = ("code", "Population", "Aged 0 to 15", "Aged 65 and over", "Disabled", "Households")
    figures = [[one["code"], *_figures(one, rng)] for one in areas]
    _csv(folder / "people.csv", heads, figures)
    _csv(
        folder / "deprivation.csv",
        ("code", "IMD_Decile"),
        [[one["code"], one["decile"]] for one in areas],
    )
    _csv(folder / "postcodes.csv", ("postcode", "easting", "northing"), _postcodes(areas, rng))
    _csv(folder / "spending.csv", ("code", "body", "spend_gbp_000_2025_26"), _spending())
    named = ("service", "body", "stop", "day", "from", "to", "how often", "easting", "northing")
    _csv(folder / "mobile_stops.csv", named, _stops(areas, stream(seed, "mobile stops")))
    first, *others = _names(stream(seed, "names"))
    _csv(folder / "names.csv", first, others)  # as it is published: without headings
    kinds = {
        "small_areas.geojson": ("outlines", "Synthetic small areas"),
        "postcodes.csv": ("postcodes", "Synthetic postcodes"),
        "people.csv": ("figures", "Synthetic people"),
        "deprivation.csv": ("figures", "Synthetic deprivation"),
        "spending.csv": ("spending", "Synthetic public spending 2025/26"),
        "mobile_stops.csv": ("stops", "Synthetic timetable of mobile services"),
        "names.csv": ("names", "Synthetic names, in the form of OS Open Names"),
    }
    entries = [
        {
            "file": name,
            "kind": kind,
            "edition": edition,
            "published_on": _DAY,
            "source": _SOURCE,
            "licence": _LICENCE,
        }
        for name, (kind, edition) in kinds.items()
    ]
    _json(folder / "published.json", entries)


def points_m(seed: int) -> list[tuple[float, float]]:
    """Where the people of each small area stand: eastings and northings, m."""
    areas = _areas(stream(seed, "small areas"))
    return [(float(one["point"][0]), float(one["point"][1])) for one in areas]


def _areas(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Each town in as many areas as it has people for, each village in a few; cut by districts'
    outer line. The most deprived lie near the middle of the larger towns and in the need area."""
    places, seeds = [], []
    for place in (*geography.towns(), *geography.villages()):
        count = max(_OF_A_VILLAGE, round(place.population / _PEOPLE_EACH))
        spread = 0.4 * place.radius_m if place.population else 2_500.0
        for _ in range(count):
            places.append(place)
            seeds.append(rng.normal((place.easting, place.northing), spread))
    points: NDArray[np.float64] = np.array(seeds, dtype=np.float64).round(1)
    cells = _cells(points)
    found: list[dict[str, Any]] = []
    of_place: dict[str, int] = {}
    for place, point, shape in zip(places, points, cells, strict=True):
        if shape.is_empty:
            continue
        number = of_place[place.name] = of_place.get(place.name, 0) + 1
        found.append(
            {
                "code": f"SYN-LS{len(found) + 1:04d}",
                "name": f"{place.name} {number:03d}",
                "shape": shape,
                "point": point,
                "people": int(_PEOPLE_EACH * rng.lognormal(-0.02, 0.2)),
                "decile": _decile(place, point, rng),
            }
        )
    return found


def _cells(points: NDArray[np.float64]) -> list[BaseGeometry]:
    """The ground nearest to each point within the county; in the order of the points."""
    outline = geography.boundary()
    cells = shapely.get_parts(
        shapely.voronoi_polygons(MultiPoint(points.tolist()), extend_to=outline)
    )
    tree = shapely.STRtree(cells)
    holding = [int(tree.query(Point(one), predicate="intersects")[0]) for one in points]
    whole = [shapely.intersection(cells[at], outline) for at in holding]
    return [
        shapely.MultiPolygon([one for one in shapely.get_parts(shape) if one.area > 1])
        for shape in whole
    ]


def _decile(place: geography.Place, point: NDArray[np.float64], rng: np.random.Generator) -> int:
    away = float(np.hypot(*(point - (place.easting, place.northing))))
    if geography.need_area().contains(Point(point)):
        return 1
    base = 3.5 + 4.5 * min(1.0, away / max(place.radius_m, 1.0)) if place.population else 7.5
    base -= 1.5 if place.population > 50_000 else 0.0
    return int(np.clip(round(base + rng.normal(0, 1.6)), 1, 10))


def _figures(area: dict[str, Any], rng: np.random.Generator) -> list[int]:
    """People, those under 16 and from 65, disabled people, households."""
    people, poorer = area["people"], (10 - area["decile"]) / 9
    young = people * (0.16 + 0.05 * poorer + rng.normal(0, 0.01))
    old = people * (0.26 - 0.08 * poorer + rng.normal(0, 0.02))
    disabled = people * (0.13 + 0.09 * poorer + rng.normal(0, 0.01))
    return [people, round(young), round(old), round(disabled), round(people / 2.35)]


def _postcodes(areas: Sequence[dict[str, Any]], rng: np.random.Generator) -> Iterable[list[Any]]:
    """A few points in each area, near the point it was drawn about."""
    for number, area in enumerate(areas):
        shapely.prepare(area["shape"])
        for letter in "ABD":
            for _ in range(20):
                east, north = np.round(rng.normal(area["point"], 120.0))
                if area["shape"].contains(Point(east, north)):
                    first, second = divmod(number, 10)
                    yield [f"ZZ{1 + first % 90} {second}A{letter}", int(east), int(north)]
                    break


def _stops(areas: Sequence[dict[str, Any]], rng: np.random.Generator) -> Iterable[list[Any]]:
    """A mobile library in the villages every second week, and a health bus once a month there and
    in the towns' outer parts; each stops near where people live."""
    villages = [one.name for one in geography.villages()]
    of_village = {
        name: [one for one in areas if one["name"].startswith(f"{name} ")] for name in villages
    }
    days, starts = ("Tuesday", "Wednesday", "Thursday", "Friday"), ("10:00", "13:30", "15:15")
    ends = {"10:00": "12:00", "13:30": "14:45", "15:15": "16:30"}
    library = "Synthetic mobile library", "Severnshire County Council"
    bus = "Synthetic health bus", "Severnshire Primary Care Trust"
    for number, (name, parts) in enumerate(of_village.items()):
        for at, area in enumerate(parts[:2]):
            day, start = days[(number + at) % 4], starts[(number // 4 + at) % 3]
            where = _near(area["point"], rng)
            stop = f"SYN {name}, {('village hall', 'car park')[at]}"
            yield [*library, stop, day, start, ends[start], "every 2 weeks", *where]
        start = starts[number % 3]
        month = f"{('1st', '2nd', '3rd')[number % 3]} Monday of the month"
        where = _near(parts[0]["point"], rng)
        yield [*bus, f"SYN {name}, village hall", month, start, ends[start], "", *where]
    outer = [one for one in areas if one["decile"] <= 3][::12]
    for number, area in enumerate(outer):
        start = starts[number % 3]
        where = _near(area["point"], rng)
        stop = f"SYN {area['name']}, shops"
        yield [*bus, stop, days[number % 4], start, ends[start], "every week", *where]


_LANES = ("Church Lane", "Mill Lane", "Station Road")


def _names(rng: np.random.Generator) -> Iterable[list[Any]]:
    """Every town and village, and in each village a few lanes where the register has no building;
    in the columns of OS Open Names."""
    for number, place in enumerate((*geography.towns(), *geography.villages())):
        kind = "Town" if place.population else "Village"
        where = round(place.easting), round(place.northing)
        yield _named(f"SYN-N{number:03d}", place.name, kind, where)
        if not place.population:
            for at, lane in enumerate(_LANES):
                east, north = _near(np.array([place.easting, place.northing]), rng)
                yield _named(
                    f"SYN-N{number:03d}{at}", f"SYN {lane}", "Named Road", (east, north), place.name
                )


def _named(key: str, name: str, kind: str, where: tuple[int, int], place: str = "") -> list[Any]:
    """A line of OS Open Names: 34 columns, of which the search reads these."""
    line: list[Any] = [""] * 34
    line[0], line[2], line[7], line[8:10], line[18] = key, name, kind, where, place
    return line


def _near(point: NDArray[np.float64], rng: np.random.Generator) -> list[int]:
    east, north = np.round(rng.normal(point, 60.0))
    return [int(east), int(north)]


def _spending() -> list[list[Any]]:
    names = {row["code"]: row["name"] for row in load("organisations")["organisation"]}
    lines = [[code, names[code], round(amount * 1000)] for code, amount in _SPENDS_GBP_M.items()]
    others = [["", name, amount * 1000] for name, amount in _OTHERS]
    return sorted([*lines, *others], key=lambda line: -line[2])


def _csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(heads)
        writer.writerows(rows)


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
