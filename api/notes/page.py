"""Notes on the pages of a property, an opportunity and a kept case, and their forms."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.form_errors import to_mend
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs
from api.notes import routes, schemas, serialise
from api.notes.part import Notes, address, audiences_for
from estate.club.notes import NoteSubject
from estate.errors import BadQuestion
from estate.register.queries.notes import On

pages = APIRouter(include_in_schema=False, route_class=PageRoute)
_BOXES = {"text": "Note", "audience": "Who reads it", "noted_on": "Date"}


async def _typed(
    request: Request,
    csrf_token: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    audience: Annotated[str, Form()] = "",
    noted_on: Annotated[str, Form()] = "",
) -> dict[str, str]:
    """What the form sends; its token is looked at before anything is written."""
    request.state.csrf_token = csrf_token
    return {"text": text.replace("\r\n", "\n"), "audience": audience, "noted_on": noted_on}


NoteTypedIs = Annotated[dict[str, str], Depends(_typed)]


@pages.post("/properties/{property_id}/notes")
def write_on_property(
    request: Request, typed: NoteTypedIs, do: DoingIs, service: ServiceIs, property_id: UUID
) -> Response:
    """What the form of a property's page sends."""
    return _write(request, typed, do, service, On(NoteSubject.PROPERTY, property_id))


@pages.post("/opportunities/{opportunity_id}/notes")
def write_on_opportunity(
    request: Request, typed: NoteTypedIs, do: DoingIs, service: ServiceIs, opportunity_id: UUID
) -> Response:
    """What the form of an opportunity's page sends."""
    return _write(request, typed, do, service, On(NoteSubject.OPPORTUNITY, opportunity_id))


@pages.post("/cases/{case_id}/notes")
def write_on_case(
    request: Request, typed: NoteTypedIs, do: DoingIs, service: ServiceIs, case_id: UUID
) -> Response:
    """What the form of a kept case's page sends."""
    return _write(request, typed, do, service, On(NoteSubject.KEPT_CASE, case_id))


def _write(
    request: Request, typed: Mapping[str, str], do: Doing, service: Service, on: On
) -> Response:
    """Back to the page; where something is wrong, the form anew with all that was typed."""
    try:
        routes.add(do, on, _read(typed))
    except BadQuestion as error:
        return framed(
            request,
            do.context,
            "note.html",
            back=address(on),
            notes=Notes(
                serialise.table(()),
                audiences_for(request),
                address(on),
                sessions.form_token(request, service.settings),
            ),
            note_typed=typed,
            problem=str(error),
            status=422,
        )
    return RedirectResponse(f"{address(on)}#notes", 303)


def _read(typed: Mapping[str, str]) -> schemas.NoteSaid:
    given: dict[str, Any] = {name: value or None for name, value in typed.items()}
    try:
        return schemas.NoteSaid.as_typed(given)
    except ValidationError as error:
        raise BadQuestion(to_mend(error, lambda where: _BOXES[str(where[0])])) from error


@pages.post("/notes/{note_id}/withdraw")
def withdraw_from_page(_: NoteTypedIs, do: DoingIs, note_id: UUID) -> Response:
    """What the button beside a note of one's own sends."""
    return RedirectResponse(f"{address(routes.withdrawn(do, note_id))}#notes", 303)
