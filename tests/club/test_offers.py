"""A property offered to the other bodies: over HTTP, by forms and by command."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from api.http.dependencies import today
from estate.answers.club import offers as answers
from estate.cli.offers import app as command
from estate.codes import Role
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.register import visibility as v
from tests.api.imports_office import browser_of
from tests.asking import question
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, TODAY, Club, club_office

DECISION = {"forum": "Cabinet", "decided_on": "2026-11-20", "minute_ref": "Minute 9"}
SAID = {"post": "Head of estates", "what_for": "A store for the town."}
AFTER = date(2027, 1, 28)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("offers")) as made:
        yield made


def ask(club: Club, who: str | None, method: str, path: str, **sent: Any) -> Any:
    tokens = {GUEST: "editor", HOST: "other", LANDLORD: "police"}
    headers = club.office.headers(None if who is None else tokens.get(who, who))
    return club.office.client.request(method, f"/api/v1{path}", headers=headers, json=sent or None)


def refused(answer: Any, status: int, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"], answer.json()["detail"]


@pytest.fixture
def on(club: Club) -> Iterator[Any]:
    """Moves the day on which the service answers."""
    overrides = club.office.client.app.dependency_overrides
    was = overrides[today]

    def move(day: date) -> None:
        overrides[today] = lambda: day

    yield move
    overrides[today] = was


def opened(club: Club, place: str, who: str = GUEST) -> dict[str, Any]:
    made = ask(club, who, "POST", f"/properties/{club.places[place]}/offers", **DECISION)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()["offer"]
    return found


def test_the_story_of_an_offer_and_its_three_bodies(club: Club, on: Any) -> None:
    place = f"/properties/{club.places['CC-9']}/offers"
    _only_on_its_owners_decision(club, place)
    one = opened(club, "CC-9")
    assert one["closes_on"] == "2027-01-27"
    assert one["reminder"] == "closes in 40 working days"
    refused(ask(club, GUEST, "POST", place, **DECISION), 409, "It is on offer already, as number")
    offer = f"/offers/{one['id']}"
    _interest(club, offer)
    taken = {"outcome": "taken_up", "taken_up_by": HOST}
    refused(ask(club, GUEST, "POST", f"{offer}/outcome", **taken), 409, "Every body has until")
    on(date(2027, 1, 27))
    assert ask(club, "critic", "GET", offer).json()["offer"]["reminder"] == "closes today"
    on(AFTER)
    told = ask(club, "critic", "GET", "/offers").json()["offers"][0]
    assert told["working_days_left"] is None
    assert told["reminder"].startswith("its round is over")
    refused(ask(club, LANDLORD, "POST", f"{offer}/interests", **SAID), 409, "The round was over")
    refused(ask(club, HOST, "POST", f"{offer}/outcome", **taken), 403, "whose property it is")
    late = taken | {"taken_up_by": LANDLORD}
    refused(ask(club, GUEST, "POST", f"{offer}/outcome", **late), 409, "which of the bodies")
    ended = ask(club, GUEST, "POST", f"{offer}/outcome", **taken)
    assert ended.status_code == 200, ended.text
    whole = ended.json()
    assert whole["offer"]["taken_up_by"] == {"code": HOST, "name": NAMES[HOST]}
    assert whole["offer"]["closed_on"] == "2027-01-28"
    assert [(one["to_state"], one["organisation"]["code"]) for one in whole["steps"]] == [
        ("open", GUEST), ("interest", HOST), ("interest", LANDLORD), ("interest", HOST),
        ("interest", LANDLORD), ("taken_up", GUEST),
    ]  # fmt: skip
    refused(ask(club, GUEST, "POST", f"{offer}/outcome", **taken), 409, "This offer has ended")
    _on_record(club, one["id"])


def _only_on_its_owners_decision(club: Club, place: str) -> None:
    assert ask(club, None, "POST", place, **DECISION).status_code == 401
    refused(ask(club, HOST, "POST", place, **DECISION), 403, f"an editor of {NAMES[GUEST]}, whose")
    for missing in DECISION:
        sent = {name: value for name, value in DECISION.items() if name != missing}
        assert ask(club, GUEST, "POST", place, **sent).status_code == 422
    ahead = DECISION | {"decided_on": "2026-11-30"}
    refused(ask(club, GUEST, "POST", place, **ahead), 422, "The decision lies ahead")
    unknown = "/properties/00000000-0000-0000-0000-000000000000/offers"
    assert ask(club, GUEST, "POST", unknown, **DECISION).status_code == 404
    assert ask(club, GUEST, "GET", unknown).status_code == 404
    assert ask(club, GUEST, "GET", place).json()["offers"] == []


def _interest(club: Club, offer: str) -> None:
    refused(ask(club, GUEST, "POST", f"{offer}/interests", **SAID), 409, "offers it itself")
    theirs = SAID | {"organisation": LANDLORD}
    refused(ask(club, HOST, "POST", f"{offer}/interests", **theirs), 403, "the body itself")
    refused(ask(club, HOST, "DELETE", f"{offer}/interests/{HOST}"), 409, "No body has expressed")
    for who in (HOST, LANDLORD, HOST):
        made = ask(club, who, "POST", f"{offer}/interests", **SAID)
        assert made.status_code == 201, made.text
    refused(ask(club, HOST, "DELETE", f"{offer}/interests/{LANDLORD}"), 403, "the body itself")
    gone = ask(club, LANDLORD, "DELETE", f"{offer}/interests/{LANDLORD}")
    assert gone.status_code == 200, gone.text
    (said,) = gone.json()["offer"]["interests"]
    assert said == {"organisation": {"code": HOST, "name": NAMES[HOST]}, "said_on": str(TODAY),
                    **SAID}  # fmt: skip


def _on_record(club: Club, key: str) -> None:
    with club.office.engine.connect() as connection:
        r = t.audit_record.c
        noted = connection.execute(select(r.subject).where(r.subject_key == key)).scalars().all()
    assert {"offer", "offer_interest"} <= set(noted)
    with pytest.raises(DBAPIError), club.office.engine.begin() as connection:
        connection.execute(text("UPDATE offer_interest SET post = 'Nobody'"))


def test_what_the_others_are_not_shown_is_not_offered(club: Club) -> None:
    place = club.places["CC-1"]
    p = t.property_.c

    def sensitivity(is_now: str) -> None:
        with club.office.engine.begin() as connection:
            connection.execute(
                t.property_.update().where(p.property_id == place).values(sensitivity=is_now)
            )

    sensitivity("owner_only")
    address = f"/properties/{place}/offers"
    refused(ask(club, GUEST, "POST", address, **DECISION), 409, "are not shown this property")
    assert ask(club, HOST, "POST", address, **DECISION).status_code == 404
    sensitivity("open")
    key = opened(club, "CC-1")["id"]
    sensitivity("owner_only")
    assert ask(club, HOST, "GET", f"/offers/{key}").status_code == 404
    assert key not in ask(club, HOST, "GET", "/offers").text
    assert ask(club, GUEST, "GET", f"/offers/{key}").status_code == 200
    sensitivity("open")
    organisation = t.organisation
    with club.office.engine.begin() as connection:
        owner = organisation.update().where(organisation.c.code == GUEST)
        connection.execute(owner.values(signed_on=None))
    assert ask(club, HOST, "GET", f"/offers/{key}").status_code == 404
    with club.office.engine.begin() as connection:
        connection.execute(owner.values(signed_on=TODAY))
        merge = t.property_.update().where(p.property_id == place)
        connection.execute(merge.values(merged_into_property_id=club.places["CC-9"]))
    other = f"/properties/{club.places['CC-9']}/offers"
    refused(ask(club, GUEST, "POST", other, **DECISION), 409, "It is on offer already, as number")
    with club.office.engine.begin() as connection:
        connection.execute(merge.values(merged_into_property_id=None))
    why = {"outcome": "withdrawn", "reason": "It is needed again."}
    assert ask(club, GUEST, "POST", f"/offers/{key}/outcome", **why).status_code == 200


def test_by_forms(club: Club, on: Any) -> None:
    with (
        browser_of(club.office, LANDLORD) as other,
        browser_of(club.office, GUEST) as owner,
        browser_of(club.office, HOST, Role.CRITIC) as critic,
    ):
        _by_forms(club, on, owner, other, critic)


def send(browser: Any, page: str, action: str, **fields: str) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    return browser.post(action, data=fields | {"csrf_token": token[1] if token else ""})


def _by_forms(club: Club, on: Any, owner: Any, other: Any, critic: Any) -> None:
    place = f"/properties/{club.places['CC-1']}"
    assert f'href="{place}/offer"' in owner.get(place).text
    assert f'href="{place}/offer"' not in other.get(place).text
    assert other.get(f"{place}/offer").status_code == 403
    assert "until 27 January 2027" in owner.get(f"{place}/offer").text
    bad = send(owner, f"{place}/offer", f"{place}/offer", forum="Cabinet", decided_on="2026-11-20")
    assert bad.status_code == 422
    assert "To mend: “Minute reference” (fill it in). Nothing was kept." in bad.text
    assert 'value="Cabinet"' in bad.text
    sent = send(owner, f"{place}/offer", f"{place}/offer", **DECISION)
    assert sent.status_code == 303, sent.text
    page = sent.headers["location"]
    assert "On offer to the other bodies" in critic.get(place).text
    assert "closes in 40 working days" in critic.get(page).text
    assert "<form" not in critic.get(page).text.partition("<main")[2].partition("</main")[0]
    short = send(other, page, f"{page}/interest", post="Head", what_for="no")
    assert "To mend: “What your body would use it for” (at least three letters)." in short.text
    assert send(other, page, f"{page}/interest", **SAID).status_code == 303
    assert "Change our expression of interest" in other.get(page).text
    early = send(owner, page, f"{page}/outcome", outcome="not_taken_up", reason="So it is")
    assert early.status_code == 409
    assert "Every body has until 27 January 2027" in early.text
    assert other.post(f"{page}/interest", data=SAID).status_code == 403  # without its token
    on(AFTER)
    assert send(other, page, f"{page}/interest", withdrawn="true").status_code == 303
    assert send(owner, page, f"{page}/outcome", outcome="not_taken_up").status_code == 303
    assert "No body took it up" in critic.get("/offers").text
    for file in ("/offers/offers.csv", f"{page}/steps.csv", f"{page}/interests.xlsx"):
        assert critic.get(file).status_code == 200
    assert "Records Office" in critic.get("/offers/offers.csv?state=not_taken_up").text
    assert "Records Office" not in critic.get("/offers/offers.csv?state=taken_up").text


def test_the_public_sees_nothing(club: Club) -> None:
    key = UUID(club.places["CC-9"])
    with club.office.engine.connect() as connection:
        context = question(connection, v.PUBLIC, TODAY)
        for asked in (answers.offers, lambda one: answers.offers_of_property(one, key)):
            with pytest.raises(NotAllowed, match="The public edition holds no offers"):
                asked(context)


def test_the_command(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    runner = CliRunner()

    def run(*words: str) -> Any:
        return runner.invoke(command, words)

    given = ("--forum", "Board", "--decided-on", "2020-01-02", "--minute-ref", "4")
    made = run("open", f"{HOST}/DC-1", *given, "--json")
    assert made.exit_code == 0, made.output
    number = str(json.loads(made.stdout)["number"])
    said = ("--organisation", GUEST, "--post", "Head", "--what-for", "A store")
    assert run("interest", number, *said).exit_code == 0
    listed = json.loads(run("list", "--running", "--json").stdout)
    assert [one["interests"][0]["organisation"]["code"] for one in listed] == [GUEST]
    assert "Town Offices" in run("list").stdout
    assert run("interest", number, "--organisation", GUEST, "--withdraw").exit_code == 0
    assert run("close", number, "withdrawn").exit_code != 0
    assert run("close", number, "withdrawn", "--reason", "Needed again").exit_code == 0
    assert run("list", "--running", "--json").stdout.strip() == "[]"
