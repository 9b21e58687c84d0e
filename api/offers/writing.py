"""What routes and forms do with offers, once they know who asks."""

from uuid import UUID

from api.http.writing import Doing
from api.offers import schemas as sent
from estate.answers.club.offers import OfferWithSteps
from estate.answers.club.offers import offer as ask
from estate.register.queries import offers as query
from estate.register.writes import offers as writes


def open_one(do: Doing, property_id: UUID, said: sent.Offered) -> UUID:
    """Its owner offers a property to the other bodies."""
    decision = writes.OwnersDecision(said.forum, said.decided_on, said.minute_ref)
    return writes.open_offer(
        do.connection,
        do.reader,
        do.bearer.person,
        property_id,
        decision,
        terms=said.terms,
        today=do.today,
        by=do.bearer.by,
    )


def say_interest(do: Doing, offer_id: UUID, said: sent.InterestSaid) -> None:
    """A body expresses its interest."""
    query.one(do.connection, do.reader, offer_id)
    writes.say_interest(
        do.connection,
        offer_id,
        do.bearer.person,
        do.whose(said.organisation),
        post=said.post,
        what_for=said.what_for,
        today=do.today,
        by=do.bearer.by,
    )


def take_back(do: Doing, offer_id: UUID, organisation: str) -> None:
    """A body withdraws its expression of interest."""
    query.one(do.connection, do.reader, offer_id)
    writes.take_back_interest(
        do.connection, offer_id, do.bearer.person, organisation, today=do.today, by=do.bearer.by
    )


def end(do: Doing, offer_id: UUID, said: sent.Ended) -> None:
    """Its owner says what came of it."""
    query.one(do.connection, do.reader, offer_id)
    writes.end_offer(
        do.connection,
        offer_id,
        do.bearer.person,
        said.outcome,
        taken_up_by=said.taken_up_by,
        reason=said.reason,
        today=do.today,
        by=do.bearer.by,
    )


def told(do: Doing, offer_id: UUID) -> OfferWithSteps:
    """The offer as it stands now, to whoever has written."""
    return ask(do.context, offer_id)
