"""Corrections over HTTP: raised by any partner, answered by the owner alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from api.app import create_app
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.intake import county
from tests.intake.county import bring, row, write_csv

p = t.property_.c


class World:
    """A register with two organisations, its service, and a token for every role."""

    def __init__(self, url, folder):
        self.engine = make_engine(url)
        with self.engine.begin() as connection:
            county.start(connection)
            connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
            rows = [row("L1", NAME="Town Hall"), row("L2", SENSITIV="owner_only")]
            bring(connection, write_csv(folder / "a.csv", rows), "T-CC")
            self.tokens = {
                f"{organisation} {role}": create_token(
                    connection,
                    role=role,
                    organisation_code=organisation,
                    expires_at=datetime.now(UTC) + timedelta(days=1),
                )
                for role in Role
                for organisation in ("T-CC", "T-DC")
            }
            self.tokens["administrator"] = create_token(
                connection, role=Role.ADMINISTRATOR,
                expires_at=datetime.now(UTC) + timedelta(days=1),
            )  # fmt: skip
        self.client = TestClient(create_app(Settings(reader="club"), url))

    def headers(self, who):
        return {} if who is None else {"Authorization": f"Bearer {self.tokens[who]}"}

    def property(self, ref="L1"):
        with self.engine.connect() as connection:
            found = connection.execute(select(t.property_).where(p.local_ref == ref))
            return found.mappings().one()

    def propose(self, who="T-DC member", ref="L1", **sent):
        body = {"field": "gia_m2", "proposed_value": "1,350", "note": "Measured", **sent}
        path = f"/api/v1/properties/{self.property(ref)['property_id']}/corrections"
        return self.client.post(path, json=body, headers=self.headers(who))

    def answer(self, correction_id, verb, who="T-CC editor", **sent):
        path = f"/api/v1/corrections/{correction_id}/{verb}"
        return self.client.post(path, json=sent, headers=self.headers(who))

    def listed(self, who):
        response = self.client.get("/api/v1/corrections", headers=self.headers(who))
        return response.raise_for_status().json()["corrections"]


@pytest.fixture
def world(scratch_database_url, tmp_path):
    made = World(scratch_database_url, tmp_path)
    with made.client:
        yield made
    made.engine.dispose()


def test_an_accepted_correction_is_written_with_its_history(world):
    raised = world.propose()
    assert raised.status_code == 201, raised.text
    correction = raised.json()
    assert (correction["state"], correction["owner"]) == ("open", "T-CC")
    assert float(world.property()["gia_m2"]) == 1200.5
    before = world.client.get("/api/v1/stats").json()["version"]
    accepted = world.answer(correction["id"], "accept", answer="Thank you")
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["state"] == "accepted"
    assert float(world.property()["gia_m2"]) == 1350
    assert world.client.get("/api/v1/stats").json()["version"] > before
    h = t.history.c
    with world.engine.connect() as connection:
        statement = select(h.changes, h.changed_by).where(h.action == "corrected")
        changes, by = connection.execute(statement).one()
    assert changes == {"gia_m2": ["1200.50", "1350.00"]}
    assert by.startswith("token ")


def test_a_declined_correction_changes_nothing_and_says_why(world):
    correction = world.propose().json()
    assert world.answer(correction["id"], "decline").status_code == 422
    declined = world.answer(correction["id"], "decline", answer="Measured in May").json()
    assert (declined["state"], declined["answer"]) == ("declined", "Measured in May")
    assert float(world.property()["gia_m2"]) == 1200.5


def test_a_correction_is_answered_once(world):
    correction = world.propose().json()
    assert world.answer(correction["id"], "accept").status_code == 200
    again = world.answer(correction["id"], "decline", answer="No")
    assert again.status_code == 409
    assert "accepted" in again.json()["detail"]


REFUSED = [(None, 401), ("T-CC member", 403), ("T-DC member", 403), ("T-DC editor", 403),
           ("T-DC importer", 403)]  # fmt: skip


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_only_the_owner_or_an_administrator_answers(world, verb):
    correction = world.propose().json()
    for who, status in REFUSED:
        response = world.answer(correction["id"], verb, who, answer="So it is")
        assert response.status_code == status, who
        assert response.headers["content-type"] == "application/problem+json"
    assert float(world.property()["gia_m2"]) == 1200.5
    assert world.listed("T-CC member")[0]["state"] == "open"
    for who in ("T-CC editor", "T-CC importer", "administrator"):
        correction = world.propose().json()
        response = world.answer(correction["id"], verb, who, answer="So it is")
        assert response.status_code == 200, who


def test_any_organisations_token_may_propose(world):
    asked = {None: 401, "T-DC member": 201, "T-CC member": 201, "administrator": 403}
    assert {who: world.propose(who).status_code for who in asked} == asked


def test_owner_and_raiser_see_a_correction_and_nobody_else(world):
    with world.engine.begin() as connection:
        o = t.organisation
        row_of = dict(connection.execute(select(o).where(o.c.code == "T-DC")).mappings().one())
        connection.execute(o.insert().values(row_of | {"code": "T-XX", "name": "Third"}))
        third = create_token(
            connection, role=Role.EDITOR, organisation_code="T-XX",
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )  # fmt: skip
    world.tokens["third"] = third
    correction = world.propose().json()
    for who in ("T-CC member", "T-DC member", "administrator"):
        assert [one["id"] for one in world.listed(who)] == [correction["id"]]
    assert world.listed("third") == []
    assert world.answer(correction["id"], "accept", "third").status_code == 403
    assert world.client.get("/api/v1/corrections").status_code == 401


def test_a_property_that_the_raiser_cannot_see_does_not_exist(world):
    assert world.propose(ref="L2").status_code == 404
    assert world.propose("T-CC member", ref="L2").status_code == 201


UNREADABLE = [
    ("gia_m2", "plenty", "not a possible gross internal area (m²)"),
    ("gia_m2", "-5", "not a possible"),
    ("gia_m2", "0", "not a possible"),
    ("year_built", "2099", "not a possible"),
    ("parking_spaces", "-1", "not a possible"),
    ("gia_m2", "n/a", "proposes no value"),
    ("book_value_date", "12/31/2020", "not a possible"),
    ("use_class", "palace", "not a possible"),
    ("postcode", "nowhere", "not a possible"),
    ("uprn", "1.00061E+11", "not a possible"),
    ("local_ref", "X1", "cannot be corrected this way"),
    ("organisation_code", "T-DC", "cannot be corrected this way"),
    ("note", "x", "cannot be corrected this way"),
]
USUAL_FORM = [
    ("postcode", "zz11ab", "ZZ1 1AB"),
    ("use_class", "Public access point", "public_access"),
    ("public_access", "Yes", "True"),
    ("book_value_gbp", "£1,200.50", "1200.50"),
    ("book_value_date", "31/03/2026", "2026-03-31"),
    ("uprn", "000010001", "10001"),
    ("name", "Old <b>Town</b> Hall", "Old <b>Town</b> Hall"),
]


def test_values_are_read_as_an_import_would_read_them(world):
    for field, value, words in UNREADABLE:
        response = world.propose(field=field, proposed_value=value)
        assert response.status_code == 422, (field, value)
        assert words in response.json()["detail"], (field, value)
    assert world.listed("T-CC member") == []


def test_what_is_written_is_the_value_in_its_usual_form(world):
    for field, typed, stored in USUAL_FORM:
        correction = world.propose(field=field, proposed_value=typed).json()
        assert world.answer(correction["id"], "accept").status_code == 200, field
        assert str(world.property()[field]) == stored


def test_a_status_that_needs_the_owners_decision_waits_for_it(world):
    correction = world.propose(field="status", proposed_value="declared_surplus").json()
    refused = world.answer(correction["id"], "accept")
    assert refused.status_code == 422
    assert "owner's decision" in refused.json()["detail"]
    assert world.listed("T-CC member")[0]["state"] == "open"


def test_the_gap_report_tells_how_long_corrections_wait(world):
    world.propose()
    with world.engine.begin() as connection:
        old = datetime.now(UTC) - timedelta(days=40)
        connection.execute(update(t.correction).values(raised_at=old))
    shown = world.client.get("/api/v1/organisations/T-CC/quality").json()["corrections"]
    assert shown["open"] == 1
    assert 39 <= shown["oldest_open_days"] <= 41


def test_an_unknown_member_is_named(world):
    response = world.propose(accept=True)
    assert response.status_code == 422
    assert "accept" in response.json()["detail"]


def test_no_token_heaps_up_more_questions_than_anybody_answers(world, monkeypatch):
    monkeypatch.setattr("api.quality.corrections_writing.MAX_OPEN", 2)
    first = world.propose().json()
    assert world.propose(proposed_value="1,400").status_code == 201
    refused = world.propose(proposed_value="1,500")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert "2 corrections that you have proposed still wait" in refused.json()["detail"]
    assert world.propose(who="T-DC editor").status_code == 201  # each token has its own share
    assert world.answer(first["id"], "decline", answer="No").status_code == 200
    assert world.propose(proposed_value="1,500").status_code == 201


def test_a_correction_that_makes_a_place_look_protected_closes_it(world):
    plain = world.propose(field="name", proposed_value="Old Town Hall").json()
    assert world.answer(plain["id"], "accept").status_code == 200
    assert world.property()["sensitivity"] == "open"
    telling = world.propose(field="services", proposed_value="Women’s refuge, DV support").json()
    assert world.answer(telling["id"], "accept").status_code == 200
    assert world.property()["sensitivity"] == "owner_only"
    with world.engine.connect() as connection:
        changes = connection.execute(
            select(t.history.c.changes).order_by(t.history.c.history_id.desc()).limit(1)
        ).scalar_one()
    assert changes["sensitivity"] == ["open", "owner_only"]
