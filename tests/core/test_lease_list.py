"""The leases as a list to work from: breaks live and lapsed, ends unknown, what a filter keeps."""

from datetime import date

import pandas as pd
import pytest

from estate.assumptions import named
from estate.leases.due_dates_and_urgency import ACT_BY, calendar
from estate.leases.work_list import (
    COLUMNS,
    STATES,
    UNKNOWN,
    Wanted,
    chosen,
    lacks,
    quarters,
    work_list,
)

from . import factories
from .county import county

TODAY = date(2026, 3, 31)


def estate(leases, events=None):
    places = factories.properties(
        {"id": "P1", "town": "Evesham", "organisation": "SYN-A"},
        {"id": "P2", "town": "Pershore", "organisation": "SYN-B"},
    )
    told = factories.events() if events is None else events
    return factories.estate(properties=places, leases=leases, lease_events=told)


def listed(leases, events=None):
    return work_list(estate(leases, events), TODAY, named("2026-11"))


def test_a_lease_says_its_terms_its_next_break_and_when_to_act():
    found = listed(
        factories.leases({"property_id": "P1", "expiry": "2033-09-29", "landlord_name": "SYN Ltd",
                          "passing_rent_gbp_pa": 12_500.0, "repairing_basis": "FRI",
                          "inside_1954_act": False}),
        factories.events(
            {"lease_id": "L1", "kind": "tenant_break", "date": "2026-08-31", "notice_months": 6},
            {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30", "notice_months": 6,
             "penalty_gbp": 7_305.91, "conditions": "Vacant possession"},
            {"lease_id": "L1", "kind": "landlord_break", "date": "2029-09-30"},
            {"lease_id": "L1", "kind": "rent_review", "date": "2025-09-30"},
            {"lease_id": "L1", "kind": "rent_review", "date": "2030-09-30"},
        ),
    ).loc["L1"]  # fmt: skip
    days = {
        name: found[name].date()
        for name in (
            "break_date",
            "break_notice_by",
            "landlord_break",
            "rent_review",
            "exit_date",
            "act_by",
        )
    }
    assert days == {
        "break_date": date(2028, 9, 30), "break_notice_by": date(2028, 3, 30),
        "landlord_break": date(2029, 9, 30), "rent_review": date(2030, 9, 30),
        "exit_date": date(2028, 9, 30), "act_by": date(2027, 3, 30),
    }  # fmt: skip
    assert found["break_state"] == "live"
    assert found["break_penalty_gbp"] == 7_305.91
    assert (found["state"], found["town"], found["manager"]) == ("running", "Evesham", "SYN-A")
    assert found["passing_rent_gbp_pa"] == 12_500.0


def test_a_break_whose_day_for_notice_has_passed_is_listed_as_lapsed_and_is_no_exit():
    found = listed(
        factories.leases({"property_id": "P1", "expiry": "2033-09-29"}),
        factories.events({"lease_id": "L1", "kind": "tenant_break", "date": "2026-08-31",
                          "notice_months": 6}),
    ).loc["L1"]  # fmt: skip
    assert (found["break_state"], found["break_date"].date()) == ("lapsed", date(2026, 8, 31))
    assert found["exit_date"].date() == date(2033, 9, 29)


def test_states_and_facts_that_are_missing_or_withheld():
    found = listed(
        factories.leases(
            {"property_id": "P1"},
            {"property_id": "P1", "expiry": "2020-03-31"},
            {"property_id": "P1", "expiry": "2020-03-31", "holding_over_since": "2020-04-01"},
            {"property_id": "P2", "expiry": "2030-03-31", "exact": False, "landlord": "SYN-B"},
            {"property_id": "P2", "expiry": "2030-03-31", "tenant": None, "tenant_name": "A shop"},
        )
    )
    assert found["state"].to_dict() == {
        "L1": "no_end", "L2": "past_end", "L3": "held_over", "L4": "running", "L5": "running",
    }  # fmt: skip
    assert set(found["state"]) == set(STATES)
    lacking = {name: sorted(found.index[lacks(found, name)]) for name in UNKNOWN}
    every = ["L1", "L2", "L3", "L5"]
    assert lacking == {
        "end": ["L1"], "landlord": every, "act_1954": [*every[:3], "L4", "L5"],
        "rent": every, "repairing_basis": every, "break_notice": [],
    }  # fmt: skip
    assert pd.isna(found.at["L5", "exit_date"]), "a shop's leaving is its own affair"
    assert found.index[-1] in ("L1", "L5"), "what has no date comes last"


