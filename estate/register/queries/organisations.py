"""Organisations: the list with counts, and names resolved to codes."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, case, func, null, or_, select

from estate.codes import Role
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.names import name_key

o, p = t.organisation.c, t.property_.c


def listing(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """Every organisation with how many properties the reader sees of it and its last import."""
    counted = (
        select(p.organisation_code, func.count().label("properties"))
        .where(v.rows(reader))
        .group_by(p.organisation_code)
        .subquery("counted")
    )
    b = t.import_batch.c
    latest = (
        select(b.organisation_code, func.max(b.imported_at).label("last_import_at"))
        .group_by(b.organisation_code)
        .subquery("latest")
    )
    names = [
        "code",
        "name",
        "kind",
        "in_scope",
        "signed_on",
        "signatory",
        "signed_for",
        "signed_version",
        "signed_until",
        "m2_per_fte",
        "synthetic",
    ]
    in_club = reader.level >= v.Level.CLUB
    columns = seen(reader, names)
    shown = [latest.c.last_import_at] if in_club else []
    statement = (
        select(*columns, func.coalesce(counted.c.properties, 0).label("properties"), *shown)
        .select_from(t.organisation)
        .outerjoin(counted, counted.c.organisation_code == o.code)
        .outerjoin(latest, latest.c.organisation_code == o.code)
        .order_by(o.name)
    )
    if not in_club:
        statement = statement.where(or_(counted.c.properties > 0, v.owned(reader, o.code)))
    return [dict(row) for row in connection.execute(statement).mappings()]


def seen(reader: v.Reader, names: list[str]) -> list[ColumnElement[Any]]:
    """What this reader sees of an organisation's own row."""
    in_club = reader.level >= v.Level.CLUB
    only_own = () if in_club or reader.organisation is None else (o.code,)
    columns = v.select_list(reader, t.organisation, names, *only_own)
    return [_while_in_force(one) if one.name in _SIGNATURE else one for one in columns]


#: What stands for nothing once a signature has ended.
_SIGNATURE = frozenset({"signed_on", "signatory", "signed_for", "signed_version", "signed_until"})


def _while_in_force(column: Any) -> ColumnElement[Any]:
    value = column.element if isinstance(column, Label) else column
    return case((v.in_force(o), value), else_=null()).label(column.name)


def one(connection: Connection, reader: v.Reader, code: str) -> dict[str, Any]:
    """One organisation, by its code."""
    for row in listing(connection, reader):
        if row["code"] == code:
            return row
    raise NotFound(f"There is no organisation with the code {code!r} in this register.")


def has_signed(connection: Connection, code: str) -> bool:
    """Whether the organisation's signature under the protocol is on record."""
    signed = select(v.in_force(o)).where(o.code == code)
    return bool(connection.execute(signed).scalar_one_or_none())


def reader_for(connection: Connection, role: str, organisation: str | None) -> v.Reader:
    """Whose eyes somebody in this role, of this organisation, looks with: its own, or the club's.

    A critical friend sees what the club sees, whatever organisation they come from; a member of
    an organisation that has not signed the protocol sees its own, and what is public of others.
    """
    if organisation is None or role == Role.CRITIC:
        return v.CLUB
    return v.owner(organisation, is_signatory=has_signed(connection, organisation))


def members(connection: Connection) -> dict[str, str]:
    """Code → name of those that have signed the protocol, by name."""
    rows = connection.execute(select(o.code, o.name).where(v.signed(o.code)).order_by(o.name))
    return {str(code): str(name) for code, name in rows}


def names(connection: Connection) -> dict[str, str]:
    """The name of each organisation, by its code."""
    return {str(code): str(name) for code, name in connection.execute(select(o.code, o.name))}


def by_any_name(connection: Connection) -> dict[str, str]:
    """Key of every code, name and alias (``names.name_key``) → code."""
    a, o = t.organisation_alias.c, t.organisation.c
    found = {
        row.alias_key: row.organisation_code
        for row in connection.execute(select(a.alias_key, a.organisation_code))
    }
    for row in connection.execute(select(o.code, o.name)):
        found |= {name_key(row.code): row.code, name_key(row.name): row.code}
    return found
