"""Wishes of bodies about a town's plan are put on record and withdrawn; every word is kept."""

from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from estate.club.decisions import Person
from estate.codes import Role
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register.queries import town_wishes as query
from estate.register.queries.organisations import has_signed
from estate.register.writes.batches import next_version


def record(
    connection: Connection,
    person: Person,
    *,
    organisation: str,
    town: str,
    wish: str,
    reason: str | None,
    by: str,
) -> UUID:
    """A body says what it wishes; the wish's key. ``NotAllowed`` but for the body's editors and
    administrators, ``Conflict`` where it wishes the same already."""
    demand(connection, person, organisation)
    _one_at_a_time(connection, f"{organisation} {town}")
    w = t.town_wish.c
    same = select(w.wish_id).where(
        w.organisation_code == organisation, w.town == town, w.wish == wish
    )
    for before in connection.scalars(same.distinct()):
        if not query.standing(connection, before)["withdrawn"]:
            raise Conflict(f"{organisation} has this wish on record already.")
    wish_id = uuid4()
    _append(connection, wish_id, organisation, town, wish, reason, by, withdrawn=False)
    return wish_id


def withdraw(connection: Connection, wish_id: UUID, person: Person, *, by: str) -> None:
    """The body wishes it no longer; ``Conflict`` where it was withdrawn before."""
    _one_at_a_time(connection, str(wish_id))
    row = query.standing(connection, wish_id)
    demand(connection, person, row["organisation_code"])
    if row["withdrawn"]:
        raise Conflict("This wish has been withdrawn already.")
    said = (row["organisation_code"], row["town"], row["wish"], row["reason"])
    _append(connection, wish_id, *said, by, withdrawn=True)


def _one_at_a_time(connection: Connection, name: str) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def demand(connection: Connection, person: Person, organisation: str) -> None:
    """Editors of a body speak for it, and administrators; only for members of the club."""
    own = person.role is Role.EDITOR and person.organisation == organisation
    if not (own or person.is_administrator):
        raise NotAllowed(
            f"Only an editor of {organisation} or an administrator may say what it wishes."
        )
    if not has_signed(connection, organisation):
        raise BadQuestion(f"{organisation} is no member of the club: none has signed under it.")


def _append(
    connection: Connection,
    wish_id: UUID,
    organisation: str,
    town: str,
    wish: str,
    reason: str | None,
    by: str,
    *,
    withdrawn: bool,
) -> None:
    connection.execute(
        insert(t.town_wish).values(
            wish_id=wish_id,
            organisation_code=organisation,
            town=town,
            wish=wish,
            reason=reason,
            withdrawn=withdrawn,
            recorded_by=by,
        )
    )
    next_version(connection, f"wish of {organisation} about {town}")
