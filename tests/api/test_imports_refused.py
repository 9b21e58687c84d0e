"""Uploads that are refused: too large, not understood, not a file that can be trusted."""

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from estate.intake.uploads import files as uploads_files
from estate.intake.uploads import stored_plans
from tests.api.imports_office import ADMINISTRATOR, EDITOR, Office, open_office
from tests.api.test_imports import refused
from tests.intake import county
from tests.intake.test_kinds import LEASES


@pytest.fixture
def office(scratch_database_url: str, tmp_path: Path) -> Iterator[Office]:
    office = open_office(scratch_database_url, tmp_path / "data", max_upload_mb=1)
    with office.client:
        yield office
    office.engine.dispose()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return county.write_csv(tmp_path / "house.csv", [county.row("A1")])


def nothing_was_kept(office: Office) -> None:
    assert office.uploaded() == []
    assert office.count("import_plan") == 0
    assert office.count("property") == 0


def post(office: Office, files, data=None, who: str = EDITOR):
    headers = office.headers(who)
    return office.client.post("/api/v1/imports", headers=headers, files=files, data=data or {})


def test_an_upload_beyond_the_limit(office):
    problem = refused(post(office, {"file": ("big.csv", io.BytesIO(b"x" * 1_200_000))}), 413)
    assert "1 MB" in problem["detail"]
    nothing_was_kept(office)


def test_an_upload_beyond_the_limit_that_does_not_say_its_length(office):
    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
        for _ in range(20):
            yield b"x" * 100_000
        yield b"\r\n--b--\r\n"

    headers = {**office.headers(EDITOR), "Content-Type": "multipart/form-data; boundary=b"}
    refused(office.client.post("/api/v1/imports", headers=headers, content=body()), 413)
    nothing_was_kept(office)


def test_unknown_fields_are_named(office, house):
    problem = refused(office.upload(house, organization="T-CC", colour="red"), 422)
    assert {one["parameter"] for one in problem["errors"]} == {"organization", "colour"}
    problem = refused(post(office, {"attachment": ("x.csv", b"a,b")}), 422)
    assert problem["errors"] == [{"parameter": "attachment", "problem": "unknown parameter"}]
    nothing_was_kept(office)


@pytest.mark.parametrize("name", ["kind", "rating_scheme"])
def test_wrong_values_are_named(office, house, name):
    problem = refused(office.upload(house, **{name: "spaceship"}), 422)
    assert [one["parameter"] for one in problem["errors"]] == [name]
    nothing_was_kept(office)


def test_a_form_without_a_file_or_that_is_no_form(office):
    assert refused(post(office, {"mapping": ("m.toml", b"x")}), 422)["errors"][0]["parameter"] == (
        "file"
    )
    refused(office.client.post("/api/v1/imports", headers=office.headers(EDITOR), json={}), 422)
    bare = {**office.headers(EDITOR), "Content-Type": "multipart/form-data"}
    refused(office.client.post("/api/v1/imports", headers=bare, content=b"x"), 422)
    nothing_was_kept(office)


def test_an_administrator_says_whose_file_it_is(office, house):
    assert "organisation" in refused(office.upload(house, ADMINISTRATOR), 422)["detail"]
    refused(office.upload(house, ADMINISTRATOR, organisation="T-NOBODY"), 404)
    nothing_was_kept(office)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roads.csv", b"road,lanes\nA44,2\n"),
        ("broken.gpkg", b"SQLite format 3\0 but no more"),
        ("broken.zip", b"PK\x03\x04 nothing"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 not a table"),
        ("empty.csv", b""),
        ("../../etc/passwd.csv", b"nothing\n"),
    ],
)
def test_files_that_cannot_be_trusted(office, name, content):
    problem = refused(post(office, {"file": (name, io.BytesIO(content))}), 422)
    assert problem["type"] == "/problems/refused"
    assert name.rsplit("/", 1)[-1] in problem["detail"]
    assert "upload." not in problem["detail"]  # our own name for it says nothing to the sender
    assert str(office.data_dir) not in problem["detail"]
    nothing_was_kept(office)


