"""What falls due on the leases, and by when somebody must act.

Every dated event of every lease, with the last day for giving notice and the act-by date (time to
decide, and the longer of the notice and of getting a host ready, before it) of each break and
expiry that the tenant can use, where the tenant is an organisation of the register: when a shop
must give notice is its own affair. A date of a lease that the reader sees by quarters is the last
day of its quarter, and so is what follows from it.
A break whose day for notice has passed is no date. Inside the 1954 Act the months in which
landlord (s.25) and tenant (s.26) may serve notice to end or renew at expiry are events.
``today`` is always an argument; months are calendar months.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.codes import LeaseEventKind
from estate.leases.exits_and_notices import add_months, live_breaks, months_to_decide

ACT_BY = "act_by"
_OF_BREAKS = ("penalty_gbp", "conditions")
#: Notices under the 1954 Act that end or renew a lease at its expiry → months before it.
RENEWAL_NOTICES = {"act_notice_from": 12, "act_notice_until": 6}
_PARTIES = ("tenant", "tenant_name", "landlord", "landlord_name")
COLUMNS = (
    "lease_id",
    "property_id",
    *_PARTIES,
    "kind",
    "date",
    "of_kind",
    "of_date",
    "notice_months",
    "notice_assumed",
    "penalty_gbp",
    "conditions",
    "exact",
    "urgency",
)

#: Urgency → words for it and a colour word (CSS, RFC 7986); colour is never the only sign.
URGENCY: dict[str, tuple[str, str]] = {
    "overdue": ("Overdue: the time to decide has passed, the exit has not", "crimson"),
    "now": ("Within three months", "orangered"),
    "soon": ("Within a year", "orange"),
    "later": ("Later", "seagreen"),
    "past": ("Past", "grey"),
}

_EXITS = (LeaseEventKind.EXPIRY.value, LeaseEventKind.TENANT_BREAK.value)


def calendar(
    leases: pd.DataFrame,
    events: pd.DataFrame,
    today: date,
    assumptions: AssumptionSet | None = None,
) -> pd.DataFrame:
    """All lease events by date, with ``COLUMNS``; derived ones name the exit they belong to.

    ``leases`` and ``events`` are frames of ``LEASE_COLUMNS`` and ``LEASE_EVENT_COLUMNS``.
    ``of_kind`` and ``of_date`` say which exit a notice deadline or act-by date serves.
    """
    wanted = assumptions or AssumptionSet()
    stated = _stated(leases, _standing(leases, events, today, wanted))
    held = leases[leases["tenant"].notna()]
    ours = pd.DataFrame(stated[stated["lease_id"].isin(held.index)])
    parts = [stated, *_before_exits(ours, wanted), *_renewals(held, ours)]
    every = pd.concat([*parts, _running_on(held, today)], ignore_index=True)
    lease = leases.reindex(every["lease_id"].to_numpy()).reset_index(drop=True)
    exact = lease["exact"].eq(True)
    every["date"] = every["date"].where(exact, quarter_end(every["date"]))
    every = every.assign(
        exact=exact, property_id=lease["property_id"], **{n: lease.get(n) for n in _PARTIES}
    )
    every["urgency"] = _urgency(every, today)
    order = ["date", "property_id", "lease_id", "kind", "of_date"]
    ordered = every.sort_values(order, kind="stable").drop_duplicates(["lease_id", "kind", "date"])
    return ordered.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def window(found: pd.DataFrame, since: date, until: date, today: date) -> pd.DataFrame:
    """Rows from ``since`` to ``until``; what is overdue belongs to today."""
    inside = found["date"].between(pd.Timestamp(since), pd.Timestamp(until))
    overdue = found["urgency"].eq("overdue") & (since <= today <= until)
    return found[inside | overdue].reset_index(drop=True)


def of_organisation(found: pd.DataFrame, managed: pd.Series, code: str) -> pd.DataFrame:
    """Rows in which ``code`` is tenant, landlord or (``managed``, by property) the manager."""
    manager = managed.reindex(found["property_id"].to_numpy()).to_numpy()
    theirs = found["tenant"].eq(code) | found["landlord"].eq(code) | (manager == code)
    return pd.DataFrame(found[theirs].reset_index(drop=True))


def _standing(
    leases: pd.DataFrame, events: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> pd.DataFrame:
    """Events without the tenant breaks that can no longer be used."""
    breaks = events["kind"].eq(LeaseEventKind.TENANT_BREAK.value)
    live = events.index.isin(live_breaks(leases, events, today, assumptions).index)
    return pd.DataFrame(events[~breaks | live])


def _renewals(leases: pd.DataFrame, stated: pd.DataFrame) -> list[pd.DataFrame]:
    """First and last day for a notice under the 1954 Act that ends or renews at expiry: twelve
    to six months before it (LTA 1954 s.25(2), s.26(2))."""
    inside = leases.index[leases["inside_1954_act"].eq(True) & leases["holding_over_since"].isna()]
    ends = stated[stated["kind"].eq(LeaseEventKind.EXPIRY.value) & stated["lease_id"].isin(inside)]
    served = ends.assign(of_kind=ends["kind"], of_date=ends["date"], notice_months=0.0)
    found = []
    for kind, months in RENEWAL_NOTICES.items():
        found.append(_earlier(served, kind, months).assign(notice_months=float(months)))
    return found


def _stated(leases: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Dates as recorded: the events, the lease's own expiry, and since when it is held over."""
    own = events[events["lease_id"].isin(leases.index)]
    dated = [own.reindex(columns=["lease_id", "kind", "date", "notice_months", *_OF_BREAKS])]
    expiring = pd.to_datetime(leases["expiry"]).dropna()
    notice = own[own["kind"].eq(LeaseEventKind.EXPIRY.value)].groupby("lease_id")["notice_months"]
    dated.append(_rows(expiring, LeaseEventKind.EXPIRY.value, notice.max()))
    held = pd.to_datetime(leases["holding_over_since"]).dropna()
    dated.append(_rows(held, LeaseEventKind.HOLDING_OVER_SINCE.value))
    rows = pd.concat([one for one in dated if len(one)] or dated[:1], ignore_index=True)
    ends = rows["kind"].eq(LeaseEventKind.EXPIRY.value) & rows["lease_id"].isin(expiring.index)
    own_expiry = pd.to_datetime(expiring.reindex(rows["lease_id"].to_numpy())).to_numpy()
    kept = pd.DataFrame(rows[~ends | (pd.to_datetime(rows["date"]).to_numpy() == own_expiry)])
    return kept.assign(
        date=pd.to_datetime(kept["date"]),
        notice_months=pd.to_numeric(kept["notice_months"]).astype(float),
        of_kind=None,
        of_date=np.datetime64("NaT", "ns"),
        notice_assumed=False,
    )


