"""Benefits over HTTP, as a page, as files and as a command: three bodies and the club."""

import csv
import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from estate.cli.managing import managing_bodies
from estate.cli.opportunities import app as command
from estate.club.codes import ONWARD
from estate.codes import Role
from estate.db import tables as t
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, LANDLORD, Club, club_office
from tests.club.test_opportunities import CASE, DECISION, STATEMENT
from tests.club.test_opportunity_pages import send

PAGE = "/opportunities/benefits"
BODIES = (GUEST, HOST, LANDLORD)
#: One year's saving of the guest, then its receipt; the host pays a little once.
ESTIMATE = CASE | {
    "price_base": "2025/26", "first_saving_on": "2025-04-01", "shares": [
        {"organisation": GUEST, "saving_gbp_pa": 90_119, "one_off_gbp": 35_000,
         "receipt_gbp": 250_000, "receipt_year": "2025/26"},
        {"organisation": HOST, "saving_gbp_pa": 11_190,
         "receipt_gbp": 400_000, "receipt_year": "2029/30"},
        {"organisation": LANDLORD, "saving_gbp_pa": -61_309},
    ],
}  # fmt: skip


def approve(club: Club, key: str) -> None:
    assert club.ask(GUEST, "POST", f"/{key}/statements", **STATEMENT).status_code == 201
    sent = ESTIMATE | {"kept_case_id": club.kept()}
    assert club.ask(GUEST, "POST", f"/{key}/cases", **sent).status_code == 201
    for here, there in pairwise(ONWARD[:5]):
        assert club.move(GUEST, key, here, there).status_code == 200
    revision = club.get(GUEST, key)["revision"]
    said = {"revision": revision, "changes_public_access": False, "track": "quick_win"}
    assert club.ask(GUEST, "POST", f"/{key}/details", **said).status_code == 200
    for code in BODIES:
        assert club.ask(code, "POST", f"/{key}/decisions", **DECISION).status_code == 201
    assert club.move(GUEST, key, "approvals", "approved").status_code == 200
    # A case that comes later is no estimate of what was approved.
    later = CASE | {"saving_gbp_pa": 0, "shares": []}
    assert club.ask(GUEST, "POST", f"/{key}/cases", **later).status_code == 201


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """No. 1 is approved and has figures of two bodies; no. 2 has figures and was never approved."""
    with club_office(tmp_path_factory.mktemp("benefits")) as made:
        first = made.promote().json()["id"]
        approve(made, first)

        def tell(who: str, key: str = first, **said: Any) -> None:
            answer = made.ask(who, "POST", f"/{key}/actuals", **said)
            assert answer.status_code == 201, answer.text

        tell(GUEST, financial_year="2025/26", saving_gbp=1, one_off_gbp=41_003.37)
        tell(GUEST, financial_year="2025/26", saving_gbp=70_000.50, receipt_gbp=200_000,
             saving_reason="later", note="Keys came in July", receipt_reason="market")  # fmt: skip
        tell(HOST, financial_year="2025/26", saving_gbp=11_190)
        tell(GUEST, made.picked("Join the two", "CC-9"), financial_year="2025/26", saving_gbp=5)
        yield made


def benefits(club: Club, who: str) -> dict[str, Any]:
    found: dict[str, Any] = club.ask(who, "GET", "/benefits").raise_for_status().json()
    return found


