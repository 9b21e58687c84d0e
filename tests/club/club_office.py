"""Three bodies of a small county behind the real service: one could share another's offices, and
leases its own from the third."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from estate.codes import OrganisationKind
from estate.db import tables as t
from estate.register.writes.area import add_organisation, sign_protocol
from tests.api.imports_office import Office, make_token, signed_office
from tests.intake.county import EAST, bring, row, write_csv

TODAY = date(2026, 11, 29)
ROOT = "/api/v1/opportunities"
GUEST, HOST, LANDLORD = "T-CC", "T-DC", "T-PO"
NAMES = {GUEST: "Testshire County Council", HOST: "Easton District Council",
         LANDLORD: "Synthetic Police"}  # fmt: skip
_TOKENS = {GUEST: "editor", HOST: "other", LANDLORD: "police"}


@dataclass
class Club:
    """The service, and who asks it by the code of their organisation."""

    office: Office
    places: dict[str, str]
    occupation: str

    def ask(self, who: str | None, method: str, path: str = "", **sent: Any) -> Any:
        return self.at(who, method, f"{ROOT}{path}", **sent)

    def at(self, who: str | None, method: str, address: str, **sent: Any) -> Any:
        """Any address of the service."""
        headers = self.office.headers(None if who is None else _TOKENS.get(who, who))
        return self.office.client.request(method, address, headers=headers, json=sent or None)

    def get(self, who: str, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(who, "GET", f"/{key}").raise_for_status().json()
        return found

    def promote(self, who: str = GUEST, **more: Any) -> Any:
        pair = {"guest_id": self.places["CC-1"], "host_id": self.places["DC-1"]}
        return self.ask(who, "POST", **pair | more)

    def picked(self, title: str, *refs: str, who: str = GUEST) -> str:
        """A set of properties as an opportunity."""
        chosen = [self.places[ref] for ref in refs or ("CC-1", "DC-1")]
        made = self.ask(who, "POST", property_ids=chosen, title=title)
        return str(made.raise_for_status().json()["id"])

    def kept(self, who: str = GUEST, label: str = "Option A") -> str:
        """The id of a version of the one sharing option's business case, kept now."""
        scheme = f"/api/v1/schemes/{self.occupation}/{self.places['DC-1']}/kept"
        made = self.at(who, "POST", scheme, label=label).raise_for_status().json()
        return str(made["id"])

    def move(self, who: str, key: str, expected: str, to: str, **more: Any) -> Any:
        return self.ask(who, "POST", f"/{key}/stage", expected=expected, to=to, **more)


def _signed(connection: Connection, code: str, name: str) -> None:
    add_organisation(connection, code=code, name=name, kind=OrganisationKind.POLICE)
    sign_protocol(connection, code, on=date(2026, 1, 1), signatory="A", signed_for="all")


def let_and_host(
    connection: Connection,
    folder: Path,
    host: dict[str, str],
    *,
    apart_m: int = 250,
    rent_gbp_pa: int = 61_309,
) -> None:
    """The third body, which lets the guest its place, and the ``host``'s building so far away."""
    _signed(connection, LANDLORD, NAMES[LANDLORD])
    offices = row("DC-1", NAME="Town Offices", EASTING=EAST + apart_m, GIA_M2="2,500", **host)
    bring(connection, write_csv(folder / "host.csv", [offices]), HOST)
    lease = {"LEASE_REF": "L1", "PROP_REF": "CC-1", "LANDLORD": NAMES[LANDLORD],
             "LEASE_EXP": "17/09/2028", "RENT_PA": rent_gbp_pa}  # fmt: skip
    bring(connection, write_csv(folder / "lease.csv", [lease]), GUEST, "lease")


@contextmanager
def club_office(folder: Path) -> Iterator[Club]:
    """As of 29 November 2026."""
    files = {
        "property": [
            row("CC-1", NAME="Records Office", TENURE="Leasehold", GIA_M2="600",
                TYPE_CODE="office"),
            row("CC-9", NAME="Old Depot", EASTING=EAST + 900, TYPE_CODE="office"),
        ],
        "occupation": [{"OCC_REF": "O1", "PROP_REF": "CC-1", "USER_FUNC": "back_office",
                        "FTE": 20}],
        "cost": [{"COST_REF": "C1", "PROP_REF": "CC-1", "COST_KIND": "energy",
                  "COST_PA": 43_217, "COST_YEAR": "2025/26"}],
    }  # fmt: skip
    with signed_office(folder, TODAY, files) as office:
        with office.engine.begin() as connection:
            _signed(connection, "T-ZZ", "Synthetic Stranger")
            let_and_host(connection, folder, {"TYPE_CODE": "office"})
            p, x = t.property_.c, t.occupation.c
            places = dict(connection.execute(select(p.local_ref, p.property_id)).all())
            occupation = connection.execute(select(x.occupation_id)).scalar_one()
        office.tokens["police"] = make_token(office.engine, "editor", LANDLORD)
        office.tokens["critic"] = make_token(office.engine, "critic", HOST)
        office.tokens["stranger"] = make_token(office.engine, "editor", "T-ZZ")
        yield Club(office, {ref: str(key) for ref, key in places.items()}, str(occupation))
