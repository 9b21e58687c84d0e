"""The leases as a list to work from: one row a lease, with what it says and when to act.

``work_list`` puts beside the terms on record (parties, rent, 1954 Act, repairing basis, dates) the
next break and whether it is live, the next rent review and the next exit with its act-by date
(``leases.next_exits``); ``chosen`` keeps the leases that a question is about. What the reader may
not see is null already in the frames, and a date seen by quarters is the last day of its quarter,
as is all that follows from it; so neither the list nor a filter tells more than the frames do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import LeaseEventKind
from estate.frames import Estate
from estate.leases.due_dates_and_urgency import quarter_end
from estate.leases.exits_and_notices import (
    add_months,
    end_dates,
    lapsed_breaks,
    live_breaks,
    next_exits,
)

_TERMS = (
    "property_id",
    "tenant",
    "tenant_name",
    "landlord",
    "landlord_name",
    "start",
    "expiry",
    "holding_over_since",
    "passing_rent_gbp_pa",
    "inside_1954_act",
    "repairing_basis",
    "exact",
)
_BREAK = (
    "break_date",
    "break_state",
    "break_notice_months",
    "break_notice_assumed",
    "break_notice_by",
    "break_penalty_gbp",
    "break_conditions",
)
_EXIT = (
    "exit_date",
    "exit_kind",
    "notice_months",
    "notice_assumed",
    "notice_by",
    "act_by",
    "act_by_passed",
)
COLUMNS = (*_TERMS, "manager", "town", "state", *_BREAK, "landlord_break", "rent_review", *_EXIT)

#: State of a lease → words for it.
STATES = {
    "running": "In its term",
    "held_over": "Held over",
    "past_end": "Expired, tenant still there",
    "no_end": "No end on record",
}
#: Fact that may be missing → words for it; of a lease seen by quarters those of its parties alone
#: are withheld, not missing.
UNKNOWN = {
    "end": "end",
    "landlord": "landlord",
    "act_1954": "right to renew (1954 Act)",
    "rent": "rent",
    "repairing_basis": "repairing basis",
    "break_notice": "notice of the break",
}
_FOR_PARTIES = {"rent": "passing_rent_gbp_pa", "repairing_basis": "repairing_basis"}


@dataclass(frozen=True)
class Wanted:
    """Which leases a question is about; conditions combine with AND, within a list with OR.

    ``organisation`` is tenant, landlord or manager; ``act_by_from`` and ``act_by_until`` hold the
    act-by date; a lease with one of the ``events`` (kinds of the calendar, any where none is
    named) from ``since`` to ``until``; one that lacks one of the facts ``unknown``.
    """

    organisation: str | None = None
    town: str | None = None
    property_id: str | None = None
    act_by_from: date | None = None
    act_by_until: date | None = None
    events: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    unknown: Sequence[str] = ()


def work_list(
    estate: Estate, today: date, assumptions: AssumptionSet | None = None
) -> pd.DataFrame:
    """One row per lease of ``estate``, by act-by date, those without one last; index ``lease_id``.

    Columns ``COLUMNS``: rents in GBP a year and penalties in GBP as recorded (null unless exact),
    notice in months; ``break_state`` is live or lapsed. Breaks to come only, the first live one
    before any lapsed. The exit is that of a tenant of the register: when a shop leaves is its own
    affair.
    """
    wanted = assumptions or AssumptionSet()
    leases, events = estate.leases, estate.lease_events
    held = leases[leases["tenant"].notna()]
    exits = next_exits(held, events, today, wanted).reindex(leases.index)
    exits["notice_by"] = _before(exits["exit_date"], exits["notice_months"])
    parts = [leases.reindex(columns=list(_TERMS)), _breaks(leases, events, today, wanted), exits]
    found = pd.concat(parts, axis=1).loc[:, lambda frame: ~frame.columns.duplicated()]
    for name, kind in (
        ("landlord_break", LeaseEventKind.LANDLORD_BREAK),
        ("rent_review", LeaseEventKind.RENT_REVIEW),
    ):
        found[name] = _next(events, kind, today).reindex(leases.index)
    places = estate.properties.reindex(leases["property_id"].to_numpy())
    found["manager"], found["town"] = places["organisation"].array, places["town"].array
    found["expiry"] = end_dates(leases, events)
    found["state"] = _state(leases, found["expiry"], today)
    by_quarter = ~leases["exact"].eq(True)
    for name in ("break_notice_by", "exit_date", "notice_by", "act_by"):
        days = pd.to_datetime(found[name])
        found[name] = days.mask(by_quarter & days.notna(), quarter_end(days))
    order = found.assign(place=places["local_ref"].array).sort_values(
        ["act_by", "exit_date", "place"], kind="stable", na_position="last"
    )
    return order.reindex(columns=list(COLUMNS)).rename_axis("lease_id")


def chosen(found: pd.DataFrame, dated: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    """The rows of ``work_list`` that are wanted; ``dated`` is the calendar of the same leases."""
    keep = pd.Series(True, found.index)
    if wanted.organisation is not None:
        keep &= (found[["tenant", "landlord", "manager"]] == wanted.organisation).any(axis=1)
    if wanted.town is not None:
        keep &= found["town"].eq(wanted.town)
    if wanted.property_id is not None:
        keep &= found["property_id"].eq(wanted.property_id)
    if wanted.act_by_from is not None:
        keep &= found["act_by"] >= pd.Timestamp(wanted.act_by_from)
    if wanted.act_by_until is not None:
        keep &= found["act_by"] <= pd.Timestamp(wanted.act_by_until)
    if wanted.events or wanted.since is not None or wanted.until is not None:
        keep &= found.index.isin(of_events(dated, wanted)["lease_id"])
    if wanted.unknown:
        keep &= pd.concat([lacks(found, name) for name in wanted.unknown], axis=1).any(axis=1)
    return found[keep]


def of_events(dated: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    """The rows of the calendar of the kinds and days that are wanted."""
    keep = pd.Series(True, dated.index)
    if wanted.events:
        keep &= dated["kind"].isin(list(wanted.events))
    if wanted.since is not None:
        keep &= dated["date"] >= pd.Timestamp(wanted.since)
    if wanted.until is not None:
        keep &= dated["date"] <= pd.Timestamp(wanted.until)
    return dated[keep]


def lacks(found: pd.DataFrame, fact: str) -> pd.Series:
    """Which leases lack one of the facts ``UNKNOWN``, as far as the reader may know."""
    if fact == "end":
        return found["state"].eq("no_end")
    if fact == "landlord":
        return found["landlord"].isna() & found["landlord_name"].isna()
    if fact == "act_1954":
        return found["inside_1954_act"].isna()
    if fact == "break_notice":
        return found["break_date"].notna() & found["break_notice_assumed"].eq(True)
    return found["exact"].eq(True) & found[_FOR_PARTIES[fact]].isna()


def quarters(dated: pd.DataFrame, today: date, years: int = 5) -> pd.DataFrame:
    """How many events of each kind fall in each quarter: index the quarter's last day, from the
    one of ``today`` for ``years`` years; a column for each kind that occurs."""
    ends = pd.date_range(pd.Timestamp(today), periods=4 * years + 1, freq="QE")
    inside = dated[dated["date"].between(pd.Timestamp(today), ends[-1])]
    counted = pd.crosstab(pd.to_datetime(quarter_end(inside["date"])), inside["kind"])
    return counted.reindex(ends, fill_value=0)


def _state(leases: pd.DataFrame, ends: pd.Series, today: date) -> pd.Series:
    held = leases["holding_over_since"].notna()
    states = np.select(
        [held, ends.isna(), ends < pd.Timestamp(today)],
        ["held_over", "no_end", "past_end"],
        "running",
    )
    return pd.Series(states, leases.index, dtype=object)


def _breaks(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> pd.DataFrame:
    """The first break of each lease that can still be used, else the first to come that lapsed."""
    live = live_breaks(leases, events, today, assumptions).assign(state="live")
    gone = events[lapsed_breaks(leases, events, today, assumptions)].assign(state="lapsed")
    every = pd.concat([live, gone]) if len(gone) else live
    every = every.sort_values(["state", "date"], ascending=[False, True], kind="stable")
    one = every.drop_duplicates("lease_id").set_index("lease_id")
    stated = pd.to_numeric(one["notice_months"])
    months = stated.fillna(assumptions.value("break_notice_months"))
    found = pd.DataFrame(
        {
            "break_date": pd.to_datetime(one["date"]),
            "break_state": one["state"],
            "break_notice_months": months,
            "break_notice_assumed": stated.isna(),
            "break_notice_by": _before(one["date"], months),
            "break_penalty_gbp": one["penalty_gbp"],
            "break_conditions": one["conditions"],
        }
    )
    return found.reindex(leases.index)


def _next(events: pd.DataFrame, kind: LeaseEventKind, today: date) -> pd.Series:
    coming = events[events["kind"].eq(kind.value) & (events["date"] >= pd.Timestamp(today))]
    return pd.to_datetime(coming.groupby("lease_id")["date"].min())


def _before(days: pd.Series, months: pd.Series) -> pd.Series:
    moved = add_months(
        pd.to_datetime(days).to_numpy(dtype="datetime64[D]"), -months.to_numpy(dtype=float)
    )
    return pd.Series(pd.to_datetime(moved), days.index)
