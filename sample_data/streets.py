"""Made-up streets of the sample county, and the buses on them; no street of it is a real one.

Each town and village has a grid that is turned, shaken and thinned; roads lead between them; what
stands apart has a lane. A river runs from north to south and is crossed where there are bridges,
so that the straight line across it is a poor guide. The same seed gives the same files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, cKDTree

from estate.geometry import to_lonlat
from sample_data import geography
from sample_data.geography import Place
from sample_data.model import stream
from sample_data.osm_file import Way, write_extract
from sample_data.timetable_file import Stop, Trip, write_timetable

ROADS, BUSES = "SYN-roads.osm.pbf", "SYN-buses.gtfs.zip"
LICENCE = "none: synthetic sample data"
#: Through or past the towns that a river runs by; its course is invented.
_RIVER = shapely.LineString(
    [
        (377_600, 284_500),
        (378_700, 276_800),
        (378_700, 274_300),
        (381_400, 270_600),
        (383_600, 264_000),
        (383_400, 259_000),
        (384_500, 255_600),
        (384_500, 253_400),
        (384_700, 249_200),
        (384_300, 244_000),
        (385_500, 240_800),
        (387_500, 236_500),
        (389_000, 228_500),
    ]
)
_TOWN_STEP_M, _VILLAGE_STEP_M, _VILLAGE_RADIUS_M = 170.0, 240.0, 1_100.0
_BRIDGES_OF_A_TOWN = 2
_LANE_FROM_M = 110.0
#: Working days only, in force for the year of the sample county.
_FIRST, _LAST = date(2026, 4, 1), date(2027, 3, 31)
_FROM_MINUTE, _UNTIL_MINUTE = 6 * 60 + 30, 19 * 60
_TOWN_BUS_M_PER_MINUTE, _COUNTRY_BUS_M_PER_MINUTE = 330.0, 620.0
_OWN_BUSES_FROM = 20_000  # people

_STREET = {"highway": "residential", "maxspeed": "30 mph"}
_QUIET = {"highway": "residential", "maxspeed": "20 mph"}
_AXIS = {"highway": "secondary", "maxspeed": "30 mph"}
_PATH = {"highway": "footway"}
_STEPS = {"highway": "steps"}
_MAIN = {"highway": "primary", "maxspeed": "50 mph"}
_COUNTRY = {"highway": "tertiary"}
_LANE = {"highway": "unclassified"}


@dataclass
class _Town:
    """A grid: which point stands at which of its corners."""

    place: Place
    corners: dict[tuple[int, int], int]

    @property
    def centre(self) -> int:
        """The point in the middle."""
        return self.corners[0, 0]

    def axis(self, *, along: int) -> list[int]:
        """The points of one of the two main streets, end to end."""
        on = sorted((one for one in self.corners if one[1 - along] == 0), key=lambda c: c[along])
        return [self.corners[one] for one in on]


@dataclass
class _Map:
    """Points in metres, and ways over their numbers."""

    points: list[tuple[float, float]] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)

    def add(self, x: float, y: float) -> int:
        self.points.append((float(x), float(y)))
        return len(self.points) - 1

    def way(self, points: Sequence[int], tags: dict[str, str]) -> None:
        self.ways.append(Way(list(points), tags))


def write(folder: Path, places_m: Iterable[tuple[float, float]], seed: int) -> None:
    """An extract and a timetable of streets that reach all ``places_m`` (eastings, northings)."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, made = stream(seed, "streets"), _Map()
    places = [*geography.towns(), *geography.villages()]
    towns = [_grid(made, place, rng) for place in places]
    _bridged(made, towns)
    roads = _roads(made, towns, rng)
    _connected(made)
    _lanes(made, places_m)
    lon, lat = to_lonlat(*np.array(made.points).T)
    lonlat = list(zip(lon.tolist(), lat.tolist(), strict=True))
    write_extract(folder / ROADS, lonlat, made.ways, _FIRST)
    stops, trips = _buses(made, towns, roads, lonlat)
    write_timetable(folder / BUSES, stops, trips, _FIRST, _LAST)


