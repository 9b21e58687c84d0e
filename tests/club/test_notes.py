"""Notes on a property, an opportunity and a kept case: who writes, who reads, what stays."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from estate.answers.club.notes import Notes
from estate.club.decisions import Person
from estate.club.notes import NoteAudience, audiences_of, may_withdraw, may_write, wrong_day
from estate.codes import Role
from estate.db import tables as t
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, LANDLORD, Club, club_office

HOSTILE = "<script>alert(1)</script>\n{{ 7*7 }} '; DROP TABLE note; -- =1+1 <b>x</b>"
AGREED = {"agreed_on": "2026-11-01", "ends_on": "2027-10-31", "document_ref": "Deed 1"}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("notes")) as made:
        yield made


def ask(club: Club, who: str | None, method: str, path: str, **sent: Any) -> Any:
    return club.at(who, method, f"/api/v1/{path}", **sent)


def write(
    club: Club, who: str | None, on: str, text: str, audience: str = "club", **more: Any
) -> Any:
    return ask(club, who, "POST", f"{on}/notes", text=text, audience=audience, **more)


def texts(club: Club, who: str | None, on: str) -> list[str | None]:
    found = ask(club, who, "GET", f"{on}/notes").raise_for_status().json()
    TypeAdapter(Notes).validate_python(found)
    return [one["text"] for one in found["notes"]]


def test_rules_of_who_writes_and_withdraws():
    editor, critic = Person(Role.EDITOR, "A"), Person(Role.CRITIC, None)
    assert audiences_of(editor) == tuple(NoteAudience)
    assert audiences_of(critic) == (NoteAudience.CLUB,)
    assert audiences_of(Person(Role.ADMINISTRATOR, None)) == (NoteAudience.CLUB,)
    assert audiences_of(Person(Role.MEMBER, None)) == ()
    assert may_write(critic, NoteAudience.PARTIES)
    note = {"person": "Ann", "organisation_code": "A"}
    assert may_withdraw(editor, "Ann", note) is None
    assert may_withdraw(editor, "Ben", note)
    assert may_withdraw(Person(Role.EDITOR, "B"), "Ann", note)
    assert wrong_day(date(2026, 3, 2), date(2026, 3, 1))
    assert wrong_day(date(2026, 3, 1), date(2026, 3, 1)) is None


def test_the_club_and_the_parties_read_what_is_theirs(club: Club):
    key = club.picked("Noted")
    on = f"opportunities/{key}"
    assert write(club, GUEST, on, "For all").status_code == 201
    assert write(club, GUEST, on, "Guest's", "parties").status_code == 201
    assert write(club, HOST, on, "Host's", "parties").status_code == 201
    said = write(club, "critic", on, "A friend asks").json()
    assert (said["organisation"], said["role"], said["person"]) == (None, "critic", None)

    def read() -> tuple[Any, ...]:
        return tuple(texts(club, who, on) for who in (GUEST, HOST, LANDLORD, "administrator", None))

    all_ = ["A friend asks", "For all"]
    guests, hosts = ["A friend asks", "Guest's", "For all"], ["A friend asks", "Host's", "For all"]
    assert read() == (guests, hosts, all_, all_, all_)
    for who in (GUEST, HOST):
        club.ask(who, "POST", f"/{key}/agreements", **AGREED).raise_for_status()
    both = ["A friend asks", "Host's", "Guest's", "For all"]
    assert read() == (both, both, all_, all_, all_)
    for who, names in ((HOST, 3), (LANDLORD, 0)):
        found = ask(club, who, "GET", f"{on}/notes").json()["notes"]
        assert sum(one["person"] is not None for one in found) == names
    with club.office.engine.connect() as connection:
        r = t.audit_record.c
        looks = select(r.about).where(r.action == "read", r.subject.endswith(f"{key}/notes"),
                                      r.organisation_code == HOST)  # fmt: skip
        assert GUEST in connection.execute(looks).scalars().all()
    over = AGREED | {"withdrawn": True}
    club.ask(GUEST, "POST", f"/{key}/agreements", **over).raise_for_status()
    assert read() == (guests, hosts, all_, all_, all_)


def test_a_propertys_owner_reads_what_is_for_the_parties(club: Club):
    on = f"properties/{club.places['DC-1']}"
    assert write(club, GUEST, on, "To its owner", "parties").status_code == 201
    assert texts(club, HOST, on) == texts(club, GUEST, on) == ["To its owner"]
    assert texts(club, LANDLORD, on) == texts(club, "critic", on) == texts(club, None, on) == []
    p = t.property_.c
    other = f"properties/{club.places['CC-9']}"
    for sensitivity, status in (("owner_only", 404), ("open", 201)):
        with club.office.engine.begin() as connection:
            hide = update(t.property_).where(p.local_ref == "CC-9")
            connection.execute(hide.values(sensitivity=sensitivity))
        assert write(club, HOST, other, "Seen").status_code == status
        read = ask(club, HOST, "GET", f"{other}/notes").status_code
        assert read == {404: 404, 201: 200}[status]


def test_a_merge_opens_no_note_and_closes_none(club: Club):
    """What was written to the owner of the depot stays with it, once the depot is another's row."""
    assert write(club, LANDLORD, f"properties/{club.places['CC-9']}", "To the depot's owner",
                 "parties").status_code == 201  # fmt: skip
    p, on = t.property_.c, f"properties/{club.places['DC-1']}"
    depot = update(t.property_).where(p.local_ref == "CC-9")
    with club.office.engine.begin() as connection:
        connection.execute(depot.values(merged_into_property_id=club.places["DC-1"]))
    reads = {who: "To the depot's owner" in texts(club, who, on) for who in (GUEST, HOST)}
    with club.office.engine.begin() as connection:
        connection.execute(depot.values(merged_into_property_id=None))
    assert reads == {GUEST: True, HOST: False}


