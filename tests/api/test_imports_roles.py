"""Every role at every door of an import: what may be done is done, all else changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from estate.db import tables as t
from tests.api.imports_office import (
    ADMINISTRATOR,
    EDITOR,
    IMPORTER,
    MEMBER,
    OTHER,
    Office,
)
from tests.intake import county

READS = ["", "/{id}", "/{id}/issues.csv", "/{id}/changes.csv", "/{id}/map.geojson"]
WRITES = [("POST", "/{id}/commit"), ("POST", "/{id}/revert"), ("DELETE", "/{id}")]
#: Who → (reads a plan of T-CC, lists, uploads for T-CC and settles it).
EXPECTED = {
    None: (401, 401, 401),
    MEMBER: (200, 200, 403),
    OTHER: (403, 200, 403),
    IMPORTER: (200, 200, None),
    EDITOR: (200, 200, None),
    ADMINISTRATOR: (200, 200, None),
}


def settled(office: Office) -> tuple[int, int, int]:
    return office.count("import_plan"), office.count("import_batch"), office.count("history")


def test_every_role_at_every_door(office, tmp_path):
    house = county.write_csv(tmp_path / "house.csv", [county.row("A1")])
    plan = office.upload(house).json()["id"]
    for who, (read, listed, write) in EXPECTED.items():
        for path in READS:
            wanted = read if path else listed
            assert office.ask("GET", path.format(id=plan), who).status_code == wanted, (who, path)
        if write is None:
            continue
        before = settled(office)
        assert office.upload(house, who, organisation="T-CC").status_code == write
        for method, path in WRITES:
            answer = office.ask(method, path.format(id=plan), who)
            assert answer.status_code == write, (who, method, path)
            assert answer.headers["content-type"] == "application/problem+json"
        assert settled(office) == before
    for who in (IMPORTER, EDITOR, ADMINISTRATOR):
        own = office.upload(house, who, organisation="T-CC").json()["id"]
        assert office.ask("POST", f"/{own}/commit", who).status_code == 200
        if who == IMPORTER:  # the others' changed nothing, so there is nothing to revert
            reverted = office.upload(
                county.write_csv(tmp_path / "n.csv", [county.row("A1", NAME="N")]), who
            ).json()["id"]
            assert office.ask("POST", f"/{reverted}/commit", who).status_code == 200
            assert office.ask("POST", f"/{reverted}/revert", who).status_code == 200
        waiting = office.upload(house, who, organisation="T-CC").json()["id"]
        assert office.ask("DELETE", f"/{waiting}", who).status_code == 204


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_a_token_that_is_over_opens_nothing(office, tmp_path, column):
    house = county.write_csv(tmp_path / "house.csv", [county.row("A1")])
    plan = office.upload(house).json()["id"]
    with office.engine.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(t.api_token).values({column: past}))
    assert office.upload(house).status_code == 401
    assert office.ask("GET", f"/{plan}").status_code == 401
    assert office.ask("POST", f"/{plan}/commit").status_code == 401
    assert office.count("property") == 0


def test_what_others_read_never_holds_a_plan(office, tmp_path):
    """The register's own doors do not know of plans: a name that only waits is nowhere."""
    waiting = county.write_csv(tmp_path / "w.csv", [county.row("A1", NAME="Only a plan")])
    office.upload(waiting)
    for path in ("/api/v1/properties", "/map/properties.geojson", "/api/v1/stats"):
        for who in (None, OTHER, EDITOR):
            answer = office.client.get(path, headers=office.headers(who))
            assert answer.status_code == 200
            assert "Only a plan" not in answer.text
