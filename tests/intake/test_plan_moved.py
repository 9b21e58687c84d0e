"""A plan says of a property that lies elsewhere now how far it has moved, and draws its rows."""

import json
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.geometry import to_lonlat
from estate.intake.plans import plan_map
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


def drawn(connection: Connection, plan: intake.ImportPlan) -> tuple[dict[str, Any], list[Any]]:
    found = json.loads(plan_map.changes_geojson(connection, plan))
    counts = {name: found[name] for name in ("type", "numberMatched", "numberReturned")}
    return counts, [{**one["properties"], "geometry": one["geometry"]} for one in found["features"]]


def at(east: float, north: float = NORTH) -> list[float]:
    longitude, latitude = to_lonlat([east], [north])
    return [pytest.approx(float(longitude[0]), abs=1e-6),
            pytest.approx(float(latitude[0]), abs=1e-6)]  # fmt: skip


def test_each_row_is_drawn_where_it_would_be_then_known_ones_first(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What moved bears whence; a row without a place is counted and has none."""
    start(connection)
    path = tmp_path / "a.csv"
    bring(connection, write_csv(path, [row(f"A{n}", EASTING=EAST + 10 * n) for n in range(1, 5)]))
    later = [row("A1", EASTING=EAST + 310), row("A2", NAME="Old Hall", EASTING=EAST + 20),
             row("A3", EASTING=EAST + 30), row("B1", EASTING=EAST + 500),
             row("B2", EASTING="", NORTHING="")]  # fmt: skip
    plan = intake.prepare(
        connection, write_csv(path, later), organisation="T-CC", kind=RecordKind.PROPERTY
    )
    counts, features = drawn(connection, plan)
    assert counts == {"type": "FeatureCollection", "numberMatched": 5, "numberReturned": 5}
    told = [(one["change"], one["row_number"], one["reference"], one["name"]) for one in features]
    assert told == [
        ("moved", 2, "A1", "House A1"), ("changed", 3, "A2", "Old Hall"),
        ("not_in_file", None, None, None), ("new", 5, "B1", "House B1"),
        ("new", 6, "B2", "House B2"),
    ]  # fmt: skip
    assert [one["geometry"] and one["geometry"]["coordinates"] for one in features] == [
        at(EAST + 310), at(EAST + 20), at(EAST + 40), at(EAST + 500), None,
    ]  # fmt: skip
    moved, changed = features[:2]
    assert (moved["from"], moved["distance_m"]) == (at(EAST + 10), 300.0)
    assert moved["fields"] == ["rep_point"] and changed["fields"] == ["name"]
    assert all("from" not in one and "distance_m" not in one for one in features[1:])
    monkeypatch.setattr(plan_map, "MAX_FEATURES", 2)
    counts, features = drawn(connection, plan)
    assert (counts["numberMatched"], counts["numberReturned"], len(features)) == (5, 2, 2)


def test_a_row_that_hangs_on_a_property_is_drawn_there(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1"), row("A2", EASTING=EAST + 70)]))
    leases = [{"LEASE_REF": f"L{n}", "PROPERTY_REF": f"A{n}", "EXPIRY_DATE": "31/03/2031"}
              for n in (1, 2)]  # fmt: skip
    bring(connection, write_csv(tmp_path / "l.csv", leases[:1]), kind="lease")
    leases[0]["EXPIRY_DATE"] = "31/03/2032"
    plan = intake.prepare(connection, write_csv(tmp_path / "l.csv", leases), organisation="T-CC",
                          kind=RecordKind.LEASE)  # fmt: skip
    counts, features = drawn(connection, plan)
    assert (counts["numberMatched"], counts["numberReturned"]) == (2, 2)
    assert [(one["change"], one["reference"], one["fields"]) for one in features] == [
        ("changed", "L1", ["expiry_date"]), ("new", "L2", []),
    ]  # fmt: skip
    assert [one["geometry"]["coordinates"] for one in features] == [at(EAST), at(EAST + 70)]
