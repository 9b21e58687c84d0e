"""One row changed by hand, over HTTP: preview, change, a change in between, undo, refusals."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from starlette.testclient import TestClient

from estate.codes import Role
from estate.register.writes.area import sign_protocol
from estate.register.writes.sign_in import Person, create_link
from tests.api.imports_office import Office, open_office
from tests.conftest import database
from tests.intake.county import bring, row, write_csv

LEASE = {"LEASE_REF": "L1", "PROP_REF": "A1", "TENANT": "T-CC", "LANDLORD": "Epsilon Ltd",
         "LEASE_STRT": "01/04/2020", "LEASE_EXP": "31/03/2030", "RENT_PA": "1000"}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("changes")
    with database("migrated") as url:
        made = open_office(url, folder / "data")
        with made.engine.begin() as connection:
            for code in ("T-CC", "T-DC"):
                sign_protocol(connection, code, on=date(2026, 1, 1), signatory="A",
                                     signed_for="all")  # fmt: skip
            bring(connection, write_csv(folder / "p.csv", [row("A1", CONDITION="A")]))
            bring(connection, write_csv(folder / "l.csv", [LEASE]), kind="lease")
            mine = LEASE | {"LEASE_REF": "D1", "LANDLORD": "T-CC", "TENANT": "T-DC"}
            bring(connection, write_csv(folder / "d.csv", [mine]), "T-DC", kind="lease")
        with made.client:
            yield made
        made.engine.dispose()


@pytest.fixture(scope="module")
def address(office: Office) -> str:
    listed = office.client.get("/api/v1/properties", headers=office.headers("editor")).json()
    return f"/api/v1/properties/{listed['features'][0]['id']}/changes"


def send(office: Office, address: str, who: str | None = "editor", **sent: Any) -> Any:
    body = {"reason": "Measured on 3 March"} | sent
    return office.client.post(address, headers=office.headers(who), json=body)


def present(office: Office, address: str, kind: str, who: str = "editor") -> dict[str, Any]:
    answer = office.client.get(address, headers=office.headers(who)).raise_for_status().json()
    (found,) = [one for one in answer["rows"] if one["kind"] == kind]
    return {"row": found["row"], **{f["name"]: f["value"] for f in found["fields"]}}


def test_a_preview_changes_nothing_and_a_change_is_undone_as_an_import(
    office: Office, address: str
) -> None:
    read = present(office, address, "property")
    sent = {"values": {"gia_m2": 1250, "condition": None}, "read": read | {}}
    sent["read"].pop("row")
    look = send(office, address, **sent, preview=True).raise_for_status().json()
    assert look["import_id"] is None and office.count("import_batch") == 3
    assert [(c["label"], c["old"], c["new"]) for c in look["changes"]] == [
        ("Gross internal area", "1200.5", "1250"), ("Condition", "A", None),
    ]  # fmt: skip
    done = send(office, address, **sent).raise_for_status().json()
    assert done["changes"] == look["changes"]
    now = present(office, address, "property")
    assert (now["gia_m2"], now["condition"], now["name"]) == ("1250", None, "House A1")
    listed = office.ask("GET", "").json()["imports"][0]
    assert listed["file_name"] == "by hand: House A1 (A1)" and listed["id"] == done["import_id"]
    (made,) = office.client.get(address, headers=office.headers("editor")).json()["made"]
    assert (made["reason"], made["what"]) == ("Measured on 3 March", listed["file_name"])
    assert office.ask("POST", f"/{done['import_id']}/revert").status_code == 200
    assert present(office, address, "property") == read


def test_a_value_that_somebody_else_has_changed_is_409_with_both(
    office: Office, address: str
) -> None:
    read = present(office, address, "lease")
    assert read["expiry"] == "2030-03-31"
    first = send(office, address, kind="lease", row=read["row"], values={"expiry": "2031-03-31"},
                 read={"expiry": "2030-03-31"})  # fmt: skip
    late = send(office, address, kind="lease", row=read["row"], values={"expiry": "2032-03-31"},
                read={"expiry": "2030-03-31"})  # fmt: skip
    assert (first.status_code, late.status_code) == (200, 409)
    for word in ("you read “2030-03-31”", "now it is “2031-03-31”", "you typed “2032-03-31”"):
        assert word in late.json()["detail"]
    assert present(office, address, "lease")["expiry"] == "2031-03-31"
    office.ask("POST", f"/{first.json()['import_id']}/revert")


def test_what_is_wrong_is_named_by_its_field_and_nothing_is_written(
    office: Office, address: str
) -> None:
    before = office.count("import_batch")
    for sent, named in (
        ({"values": {"gia_m2": "large"}, "read": {"gia_m2": "1200.5"}}, "values.gia_m2"),
        ({"values": {"height": 3}, "read": {"height": None}}, "values.height"),
        ({"values": {"name": None}, "read": {"name": "House A1"}}, "values.name"),
        ({"kind": "occupation", "values": {"fte": 3}}, "values.reference"),
        ({"values": {"name": "B"}, "read": {"name": "House A1"}, "reason": ""}, "reason"),
    ):
        answer = send(office, address, **sent)
        assert answer.status_code == 422, answer.text
        assert named in [one["parameter"] for one in answer.json()["errors"]]
    same = send(office, address, values={"condition": "A"}, read={"condition": "A"})
    assert same.status_code == 422 and "says already" in same.json()["detail"]
    unread = send(office, address, values={"condition": "B"})
    assert unread.status_code == 422 and "read lacks condition" in unread.json()["detail"]
    rating = send(office, address, kind="rating", values={"rating": "red"})
    assert rating.status_code == 422
    assert office.count("import_batch") == before


def test_what_would_become_public_takes_a_word(office: Office, address: str) -> None:
    sent = {"values": {"public_access": True}, "read": {"public_access": None}}
    look = send(office, address, **sent, preview=True).json()
    assert look["publish"] == 1 and "would be public to anybody" in look["shows"][0]
    asked = send(office, address, **sent)
    assert asked.status_code == 409 and '"publish": 1' in asked.json()["detail"]
    done = send(office, address, **sent, publish=1).raise_for_status().json()
    office.ask("POST", f"/{done['import_id']}/revert")


def test_each_organisation_changes_its_own_rows_of_a_property(office: Office, address: str) -> None:
    theirs = present(office, address, "lease", "other")
    assert theirs["tenant"] == "Easton District Council"
    answer = office.client.get(address, headers=office.headers("other")).json()
    assert [one["reference"] for one in answer["rows"]] == ["D1"]
    mine = present(office, address, "lease")
    values, read = {"expiry": "2035-03-31"}, {"expiry": "2030-03-31"}
    for who, row_, status in (
        ("other", mine["row"], 403), ("other", theirs["row"], 200), ("editor", theirs["row"], 403),
        ("member", mine["row"], 403), (None, mine["row"], 401),
    ):  # fmt: skip
        got = send(office, address, who, kind="lease", row=row_, values=values, read=read)
        assert got.status_code == status, (who, got.text)
    assert send(office, address, "other", values={"note": "x"}).status_code == 403
    new = {"kind": "cost", "reference": "K1"}
    assert send(office, address, "other", **new, values={"cost_kind": "rent"}).status_code == 403
    assert office.client.get(address, headers=office.headers("member")).status_code == 403


def test_a_new_row_is_added_under_its_reference(office: Office, address: str) -> None:
    values = {"cost_kind": "rent", "amount_gbp_pa": 1250.5, "cost_year": "2025/26"}
    done = send(office, address, kind="cost", reference="K1", values=values)
    assert done.status_code == 200, done.text
    assert [one["new"] for one in done.json()["changes"]] == ["Rent", "1250.5", "2025/26"]
    again = send(office, address, kind="cost", reference="K1", values=values)
    assert again.status_code == 409 and "“K1” already" in again.json()["detail"]


def test_the_record_names_the_change_and_why(office: Office, address: str, tmp_path: Path) -> None:
    done = send(office, address, values={"condition": "C"}, read={"condition": "A"}).json()
    lines = office.client.get("/api/v1/audit", headers=office.headers("editor")).json()["lines"]
    line = next(one for one in lines if one["subject_key"] == done["import_id"])
    assert line["details"]["is"]["reason"] == "Measured on 3 March"
    assert line["details"]["is"]["origin"] == "by_hand"


@pytest.fixture(scope="module")
def signed_in(office: Office) -> Iterator[TestClient]:
    """A browser of somebody who has signed in as the county's editor."""
    with TestClient(office.client.app, follow_redirects=False) as browser:
        enter(office, browser, Role.EDITOR)
        yield browser


