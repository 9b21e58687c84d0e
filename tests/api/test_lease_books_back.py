"""Leases, occupations and cost lines taken home whole and brought back: nothing changes."""

import io
from collections import Counter

import openpyxl
import pytest

from estate import intake
from estate.codes import RecordKind, Severity
from tests.api.imports_office import EDITOR, OTHER
from tests.intake import county

BOOKS = {"lease-book": "lease", "occupations": "occupation", "cost-lines": "cost"}
PROPERTIES = [
    county.row("A1", UPRN="100012345001", TENURE="Leasehold"),
    county.row("A2", NORTHING=county.NORTH + 400, TENURE="Leasehold"),
]
LEASES = [
    {"LEASE_REF": "=L1", "PROP_REF": "A1", "TENANT": "T-CC", "LANDLORD": "Synthetic Estates Ltd",
     "LEASE_STRT": "2020-04-01", "TERM_YRS": "12.5", "LEASE_EXP": "2032-09-30",
     "RENT_PA": "12,500.55", "BREAK_DATE": "2028-09-30", "BREAK_BY": "Mutual", "NOTICE_MTH": "6",
     "BREAK_PEN": "7305.91", "BREAK_COND": "Rent paid; vacant | possession",
     "BREAKS_2": "landlord break 2029-09-30; notice 9 months; conditions: a | b; c | "
                 "tenant break 2030-09-30; penalty £1000.50 | mutual break 2031-09-30",
     "REVIEW_DT": "2027-04-01; 2030-04-01", "ACT_1954": "no", "REPAIR": "-FRI",
     "AS_OF": "2026-03-31"},
    {"LEASE_REF": "L2", "PROP_REF": "A2", "TENANT": "A shop that is let to", "LANDLORD": "T-CC",
     "LEASE_STRT": "", "RENT_PA": "0", "HOLD_OVER": "2024-01-01", "ACT_1954": ""},
    {"LEASE_REF": "L3", "UPRN": "100012345900", "TENANT": "T-CC", "LANDLORD": "T-DC",
     "BREAK_DATE": "2029-01-01", "BREAK_BY": "Tenant", "LEASE_EXP": "2032-01-01"},
]  # fmt: skip
USED = [
    {"OCC_REF": "O1", "PROP_REF": "A1", "OCCUPIER": "T-CC", "USER_FUNC": "back_office",
     "FTE": "12.5", "DESKS": "10", "NIA_M2": "220.75", "FRONT_DESK": "yes", "TOUCHDOWN": "3"},
    {"OCC_REF": "O2", "PROP_REF": "A2", "OCCUPIER": "@ charity", "USER_FUNC": "front_office"},
]  # fmt: skip
COSTS = [
    {"COST_REF": "C1", "PROP_REF": "A1", "COST_KIND": "rent", "COST_PA": "12500.55",
     "COST_YEAR": "2025/26", "PAYEE": "T-DC"},
    {"COST_REF": "C2", "PROP_REF": "A1", "COST_KIND": "energy", "COST_PA": "-20.10",
     "COST_YEAR": "2024/25", "PAYEE": "SYN Power"},
]  # fmt: skip


@pytest.fixture
def filled(office, tmp_path):
    theirs = county.row("D1", UPRN="100012345900", EASTING=county.EAST + 900)
    with office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
        county.bring(connection, county.write_csv(tmp_path / "d.csv", [theirs]), "T-DC")
        for kind, rows in (("property", PROPERTIES), ("lease", LEASES), ("occupation", USED),
                           ("cost", COSTS)):  # fmt: skip
            path = county.write_csv(tmp_path / f"{kind}.csv", rows)
            plan, _ = county.bring(connection, path, kind=kind)
            assert plan.counts["new"] == len(rows), [one.message for one in plan.issues]
    return office


def brought_back(connection, path, code, kind):
    """What an import of the file would do, and what it complains of."""
    plan = intake.prepare(connection, path, organisation=code, kind=RecordKind(kind))
    errors = [one.message for one in plan.issues if one.severity is not Severity.NOTE]
    return {action: count for action, count in plan.counts.items() if count}, errors


def test_every_odd_row_comes_back_as_it_went(filled, tmp_path):
    for name, kind in BOOKS.items():
        for form in ("csv", "xlsx"):
            answer = filled.client.get(f"/api/v1/exports/{name}.{form}",
                                       headers=filled.headers(EDITOR))  # fmt: skip
            path = tmp_path / f"{name}.{form}"
            path.write_bytes(answer.raise_for_status().content)
            with filled.engine.connect() as connection:
                counts, errors = brought_back(connection, path, "T-CC", kind)
            rows = {"lease": LEASES, "occupation": USED, "cost": COSTS}[kind]
            assert counts == {"unchanged": len(rows)}, (path, counts)
            assert [one for one in errors if "No property of T-CC" not in one] == []


def test_nobody_sees_them_whole_but_their_organisation_and_its_landlord(filled):
    def asked(name, who, **params):
        return filled.client.get(f"/api/v1/exports/{name}.csv", params=params,
                                 headers=filled.headers(who))  # fmt: skip

    for name in BOOKS:
        assert asked(name, None, organisation="T-CC").status_code == 403
        assert asked(name, OTHER).raise_for_status().text.count("\r\n") == 1
    as_landlord = asked("lease-book", OTHER, organisation="t-cc").raise_for_status().text
    assert "2029-01-01" in as_landlord and "12500.55" not in as_landlord
    assert not any(reference in as_landlord for reference in ("L1", "L2", "L3"))
    for name in ("occupations", "cost-lines"):
        assert asked(name, OTHER, organisation="T-CC").text.count("\r\n") == 1
    assert asked("cost-lines", EDITOR, organisation="T-XX").status_code == 422
    assert filled.client.get("/api/v1/exports/cost-lines.pdf",
                             headers=filled.headers(EDITOR)).status_code == 404  # fmt: skip


def test_numbers_are_numbers_and_what_looks_like_a_formula_is_text(filled):
    answer = filled.client.get("/api/v1/exports/lease-book.xlsx", headers=filled.headers(EDITOR))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Table"]
    headings, *rows = sheet.iter_rows()
    at = {cell.value: place for place, cell in enumerate(headings)}
    by_reference = {str(row[at["Lease reference"]].value).lstrip("'"): row for row in rows}
    first = by_reference["=L1"]
    assert first[at["Annual rent (£)"]].value == 12500.55
    assert first[at["Lease reference"]].data_type == "s"


@pytest.mark.parametrize("name", BOOKS)
def test_the_sample_county_councils_books_come_back_unchanged(
    club, county_token, sample_engine, tmp_path, name
):
    body = club.get(f"/api/v1/exports/{name}.csv", headers=county_token).raise_for_status().content
    path = tmp_path / f"{name}.csv"
    path.write_bytes(body)
    with sample_engine.connect() as connection:
        counts, errors = brought_back(connection, path, "SYN-CC", BOOKS[name])
    assert set(counts) == {"unchanged"}, (Counter(counts), errors[:5])
    assert counts["unchanged"] > 20
