"""What is worked out once for each guest: its share of a need, reach, exit and last day."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from estate.assumptions import named
from estate.colocation import guests

from . import factories as make

A = named("2026-11")
TODAY = date(2026, 3, 31)


def test_the_share_of_a_need_is_known_where_every_need_of_the_building_is() -> None:
    ids = pd.Series(["P1", "P1", "P2", "P2", "P3", "P4"])
    needs = pd.Series([30.0, 90.0, 50.0, None, 0.0, 70.0])
    found = guests._share(needs, ids).tolist()
    assert found == pytest.approx([0.25, 0.75, np.nan, np.nan, np.nan, 1.0], nan_ok=True)


def test_each_use_has_its_own_limit_and_pace() -> None:
    rows = pd.DataFrame({"row": ["front_office", "depot", "back_office", "counter", "waste_site"]})
    asked = A.with_overrides("r", "r", {
        "max_minutes_public": 11, "max_minutes_depot": 16, "max_minutes_office": 21,
        "walk_m_per_minute": 81, "drive_m_per_minute": 501,
    })  # fmt: skip
    found = guests._with_reach(rows, asked)
    assert found["limit_min"].tolist() == [11, 16, 21, 11, 16]
    assert found["m_per_minute"].tolist() == [81, 501, 81, 81, 501]
    assert found["public"].tolist() == [True, False, False, True, False]
    assert found["drives"].tolist() == [False, True, False, False, True]


def test_of_several_leases_the_last_end_counts_and_one_unknown_end_is_no_end() -> None:
    keys = np.array([5, 7, 5, 9, 9, 2])
    dates = pd.to_datetime(
        pd.Series(["2030-01-01", "2028-01-01", "2029-01-01", "2031-01-01", None, "2027-01-01"])
    )
    asked = np.array([5, 7, 9, 2, 1, 6, 10, -1])
    assert guests._last_of_each(keys, dates, asked).tolist() == [0, 1, -1, 5, -1, -1, -1, -1]
    none = guests._last_of_each(np.array([], dtype=np.int64), dates[:0], asked[:2])
    assert none.tolist() == [-1, -1]


def test_a_guest_leaves_with_its_own_leases_there_and_not_with_anothers() -> None:
    places = make.properties({}, {}, {})
    leases = make.leases(
        {"property_id": "P1", "expiry": "2030-03-31"},
        {"property_id": "P1", "expiry": "2032-03-31", "exact": False},
        {"property_id": "P1", "expiry": "2040-03-31", "tenant": "SYN-B"},
        {"property_id": "P2", "expiry": "2031-03-31", "tenant": "SYN-B"},
        {"property_id": "P3"},
        {"property_id": "elsewhere", "expiry": "2031-03-31"},
    )
    world = make.estate(properties=places, leases=leases)
    where = np.array([0, 0, 1, 1, 2, -1])
    who = pd.Series(["SYN-A", "SYN-B", "SYN-A", "SYN-B", "SYN-A", "SYN-A"], list("abcdef"))
    found, has_lease = guests.exits_of(where, who, world, A, TODAY)
    assert list(found.index) == list("abcdef")
    years = found["exit_date"].dt.year.tolist()
    assert years == pytest.approx([2032, 2040, np.nan, 2031, np.nan, np.nan], nan_ok=True)
    assert has_lease.tolist() == [True, True, False, True, True, False]
    assert found["dates_exact"].tolist()[:2] == [False, True]
    assert found["act_by_passed"].tolist() == [False] * 6


def test_the_lease_of_a_shop_or_of_a_place_not_known_is_nobody_elses_way_out() -> None:
    """Whoever holds no lease at all, in whatever row it stands beside which lease."""
    shop = {"property_id": "P1", "tenant": None, "tenant_name": "A shop", "expiry": "2031-03-31"}
    world = make.estate(properties=make.properties({}, {}), leases=make.leases(
        shop, {**shop, "property_id": "elsewhere", "tenant": "SYN-A"}, shop))  # fmt: skip
    who = pd.Series(["SYN-B", "SYN-B", None, "SYN-A"], list("abcd"))
    found, has_lease = guests.exits_of(np.array([0, -1, 1, 0]), who, world, A, TODAY)
    assert not has_lease.any()
    assert found["exit_date"].isna().all()


def asked_of(kind: str, exit_date: str | None) -> pd.DataFrame:
    dates = pd.to_datetime(pd.Series([exit_date]))
    return pd.DataFrame({"exit_kind": [kind], "exit_date": dates})


@pytest.mark.parametrize(("kind", "exit_date", "last_day"), [
    ("expiry", "2030-03-31", "2030-03-31"),  # the lease's own last day, with the overlap before it
    ("expiry", "2027-04-30", "2027-04-30"),
    ("expiry", "2027-04-28", "2027-04-29"),  # the host is ready on 31 March: a month from then
    ("expiry", "2026-12-31", "2027-04-29"),
    ("expiry", None, "2027-04-29"),
    ("owned", None, "2027-04-29"), ("owned", "2030-03-31", "2027-04-29"),
])  # fmt: skip
def test_a_guest_leaves_when_its_lease_can_end_but_not_before_the_host_is_ready(
    kind: str, exit_date: str | None, last_day: str
) -> None:
    asked = A.with_overrides("v", "v", {"host_ready_months": 12, "double_running_months": 1})
    (found,) = guests.vacation(asked_of(kind, exit_date), TODAY, asked)
    assert found == np.datetime64(last_day)


def test_a_host_that_is_ready_at_once_still_needs_two_days() -> None:
    at_once = A.with_overrides("v", "v", {"host_ready_months": 0, "double_running_months": 0})
    (found,) = guests.vacation(asked_of("owned", None), TODAY, at_once)
    assert found == np.datetime64("2026-04-01")
    assert guests.host_ready(TODAY, at_once) == pd.Timestamp(TODAY)
    later = A.with_overrides("v", "v", {"host_ready_months": 11})
    assert guests.host_ready(TODAY, later) == pd.Timestamp("2027-02-28")
