"""What real registers must show: every count, in words a GIS officer would use."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import IssueCode, RecordKind, Severity
from estate.intake.rows import postcode_positions
from estate.register.records import PropertyRecord
from tests.intake.county import EAST, NORTH, row, start, write_csv

CHELTENHAM = Path("registers/cheltenham_lgtc/local_authority_land_and_assets_2021.csv")
DERBYSHIRE = Path("registers/fire_stations_and_lgtc/stations-derbyshire.xlsx")
LIBRARIES = Path("reference/libraries_2023/basic-dataset-for-libraries-2023-enhanced.csv")


def plan_of(connection: Connection, path: Path, **envelope: float) -> intake.ImportPlan:
    start(connection, **envelope)
    return intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)


def test_cheltenham(connection: Connection, shared_data: Path) -> None:
    plan = plan_of(connection, shared_data / CHELTENHAM, min_easting=385000,
                   min_northing=215000, max_easting=402000, max_northing=230000)  # fmt: skip
    assert any("without a place in the register: “Organisation”" in note for note in plan.notes)
    said = Counter((issue.code, issue.field, issue.severity) for issue in plan.issues)
    assert plan.record_count == 498
    assert said[IssueCode.DUPLICATE_REFERENCE, "local_ref", Severity.ERROR] == 5
    assert said[IssueCode.SHARED_UPRN, "uprn", Severity.NOTE] == 49
    # 100121000000 twice: once 1.00121E+11, and saved so.
    assert said[IssueCode.BAD_UPRN, "uprn", Severity.WARNING] == 2
    assert said[IssueCode.NO_LOCATION, "geometry", Severity.WARNING] == 1
    points = [i for i in plan.issues if i.code is IssueCode.SHARED_POINT]
    assert len(points) == 46
    assert sum(rows_in(issue.message) for issue in points) == 133
    # Beside one row without a postcode no two rows on a point differ in it: notes all.
    assert {issue.severity for issue in points} == {Severity.NOTE}
    assert not any("different" in issue.message for issue in points)
    notes = [i for i in plan.issues if i.code in (IssueCode.CLASS_IMPUTED, IssueCode.MISSING_NAME)]
    assert len(notes) == 2 and all(" rows: " in note.message for note in notes)


def rows_in(message: str) -> int:
    """How many rows a message like “Rows 2, 4–6 have …” speaks of."""
    total = 0
    for span in message.removeprefix("Rows ").partition(" have")[0].split(", "):
        first, _, last = span.partition("–")
        total += int(last or first) - int(first) + 1
    return total


def test_derbyshire(connection: Connection, shared_data: Path) -> None:
    plan = plan_of(connection, shared_data / DERBYSHIRE, min_easting=340000,
                   min_northing=310000, max_easting=460000, max_northing=400000)  # fmt: skip
    assert (plan.counts["new"], plan.counts["refused"]) == (56, 0)
    first = plan.checked.records[0]
    assert isinstance(first, PropertyRecord) and first.site_area_m2 == 5370
    far = {issue.value: issue.message for issue in plan.issues if issue.field == "postcode"}
    assert set(far) == {"SK23 7HP", "S18 1ST"}
    assert "The place is 63.0 km from" in far["SK23 7HP"]


def test_national_libraries(connection: Connection, shared_data: Path) -> None:
    plan = plan_of(connection, shared_data / LIBRARIES, min_easting=0, min_northing=0,
                   max_easting=700000, max_northing=700000)  # fmt: skip
    assert (
        plan.record_count
        == 3539
        == sum(plan.counts[name] for name in ("new", "changed", "unchanged", "linked", "refused"))
    )
    far = [issue for issue in plan.issues if issue.field == "postcode"
           and issue.code is IssueCode.FAR_FROM_POSTCODE]  # fmt: skip
    shared = [issue for issue in plan.issues if issue.field == "geometry"
              and issue.severity is Severity.WARNING and "lie" in issue.message]  # fmt: skip
    assert (len(far), len(shared)) == (18, 4)
    # Row 56 (B24 9HP) carries the coordinates of the library in row 60 (B21 9DP).
    doubts = {issue.row_number: issue.message for issue in far}
    assert "is 6.9 km from the middle of its postcode B24 9HP" in doubts[56]
    assert any("Rows 56, 60" in i.message and "6.8 km apart" in i.message for i in shared)


def test_a_point_far_from_its_postcode_is_doubted_with_the_distance(
    connection: Connection, tmp_path: Path
) -> None:
    ((east, north),) = postcode_positions.places(["WR1 1AA", "WR1 9ZZ", "XX1 1XX"]).values()
    rows = [
        row("A", POSTCODE="WR1 1AA", EASTING=east, NORTHING=north + 490),
        row("B", POSTCODE="WR1 1AA", EASTING=east + 900, NORTHING=north),
        row("C", POSTCODE="WR1 9ZZ"),
        row("D", POSTCODE="WR1", NORTHING=NORTH + 1),
        row("E", POSTCODE="WR1 1AA", EASTING="", NORTHING="", LONGITUDE=-2.2, LATITUDE=52.0),
    ]
    plan = plan_of(connection, write_csv(tmp_path / "a.csv", rows))
    doubts = {issue.row_number: issue.message for issue in plan.issues}
    assert doubts[3].startswith("The place is 900 m from the middle of its postcode WR1 1AA;")
    assert set(doubts) == {3, 6} and " km from" in doubts[6]
    assert {issue.code for issue in plan.issues} == {IssueCode.FAR_FROM_POSTCODE}


def test_different_postcodes_on_one_point_are_a_warning(
    connection: Connection, tmp_path: Path
) -> None:
    here = postcode_positions.places(["WR1 1AA"])["WR1 1AA"]
    rows = [
        row(ref, POSTCODE=code, EASTING=here[0], NORTHING=here[1])
        for ref, code in (("A", "WR1 1AA"), ("B", "wr11aa"), ("C", "WR5 2NP"), ("D", ""))
    ]
    plan = plan_of(connection, write_csv(tmp_path / "a.csv", rows))
    shared = [issue for issue in plan.issues if issue.field == "geometry"]
    assert [(i.code, i.severity) for i in shared] == [(IssueCode.SHARED_POINT, Severity.WARNING)]
    assert "Rows 2–5 have one and the same point" in shared[0].message
    assert "different postcodes (WR1 1AA, WR5 2NP, which lie" in shared[0].message


@pytest.mark.parametrize(("east", "north"), [("inf", "254000"), ("-inf", "nan"), ("1e999", "1")])
def test_infinities_are_no_places(
    connection: Connection, tmp_path: Path, east: str, north: str
) -> None:
    path = write_csv(tmp_path / "a.csv", [row("A", EASTING=east, NORTHING=north), row("B"),
                                          row("C", EASTING=EAST + 9)])  # fmt: skip
    plan = plan_of(connection, path)
    assert [issue.code for issue in plan.issues] == [IssueCode.BAD_GEOMETRY]
    assert plan.counts["new"] + plan.counts["refused"] == 3
