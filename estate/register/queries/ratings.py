"""Ratings with their history, and the ones whose review is due."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, case, literal, null, or_, select

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import subqueries
from estate.rows import Rows

p, r = t.property_.c, t.rating.c
SHOWN = [
    "scheme",
    "rating",
    "basis",
    "reason_codes",
    "evidence_ref",
    "assessor",
    "organisation_code",
    "assessed_on",
    "review_by",
    "recorded_at",
]


def history(connection: Connection, reader: v.Reader, property_id: UUID) -> Rows:
    """Every rating ever given to a property, the newest first; ``counts`` says whether it still
    does: those of a reverted import stay on record, but no longer count (ADR 11)."""
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return []
    b = t.import_batch.c
    own = v.owned(reader, p.organisation_code)
    note = [] if v.never(own) else [case((own, r.note), else_=null()).label("note")]
    statement = (
        select(
            *(r[name] for name in SHOWN),
            *note,
            b.file_name,
            b.reverted_at.is_(None).label("counts"),
        )
        .select_from(t.rating)
        .join(t.property_, p.property_id == property_id)
        .outerjoin(t.import_batch, b.import_batch_id == r.import_batch_id)
        .where(r.property_id.in_(subqueries.merged_with(property_id)), v.rows(reader), club)
        .order_by(r.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def current(
    connection: Connection,
    reader: v.Reader,
    schemes: Iterable[codes.RatingScheme] = tuple(codes.RatingScheme),
) -> Rows:
    """The effective rating of every rated property that the reader sees, in both schemes or in
    those that are named."""
    v.demand(reader, v.Level.CLUB, "ratings")
    return [row for scheme in schemes for row in _current(connection, reader, scheme)]


def overdue(connection: Connection, reader: v.Reader, today: date) -> Rows:
    """Effective ratings whose review was due before ``today``, the longest overdue first."""
    v.demand(reader, v.Level.CLUB, "ratings")
    found = [
        row
        for scheme in codes.RatingScheme
        for row in _current(connection, reader, scheme, before=today)
    ]
    return sorted(found, key=lambda row: (row["review_by"], row["name"], str(row["property_id"])))


def _current(
    connection: Connection,
    reader: v.Reader,
    scheme: codes.RatingScheme,
    before: date | None = None,
) -> Rows:
    e = subqueries.effective_rating(scheme).c
    statement = (
        select(
            p.property_id,
            p.name,
            p.organisation_code,
            e.scheme,
            e.rating,
            e.basis,
            e.reason_codes,
            e.assessor,
            e.assessed_on,
            e.review_by,
            t.organisation.c.name.label("organisation_name"),
        )
        .select_from(t.property_.join(t.organisation))
        .join(e.rating.table, e.property_id == p.property_id)
        .where(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))
        .where(e.rating.is_not(None))
        .order_by(p.name, p.property_id)
    )
    if before is not None:
        statement = statement.where(e.review_by < before)
    return [dict(row) for row in connection.execute(statement).mappings()]


def changed_since(connection: Connection, reader: v.Reader, since: datetime) -> Rows:
    """Properties whose effective rating is another one than at a moment, by name: ``property_id``,
    ``name``, ``organisation_code``, ``organisation_name``, ``scheme``, ``was`` and ``rating``
    (null: not rated), ``assessed_on``. What has been reverted since counts for neither."""
    v.demand(reader, v.Level.CLUB, "ratings")
    found = [
        row for scheme in codes.RatingScheme for row in _changed(connection, reader, scheme, since)
    ]
    return sorted(found, key=lambda row: (row["name"], str(row["property_id"]), row["scheme"]))


def _changed(
    connection: Connection, reader: v.Reader, scheme: codes.RatingScheme, since: datetime
) -> Rows:
    now, then = subqueries.effective_rating(scheme), subqueries.effective_rating(scheme, since)
    statement = (
        select(
            p.property_id,
            p.name,
            p.organisation_code,
            t.organisation.c.name.label("organisation_name"),
            literal(scheme.value).label("scheme"),
            then.c.rating.label("was"),
            now.c.rating,
            now.c.assessed_on,
        )
        .select_from(t.property_)
        .join(t.organisation, t.organisation.c.code == p.organisation_code)
        .join(now, now.c.property_id == p.property_id)
        .outerjoin(then, then.c.property_id == p.property_id)
        .where(
            v.rows(reader),
            v.may_see(reader, v.Level.CLUB, p.organisation_code),
            now.c.rating.is_distinct_from(then.c.rating),
        )
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def sources(connection: Connection, reader: v.Reader, property_id: UUID) -> Rows:
    """Fields of a property that came from another file or row than the property itself, or from
    a correction that its owner accepted, or from its owner's hand (both without a file)."""
    f, b, c = t.field_provenance.c, t.import_batch.c, t.correction.c
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return []
    statement = (
        select(
            f.field,
            case((b.origin == codes.Origin.FILE.value, b.file_name)).label("file_name"),
            f.row_number,
            b.imported_at,
            c.answered_at,
        )
        .select_from(t.field_provenance)
        .outerjoin(t.import_batch, b.import_batch_id == f.import_batch_id)
        .outerjoin(t.correction, c.correction_id == f.correction_id)
        .join(t.property_, p.property_id == f.entity_id)
        .where(p.property_id == property_id, v.rows(reader), club)
        .where(
            or_(
                f.correction_id.is_not(None),
                b.import_batch_id != p.import_batch_id,
                f.row_number != p.row_number,
            )
        )
        .order_by(f.field)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def may_rate(connection: Connection, property_id: UUID) -> list[str]:
    """Who may judge a property: the organisation that reports it, then its owners and managers."""
    i = t.interest.c
    roles = [codes.InterestRole.OWNER.value, codes.InterestRole.MANAGER.value]
    reporter = select(p.organisation_code).where(p.property_id == property_id)
    others = (
        select(i.organisation_code)
        .where(i.property_id.in_(subqueries.merged_with(property_id)), i.role.in_(roles))
        .where(i.organisation_code.is_not(None))
        .distinct()
        .order_by(i.organisation_code)
    )
    first = connection.execute(reporter).scalar_one()
    return [first, *(code for code in connection.execute(others).scalars() if code != first)]
