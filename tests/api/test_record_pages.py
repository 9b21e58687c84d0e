"""The record's pages: all of it for administrators, each organisation's own for itself alone."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from estate import clock
from estate.codes import AuditAction
from estate.db.engine import make_engine
from estate.register.queries import audit, audit_search
from estate.register.queries.audit_search import Wanted
from estate.register.writes.audit import Actor, record
from tests.api.imports_office import (
    ADMINISTRATOR,
    IMPORTER,
    MEMBER,
    OTHER,
    Office,
    make_token,
)
from tests.intake import county

OWN = "/organisations/T-CC/record"


def page(office: Office, path: str, as_: str | None, **asked: str) -> Any:
    return office.client.get(path, params=asked or None, headers=office.headers(as_))


def lines(office: Office, path: str, as_: str, **asked: str) -> list[dict[str, str]]:
    answer = page(office, f"{path}/lines.csv", as_, **asked)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_each_page_is_for_those_who_may_see_it_alone(office: Office) -> None:
    critic = {"Authorization": f"Bearer {make_token(office.engine, 'critic', None)}"}
    for path in ("/audit", "/audit/lines.csv", OWN, f"{OWN}/lines.csv", f"{OWN}/looks.xlsx"):
        assert page(office, path, None).status_code == 401, path
        assert page(office, path, OTHER).status_code == 403, path
        assert office.client.get(path, headers=critic).status_code == 403, path
        assert page(office, path, ADMINISTRATOR).status_code == 200, path
        own = 200 if path.startswith(OWN) else 403
        assert page(office, path, MEMBER).status_code == own, path
    assert page(office, "/organisations/NOBODY/record", ADMINISTRATOR).status_code == 404
    assert page(office, f"{OWN}/nothing.csv", ADMINISTRATOR).status_code == 404


def test_a_look_and_a_write_stand_on_the_owners_page(office: Office, tmp_path: Path) -> None:
    house = county.write_csv(tmp_path / "house.csv", [county.row("A1")])
    plan = office.upload(house, IMPORTER).json()["id"]
    office.ask("POST", f"/{plan}/commit", IMPORTER)
    office.client.get("/api/v1/properties?q=zq", headers=office.headers(MEMBER))
    text = page(office, OWN, IMPORTER).text
    looks = text[text.index('id="table-looks"') : text.index('id="changes-heading"')]
    assert "member of T-CC" in looks
    assert "importer of T-CC" in text[text.index('id="table-changes"') :]
    found = lines(office, OWN, IMPORTER, action="read", what="/properties")
    assert [line["details"] for line in found] == ['{"query":"q=zq"}']
    batch = lines(office, OWN, IMPORTER, what="import_batch")[-1]
    assert batch["subject_key"] in text
    assert "house.csv" in batch["details"]
    assert "house.csv" in text
    other = page(office, "/organisations/T-DC/record", OTHER).text
    assert "house.csv" not in other
    assert "member of T-CC" not in other


def test_lines_by_person_organisation_kind_subject_and_day(office: Office) -> None:
    for n, name in enumerate(("Ann Smith", "Bea 100%_", "Cai")):
        with office.engine.begin() as connection:
            actor = Actor(name, "editor", "T-DC" if n else "T-CC")
            record(connection, actor, AuditAction.REFUSED, f"/x/{n}", about="T-DC")
    today = clock.today()
    everyone = lines(office, "/audit", ADMINISTRATOR, what="/x/")
    assert [line["actor"] for line in everyone] == ["Cai", "Bea 100%_", "Ann Smith"]
    for asked, names in (
        ({"who": "ann s"}, ["Ann Smith"]),
        ({"who": "%_"}, ["Bea 100%_"]),
        ({"organisation": "T-CC"}, ["Ann Smith"]),
        ({"organisation": "T-DC", "who": "cai"}, ["Cai"]),
        ({"what": "/x/1"}, ["Bea 100%_"]),
        ({"action": "removed"}, []),
        ({"since": str(today + timedelta(days=1))}, []),
        ({"until": str(today - timedelta(days=1))}, []),
        ({"since": str(today), "until": str(today), "who": "a", "what": "/x/2"}, ["Cai"]),
        ({"who": " ", "action": "", "since": "", "what": "/x/"}, [x["actor"] for x in everyone]),
    ):
        found = lines(office, "/audit", ADMINISTRATOR, **({"what": "/x/"} | asked))
        assert [line["actor"] for line in found] == names, asked
    refused = page(office, "/audit", ADMINISTRATOR, since="yesterday")
    assert refused.status_code == 422
    assert "since" in refused.text


def test_pages_follow_one_another_and_the_files_hold_all(office: Office) -> None:
    with office.engine.begin() as connection:
        for n in range(120):
            record(connection, Actor(f"Person {n:03}"), AuditAction.READ, "/x", about="T-CC")
    seen: list[str] = []
    address = f"{OWN}?who=Person"
    while address:
        text = office.client.get(address, headers=office.headers(MEMBER)).text
        seen += re.findall(r'data-label="Who">Person (\d+)', text)
        further = re.search(r'href="([^"]+)#lines-heading">Older', text)
        address = further[1].replace("&amp;", "&") if further else ""
    assert seen == [f"{n:03}" for n in reversed(range(120))]
    assert len(lines(office, OWN, MEMBER, who="Person")) == 120
    book = load_workbook(
        io.BytesIO(page(office, f"{OWN}/lines.xlsx", MEMBER, who="Person").content)
    )
    assert book["Table"].max_row == 121


def test_the_state_of_the_chain_stands_on_the_page(office: Office) -> None:
    text = page(office, "/audit", ADMINISTRATOR).text
    head = re.search(r"<code>([0-9a-f]{64})</code>", text)
    assert head and "has been altered" in text
    with office.engine.begin() as connection:
        assert audit.holds_head(connection, head[1])
        connection.exec_driver_sql("ALTER TABLE audit_record DISABLE TRIGGER keep")
        connection.exec_driver_sql("UPDATE audit_record SET actor = 'x' WHERE position = 2")
    text = page(office, "/audit", ADMINISTRATOR).text
    assert "Line 2 is not as it was written" in text


def test_the_newest_lines_can_be_checked_by_themselves(office: Office) -> None:
    with office.engine.begin() as connection:
        for n in range(30):
            record(connection, Actor("A"), AuditAction.READ, f"/{n}")
        whole = audit.verify(connection)
        assert audit.verify(connection, 10) == audit.verify(connection, 10_000) == whole
        connection.exec_driver_sql("ALTER TABLE audit_record DISABLE TRIGGER keep")
        changed = "UPDATE audit_record SET subject = 'x' WHERE position = %s"
        connection.exec_driver_sql(changed, (whole.lines - 20,))
        assert audit.verify(connection, 10).whole
        assert audit.verify(connection).broken_at == whole.lines - 20
        connection.exec_driver_sql(changed, (whole.lines - 5,))
        assert audit.verify(connection, 10).broken_at == whole.lines - 5


def test_people_are_counted_and_dated(scratch_database_url: str) -> None:
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        for name, times in (("Ann", 3), ("Bea", 1)):
            for _ in range(times):
                record(connection, Actor(name, "member", "A"), AuditAction.READ, "/x", about="A")
        record(connection, Actor("Ann", "member", "A"), AuditAction.READ, "/x", about="B")
        found = audit_search.people(connection, Wanted(about="A"), 10)
    engine.dispose()
    assert [(row["actor"], row["times"]) for row in found] == [("Ann", 3), ("Bea", 1)]
    assert all(row["first_at"] <= row["last_at"] for row in found)


def test_awkward_questions_are_answered_or_refused_by_name(office: Office) -> None:
    for path, status in (
        ("/audit?who=%00", 422),
        ("/audit?organisation=%00", 422),
        ("/audit?until=9999-12-31", 422),
        ("/audit?before=99999999999999999999", 422),
        ("/audit?since=0001-01-01", 200),
        ("/audit?what=%ED%A0%80", 200),
        ("/organisations/%00/record", 422),
        ("/organisations/%ED%A0%80/record", 404),
    ):
        assert page(office, path, ADMINISTRATOR).status_code == status, path


def test_what_an_administrator_looks_at_stands_on_its_owners_page(office: Office) -> None:
    for path in ("/api/v1/imports", "/api/v1/corrections", OWN):
        assert page(office, path, ADMINISTRATOR).status_code == 200
    page(office, "/api/v1/organisations/T-CC/transparency-code.csv", ADMINISTRATOR)
    page(office, "/api/v1/imports", MEMBER)
    looks = [(line["actor"].partition("(")[2], line["subject"], line["about"])
             for line in lines(office, "/audit", ADMINISTRATOR, action="read")]  # fmt: skip
    admin, member = "administrator of None)", "member of T-CC)"
    assert looks == [
        (admin, "/audit/lines.csv", ""),  # this very question
        (member, "/api/v1/imports", "T-CC"),
        (admin, "/api/v1/organisations/T-CC/transparency-code.csv", "T-CC"),
        (admin, OWN, "T-CC"),
        (admin, "/api/v1/corrections", ""),
        (admin, "/api/v1/imports", ""),
    ]
    own = [line["subject"] for line in lines(office, OWN, MEMBER, who="administrator of")]
    assert OWN in own
    assert "/api/v1/corrections" not in own


def test_pages_lead_to_it_for_those_who_may(office: Office) -> None:
    own = '<a href="/organisations/T-CC/record">Record</a>'
    assert own in page(office, "/organisations", IMPORTER).text
    assert '<a href="/audit">Record</a>' in page(office, "/organisations", ADMINISTRATOR).text
    assert "Record</a>" not in page(office, "/organisations", None).text
    for who, leads_to in ((MEMBER, OWN), (ADMINISTRATOR, "/audit")):
        answer = office.client.get("/record", headers=office.headers(who), follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)
    assert page(office, "/record", None).status_code == 401
    button = "Who looked at our figures</a>"
    assert button in page(office, "/organisations/T-CC", IMPORTER).text
    assert button in page(office, "/organisations/T-CC", ADMINISTRATOR).text
    assert button not in page(office, "/organisations/T-CC", OTHER).text
    assert button not in page(office, "/organisations/T-CC", None).text
