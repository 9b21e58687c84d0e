"""The lease calendar over HTTP: quarters for the club, days for the owner, a feed that parses."""

import csv
import html
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from icalendar import Calendar

from estate import codes
from estate.colocation.plain_language import lint
from tests.api.conftest import TODAY

PATH = "/api/v1/leases/calendar"


@pytest.fixture(scope="module")
def answer(club):
    return club.get(PATH).raise_for_status().json()


def test_the_club_reads_the_last_days_of_quarters(answer):
    assert answer["numberReturned"] > 100
    for event in answer["events"]:
        day = date.fromisoformat(event["date"])
        assert event["precision"] == "quarter"
        assert (day + timedelta(days=1)).day == 1
        assert day.month in (3, 6, 9, 12)
        assert event["quarter"] == f"{day.year} Q{day.month // 3}"
        assert event["of"] is None or "date" not in event["of"]
    assert answer["disclaimer"] == codes.DISCLAIMER


def test_the_owner_reads_days(club, county_token):
    events = club.get(PATH, headers=county_token).raise_for_status().json()["events"]
    exact = [event for event in events if event["precision"] == "day"]
    assert exact
    assert any(date.fromisoformat(e["date"]).month not in (3, 6, 9, 12) for e in exact)
    for event in exact:
        parties = {event["tenant"], event["landlord"], event["property"]["organisation"]}
        assert "SYN-CC" in parties


def test_five_years_from_today_and_what_is_asked_for(club, answer):
    days = [date.fromisoformat(event["date"]) for event in answer["events"]]
    assert days == sorted(days)
    early = {e["urgency"]["code"] for e in answer["events"] if e["date"] < TODAY.isoformat()}
    assert early <= {"overdue"}
    assert max(days) <= date(TODAY.year + 5, TODAY.month, TODAY.day)
    some = {"organisation": "SYN-CC", "from": "2027-01-01", "until": "2027-12-31"}
    found = club.get(PATH, params=some).raise_for_status().json()["events"]
    assert 0 < len(found) < len(answer["events"])
    for event in found:
        assert event["date"][:4] == "2027"
        parties = {event["tenant"], event["landlord"], event["property"]["organisation"]}
        assert "SYN-CC" in parties


def test_every_kind_and_urgency_has_words(answer):
    kinds = {event["kind"]["code"] for event in answer["events"]}
    assert {"expiry", "tenant_break", "notice_deadline", "act_by", "rent_review"} <= kinds
    for event in answer["events"]:
        assert event["kind"]["label"]
        assert event["urgency"]["label"]
        assert event["urgency"]["colour"]


def test_the_feed_is_an_icalendar_of_all_day_entries(club, answer):
    response = club.get(f"{PATH}.ics").raise_for_status()
    assert response.headers["content-type"].startswith("text/calendar")
    entries = Calendar.from_ical(response.content).walk("VEVENT")
    assert len(entries) == answer["numberReturned"]
    assert len({str(entry["uid"]) for entry in entries}) == len(entries)
    for entry in entries:
        assert isinstance(entry.start, date)
        assert entry.end - entry.start == timedelta(days=1)
        assert "quarter's last day" in str(entry["description"])
        assert not lint(str(entry["summary"]))
    told = {line for entry in entries for line in str(entry["description"]).split("\n")}
    assert f"Tenant: {answer['events'][0]['tenant_name']}." in told
    again = club.get(f"{PATH}.ics").content
    assert again == response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


def test_the_csv_has_one_line_an_event(club, answer):
    text = club.get(f"{PATH}.csv").raise_for_status().content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == answer["numberReturned"]
    assert {line["precision"] for line in lines} == {"quarter"}


def test_the_public_has_no_calendar_and_a_wrong_question_is_named(public, club):
    for form in ("", ".csv", ".ics"):
        assert public.get(PATH + form).status_code == 403
        assert club.get(PATH + form, params={"form": "2027-01-01"}).status_code == 422
    wrong = {"from": "2028-01-01", "until": "2027-01-01"}
    assert club.get(PATH, params=wrong).status_code == 422


LIST = "/api/v1/leases"


@pytest.fixture(scope="module")
def leases(club):
    return club.get(LIST).raise_for_status().json()