def enter(office: Office, browser: TestClient, role: Role) -> None:
    link = token_urlsafe()
    with office.engine.begin() as connection:
        person = Person("Ann Editor", role, "T-CC")
        create_link(connection, link, person, datetime.now(UTC) + timedelta(hours=1))
    assert browser.post(f"/sign-in/once/{link}").status_code == 303


class Sent(dict[str, str]):
    """What a form of a page holds, hidden fields and all."""

    def __init__(self, page: Any) -> None:
        assert page.status_code in (200, 409, 422), page.text
        form = page.text.partition('method="post" action="/properties/')[2].partition("</form>")[0]
        for tag in re.findall(r"<input[^>]*>", form):
            name, value = (re.search(f'{one}="([^"]*)"', tag) for one in ("name", "value"))
            if name and "checkbox" not in tag:
                self[name[1]] = unescape(value[1]) if value else ""
        for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form,
                                       re.DOTALL):  # fmt: skip
            chosen = re.search('value="([^"]*)" selected', inside)
            self[name] = chosen[1] if chosen else ""
        for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)', form):
            self[name] = unescape(inside)


def test_the_page_changes_a_row_without_a_script(
    office: Office, address: str, signed_in: TestClient
) -> None:
    page = address.removeprefix("/api/v1").removesuffix("s")
    before = present(office, address, "property")
    form = Sent(signed_in.get(page))
    assert form["to-name"] == form["was-name"] == "House A1" and form["to-status"] == "in_use"
    wrong = signed_in.post(page, data=form | {"to-gia_m2": "large", "reason": "", "step": "look"})
    assert wrong.status_code == 422
    for words in (
        "is not a number. Write it like 1,250.50.",
        "Say in a few words why",
        "beside each",
    ):
        assert words in wrong.text
    assert Sent(wrong)["to-gia_m2"] == "large"  # nothing typed is lost
    form |= {"to-gia_m2": "1,300", "to-public_access": "yes", "reason": "Measured"}
    look = signed_in.post(page, data=form | {"step": "look"})
    assert (
        "1200.5 → <strong>1,300</strong>" in look.text and "Gross internal area (m²)" in look.text
    )
    assert "would be public to anybody" in look.text
    assert present(office, address, "property") == before
    confirm = Sent(look) | {"step": "change"}
    assert {name for name in confirm if name.startswith("to-")} == {"to-gia_m2", "to-public_access"}
    assert signed_in.post(page, data=confirm).status_code == 409  # nobody has ticked the box
    done = signed_in.post(page, data=confirm | {"publish": "1"})
    assert done.status_code == 303, done.text
    told = signed_in.get(done.headers["location"].partition("#")[0])
    assert "The change is made." in told.text and "Gross internal area: 1200.5 → 1300" in told.text
    assert present(office, address, "property")["gia_m2"] == "1300"
    late = signed_in.post(page, data=form | {"to-gia_m2": "1,400", "step": "look"})
    assert late.status_code == 409 and "In the register now: 1300" in late.text
    assert "Gross internal area: you read “1200.5”, now it is “1300”" in unescape(late.text)
    assert Sent(late)["to-gia_m2"] == "1,400" and Sent(late)["was-gia_m2"] == "1300"
    import_id = re.search('name="import_id" value="([^"]*)"', told.text)
    assert import_id
    undo = {"csrf_token": confirm["csrf_token"], "import_id": import_id[1]}
    assert signed_in.post(f"{page}/undo", data=undo).status_code == 303
    assert present(office, address, "property") == before
    assert "Undone" in signed_in.get(page).text


