"""What hangs on one property: interests, titles, leases, occupations, cost, ratings, source."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import organisations, space_standards, subqueries
from estate.space.need_by_standard import NAMES, SpaceRule

Rows = list[dict[str, Any]]
p = t.property_.c


@dataclass(frozen=True)
class RelatedRecords:
    """What hangs on one property, a row each, as the reader may see it: who uses it, the effective
    ``ratings`` by scheme, ``leases`` with their events (exact days for owner and parties, quarter
    ends for the club), who holds it, its Land Registry ``titles``, its annual ``cost`` (sums where
    the reader may see them, else the band's number), its ``source`` (file and row), and the
    ``owner`` that reports it."""

    occupations: Rows
    ratings: dict[str, Any] = field(default_factory=dict)
    leases: Rows = field(default_factory=list)
    interests: Rows = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    cost: dict[str, Any] | None = None
    source: dict[str, Any] | None = None
    owner: dict[str, Any] | None = None


@dataclass(frozen=True)
class Asked:
    """About which property, with those ``merged`` into it, and for whom."""

    connection: Connection
    reader: v.Reader
    property_id: UUID
    merged: Select[Any]


def of_property(
    connection: Connection, reader: v.Reader, property_id: UUID, rule: SpaceRule
) -> RelatedRecords:
    """All of it; of the public edition the users alone are asked for."""
    asked = Asked(connection, reader, property_id, subqueries.merged_with(property_id))
    users = _occupations(asked, rule)
    if reader.is_public:
        return RelatedRecords(users)
    return RelatedRecords(
        users, _ratings(asked), _leases(asked), _interests(asked), **_alone(asked)
    )


def _rows(connection: Connection, statement: Any) -> Rows:
    return [dict(row) for row in connection.execute(statement).mappings()]


def _interests(asked: Asked) -> Rows:
    """Who holds the property, by role and tenure."""
    i = t.interest.c
    columns = v.select_list(
        asked.reader,
        t.interest,
        ["organisation_code", "holder_name", "role", "tenure"],
        p.organisation_code,
        i.reported_by,
    )
    if not columns:
        return []
    statement = (
        select(*columns, t.organisation.c.name.label("organisation_name"))
        .select_from(t.interest)
        .join(t.property_, p.property_id == asked.property_id)
        .outerjoin(t.organisation, t.organisation.c.code == i.organisation_code)
        .where(i.property_id.in_(asked.merged), v.rows(asked.reader))
        .order_by(i.role, i.interest_id)
    )
    return [row for row in _rows(asked.connection, statement) if row.get("role")]


def _alone(asked: Asked) -> dict[str, Any]:
    """What there is once of a property, asked with one statement: its Land Registry ``titles``,
    its annual ``cost`` (sums where the reader may see them, else the band's number), its
    ``source`` (file and row), and the ``owner`` that reports it, each None where there is none or
    where this reader sees none."""
    made = {
        "titles": _titles(asked),
        "cost": _cost(asked),
        "source": _source(asked),
        "owner": _owner(asked),
    }
    parts = {
        name: statement.add_columns(literal(True).label("is_there")).subquery(name)
        for name, statement in made.items()
        if statement is not None
    }
    joined: Any = select(literal(1).label("one")).subquery("always")
    for part in parts.values():
        joined = joined.outerjoin(part, true())
    columns = [c.label(f"{name}.{c.name}") for name, part in parts.items() for c in part.c]
    row = asked.connection.execute(select(*columns).select_from(joined)).mappings().one()
    found: dict[str, Any] = dict.fromkeys(made)
    for name, part in parts.items():
        if row[f"{name}.is_there"]:
            found[name] = {c.name: row[f"{name}.{c.name}"] for c in part.c if c.name != "is_there"}
    titles = (found["titles"] or {}).get("numbers") or []
    return found | {"titles": [str(number) for number in titles if number]}


def _titles(asked: Asked) -> Select[Any] | None:
    number = v.visible(asked.reader, t.title.c.title_number, t.title, p.organisation_code)
    if number is None:
        return None
    each = (
        select(number.label("number"))
        .select_from(t.title.join(t.property_, p.property_id == asked.property_id))
        .where(t.title.c.property_id.in_(asked.merged), v.rows(asked.reader))
        .distinct()
        .subquery("each_title")
    )
    return select(func.array_agg(aggregate_order_by(each.c.number, each.c.number)).label("numbers"))


def _owner(asked: Asked) -> Select[Any]:
    names = ["code", "name", "signed_on"]
    return (
        select(*organisations.seen(asked.reader, names))
        .select_from(t.property_.join(t.organisation))
        .where(p.property_id == asked.property_id, v.rows(asked.reader))
    )


def _leases(asked: Asked) -> Rows:
    """Leases with their events; exact days for owner and parties, quarter ends for the club."""
    lease = t.lease.c
    club = v.may_see(asked.reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return []
    owners = (lease.organisation_code, lease.landlord_organisation_code)
    whole = v.may_see(asked.reader, v.Level.PARTIES, *owners)
    landlord, tenant = t.organisation.alias("landlord"), t.organisation.alias("tenant")
    event = t.lease_event.c
    of_event = [
        event.kind,
        event.notice_months,
        _day(asked.reader, event.event_date, owners),
        *v.select_list(asked.reader, t.lease_event, ["penalty_gbp", "conditions"], *owners),
    ]
    told = and_(event.lease_id == lease.lease_id, subqueries.told_of_event(asked.reader))
    expires = _day(asked.reader, lease.expiry_date, owners)
    statement = (
        select(
            lease.lease_id,
            lease.tenant_organisation_code,
            tenant.c.name.label("tenant"),
            lease.tenant_name,
            lease.landlord_organisation_code,
            landlord.c.name.label("landlord"),
            lease.landlord_name,
            lease.inside_1954_act,
            whole.label("exact"),
            expires,
            _day(asked.reader, lease.holding_over_since, owners),
            *v.select_list(
                asked.reader,
                t.lease,
                ["start_date", "passing_rent_gbp_pa", "repairing_basis"],
                *owners,
            ),
            event.lease_event_id,
            *of_event,
        )
        .select_from(t.lease)
        .join(t.property_, p.property_id == asked.property_id)
        .outerjoin(tenant, tenant.c.code == lease.tenant_organisation_code)
        .outerjoin(landlord, landlord.c.code == lease.landlord_organisation_code)
        .outerjoin(t.lease_event, told)
        .where(lease.property_id.in_(asked.merged), v.rows(asked.reader), club)
        .order_by(expires.nulls_last(), lease.lease_id)
        .order_by(_day(asked.reader, event.event_date, owners), event.kind, event.lease_event_id)
    )
    return _with_events(
        _rows(asked.connection, statement), [str(column.name) for column in of_event]
    )


def _with_events(rows: Rows, of_event: list[str]) -> Rows:
    """Leases, each once, with its breaks, reviews and options."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        event_id, event = row.pop("lease_event_id"), {name: row.pop(name) for name in of_event}
        kept = found.setdefault(row["lease_id"], row | {"events": []})
        if event_id is not None:
            kept["events"].append({"lease_id": row["lease_id"], **event})
    return list(found.values())


def _day(
    reader: v.Reader, column: ColumnElement[Any], owners: tuple[ColumnElement[Any], ...]
) -> Label[Any]:
    return subqueries.day_seen(reader, column, *owners).label(str(column.name))


def _occupations(asked: Asked, rule: SpaceRule) -> Rows:
    """Who uses the property and for what; need exact for parties, to 100 m2 for the club."""
    o = t.occupation.c
    owners = (p.organisation_code, o.organisation_code, o.occupier_organisation_code)
    names = [
        "occupier_organisation_code",
        "occupier_name",
        "user_function",
        "service_function",
        "touchdown_desks",
        "shared_front_desk",
        "fte",
        "desks",
        "mobile_percent",
        "nia_m2",
    ]
    standard = space_standards.in_force(rule.day)
    amount, basis = space_standards.need(rule, standard)
    club = v.may_see(asked.reader, v.Level.CLUB, *owners)
    whole = v.may_see(asked.reader, v.Level.PARTIES, *owners)
    shown = (
        []
        if v.never(club)
        else [
            need_for(asked.reader, amount, *owners).label("need_m2"),
            case((club, basis), else_=null()).label("need_basis"),
            (literal(False) if v.never(whole) else whole).label("exact"),
            *(
                case((club, one), else_=null()).label(one.name)
                for one in (
                    t.organisation.c.m2_per_fte,
                    standard.c.valid_from,
                    *(standard.c[n] for n in NAMES),
                )
            ),
        ]
    )
    statement = (
        select(
            o.occupation_id,
            *v.select_list(asked.reader, t.occupation, names, *owners),
            *shown,
            t.organisation.c.name.label("occupier"),
        )
        .select_from(t.occupation)
        .join(t.property_, p.property_id == asked.property_id)
        .outerjoin(t.organisation, t.organisation.c.code == o.occupier_organisation_code)
        .outerjoin(standard, standard.c.organisation_code == o.occupier_organisation_code)
        .where(o.property_id.in_(asked.merged), v.rows(asked.reader))
        .where(true() if asked.reader.level is v.Level.PUBLIC else club)
        .order_by(o.occupation_id)
    )
    return _rows(asked.connection, statement)


def need_for(
    reader: v.Reader, amount: ColumnElement[Any], *owners: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Need as the reader may see it: exact at L2, else to the nearest 100 m2, at least 100."""
    rounded = subqueries.to_hundred(amount)
    whole = v.may_see(reader, v.Level.PARTIES, *owners)
    club = v.may_see(reader, v.Level.CLUB, *owners)
    steps = [] if v.never(whole) else [(whole, amount)]
    return case(*steps, (club, rounded), else_=null())


def _cost(asked: Asked) -> Select[Any] | None:
    club = v.may_see(asked.reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return None
    cost_ = subqueries.annual_cost()
    whole = subqueries.sees_cost(asked.reader, cost_)
    sums = (
        []
        if v.never(whole)
        else [
            case((whole, cost_.c[name]), else_=null()).label(name)
            for name in ("total_gbp_pa", "club_gbp_pa", "running_gbp_pa")
        ]
    )
    return (
        select(cost_.c.cost_year, subqueries.cost_band(cost_.c.total_gbp_pa).label("band"), *sums)
        .select_from(cost_)
        .join(t.property_, p.property_id == cost_.c.property_id)
        .where(cost_.c.property_id == asked.property_id, v.rows(asked.reader), club)
    )


def _ratings(asked: Asked) -> dict[str, Any]:
    """The effective rating in each scheme, with who, why and when."""
    club = v.may_see(asked.reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return {}
    names = [
        "rating",
        "basis",
        "reason_codes",
        "assessor",
        "assessed_on",
        "review_by",
        "evidence_ref",
        "organisation_code",
    ]
    own = v.owned(asked.reader, p.organisation_code)

    def effective(scheme: codes.RatingScheme) -> Select[Any]:
        r = subqueries.effective_rating(scheme)
        note = [] if v.never(own) else [case((own, r.c.note), else_=null()).label("note")]
        return (
            select(literal(scheme.value).label("scheme"), *(r.c[name] for name in names), *note)
            .select_from(r)
            .join(t.property_, p.property_id == r.c.property_id)
            .where(p.property_id == asked.property_id, v.rows(asked.reader), club)
        )

    rows = _rows(asked.connection, union_all(*map(effective, codes.RatingScheme)))
    by_scheme = {row.pop("scheme"): row for row in rows}
    return {one.value: by_scheme[one.value] for one in codes.RatingScheme if one.value in by_scheme}


def _source(asked: Asked) -> Select[Any] | None:
    club = v.may_see(asked.reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return None
    b = t.import_batch.c
    return (
        select(b.file_name, b.layer, b.imported_at, p.row_number)
        .select_from(t.property_.join(t.import_batch))
        .where(p.property_id == asked.property_id, v.rows(asked.reader), club)
    )
