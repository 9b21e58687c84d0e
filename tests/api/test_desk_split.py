"""The parties of a shared front desk ask that it may be split, and withdraw that."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from estate.answers import estate_wide
from estate.db import tables as t
from tests.api.imports_office import Office, browser_of, signed_office
from tests.asking import question
from tests.intake.county import EAST, row

TODAY = date(2026, 11, 29)
USED = [{"OCC_REF": f"o{number}", "PROP_REF": ref, "USER_FUNC": "front_office", "NIA_M2": 80,
         "SERVICE_FUNC": "customer_contact", "OCCUPIER": code}
        for number, (ref, code) in enumerate((("A1", "T-CC"), ("A1", "T-DC"), ("A2", "T-CC")))
        ]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("desk")
    rows = [row("A1", NIA_M2=600), row("A2", EASTING=EAST + 50, NIA_M2=700)]
    with signed_office(folder, TODAY, {"property": rows, "occupation": USED}) as made:
        yield made


def _address(office: Office, ref: str) -> str:
    p = t.property_.c
    with office.engine.connect() as connection:
        found = connection.execute(select(p.property_id).where(p.local_ref == ref)).scalar_one()
    return f"/properties/{found}"


def _asked(office: Office) -> list[object]:
    """What the county's answers take from it."""
    with office.engine.connect() as connection:
        frame = estate_wide.whole_estate(question(connection)).properties
    return list(frame["desk_split_asked"].dropna())


def test_all_parties_ask_one_withdraws_and_everything_stays_on_record(office: Office) -> None:
    place = _address(office, "A1")
    api, mine, theirs = f"/api/v1{place}/desk-split", office.headers("editor"), \
        office.headers("other")  # fmt: skip
    client = office.client
    first = client.post(f"{api}/T-CC", headers=mine)
    assert first.status_code == 200, first.text
    nobody = {"asks": False, "asked_on": None, "withdrawn_on": None}
    own = {"organisation": "T-CC", "asks": True, "asked_on": "2026-11-29", "withdrawn_on": None}
    assert first.json() == {
        "parties": [own, {"organisation": "T-DC", **nobody}], "may_split": False,
    }  # fmt: skip
    assert _asked(office) == ["T-CC"]
    assert client.post(f"{api}/T-CC", headers=mine).json() == first.json()
    assert client.post(f"{api}/T-DC", headers=mine).status_code == 403
    assert client.post(f"{api}/T-DC", headers=theirs).json()["may_split"]
    assert client.get(api).json()["may_split"] and _asked(office) == ["T-CC;T-DC"]
    taken = client.delete(f"{api}/T-DC", headers=theirs).json()
    assert not taken["may_split"] and taken["parties"][1] == {
        "organisation": "T-DC", "asks": False, "asked_on": "2026-11-29",
        "withdrawn_on": "2026-11-29",
    }  # fmt: skip
    assert client.delete(f"{api}/T-DC", headers=theirs).json() == taken
    assert office.count("desk_split") == 3 and _asked(office) == ["T-CC"]
    with office.engine.connect() as connection:
        noted = connection.execute(
            select(t.audit_record.c.actor).where(t.audit_record.c.subject == "desk_split")
        ).all()
    assert len(noted) == 3
    alone = client.post(f"/api/v1{_address(office, 'A2')}/desk-split/T-CC", headers=mine)
    assert alone.status_code == 422 and "no party of a shared front desk" in alone.json()["detail"]


def test_the_page_says_who_has_asked_and_its_party_asks_there(office: Office) -> None:
    place = _address(office, "A1")
    read = office.client.get(place).text
    assert "T-DC" in read and "Its services move together or not at all" in read
    assert "Ask that it may be split" not in read
    assert "Shared front desk</h2>" not in office.client.get(_address(office, "A2")).text
    with browser_of(office, "T-DC") as browser:
        form = browser.get(place).text
        token = re.search('action="[^"]*/desk-split">\\s*<input[^>]*value="([^"]{64})"', form)
        assert token and form.count("Ask that it may be split") == 1
        data = {"csrf_token": token[1], "code": "T-DC", "step": "ask"}
        assert (
            browser.post(f"{place}/desk-split", data=data | {"csrf_token": ""}).status_code == 403
        )
        assert browser.post(f"{place}/desk-split", data=data).status_code == 303
        assert "has asked, 29 November 2026" in browser.get(place).text
        browser.post(f"{place}/desk-split", data=data | {"step": "withdraw"})
        assert "withdrawn 29 November 2026" in browser.get(place).text
