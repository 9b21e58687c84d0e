"""Rights of a role that the service runs as: it uses the tables and owns nothing.

Whoever owns tables can switch their triggers off, and with them the record. So migrations run as
the owner (``ESTATE_OWNER_DATABASE_URL``) and the service as a role that can read and write rows,
and neither drop, alter, empty nor take over anything.
"""

from collections.abc import Iterator

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from estate.db import tables
from estate.errors import Refused, SetupError

_SCHEMA = sql.Identifier("public")
#: Only ever added to, as their triggers have it too.
_APPENDED = frozenset(
    {
        "audit_record",
        "case_sign_off",
        "decision_step",
        "desk_split",
        "fund",
        "fund_contribution",
        "host_condition",
        "kept_case",
        "meeting_entry",
        "meeting_snapshot",
        "offer_interest",
        "opportunity_actual",
        "opportunity_agreement",
        "opportunity_barrier",
        "opportunity_bid_figure",
        "opportunity_case",
        "opportunity_consultation",
        "opportunity_decision",
        "opportunity_decision_to_consult",
        "opportunity_funding",
        "opportunity_licence_answer",
        "opportunity_position",
        "opportunity_share",
        "opportunity_statement",
        "protocol_signature",
        "protocol_version",
        "rating",
        "space_standard",
        "town_wish",
        "use_reading",
        "venue",
    }
)
_ROWS = sql.SQL("SELECT, INSERT, UPDATE, DELETE")
_APPEND = sql.SQL("SELECT, INSERT")
_SEQUENCES = sql.SQL("USAGE, SELECT")


def statements(role: str, database: str, owner: str) -> list[sql.Composed]:
    """What gives ``role`` its rights in ``database``, whose tables ``owner`` makes.

    Run again they change nothing; what an earlier version gave beyond them is taken back.
    """
    return list(_statements(sql.Identifier(role), sql.Identifier(database), sql.Identifier(owner)))


def _statements(
    role: sql.Identifier, database: sql.Identifier, owner: sql.Identifier
) -> Iterator[sql.Composed]:
    # Temporary tables hold what an import stages; they vanish with the connection.
    yield sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, role)
    yield sql.SQL("REVOKE CREATE ON SCHEMA {} FROM PUBLIC").format(_SCHEMA)
    yield sql.SQL("REVOKE CREATE ON SCHEMA {} FROM {}").format(_SCHEMA, role)
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(_SCHEMA, role)
    for table in tables.metadata.sorted_tables:
        name = sql.Identifier("public", table.name)
        rights = _APPEND if table.name in _APPENDED else _ROWS
        yield sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role)
        yield sql.SQL("GRANT {} ON {} TO {}").format(rights, name, role)
    revision = sql.Identifier("public", "alembic_version")
    yield sql.SQL("REVOKE ALL ON {} FROM {}").format(revision, role)
    yield sql.SQL("GRANT SELECT ON {} TO {}").format(revision, role)
    yield sql.SQL("GRANT {} ON ALL SEQUENCES IN SCHEMA {} TO {}").format(_SEQUENCES, _SCHEMA, role)
    later = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} ").format(owner, _SCHEMA)
    yield later + sql.SQL("GRANT {} ON TABLES TO {}").format(_ROWS, role)
    yield later + sql.SQL("GRANT {} ON SEQUENCES TO {}").format(_SEQUENCES, role)


def script(role: str, url: str) -> str:
    """The statements as a file for psql, in one transaction."""
    owner = _owner(url, role)
    found = statements(role, make_url(url).database or "", owner)
    lines = "".join(f"{one.as_string()};\n" for one in found)
    return f"BEGIN;\n{lines}COMMIT;\n"


def apply(role: str, url: str) -> int:
    """Give the rights, all or none; how many statements that took.

    Raises SetupError when the role cannot be one that owns nothing, or the caller may not.
    """
    owner = _owner(url, role)
    try:
        with psycopg.connect(_libpq(url)) as connection:
            made = statements(role, connection.info.dbname, owner)
            for one in made:
                connection.execute(one)
    except psycopg.errors.InsufficientPrivilege as error:
        raise SetupError(
            "Only the owner of the tables can give these rights: set ESTATE_OWNER_DATABASE_URL "
            "to the address that migrations use, or hand the printed statements to the owner."
        ) from error
    return len(made)


def _owner(url: str, role: str) -> str:
    """Who owns the tables; refused when the role is not fit to own nothing."""
    with psycopg.connect(_libpq(url)) as connection:
        owner = connection.execute(
            "SELECT tableowner FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename = 'alembic_version'"
        ).fetchone()
        if owner is None:
            raise SetupError("There are no tables yet: run 'estate db migrate' first.")
        found = connection.execute(
            "SELECT rolsuper, rolcreaterole, pg_has_role(rolname, %s, 'MEMBER')"
            " FROM pg_roles WHERE rolname = %s",
            (owner[0], role),
        ).fetchone()
    if found is None:
        raise SetupError(
            f"There is no role {role}: let the server's administrator make one with "
            f"CREATE ROLE … LOGIN, with a password of its own."
        )
    if any(found):
        why = (
            "is a superuser"
            if found[0]
            else ("may make roles" if found[1] else "owns the tables, or is a member of who does")
        )
        raise Refused(f"{role} {why}, so rights would not bind it: name another role.")
    return str(owner[0])


def owns_its_tables(url: str) -> bool:
    """Whether who connects with this address could switch the record's triggers off."""
    with psycopg.connect(_libpq(url)) as connection:
        found = connection.execute(
            "SELECT bool_or(r.rolsuper OR pg_has_role(current_user, t.tableowner, 'MEMBER'))"
            " FROM pg_tables t, pg_roles r WHERE r.rolname = current_user"
            " AND t.schemaname = 'public' AND t.tablename = 'audit_record'"
        ).fetchone()
    return bool(found and found[0])


def _libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