def test_filters_keep_what_they_name():
    leases = factories.leases(
        {"property_id": "P1", "expiry": "2028-09-30"},
        {"property_id": "P2", "expiry": "2030-09-30", "tenant": "SYN-C", "landlord": "SYN-A"},
        {"property_id": "P2", "tenant": "SYN-C"},
    )
    events = factories.events({"lease_id": "L3", "kind": "rent_review", "date": "2029-01-01"})
    found = listed(leases, events)
    dated = calendar(leases, events, TODAY, named("2026-11"))
    for wanted, expected in (
        (Wanted(organisation="SYN-A"), {"L1", "L2"}),
        (Wanted(organisation="SYN-B"), {"L2", "L3"}),
        (Wanted(town="Evesham"), {"L1"}),
        (Wanted(property_id="P2"), {"L2", "L3"}),
        (Wanted(act_by_until=date(2027, 3, 30)), {"L1"}),
        (Wanted(act_by_from=date(2027, 3, 31)), {"L2"}),
        (Wanted(events=["rent_review"]), {"L3"}),
        (Wanted(events=["expiry", "rent_review"], until=date(2029, 12, 31)), {"L1", "L3"}),
        (Wanted(since=date(2030, 1, 1)), {"L2"}),
        (Wanted(unknown=["end"]), {"L3"}),
        (Wanted(town="Pershore", unknown=["end", "rent"]), {"L2", "L3"}),
    ):
        assert set(chosen(found, dated, wanted).index) == expected, wanted


