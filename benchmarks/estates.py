"""Made-up estates of any size at the density of the sample county, as frames of the core.

Towns, their organisations and their people grow with the number of properties, so that a
property has as many neighbours in a large estate as in a small one.
"""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from estate.frames import (
    COST_COLUMNS,
    LEASE_COLUMNS,
    LEASE_EVENT_COLUMNS,
    OCCUPATION_COLUMNS,
    ORGANISATION_COLUMNS,
    PROPERTY_COLUMNS,
    ZONE_COLUMNS,
    Estate,
    filled,
)

TODAY = date(2026, 4, 1)

#: The sample county: 1,324 properties of 20 organisations in 13 towns on 66 × 55 km.
_COUNTY, _ORGANISATIONS, _TOWNS, _AREA_M2 = 1_324, 20, 13, 66_000 * 55_000
#: Spread of a town and of its surroundings, and the share of properties in the latter: gives
#: the sample county's neighbours of other owners, some 12.6 within 500 m and 74 within 2 km.
_TOWN_M, _AROUND_M, _AROUND = 500.0, 3_000.0, 0.53

#: type, use class, user function, service, share of all
_KINDS = (
    ("office", "office_admin", "back_office", "corporate", 0.22),
    ("library", "public_access", "front_office", "library", 0.10),
    ("hub", "public_access", "front_office", "customer_contact", 0.12),
    ("depot", "warehouse_depot", "depot", "highways", 0.08),
    ("school_primary", "specialist", "specialist", "education", 0.22),
    ("childrens_centre", "public_access", "mixed", "children_centre", 0.05),
    ("health_centre", "public_access", "specialist", "health_clinic", 0.08),
    ("police_office", "public_access", "mixed", "policing_neighbourhood", 0.05),
    ("probation_office", "office_admin", "front_office", "probation", 0.03),
    ("land", "non_operational", "storage", None, 0.05),
)


def estate(count: int, seed: int = 20_260_101) -> Estate:
    """``count`` properties with one occupation each; the same seed gives the same estate."""
    chance = np.random.default_rng(seed)
    towns = _towns(chance, max(_TOWNS, round(count * _TOWNS / _COUNTY)))
    places = _properties(chance, count, towns)
    leases = _leases(chance, places)
    return Estate(
        properties=places,
        occupations=_occupations(chance, places),
        leases=leases,
        lease_events=_breaks(chance, leases),
        costs=_costs(chance, places),
        organisations=_organisations(places),
        zones=filled(towns.drop(columns="share"), ZONE_COLUMNS),
        reader="party",
    )


def _towns(chance: np.random.Generator, count: int) -> pd.DataFrame:
    side = float(np.sqrt(_AREA_M2 * count / _TOWNS))
    share = chance.dirichlet(np.full(count, 0.8))
    return pd.DataFrame(
        {
            "name": [f"Town {number}" for number in range(count)],
            "kind": "town",
            "easting": chance.uniform(0, side, count),
            "northing": chance.uniform(0, side, count),
            "population": (share * count * 32_000).round(),
            "share": share,
        }
    )


def _some(chance: np.random.Generator, words: list[str | None], count: int) -> NDArray[np.object_]:
    return np.array(words, dtype=object)[chance.integers(0, len(words), count)]


def _properties(chance: np.random.Generator, count: int, towns: pd.DataFrame) -> gpd.GeoDataFrame:
    town = chance.choice(len(towns), count, p=towns["share"].to_numpy())
    kind = chance.choice(len(_KINDS), count, p=[kind[-1] for kind in _KINDS])
    centre = towns[["easting", "northing"]].to_numpy()[town]
    spread = np.where(chance.random(count) < _AROUND, _AROUND_M, _TOWN_M)
    points = centre + chance.normal(0, 1, (count, 2)) * spread[:, None]
    area = chance.lognormal(6.3, 0.6, count).round(0)
    body = chance.integers(0, _ORGANISATIONS, count)
    rows = pd.DataFrame(
        {
            "organisation": [
                f"C{c:04d}-{b:02d}" for c, b in zip(town // _TOWNS, body, strict=True)
            ],
            "local_ref": [f"R{number:07d}" for number in range(count)],
            "name": [f"House {number}" for number in range(count)],
            "use_class": np.array([one[1] for one in _KINDS], dtype=object)[kind],
            "type_code": np.array([one[0] for one in _KINDS], dtype=object)[kind],
            "operational": kind != len(_KINDS) - 1,
            "sensitivity": "open",
            "status": "in_use",
            "tenure": _some(chance, ["freehold", "freehold", "leasehold", None], count),
            "pfi": chance.random(count) < 0.02,
            "easting": points[:, 0],
            "northing": points[:, 1],
            "nia_m2": np.where(chance.random(count) < 0.7, area, np.nan),
            "gia_m2": np.where(chance.random(count) < 0.9, area / 0.8, np.nan),
            "condition": _some(chance, ["A", "B", "C", "D", None], count),
            "energy_rating": _some(chance, ["B", "C", "D", "E", None], count),
            "town": towns["name"].to_numpy()[town],
            "availability": _some(chance, ["red", "amber", "amber", "green", None], count),
            "sharing": _some(chance, ["red", "amber", "amber", "green", None], count),
            "reuse_offered": chance.random(count) < 0.3,
            "exact": True,
        },
        index=pd.Index([f"P{number:07d}" for number in range(count)], name="property_id"),
    )
    outlines = _outlines(chance, points)
    data = filled(rows, PROPERTY_COLUMNS)[list(PROPERTY_COLUMNS)]
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(outlines, data.index, crs=27700))


