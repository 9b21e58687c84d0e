"""Venues are offered, changed and withdrawn; every word on one is kept, the latest counts."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from estate.club.decisions import Person
from estate.codes import Role, VenueKind
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register.queries import venues as query
from estate.register.queries import versions
from estate.register.queries.organisations import has_signed
from estate.register.writes.batches import next_version


@dataclass(frozen=True)
class VenueFacts:
    """What is said of a venue: place by address, by a point on the National Grid (m), or both;
    ``nia_m2`` on offer; ``charge_gbp_pa`` None where it is not known."""

    name: str
    kind: VenueKind
    address: str | None
    easting: float | None
    northing: float | None
    nia_m2: float
    available_from: date
    available_until: date | None
    charge_gbp_pa: float | None
    source: str


def offer(
    connection: Connection, person: Person, said: VenueFacts, *, organisation: str, by: str
) -> UUID:
    """A body offers a venue as a possible host; its key. ``NotAllowed`` but for the body's editors
    and administrators, ``BadQuestion`` for what cannot be."""
    _demand(connection, person, organisation)
    _demand_sense(connection, said)
    venue_id = uuid4()
    _append(connection, venue_id, organisation, said, by)
    return venue_id


def change(
    connection: Connection, venue_id: UUID, person: Person, said: VenueFacts, *, by: str
) -> None:
    """Say it anew, whole; what is withdrawn is offered again so."""
    organisation = _held(connection, venue_id, person)["organisation_code"]
    _demand_sense(connection, said)
    _append(connection, venue_id, organisation, said, by)


def withdraw(connection: Connection, venue_id: UUID, person: Person, *, by: str) -> None:
    """It is offered no longer; ``Conflict`` where it was withdrawn before."""
    row = _held(connection, venue_id, person)
    if row["withdrawn"]:
        raise Conflict("This venue has been withdrawn already.")
    said = VenueFacts(**{name: row[name] for name in query.SAID})
    _append(connection, venue_id, row["organisation_code"], said, by, withdrawn=True)


def _held(connection: Connection, venue_id: UUID, person: Person) -> dict[str, Any]:
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(str(venue_id)))))
    row = query.standing(connection, venue_id)
    _demand(connection, person, row["organisation_code"])
    return row


def _demand(connection: Connection, person: Person, organisation: str) -> None:
    """Editors of a body speak for it, and administrators; only for members of the club."""
    own = person.role is Role.EDITOR and person.organisation == organisation
    if not (own or person.is_administrator):
        raise NotAllowed(
            f"Only an editor of {organisation} or an administrator may say what it offers."
        )
    if not has_signed(connection, organisation):
        raise BadQuestion(f"{organisation} is no member of the club: none has signed under it.")


def _demand_sense(connection: Connection, said: VenueFacts) -> None:
    if (said.easting is None) != (said.northing is None):
        raise BadQuestion("Give easting and northing together, or neither.")
    if said.address is None and said.easting is None:
        raise BadQuestion("Say where it is: an address, or easting and northing.")
    if said.available_until is not None and said.available_until < said.available_from:
        raise BadQuestion("The last day must not lie before the first.")
    if said.easting is None or said.northing is None:
        return
    if not versions.envelope(connection).contains(said.easting, said.northing):
        raise BadQuestion(
            f"{said.easting:g}, {said.northing:g} lies outside the county: easting and northing "
            "are metres on the British National Grid."
        )


def _append(
    connection: Connection,
    venue_id: UUID,
    organisation: str,
    said: VenueFacts,
    by: str,
    *,
    withdrawn: bool = False,
) -> None:
    connection.execute(
        insert(t.venue).values(
            venue_id=venue_id,
            organisation_code=organisation,
            **asdict(said),
            withdrawn=withdrawn,
            recorded_by=by,
        )
    )
    next_version(connection, f"venue of {organisation}")