def test_of_several_breaks_the_first_that_can_be_used_stands_with_its_own_terms():
    """The calendar's order of rows says nothing; a notice that is not recorded is assumed, said."""
    lease = factories.leases({"property_id": "P1", "expiry": "2033-09-29"})
    later = {"lease_id": "L1", "kind": "tenant_break", "date": "2030-09-30", "notice_months": 9,
             "conditions": "No arrears"}  # fmt: skip
    first = {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30", "penalty_gbp": 500.0}
    gone = {"lease_id": "L1", "kind": "tenant_break", "date": "2026-04-30", "notice_months": 6}
    found = listed(lease, factories.events(later, gone, first)).loc["L1"]
    assumed = named("2026-11").value("break_notice_months")
    assert found["break_date"].date() == date(2028, 9, 30)
    assert (found["break_notice_months"], found["break_notice_assumed"]) == (assumed, True)
    assert found["break_penalty_gbp"] == 500.0
    assert pd.isna(found["break_conditions"])
    found = listed(lease, factories.events(gone, later)).loc["L1"]
    assert found["break_date"].date() == date(2030, 9, 30)
    assert (found["break_notice_months"], found["break_notice_assumed"]) == (9, False)
    assert found["break_notice_by"].date() == date(2029, 12, 30)
    assert found["break_conditions"] == "No arrears"
    assert found["expiry"].date() == date(2033, 9, 29)
    assert found["notice_by"].date() == date(2029, 12, 30)


def test_a_break_without_its_notice_lacks_it_and_a_lease_without_a_break_lacks_none():
    found = listed(
        factories.leases(
            {"property_id": "P1", "expiry": "2033-09-29"},
            {"property_id": "P1", "expiry": "2033-09-29"},
            {"property_id": "P1", "expiry": "2033-09-29"},
        ),
        factories.events(
            {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30"},
            {"lease_id": "L2", "kind": "tenant_break", "date": "2028-09-30", "notice_months": 6},
        ),
    )
    assert lacks(found, "break_notice").to_dict() == {"L1": True, "L2": False, "L3": False}


def test_what_falls_on_the_day_itself_is_in_every_range_and_is_still_to_come():
    leases = factories.leases(
        {"property_id": "P1", "expiry": str(TODAY)}, {"property_id": "P2", "expiry": "2030-09-30"}
    )
    events = factories.events({"lease_id": "L2", "kind": "rent_review", "date": str(TODAY)})
    found = listed(leases, events)
    dated = calendar(leases, events, TODAY, named("2026-11"))
    assert found.at["L1", "state"] == "running"
    assert found.at["L2", "rent_review"].date() == TODAY
    act_by = found.at["L2", "act_by"].date()
    for wanted in (
        Wanted(act_by_from=act_by, act_by_until=act_by),
        Wanted(events=["rent_review"], since=TODAY, until=TODAY),
    ):
        assert list(chosen(found, dated, wanted).index) == ["L2"], wanted


def test_conditions_of_a_filter_narrow_each_other():
    """Each pair of conditions keeps what both keep alone, whichever comes first."""
    leases = factories.leases(
        {"property_id": "P1", "expiry": "2028-09-30"},
        {"property_id": "P1", "expiry": "2032-09-30", "tenant": "SYN-C"},
        {"property_id": "P2", "expiry": "2028-09-30", "landlord": "SYN-A"},
        {"property_id": "P2", "expiry": "2032-09-30", "tenant": "SYN-C"},
        {"property_id": "P2", "tenant": "SYN-C"},
    )
    events = factories.events(
        {"lease_id": "L1", "kind": "rent_review", "date": "2027-01-01"},
        {"lease_id": "L4", "kind": "rent_review", "date": "2031-01-01"},
    )
    found = listed(leases, events)
    dated = calendar(leases, events, TODAY, named("2026-11"))
    single = (
        {"organisation": "SYN-A"}, {"town": "Pershore"}, {"property_id": "P2"},
        {"act_by_from": date(2028, 1, 1)}, {"act_by_until": date(2028, 1, 1)},
        {"events": ["rent_review"]}, {"unknown": ["end"]},
    )  # fmt: skip
    kept = [set(chosen(found, dated, Wanted(**one)).index) for one in single]
    assert all(0 < len(each) < len(found) for each in kept), kept
    for one, keeps in zip(single, kept, strict=True):
        for other, keeps_too in zip(single, kept, strict=True):
            both = set(chosen(found, dated, Wanted(**{**one, **other})).index)
            assert both == keeps & keeps_too, (one, other)
    since = Wanted(events=["rent_review"], since=date(2029, 1, 1))
    assert list(chosen(found, dated, since).index) == ["L4"]


def test_the_list_is_in_the_order_in_which_to_act():
    """By act-by date, those without one last; equal ones by the place's reference."""
    leases = factories.leases(
        {"property_id": "P1"},
        {"property_id": "P2", "expiry": "2030-09-30"},
        {"property_id": "P1", "expiry": "2030-09-30"},
        {"property_id": "P2", "expiry": "2029-09-30"},
    )
    assert list(listed(leases).index) == ["L4", "L3", "L2", "L1"]
    assert listed(leases).index.name == "lease_id"


def test_quarters_without_events_count_none():
    leases = factories.leases({"property_id": "P1", "expiry": "2027-02-15"})
    counted = quarters(calendar(leases, factories.events(), TODAY, named("2026-11")), TODAY)
    assert counted.index[0].date() == date(2026, 3, 31)
    assert counted["expiry"].tolist() == [0, 0, 0, 0, 1, *[0] * 16]


@pytest.mark.parametrize("exact", [True, False])
def test_the_list_says_what_the_calendar_says_of_every_lease(exact):
    """The act-by date of a lease is one of its act-by dates in the calendar, in days and in
    quarters; and the quarters count the calendar's events."""
    held = county(400, seed=2)
    leases = held.leases.assign(exact=exact)
    dated = calendar(leases, held.lease_events, TODAY, named("2026-11"))
    found = work_list(
        factories.estate(properties=held.properties, leases=leases,
                         lease_events=held.lease_events), TODAY, named("2026-11"),
    )  # fmt: skip
    assert list(found.columns) == list(COLUMNS)
    assert sorted(found.index) == sorted(leases.index)
    acting = dated[dated["kind"].eq(ACT_BY)]
    ours = found["act_by"].dropna()
    assert len(ours) > 20
    assert set(ours.items()) <= set(zip(acting["lease_id"], acting["date"], strict=True))
    if not exact:
        assert ours.dt.is_quarter_end.all()
        assert found["exit_date"].dropna().dt.is_quarter_end.all()
    counted = quarters(dated, TODAY)
    assert len(counted) == 21
    inside = dated["date"].between(pd.Timestamp(TODAY), counted.index[-1])
    assert counted.to_numpy().sum() == inside.sum()


def test_the_list_is_by_the_assumptions_asked() -> None:
    """How long a decision and a host's getting ready take, and a notice that nobody has stated."""
    lease = factories.leases({"property_id": "P1", "expiry": "2033-09-29"})
    told = factories.events({"lease_id": "L1", "kind": "tenant_break", "date": "2030-09-30"})
    for months, notice_by, act_by in (
        ({"break_notice_months": 9, "host_ready_months": 12, "decision_lead_months": 6},
         date(2029, 12, 30), date(2029, 3, 30)),
        ({"break_notice_months": 24, "host_ready_months": 12, "decision_lead_months": 1},
         date(2028, 9, 30), date(2028, 8, 30)),
    ):  # fmt: skip
        asked = named("2026-11").with_overrides("asked", "Asked", months)
        found = work_list(estate(lease, told), TODAY, asked).loc["L1"]
        assert (
            found["break_notice_months"] == found["notice_months"] == months["break_notice_months"]
        )
        assert found["break_notice_by"].date() == found["notice_by"].date() == notice_by
        assert found["act_by"].date() == act_by


def test_an_end_that_is_on_record_as_an_event_alone_is_the_end_of_the_lease() -> None:
    lease = factories.leases({"property_id": "P1"}, {"property_id": "P2", "expiry": "2031-01-01"})
    ends = factories.events(*({"lease_id": name, "kind": "expiry", "date": "2033-09-29"}
                              for name in ("L1", "L2")))  # fmt: skip
    found = listed(lease, ends)
    assert found["expiry"].dt.year.to_dict() == {"L2": 2031, "L1": 2033}
    assert set(found["state"]) == {"running"}
