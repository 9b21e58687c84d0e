"""Where each property lies: by a recipe for each type, without overlaps.

Distances from a town's centre are |N(0,1)| · spread · √population metres; a share of each
type lies in the countryside. The named cluster is placed first and keeps its circle free.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from sample_data import geography
from sample_data.geography import Place
from sample_data.model import SampleProperty, stream
from sample_data.tables import load

_ROUNDS = 400
_GAP_M = 4.0
_RURAL_SPREAD_M = 900.0


@dataclass
class Ground:
    """What is already taken: circles around the placed sites, and circles kept free."""

    rng: np.random.Generator
    centres: list[tuple[float, float]] = field(default_factory=list)
    radii: list[float] = field(default_factory=list)
    kept_free: list[tuple[Point, float]] = field(default_factory=list)

    def is_free(self, x: float, y: float, radius: float) -> bool:
        """Whether a circle touches no placed one."""
        if not self.centres:
            return True
        distance = np.hypot(*(np.array(self.centres) - (x, y)).T)
        return bool((distance > np.array(self.radii) + radius + _GAP_M).all())

    def is_allowed(self, x: float, y: float, radius: float) -> bool:
        """Whether a circle stays out of the circles kept free."""
        point = Point(x, y)
        return all(point.distance(c) > r + radius + 40 for c, r in self.kept_free)

    def take(self, prop: SampleProperty, x: float, y: float, radius: float) -> None:
        """Put the property there and mark its site as taken."""
        prop.easting, prop.northing = round(x, 1), round(y, 1)
        self.centres.append((x, y))
        self.radii.append(radius)


def locate(properties: list[SampleProperty], radii_m: Mapping[str, float], seed: int) -> None:
    """Set town, easting and northing of every property.

    ``radii_m`` is the radius of each site by local reference. A property whose town is set
    already stays in that town.
    """
    ground = Ground(stream(seed, "places"))
    for prop in properties:
        if prop.in_cluster:
            _locate_in_cluster(prop, radii_m[prop.local_ref], ground)
    ground.kept_free = [
        (geography.place(row["town"]).centre, float(row["radius_m"]))
        for row in load("composition")["cluster"]
    ]
    rest = [prop for prop in properties if not prop.in_cluster]
    homes = _homes(rest, ground.rng)
    # What belongs in the centre chooses first; schools and open land give way outwards.
    types = load("types")
    turn = sorted(
        rest, key=lambda p: (types[p.type_code]["spread"], -radii_m[p.local_ref], p.local_ref)
    )
    for prop in turn:
        place, spread = homes[prop.local_ref]
        prop.town = place.name
        _locate_one(prop, place, spread, radii_m[prop.local_ref], ground)


def _locate_in_cluster(prop: SampleProperty, radius: float, ground: Ground) -> None:
    centre = geography.place(prop.town)
    for _ in range(_ROUNDS):
        distance, angle = 620 * ground.rng.uniform() ** 0.5, ground.rng.uniform(0, 2 * np.pi)
        x = centre.easting + distance * np.cos(angle)
        y = centre.northing + distance * np.sin(angle)
        if ground.is_free(x, y, radius):
            ground.take(prop, x, y, radius)
            return
    raise RuntimeError(f"no room in {prop.town} for {prop.local_ref}")


def _homes(
    properties: list[SampleProperty], rng: np.random.Generator
) -> dict[str, tuple[Place, float]]:
    """Town or village of each property, and its typical distance from there in metres.

    Few and large things (hospitals, hubs) go to the largest towns in turn.
    """
    types, turns = load("types"), dict[tuple[str, str], int]()
    homes: dict[str, tuple[Place, float]] = {}
    for prop in properties:
        kind = types[prop.type_code]
        towns, villages = _domain(prop.organisation)
        if prop.town:
            home = geography.place(prop.town)
        elif villages and rng.uniform() < kind["rural"]:
            homes[prop.local_ref] = (villages[rng.integers(len(villages))], _RURAL_SPREAD_M)
            continue
        elif prop.segment == "E" or kind["rural"] == 0:
            turn = turns.setdefault((prop.organisation, prop.type_code), 0)
            turns[prop.organisation, prop.type_code] += 1
            home = towns[turn % len(towns)]
        else:
            weights = np.array([town.population for town in towns], dtype=float)
            home = towns[rng.choice(len(towns), p=weights / weights.sum())]
        homes[prop.local_ref] = (home, kind["spread"] * home.population**0.5)
    return homes


def _domain(organisation: str) -> tuple[list[Place], list[Place]]:
    district = geography.district_of(organisation)
    towns = [t for t in geography.towns() if district in (None, t.district)]
    villages = [v for v in geography.villages() if district in (None, v.district)]
    return sorted(towns, key=lambda town: -town.population), villages


def _locate_one(
    prop: SampleProperty, place: Place, spread: float, radius: float, ground: Ground
) -> None:
    limits = _limits(prop.organisation)
    for attempt in range(_ROUNDS):
        # Each refusal widens the search a little, so that dense centres overflow outwards.
        distance = abs(ground.rng.standard_normal()) * spread * (1 + 0.015 * attempt)
        angle = ground.rng.uniform(0, 2 * np.pi)
        x = place.easting + distance * np.cos(angle)
        y = place.northing + distance * np.sin(angle)
        if (
            shapely.contains_xy(limits, x, y)
            and ground.is_allowed(x, y, radius)
            and ground.is_free(x, y, radius)
        ):
            ground.take(prop, x, y, radius)
            return
    raise RuntimeError(f"no room near {place.name} for {prop.local_ref}")


def _limits(organisation: str) -> BaseGeometry:
    district = geography.district_of(organisation)
    shape = geography.districts()[district] if district else geography.boundary()
    inner = shape.buffer(-250)
    shapely.prepare(inner)
    return inner
