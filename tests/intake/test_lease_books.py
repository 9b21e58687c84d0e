"""Lease books as estates offices keep them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind, Severity
from estate.errors import FileRefused
from estate.intake.cells import values
from estate.intake.cells.money_cells import stated_money
from estate.intake.columns.recognition import proposal, recognise
from estate.register.records import LeaseRecord
from tests.intake.county import bring, row, start, write_csv

LEASE = {"Lease Ref": "L1", "Property Reference": "P1", "Lessee": "Alpha Traders Ltd",
         "Commencement": "25/03/2019", "Term": "10 years", "Passing Rent": "£12,500 pa",
         "Break Clause": "Tenant break 25/03/2024 on 6 months' notice",
         "Rent Review Date": "25/03/2024", "1954 Act": "Inside"}  # fmt: skip


def leases(connection: Connection, folder: Path, *rows: dict[str, Any]) -> tuple[
    list[LeaseRecord], intake.ImportPlan
]:  # fmt: skip
    start(connection)
    bring(connection, write_csv(folder / "p.csv", [row("P1")]))
    plan, _ = bring(connection, write_csv(folder / "l.csv", list(rows)), kind="lease")
    return [one for one in plan.checked.records if isinstance(one, LeaseRecord)], plan


def test_an_ordinary_lease_book(connection: Connection, tmp_path: Path) -> None:
    second = LEASE | {
        "Lease Ref": "L2",
        "Lessee": "Beta Motors",
        "Term": "18 months",
        "Passing Rent": "£250 pcm",
        "Break Clause": "None",
        "1954 Act": "Excluded",
    }
    third = LEASE | {"Lease Ref": "L3", "Passing Rent": "Peppercorn", "1954 Act": "Contracted Out",
                     "Break Clause": "Mutual, 25/03/2022 and 25/03/2024"}  # fmt: skip
    (one, two, three), plan = leases(connection, tmp_path, LEASE, second, third)
    assert one.tenant is not None and one.tenant.name == "Alpha Traders Ltd"
    assert (one.start_date, one.expiry_date) == (date(2019, 3, 25), date(2029, 3, 24))
    assert (one.passing_rent_gbp_pa, one.inside_1954_act) == (Decimal(12_500), True)
    assert {(e.kind.value, e.event_date, e.notice_months) for e in one.events} == {
        ("tenant_break", date(2024, 3, 25), 6), ("rent_review", date(2024, 3, 25), None)
    }  # fmt: skip
    assert (two.term_years, two.expiry_date) == (Decimal("1.50"), date(2020, 9, 22))
    assert (two.passing_rent_gbp_pa, two.inside_1954_act) == (Decimal(3_000), False)
    assert [e.kind.value for e in two.events] == ["rent_review"]
    assert (three.passing_rent_gbp_pa, three.inside_1954_act) == (Decimal(0), False)
    assert len([e for e in three.events if e.kind.value.endswith("_break")]) == 4
    assert not [i for i in plan.issues if i.severity is not Severity.NOTE]
    assert any("“Passing Rent” names a period, a scale or a peppercorn in 3 cells" in note
               for note in plan.notes)  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "events"),
    [({"Tenant Break": "25/03/2024", "Landlord Break": "25/03/2025"},
      {("tenant_break", 2024), ("landlord_break", 2025)}),
     ({"Break Date": "25/03/2024", "Break By": "Lessee"}, {("tenant_break", 2024)}),
     ({"Break": "25/03/2024", "Break By": "Either party"},
      {("tenant_break", 2024), ("landlord_break", 2024)}),
     ({"Break Option": "landlord only, 25 March 2024"}, {("landlord_break", 2024)}),
     ({"Break Clause": "No"}, set())],
)  # fmt: skip
def test_breaks_as_they_are_written(
    connection: Connection, tmp_path: Path, columns: dict[str, str], events: set[tuple[str, int]]
) -> None:
    lease = {
        key: cell for key, cell in LEASE.items() if key not in ("Break Clause", "Rent Review Date")
    }
    (one,), _ = leases(connection, tmp_path, lease | columns)
    assert {(e.kind.value, e.event_date.year) for e in one.events} == events


def test_a_break_of_nobody_knows_whom_is_left_out_with_its_date(
    connection: Connection, tmp_path: Path
) -> None:
    (one,), plan = leases(connection, tmp_path, LEASE | {"Break Clause": "Break 25/03/2024"})
    assert [e.kind.value for e in one.events] == ["rent_review"]
    (issue,) = [i for i in plan.issues if i.field == "break_by"]
    assert "We left out the break of 25/03/2024." in issue.message


def test_contracted_out_is_the_other_way_about(connection: Connection, tmp_path: Path) -> None:
    lease = {key: cell for key, cell in LEASE.items() if key != "1954 Act"}
    rows = [lease | {"Lease Ref": f"L{n}", "Contracted Out": word}
            for n, word in enumerate(("Yes", "No", ""))]  # fmt: skip
    found, _ = leases(connection, tmp_path, *rows)
    assert [one.inside_1954_act for one in found] == [False, True, None]


def test_a_lease_held_over_is_so_since_it_expired(connection: Connection, tmp_path: Path) -> None:
    lease = LEASE | {"Term": "5 years", "Break Clause": "", "Rent Review Date": ""}
    (one, two), _ = leases(connection, tmp_path, lease | {"Holding Over": "Yes"},
                           lease | {"Lease Ref": "L2", "Holding Over": "No"})  # fmt: skip
    assert (one.holding_over_since, two.holding_over_since) == (date(2024, 3, 24), None)


def test_a_lease_list_without_end_rent_and_tenant_is_refused_with_what_it_needs() -> None:
    records = pd.DataFrame({"Lease Ref": ["L1"], "Property Reference": ["P1"], "Colour": ["red"]})
    with pytest.raises(
        FileRefused, match=r"the expiry \(or the term\), the rent or the tenant"
    ) as e:
        recognise(records, RecordKind.LEASE, file_name="l.csv")
    assert "“Colour”" in str(e.value)


HEADINGS = """Tenant Name=tenant; Lessee=tenant; Lessor=landlord; Landlord Name=landlord;
    Lease Start Date=start; Commencement=start; Commencement Date=start; Term=term_years;
    Lease Term=term_years; Lease End=expiry; Lease End Date=expiry; Lease Expiry Date=expiry;
    Expires=expiry; Passing Rent=passing_rent_gbp_pa; Current Rent=passing_rent_gbp_pa;
    Rent per annum=passing_rent_gbp_pa; Break Clause=break_text; Tenant Break=tenant_break_date;
    Notice Period=notice_months; Rent Review=review_date; Rent Review Date=review_date;
    1954 Act=inside_1954_act; Contracted Out=contracted_out; Security of Tenure=inside_1954_act;
    Repairing Liability=repair; Holding Over=holding_over_since; Site Code=property_ref;
    Property Name=property_name; Lease Start=start; Start Date=start; Expiry Date=expiry;
    End Date=expiry; Annual Rent=passing_rent_gbp_pa; Rent pa=passing_rent_gbp_pa;
    Term (years)=term_years; Break Date=break_date; Review Date=review_date; Asset Ref=property_ref;
    Next Rent Review=review_date; UPRN=uprn; Lease No=own_ref; LEASE_EXPIRY=expiry;
    Tenant's name=tenant; Rent (£ per annum)=passing_rent_gbp_pa; Rent £pa=passing_rent_gbp_pa"""


