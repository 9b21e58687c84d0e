"""What remarks say: the file's own headings, the day that a date was held against."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from estate.register.queries import imports
from tests.intake.county import EAST, NORTH, bring, square, start, write_csv, write_shapefile


def headings_of(plan: Any) -> dict[str | None, str | None]:
    return {issue.field: issue.heading for issue in plan.issues}


def test_remarks_name_the_heading_of_the_file_beside_our_field(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    odd = {"Unique Asset ID": "A1", "Name": "", "Tenure type": "borrowed", "Post Code": "nowhere",
           "X Co-ordinate": "here", "Y Co-ordinate": "there"}  # fmt: skip
    plan, result = bring(connection, write_csv(tmp_path / "a.csv", [odd]))
    assert headings_of(plan) == {
        "tenure": "Tenure type", "postcode": "Post Code", "name": "Name",
        "geo_x": "X Co-ordinate, Y Co-ordinate",
    }  # fmt: skip
    kept = imports.issues(connection, result.batch_id)
    assert {issue["field"]: issue["heading"] for issue in kept} == headings_of(plan)


def test_a_place_has_no_heading_in_a_layer_and_two_in_a_table(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    far = {"REF": "A1", "NAME": "Hall", "USE_CLASS": "office_admin", "EASTING": 100_000,
           "NORTHING": NORTH}  # fmt: skip
    near = far | {"REF": "A2", "EASTING": EAST}
    table, _ = bring(connection, write_csv(tmp_path / "a.csv", [far, near]))
    assert headings_of(table)["geometry"] == "EASTING, NORTHING"
    layer, _ = bring(connection, write_shapefile(
        tmp_path / "b.shp", [far, near], [square(100_000), square()]
    ))  # fmt: skip
    assert headings_of(layer)["geometry"] is None


def test_notes_of_many_rows_keep_the_heading(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    rows = [{"REF": f"A{n}", "Site name": "", "USE_CLASS": "office_admin", "Street": "High St",
             "Post Code": "WR11 4AA"} for n in range(9)]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", rows))
    (said,) = [issue for issue in plan.issues if issue.field == "name"]
    assert (said.row_number, said.heading) == (None, "Site name")
