"""Opportunities: opened, moved from stage to stage, and what is put on record of them.

Each write holds the opportunity's row, looks at what is on record, asks the rules of
``estate.club.opportunities``, and only ever adds: nothing that a body has put on record is changed
by another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from estate.club import opportunities as rules
from estate.club.codes import ACTIVE, OPEN, BodyReason, Part, Stage
from estate.club.decisions import Person
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed, ThereAlready
from estate.register.queries import opportunities as query
from estate.register.queries.organisations import has_signed
from estate.register.writes.batches import next_version
from estate.register.writes.decisions import Kept, held, note_step

OPPORTUNITIES = Kept(
    rules.OPPORTUNITY,
    t.opportunity,
    state="stage",
    unknown="There is no such opportunity in this register.",
)
o = t.opportunity.c


@dataclass(frozen=True)
class Opening:
    """A new opportunity: whose, about what, affecting whom, and what is known of it so far."""

    lead: str
    properties: Mapping[UUID, Part]
    bodies: Mapping[str, BodyReason]
    title: str | None = None
    guest_occupation_id: UUID | None = None
    first_saving_on: date | None = None
    one_off_gbp: float | None = None
    changes_public_access: bool | None = None


@dataclass(frozen=True)
class Share:
    """What a case brings one body (GBP a year), costs it and brings it once (GBP), and in which
    financial year that would come."""

    saving_gbp_pa: float
    one_off_gbp: float
    receipt_gbp: float | None = None
    receipt_year: str | None = None


@dataclass(frozen=True)
class PairFacts:
    """What a reader sees of a pair (``club.pair_facts``); ``organisation`` None: the club."""

    guest_occupation_id: UUID
    host_property_id: UUID
    organisation: str | None
    facts_sha256: str


def open_opportunity(connection: Connection, opening: Opening, *, by: str) -> UUID:
    """Keep it as an idea; ``Conflict`` where the same pair is open already."""
    _one_at_a_time(connection)
    hosts = [key for key, part in opening.properties.items() if part is Part.HOST]
    _refuse_twice(connection, opening.guest_occupation_id, hosts[0] if hosts else None)
    opportunity_id = uuid4()
    connection.execute(
        insert(t.opportunity).values(
            opportunity_id=opportunity_id,
            organisation_code=opening.lead,
            title=opening.title,
            guest_occupation_id=opening.guest_occupation_id,
            first_saving_on=opening.first_saving_on,
            one_off_gbp=opening.one_off_gbp,
            changes_public_access=opening.changes_public_access,
            opened_by=by,
        )
    )
    places = [
        {"opportunity_id": opportunity_id, "property_id": key, "part": part.value}
        for key, part in opening.properties.items()
    ]
    connection.execute(insert(t.opportunity_property), places)
    taking_part = {opening.lead: BodyReason.LEAD} | dict(opening.bodies)
    for code, reason in taking_part.items():
        _add_body(connection, opportunity_id, code, reason, by)
    note_step(connection, OPPORTUNITIES, opportunity_id, None, Stage.IDEA.value, by=by)
    return opportunity_id


def _one_at_a_time(connection: Connection) -> None:
    """What looks at other opportunities waits for whoever opens or moves one; taken before any
    row is held, so that no two wait for each other."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("opportunity"))))


def _refuse_twice(
    connection: Connection, guest: UUID | None, host: UUID | None, but: UUID | None = None
) -> None:
    if guest is None or host is None:
        return
    number = query.alive_for(connection, guest, host, but)
    if number is not None:
        raise ThereAlready(f"Opportunity {number} is about these two already.", number)


def _add_body(
    connection: Connection, opportunity_id: UUID, code: str, reason: BodyReason, by: str
) -> None:
    connection.execute(
        insert(t.opportunity_body).values(
            opportunity_id=opportunity_id, organisation_code=code, reason=reason.value, added_by=by
        )
    )


