"""Meetings of the club over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent
from api.http.writing import DoingIs
from api.meetings import schemas, writing
from estate.answers.club import meetings as answers
from estate.answers.club.meetings import Action, Actions, MeetingWithEntries
from estate.answers.context import ReadContext
from estate.club.codes import ActionState
from estate.register.queries import meetings as query
from estate.register.queries import naming

router = APIRouter(tags=["meetings"])


class ActionQuery(parameters.FormQuery):
    """Which actions."""

    state: list[ActionState] = Field(default=[], max_length=3)
    organisation: str | None = None


def asked_for(context: ReadContext, asked: ActionQuery) -> Actions:
    """The actions that a question is about."""
    query.demand_club(context.reader)
    code = asked.organisation
    if code is not None:
        code = naming.organisation(context.connection, context.reader, code)
    return answers.actions(context, states=asked.state, organisation=code)


@router.get("/meetings", response_model=answers.Meetings, responses=responses(403))
def all_meetings(context: ContextIs, _: NoQueryIs) -> Response:
    """All meetings of the club, the latest day first. For members of the club."""
    return sent(answers.meetings(context))


@router.post(
    "/meetings", response_model=MeetingWithEntries, status_code=201, responses=responses(403)
)
def call(do: DoingIs, said: schemas.MeetingCalled, _: NoQueryIs) -> Response:
    """Call a meeting of the club: title, day, place. For editors of members and administrators."""
    return sent(answers.meeting(do.context, writing.call(do, said)), 201)


@router.get(
    "/meetings/{meeting_id}", response_model=MeetingWithEntries, responses=responses(403, 404)
)
def one(context: ContextIs, meeting_id: UUID, _: NoQueryIs) -> Response:
    """One meeting with its agenda and minutes, in the order in which they were written."""
    return sent(answers.meeting(context, meeting_id))


@router.post(
    "/meetings/{meeting_id}/cancel",
    response_model=MeetingWithEntries,
    responses=responses(403, 404, 409),
)
def cancel(do: DoingIs, meeting_id: UUID, said: schemas.MeetingCancelled, _: NoQueryIs) -> Response:
    """Cancel a meeting that will not be held, with the reason; its papers stay. For editors of the
    body that called it, and administrators; not once a decision or an action is minuted."""
    writing.cancel(do, meeting_id, said)
    return sent(answers.meeting(do.context, meeting_id))


@router.post(
    "/meetings/{meeting_id}/entries",
    response_model=MeetingWithEntries,
    status_code=201,
    responses=responses(403, 404, 409),
)
def write(do: DoingIs, meeting_id: UUID, said: schemas.EntrySaid, _: NoQueryIs) -> Response:
    """Write a line of its agenda, or minute a decision or an action; nothing is changed, a later
    entry corrects. For editors of the body that called the meeting, and administrators."""
    writing.write(do, meeting_id, said)
    return sent(answers.meeting(do.context, meeting_id), 201)


@router.get("/actions", response_model=Actions, responses=responses(403, 404))
def all_actions(context: ContextIs, asked: Annotated[ActionQuery, Query()]) -> Response:
    """What meetings have given to whom, by the owners' names, those due first before the others."""
    return sent(asked_for(context, asked))


@router.get("/actions/{action_id}", response_model=Action, responses=responses(403, 404))
def one_action(context: ContextIs, action_id: UUID, _: NoQueryIs) -> Response:
    """One action: who has it, by when, and what became of it."""
    return sent(answers.action(context, action_id))


@router.post(
    "/actions/{action_id}/state", response_model=Action, responses=responses(403, 404, 409)
)
def settle(do: DoingIs, action_id: UUID, said: schemas.ActionSettled, _: NoQueryIs) -> Response:
    """Say that an action is done, or why it is dropped or open again. For editors of the body that
    has it, and administrators."""
    writing.settle(do, action_id, said)
    return sent(answers.action(do.context, action_id))