def test_a_hostile_name_is_text_and_no_path(office, house):
    name = "../..\\{{7*7}}<img src=x onerror=alert(1)>\0.CSV"
    made = post(office, {"file": (name, house.read_bytes())})
    assert made.status_code == 201, made.text
    plan = made.json()
    assert "\0" not in plan["file_name"]
    assert plan["file_name"].startswith("{{7*7}}")
    assert office.uploaded() == [f"{plan['id']}/map.geojson", f"{plan['id']}/upload.csv"]


def test_the_parts_of_a_shapefile_come_together(office, tmp_path):
    path = tmp_path / "estate.shp"
    rows = [{"LOCAL_REF": "A1", "NAME": "One"}]
    county.write_shapefile(path, rows, [county.square()])
    parts = [("file", (p.name, p.read_bytes())) for p in sorted(tmp_path.glob("estate.*"))]
    assert len(parts) >= 4
    made = post(office, parts)
    assert made.status_code == 201, made.text
    assert made.json()["counts"]["new"] == 1
    drawn = office.ask("GET", f"/{made.json()['id']}/map.geojson").json()
    assert drawn["features"][0]["geometry"]["type"] == "MultiPolygon"
    refused(post(office, [parts[0], ("file", ("other.csv", b"a"))]), 422)


def test_a_mapping_file_names_the_columns(office, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("Kennziffer,Haus\nA1,Town Hall\n", encoding="utf-8")
    refused(office.upload(file), 422)
    sent = {"file": ("odd.csv", file.read_bytes())}
    asked = office.client.post(
        "/api/v1/imports/mapping", headers=office.headers(EDITOR), files=sent
    )
    assert asked.status_code == 200, asked.text
    assert office.uploaded() == []
    mapping = (
        asked.text.replace('"Kennziffer" = ""', '"Kennziffer" = "local_ref"')
        .replace('"Haus" = ""', '"Haus" = "name"')
        .encode()
    )
    made = post(
        office, [("file", ("odd.csv", file.read_bytes())), ("mapping", ("m.toml", mapping))]
    )
    assert made.status_code == 201, made.text
    plan = made.json()
    assert [c["field"] for c in plan["columns"]["columns"]] == ["local_ref", "name"]
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200
    assert office.uploaded() == [f"{plan['id']}/map.geojson"]


def test_a_commit_that_fails_is_not_answered_as_done(office, house, monkeypatch):
    """The transaction ends before the answer is sent."""
    plan = office.upload(house).json()
    engine = office.client.app.state.service.write_engine

    def fail(connection):
        raise RuntimeError("the disk is full")

    event.listen(engine, "commit", fail)
    office.client._transport.raise_server_exceptions = False
    refused(office.ask("POST", f"/{plan['id']}/commit"), 500)
    event.remove(engine, "commit", fail)
    assert office.count("property") == 0
    assert office.uploaded() == [f"{plan['id']}/map.geojson", f"{plan['id']}/upload.csv"]
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200


def test_files_without_a_plan_are_swept_in_time(office, house):
    folder = office.data_dir / "uploads"
    plan = office.upload(house).json()
    stray = uploads_files.keep(folder, [uploads_files.Part("x.csv", io.BytesIO(b"a"))])
    for path in folder.iterdir():
        os.utime(path, (time.time() - 7200,) * 2)
    with office.engine.begin() as connection:
        stored_plans.sweep(connection, folder)
    assert not stray.folder.exists()
    assert f"{plan['id']}/upload.csv" in office.uploaded()


def test_the_kind_is_told_by_the_columns_and_asked_for_where_another_fits(office, tmp_path):
    leases = tmp_path / "leases.csv"
    leases.write_text(LEASES, "utf-8")
    asked = office.upload(leases, kind="property")
    assert asked.status_code == 422
    assert asked.json()["type"] == "/problems/which-kind"
    assert "leases.csv looks like a list of leases (7 of 7" in asked.json()["detail"]
    assert [(one["kind"], one["taken"], one["columns"]) for one in asked.json()["kinds"]] == [
        ("lease", 7, 7), ("property", 2, 7)
    ]  # fmt: skip
    assert office.uploaded() == []
    told = office.upload(leases)
    assert (told.status_code, told.json()["kind"]) == (201, "lease")
    assert told.json()["notes"][0] == "Read as a list of leases, by its columns."
    meant = office.upload(leases, kind="property", kind_meant="true")
    assert (meant.status_code, meant.json()["kind"]) == (201, "property")
