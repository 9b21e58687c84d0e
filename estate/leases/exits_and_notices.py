"""When a tenant can leave and by when it must act (docs/methods/leases.md).

``today`` is always an argument. Months are calendar months: a month before 31 March is the
last day of February. A break counts only for the party that may use it, so only tenant breaks
(and mutual ones, which are recorded as tenant breaks) are exits of the tenant; a landlord's
break ends the secure term of a host.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.assumptions.prices import financial_year
from estate.codes import LeaseEventKind, Tenure
from estate.frames import is_null
from estate.quarters import Quarter

_LET = (Tenure.LEASEHOLD, Tenure.LICENCE, Tenure.TENANCY_AT_WILL, Tenure.HOLDING_OVER)
_MONTH = "datetime64[M]"
_DAY = "datetime64[D]"
EXIT_COLUMNS = ("exit_date", "exit_kind", "notice_months", "act_by", "act_by_passed", "penalty_gbp")


@dataclass(frozen=True)
class Break:
    """A tenant's break whose notice can still be served: its day, what it costs (GBP, null where
    none is on record or shown) and on what terms."""

    on: date
    penalty_gbp: float | None = None
    conditions: str | None = None


@dataclass(frozen=True)
class Ending:
    """When and how a lease ends for a tenant that has moved out by some day.

    ``on`` is null where no end is known: the rent then runs on. ``how`` is ``break``, ``expiry``,
    ``held_over`` or ``no_right_to_stay``: the term has run out before the tenant moves, and it
    may not stay.
    """

    on: date | None
    how: str
    used: Break | None = None


@dataclass(frozen=True)
class LeaseTerm:
    """The ways in which a lease can end, the earliest break first.

    ``ends_on`` is the expiry, or the first day on which a lease past its end can be ended by
    notice. ``may_stay``: held over after that day if need be (1954 Act); not so where the lease
    lies outside the Act; ``exact``: days, not last days of
    quarters. A break that cannot be met leaves the lease to run to its expiry; one that is used
    ends it on its day (LTA 1954 s.24(2)).
    """

    breaks: tuple[Break, ...] = ()
    ends_on: date | None = None
    may_stay: bool = True
    exact: bool = True

    def words(self, day: date) -> str:
        """A day of this lease in words; its quarter where no more is shown."""
        return f"{day:%d %B %Y}" if self.exact else Quarter.of(day)

    def end(self, vacated: date) -> Ending:
        """How it ends for a tenant whose last day there is ``vacated``."""
        met = next((one for one in self.breaks if one.on >= vacated), None)
        if met is not None:
            return Ending(met.on, "break", met)
        if self.ends_on is None:
            return Ending(None, "unknown")
        if vacated <= self.ends_on:
            return Ending(self.ends_on, "expiry")
        return (
            Ending(vacated, "held_over")
            if self.may_stay
            else Ending(self.ends_on, "no_right_to_stay")
        )


@dataclass(frozen=True)
class Exit:
    """One way out of a lease.

    ``kind`` is ``tenant_break``, ``expiry``, ``holding_over`` or ``expired`` (the end date has
    passed and nobody recorded what followed). ``act_by`` = exit − the longer of the notice and
    the time until a host can be ready − decision lead; when ``act_by_passed``, the exit can
    still be reached, but only by a faster decision.
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
    return each_exit(leases, events.assign(lease_id="lease"), today, assumptions)[0]


def each_exit(
    leases: pd.DataFrame,
    events: pd.DataFrame,
    today: date,
    assumptions: AssumptionSet | None = None,
) -> list[Exit | None]:
    """``next_exit`` of every lease, in the order given."""
    found = next_exits(leases, events, today, assumptions)
    return [_exit(row) for row in found.to_dict("records")]


def _exit(row: Mapping[Hashable, Any]) -> Exit | None:
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
    options = [
        _breaks(leases, events, today, wanted),
        _expiries(leases, events, today),
        _running_on(leases, today, wanted),
    ]
    filled = [option for option in options if len(option)]
    if not filled:
        return _dated(_no_exits(leases), today, wanted)
    every = pd.concat(filled).sort_values("exit_date", kind="stable")
    first = every[~every.index.duplicated()]
    return _dated(first.reindex(leases.index), today, wanted)