def _grid(made: _Map, place: Place, rng: np.random.Generator) -> _Town:
    is_town = place.population > 0
    step = _TOWN_STEP_M if is_town else _VILLAGE_STEP_M
    radius = place.radius_m * 1.1 if is_town else _VILLAGE_RADIUS_M
    turn = rng.uniform(0, np.pi / 2)
    cos, sin = np.cos(turn), np.sin(turn)
    half = int(radius // step)
    corners = {}
    for u in range(-half, half + 1):
        for v in range(-half, half + 1):
            shaken = rng.normal(0, 0.14 * step, 2)
            if np.hypot(u, v) * step <= radius:
                x, y = u * step + shaken[0], v * step + shaken[1]
                east, north = x * cos - y * sin, x * sin + y * cos
                corners[u, v] = made.add(place.easting + east, place.northing + north)
    town = _Town(place, corners)
    for (u, v), point in corners.items():
        for other in ((u + 1, v), (u, v + 1)):
            if other in corners:
                is_axis = (u == 0 and other[0] == 0) or (v == 0 and other[1] == 0)
                _street(made, point, corners[other], rng, is_axis=is_axis, far=max(abs(u), abs(v)))
        if (u + 1, v + 1) in corners and rng.uniform() < 0.06:
            made.way([point, corners[u + 1, v + 1]], _PATH if rng.uniform() < 0.8 else _STEPS)
    return town


def _street(
    made: _Map, one: int, other: int, rng: np.random.Generator, *, is_axis: bool, far: int
) -> None:
    drawn = rng.uniform()
    if is_axis:
        made.way([one, other], _AXIS)
    elif drawn > 0.16:
        tags = dict(_STREET if drawn < 0.6 else _QUIET)
        if far <= 4 and drawn > 0.9:
            tags["oneway"] = "yes" if drawn < 0.95 else "-1"
        made.way([one, other], tags)


def _bridged(made: _Map, towns: Sequence[_Town]) -> None:
    """Without the streets that cross the river, but for the bridges nearest to a town's centre."""
    shapely.prepare(_RIVER)
    owner = {point: number for number, town in enumerate(towns) for point in town.corners.values()}
    crossing: dict[int, list[tuple[float, int]]] = {}
    for number, way in enumerate(made.ways):
        line = shapely.LineString([made.points[point] for point in way.points])
        if shapely.intersects(_RIVER, line):
            town = owner[way.points[0]]
            away = float(line.distance(towns[town].place.centre))
            is_path = way.tags["highway"] in ("footway", "steps")
            crossing.setdefault(town, []).append((away + (9e9 if is_path else 0.0), number))
    gone = {
        number for found in crossing.values() for _, number in sorted(found)[_BRIDGES_OF_A_TOWN:]
    }
    made.ways = [way for number, way in enumerate(made.ways) if number not in gone]


def _roads(
    made: _Map, towns: Sequence[_Town], rng: np.random.Generator
) -> list[tuple[_Town, _Town, list[int]]]:
    """Roads between neighbours, such that no third place lies between the two."""
    centres = np.array([(town.place.easting, town.place.northing) for town in towns])
    pairs = {
        (int(min(one, other)), int(max(one, other)))
        for three in Delaunay(centres).simplices
        for one, other in zip(three, np.roll(three, 1), strict=True)
    }
    _reached_from_their_centres(made, towns)
    found = []
    for one, other in sorted(pairs):
        middle = (centres[one] + centres[other]) / 2
        half = np.hypot(*(centres[one] - centres[other])) / 2
        away = np.hypot(*(centres - middle).T)
        away[[one, other]] = np.inf
        if away.min() >= half:
            found.append((towns[one], towns[other], _road(made, towns[one], towns[other], rng)))
    return found


def _reached_from_their_centres(made: _Map, towns: Sequence[_Town]) -> None:
    """Without the corners that thinning has cut off: a road that ended at one would lead nowhere,
    and a whole town might hang on it."""
    driven = [way for way in made.ways if way.tags["highway"] not in ("footway", "steps")]
    whole = _parts(made, driven, is_directed=False)
    for town in towns:
        part = whole[town.centre]
        for corner in [one for one, point in town.corners.items() if whole[point] != part]:
            del town.corners[corner]


def _road(made: _Map, one: _Town, other: _Town, rng: np.random.Generator) -> list[int]:
    start, end = _nearest(made, one, other), _nearest(made, other, one)
    here, there = np.array(made.points[start]), np.array(made.points[end])
    length = float(np.hypot(*(there - here)))
    pieces = max(2, int(length // 450))
    across = np.array([-(there - here)[1], (there - here)[0]]) / length
    swings = rng.normal(0, 0.05 * length, 3) / np.array([1, 2, 3])
    way = [start]
    for share in np.arange(1, pieces) / pieces:
        aside = sum(
            swing * np.sin(np.pi * (number + 1) * share) for number, swing in enumerate(swings)
        )
        way.append(made.add(*(here + share * (there - here) + aside * across)))
    way.append(end)
    both = one.place.population > 0 and other.place.population > 0
    made.way(way, _MAIN if both else _COUNTRY)
    return way


def _nearest(made: _Map, town: _Town, to: _Town) -> int:
    """The corner of a town that lies nearest to another."""
    return min(town.corners.values(), key=lambda point: _gap(made, point, to.centre))


def _gap(made: _Map, one: int, other: int) -> float:
    return float(np.hypot(*(np.array(made.points[one]) - np.array(made.points[other]))))


def _connected(made: _Map) -> None:
    """Without streets that lead nowhere, and with no way in that has no way out: what cars can use
    hangs together, and a one-way street between parts that do not is one no longer."""
    driven = [way for way in made.ways if way.tags["highway"] not in ("footway", "steps")]
    whole = _parts(made, driven, is_directed=False)
    largest = np.bincount(whole[[way.points[0] for way in driven]]).argmax()
    made.ways = [way for way in made.ways if all(whole[point] == largest for point in way.points)]
    driven = [way for way in driven if whole[way.points[0]] == largest]
    strong = _parts(made, driven, is_directed=True)
    for number, way in enumerate(made.ways):
        if "oneway" in way.tags and len(set(strong[list(way.points)].tolist())) > 1:
            tags = {name: value for name, value in way.tags.items() if name != "oneway"}
            made.ways[number] = Way(way.points, tags)


def _parts(made: _Map, ways: Iterable[Way], *, is_directed: bool) -> NDArray[np.int64]:
    """The part that each point belongs to: what hangs together, there and back if directed."""
    links = []
    for way in ways:
        only = way.tags.get("oneway") if is_directed else None
        for one, other in pairwise(way.points):
            links += [(one, other)] if only != "-1" else []
            links += [(other, one)] if only != "yes" else []
    ends = np.array(links)
    shape = (len(made.points), len(made.points))
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=shape)
    label = connected_components(graph, directed=is_directed, connection="strong")[1]
    return np.asarray(label, dtype=np.int64)


def _lanes(made: _Map, places_m: Iterable[tuple[float, float]]) -> None:
    """From what stands apart to the nearest street, on its own side of the river if there is one
    near there."""
    used = sorted({point for way in made.ways for point in way.points})
    base = np.array([made.points[point] for point in used])
    spots = np.array(sorted(set(places_m)))
    away, near = cKDTree(base).query(spots, k=12)
    for spot, gaps, numbers in zip(spots, np.asarray(away), np.asarray(near), strict=True):
        if gaps[0] <= _LANE_FROM_M:
            continue
        dry = [
            number
            for number in numbers
            if not shapely.intersects(_RIVER, shapely.LineString([spot, base[number]]))
        ]
        to = int((dry or list(numbers))[0])
        bend = (spot + base[to]) / 2 + 0.12 * (spot - base[to])[::-1] * (1, -1)
        made.way([made.add(*spot), made.add(*bend), used[to]], _LANE)


def _buses(
    made: _Map,
    towns: Sequence[_Town],
    roads: Sequence[tuple[_Town, _Town, list[int]]],
    lonlat: Sequence[tuple[float, float]],
) -> tuple[list[Stop], list[Trip]]:
    """Lines along the main streets of the larger towns, and along the roads between places."""
    stops: dict[int, int] = {}
    names: list[Stop] = []
    trips: list[Trip] = []

    def run(line: str, points: Sequence[int], pace: float, every: int, first: int) -> None:
        for ahead in (list(points), list(points)[::-1]):
            for point in ahead:
                if point not in stops:
                    stops[point] = len(names)
                    names.append(Stop(f"SYN stop {len(names) + 1}", *lonlat[point]))
            gaps = [_gap(made, *pair) * 1.15 for pair in pairwise(ahead)]
            minutes = np.rint(np.concatenate([[0], np.cumsum(gaps) / pace])).astype(int)
            trips.extend(
                Trip(line, [stops[point] for point in ahead], (start + minutes).tolist())
                for start in range(_FROM_MINUTE + first, _UNTIL_MINUTE, every)
            )

    for number, town in enumerate(towns):
        if town.place.population >= _OWN_BUSES_FROM:
            for along in (0, 1):
                whole = town.axis(along=along)
                middle = whole.index(town.centre)
                shown = [*whole[middle % 2 :: 2]]
                run(f"T{number + 1}{'ab'[along]}", shown, _TOWN_BUS_M_PER_MINUTE, 20, number % 7)
    for number, (one, other, way) in enumerate(roads):
        points = [one.centre, *way[1:-1:2], other.centre]
        every = 30 if one.place.population and other.place.population else 60
        run(f"C{number + 1}", points, _COUNTRY_BUS_M_PER_MINUTE, every, (number * 7) % every)
    return names, trips
