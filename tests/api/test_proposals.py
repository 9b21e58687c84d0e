"""Matches and merges over HTTP: the owner decides on references, an administrator on merges."""

import pytest

from tests.api.test_corrections import World
from tests.intake.county import EAST, bring, row, write_csv


@pytest.fixture
def world(scratch_database_url, tmp_path):
    made = World(scratch_database_url, tmp_path)
    with made.engine.begin() as connection:
        rows = [row("T-1", NAME="TOWN HALL"), row("A-0012", NAME="Depot", EASTING=EAST + 900)]
        bring(connection, write_csv(tmp_path / "b.csv", rows), "T-DC")
        rows[1]["LOCAL_REF"] = "A12"
        bring(connection, write_csv(tmp_path / "b.csv", rows), "T-DC")
    with made.client:
        yield made
    made.engine.dispose()


def get(world, what, who):
    response = world.client.get(f"/api/v1/{what}", headers=world.headers(who))
    return response.raise_for_status().json()[what]


def post(world, path, who):
    return world.client.post(f"/api/v1/{path}", headers=world.headers(who)).status_code


def test_only_the_owner_sees_and_decides_a_match(world):
    [match] = get(world, "matches", "T-DC member")
    assert (match["local_ref"], match["new_reference"]) == ("A-0012", "A12")
    assert get(world, "matches", "T-CC editor") == []
    path = f"matches/{match['reference_match_id']}/accept"
    refused = {None: 401, "T-DC member": 403, "T-CC editor": 403}
    assert {who: post(world, path, who) for who in refused} == refused
    assert post(world, path.replace("accept", "sell"), "T-DC editor") == 422
    assert post(world, path, "T-DC importer") == 200
    assert post(world, path, "T-DC importer") == 409
    assert get(world, "matches", "administrator") == []
    undo = path.replace("accept", "undo")
    assert post(world, undo, "T-CC editor") == 403
    assert post(world, undo, "T-DC importer") == 200
    assert post(world, undo, "T-DC importer") == 409


def test_both_sides_see_a_merge_and_an_administrator_decides_it(world):
    [merge] = get(world, "merges", "T-CC member")
    assert get(world, "merges", "T-DC member") == [merge]
    path = f"merges/{merge['property_merge_id']}"
    assert post(world, f"{path}/accept", None) == 401
    for who in ("T-CC editor", "T-DC importer"):
        assert post(world, f"{path}/accept", who) == 403

    def counted():
        return world.client.get("/api/v1/stats").json()["properties"]

    before = counted()
    assert post(world, f"{path}/accept", "administrator") == 200
    assert counted() == before - 1
    merged = f"/api/v1/properties/{merge['merged_property_id']}"
    assert world.client.get(merged).status_code == 404
    assert post(world, f"{path}/undo", "administrator") == 200
    assert counted() == before
    assert post(world, f"{path}/undo", "administrator") == 409
