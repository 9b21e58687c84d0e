"""The schedule over HTTP, as a page and as files: three bodies, the club and its administrator."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from estate.cli.opportunities import app as command
from estate.codes import Role
from estate.db import tables as t
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, TODAY, Club, club_office
from tests.club.test_opportunities import CASE
from tests.club.test_opportunity_pages import send
from tests.statements import counted

PAGE = "/opportunities/schedule"
MEETING = {"title": "Property club", "held_on": str(TODAY)}
ACTION = {"kind": "action", "organisation": HOST, "due_on": "2026-12-18"}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """No. 1 is the candidate with its split, no. 2 a set with one of its places; no. 3 is over."""
    with club_office(tmp_path_factory.mktemp("schedule")) as made:
        first = made.promote().json()["id"]
        assert made.ask(GUEST, "POST", f"/{first}/cases", **CASE).status_code == 201
        made.picked("Join the two", "CC-1")
        third = made.picked("Not this one", "CC-9")
        assert made.move(GUEST, third, "idea", "withdrawn", reason="Too far").status_code == 200
        yield made


def schedule(club: Club, who: str | None) -> dict[str, Any]:
    found: dict[str, Any] = club.ask(who, "GET", "/schedule").raise_for_status().json()
    return found


def test_each_sees_its_own_share_and_the_club_an_estimate(club: Club):
    """Until two have agreed nobody is shown the share of another, in no sum either."""
    ours, theirs, everybody = (schedule(club, who) for who in (GUEST, HOST, "critic"))
    shown = {
        name: {one["organisation"]["code"]: one["saving_gbp_pa"] for one in found["bodies"]}
        for name, found in (("ours", ours), ("theirs", theirs))
    }
    assert shown["ours"] == {GUEST: 90_119, HOST: None, LANDLORD: None}
    assert shown["theirs"] == {GUEST: None, HOST: 11_190, LANDLORD: None}
    (candidate,) = (one for one in everybody["opportunities"] if one["number"] == 1)
    assert candidate["rests_on"] == "estimate"
    assert candidate["saving_gbp_pa"] % 1_000 == 0
    assert everybody["undated"] == [2]
    assert sum(one["one_off_gbp"] for one in everybody["years"]) == candidate["one_off_gbp"]
    first = next(one for one in everybody["years"] if one["saving_gbp"])
    assert first["financial_year"] == "2028/29"  # 183 of 365 days, from 30 September 2028
    assert first["saving_gbp"] == round(candidate["saving_gbp_pa"] * 183 / 365, 2)
    for code in (GUEST, HOST, LANDLORD):
        agreed = {"agreed_on": "2026-11-01", "ends_on": "2027-11-01", "document_ref": "Deed"}
        key = ours["opportunities"][0]["id"]
        assert club.ask(code, "POST", f"/{key}/agreements", **agreed).status_code == 201
    whole = schedule(club, HOST)
    assert whole["opportunities"][0]["rests_on"] == "split"
    assert whole["opportunities"][0]["saving_gbp_pa"] == 40_000
    assert {one["saving_gbp_pa"] for one in whole["bodies"]} == {90_119, 11_190, -61_309}
    assert whole["peak_cash_gbp"] == 35_000
    with club.office.engine.connect() as connection:
        looks = connection.execute(
            select(t.audit_record.c.about).where(
                t.audit_record.c.subject == "/api/v1/opportunities/schedule"
            )
        ).scalars()
        assert {GUEST, LANDLORD} <= set(looks)
    assert schedule(club, "stranger")["opportunities"][0]["rests_on"] == "estimate"
    assert whole["restated"] == []
    _check_another_year_s_money(club, key, whole["price_base"])


def _check_another_year_s_money(club: Club, key: str, base: str) -> None:
    """A split in the prices of 2009/10 stands beside estimates of today's in today's."""
    unknown = club.ask(GUEST, "POST", f"/{key}/cases", **CASE, price_base="1999/00")
    assert unknown.status_code == 422
    assert "1999/00" in unknown.json()["detail"]
    assert club.ask(GUEST, "POST", f"/{key}/cases", **CASE, price_base="2009/10").status_code == 201
    found = schedule(club, HOST)
    assert (found["price_base"], found["restated"]) == (base, [1]) == ("2026/27", [1])
    factor = Decimal("105.3095") / Decimal("67.7042")
    shares = {one: round(one * factor, 2) for one in map(Decimal, (90_119, 11_190, -61_309))}
    assert {one["saving_gbp_pa"] for one in found["bodies"]} == {
        float(one) for one in shares.values()
    }
    told = found["opportunities"][0]["saving_gbp_pa"]
    assert told == float(sum(shares.values()))


def test_conflicts_and_files(club: Club):
    found = schedule(club, HOST)
    assert [one["words"] for one in found["conflicts"]] == [
        "Nos. 1 and 2 would both use Records Office: what one does with it may stand in another's "
        "way."
    ]
    headers = club.office.headers("other")
    client = club.office.client
    text = client.get("/api/v1/opportunities/schedule.csv", headers=headers).text
    (row,) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert row["title"] == "Records Office and Town Offices"
    assert float(row["2029/30"]) == found["opportunities"][0]["savings_gbp"][3]
    chart = client.get("/api/v1/opportunities/schedule.svg?size=narrow", headers=headers)
    assert chart.status_code == 200
    assert b"Running sum" in chart.content
    for table in ("programme", "years", "savings", "bodies", "body-years", "conflicts", "areas",
                  "positions"):  # fmt: skip
        assert client.get(f"{PAGE}/{table}.csv", headers=headers).status_code == 200
    assert client.get(f"{PAGE}/years.xlsx", headers=headers).status_code == 200
    assert client.get(f"{PAGE}/nothing.csv", headers=headers).status_code == 404


def test_administrators_give_places_with_a_reason_and_take_them_back(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    def order() -> list[tuple[int, bool]]:
        rows = schedule(club, HOST)["opportunities"]
        return [(one["number"], one["placed_by_hand"]) for one in rows if one["rank"]]

    assert order() == [(1, False), (2, False)]
    keys = {one["number"]: one["id"] for one in schedule(club, HOST)["opportunities"]}
    said = {"position": 1, "reason": "The lease of it ends first"}
    assert club.ask(GUEST, "POST", f"/{keys[2]}/position", **said).status_code == 403
    assert club.ask("administrator", "POST", f"/{keys[3]}/position", **said).status_code == 409
    assert club.ask("administrator", "POST", f"/{keys[2]}/position", position=1).status_code == 422
    with browser_of(club.office, HOST, Role.ADMINISTRATOR) as browser:

        def typed(**fields: str) -> Any:
            return send(browser, PAGE, f"{PAGE}/position", **fields)

        refused = typed(opportunity_id=keys[2], position="first", reason="Why not")
        assert refused.status_code == 422
        assert "Nothing was kept" in refused.text
        assert 'value="Why not"' in refused.text
        assert typed(opportunity_id=keys[3], position="1", reason="Why not").status_code == 409
        assert (
            typed(opportunity_id=keys[2], **{k: str(v) for k, v in said.items()}).status_code == 303
        )
        page = browser.get(PAGE).text
        assert "Receipts are not counted." in page
        assert "The lease of it ends first" in page
        assert NAMES[HOST] in page
    assert order() == [(2, True), (1, False)]
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    back = CliRunner().invoke(command, ["place", "2", "--reason", "Both leases were prolonged"])
    assert back.exit_code == 0, back.output
    assert order() == [(1, False), (2, False)]
    given = schedule(club, HOST)["positions"]
    assert [(one["number"], one["position"]) for one in given] == [(2, 1), (2, None)]
    shown = CliRunner().invoke(command, ["schedule"])
    assert "The programme in its order" in shown.output
    assert "Nos. 1 and 2" in shown.output
    assert re.search(r"£\d{1,3}(,\d{3})+(?![.\d])", shown.output)
    assert not re.search(r"\d\.0\b", shown.output)


def test_board_and_actions_are_kept_until_somebody_writes_and_for_those_who_see_the_same(
    club: Club,
):
    """Asked again, next to nothing is asked of the register; each write that a page shows is in
    the next answer; what one body is shown of its own stands in no other's page."""
    number = 1
    key = str(club.get(GUEST, _id(club, number))["id"])
    with browser_of(club.office, GUEST) as ours, browser_of(club.office, HOST) as theirs:

        def shown(browser: Any, page: str, *words: str) -> None:
            for _ in range(2):
                with counted() as statements:
                    told = browser.get(page).raise_for_status().text
            assert len(statements) <= 12, (page, statements)
            for one in words:
                assert one in told, (page, one)

        shown(ours, PAGE, "Records Office and Town Offices")
        shown(theirs, PAGE, "Records Office and Town Offices")
        own = "90,000"  # the guest's share of the last split recorded, to two figures
        _split_anew(club, key)
        shown(ours, PAGE, own)
        for _ in range(2):
            assert own not in theirs.get(PAGE).text
        row = club.get(GUEST, key)
        titled = {"revision": row["revision"], "title": "Under one roof"}
        assert club.ask(GUEST, "POST", f"/{key}/details", **titled).status_code == 200
        shown(ours, PAGE, "Under one roof")
        shown(theirs, PAGE, "Under one roof")
        placed = {"position": 1, "reason": "The lease ends first"}
        assert club.ask("administrator", "POST", f"/{key}/position", **placed).status_code == 200
        shown(theirs, PAGE, "The lease ends first")
        club.picked("A further idea", "CC-9")
        shown(theirs, PAGE, "A further idea")
        body = {"organisation": "T-ZZ"}
        assert club.ask(GUEST, "POST", f"/{key}/bodies", **body).status_code == 201
        shown(theirs, PAGE, "Synthetic Stranger")
        meeting = club.at(GUEST, "POST", "/api/v1/meetings", **MEETING).json()["meeting"]["id"]
        entries = f"/api/v1/meetings/{meeting}/entries"
        for text in ("Measure the hall", "Ask the landlord"):
            made = club.at(GUEST, "POST", entries, **ACTION, text=text)
            assert made.status_code == 201, made.text
            shown(ours, "/actions", text)
            shown(theirs, "/actions", text, f'Done<span class="visually-hidden">: {text}')
        assert "Say what became of one" not in ours.get("/actions").text
        (first, _) = club.at(HOST, "GET", "/api/v1/actions").json()["actions"]
        done = club.at(HOST, "POST", f"/api/v1/actions/{first['id']}/state", to="done")
        assert done.status_code == 200, done.text
        shown(ours, "/actions?state=done", first["text"])
        assert first["text"] not in ours.get("/actions").text


def _id(club: Club, number: int) -> str:
    found = club.ask(GUEST, "GET").json()["opportunities"]
    return str(next(one["id"] for one in found if one["number"] == number))


def _split_anew(club: Club, key: str) -> None:
    """The agreements that other tests made end, and the split is recorded as it was."""
    for code in (GUEST, HOST, LANDLORD):
        over = {"agreed_on": "2026-11-01", "ends_on": "2027-11-01", "document_ref": "Deed",
                "withdrawn": True}  # fmt: skip
        assert club.ask(code, "POST", f"/{key}/agreements", **over).status_code == 201
    assert club.ask(GUEST, "POST", f"/{key}/cases", **CASE).status_code == 201
