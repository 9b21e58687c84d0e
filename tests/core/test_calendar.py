"""Lease events by date: what is stated, what follows from it, and how urgent it is."""

from datetime import date

import pandas as pd
import pytest

from estate.assumptions import named
from estate.leases.due_dates_and_urgency import (
    ACT_BY,
    COLUMNS,
    URGENCY,
    calendar,
    of_organisation,
    window,
)
from estate.leases.exits_and_notices import lapsed_breaks, next_exits

from . import factories
from .county import county

TODAY = date(2026, 3, 31)


def of(leases, events=None):
    return calendar(leases, factories.events() if events is None else events, TODAY)


def dates(found):
    return {(row.kind, row.of_kind or ""): row.date.date() for row in found.itertuples()}


def test_a_break_brings_its_notice_deadline_and_act_by_date():
    leases = factories.leases({"property_id": "P1", "expiry": "2033-09-29"})
    events = factories.events(
        {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30", "notice_months": 6},
        {"lease_id": "L1", "kind": "rent_review", "date": "2028-09-30"},
    )
    assert dates(of(leases, events)) == {
        ("expiry", ""): date(2033, 9, 29),
        ("act_by", "expiry"): date(2032, 3, 29),  # 12 months to get ready, 6 to decide
        ("tenant_break", ""): date(2028, 9, 30),
        ("notice_deadline", "tenant_break"): date(2028, 3, 30),
        ("act_by", "tenant_break"): date(2027, 3, 30),
        ("rent_review", ""): date(2028, 9, 30),
    }


def test_a_notice_that_nobody_stated_is_assumed_and_says_so():
    leases = factories.leases({"property_id": "P1"})
    events = factories.events({"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30"})
    found = of(leases, events).set_index("kind")
    assert found.at["notice_deadline", "date"] == pd.Timestamp("2028-03-30")
    assert found.at["notice_deadline", "notice_assumed"]
    assert not found.at["tenant_break", "notice_assumed"]


def test_a_landlords_break_asks_nothing_of_the_tenants_calendar():
    leases = factories.leases({"property_id": "P1"})
    events = factories.events(
        {"lease_id": "L1", "kind": "landlord_break", "date": "2028-09-30", "notice_months": 6}
    )
    assert of(leases, events)["kind"].tolist() == ["landlord_break"]


def test_who_sees_quarters_sees_only_ends_of_quarters():
    leases = factories.leases({"property_id": "P1", "expiry": "2033-12-31", "exact": False})
    events = factories.events(
        {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30", "notice_months": 5}
    )
    found = of(leases, events)
    assert not found["exact"].any()
    assert found["date"].dt.is_quarter_end.all()
    assert dates(found)["act_by", "tenant_break"] == date(2027, 3, 31)  # 30 March
    assert dates(found)["notice_deadline", "tenant_break"] == date(2028, 6, 30)  # 30 April


def test_a_lease_held_over_can_be_acted_on_today():
    leases = factories.leases({"property_id": "P1", "expiry": "2025-01-01",
                               "holding_over_since": "2025-01-02"})  # fmt: skip
    found = of(leases)
    acting = found[found["kind"].eq(ACT_BY) & found["of_kind"].eq("holding_over_since")]
    assert acting["date"].tolist() == [pd.Timestamp(TODAY)]
    assert acting["urgency"].tolist() == ["now"]
    since = found[found["kind"].eq("holding_over_since")]
    assert since["date"].tolist() == [pd.Timestamp("2025-01-02")]
    assert since["urgency"].tolist() == ["past"]


def test_urgency_is_by_the_time_that_is_left():
    rows = [("2026-06-30", "now"), ("2026-07-01", "soon"), ("2027-03-31", "soon"),
            ("2027-04-01", "later"), ("2026-03-30", "past")]  # fmt: skip
    leases = factories.leases({"property_id": "P1"})
    for day, urgency in rows:
        events = factories.events({"lease_id": "L1", "kind": "rent_review", "date": day})
        assert of(leases, events)["urgency"].tolist() == [urgency], day
        assert urgency in URGENCY


def test_a_decision_that_is_late_for_an_exit_still_within_reach_is_overdue():
    leases = factories.leases({"property_id": "P1"})
    events = factories.events(
        {"lease_id": "L1", "kind": "tenant_break", "date": "2026-12-31", "notice_months": 6}
    )
    found = of(leases, events)
    assert found.set_index("kind").at[ACT_BY, "urgency"] == "overdue"
    assert ACT_BY in window(found, TODAY, date(2027, 3, 31), TODAY)["kind"].tolist()
    last_day = calendar(leases, events, date(2026, 6, 30)).set_index("kind")
    assert last_day.at[ACT_BY, "urgency"] == "overdue"
    # A day later its notice can no longer be served: it is a date no more.
    assert calendar(leases, events, date(2026, 7, 1)).empty


def test_the_earliest_act_by_date_is_that_of_the_next_exit():
    estate = county(400, seed=2)
    found = of(estate.leases, estate.lease_events)
    exits = next_exits(estate.leases, estate.lease_events, factories.TODAY).dropna(
        subset=["exit_date"]
    )
    acting = found[found["kind"].eq(ACT_BY)]
    coming = exits[exits["exit_kind"].isin(["tenant_break", "expiry"])]
    assert len(coming) > 20
    for name, row in coming.iterrows():
        mine = acting[acting["lease_id"].eq(name) & acting["of_date"].eq(row["exit_date"])]
        assert row["act_by"] in mine["date"].tolist()


def test_an_organisation_finds_its_leases_as_tenant_landlord_and_manager():
    leases = factories.leases(
        {"property_id": "P1", "tenant": "SYN-A", "landlord": "SYN-B", "expiry": "2028-01-01"},
        {"property_id": "P2", "tenant": "SYN-C", "expiry": "2028-01-01"},
    )
    managed = pd.Series({"P1": "SYN-A", "P2": "SYN-D"})
    found = of(leases)
    for code, expected in (("A", {"P1"}), ("B", {"P1"}), ("C", {"P2"}), ("D", {"P2"})):
        theirs = of_organisation(found, managed, f"SYN-{code}")
        assert set(theirs["property_id"]) == expected
    assert of_organisation(found, managed, "SYN-X").empty


def test_a_window_holds_both_its_ends_and_what_is_overdue_only_where_today_is_in_it():
    leases = factories.leases(
        {"property_id": "P1", "expiry": "2026-06-30"}, {"property_id": "P2", "expiry": "2028-06-30"}
    )
    found = of(leases)
    late = found[found["urgency"].eq("overdue")]
    assert set(late["lease_id"]) == {"L1"}, "to be decided before today, its end still to come"

    def kept(since, until):
        shown = window(found, since, until, TODAY)
        assert list(shown.index) == list(range(len(shown)))
        assert set(shown.columns) == set(COLUMNS)
        return {(row.lease_id, row.kind) for row in shown.itertuples()}

    assert kept(date(2026, 6, 30), date(2026, 6, 30)) == {("L1", "expiry")}
    assert kept(date(2028, 6, 30), date(2028, 6, 30)) == {("L2", "expiry")}
    assert kept(date(2028, 7, 1), date(2030, 1, 1)) == set()
    for since, until in ((TODAY, TODAY), (date(2026, 1, 1), TODAY), (TODAY, date(2026, 4, 1))):
        assert ("L1", ACT_BY) in kept(since, until), (since, until)


def test_no_leases_make_an_empty_calendar():
    found = of(factories.leases())
    assert found.empty
    assert list(found.columns) == list(COLUMNS)


def test_a_break_whose_day_for_notice_has_passed_is_no_date():
    leases = factories.leases({"property_id": "P1", "expiry": "2033-09-29"})
    events = factories.events(
        {"lease_id": "L1", "kind": "tenant_break", "date": "2026-08-31", "notice_months": 6},
        {"lease_id": "L1", "kind": "tenant_break", "date": "2026-10-31", "notice_months": 6},
    )
    found = of(leases, events)
    assert found.loc[found["kind"].eq("tenant_break"), "date"].tolist() == [
        pd.Timestamp("2026-10-31")
    ]
    assert not (found["of_date"].eq(pd.Timestamp("2026-08-31"))).any()
    lapsed = lapsed_breaks(leases, events, TODAY, named("2026-11"))
    assert lapsed.tolist() == [True, False]


@pytest.mark.parametrize(("inside", "told"), [(True, True), (False, False), (None, False)])
def test_inside_the_act_the_months_for_notice_to_end_or_renew_are_events(inside, told):
    leases = factories.leases(
        {"property_id": "P1", "expiry": "2033-09-29", "inside_1954_act": inside}
    )
    found = dates(of(leases))
    expected = {("act_notice_from", "expiry"): date(2032, 9, 29),
                ("act_notice_until", "expiry"): date(2033, 3, 29)}  # fmt: skip
    assert (found.items() >= expected.items()) is told
    assert bool(set(expected) & set(found)) is told
    notices = of(leases).set_index("kind").reindex(["act_notice_from", "act_notice_until"])
    if told:  # each names the end that it is for, and how long before it the day lies
        assert notices["of_date"].tolist() == [pd.Timestamp("2033-09-29")] * 2
        assert notices["notice_months"].tolist() == [12, 6]
        assert not notices["notice_assumed"].any()


def test_penalty_and_conditions_stand_with_the_break():
    leases = factories.leases({"property_id": "P1"})
    events = factories.events(
        {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30", "notice_months": 6,
         "penalty_gbp": 7_305.91, "conditions": "Rent paid up; vacant possession"}
    )  # fmt: skip
    found = of(leases, events).set_index("kind").loc["tenant_break"]
    assert found["penalty_gbp"] == 7_305.91
    assert found["conditions"] == "Rent paid up; vacant possession"
