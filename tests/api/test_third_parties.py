"""A tenant or landlord outside the register keeps its name, and a lease out is no way out."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from estate.db import tables as t
from tests.api.imports_office import Office
from tests.intake.county import EAST, bring, row, start, write_csv

LEASE = {"LEASE_REF": "LO1", "PROP_REF": "P1", "LEASE_STRT": "01/01/2092",
         "LEASE_EXP": "31/03/2097", "BREAK_DATE": "31/03/2095", "BREAK_BY": "tenant",
         "RENT_PA": "7250"}  # fmt: skip
WINDOW = {"from": "2092-01-01", "until": "2099-12-31"}
SHOP, NAMED = "Epsilon Tyres Ltd", "Testshire County Council"


def load(office: Office, folder: Path, tenure: str, lease: dict[str, Any]) -> None:
    with office.engine.begin() as connection:
        bring_lease(connection, folder, tenure, lease)


def bring_lease(connection: Connection, folder: Path, tenure: str, lease: dict[str, Any]) -> None:
    bring(connection, write_csv(folder / "p.csv", [row("P1", TENURE=tenure)]))
    bring(connection, write_csv(folder / "l.csv", [LEASE | lease]), kind="lease")


def events(office: Office, who: str = "editor") -> list[dict[str, Any]]:
    answer = office.client.get(
        "/api/v1/leases/calendar", params=WINDOW, headers=office.headers(who)
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


@pytest.mark.parametrize(
    ("tenure", "lease", "parties"),
    [
        ("Freehold", {"TENANT": SHOP, "LANDLORD": NAMED}, (None, SHOP, "T-CC", None)),
        ("Freehold", {"TENANT": SHOP}, (None, SHOP, "T-CC", None)),  # the owner is known
        ("Leasehold", {"TENANT": SHOP}, (None, SHOP, None, None)),
        ("", {"TENANT": SHOP}, (None, SHOP, None, None)),
        ("Freehold", {"TENANT": "", "LANDLORD": NAMED}, (None, None, "T-CC", None)),
        ("Freehold", {"LANDLORD": "T-CC"}, (None, None, "T-CC", None)),
        ("Freehold", {}, (None, None, "T-CC", None)),
        ("Leasehold", {"LANDLORD": "Lock Lane Ltd"}, ("T-CC", None, None, "Lock Lane Ltd")),
        ("Leasehold", {}, ("T-CC", None, None, None)),
        ("Leasehold", {"TENANT": "", "LANDLORD": "T-DC"}, ("T-CC", None, "T-DC", None)),
        ("Freehold", {"TENANT": "", "LANDLORD": "T-DC"}, (None, None, "T-DC", None)),
        ("Freehold", {"TENANT": "Easton District Council"}, ("T-DC", None, "T-CC", None)),
    ],
)
def test_nobody_is_a_party_for_having_brought_the_file(
    connection: Connection,
    tmp_path: Path,
    tenure: str,
    lease: dict[str, Any],
    parties: tuple[str | None, ...],
) -> None:
    start(connection)
    bring_lease(connection, tmp_path, tenure, lease)
    names = ("tenant_organisation_code", "tenant_name", "landlord_organisation_code",
             "landlord_name")  # fmt: skip
    statement = select(*(t.lease.c[name] for name in names))
    assert tuple(connection.execute(statement).one()) == parties


def test_a_shop_is_shown_by_its_name_on_every_way(office: Office, tmp_path: Path) -> None:
    load(office, tmp_path, "Freehold", {"TENANT": SHOP})
    found = events(office)
    assert {event["kind"]["code"] for event in found} == {"expiry", "tenant_break"}
    for event in found:  # when the shop has to act is its own affair
        assert (event["tenant"], event["tenant_name"], event["of"]) == (None, SHOP, None)
        assert (event["landlord"], event["landlord_name"]) == ("T-CC", NAMED)
    head = office.headers("editor")
    texts = {
        name: office.client.get(f"/api/v1/leases/calendar.{name}", params=WINDOW, headers=head).text
        for name in ("csv", "ics")
    }
    lines = list(csv.DictReader(io.StringIO(texts["csv"])))
    assert {line["tenant"] for line in lines} == {SHOP}
    assert f"Tenant: {SHOP}." in texts["ics"].replace("\r\n ", "")
    [one] = office.client.get("/api/v1/properties", headers=head).json()["features"]
    assert "lease_can_end_quarter" not in one["properties"]
    whole = office.client.get(f"/api/v1/properties/{one['id']}", headers=head).json()
    [lease] = whole["leases"]
    assert (lease["tenant"], lease["landlord"]) == (SHOP, NAMED)
    assert lease["expiry"] == "2097-03-31" and "next_exit" not in lease
    page = office.client.get(f"/properties/{one['id']}", headers=head).text
    assert SHOP in page and "Act by 2096" not in page
    exported = office.client.get("/api/v1/exports/properties.csv", headers=head).text
    [line] = csv.DictReader(io.StringIO(exported.removeprefix("\ufeff")))
    assert not line.get("LEASE_END")


def test_a_landlord_outside_the_register_is_shown_by_its_name(
    office: Office, tmp_path: Path
) -> None:
    load(office, tmp_path, "Leasehold", {"LANDLORD": "Lock Lane Holdings"})
    found = events(office)
    assert {event["landlord_name"] for event in found} == {"Lock Lane Holdings"}
    assert {event["tenant"] for event in found} == {"T-CC"}
    assert "act_by" in {event["kind"]["code"] for event in found}
    [one] = office.client.get("/api/v1/properties", headers=office.headers("editor")).json()[
        "features"
    ]
    assert one["properties"]["lease_can_end_quarter"] == "2095 Q1"


def test_a_partner_that_reports_its_part_has_its_way_out(office: Office, tmp_path: Path) -> None:
    """Let to another organisation: the owner has no exit until the tenant's own row is there."""
    load(office, tmp_path, "Freehold", {"TENANT": "T-DC"})
    head = office.headers("editor")

    def can_end() -> str | None:
        [one] = office.client.get("/api/v1/properties", headers=head).json()["features"]
        told: str | None = one["properties"].get("lease_can_end_quarter")
        return told

    assert can_end() is None
    with office.engine.begin() as connection:
        first = write_csv(tmp_path / "p.csv", [row("P1", UPRN="37000001")])
        bring(connection, first)
        tenant = row("D1", UPRN="37000001", TENURE="Leasehold", EASTING=EAST + 5)
        bring(connection, write_csv(tmp_path / "d.csv", [tenant]), "T-DC")
    assert can_end() == "2095 Q1"


def test_a_blank_occupier_is_said(office: Office, tmp_path: Path) -> None:
    with office.engine.begin() as connection:
        bring(connection, write_csv(tmp_path / "p.csv", [row("P1")]))
        used = [{"OCC_REF": "O1", "PROP_REF": "P1", "OCCUPIER": "", "USER_FUNC": "back_office"}]
        plan, _ = bring(connection, write_csv(tmp_path / "o.csv", used), kind="occupation")
    assert ["names no occupier" in issue.message for issue in plan.issues] == [True]
