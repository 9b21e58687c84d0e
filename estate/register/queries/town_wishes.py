"""What bodies wish of the plans of towns, for members of the club alone."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v

w = t.town_wish.c
_LEFT_OUT = ("town_wish_id", "recorded_by", "sequence")


def listing(connection: Connection, reader: v.Reader, town: str) -> list[dict[str, Any]]:
    """The latest word on each wish about one town, by body and by day: with the day since which it
    stands (``since``), and the moment of its withdrawal (``recorded_at`` where ``withdrawn``)."""
    v.demand(reader, v.Level.CLUB, "wishes of bodies")
    names = [one.name for one in t.town_wish.c if one.name not in _LEFT_OUT]
    latest = (
        select(w.town_wish_id)
        .where(w.town == town)
        .ext(distinct_on(w.wish_id))
        .order_by(w.wish_id, w.sequence.desc())
    )
    first = t.town_wish.alias("first")
    since = (
        select(first.c.recorded_at)
        .where(first.c.wish_id == w.wish_id)
        .order_by(first.c.sequence)
        .limit(1)
        .scalar_subquery()
        .label("since")
    )
    bodies = t.organisation.c
    statement = (
        select(*v.select_list(reader, t.town_wish, names), since, bodies.name.label("body"))
        .join(t.organisation, bodies.code == w.organisation_code)
        .where(v.may_see(reader, v.Level.CLUB, w.organisation_code), w.town_wish_id.in_(latest))
        .order_by(bodies.name, since, w.wish_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def standing(connection: Connection, wish_id: UUID) -> dict[str, Any]:
    """The latest word on one wish, for whoever withdraws it, and for no reader; held until the
    transaction ends. ``NotFound``."""
    statement = (
        select(t.town_wish)
        .where(w.wish_id == wish_id)
        .order_by(w.sequence.desc())
        .limit(1)
        .with_for_update()
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such wish on record.")
    return dict(row)
