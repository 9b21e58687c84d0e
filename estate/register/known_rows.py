"""What stands in the register already: the reads that an import plan needs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Table,
    Uuid,
    and_,
    any_,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from estate import clock
from estate.codes import InterestRole, RatingBasis, RecordKind, Sensitivity
from estate.db import tables as t
from estate.quality.same_place import Whereabouts
from estate.register.column_values import GEOMETRY_FACTS, EventFact, Facts, InterestFact
from estate.register.names import name_key
from estate.register.records import Party

#: Identities of the rows that are asked for; None means all.
OnlyThese = Sequence[UUID] | None

TABLES: dict[RecordKind, Table] = {
    RecordKind.PROPERTY: t.property_,
    RecordKind.LEASE: t.lease,
    RecordKind.OCCUPATION: t.occupation,
    RecordKind.COST: t.cost_line,
}
ID_COLUMNS: dict[RecordKind, str] = {
    RecordKind.PROPERTY: "property_id",
    RecordKind.LEASE: "lease_id",
    RecordKind.OCCUPATION: "occupation_id",
    RecordKind.COST: "cost_line_id",
}


@dataclass(frozen=True)
class Standing:
    """One row of the register with everything an import compares."""

    entity_id: UUID
    facts: Facts
    import_batch_id: UUID | None
    as_of_date: date | None
    not_in_latest: bool


@dataclass(frozen=True)
class KnownProperty:
    """What is needed to recognise a property by reference or UPRN."""

    property_id: UUID
    organisation_code: str
    local_ref: str
    uprn: int | None
    name: str


@dataclass(frozen=True)
class Held:
    """Who owns a property, where one party alone is on record for it, and whether the importing
    organisation holds it on a lease, a licence or the like."""

    owner: Party | None = None
    on_lease: bool = False


@dataclass
class PropertyIndex:
    """All properties of the register by reference and UPRN."""

    by_reference: dict[tuple[str, str], KnownProperty] = field(default_factory=dict)
    by_uprn: dict[int, list[KnownProperty]] = field(default_factory=lambda: defaultdict(list))
    by_local_ref: dict[str, list[KnownProperty]] = field(default_factory=lambda: defaultdict(list))
    interests: dict[tuple[str, str], KnownProperty] = field(default_factory=dict)
    interest_facts: dict[tuple[str, str], InterestFact] = field(default_factory=dict)


def organisation_codes(connection: Connection) -> dict[str, str]:
    """Normalised code, name and aliases of every organisation → its code."""
    o, a = t.organisation.c, t.organisation_alias.c
    aliases = select(a.organisation_code.label("code"), a.alias_key, null().label("name"))
    named = select(o.code, null().label("alias_key"), o.name)
    rows = connection.execute(union_all(aliases, named)).all()
    found: dict[str, str] = {row.alias_key: row.code for row in rows if row.alias_key is not None}
    for row in rows:
        if row.name is not None:  # a name or code outranks an alias
            found[name_key(row.name)] = row.code
            found[name_key(row.code)] = row.code
    return found


def property_index(connection: Connection, organisation: str, *, own: bool = True) -> PropertyIndex:
    """Every property by (organisation, reference), by UPRN, and through interests, as far as
    this organisation may know of it; without those it reports itself unless ``own``.

    What others hide is not found by its UPRN: a file would tell its sender that it is there.
    """
    p, i = t.property_.c, t.interest.c
    mine = p.organisation_code == organisation
    wanted = or_(mine, _known_to(organisation)) if own else and_(~mine, _known_to(organisation))
    index = PropertyIndex()
    known: dict[UUID, KnownProperty] = {}
    columns = (p.property_id, p.organisation_code, p.local_ref, p.uprn, p.name)
    statement = select(*columns).where(wanted).order_by(p.organisation_code, p.local_ref)
    for row in connection.execute(statement):
        item = KnownProperty(*row)
        known[item.property_id] = item
        index.by_reference[item.organisation_code, item.local_ref] = item
        index.by_local_ref[item.local_ref].append(item)
        if item.uprn is not None:
            index.by_uprn[item.uprn].append(item)
    facts = (i.organisation_code, i.holder_name, i.role, i.tenure)
    linked = select(i.own_ref, i.property_id, *facts).where(i.own_ref.is_not(None))
    for interest in connection.execute(linked):
        key = (interest.organisation_code, interest.own_ref)
        if interest.property_id not in known:
            continue
        index.interests[key] = known[interest.property_id]
        index.interest_facts[key] = InterestFact(
            interest.organisation_code, interest.holder_name, interest.role, interest.tenure
        )
    return index


def held(
    connection: Connection, organisation: str, property_id: UUID | None = None
) -> dict[UUID, Held]:
    """How each property is held, or the one named, as far as interests tell; not those without
    any."""
    i = t.interest.c
    columns = (i.property_id, i.organisation_code, i.holder_name, i.role, i.tenure)
    owners: dict[UUID, set[Party]] = defaultdict(set)
    leased: set[UUID] = set()
    wanted = true() if property_id is None else i.property_id == property_id
    for row in connection.execute(select(*columns).where(wanted)):
        if row.role == InterestRole.OWNER.value:
            owners[row.property_id].add(Party(row.organisation_code, row.holder_name))
        elif row.organisation_code == organisation and row.tenure is not None:
            leased.add(row.property_id)
    one = {key: next(iter(known)) for key, known in owners.items() if len(known) == 1}
    return {key: Held(one.get(key), key in leased) for key in owners.keys() | leased}


def whereabouts(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Whereabouts]:
    """Outline (or point) and postcode of these properties, by identity."""
    p = t.property_.c
    place = func.ST_AsBinary(func.coalesce(p.geom, p.rep_point))
    found = connection.execute(
        select(p.property_id, place.label("place"), p.postcode).where(_among(p.property_id, ids))
    ).all()
    shapes = shapely.from_wkb([None if row.place is None else bytes(row.place) for row in found])
    return {
        row.property_id: Whereabouts(shape, row.postcode)
        for row, shape in zip(found, shapes, strict=True)
    }


def _known_to(organisation: str) -> ColumnElement[bool]:
    """Others' properties that are shared, or in which the organisation has reported a part."""
    p, i = t.property_.c, t.interest.c
    shared = p.sensitivity.in_([Sensitivity.OPEN.value, Sensitivity.CLUB.value])
    reported = select(i.property_id).where(
        i.organisation_code == organisation, i.own_ref.is_not(None)
    )
    return or_(shared, p.property_id.in_(reported))


