"""Reminders over HTTP: what waits for whoever asks, and the feed of one person."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.http import audit_log, callers, parameters
from api.http.dependencies import BearerIs, ContextIs, ReadOnly, Today
from api.http.problems import responses
from api.http.service import ServiceIs, base_of
from api.http.values import sent
from api.reminders import atom
from estate.answers.club import reminders as answers
from estate.answers.club.reminders import Reminders
from estate.club.codes import ReminderKind
from estate.errors import NotFound
from estate.register.queries import organisations
from estate.register.queries import reminders as query
from estate.register.secret_hashes import sha256
from estate.register.writes.audit import Actor

router = APIRouter(prefix="/reminders", tags=["reminders"])
#: The feed has an address of its own, which nobody lists.
feeds = APIRouter(include_in_schema=False)

#: What the record calls a look at the feed; its address is a secret.
FEED = "/reminders/feed"


class RemindersQuery(parameters.Query):
    """Which kinds."""

    kind: list[ReminderKind] = Field(default_factory=list, description="all kinds, if left")


@router.get("", response_model=Reminders, responses=responses(401, 403))
def reminders(
    context: ContextIs, _: BearerIs, asked: Annotated[RemindersQuery, Query()]
) -> Response:
    """What waits for you today: of your own body, or, where you speak for none, of the club."""
    return sent(answers.reminders(context, asked.kind or answers.ALL))


@feeds.get("/reminders/feed/{secret}.atom")
def feed(
    request: Request, connection: ReadOnly, service: ServiceIs, today: Today, secret: str
) -> Response:
    """The feed of whoever made this address, as they see the register now."""
    person = query.account_of_feed(connection, sha256(secret))
    if person is None:
        callers.missed(request, callers.Credential.LINK)
        raise NotFound("This feed is not there: its address was withdrawn, or is mistyped.")
    reader = organisations.reader_for(connection, person["role"], person["organisation_code"])
    if reader.organisation is not None:
        who = Actor(person["email"], person["role"], reader.organisation, request.state.request_id)
        audit_log.look(service.note_engine, request, who, FEED, reader.organisation)
    context = service.context(connection, reader, today)
    found = answers.due(context, [ReminderKind(one) for one in person["feed_kinds"]])
    base = base_of(request, service)
    body = atom.feed(answers.named_to_the_club(context, found), today, base)
    return Response(body, media_type="application/atom+xml")
