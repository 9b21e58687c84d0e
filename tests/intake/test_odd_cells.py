"""Cells that say their fact by the way: months, numbers of days, words for nothing, postcodes in
addresses; lines of ledgers; properties known by UPRN alone."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import IssueCode, RecordKind, RowOutcome, Severity, TypeCode
from estate.geometry import Envelope
from estate.intake.cells.financial_years import financial_year, of_one_sort
from estate.intake.cells.money_cells import stated_money
from estate.intake.columns.recognition import recognise
from estate.intake.file_reading import Read, read_all
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from estate.register import known_rows as standing
from tests.intake.county import EAST, NORTH, bring, row, start, write_csv

ENGLAND = Envelope(0, 0, 700_000, 700_000)


def read(folder: Path, rows: list[dict[str, Any]], kind: RecordKind = RecordKind.PROPERTY) -> Read:
    source = open_source(write_csv(folder / "a.csv", rows))
    recognition = recognise(source.records, kind)
    context = Context("T-CC", kind, ENGLAND, "England", date(2026, 11, 29), {},
                      values=recognition.values)  # fmt: skip
    return read_all(source, recognition, context)


def only(found: Read) -> Any:
    (record,) = found.checked.records
    return record


LEASE = {"Lease Ref": "L1", "Property Ref": "P1", "Tenant": "Alpha Tyres"}


@pytest.mark.parametrize(
    ("heading", "cell", "field", "day"),
    [("Lease Expiry", "Mar-28", "expiry_date", date(2028, 3, 31)),
     ("Lease Expiry", "February 2028", "expiry_date", date(2028, 2, 29)),
     ("Lease Start", "03/2021", "start_date", date(2021, 3, 1)),
     ("Lease Start", "44286", "start_date", date(2021, 3, 31)),
     ("Lease Expiry", "46111.0", "expiry_date", date(2026, 3, 30)),
     ("Lease Start", "12345", "start_date", None), ("Lease Start", "Foo-28", "start_date", None),
     ("Lease Expiry", "Q2 2027", "expiry_date", None)],
)  # fmt: skip
def test_months_and_numbers_of_days(
    tmp_path: Path, heading: str, cell: str, field: str, day: date | None
) -> None:
    found = read(tmp_path, [LEASE | {heading: cell}], RecordKind.LEASE)
    assert getattr(only(found), field) == day
    said = [*found.notes, *(one.value or "" for one in found.checked.issues)]
    assert any("month alone" in one or "counts days" in one or cell == one for one in said)


def test_a_term_of_months_and_one_that_says_its_start(tmp_path: Path) -> None:
    found = read(tmp_path, [LEASE | {"Lease Term (months)": "120"}], RecordKind.LEASE)
    assert only(found).term_years == 10 and "is in months" in "".join(found.notes)
    words = "125 years from and including 1 April 2015"
    found = read(tmp_path, [LEASE | {"Term of Lease": words}], RecordKind.LEASE)
    assert (only(found).start_date, only(found).expiry_date) == (
        date(2015, 4, 1), date(2140, 3, 31))  # fmt: skip
    assert "In 1 row the start was read from “Term of Lease”." in found.notes


@pytest.mark.parametrize(
    ("cell", "yearly", "pounds"),
    [("Nil", True, 0), ("nil", False, 0), ("One Peppercorn p.a. (if demanded)", True, 0),
     ("£7,100 per half year", True, 14_200), ("c. £75,000", False, 75_000),
     ("£75,000 (est.)", False, 75_000), ("£12.5k", False, 12_500), ("£500 per month", False, None),
     ("Nilgiri", True, None), ("£1,200", False, None)],
)  # fmt: skip
def test_money_in_words(cell: str, yearly: bool, pounds: int | None) -> None:
    found = stated_money(cell, yearly=yearly)
    assert found == pounds if pounds is not None else found is None


@pytest.mark.parametrize("word", ["TBC", "POA", "Rolling", "Not surveyed", "Not Applicable", "N/A"])
def test_a_word_for_no_figure_is_no_warning(tmp_path: Path, word: str) -> None:
    cells = {"Lease Expiry": word, "Annual Rent": word, "Next Rent Review": word}
    found = read(tmp_path, [LEASE | cells], RecordKind.LEASE)
    assert (only(found).expiry_date, only(found).passing_rent_gbp_pa) == (None, None)
    assert {one.severity for one in found.checked.issues} <= {Severity.NOTE}


def test_a_postcode_in_the_address_a_day_in_a_heading_a_yes_under_vacant(tmp_path: Path) -> None:
    rows = [{"Asset No": f"A{n}", "Asset Name": "Old Hall", "Address": address,
             "NBV @ 31/03/25 (£k)": "1.5", "Vacant? (Y/N)": vacant, "Basis": "Freehold"}
            for n, address, vacant in ((1, "1 High Street, Easton, wr1 2ab", "Y"),
                                       (2, "Mill Lane, Easton", "N"))]  # fmt: skip
    found = read(tmp_path, rows)
    one, two = found.checked.records
    assert (one.postcode, two.postcode) == ("WR1 2AB", None)  # type: ignore[union-attr]
    assert one.book_value_date == date(2025, 3, 31)  # type: ignore[union-attr]
    assert (one.status, two.status) == ("vacant", "in_use")  # type: ignore[union-attr]
    assert one.tenure == "freehold"  # type: ignore[union-attr]
    assert "In 1 row the postcode was read from “Address” and “Asset Name”." in found.notes


def test_a_column_that_nothing_fills_is_not_made(tmp_path: Path) -> None:
    found = read(tmp_path, [{"Asset No": "A1", "Address": "Mill Lane"}])
    assert "postcode" not in found.checked.fields


def test_the_type_of_a_place_by_its_use_is_a_proposal(tmp_path: Path) -> None:
    rows = [{"Asset No": f"A{n}", "Asset Name": "The Meads", "Use": use}
            for n, use in enumerate(("Sports pavilion", "Vacant", "Something else"))]  # fmt: skip
    found = [(one.type_code, one.type_code_imputed)  # type: ignore[union-attr]
             for one in read(tmp_path, rows).checked.records]  # fmt: skip
    assert found == [(TypeCode.LEISURE_CENTRE, True), (None, False), (None, False)]


@pytest.mark.parametrize(
    ("typed", "year"),
    [("31/03/2025", "2024/25"), (date(2025, 4, 1), "2025/26"),
     ("Year ending 31 March 2025", "2024/25"),
     ("FYE 2025", "2024/25"), ("y/e 2025", "2024/25")],
)  # fmt: skip
def test_a_year_by_a_day_of_it(typed: Any, year: str) -> None:
    assert financial_year(typed) == year


def test_of_one_year_what_was_spent_is_taken_before_what_was_planned() -> None:
    years = {"2024/25 Budget": "2024/25", "2024/25 Actual": "2024/25", "2025/26 Budget": "2025/26"}
    assert of_one_sort(years) == (
        {"2024/25 Actual": "2024/25", "2025/26 Budget": "2025/26"}, ["2024/25 Budget"]
    )  # fmt: skip


def line(amount: str, kind: str = "Electricity", **more: str) -> dict[str, str]:
    return {"Property Ref": "A1", "Account Description": kind, "Financial Year": "2024/25",
            "Amount": amount, "Supplier": "Syn Power", **more}  # fmt: skip


def test_lines_of_a_ledger_are_added_up_and_none_is_lost(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1")]))
    rows = [line("100"), line("100"), line("-50.25", Supplier="Syn Gas"), line("9", "Gas"),
            line("(20,000)", "Rental Income")]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "c.csv", rows), kind="cost")
    held = standing.rows(connection, RecordKind.COST, "T-CC", None)
    found = {ref: (one.facts["amount_gbp_pa"], one.facts["payee_name"])
             for ref, one in held.items()}  # fmt: skip
    assert found == {"A1/electricity/2024/25": (Decimal("149.75"), None),
                     "A1/gas/2024/25": (Decimal("9.00"), "Syn Power")}  # fmt: skip
    assert [*plan.outcomes.values()] == [RowOutcome.NEW, RowOutcome.PART, RowOutcome.PART,
                                         RowOutcome.NEW, RowOutcome.REFUSED]  # fmt: skip
    said = "\n".join(one.message for one in plan.issues)
    assert "3 lines (rows 2–4)" in said and "no payee is kept" in said
    assert "is income, and no cost" in said
    again, _ = bring(connection, write_csv(tmp_path / "c.csv", rows), kind="cost")
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)


def test_lines_with_references_of_their_own_stand_for_themselves(tmp_path: Path) -> None:
    rows = [line("100", **{"Invoice No": "I1"}), line("50", **{"Invoice No": "I2"})]
    found = read(tmp_path, rows, RecordKind.COST).checked
    assert [one.own_ref for one in found.linked] == ["I1", "I2"] and not found.part_rows


def test_a_part_of_a_list_finds_its_properties_by_uprn(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    known = [row(f"A{n}", UPRN=f"10006058200{n}", POSTCODE="ZZ1 1AA", EASTING=EAST + 900 * n)
             for n in (1, 2, 3)]  # fmt: skip
    bring(connection, write_csv(tmp_path / "known.csv", known))
    survey = [{"UPRN": uprn, "Postcode": postcode, "Condition": "B"}
              for uprn, postcode in (("100060582001", "ZZ1 1AA"), ("100060582002", "ZZ9 9ZZ"),
                                     ("100060582009", "ZZ1 1AA"), ("TBC", ""))]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "s.csv", survey), partial=True)
    assert (plan.counts["changed"], plan.counts["new"], plan.counts["refused"]) == (1, 0, 3)
    said = "\n".join(one.message for one in plan.issues if one.severity is Severity.ERROR)
    assert "the postcodes ZZ9 9ZZ and ZZ1 1AA" in said
    assert "No property of yours has the UPRN 100060582009" in said
    held = standing.rows(connection, RecordKind.PROPERTY, "T-CC", None)
    assert {ref: one.facts["condition"] for ref, one in held.items()} == {
        "A1": "B", "A2": None, "A3": None}  # fmt: skip
    plain = [{"UPRN": "100060582003", "Condition": "D", "Easting": EAST + 2700, "Northing": NORTH}]
    plan, _ = bring(connection, write_csv(tmp_path / "s.csv", plain), partial=True)
    assert plan.counts["changed"] == 1


def test_a_uprn_that_could_mean_several_finds_none_and_each_row_is_told_why(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    known = [row("A1", UPRN="100060582001"), row("A2", UPRN="100060582002", EASTING=EAST + 900),
             row("A3", UPRN="100060582002", EASTING=EAST + 1800),
             row("A4", UPRN="100060582004", EASTING=EAST + 2700)]  # fmt: skip
    bring(connection, write_csv(tmp_path / "known.csv", known))
    theirs = row("B1", UPRN="100060582005", EASTING=EAST + 3600)
    bring(connection, write_csv(tmp_path / "theirs.csv", [theirs]), organisation="T-DC")
    # One UPRN in two rows, with a nought before it in one; one of two properties; one of another
    # organisation's; one that is far away.
    given = ("100060582001", "0100060582001", "100060582002", "100060582005", "100060582004")
    survey = [{"UPRN": uprn, "Condition": "B", "Easting": EAST, "Northing": NORTH}
              for uprn in given]  # fmt: skip
    plan = intake.prepare(connection, write_csv(tmp_path / "s.csv", survey), organisation="T-CC",
                          kind=RecordKind.PROPERTY, partial=True)  # fmt: skip
    assert (plan.counts["refused"], plan.counts["changed"], plan.counts["new"]) == (5, 0, 0)
    told = {one.row_number: one for one in plan.issues if one.severity is Severity.ERROR}
    ends = ": give the property's own reference."
    twice = f"The file has 2 rows of the UPRN 100060582001{ends}"
    assert {number: one.message for number, one in told.items()} == {
        2: twice,
        3: twice,
        4: f"2 properties of yours have the UPRN 100060582002{ends}",
        5: f"No property of yours has the UPRN 100060582005{ends}",
        6: f"Same UPRN, 2.7 km apart{ends}",
    }
    assert [told[number].value for number in sorted(told)] == [one.lstrip("0") for one in given]
    assert {(one.field, one.code) for one in told.values()} == {
        ("uprn", IssueCode.UNKNOWN_PROPERTY)
    }


def test_lettings_without_references_are_told_apart(tmp_path: Path) -> None:
    shared = {"Property Ref": "P1", "Start": "01/04/2024", "Rent pa": "100"}
    rows = [shared | {"Tenant": name} for name in ("Alpha", "Beta", "Beta")]
    found = read(tmp_path, [*rows, shared | {"Start": "01/04/2025", "Tenant": "Gamma"}],
                 RecordKind.LEASE).checked  # fmt: skip
    assert [one.own_ref for one in found.linked] == [
        "P1/2024-04-01/Alpha", "P1/2024-04-01/Beta", "P1/2025-04-01"
    ]  # fmt: skip
    assert found.refused_rows == [4]  # the very same again
    assert any("tell them apart" in one.message for one in found.issues)


def test_headings_of_groups_and_titles_of_two_cells_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    lines = ["Synshire,List,,,", "Property,,Location,,Size (ha)", "Ref,Name,Easting,Northing,Area",
             "A1,Hall,448300,129300,0.5"]  # fmt: skip
    path.write_text("\n".join(lines))
    source = open_source(path)
    assert [*source.records.columns] == ["Ref", "Name", "Easting", "Northing", "Area (ha)"]
    assert source.row_numbers == [4]
    path.write_text("Prepared,01/06/2026,,,,\nRef,Name,Town,Use,Type,Tenure\nA1,Hall,Easton,2,x,y")
    assert [*open_source(path).records.columns][:3] == ["Ref", "Name", "Town"]
    path.write_text("Ref,,Town\nA1,Hall,Easton\nA2,Hut,Weston\n")  # a heading is lacking, no group
    assert open_source(path).record_count == 2
