"""The pages of opportunities: the story told in browsers' forms, three bodies, each as itself."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.opportunities import page_model
from estate.codes import Role
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, Club, club_office

BODIES = (GUEST, HOST, LANDLORD)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture(scope="module")
def browsers(club: Club) -> Iterator[dict[str, TestClient]]:
    with ExitStack() as stack:
        found = {code: stack.enter_context(browser_of(club.office, code)) for code in BODIES}
        found["critic"] = stack.enter_context(browser_of(club.office, HOST, Role.CRITIC))
        yield found


def send(browser: TestClient, page: str, action: str, **fields: Any) -> Any:
    """A form of a page, with its token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    fields = {key: str(value) for key, value in fields.items()}
    return browser.post(action, data=fields | {"csrf_token": token[1] if token else ""})


def lines(browser: TestClient, page: str, table: str) -> list[dict[str, str]]:
    """A table of a page, as its file has it."""
    return list(
        csv.DictReader(io.StringIO(browser.get(f"{page}/{table}.csv").text.lstrip("\ufeff")))
    )


def test_from_a_business_case_to_delivered_by_forms(
    club: Club, browsers: dict[str, TestClient]
) -> None:
    def critic(address: str) -> str:
        return str(browsers["critic"].get(address).text)

    assert "Nothing is counted yet" in critic("/opportunities/schedule")
    assert "schedule.svg" not in critic("/opportunities/schedule")
    case = f"/schemes/{club.occupation}/{club.places['DC-1']}"
    assert "Take it up as an opportunity" not in browsers["critic"].get(case).text
    pair = {"guest_id": club.occupation, "host_id": club.places["DC-1"]}
    sent = send(browsers[GUEST], case, "/opportunities", **pair)
    assert sent.status_code == 303, sent.text
    page = sent.headers["location"]
    assert f'href="{page}"' in browsers["critic"].get(case).text, "linked in place of the button"
    shown = browsers[GUEST].get(case).text
    assert "Taken up already" in shown and "Take it up as an opportunity" not in shown
    again = send(browsers[GUEST], "/opportunities", "/opportunities", **pair)
    assert again.status_code == 409 and "There is one already" in again.text
    assert "moved on" not in again.text and f'href="{page}">Open it' in again.text
    of_host = f"/properties/{club.places['DC-1']}"
    assert f'href="{page}"' in critic(of_host)
    assert lines(browsers["critic"], of_host, "opportunities")[0]["stage_label"] == "idea"
    assert "Nothing is on record yet of statements of service leads, decisions," in critic(page)
    assert "Statements of service leads</h2>" not in critic(page)
    assert "schedule.svg" in critic("/opportunities/schedule")

    def move(to: str, expected: str, who: str = GUEST, **more: Any) -> Any:
        return send(browsers[who], page, f"{page}/move", to=to, expected=expected, **more)

    def put(who: str, name: str, **fields: Any) -> Any:
        return send(browsers[who], page, f"{page}/record/{name}", **fields)

    def said(answer: Any, status: int, words: str) -> None:
        assert answer.status_code == status, answer.text[:3_000]
        assert words in answer.text.replace("&#39;", "'"), words

    for name, code, words in (
        ("remove_body", "T-ZZ", "was not added"),
        ("add_body", "NOBODY", "is no member of the club"),
        ("add_body", HOST, "takes part already"),
    ):
        status = 422 if code == "NOBODY" else 409
        said(put(GUEST, name, organisation=code), status, words)
    assert put(HOST, "add_body", organisation="T-ZZ").status_code == 403
    assert put(GUEST, "add_body", organisation="T-ZZ").status_code == 303
    assert "takes part no more" in browsers[GUEST].get(page).text
    assert put(GUEST, "remove_body", organisation="T-ZZ").status_code == 303
    assert "takes part no more" not in browsers[GUEST].get(page).text
    said(move("feasibility", "idea"), 409, "There is no step")
    assert move("triage", "idea").status_code == 303
    said(move("triage", "idea"), 409, "It stands at “triage” now".replace("It", "it"))
    said(move("feasibility", "triage"), 409, "a service lead's statement")
    assert move("feasibility", "triage", HOST).status_code == 403
    told = f"Only an editor of {NAMES[GUEST]}, which leads this opportunity,"
    assert told in browsers[HOST].get(page).text and told not in browsers[GUEST].get(page).text
    statement = {"service": "Records", "service_lead": "A", "said_on": "2026-11-02"}
    said(
        put(GUEST, "statements", **statement),
        422,
        "To mend: “Statement” (fill it in). Nothing was kept.",
    )
    assert put(GUEST, "statements", **statement, statement="Stays open.").status_code == 303
    assert move("feasibility", "triage").status_code == 303
    shares = {f"saving_gbp_pa:{code}": each for code, each in zip(BODIES, (9, 5, -4), strict=True)}
    said(put(GUEST, "cases", saving_gbp_pa=12, **shares), 422, "they must agree to £1")
    said(
        put(GUEST, "cases", saving_gbp_pa=10, **shares | {f"saving_gbp_pa:{HOST}": "lots"}),
        422,
        f"To mend: “{NAMES[HOST]}, would save (£ a year)” (an amount in pounds, such as 12,500).",
    )
    said(
        move("superseded", "feasibility", reason="Another", superseded_by="no. 2"),
        422,
        "To mend: “Number of the opportunity that replaces it” (a whole number, such as 12).",
    )
    assert club.get(GUEST, page.rpartition("/")[2])["cases"] == []
    kept = club.kept(label="Option B")
    assert "Option B, version 1, kept 29 November 2026" in browsers[GUEST].get(page).text
    rests = {"kept_case_id": kept}
    assert put(GUEST, "cases", saving_gbp_pa="10", **shares, **rests).status_code == 303
    assert f'href="/cases/{kept}"' in critic(page)
    assert f'href="{page}"' in critic(f"/cases/{kept}")
    resting = lines(browsers["critic"], f"/cases/{kept}", "opportunities")
    assert [one["state"] for one in resting] == ["rests on this version"]
    assert put(HOST, "cases", saving_gbp_pa=10, **shares).status_code == 403
    for here, there in (("feasibility", "business_case"), ("business_case", "approvals")):
        assert move(there, here).status_code == 303
    said(move("approved", "approvals"), 409, "none is on record for")
    decided = {"outcome": "agreed", "forum": "Cabinet", "decided_on": "2026-11-20",
               "minute_ref": "7"}  # fmt: skip
    for code in BODIES:
        assert put(code, "decisions", **decided).status_code == 303
    said(move("approved", "approvals"), 409, "whether public access changes")
    whole = club.get(GUEST, page.rpartition("/")[2])
    details = {"revision": whole["revision"], "changes_public_access": "false",
               "track": "quick_win", "next_step": "Ask",
               "one_off_gbp": " £318,456 ", "first_saving_on": "2026-11-01"}  # fmt: skip
    past = details | {"next_step_by": "2025-01-01"}
    said(put(GUEST, "details", **past), 422, "would be overdue from the start")
    said(
        put(GUEST, "details", **details | {"one_off_gbp": "£"}),
        422,
        "before project management and optimism bias",
    )
    assert put(GUEST, "details", **details).status_code == 303
    assert 'value="318,456"' in browsers[GUEST].get(page).text, "as people write it"
    said(put(GUEST, "details", **details), 409, "Somebody has changed these details")
    assert move("approved", "approvals").status_code == 303
    assert move("in_delivery", "approved").status_code == 303
    said(move("delivered", "in_delivery"), 409, "Delivered needs actual figures")
    assert put(HOST, "actuals", financial_year="2026/27", saving_gbp="£99").status_code == 303
    for code in BODIES:
        sent = put(code, "actuals", financial_year="2026/27", saving_gbp="£1,234")
        assert sent.status_code == 303
    assert move("delivered", "in_delivery").status_code == 303
    shown = browsers["critic"].get(page).text
    assert "Cabinet, 20 November 2026, 7" in shown and "shown to its bodies only" in shown
    agreed = {"agreed_on": "2026-11-20", "ends_on": "2027-11-20", "document_ref": "A 1",
              "withdrawn": "false"}  # fmt: skip
    for code in (GUEST, HOST):
        assert put(code, "agreements", **agreed).status_code == 303
    notes = {line["body"]: line["note"] for line in lines(browsers[GUEST], page, "decisions")}
    assert notes == {NAMES[GUEST]: "", NAMES[HOST]: "", NAMES[LANDLORD]: "shown to its bodies only"}
    actuals = lines(browsers[GUEST], page, "actuals")
    told = [(one["saving_gbp"], one["saving_why"]) for one in actuals if one["body"] == NAMES[HOST]]
    assert told == [("1234.0", ""), ("99.0", "replaced by a later one")]
    forms = re.findall(r'<form[^>]* action="([^"]+)"', shown.partition("<main")[2])
    assert forms == [f"{page}/notes"], "a critical friend comments and never decides"
    for table, words in (
        ("steps", "in delivery"),
        ("bodies", NAMES[HOST]),
        ("shares", HOST),
        ("decisions", "Cabinet"),
    ):
        file = browsers[HOST].get(f"{page}/{table}.csv")
        assert file.status_code == 200
        assert words in file.text or table == "shares"
    listed = browsers[HOST].get("/opportunities?stage=delivered&track=").text
    assert "Records Office and Town Offices" in listed
    assert "/opportunities/opportunities.csv?stage=delivered&amp;track=" in listed
    assert "Records Office" in browsers[HOST].get("/opportunities/opportunities.csv").text
    assert "No opportunity answers" in browsers[HOST].get("/opportunities?stage=rejected").text
    assert page_model.listed([]).empty == "No opportunity is open yet."