def test_the_list_tells_the_club_quarters_and_the_owner_rents(club, county_token, leases):
    assert leases["numberMatched"] == len(leases["leases"]) > 100
    for one in leases["leases"]:
        assert one["precision"] == "quarter"
        assert not {"passing_rent_gbp_pa", "repairing_basis", "start_date"} & set(one)
        assert not {"penalty_gbp", "conditions"} & set(one["break"] or {})
        for day in _days(one):
            assert (day + timedelta(days=1)).day == 1 and day.month in (3, 6, 9, 12)
    theirs = club.get(LIST, headers=county_token).json()["leases"]
    assert len(theirs) == len(leases["leases"])
    own = [one for one in theirs if one["precision"] == "day"]
    assert own and all(one["tenant"] == "SYN-CC" or one["landlord"] == "SYN-CC" for one in own)
    assert any(one["passing_rent_gbp_pa"] for one in own)
    assert any((one["break"] or {}).get("penalty_gbp") for one in own)


def _days(one):
    parts = [one, one["break"] or {}, one["exit"] or {}]
    days = [v for part in parts for v in part.values() if isinstance(v, str) and v[4:5] == "-"]
    return [date.fromisoformat(day) for day in days if len(day) == 10]


def test_the_lists_filters_say_what_they_keep(club, leases):
    def asked(**params):
        return club.get(LIST, params=params).raise_for_status().json()["leases"]

    no_end = [one["lease_id"] for one in leases["leases"] if one["state"]["code"] == "no_end"]
    assert 0 < len(no_end) < len(leases["leases"])
    assert [one["lease_id"] for one in asked(unknown="end")] == no_end
    soon = asked(act_by_from="2026-06-30", act_by_until="2027-12-31")
    assert soon
    assert all("2026-06-30" <= one["exit"]["act_by"] <= "2027-12-31" for one in soon)
    assert {one["town"] for one in asked(town="evesham")} == {"Evesham"}
    one = leases["leases"][0]
    ids = {other["property"]["id"] for other in asked(property_id=one["property"]["id"])}
    assert ids == {one["property"]["id"]}
    events = club.get(PATH, params={"from": "2028-01-01", "until": "2028-03-31"}).json()["events"]
    reviewed = {one["lease_id"] for one in events if one["kind"]["code"] == "rent_review"}
    told = asked(event="rent_review", **{"from": "2028-01-01", "until": "2028-03-31"})
    assert {one["lease_id"] for one in told} == reviewed
    assert asked(organisation="", town="", event="", unknown="", until="") == leases["leases"]


def test_the_lists_files_hold_the_same_leases(club, leases):
    text = club.get(f"{LIST}.csv").raise_for_status().content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["lease_id"] for line in lines] == [one["lease_id"] for one in leases["leases"]]
    book = openpyxl.load_workbook(io.BytesIO(club.get(f"{LIST}.xlsx").content), read_only=True)
    sheet = list(book["Table"].iter_rows(values_only=True))
    assert len(sheet) == len(lines) + 1
    notice = sheet[0].index("notice_months")
    assert {type(row[notice]) for row in sheet[1:]} == {int, type(None)}
    few = {"town": "Evesham"}
    feed = Calendar.from_ical(club.get(f"{LIST}.ics", params=few).raise_for_status().content)
    listed = club.get(LIST, params=few).json()["leases"]
    told = " ".join(str(entry["description"]) for entry in feed.walk("VEVENT"))
    references = set(re.findall(r"reference (\S+)\.", told))
    assert references
    assert references <= {one["property"]["ref"] for one in listed}
    assert club.get(f"{LIST}.gpkg").status_code == 404


def test_the_page_counts_leases_without_an_end_and_every_number_leads_to_its_leases(club, leases):
    page = club.get("/leases").raise_for_status().text
    no_end = sum(one["state"]["code"] == "no_end" for one in leases["leases"])
    assert f"{no_end} leases have no end on record" in page
    strip = club.get("/towns/Evesham").raise_for_status().text
    cells = re.findall(r'<a href="(/leases\?[^"]+event=[^"]+)" aria-label="[^"]+">(\d+)</a>', strip)
    assert len(cells) > 5
    for address, count in cells[:6]:
        found = club.get("/api/v1" + html.unescape(address)).raise_for_status().json()
        assert 0 < found["numberMatched"] <= int(count)
    shown = leases["leases"][0]["property"]["id"]
    assert f"property_id={shown}" in club.get(f"/properties/{shown}").text


def test_the_public_has_no_list_and_the_page_says_for_whom_it_is(public, club):
    for form in ("", ".csv", ".xlsx", ".ics"):
        assert public.get(LIST + form).status_code == 403
        for wrong in ({"unknown": "everything"}, {"act_by_form": "2027-01-01"},
                      {"act_by_from": "2028-01-01", "act_by_until": "2027-01-01"}):  # fmt: skip
            assert club.get(LIST + form, params=wrong).status_code == 422
    assert "Shown to members of the property club" in public.get("/leases").raise_for_status().text
