"""Protected places named in every text column of a careless file: no door shows one to others.

The doors are read from the application, so a new one is tested the day it is added. Every text of
a telling row is a word of our own, and so is each of what hangs on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, update
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.http.dependencies import today
from estate.cli import app
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.access.doors import filled, templates
from tests.access.test_who_sees_what import _selection, _text
from tests.cli.test_map_file import unpacked
from tests.conftest import database
from tests.intake import county
from tests.loops import apart
from tests.maps.conftest import vendor as vendor

#: Every column of texts that a property file may bring, kept by the register or not.
COLUMNS = (
    "LOCAL_REF", "NAME", "ADDRESS", "STREET", "POST_TOWN", "OWNER", "MANAGER", "LANDLORD",
    "DECISION", "OPEN_HOURS", "SERVICES", "NOTE", "Client group", "Remarks of the surveyor",
)  # fmt: skip
#: A code, or a tick under a heading that tells.
CODED = {"TYPE_CODE": "custody_suite", "PROTECTED": "refuge", "Refuge?": "Yes"}
FILES = re.compile(r"\.(csv|xlsx|gpkg|shp\.zip|svg|geojson|ics)$")
TELLING = ("women's refuge", "Childrens Home", "DV REFUGE", "safe-house", "Hope Hostel")
READERS: dict[str, tuple[str, tuple[Role, str | None] | None]] = {
    "public": ("public", None),
    "club": ("club", None),
    "member": ("public", (Role.MEMBER, None)),
    "critic": ("public", (Role.CRITIC, "T-CC")),
    "another's editor": ("public", (Role.EDITOR, "T-DC")),
}


@dataclass
class Place:
    """The register, its two editions, and whoever asks."""

    url: str
    folder: Path
    ids: dict[str, UUID] = field(default_factory=dict)
    clients: dict[str, TestClient] = field(default_factory=dict)
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, who: str, door: str) -> Any:
        edition = READERS[who][0] if who in READERS else "club"
        return self.clients[edition].get(door, headers=self.tokens[who])


#: Words of ours; three letters alone would now and then stand in a nonce or a typeface.
_WORD = re.compile(r"zqp\d+[a-z]{2,}zq")


def word(reference: str, column: str) -> str:
    return f"zq{reference}{column.lower()}zq".replace("_", "").replace(" ", "").replace("?", "")


def rows() -> Iterator[dict[str, Any]]:
    """One row for each column, in which only that column tells; and one that tells nothing."""
    for number, column in enumerate((*COLUMNS, *CODED)):
        made = {name: word(f"p{number}", name) for name in COLUMNS} | dict.fromkeys(CODED, "")
        telling = TELLING[number % len(TELLING)]
        made[column] = CODED.get(column) or f"{made[column]} {telling}"
        yield county.row(
            made["LOCAL_REF"], **made, PUB_ACCESS="Yes", SENSITIV="open" if number % 2 else "",
            EASTING=county.EAST + 40 * number, UPRN=str(100_000_000_001 + number),
        )  # fmt: skip
    yield county.row("OPEN", NAME="Easton Library", PUB_ACCESS="Yes", SENSITIV="",
                     EASTING=county.EAST - 300)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("protected")
    with database("migrated") as url:
        made, engine = Place(url, folder), make_engine(url)
        with engine.begin() as connection:
            _fill(connection, made)
        for edition in ("public", "club"):
            service = create_app(Settings(reader=edition, requests_per_minute=0), url)
            service.dependency_overrides[today] = lambda: date(2026, 6, 1)
            made.clients[edition] = TestClient(service)
        with made.clients["public"], made.clients["club"]:
            yield made
        engine.dispose()


def _fill(connection: Connection, made: Place) -> None:
    county.start(connection)
    signed = {"signed_on": date(2026, 1, 1), "signatory": "A. Chief", "signed_for": "it"}
    connection.execute(update(t.organisation).values(**signed))
    file = county.write_csv(made.folder / "estate.csv", list(rows()))
    plan, _ = county.bring(connection, file)
    assert plan.counts["new"] == len(COLUMNS) + len(CODED) + 1, plan.issues
    assert len(plan.publication.held) == len(COLUMNS) + len(CODED)
    assert [one.name for one in plan.publication.public] == ["Easton Library"]
    found = connection.execute(select(t.property_.c.local_ref, t.property_.c.property_id))
    made.ids = {row.local_ref: row.property_id for row in found}
    _hang(connection, made)
    owner = {"owner": ("club", (Role.EDITOR, "T-CC"))}
    for who, (_, given) in (READERS | owner).items():
        made.tokens[who] = {} if given is None else _token(connection, *given)


def _hang(connection: Connection, made: Place) -> None:
    """Leases, occupations and costs of all of them."""
    references = [one for one in made.ids if one != "OPEN"]
    leases = [{"LEASE_REF": word(one, "lease"), "PROP_REF": one, "TENANT": word(one, "tenant"),
               "LANDLORD": word(one, "landlord"), "LEASE_EXP": "30/09/2031", "RENT_PA": "12,345"}
              for one in references]  # fmt: skip
    used = [{"OCC_REF": word(one, "use"), "PROP_REF": one, "OCCUPIER": word(one, "occupier"),
             "FTE": "7"} for one in references]  # fmt: skip
    costs = [{"COST_REF": word(one, "cost"), "PROP_REF": one, "COST_KIND": "energy",
              "COST_PA": "54,321", "COST_YEAR": "2024/25"} for one in references]  # fmt: skip
    for kind, lines in (("lease", leases), ("occupation", used), ("cost", costs)):
        file = county.write_csv(made.folder / f"{kind}.csv", lines)
        plan, _ = county.bring(connection, file, kind=kind)
        assert plan.counts["new"] == len(references), plan.issues


def _token(connection: Connection, role: Role, organisation: str | None) -> dict[str, str]:
    expires = datetime.now(UTC) + timedelta(hours=1)
    token = create_token(
        connection, role=role, organisation_code=organisation, label="test", expires_at=expires
    )
    return {"Authorization": f"Bearer {token}"}


def doors(place: Place) -> list[str]:
    """Every GET there is, asked of some of the telling rows and of the open one."""
    ids = [*list(place.ids.values())[:2], place.ids["OPEN"]]
    values = {
        "property_id": ids, "id": ids, "guest_id": ids[:1], "host_id": ids[-1:],
        "code": ["T-CC"], "form": ["geojson", "csv", "gpkg", "xlsx", "shp.zip"],
        "name": ["Easton"], "town": ["Easton"],
        "table": ["properties", "candidates", "leases", "protected"],
    }  # fmt: skip
    found = []
    for template in sorted(templates(place.clients["club"].app)):
        if not template.startswith(("/static", "/tiles", "/api/v1/openapi")):
            found += list(filled(template, values))
    return found


def _leaks(place: Place, who: str, asked: list[str]) -> list[str]:
    found = []
    for door in asked:
        answer = place.ask(who, door)
        assert answer.status_code < 500, (who, door, answer.text[:300])
        text = _text(answer).casefold()
        if _WORD.search(text) or any(one in text for one in ("women's refuge", "12,345", "54,321")):
            found.append(door)
    return found


@pytest.mark.parametrize("who", ["public", "another's editor"])
def test_no_door_shows_one_to_others(place: Place, who: str) -> None:
    """The short form: one property a door, files but for the CSV and the map's left out."""
    asked = [door for door in _selection(doors(place), 1)
             if door.startswith(("/api/v1/exports/properties.csv", "/map/"))
             or not FILES.search(door)]  # fmt: skip
    assert len(asked) > 40
    assert _leaks(place, who, asked) == []


