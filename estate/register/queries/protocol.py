"""The protocol's versions, and who has signed which."""

from typing import Any

from sqlalchemy import Connection, select

from estate.club.protocol import FIRST, ProtocolText, with_ends
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v

p, s = t.protocol_version.c, t.protocol_signature.c


def texts(connection: Connection) -> list[ProtocolText]:
    """Every version, the oldest first, each with its end where there is one."""
    rows = connection.execute(select(t.protocol_version).order_by(p.version)).mappings().all()
    later = [
        ProtocolText(
            row["version"],
            row["title"],
            row["introduction"],
            tuple(row["principles"]),
            row["source"],
            row["adopted_on"],
        )
        for row in rows
    ]
    return with_ends([FIRST, *later], [row["previous_ends_on"] for row in rows])


def text(connection: Connection, version: int) -> ProtocolText:
    """One version; ``NotFound``."""
    for one in texts(connection):
        if one.version == version:
            return one
    raise NotFound(f"There is no version {version} of the protocol.")


def signatures(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """Every signature and withdrawal, the newest first, with the organisation's name; for members
    of the club."""
    v.demand(reader, v.Level.CLUB, "signatures")
    statement = (
        select(*t.protocol_signature.c, t.organisation.c.name.label("organisation"))
        .join(t.organisation, t.organisation.c.code == s.organisation_code)
        .order_by(s.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def standing(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """Each organisation with the signature that holds today, if any: ``signed_on``,
    ``signed_version``, ``signatory``, ``signed_for``, ``signed_until``; for members of the club."""
    v.demand(reader, v.Level.CLUB, "signatures")
    o = t.organisation.c
    statement = select(
        *(o.code, o.name, o.in_scope, o.signed_on, o.signatory, o.signed_for),
        *(o.signed_version, o.signed_until),
        v.in_force(o).label("in_force"),
    ).order_by(o.name)
    return [dict(row) for row in connection.execute(statement).mappings()]
