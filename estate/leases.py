"""When a tenant can leave and by when it must act (DOMAIN §3.4).

``today`` is always an argument. Months are calendar months: a month before 31 March is the
last day of February. A break counts only for the party that may use it, so only tenant breaks
(and mutual ones, which are recorded as tenant breaks) are exits of the tenant; a landlord's
break ends the secure term of a host.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.codes import LeaseEventKind, Tenure
from estate.frames import is_null

_LET = (Tenure.LEASEHOLD, Tenure.LICENCE, Tenure.TENANCY_AT_WILL, Tenure.HOLDING_OVER)
_MONTH = "datetime64[M]"
_DAY = "datetime64[D]"
EXIT_COLUMNS = ("exit_date", "exit_kind", "notice_months", "act_by", "act_by_passed", "penalty_gbp")


@dataclass(frozen=True)
class Exit:
    """One way out of a lease.

    ``kind`` is ``tenant_break``, ``expiry``, ``holding_over`` or ``expired`` (the end date has
    passed and nobody recorded what followed). ``act_by`` = exit − notice − decision lead;
    when ``act_by_passed``, the exit can still be reached, but only by a faster decision.
    """

    exit_date: date
    kind: str
    notice_months: int
    act_by: date
    act_by_passed: bool
    penalty_gbp: float | None = None
    notice_assumed: bool = False


def add_months(dates: object, months: object) -> NDArray[np.datetime64]:
    """Dates moved by whole calendar months, clipped to the month's last day; NaT stays NaT."""
    days = np.asarray(dates, dtype=_DAY)
    shift = np.asarray(months, dtype=float)
    known = ~np.isnan(shift)
    steps = np.where(known, np.ceil(shift), 0).astype("timedelta64[M]")
    month = days.astype(_MONTH)
    target = month + steps
    last = (target + np.timedelta64(1, "M")).astype(_DAY) - np.timedelta64(1, "D")
    moved = np.minimum(target.astype(_DAY) + (days - month.astype(_DAY)), last)
    return np.where(known, moved, np.datetime64("NaT", "D"))


def next_exit(
    lease: Mapping[str, object],
    events: pd.DataFrame,
    today: date,
    assumptions: AssumptionSet | None = None,
) -> Exit | None:
    """The earliest way out of one lease; None when no date is known.

    ``lease`` has the fields of ``LEASE_COLUMNS``, ``events`` the rows of ``LEASE_EVENT_COLUMNS``
    that belong to it. A break whose notice deadline has passed is skipped.
    """
    leases = pd.DataFrame([{**lease}], index=["lease"])
    found = next_exits(leases, events.assign(lease_id="lease"), today, assumptions)
    row = found.iloc[0]
    if pd.isna(row["exit_date"]):
        return None
    return Exit(
        exit_date=row["exit_date"].date(),
        kind=str(row["exit_kind"]),
        notice_months=int(row["notice_months"]),
        act_by=row["act_by"].date(),
        act_by_passed=bool(row["act_by_passed"]),
        penalty_gbp=None if pd.isna(row["penalty_gbp"]) else float(row["penalty_gbp"]),
        notice_assumed=bool(row["notice_assumed"]),
    )


def next_exits(
    leases: pd.DataFrame,
    events: pd.DataFrame,
    today: date,
    assumptions: AssumptionSet | None = None,
) -> pd.DataFrame:
    """The earliest way out of every lease, one row per lease in the order given.

    Columns ``EXIT_COLUMNS`` and ``notice_assumed``; all null where no date is known.
    """
    wanted = assumptions or AssumptionSet()
    lead = wanted.value("decision_lead_months")
    options = [
        _breaks(leases, events, today, wanted),
        _expiries(leases, events, today),
        _running_on(leases, today, wanted),
    ]
    filled = [option for option in options if len(option)]
    if not filled:
        return _dated(_no_exits(leases), today, lead)
    every = pd.concat(filled).sort_values("exit_date", kind="stable")
    first = every[~every.index.duplicated()]
    return _dated(first.reindex(leases.index), today, lead)


def let_to_holder(properties: pd.DataFrame, leases: pd.DataFrame) -> pd.Series:
    """Which properties their managing organisation rents: by a lease of its own, or its tenure."""
    return _own(properties, leases).ne(0) | properties["tenure"].isin(_LET)


def lease_ends(properties: pd.DataFrame, leases: pd.DataFrame, exits: pd.DataFrame) -> pd.Series:
    """When the managing organisation's leases of each property can all have ended.

    ``exits`` are ``next_exits`` of the leases. NaT where the property is not rented, or the end
    of one of its leases is not known: its rent then runs on.
    """
    mine = _of_holder(properties, leases)
    dates = pd.to_datetime(exits["exit_date"]).reindex(mine.index)
    groups = dates.groupby(mine.to_numpy())
    known = groups.count() == groups.size()
    return pd.to_datetime(groups.max().where(known).reindex(properties.index))


def _of_holder(properties: pd.DataFrame, leases: pd.DataFrame) -> pd.Series:
    """Property of each lease that the property's own managing organisation holds."""
    holders = properties["organisation"].reindex(leases["property_id"].to_numpy()).to_numpy()
    own = (leases["tenant"].to_numpy() == holders) & ~pd.isna(holders)
    return pd.Series(leases["property_id"][own])


def _own(properties: pd.DataFrame, leases: pd.DataFrame) -> pd.Series:
    """How many leases of its managing organisation each property has."""
    counts = _of_holder(properties, leases).value_counts()
    return counts.reindex(properties.index).fillna(0)


