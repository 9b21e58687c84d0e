"""What hangs on one property: interests, titles, leases, occupations, cost, ratings, source."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Executable,
    Label,
    Select,
    Uuid,
    and_,
    bindparam,
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
from estate.rows import Rows
from estate.space.need_by_standard import NAMES, SpaceRule

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


#: Which property is asked about, and those merged into it.
_WANTED = bindparam("wanted_id", type_=Uuid)
_MERGED = subqueries.merged_with(_WANTED)


@dataclass(frozen=True)
class _Statements:
    """What is asked for one reader; None for what it sees nothing of. ``of_event``: columns of a
    lease's event; ``alone``: what there is once of a property."""

    occupations: Select[Any]
    ratings: CompoundSelect[Any] | None
    leases: Select[Any] | None
    of_event: tuple[str, ...]
    interests: Select[Any] | None
    alone: Select[Any]


def of_property(
    connection: Connection, reader: v.Reader, property_id: UUID, rule: SpaceRule
) -> RelatedRecords:
    """All of it; of the public edition the users alone are asked for."""
    asked = _statements(reader, rule)

    def rows(statement: Executable | None) -> Rows:
        if statement is None:
            return []
        found = connection.execute(statement, {"wanted_id": property_id})
        return [dict(row) for row in found.mappings()]

    users = rows(asked.occupations)
    if reader.is_public:
        return RelatedRecords(users)
    return RelatedRecords(
        users,
        _by_scheme(rows(asked.ratings)),
        _with_events(rows(asked.leases), asked.of_event),
        [row for row in rows(asked.interests) if row.get("role")],
        **_told_alone(rows(asked.alone)[0]),
    )


@lru_cache(64)
def _statements(reader: v.Reader, rule: SpaceRule) -> _Statements:
    """Built once: putting a statement together takes longer than its answer does."""
    leases, of_event = _leases(reader)
    return _Statements(
        _occupations(reader, rule),
        _ratings(reader),
        leases,
        of_event,
        _interests(reader),
        _alone(reader),
    )


def _interests(reader: v.Reader) -> Select[Any] | None:
    """Who holds the property, by role and tenure."""
    i = t.interest.c
    columns = v.select_list(
        reader,
        t.interest,
        ["organisation_code", "holder_name", "role", "tenure"],
        p.organisation_code,
        i.reported_by,
    )
    if not columns:
        return None
    return (
        select(*columns, t.organisation.c.name.label("organisation_name"))
        .select_from(t.interest)
        .join(t.property_, p.property_id == _WANTED)
        .outerjoin(t.organisation, t.organisation.c.code == i.organisation_code)
        .where(i.property_id.in_(_MERGED), v.rows(reader))
        .order_by(i.role, i.interest_id)
    )


_ALONE = ("titles", "cost", "source", "owner")


def _alone(reader: v.Reader) -> Select[Any]:
    """What there is once of a property, asked with one statement: its Land Registry ``titles``,
    its annual ``cost`` (sums where the reader may see them, else the band's number), its
    ``source`` (file and row), and the ``owner`` that reports it."""
    made = (_titles(reader), _cost(reader), _source(reader), _owner(reader))
    parts = {
        name: statement.add_columns(literal(True).label("is_there")).subquery(name)
        for name, statement in zip(_ALONE, made, strict=True)
        if statement is not None
    }
    joined: Any = select(literal(1).label("one")).subquery("always")
    for part in parts.values():
        joined = joined.outerjoin(part, true())
    columns = [c.label(f"{name}.{c.name}") for name, part in parts.items() for c in part.c]
    return select(*columns).select_from(joined)


def _told_alone(row: dict[str, Any]) -> dict[str, Any]:
    """Each part of ``_alone``, None where there is none or where this reader sees none."""
    found: dict[str, Any] = dict.fromkeys(_ALONE)
    for name in _ALONE:
        if row.get(f"{name}.is_there"):
            own = (key for key in row if key.startswith(f"{name}."))
            found[name] = {key.partition(".")[2]: row[key] for key in own}
            del found[name]["is_there"]
    titles = (found["titles"] or {}).get("numbers") or []
    return found | {"titles": [str(number) for number in titles if number]}


def _titles(reader: v.Reader) -> Select[Any] | None:
    number = v.visible(reader, t.title.c.title_number, t.title, p.organisation_code)
    if number is None:
        return None
    each = (
        select(number.label("number"))
        .select_from(t.title.join(t.property_, p.property_id == _WANTED))
        .where(t.title.c.property_id.in_(_MERGED), v.rows(reader))
        .distinct()
        .subquery("each_title")
    )
    return select(func.array_agg(aggregate_order_by(each.c.number, each.c.number)).label("numbers"))


def _owner(reader: v.Reader) -> Select[Any]:
    names = ["code", "name", "signed_on"]
    return (
        select(*organisations.seen(reader, names))
        .select_from(t.property_.join(t.organisation))
        .where(p.property_id == _WANTED, v.rows(reader))
    )