def current_date(connection: Connection) -> date:
    """The United Kingdom's day by the database's clock: one for all of a transaction."""
    return clock.local(connection.execute(select(func.now())).scalar_one()).date()


def rows(
    connection: Connection, kind: RecordKind, organisation: str, only: OnlyThese = None
) -> dict[str, Standing]:
    """Rows of one kind that an organisation has reported, by its own reference: all of them, or
    those with the identities of ``only``."""
    table, key = TABLES[kind], "local_ref" if kind is RecordKind.PROPERTY else "own_ref"
    columns = [c for c in table.c if not isinstance(c.type, Geometry)]
    names = [c.name for c in columns]
    shapes = [func.ST_AsBinary(table.c[name]) for name in GEOMETRY_FACTS if name in table.c]
    mine = and_(table.c.organisation_code == organisation, _among(table.c[ID_COLUMNS[kind]], only))
    stored = connection.execute(select(*columns, *shapes).where(mine)).all()
    facts = [dict(zip(names, row, strict=False)) for row in stored]
    for number, name in enumerate(GEOMETRY_FACTS[: len(shapes)], start=len(names)):
        found = shapely.from_wkb(
            [None if row[number] is None else bytes(row[number]) for row in stored]
        )
        for one, shape in zip(facts, found, strict=True):
            one[name] = shape
    for name, rest in _hanging(connection, kind, organisation, only).items():
        for one in facts:
            one[name] = rest.get(one[ID_COLUMNS[kind]], ())
    return {
        one[key]: Standing(
            one[ID_COLUMNS[kind]],
            one,
            one["import_batch_id"],
            one["as_of_date"],
            one["not_in_latest"],
        )
        for one in facts
    }


