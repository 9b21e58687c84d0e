"""What the gap report needs beside the estate's frames: presence of fields, imports, proposals.

Whether a value is there may be told to the whole club; the value itself is not selected.
"""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Integer, Text, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate import codes
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.quality.facts import QualityFacts
from estate.register import visibility as v
from estate.register.queries import organisations, subqueries

p = t.property_.c

#: Remarks that say a value of the file did not enter as it stood there.
ALTERED = tuple(
    code.value
    for code in (
        codes.IssueCode.UNKNOWN_CODE,
        codes.IssueCode.NOT_A_NUMBER,
        codes.IssueCode.OUT_OF_RANGE,
        codes.IssueCode.NOT_A_DATE,
        codes.IssueCode.BAD_UPRN,
        codes.IssueCode.BAD_POSTCODE,
        codes.IssueCode.DATES_OUT_OF_ORDER,
        codes.IssueCode.BAD_GEOMETRY,
        codes.IssueCode.GEOMETRY_AREA_CHANGED,
        codes.IssueCode.TEXT_TOO_LONG,
    )
)


def load_facts(connection: Connection, reader: v.Reader, organisation: str) -> QualityFacts:
    """One organisation's facts for ``quality.gap_report``, as this reader may see them.

    ``NotFound`` for an unknown code; ``NotAllowed`` for the public, and for the club as long as
    the organisation has not signed the protocol.
    """
    if reader.organisation != organisation:
        v.demand(reader, v.Level.CLUB, "report on data quality")
    row = organisations.one(connection, reader, organisation)
    if row["signed_on"] is None and reader.organisation != organisation:
        raise NotAllowed(f"{row['name']} has not signed the protocol: only it sees its report.")
    return QualityFacts(
        organisation=organisation,
        properties=_presence(connection, reader, organisation),
        imports=_imports(connection, organisation),
        corrections=_corrections(connection, reader, organisation),
        levels=acceptance_levels(connection),
        shared_uprns=_shared_uprns(connection, reader, organisation),
        waiting_merges=_waiting_merges(connection, organisation),
        waiting_matches=_waiting_matches(connection, organisation),
    )


def acceptance_levels(connection: Connection) -> pd.DataFrame:
    """The levels that the club has agreed, by field."""
    a = t.acceptance_level.c
    statement = select(a.field, a.min_share, a.weight, a.agreed_on).order_by(a.field)
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=["field", "min_share", "weight", "agreed_on"]).set_index(
        "field"
    )


def _rows(reader: v.Reader, organisation: str) -> ColumnElement[bool]:
    return and_(
        p.organisation_code == organisation,
        v.rows(reader),
        v.may_see(reader, v.Level.CLUB, p.organisation_code),
    )