def _leases(reader: v.Reader) -> tuple[Select[Any] | None, tuple[str, ...]]:
    """Leases with their events; exact days for owner and parties, quarter ends for the club."""
    lease = t.lease.c
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return None, ()
    owners = (lease.organisation_code, lease.landlord_organisation_code)
    whole = v.may_see(reader, v.Level.PARTIES, *owners)
    landlord, tenant = t.organisation.alias("landlord"), t.organisation.alias("tenant")
    event = t.lease_event.c
    of_event = [
        event.kind,
        event.notice_months,
        _day(reader, event.event_date, owners),
        *v.select_list(reader, t.lease_event, ["penalty_gbp", "conditions"], *owners),
    ]
    told = and_(event.lease_id == lease.lease_id, subqueries.told_of_event(reader))
    expires = _day(reader, lease.expiry_date, owners)
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
            _day(reader, lease.holding_over_since, owners),
            *v.select_list(
                reader,
                t.lease,
                ["start_date", "passing_rent_gbp_pa", "repairing_basis"],
                *owners,
            ),
            event.lease_event_id,
            *of_event,
        )
        .select_from(t.lease)
        .join(t.property_, p.property_id == _WANTED)
        .outerjoin(tenant, tenant.c.code == lease.tenant_organisation_code)
        .outerjoin(landlord, landlord.c.code == lease.landlord_organisation_code)
        .outerjoin(t.lease_event, told)
        .where(lease.property_id.in_(_MERGED), v.rows(reader), club)
        .order_by(expires.nulls_last(), lease.lease_id)
        .order_by(_day(reader, event.event_date, owners), event.kind, event.lease_event_id)
    )
    return statement, tuple(str(column.name) for column in of_event)


def _with_events(rows: Rows, of_event: Sequence[str]) -> Rows:
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


def _occupations(reader: v.Reader, rule: SpaceRule) -> Select[Any]:
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
    club = v.may_see(reader, v.Level.CLUB, *owners)
    whole = v.may_see(reader, v.Level.PARTIES, *owners)
    shown = (
        []
        if v.never(club)
        else [
            need_for(reader, amount, *owners).label("need_m2"),
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
    return (
        select(
            o.occupation_id,
            *v.select_list(reader, t.occupation, names, *owners),
            *shown,
            t.organisation.c.name.label("occupier"),
        )
        .select_from(t.occupation)
        .join(t.property_, p.property_id == _WANTED)
        .outerjoin(t.organisation, t.organisation.c.code == o.occupier_organisation_code)
        .outerjoin(standard, standard.c.organisation_code == o.occupier_organisation_code)
        .where(o.property_id.in_(_MERGED), v.rows(reader))
        .where(true() if reader.level is v.Level.PUBLIC else club)
        .order_by(o.occupation_id)
    )


def need_for(
    reader: v.Reader, amount: ColumnElement[Any], *owners: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Need as the reader may see it: exact at L2, else to the nearest 100 m2, at least 100."""
    rounded = subqueries.to_hundred(amount)
    whole = v.may_see(reader, v.Level.PARTIES, *owners)
    club = v.may_see(reader, v.Level.CLUB, *owners)
    steps = [] if v.never(whole) else [(whole, amount)]
    return case(*steps, (club, rounded), else_=null())


def _cost(reader: v.Reader) -> Select[Any] | None:
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return None
    cost_ = subqueries.annual_cost()
    whole = subqueries.sees_cost(reader, cost_)
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
        .where(cost_.c.property_id == _WANTED, v.rows(reader), club)
    )


def _ratings(reader: v.Reader) -> CompoundSelect[Any] | None:
    """The effective rating in each scheme, with who, why and when."""
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return None
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
    own = v.owned(reader, p.organisation_code)

    def effective(scheme: codes.RatingScheme) -> Select[Any]:
        r = subqueries.effective_rating(scheme)
        note = [] if v.never(own) else [case((own, r.c.note), else_=null()).label("note")]
        return (
            select(literal(scheme.value).label("scheme"), *(r.c[name] for name in names), *note)
            .select_from(r)
            .join(t.property_, p.property_id == r.c.property_id)
            .where(p.property_id == _WANTED, v.rows(reader), club)
        )

    return union_all(*map(effective, codes.RatingScheme))


def _by_scheme(rows: Rows) -> dict[str, Any]:
    by_scheme = {row.pop("scheme"): row for row in rows}
    return {one.value: by_scheme[one.value] for one in codes.RatingScheme if one.value in by_scheme}


def _source(reader: v.Reader) -> Select[Any] | None:
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return None
    b = t.import_batch.c
    return (
        select(b.file_name, b.layer, b.imported_at, p.row_number)
        .select_from(t.property_.join(t.import_batch))
        .where(p.property_id == _WANTED, v.rows(reader), club)
    )