def let_to_holder(properties: pd.DataFrame, leases: pd.DataFrame) -> pd.Series:
    """Which properties their managing organisation rents: by a lease of its own, or its tenure."""
    held = pd.Series(properties.index.isin(_of_holder(properties, leases)), properties.index)
    return held | properties["tenure"].isin(_LET)


def terms(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> dict[str, LeaseTerm]:
    """The ways in which each lease can end, by lease id."""
    frame, breaks = _terms(leases, events, today, assumptions)
    options: dict[str, list[Break]] = {}
    for row in breaks.to_dict("records"):
        day = as_date(row["date"])
        penalty = None if is_null(row["penalty_gbp"]) else float(row["penalty_gbp"])
        said = None if is_null(row["conditions"]) else str(row["conditions"])
        if day is not None:
            options.setdefault(str(row["lease_id"]), []).append(Break(day, penalty, said))
    exact = leases["exact"].eq(True)
    return {
        str(name): LeaseTerm(
            tuple(options.get(str(name), ())),
            as_date(frame.at[name, "ends_on"]),
            bool(frame.at[name, "may_stay"]),
            bool(exact[name]),
        )
        for name in frame.index
    }


def endings(
    asked: pd.DataFrame,
    leases: pd.DataFrame,
    events: pd.DataFrame,
    today: date,
    assumptions: AssumptionSet,
) -> pd.DataFrame:
    """How the leases end for tenants who move out by some day, as ``LeaseTerm.end`` has it.

    ``asked``: ``property_id``, ``holder`` and ``vacated``; the leases are those that the holder
    has of the property. By row of ``asked``: ``known`` (False where there are none, or the end
    of one is not known) and ``penalty_gbp`` (of the breaks used; 0 where none is on record).
    """
    frame, breaks = _terms(leases, events, today, assumptions)
    mine = leases.assign(lease_id=leases.index)[["lease_id", "property_id", "tenant"]]
    mine = mine.astype(object)  # an empty frame has numbers where others have words
    asked = asked.astype({"property_id": object, "holder": object}).assign(asked=asked.index)
    breaks = breaks.astype({"lease_id": object})
    pairs = asked.merge(mine, left_on=["property_id", "holder"], right_on=["property_id", "tenant"])
    met = pairs.merge(breaks, on="lease_id")
    met = met[pd.to_datetime(met["date"]) >= pd.to_datetime(met["vacated"])]
    used = met.drop_duplicates(["asked", "lease_id"])
    pairs = pairs.merge(
        used[["asked", "lease_id", "penalty_gbp", "date"]], "left", on=["asked", "lease_id"]
    )
    ends = frame["ends_on"].reindex(pairs["lease_id"].to_numpy()).notna().to_numpy()
    pairs["known"] = pairs["date"].notna() | ends
    groups = pairs.groupby("asked")
    found = pd.DataFrame(
        {"known": groups["known"].all(), "penalty_gbp": groups["penalty_gbp"].sum()}
    )
    found = found.reindex(asked.index)
    return found.assign(known=found["known"].eq(True), penalty_gbp=found["penalty_gbp"].fillna(0.0))


def _terms(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``ends_on`` and ``may_stay`` of each lease; breaks that can still be used, by date."""
    ends = end_dates(leases, events).where(leases["holding_over_since"].isna())
    ends = ends.where(ends >= pd.Timestamp(today))
    running = _running_on(leases, today, assumptions)["exit_date"]
    past = pd.to_datetime(running).reindex(leases.index)
    outside = leases["inside_1954_act"].eq(False).fillna(False).to_numpy(dtype=bool)
    frame = pd.DataFrame(
        {"ends_on": pd.to_datetime(ends).fillna(past), "may_stay": ~outside | past.notna()}
    )
    live = live_breaks(leases, events, today, assumptions)
    names = ["lease_id", "date", "penalty_gbp", "conditions"]
    # A penalty is fixed in the lease: it is taken in the money of the day on which is asked.
    year = financial_year(today)
    known = assumptions.price_index.covers(year)
    factor = float(assumptions.to_base(year)) if known else 1.0
    stated = live.assign(
        conditions=live.get("conditions"),
        date=pd.to_datetime(live["date"]),
        penalty_gbp=pd.to_numeric(live["penalty_gbp"]).astype(float) * factor,
    )
    return frame, stated[names].sort_values("date", kind="stable")


def lapsed_breaks(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> pd.Series:
    """Of each event, whether it is a tenant's break to come whose day for notice has passed."""
    breaks = events["kind"].eq(LeaseEventKind.TENANT_BREAK.value)
    live = events.index.isin(live_breaks(leases, events, today, assumptions).index)
    coming = pd.to_datetime(events["date"]) >= pd.Timestamp(today)
    return breaks & coming & ~live & events["lease_id"].isin(leases.index)


def live_breaks(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> pd.DataFrame:
    """Tenant breaks whose last day for giving notice is still to come, with their notice."""
    kinds = events["kind"].eq(LeaseEventKind.TENANT_BREAK.value)
    breaks = events[kinds & events["lease_id"].isin(leases.index)]
    stated = pd.to_numeric(breaks["notice_months"])
    notice = stated.fillna(assumptions.value("break_notice_months"))
    deadline = add_months(pd.to_datetime(breaks["date"]).to_numpy(), -notice.to_numpy(dtype=float))
    live = breaks.assign(notice=notice, assumed=stated.isna())
    return live[deadline >= np.datetime64(today)]


def _of_holder(properties: pd.DataFrame, leases: pd.DataFrame) -> pd.Series:
    """Property of each lease that the property's own managing organisation holds."""
    holders = properties["organisation"].reindex(leases["property_id"].to_numpy()).to_numpy()
    own = (leases["tenant"].to_numpy() == holders) & ~pd.isna(holders)
    return pd.Series(leases["property_id"][own])


def secure_until(leases: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Until when a tenant's own term is safe: its expiry or an earlier landlord's break.

    Rights of renewal under the 1954 Act are not counted, because the landlord may oppose them.
    NaT where neither date is known. A lease that is held over is secure for no time at all.
    """
    of_lease = events[events["kind"] == LeaseEventKind.LANDLORD_BREAK]
    breaks = pd.to_datetime(of_lease.groupby("lease_id")["date"].min()).reindex(leases.index)
    ends = pd.concat([end_dates(leases, events), breaks], axis=1).min(axis=1)
    held = pd.to_datetime(leases["holding_over_since"])
    return pd.concat([pd.to_datetime(ends), held], axis=1).min(axis=1)


def _breaks(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> pd.DataFrame:
    """Tenant breaks whose last day for giving notice is still to come."""
    live = live_breaks(leases, events, today, assumptions)
    return pd.DataFrame(
        {
            "exit_date": pd.to_datetime(live["date"]).to_numpy(),
            "exit_kind": LeaseEventKind.TENANT_BREAK.value,
            "notice_months": live["notice"].to_numpy(dtype=float),
            "penalty_gbp": pd.to_numeric(live["penalty_gbp"]).to_numpy(dtype=float),
            "notice_assumed": live["assumed"].to_numpy(dtype=bool),
        },
        index=live["lease_id"].to_numpy(),
    )


def end_dates(leases: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """The expiry of each lease: its own field, else the expiry event."""
    of_lease = events[events["kind"] == LeaseEventKind.EXPIRY]
    dated = pd.to_datetime(of_lease.groupby("lease_id")["date"].max()).reindex(leases.index)
    return pd.to_datetime(leases["expiry"]).fillna(dated)


def _expiries(leases: pd.DataFrame, events: pd.DataFrame, today: date) -> pd.DataFrame:
    """Expiries still to come. A tenant who has left by the last day need give no notice."""
    ends = end_dates(leases, events)
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


def months_to_decide(notice_months: object, assumptions: AssumptionSet) -> NDArray[np.float64]:
    """How long before an exit somebody must act: the decision takes its time, and then both the
    notice and the host's getting ready, whichever is longer."""
    notice = np.asarray(notice_months, dtype=float)
    ready = np.maximum(notice, assumptions.value("host_ready_months"))
    return np.asarray(np.ceil(ready + assumptions.value("decision_lead_months")))


def _dated(exits: pd.DataFrame, today: date, assumptions: AssumptionSet) -> pd.DataFrame:
    before = months_to_decide(exits["notice_months"].to_numpy(dtype=float), assumptions)
    act_by = pd.Series(
        pd.to_datetime(add_months(exits["exit_date"].to_numpy(dtype=_DAY), -before)),
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
