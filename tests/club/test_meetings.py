"""Meetings of the club: called, minuted by keyboard and over HTTP, actions, and what they are
not."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from api.http.dependencies import today
from estate import clock
from estate.answers.club import meetings as answers
from estate.answers.club.pack import pack
from estate.cli.meetings import app as command
from estate.codes import Role
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.register import visibility as v
from tests.api.imports_office import browser_of
from tests.asking import question
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, TODAY, Club, club_office

MEETING = {"title": "Property club, November", "held_on": str(TODAY), "place": "Town hall"}
ACTION = {"kind": "action", "text": "Measure the first floor", "organisation": HOST,
          "due_on": "2026-12-18"}  # fmt: skip
DECISION = {"kind": "decision", "text": "To look at both offices together"}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("meetings")) as made:
        yield made


@pytest.fixture
def on(club: Club) -> Iterator[Any]:
    """Moves the day on which the service answers."""
    overrides = club.office.client.app.dependency_overrides
    was = overrides[today]

    def move(day: date) -> None:
        overrides[today] = lambda: day

    yield move
    overrides[today] = was


def ask(club: Club, who: str | None, method: str, path: str, **sent: Any) -> Any:
    return club.at(who, method, f"/api/v1{path}", **sent)


def refused(answer: Any, status: int, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"], answer.json()["detail"]


def called(club: Club, who: str = GUEST, **more: str) -> str:
    made = ask(club, who, "POST", "/meetings", **MEETING | more)
    assert made.status_code == 201, made.text
    return f"/meetings/{made.json()['meeting']['id']}"


def write(club: Club, meeting: str, who: str = GUEST, **said: Any) -> Any:
    return ask(club, who, "POST", f"{meeting}/entries", **said)


def written(club: Club, meeting: str, **said: Any) -> dict[str, Any]:
    made = write(club, meeting, **said)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()["entries"][-1]
    return found


def test_the_story_of_a_meeting_and_its_actions(club: Club, on: Any) -> None:
    key = club.promote().raise_for_status().json()["id"]
    number = club.get(GUEST, key)["number"]
    for nobody in ("critic", None):
        assert ask(club, nobody, "POST", "/meetings", **MEETING).status_code in (401, 403)
    meeting = called(club)
    refused(write(club, meeting, HOST, **DECISION), 403, f"an editor of {NAMES[GUEST]}, which")
    on(date(2026, 11, 28))
    refused(write(club, meeting, **DECISION), 409, "The meeting is on 29 November 2026")
    written(club, meeting, kind="agenda", text="The two offices")
    on(TODAY)
    decided = written(club, meeting, **DECISION, opportunity=number)
    assert (decided["position"], decided["opportunity"]["number"]) == (2, number)
    action = written(club, meeting, **ACTION, opportunity=number, property=f"{HOST}/DC-1")
    assert action["owner"] == {"code": HOST, "name": NAMES[HOST]}
    assert action["property"]["name"] == "Town Offices"
    _unsound_entries(club, meeting)
    _stands_in_the_history(club, key)
    _corrected(club, meeting, action["id"])
    _settled(club, action["id"])
    on(date(2026, 12, 1))
    refused(write(club, meeting, kind="agenda", text="One more"), 409, "its agenda stands")
    _on_record(club, meeting)


def _unsound_entries(club: Club, meeting: str) -> None:
    half = {name: value for name, value in ACTION.items() if name != "due_on"}
    refused(write(club, meeting, **half), 422, "needs its owner (a body) and a due date")
    refused(write(club, meeting, **DECISION, organisation=HOST), 422, "Only an action has")
    early = ACTION | {"due_on": "2026-11-28"}
    refused(write(club, meeting, **early), 422, "(29 November 2026) or after it")
    refused(write(club, meeting, **ACTION | {"organisation": "T-NO"}), 422, "is no member")
    refused(write(club, meeting, **DECISION, opportunity=999), 404, "number 999")
    refused(write(club, meeting, **DECISION, corrects=99), 404, "no entry 99")
    refused(write(club, meeting, **DECISION, corrects=3), 422, "is of another kind (action)")
    assert write(club, meeting, **DECISION, property="T-NO/7").status_code == 422
    assert write(club, meeting, kind="decision", text="a\u202eb").status_code == 422


def _stands_in_the_history(club: Club, key: str) -> None:
    told = club.get(HOST, key)
    assert [(one["kind"], one["text"]) for one in told["minutes"]] == [
        ("decision", DECISION["text"]), ("action", ACTION["text"])]  # fmt: skip
    asked = next(way["asked_for"] for way in told["ways"] if way["to"] == "triage")
    assert asked == []
    assert told["decisions"] == [], "no minute takes the place of a body's own decision"
    # What approval asks for stays: a minute of a decision is no body's decision.
    with club.office.engine.connect() as connection:
        d = t.opportunity_decision.c
        assert connection.execute(select(d.outcome)).all() == []


def _corrected(club: Club, meeting: str, action: str) -> None:
    changed = ACTION | {"text": "Measure both floors", "due_on": "2026-12-20"}
    said = written(club, meeting, **changed, corrects=3)
    assert said["corrects"] == 3
    assert said["opportunity"] is not None, "about the same, unless it says otherwise"
    first = ask(club, HOST, "GET", meeting).json()["entries"][2]
    assert (first["text"], first["corrected_by"]) == (ACTION["text"], said["position"])
    with club.office.engine.connect() as connection:
        context = question(connection, v.owner(HOST), TODAY)
        entries = answers.meeting(context, UUID(meeting.rpartition("/")[2])).entries
    replaced, correction = entries[2], entries[said["position"] - 1]
    assert replaced.correction() == f"corrected by entry {said['position']}"
    assert correction.correction() == "corrects entry 3"
    again = replace(correction, corrected_by=99)  # a correction that was corrected itself
    assert again.correction() == "corrects entry 3; corrected by entry 99"
    now = ask(club, HOST, "GET", f"/actions/{action}").json()
    assert (now["text"], now["due_on"], now["position"]) == ("Measure both floors",
                                                             "2026-12-20", 3)  # fmt: skip


def _settled(club: Club, action: str) -> None:
    address = f"/actions/{action}/state"
    refused(ask(club, GUEST, "POST", address, to="done"), 403, f"an editor of {NAMES[HOST]}")
    refused(ask(club, HOST, "POST", address, to="dropped"), 422, "needs a reason")
    refused(ask(club, HOST, "POST", address, to="open"), 409, "open already")
    assert ask(club, HOST, "POST", address, to="done").json()["settled_on"] is not None
    listed = ask(club, LANDLORD, "GET", "/actions?state=open").json()["actions"]
    assert action not in {one["id"] for one in listed}
    again = ask(club, HOST, "POST", address, to="open", reason="The plan was wrong").json()
    assert (again["state"], again["reason"]) == ("open", "The plan was wrong")
    mine = ask(club, LANDLORD, "GET", f"/actions?organisation={HOST}").json()["actions"]
    assert [one["id"] for one in mine] == [action]
    assert ask(club, LANDLORD, "GET", "/actions?organisation=T-NO").status_code == 422


def _on_record(club: Club, meeting: str) -> None:
    with club.office.engine.connect() as connection:
        r = t.audit_record.c
        noted = set(connection.execute(select(r.subject)).scalars())
    assert {"meeting", "meeting_entry", "meeting_action"} <= noted
    with pytest.raises(DBAPIError), club.office.engine.begin() as connection:
        connection.execute(text("UPDATE meeting_entry SET text = 'Other'"))


def test_what_has_become_hidden_takes_its_entries_with_it(club: Club) -> None:
    meeting = called(club)
    said = written(club, meeting, **ACTION | {"text": "About the depot"}, property=f"{GUEST}/CC-9")
    p = t.property_.c
    with club.office.engine.begin() as connection:
        hidden = t.property_.update().where(p.local_ref == "CC-9")
        connection.execute(hidden.values(sensitivity="owner_only"))
    try:
        assert "About the depot" in ask(club, GUEST, "GET", meeting).text
        for path in (meeting, "/actions", "/meetings"):
            assert "About the depot" not in ask(club, HOST, "GET", path).text
        assert ask(club, HOST, "GET", meeting).json()["meeting"]["actions"] == 0
        assert ask(club, HOST, "GET", f"/actions/{said['id']}").status_code == 404
        gone = ask(club, HOST, "POST", f"/actions/{said['id']}/state", to="done")
        assert gone.status_code == 404
        again = write(club, meeting, **DECISION, property=club.places["CC-9"])
        refused(again, 422, "CC-9" if "CC-9" in again.text else "property")
    finally:
        with club.office.engine.begin() as connection:
            connection.execute(hidden.values(sensitivity="open"))


def send(browser: Any, page: str, action: str, **fields: str) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    return browser.post(action, data=fields | {"csrf_token": token[1] if token else ""})


def test_by_forms_the_next_entry_has_the_focus(club: Club) -> None:
    with (
        browser_of(club.office, GUEST) as secretary,
        browser_of(club.office, HOST) as owner,
        browser_of(club.office, LANDLORD, Role.CRITIC) as critic,
    ):
        bad = send(secretary, "/meetings", "/meetings", title="A meeting")
        assert bad.status_code == 422
        assert "“Date” (fill it in)" in bad.text
        old = send(secretary, "/meetings", "/meetings", **MEETING | {"held_on": "2002-11-29"})
        assert old.status_code == 422
        assert "more than a year back" in old.text
        made = send(secretary, "/meetings", "/meetings", **MEETING | {"title": "By <b>forms</b>"})
        assert made.status_code == 303, made.text
        page = made.headers["location"]
        assert "By &lt;b&gt;forms" in critic.get(page).text
        assert "<form" not in critic.get(page).text.partition("<main")[2].partition("</main")[0]
        entries = f"{page}/entries"
        half = send(secretary, page, entries, text="Ask for a plan", kind="action")
        assert half.status_code == 422
        assert 'value="Ask for a plan"' in half.text
        sent = send(secretary, page, entries, **ACTION | {"text": "Ask for a plan"})
        assert sent.status_code == 303, sent.text
        assert sent.headers["location"] == f"{page}?kind=action#entry-text"
        next_one = secretary.get(sent.headers["location"].partition("#")[0]).text
        assert re.search(r'id="entry-text"[^>]* autofocus', next_one)
        assert '<option value="action" selected>' in next_one
        assert "does not take the place of a body&#39;s own decision" in next_one
        action = re.search(
            r'Ask for a plan</strong>[^$]*?action="(/actions/[^"]+/state)"',
            owner.get("/actions").text,
        )
        assert action is not None
        assert send(owner, "/actions", action[1], to="dropped").status_code == 422
        assert send(owner, "/actions", action[1], to="done").status_code == 303
        assert "Ask for a plan" not in critic.get("/actions").text
        assert "Ask for a plan" in critic.get("/actions?state=done").text
        assert "Ask for a plan" in critic.get("/actions/actions.csv?state=done").text
        for file in ("/meetings/meetings.csv", f"{page}/actions.xlsx", f"{page}/agenda.csv"):
            assert critic.get(file).status_code == 200


def test_the_pack_says_what_the_pages_say_and_is_the_clubs_whoever_asks(club: Club) -> None:
    meeting = called(club, title="The pack")
    written(club, meeting, **ACTION)
    own, told = (ask(club, who, "GET", f"{meeting}/pack") for who in (GUEST, "critic"))
    assert told.status_code == 200, told.text
    assert own.content == told.content, "made through the eyes of the club"
    found = told.json()
    listed = ask(club, "critic", "GET", "/candidates").json()
    assert found["candidates"]["matched"] == listed["numberMatched"]
    assert found["candidates"]["fitting"] == listed["numberFitting"]
    due = ask(club, "critic", "GET", f"/leases?act_by_until={found['leases_until']}").json()
    due["leases"].sort(key=lambda one: not one["exit"]["act_by_passed"])
    assert found["leases"] == due["leases"] != []
    assert found["schedule"] == ask(club, "critic", "GET", "/opportunities/schedule").json()
    open_ones = ask(club, "critic", "GET", "/actions?state=open").json()["actions"]
    assert found["actions"] == open_ones != []
    written(club, meeting, kind="agenda", text="Typed after the pack was made")
    after = ask(club, "critic", "GET", f"{meeting}/pack").json()
    assert [one["text"] for one in after["agenda"]] == ["Typed after the pack was made"]
    headers = club.office.headers("critic")
    page, file, pdf = (
        club.office.client.get(f"{meeting}/pack{form}", headers=headers)
        for form in ("", ".html", ".pdf")
    )
    for answer in (page, file):
        assert f"{len(open_ones)} open action" in answer.text
        assert f"Register version {found['register_version']}" in answer.text
    assert pdf.content.startswith(b"%PDF")
    assert re.search(r'filename="pack-\d+-2026-11-29.pdf"', pdf.headers["content-disposition"])
    for part in re.findall(r'id="(part-[a-z]+)"', page.text):
        assert f'href="#{part}"' in page.text, "each part is reached by a plain link"


def test_the_public_sees_nothing(club: Club) -> None:
    with club.office.engine.connect() as connection:
        context = question(connection, v.PUBLIC, TODAY)
        for asked in (answers.meetings, answers.actions, lambda one: pack(one, uuid4())):
            with pytest.raises(NotAllowed, match="The public edition holds no meetings"):
                asked(context)


def test_the_command(club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    runner = CliRunner()

    def run(*words: str) -> Any:
        return runner.invoke(command, words)

    held_on, due_on = (str(clock.today() - timedelta(days=ago)) for ago in (90, 60))
    made = run("call", "By command", "--on", held_on, "--json")
    assert made.exit_code == 0, made.output
    number = str(json.loads(made.stdout)["number"])
    given = ("--owner", HOST, "--due", due_on)
    assert run("minute", number, "action", "Send the plans", *given).exit_code == 0
    assert "By command" in run("list").stdout
    assert "Send the plans" in run("show", number).stdout
    (one,) = [one for one in json.loads(run("actions", "--json").stdout)
              if one["text"] == "Send the plans"]  # fmt: skip
    assert one["overdue"] is True
    assert run("settle", number, "1", "dropped").exit_code != 0
    assert run("settle", number, "1", "dropped", "--reason", "Sent long ago").exit_code == 0
    assert "Send the plans" not in run("actions").stdout
    for form, begins in (("pdf", b"%PDF"), ("html", b"<!doctype html>")):
        file = tmp_path / f"pack.{form}"
        assert run("pack", number, str(file)).exit_code == 0
        assert file.read_bytes().lstrip().startswith(begins)
    assert run("pack", number, "pack.docx").exit_code != 0


def test_a_meeting_is_cancelled_with_its_reason_and_minutes_stand_on_the_propertys_page(
    club: Club,
) -> None:
    meeting = called(club, title="Not to be held")
    why = {"reason": "Too few can come"}
    refused(ask(club, HOST, "POST", f"{meeting}/cancel", **why), 403, "which called this meeting")
    gone = ask(club, GUEST, "POST", f"{meeting}/cancel", **why)
    assert gone.status_code == 200, gone.text
    told = gone.json()["meeting"]
    assert (told["cancelled_on"], told["cancelled_because"]) == (str(TODAY), why["reason"])
    refused(ask(club, GUEST, "POST", f"{meeting}/cancel", **why), 409, "cancelled already")
    refused(write(club, meeting, **DECISION), 409, "was cancelled")
    shown = club.office.client.get(meeting, headers=club.office.headers("critic")).text
    assert "Cancelled on 29 November 2026" in shown and why["reason"] in shown
    held = called(club, title="Held after all")
    written(club, held, **DECISION, property=club.places["DC-1"])
    refused(ask(club, GUEST, "POST", f"{held}/cancel", **why), 409, "the meeting was held")
    since = ask(club, "critic", "GET", f"{held}/pack").json()["since"]
    assert since is None or since["meeting"]["title"] != "Not to be held"
    headers = club.office.headers("critic")
    page = club.office.client.get(f"/properties/{club.places['DC-1']}", headers=headers).text
    assert "Minuted in meetings" in page and DECISION["text"] in page
