"""Shapes as they come: parcels of one asset, closed lines, shapes of leases."""

from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from sqlalchemy import Connection, select

from estate.codes import IssueCode, Severity
from estate.db import tables as t
from tests.intake.county import EAST, NORTH, bring, row, square, start, write_csv, write_shapefile

P = t.property_.c
NO_POINT = {"EASTING": None, "NORTHING": None}


def plain(reference: str, **more: Any) -> dict[str, Any]:
    return {"LOCAL_REF": reference, "NAME": f"Site {reference}", "TENURE": "Freehold"} | more


def areas(connection: Connection) -> dict[str, float]:
    rows = connection.execute(select(P.local_ref, P.site_area_m2).order_by(P.local_ref))
    return {ref: float(area or 0) for ref, area in rows}


def outline(connection: Connection, reference: str) -> Any:
    wkb = connection.execute(select(P.geom.ST_AsBinary()).where(P.local_ref == reference)).scalar()
    return shapely.from_wkb(bytes(wkb)) if wkb else None


def test_parcels_of_one_asset_become_one_multipart(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    rows = [plain("S1", FID_1=n, SHAPE_AREA=1600.0 + n, AREA_HA=0.16) for n in range(3)]
    rows.insert(1, plain("S2", FID_1=9, SHAPE_AREA=1.0, AREA_HA=0.04))
    shapes = [square(EAST, NORTH, 40), square(EAST + 500, NORTH, 20),
              square(EAST + 40, NORTH, 40),  # shares a side with the first
              square(EAST + 900, NORTH, 40)]  # fmt: skip
    plan, _ = bring(connection, write_shapefile(tmp_path / "p.shp", rows, shapes))
    assert plan.counts["new"] == 2 and plan.counts["part"] == 2
    assert sum(plan.outcomes.counts().values()) == plan.record_count == 4
    assert areas(connection) == {"S1": 4800.0, "S2": 400.0}
    assert len(outline(connection, "S1").geoms) == 2
    said = [i for i in plan.issues if i.code is IssueCode.GEOMETRY_AREA_CHANGED]
    assert [i.message for i in said] == [
        "Rows 1, 3, 4 are equal but for their shape: they are one property, “S1”, of 3 outlines."
    ]
    assert not [i for i in plan.issues if i.severity is not Severity.NOTE]
    again, result = bring(connection, tmp_path / "p.shp")
    assert not result.changed and again.counts["unchanged"] == 2


def test_parcels_whose_rows_differ_are_refused_with_what_mends_them(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [plain("S1"), plain("S1", TENURE="Leasehold")]
    plan, _ = bring(
        connection,
        write_shapefile(tmp_path / "p.shp", rows, [square(), square(EAST + 100)]),
    )
    assert (plan.counts["new"], plan.counts["refused"]) == (1, 1)
    [said] = [i.message for i in plan.issues if i.code is IssueCode.DUPLICATE_REFERENCE]
    assert "dissolve the layer by “LOCAL_REF”" in said


def test_equal_rows_with_points_stay_a_reference_used_twice(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    points = [Point(EAST, NORTH), Point(EAST + 100, NORTH)]
    path = write_shapefile(tmp_path / "p.shp", [plain("S1")] * 2, points)
    plan, _ = bring(connection, path)
    assert (plan.counts["new"], plan.counts["refused"]) == (1, 1)


RING = [(0, 0), (40, 0), (40, 40), (0, 40), (0, 0)]
HOLE = [(10, 10), (20, 10), (20, 20), (10, 20), (10, 10)]


def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(EAST + x, NORTH + y) for x, y in points]


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        (LineString(at(RING)), 1600),
        (LineString([(*xy, 7.0) for xy in at(RING)]), 1600),  # as AutoCAD has it, with heights
        (LineString(at([*RING[:-1], (0.004, 0.003)])), 1600),  # closes to half a centimetre
        (MultiLineString([at(RING), at(HOLE)]), 1500),  # a ring within a ring is a hole
        (MultiLineString([at(RING[:3]), at(RING[2:])]), 1600),  # drawn in two pieces
    ],
)
def test_a_closed_line_is_an_outline(
    connection: Connection, tmp_path: Path, shape: Any, area: float
) -> None:
    start(connection)
    plan, _ = bring(connection, write_shapefile(tmp_path / "c.shp", [plain("C1")], [shape]))
    assert areas(connection)["C1"] == pytest.approx(area, abs=0.5)
    assert isinstance(outline(connection, "C1"), MultiPolygon)
    said = [i for i in plan.issues if "closed line" in i.message]
    assert [i.severity for i in said] == [Severity.NOTE]


@pytest.mark.parametrize(
    "shape", [LineString(at(RING[:-1])), MultiLineString([at(RING), at([(50, 50), (60, 60)])])]
)
def test_a_line_that_does_not_close_is_a_warning(
    connection: Connection, tmp_path: Path, shape: Any
) -> None:
    start(connection)
    plan, _ = bring(connection, write_shapefile(tmp_path / "c.shp", [plain("C1")], [shape]))
    [said] = [i for i in plan.issues if i.code is IssueCode.BAD_GEOMETRY]
    assert said.severity is Severity.WARNING and "its extent is lost" in said.message
    assert outline(connection, "C1") is None


def test_shapes_of_leases_are_said_to_be_left_out(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", TENURE="Leasehold")]))
    leases = [{"LEASE_REF": "L1", "PROP_REF": "A1", "LEASE_EXP": "31/03/2030"}]
    path = write_shapefile(
        tmp_path / "l.shp", leases, [Polygon(box(EAST, NORTH, EAST + 9, NORTH + 9))]
    )
    plan, _ = bring(connection, path, kind="lease")
    assert plan.counts["new"] == 1
    assert [note for note in plan.notes if "shapes of the layer are left out" in note]
