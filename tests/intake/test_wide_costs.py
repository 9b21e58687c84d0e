"""Cost sheets with a column for each kind of cost."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.reshaping.cost_columns_by_kind import kind_of
from estate.register.records import CostRecord
from tests.intake.county import bring, start


def lines(
    connection: Connection, folder: Path, text: str
) -> tuple[list[CostRecord], intake.ImportPlan]:
    start(connection)
    (folder / "p.csv").write_text("LOCAL_REF,NAME,EASTING,NORTHING\nP1,a,385000,254000\n"
                                  "P2,b,385900,254000\n")  # fmt: skip
    bring(connection, folder / "p.csv")
    (folder / "c.csv").write_text(text, encoding="utf-8")
    plan, _ = bring(connection, folder / "c.csv", kind="cost")
    return [one for one in plan.checked.linked if isinstance(one, CostRecord)], plan


def test_a_column_for_each_kind_is_turned_round_and_said(
    connection: Connection, tmp_path: Path
) -> None:
    found, plan = lines(
        connection, tmp_path,
        "Property Ref,Building,Financial Year,Rent,Business Rates,Electricity,Gas,Cleaning (£k),"
        'Total,Mood\nP1,Hall,2024/25,"£12,000",5000,"1,250.50",700,2,99,good\n'
        "P2,Hut,2024/25,,80,-,,0.5,80,bad\nTotal,,,12000,5080,1250.5,700,2.5,,\n",
    )  # fmt: skip
    assert [(one.link.property_ref, one.own_ref, one.amount_gbp_pa) for one in found] == [
        ("P1", "P1/rent/2024/25", Decimal("12000.00")),
        ("P1", "P1/business_rates/2024/25", Decimal("5000.00")),
        ("P1", "P1/electricity/2024/25", Decimal("1250.50")),
        ("P1", "P1/gas/2024/25", Decimal("700.00")),
        ("P1", "P1/cleaning/2024/25", Decimal("2000.00")),
        ("P2", "P2/business_rates/2024/25", Decimal("80.00")),
        ("P2", "P2/cleaning/2024/25", Decimal("500.00")),
    ]  # fmt: skip
    assert (plan.counts["new"], plan.record_count, plan.counts["refused"]) == (7, 7, 0)
    assert any("turned round into 7 lines" in note for note in plan.notes)
    assert "Columns not recognised and left out: “Building”, “Total”, “Mood”." in plan.notes
    again, _ = bring(connection, tmp_path / "c.csv", kind="cost")
    assert (again.counts["unchanged"], again.counts["new"]) == (7, 0)


def test_the_year_may_stand_in_the_headings_or_above(
    connection: Connection, tmp_path: Path
) -> None:
    found, _ = lines(connection, tmp_path, "Property Ref,Rent 2023/24,Rent 2024/25,Rates FY25\n"
                                           "P1,100,110,50\n")  # fmt: skip
    assert [(str(one.kind), one.cost_year) for one in found] == [
        ("rent", "2023/24"), ("rent", "2024/25"), ("business_rates", "2024/25")
    ]  # fmt: skip


def test_the_year_above_the_table(connection: Connection, tmp_path: Path) -> None:
    found, _ = lines(connection, tmp_path, "Running costs 2024/25 as at 31/03/2025,,\n"
                                           "Property Ref,Rent,Rates\nP1,100,50\n")  # fmt: skip
    assert {one.cost_year for one in found} == {"2024/25"} and len(found) == 2


def test_a_sheet_without_a_year_is_refused_with_the_way_out(
    connection: Connection, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=r"does not say of which financial year\. Add a column"):
        lines(connection, tmp_path, "Property Ref,Rent,Rates\nP1,100,50\n")


def test_one_line_a_kind_stays_as_it_is(connection: Connection, tmp_path: Path) -> None:
    text = "Property Ref,Cost type,Amount,Year\nP1,Rent,5,2024/25\nP1,Rates,6,2024/25\n"
    found, plan = lines(connection, tmp_path, text)
    assert len(found) == 2 and not any("turned round" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Electricity (£) 2024/25", "Electricity"), ("Rent pa", "Rent"),
     ("Cleaning costs", "Cleaning"), ("Service Charge", "Service Charge"),
     ("Business Rates £k", "Business Rates"), ("Total", None), ("Property Ref", None),
     ("Repairs & Maintenance", "Repairs & Maintenance"), ("Annual insurance cost", "insurance")],
)  # fmt: skip
def test_headings_that_are_kinds_of_cost(heading: str, kind: str | None) -> None:
    assert kind_of(heading) == kind


def test_several_uprns_in_a_cell(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = tmp_path / "a.csv"
    path.write_text("LOCAL_REF,NAME,UPRN\nA1,x,100060582011; 100060582012\n"
                    'A2,y,"100,060,582,013"\nA3,z,100060582014/100060582015\n')  # fmt: skip
    plan = intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)
    assert [one.uprn for one in plan.checked.records] == [100060582011, None, 100060582014]  # type: ignore[union-attr]
    said = [issue.message for issue in plan.issues if issue.field == "uprn"]
    assert said[0] == "The cell holds 2 UPRNs. We took the first, and not 100060582012."
