"""Properties that their owners offer to the other bodies, for members of the club alone.

An offer is shown as long as its property is: one that has become hidden, or whose owner's signature
has been withdrawn, is its owner's alone, one that has been merged into another stands as that one.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import OfferState
from estate.club.decisions import DecisionKind
from estate.club.offers import RUNNING, OfferOnRecord
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries.subqueries import merged_with
from estate.rows import Rows

o, i, s, p = t.offer.c, t.offer_interest.c, t.decision_step.c, t.property_.c
_owner = t.organisation.alias("owner").c
_taker = t.organisation.alias("taker").c
_as_offered = t.property_.alias("as_offered").c
_NONE = "There is no such offer in this register."


def demand_club(reader: v.Reader) -> None:
    """``NotAllowed`` for who sees nothing at the club's level."""
    v.demand(reader, v.Level.CLUB, "offers")


def _listed(reader: v.Reader) -> Select[Any]:
    """Offers that run first, those that end soonest before the others; then those that ended."""
    left_out = ("opened_by", "decided_by", "property_id")
    names = [one.name for one in t.offer.c if one.name not in left_out]
    return (
        select(
            *v.select_list(reader, t.offer, names),
            p.property_id,
            *v.select_list(reader, t.property_, ["name", "postcode"], p.organisation_code),
            _owner.name.label("owner"),
            _taker.name.label("taken_up_by"),
        )
        .select_from(t.offer)
        .join(_as_offered.property_id.table, _as_offered.property_id == o.property_id)
        .join(
            t.property_,
            p.property_id == func.coalesce(_as_offered.merged_into_property_id, o.property_id),
        )
        .join(_owner.code.table, _owner.code == o.organisation_code)
        .outerjoin(_taker.code.table, _taker.code == o.taken_up_by_organisation_code)
        .where(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))
        .order_by(o.closed_on.is_not(None), o.closed_on.desc(), o.closes_on, o.number)
    )


def listing(
    connection: Connection,
    reader: v.Reader,
    *,
    states: Collection[OfferState] = (),
    property_id: UUID | None = None,
) -> Rows:
    """Offers that this reader sees; in some states, of one property."""
    demand_club(reader)
    wanted: list[ColumnElement[bool]] = []
    if states:
        wanted.append(o.state.in_(sorted(one.value for one in states)))
    if property_id is not None:
        wanted.append(p.property_id == property_id)
    found = connection.execute(_listed(reader).where(*wanted)).mappings()
    return [dict(row) for row in found]


def one(connection: Connection, reader: v.Reader, offer_id: UUID) -> dict[str, Any]:
    """One of them; ``NotFound`` to whom it is not shown."""
    demand_club(reader)
    statement = _listed(reader).where(o.offer_id == offer_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(_NONE)
    return dict(row)


def by_number(connection: Connection, reader: v.Reader, number: int) -> UUID:
    """The one that people call by this number, if the reader sees it; ``NotFound``."""
    found = _listed(reader).where(o.number == number).with_only_columns(o.offer_id)
    key = connection.execute(found).scalar_one_or_none()
    if key is None:
        raise NotFound(f"You see no offer number {number}.")
    return UUID(str(key))


def interests(connection: Connection, offer_ids: Sequence[UUID]) -> dict[UUID, Rows]:
    """The interests that stand, in the order in which they came, by offer. For who is shown these
    offers: all that stands in ``_SAID`` is the club's."""
    if not offer_ids:
        return {}
    latest = (
        select(*(i[name] for name in _SAID), i.withdrawn, i.sequence)
        .ext(distinct_on(i.offer_id, i.organisation_code))
        .where(i.offer_id.in_(offer_ids))
        .order_by(i.offer_id, i.organisation_code, i.sequence.desc())
        .subquery("latest")
    ).c
    statement = (
        select(*(latest[name] for name in _SAID), t.organisation.c.name)
        .join(t.organisation, t.organisation.c.code == latest.organisation_code)
        .where(latest.withdrawn.is_(False))
        .order_by(latest.sequence)
    )
    found: dict[UUID, Rows] = {}
    for row in connection.execute(statement).mappings():
        found.setdefault(row["offer_id"], []).append(dict(row))
    return found


_SAID = ("offer_id", "organisation_code", "post", "what_for", "said_on")


def steps(connection: Connection, offer_id: UUID) -> Rows:
    """Every step that it has taken, the first first, as the club is shown them."""
    names = ("from_state", "to_state", "organisation_code", "role", "reason", "taken_at")
    statement = (
        select(*(s[name] for name in names), t.organisation.c.name.label("organisation"))
        .select_from(t.decision_step)
        .outerjoin(t.organisation, t.organisation.c.code == s.organisation_code)
        .where(s.subject_id == offer_id, s.kind == DecisionKind.OFFER.value)
        .order_by(s.sequence)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def place(connection: Connection, reader: v.Reader, property_id: UUID) -> dict[str, Any]:
    """Whose a property is, and whether all members of the club are shown it; ``NotFound`` to whom
    it is not shown. Columns: ``name``, ``organisation_code``, ``owner``, ``is_shown``."""
    everybody = v.rows(v.CLUB) & v.signed(p.organisation_code)
    statement = (
        select(
            p.name,
            p.organisation_code,
            t.organisation.c.name.label("owner"),
            everybody.label("is_shown"),
        )
        .join(t.organisation, t.organisation.c.code == p.organisation_code)
        .where(p.property_id == property_id, v.rows(reader))
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such property in this register.")
    return dict(row)


def running(connection: Connection, property_id: UUID) -> int | None:
    """The number of the offer of a property that has not ended, if there is one; of those merged
    into it as well, the earliest."""
    found = (
        select(o.number)
        .where(
            o.property_id.in_(merged_with(property_id)),
            o.state.in_(sorted(one.value for one in RUNNING)),
        )
        .order_by(o.number)
        .limit(1)
    )
    return connection.execute(found).scalar_one_or_none()


def whole_record(
    connection: Connection,
    row: dict[str, Any],
    today: date,
    *,
    speaking: str | None = None,
    taken_up_by: str | None = None,
) -> OfferOnRecord:
    """All that rules and guards look at, whoever asks; ``row`` is of the table ``offer``."""
    named = select(t.organisation.c.name).where(t.organisation.c.code == row["organisation_code"])
    standing = interests(connection, [row["offer_id"]]).get(row["offer_id"], [])
    return OfferOnRecord(
        owner=row["organisation_code"],
        owner_name=connection.execute(named).scalar_one(),
        state=OfferState(row["state"]),
        closes_on=row["closes_on"],
        today=today,
        interested=frozenset(one["organisation_code"] for one in standing),
        speaking=speaking,
        taken_up_by=taken_up_by,
    )
