"""Space standards behind the service: set, previewed, kept in order, read back; and who may."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from estate.answers import estate_wide
from estate.cli.space_standards import app as standards_command
from estate.cli.use_readings import app as readings_command
from estate.db import tables as t
from estate.register import visibility as v
from tests.api.imports_office import Office, browser_of, signed_office
from tests.asking import question
from tests.intake.county import EAST, bring, row, write_csv

TODAY = date(2026, 11, 29)
ROOT = "/api/v1/organisations/T-CC/space-standards"
SENT = {"valid_from": "2026-04-01", "m2_per_desk": 6, "desks_per_post": 0.7,
        "mobile_attendance": 0.5, "meeting_m2_per_desk": 2, "storage_m2_per_desk": 0.5,
        "counter_m2": 20, "source": "Cabinet of 4 March 2026, item 7"}  # fmt: skip
USED = [
    {"OCC_REF": "o1", "PROP_REF": "A1", "FTE": 84, "USER_FUNC": "back_office"},
    {"OCC_REF": "o2", "PROP_REF": "A2", "FTE": 40, "Mobile posts (%)": "50%",
     "USER_FUNC": "front_office"},
    {"OCC_REF": "o3", "PROP_REF": "A2", "NIA_M2": 120, "USER_FUNC": "storage"},
]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("space")
    rows = [row("A1", NIA_M2=1400), row("A2", EASTING=EAST + 50, NIA_M2=700)]
    with signed_office(folder, TODAY, {"property": rows, "occupation": USED}) as made:
        yield made


def needs(office: Office, who: str = "editor", on: date = TODAY) -> dict[str, float]:
    reader = v.owner("T-CC") if who == "editor" else v.CLUB
    with office.engine.connect() as connection:
        held = estate_wide.whole_estate(question(connection, reader, on))
    rows = held.occupations.merge(held.properties["local_ref"], left_on="property_id",
                                  right_index=True)  # fmt: skip
    return {f"{one.local_ref} {one.need_basis}": one.need_m2 for one in rows.itertuples()}


def send(office: Office, who: str = "editor", asked: str = "", **more: Any) -> Any:
    return office.client.post(ROOT + asked, headers=office.headers(who), json=SENT | more)


def test_it_is_previewed_kept_dated_and_read_back(office: Office, tmp_path: Path) -> None:
    # The county's default: 8 m² a post; half of A2's are mobile and in 60 % of the time.
    before = {"A1 fte": 672.0, "A2 fte": 40 * 0.8 * 0.8 * 10 + 15, "A2 area": 120.0}
    assert needs(office) == pytest.approx(before)
    asked = send(office, asked="?preview=true")
    assert asked.status_code == 200, asked.text
    told = asked.json()
    after = 84 * 0.7 * 8.5 + 40 * 0.7 * 0.75 * 8.5 + 20
    assert (told["saved"], told["occupations"]) == (False, 2)
    assert told["need_before_m2"] == pytest.approx(before["A1 fte"] + before["A2 fte"])
    assert told["need_after_m2"] == pytest.approx(after)
    assert told["sentence"] == ("Today the 2 occupations with posts or desks on record would need "
                                "698 m² in place of 943 m² (-245 m²).")  # fmt: skip
    place = {one["name"]: one for one in told["properties"]}["House A1"]
    assert (place["spare_before_m2"], place["spare_after_m2"]) == (728.0, pytest.approx(900.2))
    assert needs(office) == pytest.approx(before)  # nothing was kept
    assert send(office).json()["saved"] is True
    now = {"A1 fte": 499.8, "A2 fte": 198.5, "A2 area": 120.0}
    assert needs(office) == pytest.approx(now)
    assert needs(office, "club") == {"A1 fte": 500.0, "A2 fte": 200.0, "A2 area": 100.0}
    again = send(office).json()
    assert (again["saved"], again["says_something_new"]) == (False, False)
    # A later one changes nothing of an earlier day; an older answer stands.
    later = send(office, valid_from="2027-04-01", desks_per_post=0.5)
    assert later.json()["sentence"].startswith("From 1 April 2027 the 2 occupations")
    assert needs(office) == pytest.approx(now)
    assert needs(office, on=date(2026, 3, 31)) == pytest.approx(before)
    assert needs(office, on=date(2027, 4, 1))["A1 fte"] == pytest.approx(84 * 0.5 * 8.5)
    # Of one day the latest holds, and both are kept.
    assert send(office, desks_per_post=0.6).json()["saved"]
    assert needs(office)["A1 fte"] == pytest.approx(84 * 0.6 * 8.5)
    seen = office.client.get(ROOT, headers=office.headers("editor")).json()["standards"]
    assert [(one["valid_from"], one["desks_per_post"], one["holds"]) for one in seen] == [
        ("2027-04-01", 0.5, False), ("2026-04-01", 0.6, True), ("2026-04-01", 0.7, False),
    ]  # fmt: skip
    assert all(one["set_by"] for one in seen)
    file = office.client.get(f"{ROOT}.csv", headers=office.headers("editor"))
    (tmp_path / "back.csv").write_bytes(file.content)
    mine = office.headers("importer")
    back = office.client.post(f"{ROOT}.csv", content=file.content, headers=mine)
    assert back.json() == {"read": 2, "new": 0}
    other = file.text.replace("T-CC,2027-04-01", "T-DC,2027-04-01")
    for body, said in ((other, "of T-DC, not of T-CC"), ("Organisation", "no column"),
                       (file.text.replace("2027-04-01", "2097-04-01"), "ten years")):  # fmt: skip
        bad = office.client.post(f"{ROOT}.csv", content=body, headers=mine)
        assert bad.status_code == 422 and said in bad.json()["detail"], bad.text
    assert command(office, "import", str(tmp_path / "back.csv")) == "2 standards read, 0 new."
    assert "2 standards written" in command(office, "export", str(tmp_path / "all.csv"))
    assert (tmp_path / "all.csv").read_bytes() == file.content
    told = command(office, "set", "T-CC", "--m2-per-desk", "6", "--desks-per-post", "0.6",
                   "--from", "2028-01-01", "--source", "A plan", "--yes")  # fmt: skip
    assert told == "Kept."
    with office.engine.connect() as connection:
        assert len(connection.execute(select(t.space_standard.c.sequence)).all()) == 4
        told = connection.execute(select(t.audit_record.c.about, t.audit_record.c.action).where(
            t.audit_record.c.subject == "space_standard")).all()  # fmt: skip
    assert set(map(tuple, told)) == {("T-CC", "added")} and len(told) == 4


def test_who_may_set_and_who_sees_what(office: Office) -> None:
    assert [send(office, who).status_code for who in ("member", "other")] == [403, 403]
    assert office.client.post(ROOT, json=SENT).status_code == 401
    for wrong in ({"m2_per_desk": 1}, {"desks_per_post": "nan"}, {"valid_from": "1066-10-14"},
                  {"source": ""}, {"mobile_attendance": 1.01}, {"more": 1}):  # fmt: skip
        assert send(office, **wrong).status_code == 422, wrong
    missing = "/api/v1/organisations/T-XX/space-standards"
    found = office.client.post(missing, headers=office.headers("administrator"), json=SENT)
    assert found.status_code == 404
    (first, *_) = office.client.get(ROOT, headers=office.headers("other")).json()["standards"]
    assert first["source"] and first["set_by"] is None and first["recorded_at"] is None


def test_the_page_shows_what_changes_before_it_keeps_anything(office: Office) -> None:
    page = "/organisations/T-CC/space"
    assert "Keep this standard" not in office.client.get(page, headers=office.headers("other")).text
    with browser_of(office, "T-CC") as browser:
        form = browser.get(page).text
        token = re.search('name="csrf_token" value="([^"]{64})"', form)
        assert token and "County default of 2026" in form
        data = {name: str(value) for name, value in SENT.items()} | {
            "csrf_token": token[1], "valid_from": "2029-01-01", "step": "look"}  # fmt: skip
        assert browser.post(page, data=data | {"csrf_token": "x"}).status_code == 403
        wrong = browser.post(page, data=data | {"m2_per_desk": "lots"})
        assert wrong.status_code == 422 and "To mend: Space for each desk." in wrong.text
        count = office.count("space_standard")
        look = browser.post(page, data=data)
        assert look.status_code == 200 and "From 1 January 2029 the 2 occupations" in look.text
        assert "Need before" in look.text and office.count("space_standard") == count
        kept = browser.post(page, data=data | {"step": "keep"})
        assert kept.status_code == 303 and office.count("space_standard") == count + 1
        assert "to come" in browser.get(page).text


def test_the_property_says_what_its_need_rests_on_and_what_the_other_standard_gives(
    office: Office,
) -> None:
    rows = office.client.get("/api/v1/properties", headers=office.headers("editor")).json()
    ids = {one["properties"]["name"]: one["id"] for one in rows["features"]}
    found = {who: office.client.get(f"/api/v1/properties/{ids['House A1']}",
                                    headers=office.headers(who)).json()
             for who in ("editor", "other")}  # fmt: skip
    (own,), (seen,) = (one["occupations"] for one in found.values())
    need = own["need_m2"]
    assert own["need_rests_on"] == (
        "by its occupier's own standard of 1 April 2026, 84 posts, 0.6 desks per post"
    )
    assert (own["need_low_m2"], own["need_high_m2"]) == (round(need * 0.9), round(need * 1.1))
    assert own["need_by_other_m2"] == 84 * 12
    # Others see the rounded need, and what follows from that alone.
    assert "posts" not in seen["need_rests_on"] and "fte" not in seen
    assert seen["need_m2"] == round(need / 100) * 100
    assert seen["need_by_other_m2"] == round(seen["need_m2"] / (0.6 * 8.5) * 12)
    space = found["editor"]["space"]
    assert (space["area_m2"], space["standard"], space["other_standard"]) == (1400, "2026", "2007")
    assert space["spare_m2"] == round(1400 - need)
    assert space["utilisation"] == pytest.approx(need / 1400, abs=0.005)
    assert space["other_need_m2"] == 1008 and space["other_spare_m2"] == 392
    page = office.client.get(f"/properties/{ids['House A1']}", headers=office.headers("editor"))
    assert own["need_rests_on"] in unescape(page.text)
    assert "By the standard of 2007 the need would be 1,008 m²" in page.text
    for who in ("editor", "other"):  # organisation's page, its file and the property agree
        space = found[who]["space"]
        file = office.client.get("/organisations/T-CC/space.csv", headers=office.headers(who)).text
        rows = {one["name"]: one for one in csv.DictReader(io.StringIO(file.lstrip("\ufeff")))}
        for name in ("area_m2", "need_m2", "need_low_m2", "need_high_m2", "spare_m2",
                     "utilisation", "other_need_m2", "other_spare_m2"):  # fmt: skip
            assert float(rows["House A1"][name]) == space[name], (who, name)
        text = office.client.get("/organisations/T-CC", headers=office.headers(who)).text
        assert "Space it needs and has" in text and "By the standard of 2007 the need" in text
    file = office.client.get(f"/properties/{ids['House A1']}/occupations.csv",
                             headers=office.headers("editor")).text  # fmt: skip
    assert "need_rests_on" in file and "84 posts" in file


def test_counts_of_people_prompt_a_look_again_and_are_their_owners_alone(
    office: Office, tmp_path: Path
) -> None:
    rows = office.client.get("/api/v1/properties", headers=office.headers("editor")).json()
    ids = {one["properties"]["name"]: one["id"] for one in rows["features"]}
    address = f"/api/v1/properties/{ids['House A2']}/use-readings"
    review = "/ratings?organisation=T-CC"
    given = {"scheme": "availability", "rating": "red", "reasons": ["OTHER"]}
    rated = office.client.post(f"/api/v1/properties/{ids['House A2']}/ratings", json=given,
                               headers=office.headers("editor"))  # fmt: skip
    assert rated.status_code in (200, 201), rated.text
    assert (
        "Measured underuse" not in office.client.get(review, headers=office.headers("editor")).text
    )
    sent = {"counted_on": "2024-05-03", "people": 20, "workplaces": 60, "source": "Sensors, a week"}
    for more in ({}, {"counted_on": "2026-05-03"}):
        made = office.client.post(address, headers=office.headers("editor"), json=sent | more)
        assert made.status_code == 200, made.text
    assert [one["used"] for one in made.json()["readings"]] == [0.3333, 0.3333]
    told = office.client.get(review, headers=office.headers("editor")).text
    assert "Measured underuse" in told
    assert (
        "Measured underuse" not in office.client.get(review, headers=office.headers("other")).text
    )
    # It rates nothing by itself.
    detail = office.client.get(f"/api/v1/properties/{ids['House A2']}",
                               headers=office.headers("editor")).json()  # fmt: skip
    assert detail["ratings"]["availability"]["rating"] == "red"
    page = office.client.get(
        f"/properties/{ids['House A2']}", headers=office.headers("editor")
    ).text
    assert "People counted" in page and "Sensors, a week" in page
    theirs = office.client.get(
        f"/properties/{ids['House A2']}", headers=office.headers("other")
    ).text
    assert "People counted" not in theirs
    for who, status in (("other", 403), ("member", 403)):
        assert office.client.post(address, headers=office.headers(who),
                                  json=sent).status_code == status  # fmt: skip
    assert office.client.get(address, headers=office.headers("other")).status_code == 403
    for wrong in ({"counted_on": "2026-12-24"}, {"workplaces": 0}, {"people": -1},
                  {"source": " "}, {"occupation_ref": "o9"}):  # fmt: skip
        bad = office.client.post(address, headers=office.headers("editor"), json=sent | wrong)
        assert bad.status_code == 422, wrong
    file = office.client.get("/api/v1/organisations/T-CC/use-readings.csv",
                             headers=office.headers("editor"))  # fmt: skip
    (tmp_path / "back.csv").write_bytes(file.content)
    back = ("import", str(tmp_path / "back.csv"), "--organisation", "T-CC")
    assert command(office, *back, app=readings_command) == "2 readings read, 0 new."
    at = "/api/v1/organisations/T-CC/use-readings.csv"
    sent_back = office.client.post(at, content=file.content, headers=office.headers("editor"))
    assert sent_back.json() == {"read": 2, "new": 0}
    changed = file.text.replace("2026-05-03,20,60", "2026-05-03,50,60").replace("A2,", "A9,", 1)
    (tmp_path / "bad.csv").write_text(changed, encoding="utf-8")
    bad = CliRunner().invoke(readings_command, ["import", str(tmp_path / "bad.csv"),
                             "--organisation", "T-CC"], env=_env(office))  # fmt: skip
    assert "T-CC has no property “A9”" in str(bad.exception)
    for word, wanted in (
        (("20,60", "many,60"), "a whole number"),
        (("2026-05-03", "May"), "a day"),
        ((",no", ",perhaps"), "“perhaps” cannot be read; write yes or no."),
    ):
        broken = office.client.post(at, content=file.text.replace(*word),
                                    headers=office.headers("editor"))  # fmt: skip
        assert broken.status_code == 422 and wanted in broken.json()["detail"], broken.text
    assert office.count("use_reading") == 2  # all or none


def test_shares_of_mobile_posts_come_by_file_and_by_hand_and_go_back(
    office: Office, tmp_path: Path
) -> None:
    with office.engine.connect() as connection:
        file = office.client.get("/api/v1/exports/occupations.csv?organisation=T-CC",
                                 headers=office.headers("editor"))  # fmt: skip
        assert "Mobile posts (%)" in file.text and ",50.0," in file.text
        (tmp_path / "back.csv").write_bytes(file.content)
        plan, _ = bring(connection, tmp_path / "back.csv", kind="occupation")
        assert not plan.changes_register, plan.to_dict()
        bad = [one | {"Mobile posts (%)": cell} for one, cell in zip(USED, ("0.5", "140", "60 %"),
                                                                    strict=True)]  # fmt: skip
        plan, _ = bring(connection, write_csv(tmp_path / "bad.csv", bad), kind="occupation")
        said = [one.message for one in plan.issues if one.field == "mobile_percent"]
        assert len(said) == 2 and "Write 60 or 60%" in said[0] and "0 to 100" in said[1]
        shares = connection.execute(select(t.occupation.c.mobile_percent).order_by(
            t.occupation.c.own_ref)).scalars().all()  # fmt: skip
        assert [None if one is None else float(one) for one in shares] == [None, 50.0, 60.0]
        connection.rollback()


def _env(office: Office) -> dict[str, str]:
    return {"ESTATE_DATABASE_URL": office.engine.url.render_as_string(hide_password=False)}


def command(office: Office, *words: str, app: Any = standards_command) -> str:
    found = CliRunner().invoke(app, words, env=_env(office))
    assert found.exit_code == 0, (found.output, found.exception)
    return found.stderr.strip().splitlines()[-1]
