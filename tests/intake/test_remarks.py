"""What remarks say: the file's own headings, the day that a date was held against."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from estate.codes import IssueCode
from estate.db import tables as t
from estate.register.queries import imports
from tests.intake.county import EAST, NORTH, bring, row, square, start, write_csv, write_shapefile


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


FUTURE = {"AS_OF": "31/03/2062", "BV_DATE": "01/04/2027", "PFI_END": "2040-01-01"}


def test_dates_of_facts_that_lie_ahead_are_remarked_and_kept(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = write_csv(tmp_path / "a.csv", [row("A1", **FUTURE), row("A2", AS_OF="22/11/2026")])
    plan, _ = bring(connection, path, today=date(2026, 11, 22))
    said = {i.field: i.message for i in plan.issues if i.code is IssueCode.DATE_IN_FUTURE}
    assert said == {
        "as_of_date": "31/03/2062 lies after 22/11/2026, the day on which the file was read. We "
        "took it as it stands, and a row of an earlier date will not replace this one. Check the "
        "year.",
        "book_value_date": "01/04/2027 lies after 22/11/2026, the day on which the file was read. "
        "We took it as it stands. Check the year.",
    }
    p = t.property_.c
    kept = connection.execute(select(p.as_of_date, p.book_value_date).order_by(p.local_ref)).all()
    assert kept == [(date(2062, 3, 31), date(2027, 4, 1)), (date(2026, 11, 22), None)]
    later, _ = bring(connection, path, today=date(2070, 1, 1))
    assert not [i for i in later.issues if i.code is IssueCode.DATE_IN_FUTURE]


def test_a_lease_may_begin_and_end_in_the_future_but_not_be_held_over_since_then(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("A1", TENURE="Leasehold")]))
    lease = {"LEASE_REF": "L1", "PROP_REF": "A1", "LEASE_STRT": "01/04/2027",
             "LEASE_EXP": "31/03/2037", "REVIEW_DT": "01/04/2032", "BREAK_DATE": "01/04/2030",
             "BREAK_BY": "tenant", "HOLD_OVER": "01/01/2027"}  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "l.csv", [lease]), kind="lease",
                    today=date(2026, 11, 22))  # fmt: skip
    assert [(i.field, i.heading) for i in plan.issues] == [("holding_over_since", "HOLD_OVER")]


def test_a_year_mistyped_in_a_whole_column_is_one_remark(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [row(f"A{n}", AS_OF="31/03/2062") for n in range(7)]
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", rows), today=date(2026, 11, 22))
    (said,) = [i for i in plan.issues if i.code is IssueCode.DATE_IN_FUTURE]
    assert said.message.startswith("7 rows: 31/03/2062 lies after 22/11/2026")
    assert said.message.endswith("(rows 2–8).")
