"""Photographs and documents over HTTP, on pages and by command: who sees what, and what is kept."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from typer.testing import CliRunner

from estate.cli import app
from estate.codes import Role
from estate.db import tables as t
from estate.register.queries.content_number import register_content_hash
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, LANDLORD, Club, club_office
from tests.club.files_sent import PLACE, pdf, picture, written

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("documents")) as made:
        yield made


def add(club: Club, who: str | None, content: bytes, name: str, audience: str = "club",
        on: str | None = None) -> Any:  # fmt: skip
    address = on or f"/api/v1/properties/{club.places['CC-1']}"
    return club.at(who, "POST", f"{address}/documents", title="The <b>front</b>",
                   audience=audience, file_name=name,
                   content_base64=base64.b64encode(content).decode())  # fmt: skip


def rows(club: Club) -> tuple[int, int, str]:
    with club.office.engine.connect() as connection:
        counts = [connection.execute(select(func.count()).select_from(one)).scalar_one()
                  for one in (t.document, t.document_content)]  # fmt: skip
        return counts[0], counts[1], register_content_hash(connection)


def test_a_picture_is_shown_made_anew_and_a_pdf_is_saved(club: Club):
    made = add(club, GUEST, picture(), "IMG_1.JPG")
    assert made.status_code == 201, made.text
    shown = club.at(HOST, "GET", made.json()["content"])
    assert shown.status_code == 200 and PLACE not in shown.content
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-disposition"].startswith("inline")
    saved = club.at(HOST, "GET", add(club, GUEST, written(pdf()), "a.pdf").json()["content"])
    assert saved.content == written(pdf())
    assert saved.headers["content-disposition"].startswith("attachment")
    for one in (shown, saved):
        assert one.headers["content-security-policy"] == SANDBOX
        assert one.headers["x-content-type-options"] == "nosniff"
        assert "IMG" not in one.headers["content-disposition"]


def test_what_is_refused_leaves_nothing_and_says_what_to_mend(club: Club):
    before = rows(club)
    for who, content, name, status in (
        (GUEST, b"<svg/>", "a.svg", 422),
        (GUEST, picture()[:300], "a.jpg", 422),
        (None, picture(), "a.jpg", 401),
    ):
        refused = add(club, who, content, name)
        assert refused.status_code == status, refused.text
        assert len(refused.json()["detail"]) > 20
    bad = club.at(GUEST, "POST", f"/api/v1/properties/{club.places['CC-1']}/documents",
                  title="x", audience="club", file_name="a.jpg", content_base64="abc")  # fmt: skip
    assert bad.status_code == 422 and "Base64" in bad.text
    assert rows(club) == before


def test_one_for_the_parties_is_there_for_nobody_else(club: Club):
    made = add(club, GUEST, picture(size=(50, 50)), "a.jpg", "parties").json()
    listed = f"/api/v1/properties/{club.places['CC-1']}/documents"
    for who in (HOST, LANDLORD):
        assert made["id"] not in club.at(who, "GET", listed).text
        assert club.at(who, "GET", made["content"]).status_code == 404
        assert club.at(who, "POST", f"/api/v1/documents/{made['id']}/withdraw").status_code == 404
    assert club.at(None, "GET", made["content"]).status_code == 404  # the club edition
    assert made["id"] in club.at(GUEST, "GET", listed).text
    assert club.at(GUEST, "GET", made["content"]).status_code == 200


def test_a_document_is_withdrawn_by_its_writer_or_the_owner_and_what_it_shows_goes(club: Club):
    theirs = add(club, HOST, picture(size=(60, 60)), "a.jpg").json()
    twice = add(club, GUEST, picture(size=(60, 60)), "b.jpg").json()
    documents, contents, _ = rows(club)
    assert documents == contents + 1  # the same picture is kept once
    gone = club.at(GUEST, "POST", f"/api/v1/documents/{theirs['id']}/withdraw")  # by the owner
    assert gone.status_code == 200 and gone.json()["title"] is None
    assert club.at(GUEST, "GET", theirs["content"]).status_code == 404
    assert club.at(GUEST, "GET", twice["content"]).status_code == 200  # still shown by the other
    again = club.at(GUEST, "POST", f"/api/v1/documents/{theirs['id']}/withdraw")
    assert again.status_code == 409
    mine = f"/api/v1/documents/{twice['id']}/withdraw"
    assert club.at(LANDLORD, "POST", mine).status_code == 403
    assert club.at(GUEST, "POST", mine).status_code == 200
    assert rows(club)[:2] == (documents, contents - 1)


def test_an_administrator_finds_what_hangs_anywhere_without_what_it_says(club: Club):
    made = add(club, GUEST, picture(size=(51, 51)), "a.jpg", "parties").json()
    for who in (GUEST, HOST):
        assert club.at(who, "GET", "/api/v1/documents").status_code == 403
        assert club.at(who, "GET", "/documents").status_code == 403
    assert club.at(None, "GET", "/documents.csv").status_code != 200
    with browser_of(club.office, None, Role.ADMINISTRATOR) as administrator:
        listed = administrator.get("/api/v1/documents").json()["documents"]
        (found,) = (one for one in listed if one["id"] == made["id"])
        assert found["subject_id"] == str(club.places["CC-1"]) and found["audience"] == "parties"
        assert "title" not in found and "person" not in found and "content" not in found
        page = administrator.get("/documents").text
        assert made["id"] in page and "&lt;b&gt;front" not in page and "<b>front" not in page
        assert "front" not in administrator.get("/documents/documents.csv").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        done = administrator.post(f"/documents/{made['id']}/withdraw",
                                  data={"csrf_token": token[1], "back": "list"})  # fmt: skip
        assert done.status_code == 303 and done.headers["location"] == "/documents"
        assert f"/documents/{made['id']}/withdraw" not in administrator.get("/documents").text
    assert club.at(GUEST, "GET", made["content"]).status_code == 404


def test_the_page_takes_shows_and_withdraws(club: Club):
    home = f"/properties/{club.places['CC-9']}"
    with (
        browser_of(club.office, GUEST) as browser,
        browser_of(club.office, HOST, Role.CRITIC) as critic,
    ):

        def send(content: bytes, name: str, title: str = "The “front” <i>door</i>") -> Any:
            token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(home).text)
            assert token is not None
            return browser.post(f"{home}/documents", files={"file": (name, content)},
                                data={"csrf_token": token[1], "title": title,
                                      "audience": "club"})  # fmt: skip

        wrong = send(b"<html>", "a.jpg")
        assert wrong.status_code == 422 and "The “front” &lt;i&gt;door" in wrong.text
        assert "can run something" in wrong.text
        untitled = send(picture(), "a.jpg", "")
        assert untitled.status_code == 422 and "Title" in untitled.text
        assert send(picture(), "a.jpg").status_code == 303
        page = browser.get(home).text
        found = re.search(r'<img src="(/api/v1/documents/[0-9a-f-]+/content)"', page)
        assert found and "&lt;i&gt;door" in page
        assert critic.get(found[1]).status_code == 200
        assert "/withdraw" not in critic.get(home).text
        assert b"door" in browser.get(f"{home}/documents.csv").content
        key = found[1].split("/")[4]
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        done = browser.post(f"/documents/{key}/withdraw", data={"csrf_token": token and token[1]})
        assert done.status_code == 303 and "Withdrawn on 29 November 2026" in browser.get(home).text
        forged = browser.post(f"{home}/documents", files={"file": ("a.jpg", picture())},
                              data={"title": "x", "audience": "club"})  # fmt: skip
        assert forged.status_code == 403
    nobody = club.office.client.post(f"{home}/documents", files={"file": ("a.jpg", picture())})
    assert nobody.status_code == 401


def test_a_changed_or_missing_file_is_told_and_not_shown(club: Club, tmp_path: Path):
    """By whoever owns the tables: the service itself cannot."""
    made = [add(club, GUEST, picture("PNG", size=(70 + n, 9)), "a.png").json() for n in (0, 1, 2)]
    url = club.office.engine.url.render_as_string(hide_password=False)

    def run(*arguments: str) -> Any:
        given = {"ESTATE_DATABASE_URL": url, "ESTATE_DATA_DIR": str(tmp_path)}
        return CliRunner().invoke(app, ["documents", *arguments], env=given)

    assert run("verify").exit_code == 0
    assert run("get", made[2]["id"], str(tmp_path / "x.png")).exit_code == 0
    assert (tmp_path / "x.png").read_bytes()[:4] == b"\x89PNG"
    before = rows(club)[2]
    keys = [made[n]["id"] for n in (0, 1)]
    held = t.document_content
    first, second = (
        held.c.sha256.in_(select(t.document.c.sha256).where(t.document.c.document_id == key))
        for key in keys
    )
    with club.office.engine.begin() as connection:
        for change in (update(held).where(first).values(content=b"x"), delete(held).where(first)):
            with pytest.raises(Exception, match="never changed"), connection.begin_nested():
                connection.execute(change)
        connection.exec_driver_sql("ALTER TABLE document_content DISABLE TRIGGER USER")
        connection.execute(update(held).where(first).values(content=b"x"))
        connection.execute(delete(held).where(second))
        connection.exec_driver_sql("ALTER TABLE document_content ENABLE TRIGGER USER")
    assert rows(club)[2] != before
    for one, words in zip(made[:2], ("not as it was added", "missing"), strict=True):
        refused = club.at(GUEST, "GET", one["content"])
        assert refused.status_code == 409 and words in refused.json()["detail"]
    checked = run("verify")
    assert checked.exit_code == 1
    assert f"{made[0]['id']}: not as" in checked.output and "is missing" in checked.output
    assert run("get", made[0]["id"], str(tmp_path / "y.png")).exit_code == 1
    assert not (tmp_path / "y.png").exists()


def test_the_command_adds_lists_and_withdraws(club: Club, tmp_path: Path):
    url = club.office.engine.url.render_as_string(hide_password=False)
    file = tmp_path / "a.pdf"
    file.write_bytes(written(pdf(1)))

    def run(*arguments: str) -> Any:
        given = {"ESTATE_DATABASE_URL": url, "ESTATE_DATA_DIR": str(tmp_path)}
        return CliRunner().invoke(app, ["documents", *arguments], env=given)

    place = ("--property", "T-DC/DC-1")
    added = run("add", str(file), "--title", "Plan", *place)
    assert added.exit_code == 0 and "PDF, 1 page" in added.output, added.output
    assert "Plan" in run("list", *place).output
    key = re.findall(r"[0-9a-f-]{36}", added.output)[0]
    assert run("withdraw", key).exit_code == 0
    assert "Withdrawn on" in run("list", *place).output
    assert run("add", str(tmp_path / "none.pdf"), "--title", "x", *place).exit_code != 0
    every = run("list")  # without a place: all there are, and not what they say
    assert every.exit_code == 0 and key[:8] in every.output and "Plan" not in every.output


def test_administrators_withdraw_what_they_are_not_shown_and_all_together_have_a_bound(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    made = add(club, GUEST, picture(size=(45, 50)), "a.jpg", "parties").json()
    listed = f"/api/v1/properties/{club.places['CC-1']}/documents"
    assert made["id"] not in club.at("administrator", "GET", listed).text
    gone = club.at("administrator", "POST", f"/api/v1/documents/{made['id']}/withdraw")
    assert gone.status_code == 200, gone.text
    assert gone.json()["title"] is None and gone.json()["withdrawn_on"]
    before = rows(club)
    monkeypatch.setattr(club.office.client.app.state.service.settings, "documents_room_mb", 0)
    full = add(club, GUEST, picture(size=(46, 50)), "a.jpg")
    assert full.status_code == 409 and "raise ESTATE_DOCUMENTS_ROOM_MB" in full.text
    assert rows(club) == before
