"""Funds are opened, and bodies say what they pay in; nothing is changed, the latest word counts."""

from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from estate.club.codes import FundKind
from estate.club.decisions import Person
from estate.codes import Role
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register.queries.funding import kind_of
from estate.register.queries.organisations import has_signed


def _demand(connection: Connection, person: Person, organisation: str, what: str) -> None:
    """Editors of a body speak for it, and administrators; only for members of the club."""
    own = person.role is Role.EDITOR and person.organisation == organisation
    if not (own or person.is_administrator):
        raise NotAllowed(f"Only an editor of {organisation} or an administrator may {what}.")
    if not has_signed(connection, organisation):
        raise BadQuestion(f"{organisation} is no member of the club: none has signed under it.")


def open_fund(
    connection: Connection, person: Person, name: str, kind: FundKind, *, organisation: str, by: str
) -> UUID:
    """A fund that this body holds; ``Conflict`` where one has the name."""
    _demand(connection, person, organisation, "open a fund that it holds")
    if connection.execute(select(t.fund.c.fund_id).where(t.fund.c.name == name)).first():
        raise Conflict(f"There is a fund “{name}” already.")
    fund_id = uuid4()
    connection.execute(
        insert(t.fund).values(
            fund_id=fund_id,
            name=name,
            kind=kind.value,
            organisation_code=organisation,
            opened_by=by,
        )
    )
    return fund_id


def contribute(
    connection: Connection,
    fund_id: UUID,
    person: Person,
    *,
    organisation: str,
    financial_year: str,
    amount_gbp: float,
    note: str | None,
    by: str,
) -> None:
    """What a body pays in in one financial year, in place of what it said of that year before."""
    kind_of(connection, fund_id)
    _demand(connection, person, organisation, "say what it pays in")
    connection.execute(
        insert(t.fund_contribution).values(
            fund_id=fund_id,
            organisation_code=organisation,
            financial_year=financial_year,
            amount_gbp=amount_gbp,
            note=note,
            recorded_by=by,
        )
    )
