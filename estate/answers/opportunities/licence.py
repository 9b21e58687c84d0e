"""The checklist of a licence to share: what the register knows, and what is on record.

Of guest and host no more is told than the reader sees of each property; within an opportunity a
reader looks at both as a party does, while agreements to show figures are in force.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field

from estate.answers import estate_wide
from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.opportunities.licence_facts import Host, User, of_host, of_user
from estate.answers.opportunities.titles import title_of
from estate.answers.properties.property import PropertyDetail, property_dossier
from estate.club.codes import Part
from estate.club.licence import (
    NO_LEGAL_ADVICE,
    LicenceItem,
    LicenceState,
    state_of,
    still_open,
)
from estate.codes import DISCLAIMER
from estate.register import visibility as v
from estate.register.queries import opportunities as query
from estate.rows import Row, Rows
from estate.space.host_conditions import answers as conditions_of


@answer
class PlaceOfLicence(Answer):
    """A property that would be shared, or that somebody would leave."""

    property_id: UUID
    name: str
    organisation: Named


@answer
class Recorded(Answer):
    """What a body has put on record of an item; its words are for the parties."""

    organisation: Named
    state: LicenceState
    answer: str | None
    recorded_on: dt.date
    recorded_by: str | None
    counts: Annotated[bool, Field(description="whether it is this body's latest word")]


@answer
class LicenceLine(Answer):
    """One item: what it settles, what the register knows of it, where it stands, and every answer
    that is on record, the latest first."""

    item: LicenceItem
    label: str
    settles: str
    known: list[str]
    state: LicenceState
    answers: list[Recorded]


@answer
class OfOpportunity(Answer):
    """The opportunity in which answers are kept."""

    id: UUID
    number: int
    title: str
    page: str


@answer
class LicenceChecklist(Answer):
    """All items for one guest and host, or for the properties of a set (then each is a host)."""

    opportunity: Annotated[
        OfOpportunity | None, Field(description="null: a sharing option that nobody has taken up")
    ]
    guest: PlaceOfLicence | None
    hosts: list[PlaceOfLicence]
    items: list[LicenceLine]
    open: Annotated[int, Field(description="items that nobody has settled yet")]
    note: str
    reader: str
    disclaimer: str


@dataclass(frozen=True)
class Seen:
    """A checklist, and whose figures its reader is shown as a party under agreement."""

    checklist: LicenceChecklist
    parties: frozenset[str]


def of_opportunity(context: ReadContext, opportunity_id: UUID) -> Seen:
    """The checklist of an opportunity with what is on record; ``NotFound`` to whom it is not
    shown."""
    connection = context.connection
    sight = query.sight(connection, context.reader, opportunity_id, context.today)
    row = query.one(connection, sight, opportunity_id)
    places = query.properties(connection, sight, opportunity_id)
    seen = context.seen_by(sight)
    details = [property_dossier(seen, one["property_id"]).detail for one in places]
    of_part: dict[Part, list[PropertyDetail]] = {part: [] for part in Part}
    for one, detail in zip(places, details, strict=True):
        of_part[Part(one["part"])].append(detail)
    guest = next(iter(of_part[Part.GUEST]), None)
    occupation = row["guest_occupation_id"]
    rows = query.on_record(connection, sight, "licence_answers", opportunity_id)
    named = OfOpportunity(
        id=opportunity_id,
        number=row["number"],
        title=title_of(row, places),
        page=f"/opportunities/{opportunity_id}",
    )
    hosts = [*of_part[Part.HOST], *of_part[Part.MEMBER]]
    user = None if occupation is None else _user(seen, guest, str(occupation))
    said = {
        LicenceItem.ICT: row["ict_dependency"],
        LicenceItem.SERVICES_INCLUDED: row["facilities_dependency"],
    }
    made = _checklist(seen, named, guest, user, hosts, rows, said)
    return Seen(made, sight.parties)


def of_pair(context: ReadContext, guest_id: UUID, host_id: UUID) -> LicenceChecklist:
    """The checklist of a sharing option, with what the register knows; ``guest_id`` is an
    occupation or a property. ``NotFound`` where the reader is shown no such property."""
    v.demand(context.reader, v.Level.CLUB, "licences to share")
    homes = estate_wide.whole_estate(context).occupations["property_id"]
    key = str(guest_id)
    guest = property_dossier(context, UUID(str(homes[key])) if key in homes.index else guest_id)
    host = property_dossier(context, host_id)
    user = _user(context, guest.detail, key)
    return _checklist(context, None, guest.detail, user, [host.detail], [], {})


def _user(context: ReadContext, guest: PropertyDetail | None, occupation: str) -> User | None:
    """The user that would move, where the reader sees it; with more than one in the building, its
    body alone."""
    if guest is None:
        return None
    rows = estate_wide.whole_estate(context).occupations
    if occupation not in rows.index:
        return User(guest.organisation.name, None)
    code = rows.at[occupation, "organisation"]
    alike = [one for one in guest.occupations if one.organisation.code == code]
    name = next((one.organisation.name for one in alike if one.organisation.name), None)
    return User(name or guest.organisation.name, alike[0] if len(alike) == 1 else None)


def _checklist(
    context: ReadContext,
    opportunity: OfOpportunity | None,
    guest: PropertyDetail | None,
    user: User | None,
    hosts: list[PropertyDetail],
    rows: Rows,
    said: Mapping[LicenceItem, str | None],
) -> LicenceChecklist:
    """``said``: what the opportunity itself tells of some items."""
    conditions = estate_wide.whole_estate(context).properties["host_conditions"]
    shared = [Host(one, conditions_of(conditions.get(one.id))) for one in hosts]
    lines = [_line(item, user, shared, rows, said.get(item)) for item in LicenceItem]
    return LicenceChecklist(
        opportunity=opportunity,
        guest=None if guest is None else _place(guest),
        hosts=list(map(_place, hosts)),
        items=lines,
        open=len(still_open({one.item: one.state for one in lines})),
        note=NO_LEGAL_ADVICE,
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _place(detail: PropertyDetail) -> PlaceOfLicence:
    return PlaceOfLicence(
        property_id=UUID(detail.id), name=detail.name, organisation=detail.organisation
    )


def _line(
    item: LicenceItem,
    user: User | None,
    hosts: list[Host],
    rows: Rows,
    said: str | None,
) -> LicenceLine:
    found = [row for row in rows if row["item"] == item]
    latest = {row["organisation_code"]: row for row in found}
    known = [] if user is None else of_user(item, user)
    for host in hosts:
        several = f"{host.detail.name}: " if len(hosts) > 1 else ""
        known += [f"{several}{one}" for one in of_host(item, host)]
    if said:
        known.append(f"The opportunity says: {said}")
    counting = {row["opportunity_licence_answer_id"] for row in latest.values()}
    return LicenceLine(
        item=item,
        label=item.words,
        settles=item.settles,
        known=known,
        state=state_of(LicenceState(row["state"]) for row in latest.values()),
        answers=[_recorded(row, counting) for row in reversed(found)],
    )


def _recorded(row: Row, counting: Collection[UUID]) -> Recorded:
    return Recorded(
        organisation=Named(row["organisation_code"], row["organisation"]),
        state=LicenceState(row["state"]),
        answer=row.get("answer"),
        recorded_on=row["recorded_at"].date(),
        recorded_by=row.get("recorded_by"),
        counts=row["opportunity_licence_answer_id"] in counting,
    )
