"""The county itself: its one row, its organisations and aliases, its overlays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import shapely
from shapely import MultiPolygon, Point
from sqlalchemy import Connection, func, insert, select, update

from estate import clock
from estate.club.protocol import (
    FIRST,
    ProtocolText,
    holds_until,
    wrong_adoption,
    wrong_signature,
)
from estate.codes import AreaKind, OrganisationKind
from estate.db import tables as t
from estate.errors import AreaRefused, BadQuestion, Conflict, NotFound
from estate.register.area_records import AreaDescription, OrganisationDescription, TownDescription
from estate.register.bulk.geometry_columns import outline_columns, stored
from estate.register.names import name_key
from estate.register.queries import protocol
from estate.register.writes.batches import next_version

_CIRCLE_SEGMENTS = 16  # a quarter of the circle; area within 0.2 % of the true one


@dataclass(frozen=True)
class OverlayArea:
    """One outline of an overlay file, on the National Grid."""

    name: str
    geom: MultiPolygon
    population: int | None = None
    households: int | None = None


def init_area(connection: Connection, description: AreaDescription) -> None:
    """Make this register one county's; a register that holds one already is left alone."""
    if connection.execute(select(t.county.c.name)).first() is not None:
        raise Conflict("This register holds a county already; another county needs another one.")
    box = description.envelope
    connection.execute(
        insert(t.county).values(
            county_id=1,
            **description.model_dump(exclude={"envelope", "towns", "organisations"}),
            **box.model_dump(),
        )
    )
    if description.towns:
        rows = [_town_row(town, description.synthetic) for town in description.towns]
        connection.execute(insert(t.area), rows)
    for organisation in description.organisations:
        _insert_organisation(connection, organisation, synthetic=description.synthetic)
    next_version(connection, f"county {description.code}")


def add_organisation(
    connection: Connection,
    *,
    code: str,
    name: str,
    kind: OrganisationKind,
    in_scope: bool = True,
    signed_on: date | None = None,
    m2_per_fte: float | None = None,
    aliases: Sequence[str] = (),
) -> None:
    """Add an organisation; ``AreaRefused`` when its code, name or an alias is taken or ill-made."""
    try:
        described = OrganisationDescription(
            code=code,
            name=name,
            kind=kind,
            in_scope=in_scope,
            signed_on=signed_on,
            m2_per_fte=m2_per_fte,
            aliases=tuple(aliases),
        )
    except ValueError as error:
        raise AreaRefused(
            f"“{code}” is not a possible organisation code: capital letters, digits and hyphens, "
            "at most 20."
        ) from error
    synthetic = connection.execute(select(t.county.c.synthetic)).scalar() or False
    _insert_organisation(connection, described, synthetic=synthetic)
    next_version(connection, f"organisation {code}")


def sign_protocol(
    connection: Connection,
    code: str,
    *,
    on: date,
    signatory: str,
    signed_for: str,
    version: int | None = None,
    until: date | None = None,
) -> None:
    """Record an organisation's signature: when, by whom, for what, under which version of the
    protocol (the newest unless given), and until when (without an end unless given). A later one
    replaces it; all stay on record. ``NotFound`` for an unknown code or version, ``BadQuestion``
    for days that cannot be."""
    texts = protocol.texts(connection)
    wanted = texts[-1] if version is None else protocol.text(connection, version)
    wrong = wrong_signature(wanted, on, until, clock.today())
    if wrong is not None:
        raise BadQuestion(wrong)
    _signature(
        connection,
        code,
        signed_on=on,
        signatory=signatory,
        signed_for=signed_for,
        signed_version=wanted.version,
        signed_until=holds_until(until, wanted),
    )
    connection.execute(
        insert(t.protocol_signature).values(
            organisation_code=code,
            version=wanted.version,
            signed_on=on,
            signatory=signatory,
            signed_for=signed_for,
            signed_until=until,
        )
    )
    next_version(connection, f"{code} signed the protocol")


def withdraw_signature(connection: Connection, code: str) -> None:
    """From now on the club sees its locations alone, and it no more than the public sees."""
    o = t.organisation.c
    held = select(o.signed_version).where(o.code == code, o.signed_on.is_not(None))
    version = connection.execute(held).one_or_none()
    _signature(connection, code, **dict.fromkeys(_SIGNATURE))
    if version is not None:
        connection.execute(
            insert(t.protocol_signature).values(
                organisation_code=code,
                version=version[0] or FIRST.version,
                signed_on=clock.today(),
                withdrawn=True,
            )
        )
    next_version(connection, f"{code} no longer signs the protocol")


_SIGNATURE = ("signed_on", "signatory", "signed_for", "signed_version", "signed_until")


def _signature(connection: Connection, code: str, **values: Any) -> None:
    o = t.organisation
    if connection.execute(update(o).where(o.c.code == code).values(values)).rowcount == 0:
        raise NotFound(f"There is no organisation with the code {code!r} in this register.")


def adopt_protocol(
    connection: Connection, text: ProtocolText, *, previous_ends_on: date, by: str
) -> int:
    """A new version of the protocol, after the newest; its number. Signatures under the version
    before hold until ``previous_ends_on``, or their own earlier end. ``BadQuestion`` for days that
    cannot be."""
    newest = protocol.texts(connection)[-1]
    wrong = wrong_adoption(
        newest, text.adopted_on or clock.today(), previous_ends_on, clock.today()
    )
    if wrong is not None:
        raise BadQuestion(wrong)
    version = newest.version + 1
    connection.execute(
        insert(t.protocol_version).values(
            version=version,
            title=text.title,
            introduction=text.introduction,
            principles=list(text.principles),
            source=text.source,
            adopted_on=text.adopted_on or clock.today(),
            previous_ends_on=previous_ends_on,
            adopted_by=by,
        )
    )
    o = t.organisation.c
    end = func.least(func.coalesce(o.signed_until, previous_ends_on), previous_ends_on)
    connection.execute(
        update(t.organisation).where(o.signed_on.is_not(None)).values(signed_until=end)
    )
    next_version(connection, f"version {version} of the protocol adopted")
    return version


