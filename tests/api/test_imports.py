"""Files over HTTP: upload, plan, commit, discard; who may do what; nothing half done."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from estate.register import known_rows
from estate.register.queries.content_number import register_content_hash
from tests.api.imports_office import (
    ADMINISTRATOR,
    EDITOR,
    IMPORTER,
    MEMBER,
    OTHER,
    Office,
)
from tests.intake import county
from tests.statements import again, counted

PROBLEM = "application/problem+json"


@pytest.fixture
def two_houses(tmp_path: Path) -> Path:
    return county.write_csv(tmp_path / "houses.csv", [county.row("A1"), county.row("A2")])


def refused(response, status: int) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    return response.json()


def test_upload_read_commit(office, two_houses):
    made = office.upload(two_houses)
    assert made.status_code == 201, made.text
    plan = made.json()
    assert made.headers["location"] == f"/api/v1/imports/{plan['id']}"
    assert plan["state"] == "waiting"
    assert plan["file_name"] == "houses.csv"
    assert plan["counts"]["new"] == plan["record_count"] == 2
    assert {"heading": "LOCAL_REF", "field": "local_ref", "confidence": 1.0,
            "samples": ["A1", "A2"], "also": []} in plan["columns"]["columns"]  # fmt: skip
    assert office.count("property") == 0  # nothing before somebody's word
    folder = office.data_dir / "uploads"
    assert {one.stat().st_mode & 0o777 for one in (folder, *folder.iterdir())} == {0o700}
    assert office.ask("GET", f"/{plan['id']}").json() == plan

    done = office.ask("POST", f"/{plan['id']}/commit")
    assert done.status_code == 200, done.text
    assert done.json()["changed"] is True
    assert office.count("property") == 2
    after = office.ask("GET", f"/{plan['id']}").json()
    assert (after["state"], after["import_id"]) == ("committed", done.json()["import_id"])
    batch = office.ask("GET", f"/{after['import_id']}").json()
    assert batch["created_by"].startswith("token ")
    assert batch["counts"]["new"] == 2
    assert office.uploaded() == [f"{plan['id']}/map.geojson"]  # the file itself is not kept


def test_the_same_file_again_changes_nothing(office, two_houses):
    first = office.upload(two_houses).json()
    office.ask("POST", f"/{first['id']}/commit")
    again = office.upload(two_houses).json()
    assert again["counts"]["unchanged"] == 2
    assert office.ask("POST", f"/{again['id']}/commit").json()["changed"] is False


def test_the_plan_as_csv_and_on_the_map(office, two_houses, tmp_path):
    first = office.upload(two_houses).json()
    office.ask("POST", f"/{first['id']}/commit")
    moved = county.row("A1", NAME="=cmd()", EASTING=county.EAST + 300)
    rows = [moved, county.row("A3"), county.row("A4", TENURE="owned by elves")]
    plan = office.upload(county.write_csv(tmp_path / "next.csv", rows)).json()

    changes = office.ask("GET", f"/{plan['id']}/changes.csv")
    assert changes.headers["content-disposition"] == 'attachment; filename="changes.csv"'
    read = list(csv.DictReader(io.StringIO(changes.content.decode("utf-8-sig"))))
    name = next(row for row in read if row["field"] == "name")
    assert (name["reference"], name["old"], name["new"]) == ("A1", "House A1", "'=cmd()")
    issues = office.ask("GET", f"/{plan['id']}/issues.csv").content.decode("utf-8-sig")
    assert "owned by elves" in issues

    drawn = office.ask("GET", f"/{plan['id']}/map.geojson")
    assert drawn.headers["content-type"] == "application/geo+json"
    features = {f["properties"]["change"]: f for f in drawn.json()["features"]}
    assert set(features) == {"new", "moved", "not_in_file"}
    west, east = features["moved"]["properties"]["from"], features["moved"]["geometry"]
    assert 0.004 < east["coordinates"][0] - west[0] < 0.005  # 300 m at this latitude
    assert features["moved"]["properties"]["distance_m"] == 300.0
    assert plan["moved"] == [{"row_number": 2, "reference": "A1", "distance_m": 300.0}]
    assert features["not_in_file"]["geometry"]["type"] == "Point"


@pytest.mark.parametrize("who", [MEMBER, OTHER])
def test_others_write_nothing(office, two_houses, who):
    refused(office.upload(two_houses, who, organisation="T-CC"), 403)
    assert office.count("import_plan") == 0
    assert office.uploaded() == []
    plan = office.upload(two_houses).json()
    refused(office.ask("POST", f"/{plan['id']}/commit", who), 403)
    refused(office.ask("DELETE", f"/{plan['id']}", who), 403)
    assert office.ask("GET", f"/{plan['id']}").json()["state"] == "waiting"
    assert office.count("property") == 0


@pytest.mark.parametrize("who", [EDITOR, IMPORTER, ADMINISTRATOR])
def test_those_who_may_write_do(office, two_houses, who):
    made = office.upload(two_houses, who, organisation="T-CC")
    assert made.status_code == 201, made.text
    assert office.ask("POST", f"/{made.json()['id']}/commit", who).status_code == 200
    assert office.count("property") == 2


def test_without_a_token_nothing_is_read_or_written(office, two_houses):
    plan = office.upload(two_houses).json()
    for response in (
        office.upload(two_houses, None, organisation="T-CC"),
        office.ask("GET", "", None),
        *(office.ask("GET", f"/{plan['id']}{part}", None)
          for part in ("", "/issues.csv", "/changes.csv", "/map.geojson")),
        office.ask("POST", f"/{plan['id']}/commit", None),
        office.ask("DELETE", f"/{plan['id']}", None),
    ):  # fmt: skip
        refused(response, 401)
        assert response.headers["www-authenticate"] == "Bearer"
    assert office.count("import_plan") == 1
    assert office.count("property") == 0


def test_a_plan_is_read_by_its_own_organisation_and_administrators(office, two_houses):
    plan = office.upload(two_houses).json()
    for part in ("", "/issues.csv", "/changes.csv", "/map.geojson"):
        refused(office.ask("GET", f"/{plan['id']}{part}", OTHER), 403)
        for who in (MEMBER, ADMINISTRATOR):
            assert office.ask("GET", f"/{plan['id']}{part}", who).status_code == 200
    theirs = office.ask("GET", "", OTHER).json()
    assert theirs["plans"] == theirs["imports"] == []
    assert theirs["token"] == {"role": "editor", "organisation": "T-DC", "may_import": True}
    assert len(office.ask("GET", "", MEMBER).json()["plans"]) == 1
    office.ask("POST", f"/{plan['id']}/commit")
    batch = office.ask("GET", "", ADMINISTRATOR).json()["imports"][0]
    refused(office.ask("GET", f"/{batch['id']}", OTHER), 403)
    refused(office.ask("GET", f"/{batch['id']}/issues.csv", OTHER), 403)


def test_a_plan_expires_when_the_register_has_moved_on(office, two_houses, tmp_path):
    first = office.upload(two_houses).json()
    second = office.upload(two_houses).json()
    assert office.ask("POST", f"/{first['id']}/commit").status_code == 200
    assert office.ask("GET", f"/{second['id']}").json()["register_has_moved_on"] is True
    problem = refused(office.ask("POST", f"/{second['id']}/commit"), 409)
    assert "Upload it again" in problem["detail"]
    assert office.ask("GET", f"/{second['id']}").json()["state"] == "waiting"
    assert office.count("import_batch") == 1


def test_a_plan_with_a_remark_on_a_future_date_can_be_committed_on_another_day(
    office, tmp_path, monkeypatch
):
    path = county.write_csv(tmp_path / "a.csv", [county.row("A1", AS_OF="31/03/2062")])
    plan = office.upload(path, kind="property").json()
    assert [issue["code"] for issue in plan["issues"]] == ["DATE_IN_FUTURE"]
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    monkeypatch.setattr(known_rows, "current_date", lambda connection: tomorrow)
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200


def test_a_plan_stands_when_the_register_moved_on_elsewhere(office, two_houses, tmp_path):
    plan = office.upload(two_houses).json()
    far = county.row("D1", EASTING=county.EAST + 5000)
    other = office.upload(county.write_csv(tmp_path / "d.csv", [far]), OTHER).json()
    office.ask("POST", f"/{other['id']}/commit", OTHER)
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200
    assert office.count("property") == 3


def test_a_plan_is_committed_or_discarded_once(office, two_houses):
    plan = office.upload(two_houses).json()
    office.ask("POST", f"/{plan['id']}/commit")
    refused(office.ask("POST", f"/{plan['id']}/commit"), 409)
    refused(office.ask("DELETE", f"/{plan['id']}"), 409)
    other = office.upload(two_houses).json()
    assert office.ask("DELETE", f"/{other['id']}").status_code == 204
    refused(office.ask("POST", f"/{other['id']}/commit"), 409)
    assert not any(other["id"] in name for name in office.uploaded())
    assert office.count("import_batch") == 1


def content(office: Office) -> str:
    with office.engine.connect() as connection:
        return register_content_hash(connection)


def test_import_and_revert_leave_the_register_as_it_was(office, two_houses, tmp_path):
    first = office.upload(two_houses).json()
    office.ask("POST", f"/{first['id']}/commit")
    before = content(office)
    changed = county.write_csv(tmp_path / "n.csv", [county.row("A1", NAME="X"), county.row("A3")])
    plan = office.upload(changed).json()
    refused(office.ask("POST", f"/{plan['id']}/revert"), 404)  # it is no import yet
    refused(office.ask("POST", f"/{plan['id']}/commit"), 409)  # A2 would be marked as missing
    office.ask("POST", f"/{plan['id']}/commit?missing=1")
    assert content(office) != before
    for who, status in ((None, 401), (MEMBER, 403), (OTHER, 403)):
        refused(office.ask("POST", f"/{plan['id']}/revert", who), status)
    problem = refused(office.ask("POST", f"/{first['id']}/revert"), 409)
    assert "n.csv" in problem["detail"]  # what has changed since is named
    assert content(office) != before

    done = office.ask("POST", f"/{plan['id']}/revert")
    assert done.status_code == 200, done.text
    assert content(office) == before
    after = office.ask("GET", f"/{plan['id']}").json()
    assert after["state"] == "reverted"
    assert after["reverted_by"].startswith("token ")
    refused(office.ask("POST", f"/{done.json()['import_id']}/revert"), 409)
    assert office.ask("POST", f"/{first['id']}/revert").status_code == 200
    assert office.ask("GET", f"/{first['id']}").json()["state"] == "reverted"


def test_two_people_commit_the_same_plan_at_once(office, two_houses):
    plan = office.upload(two_houses).json()
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(office.ask, "POST", f"/{plan['id']}/commit") for _ in range(2)]
    assert sorted(one.result().status_code for one in asked) == [200, 409]
    assert office.count("property") == 2
    assert office.count("import_batch") == 1


def test_what_is_not_there_is_not_found(office):
    nobody = "00000000-0000-4000-8000-000000000000"
    for method, part in (("GET", ""), ("GET", "/issues.csv"), ("GET", "/map.geojson"),
                         ("POST", "/commit"), ("DELETE", "")):  # fmt: skip
        refused(office.ask(method, f"/{nobody}{part}"), 404)
    refused(office.ask("GET", "/not-a-uuid"), 422)
    problem = refused(office.ask("GET", "?colour=red"), 422)
    assert problem["errors"] == [{"parameter": "colour", "problem": "unknown parameter"}]


def test_nothing_is_asked_twice_for_a_commit(office, two_houses, tmp_path):
    office.ask("POST", f"/{office.upload(two_houses).json()['id']}/commit")
    same = office.upload(two_houses).json()["id"]
    with counted() as sent:
        assert office.ask("POST", f"/{same}/commit").json()["changed"] is False
    assert len(sent) <= 18, sent
    # The plan, the county, its organisations and the version: once to read the file against,
    # and once more where nobody else can commit.
    assert sorted(again(sent).values()) == [2, 2, 2, 2], again(sent)

    more = [county.row(reference) for reference in ("A1", "A2", "B2")]
    with counted() as sent:
        plan = office.upload(county.write_csv(tmp_path / "new.csv", more)).json()["id"]
    assert sum("import_plan" in one for one in sent) == 1  # written, not read back
    with counted() as and_committed:
        assert office.ask("POST", f"/{plan}/commit").json()["changed"] is True
    for statements in (sent, and_committed):
        # Whether new references are old properties is worked out once for each plan.
        assert sum("local_ref AS reference" in one for one in statements) == 1, statements
