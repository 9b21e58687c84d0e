"""The protocol in versions: who has signed which, until when, and what an end takes away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.http.dependencies import today
from estate import clock
from estate.answers.club.protocol import protocol
from estate.cli import app
from estate.club.protocol import FIRST, holds_until, wrong_adoption, wrong_signature
from estate.codes import Role
from estate.register import visibility as v
from estate.register.queries.versions import current_version
from estate.register.writes.area import carry_out_ends
from tests.api.imports_office import browser_of
from tests.asking import question
from tests.club.club_office import GUEST, HOST, Club, club_office
from tests.club.test_opportunity_pages import send

DAY = date(2026, 11, 29)
SIGNED = {"signed_on": "2026-11-02", "signatory": "Chief executive",
          "signed_for": "properties, leases and costs"}  # fmt: skip
SECOND = {"title": "Protocol of 2026", "introduction": "As agreed <b>by all</b>.",
          "principles": ["Share.", "Decide yourselves."], "source": "Leaders' board, minute 7",
          "adopted_on": "2026-11-20", "previous_ends_on": "2027-03-31"}  # fmt: skip


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Club]:
    with club_office(tmp_path) as made:
        yield made


def on(club: Club, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """The clock of the service and of its questions stands at a day."""
    service: Any = club.office.client.app
    service.dependency_overrides[today] = lambda: day
    monkeypatch.setattr(clock, "today", lambda: day)


def what_the_host_sees(club: Club) -> tuple[Any, ...]:
    """Of the guest: an area in its answer, the holder on its page, itself among candidates."""
    place = club.places["CC-1"]
    told = club.at(HOST, "GET", f"/api/v1/properties/{place}").json()
    candidates = club.at(HOST, "GET", f"/api/v1/properties/{place}/candidates").json()
    stats = club.at(HOST, "GET", "/api/v1/stats").json()
    return (told.get("areas", {}).get("gia_m2"), len(candidates.get("candidates", [])),
            stats["signed_in_scope"])  # fmt: skip


def test_a_signature_with_an_end_shows_as_before_and_nothing_once_it_has_passed(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    on(club, monkeypatch, DAY)
    before = what_the_host_sees(club)
    assert before[0] == 600 and before[1] > 0
    signature = f"/api/v1/organisations/{GUEST}/signature"
    for who, status in ((None, 401), (GUEST, 403), ("administrator", 201)):
        made = club.at(who, "POST", signature, **SIGNED, signed_until="2026-12-31")
        assert made.status_code == status, made.text
    assert what_the_host_sees(club) == before
    on(club, monkeypatch, date(2026, 12, 31))
    assert what_the_host_sees(club)[0] == 600
    on(club, monkeypatch, date(2027, 1, 1))
    assert what_the_host_sees(club)[0] is None
    me = club.at(GUEST, "GET", f"/api/v1/properties/{club.places['DC-1']}").json()
    assert "areas" not in me  # it sees of others what is public
    assert club.at(GUEST, "GET", f"/api/v1/properties/{club.places['CC-1']}").json()["areas"]
    with club.office.engine.begin() as connection:
        version = current_version(connection)
        assert carry_out_ends(connection, date(2026, 12, 31)) == []
        assert current_version(connection) == version
        assert carry_out_ends(connection, date(2027, 1, 1)) == [GUEST]
        assert current_version(connection) > version  # so that what is kept is made anew
        assert carry_out_ends(connection, date(2027, 1, 1)) == []
    after = what_the_host_sees(club)
    assert after == (None, 0, before[2] - 1)
    told = club.at(HOST, "GET", "/api/v1/protocol").json()
    (now,) = (one for one in told["standing"] if one["organisation"]["code"] == GUEST)
    assert (now["signed_on"], now["asked_for"]) == (None, 1)
    assert told["signatures"][0]["signed_until"] == "2026-12-31"


def test_a_new_version_asks_for_new_signatures_and_the_old_holds_until_its_end(
    club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    on(club, monkeypatch, DAY)
    url = "/api/v1/protocol/versions"
    assert club.at(HOST, "POST", url, **SECOND).status_code == 403
    past = club.at("administrator", "POST", url, **SECOND | {"previous_ends_on": "2026-11-01"})
    assert past.status_code == 422 and "without notice" in past.text
    assert club.at("administrator", "POST", url, **SECOND).status_code == 201
    told = club.at(HOST, "GET", "/api/v1/protocol").json()
    assert [one["version"] for one in told["versions"]] == [2, 1]
    assert told["versions"][1]["ends_on"] == "2027-03-31"
    assert {one["asked_for"] for one in told["standing"] if one["signed_on"]} == {2}
    page = club.at(HOST, "GET", "/protocol").text
    assert "As agreed &lt;b&gt;by all" in page and "Asked to sign" in page
    signed = club.at("administrator", "POST", f"/api/v1/organisations/{HOST}/signature", **SIGNED)
    assert signed.status_code == 201
    on(club, monkeypatch, date(2027, 4, 1))
    told = club.at(HOST, "GET", "/api/v1/protocol").json()
    holds = {one["organisation"]["code"]: one["version"] for one in told["standing"]}
    assert holds[HOST] == 2 and holds[GUEST] is None
    assert what_the_host_sees(club)[0] is None
    too_late = club.at("administrator", "POST", f"/api/v1/organisations/{GUEST}/signature",
                       **SIGNED, version=1)  # fmt: skip
    assert too_late.status_code == 422 and "has ended" in too_late.text
    gone = club.at("administrator", "POST", f"/api/v1/organisations/{HOST}/signature/withdraw")
    assert gone.status_code == 200 and gone.json()["signatures"][0]["withdrawn"]
    given = {"ESTATE_DATABASE_URL": club.office.engine.url.render_as_string(hide_password=False),
             "ESTATE_DATA_DIR": str(tmp_path)}  # fmt: skip
    shown = CliRunner().invoke(app, ["protocol", "show"], env=given)
    assert shown.exit_code == 0 and "Version 2: Protocol of 2026" in shown.output
    third = tmp_path / "third.toml"
    third.write_text('title = "Third"\nintroduction = "x"\nprinciples = ["One."]\nsource = "y"\n'
                     "adopted_on = 2027-04-01\nprevious_ends_on = 2027-12-31\n")  # fmt: skip
    adopted = CliRunner().invoke(app, ["protocol", "adopt", str(third)], env=given)
    assert adopted.exit_code == 0 and "Version 3" in adopted.output, adopted.output


def test_an_administrator_records_a_signature_on_the_page(club: Club):
    with browser_of(club.office, GUEST) as editor:
        assert "Put a signature on record" not in editor.get("/protocol").text
        refused = send(editor, "/protocol", "/protocol/signatures", **SIGNED, organisation=HOST)
        assert refused.status_code == 403
    with browser_of(club.office, None, Role.ADMINISTRATOR) as browser:
        sent = SIGNED | {"organisation": GUEST, "signed_until": "2099-12-31"}
        ahead = sent | {"signed_on": "2999-01-01"}
        wrong = send(browser, "/protocol", "/protocol/signatures", **ahead)
        assert wrong.status_code == 422 and "cannot lie in the future" in wrong.text
        assert "properties, leases and costs" in wrong.text
        empty = send(browser, "/protocol", "/protocol/signatures", **sent | {"signatory": ""})
        assert empty.status_code == 422 and "By (post, not name)" in empty.text
        assert send(browser, "/protocol", "/protocol/signatures", **sent).status_code == 303
        assert "31 December 2099" in browser.get("/protocol").text
        for said, words in (
            ({"understood": "1"}, "Choose the organisation"),
            ({"organisation": GUEST}, "Tick that you understand"),
        ):
            unsure = send(browser, "/protocol", "/protocol/withdrawals", **said)
            assert unsure.status_code == 422 and words in unsure.text
        assert "withdrew from version 1" not in browser.get("/protocol").text
        said = {"organisation": GUEST, "understood": "1"}
        gone = send(browser, "/protocol", "/protocol/withdrawals", **said)
        assert gone.status_code == 303
        assert "withdrew from version 1" in browser.get("/protocol").text


def test_the_public_reads_the_text_and_not_who_has_signed(club: Club):
    with club.office.engine.connect() as connection:
        told = protocol(question(connection, v.PUBLIC, DAY))
        with pytest.raises(Exception, match="only ever added to"):
            connection.exec_driver_sql("UPDATE protocol_signature SET version = 9")
    assert len(told.versions[0].principles) == 5
    assert "Worcestershire Total Place" in told.versions[0].source
    assert told.standing is None and told.signatures is None


def test_days_that_cannot_be_are_told():
    day = date(2026, 5, 1)
    ended = replace(FIRST, ends_on=date(2026, 4, 1))
    assert wrong_signature(FIRST, date(2026, 6, 1), None, day)
    assert wrong_signature(FIRST, date(2026, 4, 1), date(2026, 4, 30), day)
    assert wrong_signature(ended, date(2026, 3, 1), None, day)
    assert wrong_signature(FIRST, day, day, day) is None
    assert wrong_adoption(FIRST, date(2026, 6, 1), date(2027, 1, 1), day)
    assert wrong_adoption(FIRST, day, date(2026, 4, 30), day)
    second = replace(FIRST, version=2, adopted_on=day)
    assert wrong_adoption(second, date(2026, 4, 1), date(2027, 1, 1), day)
    assert wrong_adoption(FIRST, day, date(2027, 1, 1), day) is None
    assert holds_until(None, FIRST) is None
    assert holds_until(date(2027, 1, 1), ended) == date(2026, 4, 1)