def _hanging(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the property has such a row, of its own or of one merged into it."""
    place = subqueries.standing_property(table.c.property_id)
    return p.property_id.in_(select(place).select_from(table).where(*conditions))


def _given(*columns: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(*(column.is_not(None) for column in columns))


def _presence(connection: Connection, reader: v.Reader, organisation: str) -> pd.DataFrame:
    availability, sharing = (
        subqueries.effective_rating(scheme)
        for scheme in (codes.RatingScheme.AVAILABILITY, codes.RatingScheme.SHARING)
    )
    tenure = subqueries.principal_tenure()
    has = _own_fields() | {
        "tenure": _given(tenure.c.tenure),
        "availability": _given(availability.c.rating),
        "sharing": _given(sharing.c.rating),
    }
    statement = (
        select(
            cast(p.property_id, Text).label("property_id"),
            *(value.label(f"has_{name}") for name, value in has.items()),
            p.as_of_date,
            p.postcode.contains(" ").label("postcode_whole"),
        )
        .select_from(t.property_)
        .outerjoin(tenure, tenure.c.property_id == p.property_id)
        .outerjoin(availability, availability.c.property_id == p.property_id)
        .outerjoin(sharing, sharing.c.property_id == p.property_id)
        .where(_rows(reader, organisation))
        .order_by(p.local_ref)
    )
    result = connection.execute(statement)
    frame = pd.DataFrame(result.all(), columns=list(result.keys())).set_index("property_id")
    frame["as_of_date"] = pd.to_datetime(frame["as_of_date"])
    return frame


def _own_fields() -> dict[str, ColumnElement[bool]]:
    """What the property's own row, or a row that hangs on it, says or leaves open."""
    lease, line = t.lease.c, t.cost_line.c
    return {
        "uprn": _given(p.uprn),
        "address": _given(p.address, p.street),
        "postcode": _given(p.postcode),
        "location": _given(p.rep_point),
        "outline": _given(p.geom),
        "title_number": _hanging(t.title),
        "use_class": and_(p.use_class != codes.UseClass.UNCLASSIFIED.value, ~p.use_class_imputed),
        "type_code": _given(p.type_code),
        "lease_end": _hanging(t.lease, _given(lease.expiry_date, lease.holding_over_since)),
        "floor_area": _given(p.gia_m2, p.nia_m2),
        "annual_cost": _hanging(t.cost_line, line.kind != codes.CostKind.CAPITAL_CHARGE.value),
        "occupation": _hanging(t.occupation),
        "book_value": _given(p.book_value_gbp),
        "book_value_date": _given(p.book_value_date),
        "condition": _given(p.condition),
        "energy_rating": _given(p.energy_rating),
    }


def _imports(connection: Connection, organisation: str) -> pd.DataFrame:
    """The latest import of each kind that stands, with its refused and altered rows."""
    b, i = t.import_batch.c, t.row_issue.c
    latest = (
        select(b.import_batch_id, b.kind, b.record_count, b.counts)
        .where(b.organisation_code == organisation, b.reverted_at.is_(None))
        .ext(distinct_on(b.kind))
        .order_by(b.kind, b.imported_at.desc(), b.import_batch_id)
        .subquery("latest")
    )
    warning = i.severity == codes.Severity.WARNING.value
    green = i.code == codes.IssueCode.GREEN_WITHOUT_DECISION.value
    said = (
        select(
            i.import_batch_id,
            _rows_of(and_(warning, i.code.in_(ALTERED))).label("flagged"),
            _rows_of(green).label("green_without_decision"),
        )
        .group_by(i.import_batch_id)
        .subquery("said")
    )
    refused = cast(latest.c.counts["refused"].astext, t.import_batch.c.record_count.type)
    statement = (
        select(
            latest.c.kind,
            latest.c.record_count,
            func.coalesce(refused, 0).label("refused"),
            *(
                func.least(func.coalesce(told, 0), latest.c.record_count).label(told.name)
                for told in (said.c.flagged, said.c.green_without_decision)
            ),
        )
        .select_from(latest)
        .outerjoin(said, said.c.import_batch_id == latest.c.import_batch_id)
        .order_by(latest.c.kind)
    )
    result = connection.execute(statement)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def _rows_of(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows these remarks speak of: one each, or as many as a gathered one says that it
    does; of a row with two gathered ones both count."""
    i = t.row_issue.c
    told = func.replace(func.substring(i.message, codes.MANY_ROWS), ",", "")
    many = func.sum(cast(told, Integer)).filter(wanted, i.row_number.is_(None))
    return func.count(i.row_number.distinct()).filter(wanted) + func.coalesce(many, 0)


def _corrections(connection: Connection, reader: v.Reader, organisation: str) -> pd.DataFrame:
    c = t.correction.c
    statement = (
        select(c.state, c.raised_at)
        .join(t.property_, p.property_id == c.property_id)
        .where(_rows(reader, organisation))
        .order_by(c.raised_at)
    )
    rows = [(state, moment.date()) for state, moment in connection.execute(statement)]
    return pd.DataFrame(rows, columns=["state", "raised_on"])


def _shared_uprns(connection: Connection, reader: v.Reader, organisation: str) -> int:
    many = func.count().label("n")
    shared = (
        select(many)
        .where(_rows(reader, organisation), p.uprn.is_not(None))
        .group_by(p.uprn)
        .having(func.count() > 1)
        .subquery("shared")
    )
    statement = select(func.coalesce(func.sum(shared.c.n), 0))
    return int(connection.execute(statement).scalar_one())


def _waiting_merges(connection: Connection, organisation: str) -> int:
    m = t.property_merge.c
    own = select(p.property_id).where(p.organisation_code == organisation)
    statement = select(func.count()).where(
        m.state == codes.ProposalState.PROPOSED.value,
        or_(m.kept_property_id.in_(own), m.merged_property_id.in_(own)),
    )
    return int(connection.execute(statement).scalar_one())


def _waiting_matches(connection: Connection, organisation: str) -> int:
    m = t.reference_match.c
    waiting = m.state == codes.ProposalState.PROPOSED.value
    statement = select(func.count()).where(m.organisation_code == organisation, waiting)
    return int(connection.execute(statement).scalar_one())
