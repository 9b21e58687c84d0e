"""Properties offered to the other bodies: opened, interest said and taken back, and the outcome.

Each write holds the offer's row, looks at what is on record, asks the rules of
``estate.club.offers``, and notes the step. No body changes what another has said.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, update

from estate.club import offers as rules
from estate.club.codes import OfferState
from estate.club.decisions import Person
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register import visibility as v
from estate.register.queries import offers as query
from estate.register.queries.organisations import has_signed
from estate.register.writes.decisions import Kept, held, note_step

OFFERS = Kept(rules.OFFER, t.offer, unknown="There is no such offer in this register.")
o = t.offer.c


@dataclass(frozen=True)
class OwnersDecision:
    """What the owner has decided: by which forum, on which day, in which minute."""

    forum: str
    decided_on: date
    minute_ref: str


def open_offer(
    connection: Connection,
    reader: v.Reader,
    person: Person,
    property_id: UUID,
    decision: OwnersDecision,
    *,
    terms: str | None,
    today: date,
    by: str,
) -> UUID:
    """Offer a property from today on; its key.

    ``NotFound`` where the reader is not shown it, ``NotAllowed`` but for its owner's editors,
    ``Conflict`` where it is on offer already or the other bodies are not shown it, ``BadQuestion``
    where the decision lies ahead.
    """
    query.demand_club(reader)
    place = query.place(connection, reader, property_id)
    owner, closes_on = place["organisation_code"], rules.last_day(today)
    new = rules.OfferOnRecord(owner, place["owner"], OfferState.OPEN, closes_on, today)
    refusal = rules.may_offer(person, new)
    if refusal is not None:
        raise NotAllowed(refusal)
    _refuse(connection, property_id, place, decision, today)
    offer_id = uuid4()
    connection.execute(
        insert(t.offer).values(
            offer_id=offer_id,
            property_id=property_id,
            organisation_code=owner,
            forum=decision.forum,
            decided_on=decision.decided_on,
            minute_ref=decision.minute_ref,
            terms=terms,
            opened_on=today,
            closes_on=closes_on,
            opened_by=by,
        )
    )
    note_step(connection, OFFERS, offer_id, None, OfferState.OPEN.value, by=by)
    return offer_id


def _refuse(
    connection: Connection,
    property_id: UUID,
    place: dict[str, Any],
    decision: OwnersDecision,
    today: date,
) -> None:
    if not place["is_shown"]:
        raise Conflict(
            "The other bodies are not shown this property, so it cannot be offered to them. Its "
            "owner has to sign the protocol and show it to the club first."
        )
    if decision.decided_on > today:
        raise BadQuestion(
            "The decision lies ahead: a property is offered once its owner has decided."
        )
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("offer"))))
    number = query.running(connection, property_id)
    if number is not None:
        raise Conflict(f"It is on offer already, as number {number}.")


def say_interest(
    connection: Connection,
    offer_id: UUID,
    person: Person,
    organisation: str,
    *,
    post: str,
    what_for: str,
    today: date,
    by: str,
) -> None:
    """A body expresses its interest; said again, the latest counts."""
    _say(connection, offer_id, person, organisation, today, by, post=post, what_for=what_for)


def take_back_interest(
    connection: Connection,
    offer_id: UUID,
    person: Person,
    organisation: str,
    *,
    today: date,
    by: str,
) -> None:
    """A body withdraws its expression of interest."""
    _say(connection, offer_id, person, organisation, today, by, withdrawn=True)


def _say(
    connection: Connection,
    offer_id: UUID,
    person: Person,
    organisation: str,
    today: date,
    by: str,
    *,
    withdrawn: bool = False,
    **said: str,
) -> None:
    row = held(connection, OFFERS, offer_id)
    record = query.whole_record(connection, row, today, speaking=organisation)
    move = rules.demand_interest(person, record, withdrawn=withdrawn)
    if not withdrawn and not has_signed(connection, organisation):
        raise BadQuestion(f"{organisation} is no member of the club: none has signed by that code.")
    connection.execute(
        insert(t.offer_interest).values(
            offer_id=offer_id,
            organisation_code=organisation,
            withdrawn=withdrawn,
            said_on=today,
            recorded_by=by,
            **said,
        )
    )
    _go(connection, row, move.ends, by)


def end_offer(
    connection: Connection,
    offer_id: UUID,
    person: Person,
    end: OfferState,
    *,
    taken_up_by: str | None,
    reason: str | None,
    today: date,
    by: str,
) -> None:
    """Its owner says what came of it, or withdraws it; refuses as ``rules.demand_end`` does."""
    row = held(connection, OFFERS, offer_id)
    record = query.whole_record(connection, row, today, taken_up_by=taken_up_by)
    move = rules.demand_end(person, record, end, reason)
    if end is not OfferState.TAKEN_UP and taken_up_by is not None:
        raise BadQuestion("A body that takes it up is named where it has been taken up alone.")
    ended = {"closed_on": today, "taken_up_by_organisation_code": taken_up_by}
    _go(connection, row, move.ends, by, reason, **ended)


def _go(
    connection: Connection,
    row: dict[str, Any],
    end: OfferState,
    by: str,
    reason: str | None = None,
    **more: Any,
) -> None:
    """The row's new state, and the step on record."""
    new = {"state": end.value, "decided_by": by, "decided_at": func.now(), **more}
    connection.execute(update(t.offer).where(o.offer_id == row["offer_id"]).values(new))
    note_step(connection, OFFERS, row["offer_id"], row["state"], end.value, by=by, reason=reason)
