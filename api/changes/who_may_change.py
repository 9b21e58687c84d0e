"""Which rows of a property whoever asks may change by hand."""

from uuid import UUID

from fastapi import Request
from sqlalchemy import Connection

from api.http.identity import Bearer
from estate.codes import RecordKind, Role
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.intake import by_hand
from estate.register import visibility as v
from estate.register.queries import by_hand as query
from estate.register.queries import properties

#: What hangs on a property and can be added to it.
ADDED = (RecordKind.LEASE, RecordKind.OCCUPATION, RecordKind.COST)


def own_rows(
    connection: Connection, bearer: Bearer, reader: v.Reader, property_id: UUID
) -> list[by_hand.HandRow]:
    """The rows of a property that the bearer may change; ``NotAllowed`` when there are none.

    A property that the bearer is not shown is refused in the same way, whether it exists or not.
    """
    try:
        home = query.home(connection, property_id)
        if not (bearer.is_administrator or bearer.organisation == home.organisation_code):
            properties.visible_id(connection, reader, property_id)
        found = [one for one in by_hand.rows_of(connection, property_id) if may(bearer, one)]
    except NotFound:
        if bearer.is_administrator:
            raise
        found = []
    if not found:
        raise NotAllowed("There is no such property that your token may change.")
    return found


def may_change(request: Request, connection: Connection, property_id: UUID) -> bool:
    """Whether whoever looks at a page may change a row of its property."""
    actor = getattr(request.state, "actor", None)
    if actor is None or actor.role is None:
        return False
    bearer = Bearer(Role(actor.role), actor.organisation, actor.name)
    rows = query.identities(connection, property_id) if bearer.may_import else []
    return bearer.is_administrator or any(one.organisation == bearer.organisation for one in rows)


def may(bearer: Bearer, row: by_hand.HandRow) -> bool:
    """Whether the bearer may change a row."""
    try:
        bearer.demand_write(row.organisation)
    except NotAllowed:
        return False
    return True


def the_row(
    connection: Connection,
    found: list[by_hand.HandRow],
    kind: RecordKind,
    row: UUID | None,
    reference: str | None,
) -> by_hand.HandRow:
    """The row that is meant, among those that may be changed, or a new one of the property's own
    organisation."""
    if kind is RecordKind.RATING:
        raise BadQuestion("Ratings are given, never changed: send one to …/ratings.")
    home = found[0].property_id
    wanted = home if kind is RecordKind.PROPERTY else row
    for one in found:
        if one.kind is kind and one.entity_id == wanted:
            return one
    own = next((one for one in found if one.kind is RecordKind.PROPERTY), None)
    if wanted is not None or own is None:
        raise NotAllowed("There is no such row of this property that your token may change.")
    return by_hand.new_row(connection, home, kind, own.organisation, (reference or "").strip())
