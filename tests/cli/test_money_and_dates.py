"""``estate savings`` and ``estate leases`` as typed, on the sample county."""

import csv
import io
import json

from icalendar import Calendar


def test_savings_show_both_estimates_and_the_gap(typed):
    code, shown, said = typed("savings")
    assert code == 0
    assert "Moves that could all happen together" in shown
    assert "added up" in shown
    assert "Coverage" in shown
    assert "do not average" in said
    assert "No plan to change or dispose" in said
    found = json.loads(typed("savings", "--json")[1])
    assert found["portfolio"]["solver"]["proved"]
    assert found["portfolio"]["top_down"]["steps"]


def test_leases_come_as_table_json_csv_and_feed(typed):
    asked = ("leases", "--organisation", "SYN-CC", "--as-owner", "SYN-CC")
    code, shown, said = typed(*asked)
    assert code == 0
    assert "Notice deadline" in shown
    assert "No plan to change or dispose" in said
    events = json.loads(typed(*asked, "--json")[1])["events"]
    lines = list(csv.DictReader(io.StringIO(typed(*asked, "--csv")[1])))
    feed = Calendar.from_ical(typed(*asked, "--ics")[1])
    assert len(events) == len(lines) == len(feed.walk("VEVENT")) > 20
    assert {"day"} <= {event["precision"] for event in events}


def test_one_form_at_a_time_and_a_day_that_is_one(typed):
    code, _, said = typed("leases", "--csv", "--ics")
    assert code == 1
    assert "Choose one" in said
    assert typed("leases", "--from", "soon")[0] == 2
