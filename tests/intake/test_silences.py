"""A fact that several columns make keeps the part of which a file has no column."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from estate.codes import RecordKind
from estate.register import known_rows
from tests.intake.county import bring, row, start, write_csv

HOUSE = {
    "TENURE": "Leasehold", "OWNER": "Old Abbey Trust", "LANDLORD": "Beacon Pension Nominees",
    "MANAGER": "Hillside Estates Ltd", "PFI": "Yes", "AREA_BASIS": "IPMS3",
    "PROTECTED_USE": "crematorium", "NIA_M2": "900",
}  # fmt: skip


@pytest.fixture
def county(connection: Connection, tmp_path: Path) -> Connection:
    start(connection)
    bring(connection, write_csv(tmp_path / "first.csv", [row("A1", **HOUSE)]))
    return connection


def facts(county: Connection, kind: RecordKind = RecordKind.PROPERTY) -> dict[str, Any]:
    (one,) = known_rows.rows(county, kind, "T-CC", None).values()
    return dict(one.facts)


def part(county: Connection, folder: Path, kind: str = "property", **cells: str) -> Any:
    """A file with these columns alone, of which the rest says nothing."""
    key = "LOCAL_REF" if kind == "property" else "LEASE_REF"
    more = {} if kind == "property" else {"PROPERTY_REF": "A1"}
    path = write_csv(folder / "part.csv", [{key: "A1", **more, **cells}])
    return bring(county, path, kind=kind, partial=True)[0]


def parties(county: Connection) -> dict[str, str | None]:
    held = facts(county)["interests"]
    return {one.role: one.holder_name or one.tenure for one in held}


def test_one_column_of_how_it_is_held_leaves_the_others(county: Connection, tmp_path: Path) -> None:
    before = parties(county)
    assert before == {"leaseholder": "leasehold", "owner": "Old Abbey Trust",
                      "landlord": "Beacon Pension Nominees", "manager": "Hillside Estates Ltd",
                      }  # fmt: skip
    assert part(county, tmp_path, TENURE="Leasehold").counts["unchanged"] == 1
    part(county, tmp_path, TENURE="Licence")
    assert parties(county) == {"other": "licence"} | {
        role: name for role, name in before.items() if role != "leaseholder"
    }
    part(county, tmp_path, LANDLORD="Another Landlord Ltd")
    assert parties(county)["landlord"] == "Another Landlord Ltd"
    assert parties(county)["other"] == "licence" and parties(county)["owner"] == "Old Abbey Trust"


def test_what_somebody_has_stated_is_not_worked_out_anew(
    county: Connection, tmp_path: Path
) -> None:
    names = ("pfi", "area_basis", "protected_use")
    stated = {name: facts(county)[name] for name in names}
    assert None not in stated.values() and stated["pfi"]
    part(county, tmp_path, TENURE="Freehold", GIA_M2="1000", TYPE="Office")
    assert {name: facts(county)[name] for name in names} == stated
    part(county, tmp_path, PFI="No", AREA_BASIS="NIA")
    assert (facts(county)["pfi"], facts(county)["area_basis"]) == (False, "NIA")


def test_what_followed_from_a_fact_goes_with_it(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("A1", TENURE="PFI")]))
    assert facts(connection)["pfi"] and facts(connection)["area_basis"] == "GIA"
    part(connection, tmp_path, TENURE="Freehold", NIA_M2="900")
    assert not facts(connection)["pfi"]
    assert facts(connection)["area_basis"] == "GIA"  # its gross area still stands


def test_one_event_of_a_lease_leaves_the_others_and_their_terms(
    county: Connection, tmp_path: Path
) -> None:
    part(county, tmp_path, "lease", TENANT="T-CC", START="01/04/2020", EXPIRY="31/03/2035",
         TENANT_BREAK_DATE="31/03/2030", NOTICE_MONTHS="6", BREAK_PENALTY="5000",
         BREAK_CONDITIONS="Vacant possession", REVIEW_DATE="01/04/2025")  # fmt: skip
    before = facts(county, RecordKind.LEASE)["events"]
    assert len(before) == 2
    assert part(county, tmp_path, "lease", TENANT_BREAK_DATE="31/03/2030", EXPIRY="31/03/2035",
                ).counts["unchanged"] == 1  # fmt: skip
    part(county, tmp_path, "lease", REVIEW_DATE="01/04/2026", EXPIRY="31/03/2035")
    after = facts(county, RecordKind.LEASE)["events"]
    kept = {one for one in before if one.kind == "tenant_break"}
    assert kept < set(after) and len(after) == 2


def test_a_part_of_the_address_the_street_or_the_backlog_drops_no_other(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    whole = {"Local reference": "A1", "Name": "House", "Address 1": "Unit 4",
             "Address 2": "Bar End",
             "Address 3": "Easton", "Street number": "10", "Street": "Hyde Street",
             "Priority 1 Cost": "1000", "Priority 2 Cost": "500", "Priority 3 Cost": "20",
             "Priority 4 Cost": "3"}  # fmt: skip
    bring(connection, write_csv(tmp_path / "first.csv", [whole]))

    def after(**cells: str) -> tuple[Any, Any, Any, Any]:
        path = write_csv(tmp_path / "part.csv", [{"Local reference": "A1", **cells}])
        plan, _ = bring(connection, path, partial=True)
        (one,) = known_rows.rows(connection, RecordKind.PROPERTY, "T-CC", None).values()
        found = one.facts
        return found["address"], found["street"], found["backlog_gbp"], plan.read_as

    first = after(**{"Priority 1 Cost": "900"})
    assert first[:3] == ("Unit 4, Bar End, Easton", "10 Hyde Street", 1523)
    assert "of some risks or priorities and not of all" in first[3][0]
    assert after(**{"Address 2": "Another place"})[0] == "Unit 4, Bar End, Easton"
    assert after(**{"Address 1": "Unit 4", "Address 2": "Bar End"})[0] == "Unit 4, Bar End, Easton"
    assert after(Street="Hyde Street")[1] == "10 Hyde Street"
    assert after(**{"Street number": "12"})[1] == "12 Hyde Street"
    assert after(Street="Mill Lane")[1] == "Mill Lane"
    assert after(**{"Backlog": "800"})[2] == 800
