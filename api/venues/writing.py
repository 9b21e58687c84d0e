"""What routes, forms and commands do with venues, once they know who asks."""

from uuid import UUID

from api.http.writing import Doing
from api.venues import schemas as sent
from estate.register.queries import venues as query
from estate.register.writes import venues as writes


def offer(do: Doing, said: sent.VenueOffered) -> UUID:
    """A body offers a venue; its key."""
    query.demand_club(do.reader)
    return writes.offer(
        do.connection,
        do.bearer.person,
        _facts(said),
        organisation=do.whose(said.organisation),
        by=do.bearer.by,
    )


def change(do: Doing, venue_id: UUID, said: sent.VenueSaid) -> None:
    """Write down anew what is said of a venue."""
    query.history(do.connection, do.reader, venue_id)
    writes.change(do.connection, venue_id, do.bearer.person, _facts(said), by=do.bearer.by)


def withdraw(do: Doing, venue_id: UUID) -> None:
    """It is offered no longer."""
    query.history(do.connection, do.reader, venue_id)
    writes.withdraw(do.connection, venue_id, do.bearer.person, by=do.bearer.by)


def _facts(said: sent.VenueSaid) -> writes.VenueFacts:
    return writes.VenueFacts(**{name: getattr(said, name) for name in sent.VenueSaid.model_fields})
