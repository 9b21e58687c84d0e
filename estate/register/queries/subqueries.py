"""Sub-selects that several queries share: effective rating, lease exits, annual cost, need.

Those of every list are built once: putting one together takes longer than running it.
"""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Numeric,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import INTERVAL, array, distinct_on

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v

p = t.property_.c
_merged, _let = t.property_.alias("merged").c, t.property_.alias("let").c


def standing_property(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The property that a row hangs on: one merged into another gives way to it."""
    other = (
        select(_merged.merged_into_property_id)
        .where(_merged.property_id == column, _merged.merged_into_property_id.is_not(None))
        .scalar_subquery()
    )
    return func.coalesce(other, column)


def merged_with(property_id: UUID | ColumnElement[UUID]) -> Select[Any]:
    """A property and those merged into it: whatever hangs on any of them is shown with it."""
    same = or_(_merged.property_id == property_id, _merged.merged_into_property_id == property_id)
    return select(_merged.property_id).where(same)


def quarter_end(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The last day of the quarter a date lies in: what the club sees of a lease date."""
    step = cast(literal("3 months -1 day"), INTERVAL)
    return cast(func.date_trunc("quarter", day) + step, Date)


@lru_cache(maxsize=64)
def effective_rating(scheme: codes.RatingScheme, at: datetime | None = None) -> Subquery:
    """One row per rated property: latest human, else imported, else suggested; as they stand, or
    as they stood ``at`` a moment.

    Ratings of a reverted import stay in the table, but no longer count (ADR 11).
    """
    r, b = t.rating.c, t.import_batch.c
    reverted = select(b.import_batch_id).where(b.reverted_at.is_not(None))
    order = case((r.basis == "human", 0), (r.basis == "imported", 1), else_=2)
    return (
        select(*r)
        .where(
            r.scheme == scheme.value,
            or_(r.import_batch_id.is_(None), r.import_batch_id.not_in(reverted)),
            true() if at is None else r.recorded_at <= at,
        )
        .ext(distinct_on(r.property_id))
        .order_by(r.property_id, order, r.sequence.desc())
        .subquery(f"effective_{scheme.value}" if at is None else f"effective_then_{scheme.value}")
    )


@cache
def principal_tenure() -> Subquery:
    """One row per property: the tenure by which its reporting organisation holds it."""
    i = t.interest.c
    owner_code = select(p.organisation_code).where(p.property_id == i.property_id)
    return (
        select(i.property_id, i.tenure)
        .where(i.tenure.is_not(None), i.organisation_code == owner_code.scalar_subquery())
        .ext(distinct_on(i.property_id))
        .order_by(i.property_id, case((i.role == "owner", 0), else_=1), i.interest_id)
        .subquery("principal_tenure")
    )


def way_out() -> ColumnElement[bool]:
    """Whether the end of a lease lets the club out of a property (of ``t.lease``).

    It does for a tenant of this register that reports the property, or its part in it. What an
    owner has let out ends for somebody else, and gives the owner no exit.
    """
    lease, i = t.lease.c, t.interest.c
    reports = exists().where(
        _let.property_id == lease.property_id,
        _let.organisation_code == lease.tenant_organisation_code,
    )
    takes_part = exists().where(
        i.property_id == lease.property_id,
        i.organisation_code == lease.tenant_organisation_code,
        i.own_ref.is_not(None),
    )
    return or_(reports, takes_part)


def lease_dates() -> Select[Any]:
    """Every date on which a lease lets its tenant out: expiry, its break, or holding over now;
    with the months of notice that a break needs (-1 where not stated; 0 for the others)."""
    lease, event = t.lease.c, t.lease_event.c
    owners = (lease.organisation_code, lease.landlord_organisation_code)
    names = ("lease_id", "property_id", "reporter", "landlord", "day", "notice")
    base = (lease.lease_id, standing_property(lease.property_id), *owners)
    dated, held = lease.expiry_date.is_not(None), lease.holding_over_since.is_not(None)
    none = literal(0)
    expiry = select(*base, lease.expiry_date, none).where(dated, way_out())
    over = select(*base, lease.holding_over_since, none).where(held, way_out())
    breaks = (
        select(*base, event.event_date, func.coalesce(event.notice_months, -1))
        .join(t.lease_event, event.lease_id == lease.lease_id)
        .where(event.kind == codes.LeaseEventKind.TENANT_BREAK.value, way_out())
    )
    named = union_all(expiry, over, breaks).subquery("lease_dates")
    columns = list(named.c)
    return select(*(c.label(n) for c, n in zip(columns, names, strict=True)))


def day_seen(
    reader: v.Reader, day: ColumnElement[Any], *owners: ColumnElement[Any]
) -> ColumnElement[Any]:
    """A lease date as the reader knows it: the day for its parties, else its quarter's last.

    Whatever is compared, sorted or filtered by a lease date goes through here first: a
    comparison of the day itself would tell on which side of it the day lies.
    """
    whole = v.may_see(reader, v.Level.PARTIES, *owners)
    if v.never(whole):
        return quarter_end(day)
    return case((whole, day), else_=quarter_end(day))


def told_of_event(reader: v.Reader) -> ColumnElement[bool]:
    """Whether the reader is told of a lease event (the statement joins ``t.lease``).

    A recorded deadline for notice is only for a lease's parties: its quarter and the months of
    notice together would place the break it serves within weeks. Others have it reckoned from
    the break's own quarter.
    """
    lease, event = t.lease.c, t.lease_event.c
    owners = (lease.organisation_code, lease.landlord_organisation_code)
    deadline = event.kind == codes.LeaseEventKind.NOTICE_DEADLINE.value
    return or_(~deadline, v.may_see(reader, v.Level.PARTIES, *owners))


@lru_cache(64)
def earliest_exit(reader: v.Reader, today: date) -> Subquery:
    """One row per property: the first day from ``today`` on that one of its leases can end, as
    the reader knows its dates. A lease held over can end at once, so its day is today's (for
    whoever sees quarters the quarter's) and ``held_over`` says so. A break counts while its notice
    (``codes.BREAK_NOTICE_MONTHS`` where not stated) can still be served.
    """
    lease, dates = t.lease.c, lease_dates().subquery("lease_date")
    expiry = day_seen(
        reader, lease.expiry_date, lease.organisation_code, lease.landlord_organisation_code
    )
    over = (
        select(lease.lease_id)
        .where(or_(lease.holding_over_since.is_not(None), expiry < today))
        .subquery("held_over")
    )
    held = dates.c.lease_id.in_(select(over.c.lease_id))
    told = case((held, literal(today, Date)), else_=dates.c.day)
    day = day_seen(reader, told, dates.c.reporter, dates.c.landlord)
    months = case((dates.c.notice < 0, codes.BREAK_NOTICE_MONTHS), else_=dates.c.notice)
    notice = cast(day - months * cast(literal("1 month"), INTERVAL), Date)
    return (
        select(
            dates.c.property_id,
            func.min(day).label("day"),
            func.bool_or(held).label("held_over"),
        )
        .where(day >= today, or_(held, notice >= today))
        .group_by(dates.c.property_id)
        .subquery("earliest_exit")
    )


@cache
def annual_cost() -> Subquery:
    """One row per property with cost lines: the sums of its latest financial year, GBP, and who
    reported them. Capital charges are not cashable and stay out.

    ``club`` is paid outside the club; of it ``contract`` is due under a lease or PFI contract
    and ``running`` neither so due nor business rates. ``held`` is all that is not due under a
    contract, whoever is paid (a partner must be named): an empty building's holding cost is a
    share of it.
    """
    place = standing_property(t.cost_line.c.property_id).label("standing_id")
    c = select(t.cost_line, place).subquery("line").c
    amount = c.amount_gbp_pa
    cashable = c.kind != codes.CostKind.CAPITAL_CHARGE.value
    partner = c.transfer_class == codes.TransferClass.INTER_PARTNER.value
    named = or_(~partner, c.payee_organisation_code.is_not(None))
    due = c.kind.in_(sorted(codes.DUE_UNDER_CONTRACT))
    fixed = or_(due, c.kind == codes.CostKind.BUSINESS_RATES.value)
    return (
        select(
            c.standing_id.label("property_id"),
            c.cost_year,
            func.array_agg(c.organisation_code.distinct()).label("reporters"),
            func.sum(amount).filter(cashable).label("total_gbp_pa"),
            func.coalesce(func.sum(amount).filter(cashable, ~partner), 0).label("club_gbp_pa"),
            func.coalesce(func.sum(amount).filter(cashable, ~partner, ~fixed), 0).label(
                "running_gbp_pa"
            ),
            func.coalesce(func.sum(amount).filter(cashable, ~partner, due), 0).label(
                "contract_gbp_pa"
            ),
            func.coalesce(func.sum(amount).filter(cashable, ~due, named), 0).label("held_gbp_pa"),
        )
        .where(cashable)
        .ext(distinct_on(c.standing_id))
        .group_by(c.standing_id, c.cost_year)
        .order_by(c.standing_id, c.cost_year.desc())
        .subquery("annual_cost")
    )


def sees_cost(reader: v.Reader, cost: Subquery) -> ColumnElement[bool]:
    """Whether the reader sees a property's cost (``annual_cost``) exactly.

    A tenant's lines may hang on its landlord's property, or on one that its own was merged
    into: the sum is exact only for whoever may see all of them.
    """
    whole = v.may_see(reader, v.Level.PARTIES, p.organisation_code)
    if v.never(whole):
        return whole
    known = array([literal(code) for code in sorted({str(reader.organisation), *reader.parties})])
    return and_(whole, cost.c.reporters.bool_op("<@")(cast(known, ARRAY(Text))))


def cost_band(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """Number of the published band an amount lies in, from 0 (``codes.COST_BANDS``)."""
    bounds = array([literal(low) for low, _, _ in codes.COST_BANDS[1:]])
    return func.width_bucket(amount, cast(bounds, ARRAY(Numeric)))


def cost_seen(amount: ColumnElement[Any], whole: ColumnElement[bool]) -> ColumnElement[Any]:
    """The amount, or the value that stands for its band (nought stays nought)."""
    band = cost_band(amount)
    middle = case(
        (amount <= 0, 0),
        *((band == number, middle) for number, (_, middle, _) in enumerate(codes.COST_BANDS)),
    )
    return middle if v.never(whole) else case((whole, amount), else_=middle)


def contains_text(words: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Every word of a search occurs in one of the columns, whatever its case."""
    found = [or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words.split()]
    return and_(true(), *found)


def to_hundred(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """Square metres as the club sees a need: to the nearest 100, at least 100; null unknown.

    GREATEST passes over nulls, so an unknown need must be kept from it.
    """
    rounded = func.greatest(100, func.round(cast(amount, Numeric) / 100) * 100)
    return case((amount.is_not(None), rounded), else_=null())
