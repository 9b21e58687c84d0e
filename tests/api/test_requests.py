"""Asking an organisation for what is missing: asked, answered by file and by hand, withdrawn."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.api.imports_office import Office, browser_of, make_token, signed_office
from tests.intake.county import EAST, bring, row, write_csv

TODAY = date(2026, 6, 1)
ROOT = "/api/v1/organisations/T-CC/requests"
SENT = {"kind": "condition", "wanted_by": "2026-09-30", "sentence": "For the plan of repairs"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("requests")
    rows = [row("A1"), row("A2", EASTING=EAST + 50), row("A3", SENSITIV="hidden")]
    with signed_office(folder, TODAY, {"property": rows}) as made:
        made.tokens["importer of T-DC"] = make_token(made.engine, "importer", "T-DC")
        yield made


def ask(office: Office, who: str | None = "other", **more: Any) -> Any:
    return office.client.post(ROOT, headers=office.headers(who), json=SENT | more)


def listed(office: Office, who: str = "other") -> list[dict[str, Any]]:
    found = office.client.get(ROOT, headers=office.headers(who)).raise_for_status().json()
    return list(found["requests"])


def houses(office: Office) -> dict[str, str]:
    found = office.client.get("/api/v1/properties", headers=office.headers("editor")).json()
    return {one["properties"]["name"]: one["id"] for one in found["features"]}


def test_it_is_answered_row_by_row_by_hand_and_by_a_file(office: Office, tmp_path: Path) -> None:
    made = ask(office)
    assert made.status_code == 201, made.text
    assert (made.json()["asked"], made.json()["answered"]) == (2, 0)  # the hidden one is nobody's
    again = ask(office)
    assert again.status_code == 409 and "asked for this already" in again.json()["detail"]
    house = f"/properties/{houses(office)['House A1']}"
    for who, is_shown in (("editor", True), ("other", False)):  # which rows lack it: its owner's
        text = office.client.get(house, headers=office.headers(who)).text
        assert ("Asked for: Condition" in text) == is_shown
    typed = {"values": {"condition": "B"}, "read": {"condition": None}, "reason": "Survey"}
    done = office.client.post(f"/api/v1{house}/changes", headers=office.headers("editor"),
                              json=typed)  # fmt: skip
    assert done.status_code == 200, done.text
    (one,) = listed(office)
    assert (one["state"], one["answered"], one["asked"]) == ("open", 1, 2)
    page = office.client.get("/organisations/T-CC", headers=office.headers("other")).text
    assert "For the plan of repairs" in page and "Open: 1 of 2 answered." in page
    with office.engine.begin() as connection:
        survey = write_csv(tmp_path / "s.csv", [{"LOCAL_REF": "A2", "CONDITION": "C"}])
        bring(connection, survey, partial=True)
    (one,) = listed(office)
    assert (one["state"], one["answered"]) == ("answered", 2)
    nothing = ask(office, sentence="Once more")
    assert nothing.status_code == 409  # it stands, answered, until it is withdrawn
    withdrawn = office.client.post(f"/api/v1/requests/{one['id']}/withdraw",
                                   headers=office.headers("other"))  # fmt: skip
    assert withdrawn.json()["state"] == "withdrawn"
    nothing = ask(office)
    assert nothing.status_code == 422 and "none of it is missing" in nothing.json()["detail"]


def test_for_one_property_it_stands_on_its_page(office: Office) -> None:
    house = houses(office)["House A1"]
    made = ask(office, kind="spare_space", property_id=house, sentence="Could we move in?")
    assert made.status_code == 201, made.text
    assert made.json()["property_name"] == "House A1"
    for who in ("other", "editor"):
        page = office.client.get(f"/properties/{house}", headers=office.headers(who)).text
        assert "Asked for: Spare space" in page and "Could we move in?" in page
    elsewhere = ask(office, kind="spare_space", property_id=houses(office)["House A3"])
    assert elsewhere.status_code == 422 and "that you are shown" in elsewhere.json()["detail"]


def test_who_may_not_ask_or_withdraw_is_refused(office: Office) -> None:
    for who in ("member", "importer", "importer of T-DC"):
        assert ask(office, who, kind="costs").status_code == 403
    assert ask(office, None, kind="costs").status_code == 401
    for sent in ({"wanted_by": "2026-05-31"}, {"wanted_by": "2036-01-01"}, {"kind": "weather"},
                 {"sentence": ""}):  # fmt: skip
        assert ask(office, **sent).status_code == 422
    one = ask(office, kind="energy_rating", sentence="For the plan of works")
    assert one.status_code == 201, one.text
    one = one.json()
    address = f"/api/v1/requests/{one['id']}/withdraw"
    for who in ("editor", "member"):  # whom it asks does not withdraw it
        assert office.client.post(address, headers=office.headers(who)).status_code == 403
    assert office.client.post(address, headers=office.headers("administrator")).status_code == 200
    again = office.client.post(address, headers=office.headers("administrator"))
    assert again.status_code == 409


def test_the_gap_report_has_the_list_the_form_and_the_files(office: Office) -> None:
    page = "/organisations/T-CC/quality"
    assert ask(office, kind="costs", wanted_by="2026-06-01").status_code == 201
    seen = office.client.get(page, headers=office.headers("member")).text
    assert "Premises costs" in seen and "Nobody is sent a message" in seen
    assert f'action="{page}/ask"' not in seen
    csv = office.client.get(f"{page}/requests.csv", headers=office.headers("member")).text
    assert csv.splitlines()[0].endswith("asked,answered,state") and "Open: 0 of 2 answered" in csv
    with browser_of(office, "T-DC") as browser:
        form = browser.get(page).text
        token = re.search('name="csrf_token" value="([^"]{64})"', form)
        assert token and "Ratings (availability and sharing): missing for 2 properties" in form
        sent = {"csrf_token": token[1], "kind": "ratings", "wanted_by": "2026-12-01",
                "sentence": "For the meeting"}  # fmt: skip
        assert browser.post(f"{page}/ask", data=sent | {"csrf_token": "x"}).status_code == 403
        wrong = browser.post(f"{page}/ask", data=sent | {"wanted_by": "soon"})
        assert wrong.status_code == 422 and "to mend: wanted by" in wrong.text
        assert browser.post(f"{page}/ask", data=sent).status_code == 303
        house = houses(office)["House A1"]
        (led,) = re.findall(f'href="({page}[?]about={house}#ask-kind)"',
                            browser.get(f"/properties/{house}").text)  # fmt: skip
        about = browser.get(led.partition("#")[0]).text
        assert f'name="property_id" value="{house}"' in about and ">House A1</a></h3>" in about
        (mine,) = [one for one in listed(office) if one["kind"] == "ratings"]
        data = {"csrf_token": token[1], "request_id": mine["id"]}
        assert browser.post(f"{page}/withdraw", data=data).status_code == 303
    assert [one["state"] for one in listed(office) if one["kind"] == "ratings"] == ["withdrawn"]