def _looked_at(
    connection: Connection, opportunity_id: UUID, today: date, superseded_by: UUID | None = None
) -> tuple[dict[str, Any], rules.OnRecord]:
    """The row, held until the transaction ends, and what is on record of it."""
    row = held(connection, OPPORTUNITIES, opportunity_id)
    given = row if superseded_by is None else row | {"superseded_by": superseded_by}
    return row, query.whole_record(connection, given, today)


def move(
    connection: Connection,
    opportunity_id: UUID,
    person: Person,
    end: Stage,
    *,
    expected: Stage,
    reason: str | None,
    today: date,
    by: str,
    superseded_by: UUID | None = None,
) -> None:
    """Lead it to another stage; refuses as ``rules.demand_move`` does.

    ``expected``: where whoever asks saw it stand.
    """
    if superseded_by == opportunity_id:
        raise BadQuestion("An opportunity does not take its own place.")
    _one_at_a_time(connection)
    row, record = _looked_at(connection, opportunity_id, today, superseded_by)
    rules.demand_move(person, record, expected, end, reason)
    if end in ACTIVE and record.stage not in ACTIVE:  # another may have been opened meanwhile
        host = query.host_of(connection, opportunity_id)
        _refuse_twice(connection, row["guest_occupation_id"], host, opportunity_id)
    values: dict[str, Any] = {"stage": end.value, "decided_by": by, "decided_at": func.now()}
    values["stage_before"] = row["stage"] if end is Stage.PARKED else None
    if end is Stage.SUPERSEDED:
        values["superseded_by"] = superseded_by
    connection.execute(
        update(t.opportunity).where(o.opportunity_id == opportunity_id).values(values)
    )
    note_step(
        connection, OPPORTUNITIES, opportunity_id, row["stage"], end.value, by=by, reason=reason
    )
    if Stage.REJECTED in (end, expected):  # lists of candidates follow the register's version
        connection.execute(
            delete(t.rejected_pair).where(t.rejected_pair.c.opportunity_id == opportunity_id)
        )
        next_version(connection, f"opportunity {row['number']} {end.words}")


def keep_out(
    connection: Connection,
    opportunity_id: UUID,
    facts: Sequence[PairFacts],
    *,
    rejected_on: date,
    until: date,
) -> None:
    """The pair of a rejected opportunity stays out of lists while its readers see what they saw."""
    rows = [
        {
            "opportunity_id": opportunity_id,
            "guest_occupation_id": one.guest_occupation_id,
            "host_property_id": one.host_property_id,
            "organisation_code": one.organisation,
            "facts_sha256": one.facts_sha256,
            "rejected_on": rejected_on,
            "until": until,
        }
        for one in facts
    ]
    if rows:
        connection.execute(insert(t.rejected_pair), rows)


def change_details(
    connection: Connection,
    opportunity_id: UUID,
    person: Person,
    values: Mapping[str, Any],
    *,
    revision: int,
    today: date,
) -> None:
    """Change what its lead says of it; ``Conflict`` where somebody has changed it since."""
    row, record = _looked_at(connection, opportunity_id, today)
    refusal = rules.may_lead(person, record)
    if refusal is not None:
        raise NotAllowed(refusal)
    if row["revision"] != revision:
        raise Conflict(
            "Somebody has changed these details since you opened them: look at them again, then "
            "make your change."
        )
    connection.execute(
        update(t.opportunity)
        .where(o.opportunity_id == opportunity_id)
        .values({**values, "revision": revision + 1})
    )


def put_on_record(
    connection: Connection,
    name: str,
    opportunity_id: UUID,
    person: Person,
    values: Mapping[str, Any],
    *,
    organisation: str,
    today: date,
    by: str,
) -> UUID:
    """Append what a body says; its key. ``name`` as in ``queries.opportunities.ON_RECORD``.

    Its time is that of the clock once the opportunity is held, not of the transaction's start: of
    a decision and a case that come at once, the one that waited is the later.
    """
    _, record = _looked_at(connection, opportunity_id, today)
    refusal = _refusal(name, person, record, organisation)
    if refusal is not None:
        raise NotAllowed(refusal)
    if organisation not in record.bodies:
        raise BadQuestion(
            f"{organisation} is none of the bodies of this opportunity; its lead can add it as a "
            "partner."
        )
    table, key = query.ON_RECORD[name], uuid4()
    connection.execute(
        insert(table).values(
            {
                f"{table.name}_id": key,
                "opportunity_id": opportunity_id,
                "organisation_code": organisation,
                "recorded_by": by,
                "recorded_at": func.clock_timestamp(),
                **values,
            }
        )
    )
    return key


