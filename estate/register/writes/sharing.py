"""Recording what parties say about sharing a building; what was recorded before is kept."""

from datetime import date
from uuid import UUID

from sqlalchemy import Connection, insert, select

from estate.db import tables as t
from estate.register.writes.batches import bump_version

d = t.desk_split.c


def ask_for_split(
    connection: Connection, property_id: UUID, code: str, *, on: date, by: str
) -> bool:
    """A party asks that its shared front desk may be split; whether that says something new."""
    return _say(connection, property_id, code, on, by, withdrawn=False)


def withdraw_split(
    connection: Connection, property_id: UUID, code: str, *, on: date, by: str
) -> bool:
    """A party takes back what it asked; whether it had asked."""
    return _say(connection, property_id, code, on, by, withdrawn=True)


def _say(
    connection: Connection, property_id: UUID, code: str, on: date, by: str, *, withdrawn: bool
) -> bool:
    latest = (
        select(d.withdrawn)
        .where(d.property_id == property_id, d.organisation_code == code)
        .order_by(d.sequence.desc())
        .limit(1)
    )
    # Who never asked stands as who withdrew.
    stands = connection.execute(latest).scalar_one_or_none()
    if (stands is None or stands) == withdrawn:
        return False
    connection.execute(
        insert(t.desk_split).values(
            property_id=property_id,
            organisation_code=code,
            said_on=on,
            withdrawn=withdrawn,
            recorded_by=by,
        )
    )
    bump_version(connection, f"shared front desk: {code}")
    return True