def test_a_form_from_elsewhere_is_refused(
    office: Office, address: str, signed_in: TestClient
) -> None:
    page = address.removeprefix("/api/v1").removesuffix("s")
    form = Sent(signed_in.get(page)) | {"to-name": "B", "reason": "Because", "step": "change"}
    made = office.client.get(address, headers=office.headers("editor")).json()["made"][0]
    before = office.count("import_batch")
    forged = signed_in.post(page, data=form | {"csrf_token": "0" * 64})
    assert forged.status_code == 403 and "load the page again" in forged.text
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert signed_in.post(page, data=form, headers=elsewhere).status_code == 403
    for who, status in (("member", 403), ("other", 403), (None, 401)):
        head = office.headers(who)
        assert office.client.post(page, data=form, headers=head).status_code == status
        undo = {"import_id": made["import_id"]}
        assert office.client.post(f"{page}/undo", data=undo, headers=head).status_code == status
    assert office.client.get(page, headers=office.headers("member")).status_code == 403
    theirs = office.client.get(page, headers=office.headers("other"))
    assert "Change the lease D1" in theirs.text and "Add a lease" not in theirs.text
    assert office.count("import_batch") == before


def test_only_who_may_change_it_is_led_there(
    office: Office, address: str, signed_in: TestClient
) -> None:
    page = address.removeprefix("/api/v1").removesuffix("s")
    home = page.removesuffix("/change")
    assert f'href="{page}"' in signed_in.get(home).text
    for who in ("member", None):
        assert f'href="{page}"' not in office.client.get(home, headers=office.headers(who)).text


def test_leases_and_new_rows_have_forms_of_their_own(
    office: Office, address: str, signed_in: TestClient
) -> None:
    page = address.removeprefix("/api/v1").removesuffix("s")
    first = signed_in.get(page).text
    (lease,) = re.findall('href="([^"]*)">Lease L1<', first)
    assert "Add a lease" in first and "Add an occupation" in first
    form = Sent(signed_in.get(unescape(lease)))
    assert form["to-expiry"] == "2030-03-31"
    look = signed_in.post(page, data=form | {"to-expiry": "2031-03-31", "reason": "Renewed"})
    assert "2030-03-31 → <strong>2031-03-31</strong>" in look.text
    form = Sent(signed_in.get(f"{page}?kind=occupation"))
    data = form | {"reference": "O9", "to-fte": "3", "to-user_function": "storage",
                   "reason": "They moved in", "step": "look"}  # fmt: skip
    look = signed_in.post(page, data=data)
    assert look.status_code == 200 and "Add it" in look.text, look.text
    assert signed_in.post(page, data=Sent(look) | {"step": "change"}).status_code == 303
    assert present(office, address, "occupation")["fte"] == "3"