def test_a_form_without_its_token_and_who_is_not_signed_in(
    club: Club, browsers: dict[str, TestClient]
) -> None:
    key = club.picked("By a form")
    page = f"/opportunities/{key}"
    sent = browsers[GUEST].post(f"{page}/move", data={"to": "triage", "expected": "idea"})
    assert sent.status_code == 403
    with TestClient(club.office.client.app) as nobody:
        assert nobody.post(f"{page}/move", data={}).status_code == 401
        assert "Put on record" not in nobody.get(page).text
    assert send(browsers[GUEST], page, f"{page}/record/nothing").status_code == 422


def test_a_set_is_taken_up_on_the_lists_page_and_what_was_typed_comes_back(
    club: Club, browsers: dict[str, TestClient]
) -> None:
    def take_up(**fields: str) -> Any:
        return send(browsers[GUEST], "/opportunities", "/opportunities", **fields)

    before = browsers[GUEST].get("/opportunities").text
    assert "Take up a set of properties" in before
    assert "Take up a set of properties" not in browsers["critic"].get("/opportunities").text
    wrong = take_up(title="Two <b>halls</b>", properties=f"{GUEST}/CC-9\n{GUEST}/NONE-7")
    assert wrong.status_code == 422
    assert "no property “T-CC/NONE-7”" in wrong.text
    assert "Two &lt;b&gt;halls&lt;/b&gt;" in wrong.text
    assert f"{GUEST}/CC-9\n{GUEST}/NONE-7" in wrong.text
    assert take_up(title="Two halls", properties=" ").status_code == 422
    assert "Two halls" not in browsers[GUEST].get("/opportunities/opportunities.csv").text
    made = take_up(title="Two halls", properties=f" {GUEST}/CC-9 \n\n{HOST}/DC-1")
    assert made.status_code == 303, made.text[:2_000]
    whole = club.get(GUEST, made.headers["location"].rpartition("/")[2])
    assert {one["name"] for one in whole["properties"]} == {"Old Depot", "Town Offices"}
    assert (whole["lead"]["code"], whole["title"]) == (GUEST, "Two halls")