def secure_until(leases: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Until when a tenant's own term is safe: its expiry or an earlier landlord's break.

    Rights of renewal under the 1954 Act are not counted, because the landlord may oppose them.
    NaT where neither date is known. A lease that is held over is secure for no time at all.
    """
    of_lease = events[events["kind"] == LeaseEventKind.LANDLORD_BREAK]
    breaks = pd.to_datetime(of_lease.groupby("lease_id")["date"].min()).reindex(leases.index)
    ends = pd.concat([_expiry(leases, events), breaks], axis=1).min(axis=1)
    held = pd.to_datetime(leases["holding_over_since"])
    return pd.concat([pd.to_datetime(ends), held], axis=1).min(axis=1)


def _breaks(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> pd.DataFrame:
    """Tenant breaks whose last day for giving notice is still to come."""
    kinds = events["kind"] == LeaseEventKind.TENANT_BREAK
    breaks = events[kinds & events["lease_id"].isin(leases.index)]
    stated = pd.to_numeric(breaks["notice_months"])
    notice = stated.fillna(assumptions.value("break_notice_months"))
    dates = pd.to_datetime(breaks["date"])
    deadline = add_months(dates.to_numpy(), -notice.to_numpy(dtype=float))
    usable = deadline >= np.datetime64(today)
    return pd.DataFrame(
        {
            "exit_date": dates.to_numpy(),
            "exit_kind": LeaseEventKind.TENANT_BREAK.value,
            "notice_months": notice.to_numpy(dtype=float),
            "penalty_gbp": pd.to_numeric(breaks["penalty_gbp"]).to_numpy(dtype=float),
            "notice_assumed": stated.isna().to_numpy(),
        },
        index=breaks["lease_id"].to_numpy(),
    )[usable]


def _expiry(leases: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """The expiry of each lease: its own field, else the expiry event."""
    of_lease = events[events["kind"] == LeaseEventKind.EXPIRY]
    dated = pd.to_datetime(of_lease.groupby("lease_id")["date"].max()).reindex(leases.index)
    return pd.to_datetime(leases["expiry"]).fillna(dated)


def _expiries(leases: pd.DataFrame, events: pd.DataFrame, today: date) -> pd.DataFrame:
    """Expiries still to come. A tenant who has left by the last day need give no notice."""
    ends = _expiry(leases, events)
    coming = ends.notna() & (ends >= pd.Timestamp(today)) & leases["holding_over_since"].isna()
    of_lease = events[events["kind"] == LeaseEventKind.EXPIRY]
    stated = pd.to_numeric(of_lease.groupby("lease_id")["notice_months"].max())
    return pd.DataFrame(
        {
            "exit_date": ends,
            "exit_kind": LeaseEventKind.EXPIRY.value,
            "notice_months": stated.reindex(leases.index).fillna(0).astype(float),
            "penalty_gbp": np.nan,
            "notice_assumed": False,
        }
    )[coming]


def _running_on(leases: pd.DataFrame, today: date, assumptions: AssumptionSet) -> pd.DataFrame:
    """Leases past their end: the tenant may go after the notice it owes, whenever it decides."""
    held = leases["holding_over_since"].notna()
    expired = ~held & (pd.to_datetime(leases["expiry"]) < pd.Timestamp(today))
    notice = _holding_over_notice(leases, assumptions)
    wait = np.asarray(notice, dtype=float) + assumptions.value("decision_lead_months")
    return pd.DataFrame(
        {
            "exit_date": add_months(np.full(len(leases), np.datetime64(today)), wait),
            "exit_kind": np.where(held, "holding_over", "expired"),
            "notice_months": notice,
            "penalty_gbp": np.nan,
            "notice_assumed": leases["inside_1954_act"].isna().to_numpy(),
        },
        index=leases.index,
    )[held | expired]


def _holding_over_notice(leases: pd.DataFrame, assumptions: AssumptionSet) -> NDArray[np.float64]:
    """Section 27 notice, unless the lease is known to lie outside the Act (tenancy at will)."""
    outside = leases["inside_1954_act"].eq(False).fillna(False).to_numpy(dtype=bool)
    return np.where(outside, 0.0, assumptions.value("s27_notice_months"))


def _dated(exits: pd.DataFrame, today: date, lead_months: float) -> pd.DataFrame:
    before = exits["notice_months"].to_numpy(dtype=float) + lead_months
    act_by = pd.Series(
        pd.to_datetime(add_months(exits["exit_date"].to_numpy(dtype=_DAY), -np.ceil(before))),
        index=exits.index,
    )
    # Running-on leases can be acted on from today: clipping at month ends must not say "too late".
    running = exits["exit_kind"].isin(["holding_over", "expired"])
    act_by = act_by.where(~running, pd.Timestamp(today))
    passed = act_by < pd.Timestamp(today)
    return exits.assign(act_by=act_by, act_by_passed=passed)[[*EXIT_COLUMNS, "notice_assumed"]]


def _no_exits(leases: pd.DataFrame) -> pd.DataFrame:
    empty = pd.Series(pd.NaT, index=leases.index)
    return pd.DataFrame(
        {
            "exit_date": empty.astype("datetime64[ns]"),
            "exit_kind": None,
            "notice_months": math.nan,
            "penalty_gbp": math.nan,
            "notice_assumed": False,
        },
        index=leases.index,
    )


def as_date(value: object) -> date | None:
    """A plain date from a timestamp, or None for a null."""
    if is_null(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    return pd.Timestamp(str(value)).date()
