"""A school's conditions as a host: recorded, read, by file, on the page, and what hangs on them."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from estate.cli.host_conditions import app as conditions_command
from estate.db import tables as t
from estate.space.host_conditions import HostCondition
from tests.api.imports_office import Office, browser_of, signed_office
from tests.intake.county import EAST, row

TODAY = date(2026, 11, 29)
ROOT = "/api/v1/organisations/T-CC/host-conditions.csv"
HEAD = "Property reference,Condition,Met,Date,Room for others (m² NIA),Source or note\n"
SAID = {"condition": "governors", "answer": "met", "said_on": "2026-11-02", "note": "Minute 7"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("conditions")
    kinds = {"TYPE_CODE": "school_primary", "USE_CLASS": "specialist"}
    rows = [
        *(row(f"S{n}", EASTING=EAST + 50 * n, **kinds) for n in range(4)),
        row("A1", TYPE_CODE="office"),
        row("HIDE", SENSITIV="owner_only", EASTING=EAST + 500, **kinds),
    ]
    with signed_office(folder, TODAY, {"property": rows}) as made:
        yield made


def place(office: Office, ref: str) -> str:
    p = t.property_.c
    with office.engine.connect() as connection:
        found = connection.execute(select(p.property_id).where(p.local_ref == ref)).scalar_one()
    return f"/properties/{found}"


def api(office: Office, ref: str) -> str:
    return f"/api/v1{place(office, ref)}/host-conditions"


def say(office: Office, ref: str, who: str = "editor", **more: Any) -> Any:
    return office.client.post(api(office, ref), headers=office.headers(who), json=SAID | more)


def states(told: dict[str, Any]) -> dict[str, str]:
    return {one["condition"]: one["state"] for one in told["conditions"]}


def test_the_latest_answer_counts_and_all_are_kept_for_its_own_people(office: Office) -> None:
    first = say(office, "S0").raise_for_status().json()
    assert states(first)["governors"] == "met" and not first["all_met"]
    assert say(office, "S0").json() == first  # the same again is nothing new
    for answer, state in (("not_met", "not_met"), ("withdrawn", "open"), ("met", "met")):
        assert states(say(office, "S0", answer=answer).json())["governors"] == state
    for name in ("separate_entrance", "safeguarding"):
        say(office, "S0", condition=name)
    whole = say(office, "S0", condition="zoning", room_m2=140.5).json()
    assert whole["all_met"] and whole["conditions"][0]["room_m2"] == 140.5
    kept = [(one["condition"], one["answer"]) for one in whole["history"]]
    assert kept[:4] == [("governors", one) for one in ("met", "not_met", "withdrawn", "met")]
    assert office.count("host_condition") == len(kept) == 7
    with office.engine.connect() as connection:
        noted = connection.execute(
            select(t.audit_record.c.actor).where(t.audit_record.c.subject == "host_condition")
        ).all()
    assert len(noted) == 7
    club = office.client.get(api(office, "S0"), headers=office.headers("other")).json()
    assert club["conditions"] == whole["conditions"] and club["all_met"]
    assert {one["note"] for one in club["history"]} == {None}
    assert {one["recorded_by"] for one in club["history"]} == {None}


def test_who_may_not_and_what_cannot_be_kept(office: Office) -> None:
    before = office.count("host_condition")
    for who in ("other", "member"):
        assert say(office, "S1", who).status_code == 403
    hidden = office.client.get(api(office, "HIDE"), headers=office.headers("other"))
    assert hidden.status_code == 404
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("A1", {}), ("S1", {"said_on": "2026-11-30"}), ("S1", {"note": " "}),
        ("S1", {"condition": "parking"}), ("S1", {"answer": "maybe"}), ("S1", {"room_m2": 40}),
        ("S1", {"condition": "zoning", "answer": "not_met", "room_m2": 40}),
        ("S1", {"condition": "zoning", "room_m2": 0}),
    ]  # fmt: skip
    for ref, more in wrong:
        assert say(office, ref, **more).status_code == 422, more
    other = office.client.get(api(office, "A1"), headers=office.headers("editor")).json()
    assert other == {"conditions": [], "all_met": False, "history": []}
    assert office.count("host_condition") == before


def test_every_mix_of_answers_comes_by_file_and_goes_back_without_a_change(
    office: Office, tmp_path: Path
) -> None:
    """Every twentieth of the 3^4 mixes, one after the other in one school; all of them as pairs
    are in tests/core/test_what_stays.py."""
    mine = office.headers("editor")
    ways = list(product(("yes", "no", "withdrawn"), repeat=4))[::20]
    for number, way in enumerate(ways):
        lines = [f"S2,{one},{said},01/11/2026,,Paper {number}"
                 for one, said in zip(HostCondition, way, strict=True)]  # fmt: skip
        sent = office.client.post(ROOT, content=HEAD + "\n".join(lines), headers=mine)
        assert sent.json() == {"read": 4, "new": 4}, sent.text
        told = office.client.get(api(office, "S2"), headers=mine).json()
        words = {"yes": "met", "no": "not_met", "withdrawn": "open"}
        assert list(states(told).values()) == [words[one] for one in way]
    named = HEAD + "S3,Agreement of the governors,met,2026-10-01,,Minute 3\n" \
        "S3,zoning of the shared part,Yes,2026-10-01,120.25,Plan Z\n"  # fmt: skip
    assert office.client.post(ROOT, content=named, headers=mine).json() == {"read": 2, "new": 2}
    file = office.client.get(ROOT, headers=mine)
    assert "S3,zoning,yes,2026-10-01,120.25,Plan Z" in file.text
    again = office.client.post(ROOT, content=file.content, headers=mine).json()
    assert again["new"] == 0 and again["read"] == len(file.text.splitlines()) - 1
    path, out = tmp_path / "back.csv", tmp_path / "out.csv"
    path.write_bytes(file.content)
    env = {"ESTATE_DATABASE_URL": office.engine.url.render_as_string(hide_password=False)}
    runs = [("import", str(path)), ("export", str(out))]
    for words in runs:
        done = CliRunner().invoke(conditions_command, [*words, "--organisation", "T-CC"], env=env)
        assert done.exit_code == 0, (done.output, done.exception)
    assert out.read_bytes() == file.content
    theirs = office.client.get(ROOT, headers=office.headers("other"))
    assert theirs.status_code == 403


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Property reference,Condition\nS1,zoning\n", "no column “Met”"),
        (HEAD + "S1,governors,met,2026-11-01,,Good\nS9,zoning,met,2026-11-01,,No\n",
         "T-CC has no property “S9”"),
        (HEAD + "A1,zoning,met,2026-11-01,,No\n", "is no school"),
        (HEAD + "S1,parking,met,2026-11-01,,Why\n",
         "“parking” cannot be read; write zoning or "),
        (HEAD + "S1,zoning,perhaps,2026-11-01,,Why\n",
         "“perhaps” cannot be read; write yes, no or withdrawn."),
        (HEAD + "S1,zoning,met,2026-13-01,,Why\n", "“Date”"),
        (HEAD + "S1,zoning,met,2026-12-01,,Why\n", "between 1990 and today"),
        (HEAD + "S1,zoning,met,2026-11-01,lots,Why\n", "“lots”"),
        (HEAD + "S1,governors,met,2026-11-01,20,Why\n", "goes with zoning"),
        (HEAD + "S1,zoning,met,2026-11-01,,\n",
         "“Source or note”: the cell is empty; write a text."),
        (HEAD + "S1,zoning,met,2026-11-01,,Why\nS1,zoning,no,2026-11-02,,Why\n", "in row 2"),
    ],
)  # fmt: skip
def test_a_broken_file_leaves_nothing_and_says_what_to_mend(
    office: Office, text: str, said: str
) -> None:
    before = office.count("host_condition")
    sent = office.client.post(ROOT, content=text, headers=office.headers("importer"))
    assert sent.status_code == 422 and said in sent.json()["detail"], sent.text
    assert office.count("host_condition") == before
    theirs = office.client.post(ROOT, content=text, headers=office.headers("other"))
    assert theirs.status_code == 403


def test_the_page_shows_them_and_its_own_people_put_them_on_record(office: Office) -> None:
    at = place(office, "S1")
    theirs = office.client.get(at, headers=office.headers("other")).text
    assert "Conditions as a host" in theirs and "Put it on record" not in theirs
    assert "Conditions as a host" not in office.client.get(place(office, "A1")).text
    with browser_of(office, "T-CC") as browser:
        form = browser.get(at).text
        token = re.search('action="[^"]*/host-conditions.*?value="([^"]{64})"', form, re.S)
        assert token and form.count("Put it on record") == 1
        data = SAID | {"csrf_token": token[1], "condition": "zoning", "room_m2": "", "note": "Plan"}
        post = f"{at}/host-conditions"
        assert browser.post(post, data=data | {"csrf_token": ""}).status_code == 403
        bad = browser.post(post, data=data | {"room_m2": "plenty", "note": "Kept as typed"})
        assert bad.status_code == 422 and "To mend: Room for others" in bad.text
        assert 'value="plenty"' in bad.text and "Kept as typed" in bad.text
        late = browser.post(post, data=data | {"said_on": "2026-12-24"})
        assert late.status_code == 422 and "between 1990 and today" in late.text
        assert browser.post(post, data=data | {"room_m2": "95"}).status_code == 303
        shown = browser.get(at).text
        assert "95 m² free for others" in shown and "Plan" in shown
    assert "Plan" not in office.client.get(at, headers=office.headers("other")).text
    file = office.client.get(f"{at}/host-conditions.csv", headers=office.headers("other"))
    assert file.status_code == 200 and "Zoning" in file.text and "Plan" not in file.text


def test_who_would_use_a_school_asks_for_what_is_not_on_record(office: Office) -> None:
    """Asked of the schools whose rating says that they could host, answered by four answers."""
    mine, theirs = office.headers("editor"), office.headers("other")
    rating = {"scheme": "sharing", "rating": "green", "reasons": ["SCHOOL_ZONED_HOST"]}
    house = place(office, "S3")
    made = office.client.post(f"/api/v1{house}/ratings", headers=mine, json=rating)
    assert made.status_code in (200, 201), made.text
    ask = {"kind": "host_conditions", "wanted_by": "2026-12-31", "sentence": "For a library"}
    requests = "/api/v1/organisations/T-CC/requests"
    one = office.client.post(requests, headers=theirs, json=ask)
    assert one.status_code == 201 and one.json()["asked"] == 1, one.text
    shown = office.client.get(house, headers=mine).text
    assert "Asked for: Schools" in shown
    for condition in HostCondition:
        say(office, "S3", condition=condition.value, answer="not_met").raise_for_status()
    (told,) = office.client.get(requests, headers=theirs).json()["requests"]
    assert told["state"] == "answered"
    again = office.client.post(requests, headers=theirs, json=ask)
    assert again.status_code in (409, 422)