def test_an_agreement_on_an_opportunity_opens_notes_on_its_places_and_their_case(club: Club):
    """A property's notes to who agrees on an opportunity that it belongs to; a case's only where
    both its places do. Not the lead's agreement counts, but the writer's."""
    kept = ask(club, HOST, "POST", f"schemes/{club.occupation}/{club.places['DC-1']}/kept",
               label="Option B").raise_for_status().json()  # fmt: skip
    place, case = f"properties/{club.places['DC-1']}", f"cases/{kept['id']}"
    for on in (place, case):
        assert write(club, LANDLORD, on, "Landlord's", "parties").status_code == 201

    def guest_sees() -> tuple[bool, bool]:
        return "Landlord's" in texts(club, GUEST, place), "Landlord's" in texts(club, GUEST, case)

    assert "Landlord's" in texts(club, HOST, place)
    assert "Landlord's" in texts(club, HOST, case)  # who owns the place and keeps the case
    assert guest_sees() == (False, False)
    for refs, sees in ((("DC-1",), (True, False)), (("CC-1", "DC-1"), (True, True))):
        key = club.picked("Agreed on", *refs, who=HOST)
        for code in (LANDLORD, *(() if "CC-1" in refs else (GUEST,))):
            club.ask(HOST, "POST", f"/{key}/bodies", organisation=code).raise_for_status()
        club.ask(GUEST, "POST", f"/{key}/agreements", **AGREED).raise_for_status()
        assert guest_sees() != sees  # until the writer's body has agreed as well
        club.ask(LANDLORD, "POST", f"/{key}/agreements", **AGREED).raise_for_status()
        assert guest_sees() == sees
    assert "Landlord's" not in texts(club, "stranger", place) + texts(club, "stranger", case)


def test_what_cannot_be_a_note_is_refused_and_leaves_nothing(club: Club):
    on = f"properties/{club.places['CC-1']}"
    refusals = (
        (write(club, None, on, "Who?"), 401),
        (write(club, "critic", on, "For some", "parties"), 403),
        (write(club, "administrator", on, "For some", "parties"), 403),
        (write(club, GUEST, on, "x" * 4_001), 422),
        (write(club, GUEST, on, "  "), 422),
        (write(club, GUEST, on, "a\x00b"), 422),
        (write(club, GUEST, on, "Tomorrow", noted_on="2026-11-30"), 422),
        (write(club, GUEST, on, "For whom?", "everybody"), 422),
        (write(club, GUEST, "properties/00000000-0000-0000-0000-000000000000", "Where?"), 404),
        (write(club, GUEST, "cases/00000000-0000-0000-0000-000000000000", "Where?"), 404),
    )
    assert [one.status_code for one, _ in refusals] == [status for _, status in refusals]
    assert texts(club, GUEST, on) == []