def _rows(dates: pd.Series, kind: str, notice: pd.Series | None = None) -> pd.DataFrame:
    months = np.nan if notice is None else notice.reindex(dates.index).to_numpy()
    return pd.DataFrame(
        {"lease_id": dates.index, "kind": kind, "date": dates.to_numpy(), "notice_months": months}
    )


def _before_exits(stated: pd.DataFrame, assumptions: AssumptionSet) -> list[pd.DataFrame]:
    """The last day for notice, and the act-by date, of every exit of a tenant."""
    exits = stated[stated["kind"].isin(_EXITS)]
    breaks = exits["kind"].eq(LeaseEventKind.TENANT_BREAK.value)
    assumed = breaks & exits["notice_months"].isna()
    months = exits["notice_months"].mask(assumed, assumptions.value("break_notice_months"))
    exits = exits.assign(
        notice_months=months.fillna(0.0),
        notice_assumed=assumed,
        of_kind=exits["kind"],
        of_date=exits["date"],
    )
    told = stated.loc[stated["kind"].eq(LeaseEventKind.NOTICE_DEADLINE.value), "lease_id"]
    noticed = exits[(exits["notice_months"] > 0) & ~exits["lease_id"].isin(told)]
    return [
        _earlier(noticed, LeaseEventKind.NOTICE_DEADLINE.value, np.ceil(noticed["notice_months"])),
        _earlier(exits, ACT_BY, months_to_decide(exits["notice_months"], assumptions)),
    ]


def _earlier(exits: pd.DataFrame, kind: str, months: object) -> pd.DataFrame:
    before = np.broadcast_to(np.asarray(months, dtype=float), len(exits))
    moved = add_months(exits["date"].to_numpy(dtype="datetime64[D]"), -before)
    return exits.assign(kind=kind, date=pd.to_datetime(moved))


def _running_on(leases: pd.DataFrame, today: date) -> pd.DataFrame:
    """Leases past their end: they can be acted on from today."""
    held = pd.to_datetime(leases["holding_over_since"]).dropna()
    ended = pd.to_datetime(leases["expiry"])
    ended = ended[(ended < pd.Timestamp(today)) & leases["holding_over_since"].isna()]
    parts = [
        (held, LeaseEventKind.HOLDING_OVER_SINCE.value),
        (ended, LeaseEventKind.EXPIRY.value),
    ]
    rows = [
        _rows(since, ACT_BY).assign(
            date=pd.Timestamp(today), of_kind=kind, of_date=since.to_numpy(), notice_assumed=False
        )
        for since, kind in parts
    ]
    return pd.concat(rows, ignore_index=True)


def _urgency(found: pd.DataFrame, today: date) -> NDArray[np.str_]:
    now = pd.Timestamp(today)
    soon, year = (pd.Timestamp(add_months([np.datetime64(today)], [n])[0]) for n in (3, 12))
    acting = found["kind"].isin([ACT_BY, LeaseEventKind.NOTICE_DEADLINE.value])
    open_still = pd.to_datetime(found["of_date"]) >= now
    # Once the notice deadline has passed, a break is out of reach however fast one decides.
    months = found["notice_months"].fillna(0.0).to_numpy(dtype=float)
    days = pd.to_datetime(found["of_date"]).to_numpy(dtype="datetime64[D]")
    reachable = add_months(days, -months) >= np.datetime64(today)
    overdue = acting & found["kind"].eq(ACT_BY) & (found["date"] < now) & open_still & reachable
    conditions = [overdue, found["date"] < now, found["date"] <= soon, found["date"] <= year]
    return np.select(conditions, ["overdue", "past", "now", "soon"], "later")


def quarter_end(days: pd.Series) -> pd.Series:
    """The last day of the quarter that each day lies in."""
    return pd.Series(days.dt.to_period("Q").dt.end_time.dt.normalize())
