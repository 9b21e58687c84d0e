"""A small county and the files of its organisations, made by the tests."""

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely import Polygon, box
from sqlalchemy import Connection

from estate import intake
from estate.codes import OrganisationKind, RecordKind
from estate.register.area_records import (
    AreaDescription,
    EnvelopeDescription,
    OrganisationDescription,
    TownDescription,
)
from estate.register.writes.area import init_area

EAST, NORTH = 385000.0, 254000.0
PROPERTY_HEADINGS = [
    "LOCAL_REF", "UPRN", "NAME", "POSTCODE", "TENURE", "USE_CLASS", "GIA_M2", "EASTING", "NORTHING"
]  # fmt: skip


def describe(**envelope: float) -> AreaDescription:
    box_ = {"min_easting": 353000, "min_northing": 229000, "max_easting": 419000,
            "max_northing": 284000, **envelope}  # fmt: skip
    return AreaDescription(
        code="T-CTY",
        name="Testshire",
        synthetic=True,
        source="made up for tests",
        population=1000,
        envelope=EnvelopeDescription(**box_),
        towns=(
            TownDescription(name="Easton", easting=EAST, northing=NORTH, radius_m=2000),
            TownDescription(name="Weston", easting=EAST - 2500, northing=NORTH, radius_m=2000),
        ),
        organisations=(
            OrganisationDescription(code="T-CC", name="Testshire County Council",
                                    kind=OrganisationKind.COUNTY, aliases=("TCC",)),
            OrganisationDescription(code="T-DC", name="Easton District Council",
                                    kind=OrganisationKind.DISTRICT),
        ),
    )  # fmt: skip


def start(connection: Connection, **envelope: float) -> None:
    init_area(connection, describe(**envelope))


def row(ref: str, **more: Any) -> dict[str, Any]:
    """One sound property row; anything may be overridden."""
    made = {"LOCAL_REF": ref, "UPRN": "", "NAME": f"House {ref}", "POSTCODE": "ZZ1 1AA",
            "TENURE": "Freehold", "USE_CLASS": "office_admin", "GIA_M2": "1,200.50",
            "EASTING": EAST, "NORTHING": NORTH}  # fmt: skip
    return made | more


def write_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, headings)
        writer.writeheader()
        writer.writerows(rows)
    return path


def square(east: float = EAST, north: float = NORTH, side: float = 20.0) -> Polygon:
    return box(east, north, east + side, north + side)


def bow_tie(east: float = EAST, north: float = NORTH) -> Polygon:
    return Polygon([(east, north), (east + 20, north + 20), (east + 20, north), (east, north + 20)])


def write_shapefile(path: Path, rows: list[dict[str, Any]], shapes: list[Any], **more: Any) -> Path:
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=more.pop("crs", 27700))
    frame.to_file(path, engine="pyogrio", **more)
    return path


def bring(
    connection: Connection, path: Path, organisation: str = "T-CC", kind: str = "property",
    **more: Any,
) -> tuple[intake.ImportPlan, intake.CommitResult]:  # fmt: skip
    plan = intake.prepare(
        connection, path, organisation=organisation, kind=RecordKind(kind), **more
    )
    return plan, intake.commit(connection, plan, by="test")
