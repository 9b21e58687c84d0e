"""The lease calendar over HTTP: quarters for the club, days for the owner, a feed that parses."""

import csv
import io
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from estate import codes
from estate.colocation.language import lint
from tests.api.conftest import TODAY

pytestmark = pytest.mark.xdist_group("sample")

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