def imported_ratings(
    connection: Connection, organisation: str
) -> dict[tuple[UUID, str], list[dict[str, Any]]]:
    """Imported ratings of an organisation's properties, oldest first, by property and scheme."""
    r, p, b = t.rating.c, t.property_.c, t.import_batch.c
    reverted = select(b.import_batch_id).where(b.reverted_at.is_not(None))
    statement = (
        select(*r)
        .join(t.property_, p.property_id == r.property_id)
        .where(p.organisation_code == organisation, r.basis == RatingBasis.IMPORTED.value)
        .where(or_(r.import_batch_id.is_(None), r.import_batch_id.not_in(reverted)))
        .order_by(r.sequence)
    )
    found: dict[tuple[UUID, str], list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["property_id"], row["scheme"]].append(dict(row))
    return found


def _among(identity: ColumnElement[UUID], only: OnlyThese) -> ColumnElement[bool]:
    return true() if only is None else identity == any_(literal(list(only), ARRAY(Uuid)))


def _hanging(
    connection: Connection, kind: RecordKind, organisation: str, only: OnlyThese
) -> dict[str, dict[UUID, tuple[Any, ...]]]:
    if kind is RecordKind.PROPERTY:
        return {
            "interests": _interests(connection, organisation, only, linked=False),
            "linked_interests": _interests(connection, organisation, only, linked=True),
            "titles": _titles(connection, organisation, only),
        }
    if kind is RecordKind.LEASE:
        return {"events": _events(connection, organisation)}
    return {}


def _interests(
    connection: Connection, organisation: str, only: OnlyThese, *, linked: bool
) -> dict[UUID, tuple[Any, ...]]:
    """Interests in the organisation's properties: those it reported itself, or those that
    other organisations' own rows are linked to. What others hold is named without tenure."""
    i, p = t.interest.c, t.property_.c
    which = i.own_ref.is_not(None) if linked else i.reported_by == organisation
    statement = (
        select(i.property_id, i.organisation_code, i.holder_name, i.role, i.tenure)
        .join(t.property_, p.property_id == i.property_id)
        .where(p.organisation_code == organisation, which, _among(i.property_id, only))
    )
    found: dict[UUID, list[InterestFact]] = defaultdict(list)
    for row in connection.execute(statement):
        tenure = row.tenure if row.organisation_code == organisation else None
        found[row.property_id].append(
            InterestFact(row.organisation_code, row.holder_name, row.role, tenure)
        )
    return {key: tuple(sorted(values, key=repr)) for key, values in found.items()}


def _titles(
    connection: Connection, organisation: str, only: OnlyThese
) -> dict[UUID, tuple[Any, ...]]:
    n, p = t.title.c, t.property_.c
    statement = (
        select(n.property_id, n.title_number)
        .join(t.property_, p.property_id == n.property_id)
        .where(p.organisation_code == organisation, _among(n.property_id, only))
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.property_id].append(row.title_number)
    return {key: tuple(sorted(values)) for key, values in found.items()}


def _events(connection: Connection, organisation: str) -> dict[UUID, tuple[Any, ...]]:
    e, lease = t.lease_event.c, t.lease.c
    statement = (
        select(e.lease_id, e.kind, e.event_date, e.notice_months, e.penalty_gbp, e.conditions)
        .join(t.lease, lease.lease_id == e.lease_id)
        .where(lease.organisation_code == organisation)
    )
    found: dict[UUID, list[EventFact]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.lease_id].append(EventFact(*row[1:]))
    return {key: tuple(sorted(values, key=repr)) for key, values in found.items()}