def carry_out_ends(connection: Connection, today: date) -> list[str]:
    """Signatures whose last day has passed are taken off, so that what is kept ready is made anew;
    the codes of the organisations. That they are not shown any more does not wait for it
    (``visibility.in_force``)."""
    o = t.organisation.c
    ended = (
        update(t.organisation)
        .where(o.signed_until < today)
        .values(dict.fromkeys(_SIGNATURE))
        .returning(o.code)
    )
    found = sorted(connection.execute(ended).scalars())
    if found:
        next_version(connection, f"signatures ended: {', '.join(found)}")
    return found


def changed_areas(
    connection: Connection, kind: AreaKind, areas: Iterable[OverlayArea]
) -> list[OverlayArea]:
    """Those outlines of an overlay that the register does not hold like that already."""
    a = t.area.c
    columns = (a.name, a.geom, a.population, a.households)
    statement = select(*columns).where(a.kind == kind.value, a.basis == "file")
    standing = {row.name: row for row in connection.execute(statement)}
    return [area for area in areas if not _stands(standing.get(area.name), area)]


def _stands(row: Any, area: OverlayArea) -> bool:
    if row is None or not shapely.equals_exact(shapely.from_wkb(row.geom.data), area.geom, 0.001):
        return False
    return all(
        new is None or new == old
        for old, new in ((row.population, area.population), (row.households, area.households))
    )


def replace_areas(
    connection: Connection,
    kind: AreaKind,
    areas: Iterable[OverlayArea],
    *,
    batch_id: UUID,
    source: str,
) -> None:
    """Load outlines of one kind; those of the same name are replaced."""
    found = list(areas)
    synthetic = connection.execute(select(t.county.c.synthetic)).scalar() or False
    a = t.area.c
    for area in found:
        changes = _overlay_row(area, batch_id, source, synthetic)
        same = (a.kind == kind.value, a.name == area.name)
        if connection.execute(update(t.area).where(*same).values(changes)).rowcount == 0:
            row = {"kind": kind.value, "name": area.name, **changes}
            connection.execute(insert(t.area).values(row))
    if kind in (AreaKind.TOWN, AreaKind.DISTRICT):
        locate_properties(connection)


def locate_properties(connection: Connection, property_ids: Sequence[UUID] | None = None) -> None:
    """Set town (nearest centre among towns around the point) and district of properties."""
    p, a = t.property_.c, t.area.c
    if property_ids is not None and not property_ids:
        return
    inside = func.ST_Contains(a.geom, p.rep_point)
    nearest = func.ST_Distance(func.coalesce(a.centre, func.ST_Centroid(a.geom)), p.rep_point)
    chosen = {
        column: select(a.area_id)
        .where(a.kind == kind.value, inside)
        .order_by(nearest, a.name)
        .limit(1)
        .correlate(t.property_)
        .scalar_subquery()
        for column, kind in (("town_id", AreaKind.TOWN), ("district_id", AreaKind.DISTRICT))
    }
    statement = update(t.property_).values(chosen)
    if property_ids is not None:
        statement = statement.where(p.property_id.in_(property_ids))
    connection.execute(statement)


def _town_row(town: TownDescription, synthetic: bool) -> dict[str, Any]:
    centre = Point(town.easting, town.northing)
    circle = MultiPolygon([centre.buffer(town.radius_m, quad_segs=_CIRCLE_SEGMENTS)])
    return {
        "area_id": uuid4(),
        "kind": AreaKind.TOWN.value,
        "name": town.name,
        **outline_columns(circle),
        "centre": stored(centre, 27700),
        "basis": "circle",
        "population": town.population,
        "population_source": town.population_source,
        "synthetic": synthetic,
    }


def _overlay_row(area: OverlayArea, batch_id: UUID, source: str, synthetic: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        **outline_columns(area.geom),
        "centre": stored(area.geom.point_on_surface(), 27700),
        "basis": "file",
        "source": source,
        "synthetic": synthetic,
        "import_batch_id": batch_id,
    }
    known = {"population": area.population, "households": area.households}
    return row | {name: value for name, value in known.items() if value is not None}


def _insert_organisation(
    connection: Connection, described: OrganisationDescription, *, synthetic: bool
) -> None:
    o, alias = t.organisation, t.organisation_alias
    keys = {name_key(word): word for word in described.aliases if name_key(word)}
    taken = connection.execute(
        select(o.c.code).where((o.c.code == described.code) | (o.c.name == described.name))
    ).scalar()
    used = select(alias.c.alias).where(alias.c.alias_key.in_(list(keys)))
    doubled = connection.execute(used).scalar() if keys else None
    if taken is not None or doubled is not None:
        raise AreaRefused(
            f"“{doubled or described.name}” ({described.code}) is in use already by another "
            "organisation of this register."
        )
    values = described.model_dump(exclude={"aliases"})
    if described.signed_on is not None:
        values["signed_version"] = FIRST.version
    connection.execute(insert(o).values(**values, synthetic=synthetic))
    if described.signed_on is not None:
        signed = {name: values.get(name) for name in ("signed_on", "signatory", "signed_for")}
        connection.execute(
            insert(t.protocol_signature).values(
                organisation_code=described.code, version=FIRST.version, **signed
            )
        )
    rows = [
        {"alias_key": key, "alias": word, "organisation_code": described.code}
        for key, word in keys.items()
    ]
    if rows:
        connection.execute(insert(alias), rows)