@pytest.mark.long
@pytest.mark.parametrize("who", list(READERS))
def test_no_door_of_any_form_shows_one_to_anybody_else(place: Place, who: str) -> None:
    assert _leaks(place, who, doors(place)) == []


@pytest.mark.parametrize("who", list(READERS))
def test_no_total_counts_one(place: Place, who: str) -> None:
    answer = place.ask(who, "/api/v1/properties").json()
    assert answer["numberMatched"] == 1
    assert place.ask(who, "/api/v1/stats").json()["properties"] == 1
    for reference in list(place.ids)[:2]:
        answer = place.ask(who, f"/api/v1/properties/{place.ids[reference]}")
        assert answer.status_code == 404
        for sign in ("refuge", reference):
            found = place.ask(who, f"/api/v1/properties?q={sign}").json()
            assert found["numberMatched"] == 0


def test_the_owner_sees_them_all(place: Place) -> None:
    answer = place.ask("owner", "/api/v1/properties?limit=100").json()
    assert answer["numberMatched"] == len(place.ids)
    listed = place.ask("owner", "/api/v1/organisations/T-CC/protected-places").json()["places"]
    assert {one["stand"] for one in listed} == {"kept"}
    assert len(listed) == len(place.ids) - 1


@pytest.mark.parametrize("edition", ["public", "club"])
def test_the_map_as_one_file_holds_none(
    place: Place, edition: str, monkeypatch: pytest.MonkeyPatch, vendor: None
) -> None:
    monkeypatch.setenv("ESTATE_DATABASE_URL", place.url)
    file = place.folder / f"{edition}.html"
    done = apart(CliRunner().invoke, app, ["map", str(file), "--edition", edition])
    assert done.exit_code == 0, done.output
    text = unpacked(file.read_bytes()).casefold()
    assert "easton library" in text
    assert not _WORD.search(text)
