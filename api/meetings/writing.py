"""What routes, forms and commands do with meetings, once they know who asks."""

from datetime import timedelta
from uuid import UUID

from api.http.writing import Doing
from api.meetings import schemas as sent
from estate.answers import estate_wide
from estate.answers.club import meetings as answers
from estate.club.codes import EntryKind
from estate.errors import BadQuestion
from estate.register.queries import meetings as query
from estate.register.queries import naming, opportunities
from estate.register.visibility import CLUB
from estate.register.writes import meetings as writes

#: A meeting that was held may be put on record afterwards, for so long.
_LONGEST_AGO = timedelta(days=366)


def call(do: Doing, said: sent.MeetingCalled) -> UUID:
    """A new meeting; what its pack's successor compares with is kept beside it."""
    query.demand_club(do.reader)
    if said.held_on < do.today - _LONGEST_AGO:
        raise BadQuestion("The meeting would lie more than a year back: look at its year.")
    return writes.call(
        do.connection,
        do.bearer.person,
        said.title,
        said.held_on,
        said.place,
        moment=answers.moment_now(do.context),
        by=do.bearer.by,
    )


def cancel(do: Doing, meeting_id: UUID, said: sent.MeetingCancelled) -> None:
    """A meeting will not be held."""
    query.one(do.connection, do.reader, meeting_id)
    writes.cancel(do.connection, meeting_id, do.bearer.person, said.reason, today=do.today)


def write(do: Doing, meeting_id: UUID, said: sent.EntrySaid) -> UUID:
    """A line of its agenda or minutes; the first minute keeps what the register held then."""
    query.one(do.connection, do.reader, meeting_id)
    minuted = query.is_minuted(do.connection, meeting_id)
    entry_id = writes.write(
        do.connection,
        meeting_id,
        do.bearer.person,
        _entry(do, said),
        today=do.today,
        by=do.bearer.by,
    )
    if said.kind is not EntryKind.AGENDA and not minuted:
        writes.keep_moment(do.connection, meeting_id, answers.moment_now(do.context))
    return entry_id


def _entry(do: Doing, said: sent.EntrySaid) -> writes.Entry:
    opportunity_id = place = None
    if said.opportunity is not None:
        opportunity_id = opportunities.by_number(do.connection, do.reader, said.opportunity)
    if said.property is not None:
        places = estate_wide.whole_estate(do.context.seen_by(CLUB)).properties
        place = UUID(str(naming.property_id(do.connection, CLUB, places, said.property)))
    return writes.Entry(
        kind=said.kind,
        text=said.text,
        organisation=said.organisation,
        due_on=said.due_on,
        opportunity_id=opportunity_id,
        property_id=place,
        corrects=said.corrects,
    )


def settle(do: Doing, action_id: UUID, said: sent.ActionSettled) -> None:
    """An action is done, dropped, or open again."""
    answers.action(do.context, action_id)
    writes.settle(do.connection, action_id, do.bearer.person, said.to, said.reason, by=do.bearer.by)