def _outlines(chance: np.random.Generator, points: NDArray[np.float64]) -> NDArray[np.object_]:
    """Star-shaped outlines of 5 to 12 corners around each point."""
    count = len(points)
    corners = chance.integers(5, 13, count)
    owner = np.repeat(np.arange(count), corners)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = -2 * np.pi * place / corners[owner]
    radius = chance.uniform(8, 40, count)[owner] * chance.uniform(0.7, 1.0, len(owner))
    around = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    polygons = shapely.polygons(shapely.linearrings(points[owner] + around, indices=owner))
    whole = shapely.multipolygons(polygons, indices=np.arange(count))
    return np.asarray(whole, dtype=object)


def _occupations(chance: np.random.Generator, places: gpd.GeoDataFrame) -> pd.DataFrame:
    kinds = {kind[0]: kind for kind in _KINDS}
    count = len(places)
    area = places["nia_m2"].fillna(500).to_numpy()
    rows = pd.DataFrame(
        {
            "property_id": places.index,
            "organisation": places["organisation"].to_numpy(),
            "user_function": places["type_code"]
            .map({k: v[2] for k, v in kinds.items()})
            .to_numpy(),
            "service_function": places["type_code"]
            .map({k: v[3] for k, v in kinds.items()})
            .to_numpy(),
            "need_m2": np.where(
                chance.random(count) < 0.9, (area * chance.uniform(0.2, 0.9, count)).round(), np.nan
            ),
            "need_basis": "area",
            "exact": True,
        },
        index=pd.Index([f"O{number:07d}" for number in range(count)], name="occupation_id"),
    )
    return filled(rows, OCCUPATION_COLUMNS)


def _leases(chance: np.random.Generator, places: gpd.GeoDataFrame) -> pd.DataFrame:
    let = places[places["tenure"].eq("leasehold")]
    ends = pd.Timestamp("2026-06-30") + pd.to_timedelta(
        chance.integers(0, 4_000, len(let)), unit="D"
    )
    rows = pd.DataFrame(
        {
            "property_id": let.index,
            "tenant": let["organisation"].to_numpy(),
            "start": pd.NaT,
            "expiry": ends,
            "holding_over_since": pd.NaT,
            "exact": True,
        },
        index=pd.Index([f"L{number:07d}" for number in range(len(let))], name="lease_id"),
    )
    return filled(rows, LEASE_COLUMNS)


def _breaks(chance: np.random.Generator, leases: pd.DataFrame) -> pd.DataFrame:
    broken = leases[chance.random(len(leases)) < 0.3]
    rows = pd.DataFrame(
        {
            "lease_id": broken.index,
            "kind": "tenant_break",
            "date": broken["expiry"].to_numpy() - pd.to_timedelta(700, unit="D"),
            "notice_months": 6,
        }
    )
    return filled(rows, LEASE_EVENT_COLUMNS)


def _costs(chance: np.random.Generator, places: gpd.GeoDataFrame) -> pd.DataFrame:
    known = places[chance.random(len(places)) < 0.4]
    amount = known["gia_m2"].fillna(600).to_numpy() * chance.uniform(30, 110, len(known))
    rows = pd.DataFrame(
        {
            "total_gbp_pa": amount,
            "club_gbp_pa": amount,
            "running_gbp_pa": 0.65 * amount,
            "year": "2009/10",
            "exact": True,
        },
        index=known.index,
    )
    return filled(rows, COST_COLUMNS)


def _organisations(places: gpd.GeoDataFrame) -> pd.DataFrame:
    codes = pd.Index(sorted(places["organisation"].unique()), name="code")
    rows = pd.DataFrame(
        {"name": codes, "kind": "district", "in_scope": True, "signed": True, "m2_per_fte": np.nan},
        index=codes,
    )
    return filled(rows, ORGANISATION_COLUMNS)
