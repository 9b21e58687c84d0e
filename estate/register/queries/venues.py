"""Venues that are no public property, for members of the club alone: the latest word on each."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.rows import Rows

w = t.venue.c
_LEFT_OUT = ("venue_record_id", "recorded_by", "sequence")
#: What is said of a venue, and said again whole where something of it changes.
SAID = tuple(
    one.name
    for one in t.venue.c
    if one.name not in (*_LEFT_OUT, "venue_id", "organisation_code", "withdrawn", "recorded_at")
)


def demand_club(reader: v.Reader) -> None:
    """``NotAllowed`` for who sees nothing at the club's level."""
    v.demand(reader, v.Level.CLUB, "venues")


def _seen(reader: v.Reader) -> Select[Any]:
    """Every word on every venue whose body shows its own to this reader."""
    names = [one.name for one in t.venue.c if one.name not in _LEFT_OUT]
    offers = t.organisation.c
    return (
        select(*v.select_list(reader, t.venue, names), offers.name.label("offered_by"))
        .join(t.organisation, offers.code == w.organisation_code)
        .where(v.may_see(reader, v.Level.CLUB, w.organisation_code))
    )


def listing(connection: Connection, reader: v.Reader) -> Rows:
    """The latest word on each venue, by name; those that are withdrawn among them."""
    demand_club(reader)
    latest = (
        select(w.venue_record_id)
        .ext(distinct_on(w.venue_id))
        .order_by(w.venue_id, w.sequence.desc())
    )
    statement = _seen(reader).where(w.venue_record_id.in_(latest)).order_by(w.name, w.venue_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def history(connection: Connection, reader: v.Reader, venue_id: UUID) -> Rows:
    """All that was said of one venue, the latest first; ``NotFound`` to whom it is not shown."""
    demand_club(reader)
    statement = _seen(reader).where(w.venue_id == venue_id).order_by(w.sequence.desc())
    found = [dict(row) for row in connection.execute(statement).mappings()]
    if not found:
        raise NotFound("There is no such venue that you are shown.")
    return found


def standing(connection: Connection, venue_id: UUID) -> dict[str, Any]:
    """The latest word on one venue, for whoever writes the next, and for no reader; held until the
    transaction ends. ``NotFound``."""
    statement = (
        select(t.venue)
        .where(and_(w.venue_id == venue_id))
        .order_by(w.sequence.desc())
        .limit(1)
        .with_for_update()
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such venue in this register.")
    return dict(row)