@pytest.mark.parametrize("pair", [one.strip() for one in HEADINGS.split(";")])
def test_headings_of_lease_books(pair: str) -> None:
    heading, field = " ".join(pair.split()).rsplit("=", 1)
    (column,) = proposal(pd.DataFrame({heading: ["x", "y"]}), RecordKind.LEASE).columns
    assert column.field == field


@pytest.mark.parametrize(
    ("cell", "years"),
    [("10 years", "10"), ("99 yrs", "99"), ("12 months", "1.00"), ("18 months", "1.50"),
     ("10", "10"),
     ("5 years 6 months", "5.50"), ("10 years from 25/03/2019", "10"), (7.5, "7.5"),
     ("3 years and 3 months", "3.25")],
)  # fmt: skip
def test_terms(cell: Any, years: str) -> None:
    assert values.term_years(cell) == Decimal(years)


@pytest.mark.parametrize("cell", ["Periodic", "monthly", "about 10 years", "10 years less a day?"])
def test_what_is_no_term(cell: str) -> None:
    with pytest.raises(ValueError):
        values.term_years(cell)


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [("£12,500 pa", 12_500), ("12,500 p.a.", 12_500), ("£250 pcm", 3_000),
     ("£1,000 per quarter", 4_000),
     ("Peppercorn", 0), ("a peppercorn", 0), ("£1 peppercorn", 0),
     ("£12,500 per annum exclusive", 12_500),
     ("£12.5k pa", 12_500), ("£12,500 + VAT", 12_500), ("£12,500 p.a. exclusive of VAT", 12_500),
     ("£300 per calendar month", 3_600), ("Rent free", 0)],
)  # fmt: skip
def test_rents_that_name_their_period(cell: str, pounds: int) -> None:
    assert stated_money(cell, yearly=True) == pounds


@pytest.mark.parametrize("cell", ["£5 per week", "10% of turnover", "£12,500 rising to £15,000",
                                  "see lease", "£12,500 per desk", "£3 psf", "1" * 90])  # fmt: skip
def test_rents_that_are_no_amount_a_year(cell: str) -> None:
    assert stated_money(cell, yearly=True) is None


def test_a_cell_s_own_period_is_not_multiplied_again(
    connection: Connection, tmp_path: Path
) -> None:
    lease = {key: cell for key, cell in LEASE.items() if key != "Passing Rent"}
    (one, two), _ = leases(connection, tmp_path, lease | {"Rent pcm": "£250 pcm"},
                           lease | {"Lease Ref": "L2", "Rent pcm": "250"})  # fmt: skip
    assert one.passing_rent_gbp_pa == two.passing_rent_gbp_pa == 3_000
