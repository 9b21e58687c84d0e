"""Business cases that are kept: which there are for a reader, and one whole.

A case is there for whoever sees, at the club's level and today, every property that it hangs on.
Of one that is not, no more is selected than its hash, version and day.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)

from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries.subqueries import standing_property

k, p, s = t.kept_case.c, t.property_.c, t.case_sign_off.c
#: What is told even of a case that is withheld.
ALWAYS = ("kept_case_id", "version", "kept_on", "sha256")
_BESIDE = (
    "guest_occupation_id",
    "guest_property_id",
    "host_property_id",
    "town",
    "label",
    "organisation_code",
    "register_version",
    "product_version",
    "kept_at",
)


def is_there(reader: v.Reader) -> ColumnElement[bool]:
    """Whether the reader sees all that a kept case hangs on; of a property merged into another,
    that other."""
    named = func.unnest(k.property_ids).table_valued("property_id").render_derived("named")
    seen = and_(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))
    found = exists().where(p.property_id == standing_property(named.c.property_id), seen)
    hidden = select(named.c.property_id).where(not_(found)).correlate(t.kept_case)
    return not_(exists(hidden))


def listing(
    connection: Connection, reader: v.Reader, opportunity_id: UUID | None = None
) -> list[dict[str, Any]]:
    """Those that are there for this reader, the newest first, with the names that guest and host
    have today, and what all properties that it hangs on are today (``stands_at``). ``intact``:
    whether the sealed text still has its hash. One that is withheld is in no list and no count.

    ``opportunity_id``: those alone on which this opportunity can rest, as ``_fits``."""
    guest, host = t.property_.alias("guest"), t.property_.alias("host")
    intact = func.encode(func.sha256(func.convert_to(k.sealed_text, "UTF8")), "hex") == k.sha256
    statement = (
        select(
            *(t.kept_case.c[name] for name in (*ALWAYS, *_BESIDE)),
            guest.c.name.label("guest_name"),
            host.c.name.label("host_name"),
            _standing().label("stands_at"),
            intact.label("intact"),
            select(func.count())
            .where(s.kept_case_id == k.kept_case_id)
            .scalar_subquery()
            .label("sign_offs"),
        )
        .select_from(t.kept_case)
        .outerjoin(guest, guest.c.property_id == standing_property(k.guest_property_id))
        .outerjoin(host, host.c.property_id == standing_property(k.host_property_id))
        .where(is_there(reader), true() if opportunity_id is None else _fits(opportunity_id))
        .order_by(k.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _standing() -> ScalarSelect[Any]:
    """What the properties of a kept case are today, as an array."""
    named = func.unnest(k.property_ids).table_valued("property_id").render_derived("standing")
    each = func.array_agg(standing_property(named.c.property_id))
    return select(each).select_from(named).correlate(t.kept_case).scalar_subquery()


def _fits(opportunity_id: UUID) -> ColumnElement[bool]:
    """Whether guest and host of a kept case are properties of an opportunity, and where that is
    about one guest, whether the case is of the same; or whether a town's plan was made among
    buildings that hold all of the opportunity's."""
    o, op = t.opportunity.c, t.opportunity_property.c
    places = select(standing_property(op.property_id)).where(op.opportunity_id == opportunity_id)
    same_guest = exists().where(
        o.opportunity_id == opportunity_id,
        or_(
            o.guest_occupation_id.is_(None),
            o.guest_occupation_id == k.guest_occupation_id,
        ),
    )
    of_move = and_(
        standing_property(k.guest_property_id).in_(places),
        standing_property(k.host_property_id).in_(places),
        same_guest,
    )
    among = func.unnest(k.property_ids).table_valued("property_id").render_derived("among")
    standing = select(standing_property(among.c.property_id)).correlate(t.kept_case)
    outside = exists().where(
        op.opportunity_id == opportunity_id, standing_property(op.property_id).not_in(standing)
    )
    any_place = exists().where(op.opportunity_id == opportunity_id)
    return or_(of_move, and_(k.town.is_not(None), any_place, not_(outside)))


def always_told(
    connection: Connection, kept_case_ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """What is told of some kept cases, by their ids, even to whom they are withheld."""
    if not kept_case_ids:
        return {}
    statement = select(*(t.kept_case.c[name] for name in ALWAYS)).where(
        k.kept_case_id.in_(kept_case_ids)
    )
    rows = connection.execute(statement).mappings()
    return {row["kept_case_id"]: dict(row) for row in rows}


def one(connection: Connection, reader: v.Reader, kept_case_id: UUID) -> dict[str, Any] | None:
    """One kept case; ``there`` says whether the reader may open it, and without that everything
    but ``ALWAYS`` is null. None where there is none of this id.

    ``sealed_text`` holds the views of all: ``estate.answers.cases.kept_cases``
    takes the reader's own out of it, and nothing else goes further.
    """
    shown = is_there(reader)
    beside = (*_BESIDE, "property_ids", "sealed_text")
    statement = select(
        *(t.kept_case.c[name] for name in ALWAYS),
        *(case((shown, t.kept_case.c[name])).label(name) for name in beside),
        shown.label("there"),
    ).where(k.kept_case_id == kept_case_id)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def next_number(connection: Connection, guest_occupation_id: UUID, host_property_id: UUID) -> int:
    """The number of the next version of one move; held until the transaction ends, so that two
    who keep it at once get two numbers."""
    key = f"common-estate kept case {guest_occupation_id} {host_property_id}"
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    last = select(func.coalesce(func.max(k.version), 0)).where(
        k.guest_occupation_id == guest_occupation_id, k.host_property_id == host_property_id
    )
    return int(connection.execute(last).scalar_one()) + 1


def next_number_of_town(connection: Connection, town: str) -> int:
    """The number of the next plan kept of a town; held as ``next_number`` is."""
    key = f"common-estate kept plan {town}"
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    last = select(func.coalesce(func.max(k.version), 0)).where(k.town == town)
    return int(connection.execute(last).scalar_one()) + 1


def sign_offs(connection: Connection, kept_case_id: UUID) -> list[dict[str, Any]]:
    """Who signed a version off, in the order in which they did; asked for one that is there."""
    names = ("case_sign_off_id", "sha256", "person", "post", "organisation_code", "signed_at")
    statement = (
        select(*(t.case_sign_off.c[name] for name in names))
        .where(s.kept_case_id == kept_case_id)
        .order_by(s.sequence)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def whole(connection: Connection) -> list[dict[str, Any]]:
    """Every row as it stands, with the hash that the record of changes holds of it: for whoever
    runs the register and checks it (``estate cases verify``), and for no reader."""
    a = t.audit_record.c
    noted = (
        select(a.details["is"]["sha256"].astext)
        .where(
            a.subject == t.kept_case.name,
            a.action == "added",
            a.subject_key == cast(k.kept_case_id, Text),
        )
        .limit(1)
        .scalar_subquery()
    )
    statement = select(t.kept_case, noted.label("recorded_sha256")).order_by(k.sequence)
    return [dict(row) for row in connection.execute(statement).mappings()]
