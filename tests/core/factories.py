"""Small frames for tests of the pure core: plain functions with defaults."""

from datetime import date

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, box

from estate.frames import (
    COST_COLUMNS,
    LEASE_COLUMNS,
    LEASE_EVENT_COLUMNS,
    OCCUPATION_COLUMNS,
    ORGANISATION_COLUMNS,
    PROPERTY_COLUMNS,
    ZONE_COLUMNS,
    Estate,
)

TODAY = date(2026, 3, 31)

_PROPERTY: dict[str, object] = {
    "organisation": "SYN-A",
    "name": "Example House",
    "use_class": "office_admin",
    "type_code": "office",
    "operational": True,
    "sensitivity": "club",
    "status": "in_use",
    "tenure": "freehold",
    "pfi": False,
    "easting": 396_000.0,
    "northing": 270_800.0,
    "nia_m2": 800.0,
    "gia_m2": 1_000.0,
    "condition": "C",
    "energy_rating": "D",
    "town": "Bromsgrove",
    "district": "Bromsgrove",
    "availability": "amber",
    "sharing": "amber",
    "reuse_offered": False,
    "exact": True,
}


def square(easting: float, northing: float, side_m: float = 30.0) -> MultiPolygon:
    """A square outline around a point."""
    half = side_m / 2
    return MultiPolygon([box(easting - half, northing - half, easting + half, northing + half)])


def properties(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """Property rows over the defaults; ``id`` names the row, ``geometry`` may be given."""
    filled = [{**_PROPERTY, "id": f"P{n}", **row} for n, row in enumerate(rows, 1)]
    ids = [str(row.pop("id")) for row in filled]
    outlines = [row.pop("geometry", None) for row in filled]
    for row, name in zip(filled, ids, strict=True):
        row.setdefault("local_ref", name)
    data = pd.DataFrame(filled, index=pd.Index(ids, name="property_id"))
    data = data.reindex(columns=list(PROPERTY_COLUMNS))
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(outlines, data.index, crs=27700))


def occupations(*rows: dict[str, object]) -> pd.DataFrame:
    """Occupation rows; each needs a ``property_id``."""
    default = {
        "organisation": "SYN-A",
        "user_function": "back_office",
        "need_m2": 240.0,
        "need_basis": "fte",
        "exact": True,
    }
    filled = [{**default, "id": f"O{n}", **row} for n, row in enumerate(rows, 1)]
    return _frame(filled, OCCUPATION_COLUMNS, "occupation_id")


def leases(*rows: dict[str, object]) -> pd.DataFrame:
    """Lease rows; each needs a ``property_id``."""
    filled = [
        {"tenant": "SYN-A", "exact": True, "id": f"L{n}", **row} for n, row in enumerate(rows, 1)
    ]
    frame = _frame(filled, LEASE_COLUMNS, "lease_id")
    for column in ("start", "expiry", "holding_over_since"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def events(*rows: dict[str, object]) -> pd.DataFrame:
    """Lease events; each needs ``lease_id``, ``kind`` and ``date``."""
    frame = _frame([{"id": f"E{n}", **row} for n, row in enumerate(rows, 1)], LEASE_EVENT_COLUMNS)
    frame["date"] = pd.to_datetime(frame["date"])
    return frame


def costs(**by_property: float) -> pd.DataFrame:
    """Actual cost lines: property id → total; club is the same, running 65 % of it."""
    rows = [
        {
            "id": name,
            "total_gbp_pa": amount,
            "club_gbp_pa": amount,
            "running_gbp_pa": amount * 0.65,
            "year": "2009/10",
            "exact": True,
        }
        for name, amount in by_property.items()
    ]
    return _frame(rows, COST_COLUMNS, "property_id")


def organisations(*rows: dict[str, object]) -> pd.DataFrame:
    """Organisations; by default A to D, all signed, in scope and without a standard."""
    given = rows or tuple({"id": f"SYN-{letter}"} for letter in "ABCD")
    default = {"kind": "district", "in_scope": True, "signed": True, "m2_per_fte": None}
    filled = [{**default, "name": f"Body {str(row['id'])[-1]}", **row} for row in given]
    return _frame(filled, ORGANISATION_COLUMNS, "code")


def zones(*rows: dict[str, object]) -> pd.DataFrame:
    """Demand zones; by default one town of 30,000 people."""
    default = {
        "name": "Bromsgrove",
        "kind": "town",
        "easting": 396_000.0,
        "northing": 270_800.0,
        "population": 30_000,
    }
    filled = [{"id": f"Z{n}", **default, **row} for n, row in enumerate(rows or ({},), 1)]
    return _frame(filled, ZONE_COLUMNS)


def estate(**frames: object) -> Estate:
    """An estate from the frames given; the others are empty (or the default organisations)."""
    filled = {
        "properties": properties(),
        "occupations": occupations(),
        "leases": leases(),
        "lease_events": events(),
        "costs": costs(),
        "organisations": organisations(),
        "zones": zones(),
        "reader": "party",
        **frames,
    }
    return Estate(**filled)  # type: ignore[arg-type]


def _frame(
    rows: list[dict[str, object]], columns: dict[str, str], index: str | None = None
) -> pd.DataFrame:
    ids = [row.pop("id") for row in rows]
    frame = pd.DataFrame(rows, index=pd.Index(ids, name=index, dtype="object"))
    return frame.reindex(columns=list(columns))