def kinds(sums: list[dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    return {one["kind"]: (one["estimate_gbp"], one["actual_gbp"]) for one in sums}


def of_body(found: dict[str, Any], code: str) -> dict[str, Any]:
    (one,) = (one for one in found["bodies"] if one["organisation"]["code"] == code)
    return dict(one)


def test_each_sees_its_own_and_the_club_nothing(club: Club):
    ours, critic = benefits(club, GUEST), benefits(club, "critic")
    lines = {(one["number"], one["kind"], one["financial_year"]): one for one in ours["lines"]}
    saved = lines[1, "running_cost", "2025/26"]
    factor = saved["estimate_gbp"] / 90_119
    assert 1.01 < factor < 1.05, "restated from 2025/26 to 2026/27"
    assert saved["actual_gbp"] == pytest.approx(70_000.50 * factor, abs=0.01)
    assert saved["reason_label"] == "It came later than planned"
    assert saved["note"] == "Keys came in July"
    assert lines[1, "one_off", "2024/25"]["estimate_gbp"] > 35_000
    assert lines[1, "one_off", "2025/26"]["actual_gbp"] == pytest.approx(41_003.37 * factor, abs=1)
    assert {one["organisation"]["code"] for one in ours["lines"]} == {GUEST}
    assert of_body(ours, HOST)["not_shown"] == of_body(ours, LANDLORD)["not_shown"] == 1
    assert (ours["opportunities"], ours["hidden_in"], ours["not_approved"]) == (2, 1, [2])
    assert ours["without_reason"] == 1  # what was paid a year later than had been estimated
    assert critic["lines"] == critic["ahead"] == ours["ahead"] == []
    with browser_of(club.office, HOST) as host:
        page = host.get(PAGE).text
    assert ">estimated for 2029/30<" in page
    assert "Estimated for later years, and in no sum here: capital receipt £4" in page
    (later,) = benefits(club, HOST)["ahead"]
    assert later["financial_year"] == "2029/30"
    assert kinds(later["kinds"])["receipt"][0] == pytest.approx(400_000 * factor, abs=1)
    assert set(kinds(critic["totals"]).values()) == {(None, None)}
    assert critic["how_wrong"] == []
    assert critic["hidden_in"] == 2


def test_under_agreement_two_see_each_other_and_the_third_stays_out_of_every_sum(club: Club):
    before = benefits(club, HOST)
    key = before["lines"][0]["page"].rpartition("/")[2]
    for code in (GUEST, HOST):
        agreed = {"agreed_on": "2026-11-01", "ends_on": "2027-11-01", "document_ref": "Deed"}
        assert club.ask(code, "POST", f"/{key}/agreements", **agreed).status_code == 201
    both = benefits(club, HOST)
    assert of_body(both, LANDLORD)["not_shown"] == 1
    assert {one["organisation"]["code"] for one in both["lines"]} == {GUEST, HOST}
    for kind, (estimate, actual) in kinds(both["totals"]).items():
        for name, whole in (("estimate_gbp", estimate), ("actual_gbp", actual)):
            lines = [one[name] or 0 for one in both["lines"] if one["kind"] == kind]
            assert sum(lines) == pytest.approx(whole or 0, abs=0.001), (kind, name)
    wrong = {(one["by"], one["group"], one["kind"]): one for one in both["how_wrong"]}
    together = wrong["all", "All", "running_cost"]
    assert (together["count"], together["too_few_for_a_rate"]) == (2, True)
    assert (together["lowest_per_cent"], together["highest_per_cent"]) == (-22.3, 0)
    assert together["together_per_cent"] == -19.9  # −20,118.50 of 101,309
    assert wrong["all", "All", "receipt"]["together_per_cent"] == -20
    assert wrong["track", "quick win", "receipt"]["count"] == 1
    assert len([one for one in wrong if one[0] == "organisation_kind"]) == 4
    with club.office.engine.connect() as connection:
        looks = connection.execute(
            select(t.audit_record.c.about).where(
                t.audit_record.c.subject == "/api/v1/opportunities/benefits"
            )
        ).scalars()
        assert GUEST in set(looks)


def test_what_cannot_be_is_refused_and_says_how_to_mend_it(club: Club):
    key = club.picked("Refused", "DC-1", who=HOST)

    def refused(words: str, what: str = "actuals", **said: Any) -> None:
        answer = club.ask(HOST, "POST", f"/{key}/{what}", **said)
        assert answer.status_code == 422, answer.text
        assert words in answer.text

    refused("lies ahead", financial_year="2027/28", saving_gbp=1)
    refused("is no financial year", financial_year="2025/27", saving_gbp=1)
    refused("at least one figure", financial_year="2025/26")
    refused("late", financial_year="2025/26", saving_gbp=1, saving_reason="lately")
    share = {"organisation": HOST, "saving_gbp_pa": 0, "receipt_gbp": 5}
    case = {"saving_gbp_pa": 0, "shares": [share]}
    refused("together with the year", "cases", **case)
    share["receipt_year"] = "2027/29"
    refused("is no financial year", "cases", **case)


def test_page_files_and_command(club: Club, monkeypatch: pytest.MonkeyPatch):
    with (
        browser_of(club.office, GUEST) as ours,
        browser_of(club.office, HOST, Role.CRITIC) as other,
    ):
        page = ours.get(PAGE).text
        assert "never added" in page and "Keys came in July" in page
        assert "fewer than 5: cases, not a rate" in page
        for table in ("totals", "how-wrong", "bodies", "years", "benefits"):
            assert ours.get(f"{PAGE}/{table}.csv").status_code == 200, table
            assert ours.get(f"{PAGE}/{table}.xlsx").status_code == 200, table
        assert ours.get(f"{PAGE}/nothing.csv").status_code == 404
        seen = other.get(PAGE).text
        assert "you are not shown the figures of every body" in seen
        assert "Keys came in July" not in seen
        assert "not shown to you</span>" in seen and "none on record</span>" in page
        key = benefits(club, GUEST)["lines"][0]["page"]
        typed = {"financial_year": "2026/27", "saving_gbp": "22,530", "saving_reason": "prices"}
        assert send(ours, key, f"{key}/record/actuals", **typed).status_code == 303
        assert "Rates or tariffs were others than assumed" in ours.get(key).text
        case = {"saving_gbp_pa": "7", "receipt_year:T-CC": "2027/28", "receipt_gbp:T-CC": "9"}
        shares = {f"saving_gbp_pa:{code}": each for code, each in zip(BODIES, (9, 2, -4),
                                                                      strict=True)}  # fmt: skip
        assert send(ours, key, f"{key}/record/cases", **case, **shares).status_code == 303
        assert "Would receive once" in ours.get(key).text
    text = club.office.client.get(
        "/api/v1/opportunities/benefits.csv", headers=club.office.headers("editor")
    ).text
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {row["reason"] for row in rows} >= {"It came later than planned", "none on record"}
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    shown = CliRunner().invoke(command, ["benefits"])
    assert shown.exit_code == 0, shown.output
    assert "you are not shown the figures of every body" in " ".join(shown.output.split())
    assert "70,000" not in shown.output


def funding(club: Club, who: str, method: str = "GET", path: str = "", **sent: Any) -> Any:
    address = "/api/v1/opportunities/funding" if method == "GET" else f"/api/v1/funds{path}"
    return club.at(who, method, address, **sent)


def test_who_pays_and_a_fund_of_the_club(club: Club, monkeypatch: pytest.MonkeyPatch):
    """The stranger finances without owning or occupying; who is not shown a draw is told no gap
    and no balance."""
    key = club.picked("Paid for together", "CC-9")
    details = {"revision": 1, "first_saving_on": "2028-10-01", "one_off_gbp": 100_000}
    assert club.ask(GUEST, "POST", f"/{key}/details", **details).status_code == 200
    pays = {"source": "other_body", "financial_year": "2028/29", "amount_gbp": 25_000}
    refused = club.ask("stranger", "POST", f"/{key}/funding", **pays)
    assert refused.status_code == 422 and "add it as a partner" in refused.json()["detail"]
    assert club.ask(GUEST, "POST", f"/{key}/bodies", organisation="T-ZZ").status_code == 201
    assert club.ask("stranger", "POST", f"/{key}/funding", **pays).status_code == 201
    other = pays | {"organisation": "T-ZZ"}
    assert club.ask(GUEST, "POST", f"/{key}/funding", **other).status_code == 403

    fund = {"name": "Invest to save", "kind": "revolving_fund"}
    made = funding(club, HOST, "POST", **fund)
    assert made.status_code == 201, made.text
    (opened,) = made.json()["funds"]
    assert funding(club, HOST, "POST", **fund).status_code == 409
    assert funding(club, GUEST, "POST", **fund | {"organisation": HOST}).status_code == 403
    path = f"/{opened['id']}/contributions"
    for amount in (1, 50_000.25):  # the latest of a year counts
        paid = funding(club, HOST, "POST", path, financial_year="2027/28", amount_gbp=amount)
        assert paid.status_code == 201, paid.text
    draw = {"source": "revolving_fund", "financial_year": "2028/29", "amount_gbp": 60_000,
            "repayable": True}  # fmt: skip
    assert "Name the revolving fund" in club.ask(GUEST, "POST", f"/{key}/funding", **draw).text
    draw["fund_id"] = opened["id"]
    wrong = draw | {"source": "single_capital_pot"}
    assert "of another kind" in club.ask(GUEST, "POST", f"/{key}/funding", **wrong).text
    assert club.ask(GUEST, "POST", f"/{key}/funding", **draw).status_code == 201

    def seen(who: str) -> tuple[dict[str, Any], dict[str, Any]]:
        told = funding(club, who).raise_for_status().json()
        (one,) = (each for each in told["opportunities"] if each["title"] == "Paid for together")
        return one, told["funds"][0]

    ours, account = seen(GUEST)
    assert (ours["needed_gbp"], ours["found_gbp"], ours["gap_gbp"]) == (100_000, None, None)
    assert (ours["not_shown"], ours["years"]) == (1, [])
    assert [one["closing_gbp"] for one in account["years"]] == [50_000.25, -9_999.75]
    assert [one["is_short"] for one in account["years"]] == [False, True]
    assert ours["without_repayment_gbp"] == 60_000
    theirs, account = seen("critic")
    assert (theirs["not_shown"], theirs["gap_gbp"]) == (2, None)
    assert (account["balance_is_shown"], account["years"]) == (False, [])
    assert account["contributions"][0]["cash_gbp"] == 50_000.25
    for who in (GUEST, "stranger"):
        agreed = {"agreed_on": "2026-11-01", "ends_on": "2027-11-01", "document_ref": "Deed"}
        assert club.ask(who, "POST", f"/{key}/agreements", **agreed).status_code == 201
    both, _ = seen("stranger")
    restated = sum(one["at_price_base_gbp"] for one in both["lines"])
    assert restated < 85_000, "money of 2028/29 is worth less than today's"
    assert both["gap_gbp"] == pytest.approx(100_000 - restated, abs=0.001)
    assert {one["source"] for one in both["lines"]} == {"other_body", "revolving_fund"}
    with browser_of(club.office, GUEST) as browser:
        page = browser.get("/opportunities/funding").text
        assert "at the end of 2028/29 draws are £9,999.75 more than the fund holds" in page

        def typed(form: str, **fields: str) -> Any:
            return send(browser, "/opportunities/funding", f"/opportunities/funding/{form}",
                        **fields)  # fmt: skip

        bad = typed("contributions", fund_id=opened["id"], financial_year="2027/28",
                    amount_gbp="lots", note="Ours")  # fmt: skip
        assert bad.status_code == 422
        assert "“Cash in that year (£)” (an amount in pounds" in bad.text and "Ours" in bad.text
        assert typed("funds", name="Invest to save", kind="revolving_fund").status_code == 409
        assert typed("contributions", fund_id=opened["id"], financial_year="2028/29",
                     amount_gbp="9,999.75").status_code == 303  # fmt: skip
        assert "more than the fund holds" not in browser.get("/opportunities/funding").text
        for table in ("gaps", "years", "lines", "sources", "balances", "paid-in"):
            assert browser.get(f"/opportunities/funding/{table}.csv").status_code == 200, table
        back = {"movement": "repayment", "amount_gbp": 1, "financial_year": "2030/31"}
        wrong = (({"source": "own_capital"}, "Nothing is on record that this source"),
                 ({"source": "revolving_fund", "fund_id": opened["id"],
                   "financial_year": "2027/28"}, "before it was paid"))  # fmt: skip
        for more, words in wrong:
            refused = club.ask(GUEST, "POST", f"/{key}/funding", **back | more)
            assert refused.status_code == 422 and words in refused.json()["detail"]
        sent = send(browser, f"/opportunities/{key}", f"/opportunities/{key}/record/funding",
                    source="revolving_fund", fund_id=opened["id"], movement="repayment",
                    financial_year="2030/31", amount_gbp="60,000")  # fmt: skip
        assert sent.status_code == 303, sent.text[:2_000]
        assert "paid back" in browser.get(f"/opportunities/{key}").text
    assert seen(GUEST)[0]["without_repayment_gbp"] == 0
    assert len(seen(GUEST)[1]["years"]) == 4
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    shown = CliRunner().invoke(command, ["funding"])
    assert shown.exit_code == 0, shown.output
    assert "its balance cannot be told to you" in " ".join(shown.output.split())


def test_figures_that_bids_ask_for(club: Club, monkeypatch: pytest.MonkeyPatch):
    """What the split holds is told where all of it is shown; the rest is typed, with its source."""
    key = club.picked("With homes", "CC-9")
    homes = {"figure": "homes", "amount": 40, "source": "Capacity study of March"}
    assert club.ask(HOST, "POST", f"/{key}/bid-figures", **homes).status_code == 403
    half = homes | {"amount": 2.5}
    assert "whole number" in club.ask(GUEST, "POST", f"/{key}/bid-figures", **half).text
    assert (
        club.ask(GUEST, "POST", f"/{key}/bid-figures", figure="jobs", amount=1).status_code == 422
    )
    for amount in (39, 40):
        sent = homes | {"amount": amount}
        assert club.ask(GUEST, "POST", f"/{key}/bid-figures", **sent).status_code == 201
    case = {"saving_gbp_pa": 12_000.5, "price_base": "2026/27", "shares": [
        {"organisation": GUEST, "saving_gbp_pa": 12_000.5, "receipt_gbp": 9,
         "receipt_year": "2028/29"}]}  # fmt: skip
    assert club.ask(GUEST, "POST", f"/{key}/cases", **case).status_code == 201

    def told(who: str) -> tuple[dict[str, Any], dict[str, Any]]:
        found = club.ask(who, "GET", "/bid-figures").raise_for_status().json()
        (one,) = (each for each in found["opportunities"] if each["title"] == "With homes")
        return one, {each["figure"]: each for each in found["totals"]}

    ours, totals = told(GUEST)
    assert (ours["running_cost_saving_gbp_pa"], ours["capital_receipt_gbp"]) == (12_000.5, 9)
    assert [(one["amount"], one["source"]) for one in ours["typed"]] == [
        (40, "Capacity study of March")
    ]
    assert (totals["homes"]["amount"], totals["homes"]["opportunities"]) == (40, 1)
    theirs, totals = told("critic")
    assert theirs["running_cost_saving_gbp_pa"] is theirs["capital_receipt_gbp"] is None
    assert theirs["typed"] == ours["typed"]
    assert totals["running_cost_saving_gbp_pa"]["opportunities"] == 0
    with browser_of(club.office, GUEST) as browser:
        form = {"figure": "land_for_housing_ha", "amount": "1.25", "source": "Survey"}
        page = f"/opportunities/{key}"
        assert send(browser, page, f"{page}/record/bid_figures", **form).status_code == 303
        assert "1.25" in browser.get(page).text
        shown = browser.get("/opportunities/bid-figures").text
        assert "Capacity study of March" in shown and "1.25" in shown
        for table in ("bid-figures", "totals", "sources"):
            assert browser.get(f"/opportunities/bid-figures/{table}.xlsx").status_code == 200
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    shown_there = CliRunner().invoke(command, ["bid-figures", "--json"])
    assert "Capacity study of March" in shown_there.output, shown_there.output


def test_managing_bodies_from_the_command_line(club: Club, monkeypatch: pytest.MonkeyPatch):
    """Here, where a small county stands ready: a rate is stated, or there is no charge."""
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    app = typer.Typer()
    app.command()(managing_bodies)
    plain, charged = (CliRunner().invoke(app, said) for said in ([], ["--gbp-per-m2", "2"]))
    assert (plain.exit_code, charged.exit_code) == (0, 0), charged.output
    assert "All together" in plain.output and "would charge" not in plain.output
    assert "would charge" in " ".join(charged.output.split())
