"""Exits, notice, act-by dates."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from estate.assumptions import AssumptionSet, named
from estate.leases.exits_and_notices import (
    add_months,
    lapsed_breaks,
    let_to_holder,
    next_exit,
    next_exits,
    secure_until,
)

from .factories import TODAY, events, leases, properties


def one(lease: dict[str, object], *rows: dict[str, object]):
    frame = leases({"property_id": "P1", **lease})
    return next_exit(
        frame.iloc[0].to_dict(), events(*({"lease_id": "L1", **row} for row in rows)), TODAY
    )


def tenant_break(day: str, notice: float | None = 6) -> dict[str, object]:
    return {"kind": "tenant_break", "date": day, "notice_months": notice, "penalty_gbp": 5000}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-240, 240))
def test_months_are_calendar_months(day: date, months: int) -> None:
    moved = add_months([np.datetime64(day)], [months])[0]
    assert moved == np.datetime64(day + relativedelta(months=months))


def test_expiry_without_breaks() -> None:
    found = one({"expiry": "2030-09-29"})
    assert found is not None
    assert (found.exit_date, found.kind) == (date(2030, 9, 29), "expiry")
    assert found.act_by == date(2029, 3, 29)  # 12 months until a host is ready, six to decide
    assert found.penalty_gbp is None


def test_break_comes_first_and_carries_notice_penalty_and_decision_lead() -> None:
    found = one({"expiry": "2035-12-31"}, tenant_break("2028-09-30"))
    assert found is not None
    assert (found.exit_date, found.kind) == (date(2028, 9, 30), "tenant_break")
    assert found.act_by == date(2027, 3, 30)
    assert found.penalty_gbp == 5000
    assert not found.act_by_passed


def test_break_whose_notice_deadline_has_passed_is_skipped() -> None:
    found = one({"expiry": "2035-12-31"}, tenant_break("2026-09-29"), tenant_break("2031-09-29"))
    assert found is not None
    assert found.exit_date == date(2031, 9, 29)


def test_break_on_its_last_day_for_notice_still_counts_but_the_lead_is_gone() -> None:
    found = one({"expiry": "2035-12-31"}, tenant_break("2027-03-31", 12))
    assert found is not None
    assert found.exit_date == date(2027, 3, 31)
    assert found.act_by_passed


def test_unstated_notice_is_assumed_and_said_so() -> None:
    found = one({"expiry": "2035-12-31"}, tenant_break("2028-09-30", None))
    assert found is not None
    assert found.notice_months == 6
    assert found.notice_assumed


def test_landlord_breaks_are_no_exit_but_end_the_secure_term() -> None:
    frame = leases({"property_id": "P1", "expiry": "2035-12-31"})
    rows = events({"lease_id": "L1", "kind": "landlord_break", "date": "2029-01-01"})
    assert next_exits(frame, rows, TODAY).loc["L1", "exit_kind"] == "expiry"
    assert secure_until(frame, rows)["L1"] == pd.Timestamp("2029-01-01")


@pytest.mark.parametrize(
    ("inside", "notice", "exit_date"),
    [(True, 3, date(2026, 12, 31)), (False, 0, date(2026, 9, 30)), (None, 3, date(2026, 12, 31))],
)
def test_holding_over_can_end_after_notice_and_lead(inside, notice, exit_date) -> None:
    found = one(
        {
            "expiry": "2024-03-25",
            "holding_over_since": "2024-03-26",
            "inside_1954_act": inside,
        }
    )
    assert found is not None
    assert (found.kind, found.notice_months) == ("holding_over", notice)
    assert (found.exit_date, found.act_by) == (exit_date, TODAY)
    assert not found.act_by_passed


def test_end_date_in_the_past_without_a_record_of_what_followed() -> None:
    found = one({"expiry": "2025-03-25"})
    assert found is not None
    assert found.kind == "expired"


def test_no_dates_no_exit() -> None:
    assert one({}) is None


def test_expiry_event_stands_in_for_the_field() -> None:
    found = one({}, {"kind": "expiry", "date": "2029-06-24"})
    assert found is not None
    assert found.exit_date == date(2029, 6, 24)


def test_many_leases_at_once_keep_their_order() -> None:
    frame = leases(
        {"property_id": "P1", "expiry": "2030-01-01"},
        {"property_id": "P2"},
        {"property_id": "P3", "expiry": "2029-01-01"},
    )
    found = next_exits(frame, events(), TODAY)
    assert list(found.index) == ["L1", "L2", "L3"]
    assert found["exit_date"].isna().tolist() == [False, True, False]
    assert next_exits(leases(), events(), TODAY).empty


def test_an_assumed_notice_is_that_of_the_assumptions_asked() -> None:
    years = AssumptionSet("mine", "A year", {"break_notice_months": 12})
    lease = leases({"property_id": "P1", "expiry": "2040-03-31"}).iloc[0].to_dict()
    told = events({"lease_id": "L1", **tenant_break("2030-03-31", None)})
    found = next_exit(lease, told, TODAY, years)
    assert found is not None
    assert (found.notice_months, found.notice_assumed) == (12, True)


def test_an_expiry_needs_no_notice_unless_one_is_stated_and_none_is_assumed() -> None:
    stated = {"lease_id": "L2", "kind": "expiry", "date": "2030-03-31", "notice_months": 3}
    of_another_kind = {"lease_id": "L1", "kind": "rent_review", "date": "2029-03-31",
                       "notice_months": 9}  # fmt: skip
    held = leases(
        {"property_id": "P1", "expiry": "2030-03-31"}, {"property_id": "P2", "expiry": "2030-03-31"}
    )
    found = next_exits(held, events(stated, of_another_kind), TODAY)
    assert found["notice_months"].to_dict() == {"L1": 0, "L2": 3}
    assert not found["notice_assumed"].any()
    assert found["penalty_gbp"].isna().all()


def test_an_expiry_today_is_still_an_exit_and_a_break_today_has_lapsed() -> None:
    held = leases({"property_id": "P1", "expiry": TODAY})
    assert next_exits(held, events(), TODAY).at["L1", "exit_date"] == pd.Timestamp(TODAY)
    told = events({"lease_id": "L1", "kind": "tenant_break", "date": TODAY, "notice_months": 6})
    assert lapsed_breaks(held, told, TODAY, named("2026-11")).all()


def test_a_lease_without_dates_has_no_exit_and_assumes_nothing() -> None:
    found = next_exits(leases({"property_id": "P1"}, {"property_id": "P2"}), events(), TODAY)
    assert list(found.index) == ["L1", "L2"]
    assert found["exit_date"].isna().all()
    assert not found["notice_assumed"].any()


def test_a_lease_held_over_is_secure_for_no_time_at_all() -> None:
    held = leases(
        {"property_id": "P1", "expiry": "2030-03-31", "holding_over_since": "2025-01-01"},
        {"property_id": "P2", "expiry": "2030-03-31"},
    )
    assert secure_until(held, events()).dt.strftime("%Y").to_dict() == {"L1": "2025", "L2": "2030"}


def test_a_place_is_rented_by_its_holders_own_lease_or_by_its_tenure() -> None:
    places = properties(
        {"id": "own-lease", "organisation": "A", "tenure": "freehold"},
        {"id": "tenure", "organisation": "A", "tenure": "leasehold"},
        {"id": "let-to-another", "organisation": "A", "tenure": "freehold"},
        {"id": "nobody", "organisation": None, "tenure": "freehold"},
    )
    held = leases(
        {"property_id": "own-lease", "tenant": "A"},
        {"property_id": "let-to-another", "tenant": "B"},
        {"property_id": "nobody", "tenant": None},
    )
    found = let_to_holder(places, held)
    assert found.to_dict() == {
        "own-lease": True, "tenure": True, "let-to-another": False, "nobody": False,
    }  # fmt: skip