def _refusal(name: str, person: Person, record: rules.OnRecord, organisation: str) -> str | None:
    if name in ("cases", "bid_figures"):
        return rules.may_lead(person, record)
    if name == "barriers":
        return rules.may_take_part(person, record) or rules.may_speak_for(
            person, record, organisation
        )
    return rules.may_speak_for(person, record, organisation)


def split_case(
    connection: Connection,
    opportunity_id: UUID,
    case_id: UUID,
    shares: Mapping[str, Share],
) -> None:
    """What a case brings and costs each body."""
    known = {one["organisation_code"] for one in query.bodies(connection, opportunity_id)}
    strange = sorted(set(shares) - known)
    if strange:
        raise BadQuestion(f"{', '.join(strange)}: none of the bodies of this opportunity.")
    rows = [
        {
            "opportunity_case_id": case_id,
            "organisation_code": code,
            "saving_gbp_pa": share.saving_gbp_pa,
            "one_off_gbp": share.one_off_gbp,
            "receipt_gbp": share.receipt_gbp,
            "receipt_year": share.receipt_year,
        }
        for code, share in shares.items()
    ]
    if rows:
        connection.execute(insert(t.opportunity_share), rows)


def add_partner(
    connection: Connection, opportunity_id: UUID, person: Person, code: str, *, today: date, by: str
) -> None:
    """One more body takes part, and decides; ``Conflict`` where it does already."""
    _, record = _looked_at(connection, opportunity_id, today)
    refusal = rules.may_lead(person, record)
    if refusal is not None:
        raise NotAllowed(refusal)
    if code in record.bodies:
        raise Conflict(f"{record.bodies[code]} takes part already.")
    if not has_signed(connection, code):
        raise BadQuestion(f"{code} is no member of the club: none has signed under that code.")
    _add_body(connection, opportunity_id, code, BodyReason.PARTNER, by)


def remove_partner(
    connection: Connection, opportunity_id: UUID, person: Person, code: str, *, today: date
) -> None:
    """A body that was added takes part no more; one whose property it is always does, and one that
    the business case counts on as long as that stands."""
    _, record = _looked_at(connection, opportunity_id, today)
    refusal = rules.may_lead(person, record)
    if refusal is not None:
        raise NotAllowed(refusal)
    still = rules.counts_still(record, code)
    if still is not None:
        raise Conflict(still)
    body = t.opportunity_body.c
    gone = delete(t.opportunity_body).where(
        body.opportunity_id == opportunity_id,
        body.organisation_code == code,
        body.reason == BodyReason.PARTNER.value,
    )
    if connection.execute(gone).rowcount == 0:
        raise Conflict(f"{code} was not added as a partner: it cannot be taken out.")


def give_position(
    connection: Connection,
    opportunity_id: UUID,
    person: Person,
    position: int | None,
    *,
    reason: str,
    by: str,
) -> None:
    """Give it a place in the programme, counted from 1, or (None) the one that its stage and date
    put it in; the places that it had are kept. ``Conflict`` where it is in no programme."""
    row = held(connection, OPPORTUNITIES, opportunity_id)
    refusal = rules.may_order(person)
    if refusal is not None:
        raise NotAllowed(refusal)
    stage = Stage(row["stage"])
    if stage not in OPEN:
        raise Conflict(f"Opportunity {row['number']} is {stage.words}: the programme is of others.")
    connection.execute(
        insert(t.opportunity_position).values(
            opportunity_id=opportunity_id, position=position, reason=reason, recorded_by=by
        )
    )