def test_a_note_is_withdrawn_by_its_writer_and_never_changed(club: Club):
    on = f"properties/{club.places['CC-9']}"
    note = write(club, GUEST, on, "Said too much", noted_on="2026-11-27").json()
    assert note["noted_on"] == "2026-11-27"
    path = f"notes/{note['id']}/withdraw"
    for who in (HOST, "importer", "administrator", "critic"):
        assert ask(club, who, "POST", path).status_code == 403
    n = t.note.c
    for change in (
        update(t.note).values(text="Other words"),
        update(t.note).values(noted_on=date(2020, 1, 1)),
        update(t.note).values(text=None, withdrawn_on=date(2026, 11, 29), audience="parties"),
        delete(t.note),
    ):
        with pytest.raises(DBAPIError, match="never changed"), club.office.engine.begin() as c:
            c.execute(change.where(n.note_id == note["id"]))
    gone = ask(club, GUEST, "POST", path).raise_for_status().json()
    assert (gone["text"], gone["withdrawn_on"]) == (None, "2026-11-29")
    assert ask(club, GUEST, "POST", path).status_code == 409
    assert None in texts(club, LANDLORD, on)
    with club.office.engine.connect() as connection:
        r = t.audit_record.c
        lines = connection.execute(select(r.action, r.details).where(
            r.subject == "note", r.subject_key == note["id"])).all()  # fmt: skip
    assert [one.action for one in lines] == ["added", "changed"]
    assert "Said too much" not in str(lines)


@pytest.fixture(scope="module")
def browser(club: Club) -> Iterator[TestClient]:
    with browser_of(club.office, GUEST) as found:
        yield found


def send(browser: TestClient, page: str, action: str, **fields: str) -> Any:
    """A form of a page, with its token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    return browser.post(action, data=fields | {"csrf_token": token[1] if token else ""})


def test_hostile_text_is_shown_as_written_and_a_mistake_loses_nothing(
    club: Club, browser: TestClient
) -> None:
    kept = ask(club, GUEST, "POST", f"schemes/{club.occupation}/{club.places['DC-1']}/kept",
               label="Option A").raise_for_status().json()  # fmt: skip
    for page in (
        f"/properties/{club.places['CC-1']}",
        f"/opportunities/{club.picked('By a form')}",
        f"/cases/{kept['id']}",
    ):
        wrong = send(browser, page, f"{page}/notes", text=HOSTILE, audience="club",
                     noted_on="2027-01-01")  # fmt: skip
        assert wrong.status_code == 422
        assert "The day lies ahead" in wrong.text
        assert "&lt;script&gt;" in wrong.text and "2027-01-01" in wrong.text
        sent = send(browser, page, f"{page}/notes", text=HOSTILE, audience="parties")
        assert (sent.status_code, sent.headers["location"]) == (303, f"{page}#notes")
        shown = browser.get(page).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;\n{{ 7*7 }}" in shown
        assert "<script>alert" not in shown and "<b>x" not in shown
        file = browser.get(f"{page}/notes.csv").text.lstrip("\ufeff")
        (line,) = csv.DictReader(io.StringIO(file))
        assert line["text"].endswith(HOSTILE.splitlines()[1])
        withdraw = re.search(r'action="(/notes/[^"]+)"', shown)
        assert withdraw is not None
        assert browser.post(withdraw[1]).status_code == 403  # without the form's token
        assert send(browser, page, withdraw[1]).status_code == 303
        after = browser.get(page).text
        assert "Withdrawn by its writer on 29 November 2026." in after and "alert(1)" not in after
        with TestClient(club.office.client.app) as nobody:
            seen = nobody.get(page).text
            assert "No notes that you can see." in seen and "Write a note" not in seen
