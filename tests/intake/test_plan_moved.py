"""A plan says of a property that lies elsewhere now how far it has moved."""

from pathlib import Path

from shapely import Polygon
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from tests.intake.county import EAST, NORTH, bring, row, square, start, write_csv, write_shapefile


def test_moved_with_distance(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = tmp_path / "a.csv"
    bring(connection, write_csv(path, [row("A1"), row("A2"), row("A3"), row("A4", EASTING="")]))
    later = [row("A1", EASTING=EAST + 300, NORTHING=NORTH - 400), row("A2", EASTING=EAST + 0.9),
             row("A3"), row("A4")]  # fmt: skip
    plan = intake.prepare(
        connection, write_csv(path, later), organisation="T-CC", kind=RecordKind.PROPERTY
    )
    moved = [{"row_number": 2, "reference": "A1", "distance_m": 500.0}]
    assert plan.moved.to_dict("records") == moved
    assert plan.to_dict()["moved"] == moved
    assert (plan.counts["changed"], plan.counts["unchanged"]) == (3, 1)


def test_an_outline_redrawn_on_the_spot_has_changed_but_not_moved(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    fields = [{"LOCAL_REF": "A1", "NAME": "x", "USE_CLASS": "specialist"}]
    bring(connection, write_shapefile(tmp_path / "a.shp", fields, [square()]))
    grown = square(EAST - 5, NORTH - 5, 30)
    plan, _ = bring(connection, write_shapefile(tmp_path / "b.shp", fields, [grown]))
    assert set(plan.changes["field"]) == {"geom", "site_area_m2"}
    assert plan.moved.empty


def test_the_same_corners_in_another_order_are_another_outline(
    connection: Connection, tmp_path: Path
) -> None:
    """As large as each other, too: one has its notch above, the other at its side."""
    start(connection)
    fields = [{"LOCAL_REF": "A1", "NAME": "x", "USE_CLASS": "specialist"}]
    corners = [(0, 0), (40, 0), (40, 40), (20, 20), (0, 40)]
    other = [(0, 0), (20, 20), (40, 0), (40, 40), (0, 40)]
    first, second = (
        Polygon([(EAST + x, NORTH + y) for x, y in order]) for order in (corners, other)
    )
    bring(connection, write_shapefile(tmp_path / "a.shp", fields, [first]))
    plan, _ = bring(connection, write_shapefile(tmp_path / "b.shp", fields, [second]))
    assert "geom" in set(plan.changes["field"])
