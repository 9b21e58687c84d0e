"""Leases, occupations and cost lines whole, for whoever may see them so: rows to take home.

Rows of one organisation, those of its latest files, under the names of ``intake``'s fields. The
columns come through ``visibility``; an organisation's own rows hold all that its files said, so
that a file of them can be brought back without a change.
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, case, func, null, select

from estate.codes import LeaseEventKind, RecordKind
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.register.queries import subqueries
from estate.rows import Rows

p = t.property_.c
KINDS = (RecordKind.LEASE, RecordKind.OCCUPATION, RecordKind.COST)
_COLUMNS: dict[RecordKind, tuple[Table, list[str]]] = {
    RecordKind.LEASE: (
        t.lease,
        [
            "lease_id",
            "tenant_organisation_code",
            "tenant_name",
            "landlord_organisation_code",
            "landlord_name",
            "start_date",
            "term_years",
            "expiry_date",
            "passing_rent_gbp_pa",
            "inside_1954_act",
            "repairing_basis",
            "holding_over_since",
            "as_of_date",
        ],
    ),
    RecordKind.OCCUPATION: (
        t.occupation,
        [
            "occupier_organisation_code",
            "occupier_name",
            "user_function",
            "service_function",
            "fte",
            "desks",
            "mobile_percent",
            "nia_m2",
            "touchdown_desks",
            "shared_front_desk",
            "as_of_date",
        ],
    ),
    RecordKind.COST: (
        t.cost_line,
        [
            "kind",
            "amount_gbp_pa",
            "cost_year",
            "payee_organisation_code",
            "payee_name",
            "as_of_date",
        ],
    ),
}


def whole(connection: Connection, reader: v.Reader, kind: RecordKind, organisation: str) -> Rows:
    """The rows that an organisation reports and this reader sees whole, by reference.

    Beside the columns: ``property_ref`` and ``uprn``, by which intake finds the property again;
    of a lease ``events``. ``NotAllowed`` for who sees nobody's rows whole.
    """
    table, names = _COLUMNS[kind]
    owners = _owners(kind)
    sees = v.may_see(reader, _level(kind), *owners)
    if v.never(sees):
        raise NotAllowed(
            "Leases, occupations and cost lines are exported whole for the organisation whose "
            "they are, and for parties under agreement: ask with its token."
        )
    own_names = v.select_list(reader, table, ["own_ref"], owners[0])
    columns = [*own_names, *v.select_list(reader, table, names, *owners)]
    statement = (
        select(*columns, *_link(reader, table))
        .select_from(table)
        .join(t.property_, p.property_id == table.c.property_id)
        .where(
            table.c.organisation_code == organisation,
            table.c.not_in_latest.is_(False),
            sees,
            table.c.property_id.in_(_shown(reader, table)),
        )
        .order_by(p.organisation_code, p.local_ref, table.c.own_ref)
    )
    found = [dict(row) for row in connection.execute(statement).mappings()]
    if kind is RecordKind.LEASE:
        events = _events(connection, reader, organisation)
        for row in found:
            row["events"] = events.get(row.pop("lease_id"), [])
    return found


def _owners(kind: RecordKind) -> tuple[ColumnElement[Any], ...]:
    table = _COLUMNS[kind][0]
    own = table.c.organisation_code
    return (own, t.lease.c.landlord_organisation_code) if table is t.lease else (own,)


def _level(kind: RecordKind) -> v.Level:
    """Staff and desks are for their owner alone, so that nobody else sees occupations whole."""
    return v.Level.OWNER if kind is RecordKind.OCCUPATION else v.Level.PARTIES


def _shown(reader: v.Reader, table: Table) -> Select[Any]:
    """Properties of the rows that stand, or gave way to one that stands, for this reader."""
    stands = select(p.property_id).where(v.rows(reader))
    hung = subqueries.standing_property(table.c.property_id)
    return select(table.c.property_id).where(hung.in_(stands)).distinct()


def _link(reader: v.Reader, table: Table) -> list[ColumnElement[Any]]:
    """How the row points at its property: the reporter's own reference of it, else the UPRN,
    else the reference of whoever manages it."""
    i, own = t.interest.c, table.c.organisation_code
    linked = (
        select(func.min(i.own_ref))
        .where(i.property_id == table.c.property_id, i.organisation_code == own)
        .scalar_subquery()
    )
    theirs = v.visible(reader, p.local_ref, t.property_, p.organisation_code)
    uprn = v.visible(reader, p.uprn, t.property_, p.organisation_code)
    numbered = null() if uprn is None else uprn
    other = null() if theirs is None else theirs
    reference = case(
        (p.organisation_code == own, p.local_ref),
        (linked.is_not(None), linked),
        (numbered.is_not(None), null()),
        else_=other,
    )
    return [reference.label("property_ref"), numbered.label("uprn")]


def _events(connection: Connection, reader: v.Reader, organisation: str) -> dict[UUID, Rows]:
    """Breaks and reviews of an organisation's leases, by day."""
    event, lease = t.lease_event.c, t.lease.c
    owners = _owners(RecordKind.LEASE)
    kinds = (LeaseEventKind.TENANT_BREAK, LeaseEventKind.LANDLORD_BREAK, LeaseEventKind.RENT_REVIEW)
    names = ["lease_id", "kind", "event_date", "notice_months", "penalty_gbp", "conditions"]
    statement = (
        select(*v.select_list(reader, t.lease_event, names, *owners))
        .select_from(t.lease_event.join(t.lease))
        .where(
            lease.organisation_code == organisation,
            v.may_see(reader, v.Level.PARTIES, *owners),
            event.kind.in_([kind.value for kind in kinds]),
        )
        .order_by(event.event_date, event.kind)
    )
    found: dict[UUID, Rows] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["lease_id"]].append(dict(row))
    return found
