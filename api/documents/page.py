"""Photographs and documents on the pages of a property and an opportunity, and their forms."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from api.documents import routes, schemas, serialise, writing
from api.documents.part import address, shown_with
from api.html.templates import PageRoute, framed
from api.http import identity
from api.http.dependencies import BearerIs, ReaderIs
from api.http.form_errors import to_mend
from api.http.multipart import read_form
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs, TypedIs
from estate.club.documents import LONGEST_TITLE
from estate.club.notes import NoteSubject
from estate.documents.checking import Checked, checked
from estate.errors import BadQuestion, Conflict, FileRefused
from estate.register.queries.notes import On

pages = APIRouter(include_in_schema=False, route_class=PageRoute)
_BOXES = {"title": "Title", "audience": "Who sees it", "file": "File"}
_SETTING = "ESTATE_MAX_DOCUMENT_MB"


@dataclass(frozen=True)
class FormSent:
    """A form that arrived whole: what was typed, and the file."""

    title: str
    audience: str
    name: str
    content: bytes


async def _sent(request: Request, service: ServiceIs) -> AsyncIterator[FormSent]:
    """What the form sends; its token is looked at before anything is written. Whoever does not say
    who they are is not listened to."""
    if not identity.is_known(request, service):
        raise identity.sign_in_first()
    form = await read_form(request, service.settings.max_document_mb, _SETTING)
    try:
        request.state.csrf_token = str(form.get("csrf_token", ""))
        file = form.get("file")
        name, content = "", b""
        if isinstance(file, UploadFile):
            name, content = file.filename or "", await file.read()
        yield FormSent(
            str(form.get("title", "")).strip()[: LONGEST_TITLE + 1],
            str(form.get("audience", "")),
            name,
            content,
        )
    finally:
        await form.close()


FormSentIs = Annotated[FormSent, Depends(_sent)]


async def _looked_into(
    sent: FormSentIs, bearer: BearerIs, reader: ReaderIs, service: ServiceIs
) -> Checked | FileRefused:
    """The file as it may be kept, or what is wrong with it, before any connection is held."""
    writing.demand_writer(bearer, reader)
    most = service.settings.max_document_mb

    def look() -> Checked | FileRefused:
        try:
            return checked(sent.content, sent.name, max_mb=most)
        except FileRefused as error:
            return error

    return await service.room.with_file(look)


LookedIntoIs = Annotated[Checked | FileRefused, Depends(_looked_into)]


@pages.post("/properties/{property_id}/documents", max_body_size=routes.MOST_BYTES)
def add_to_property(
    request: Request,
    sent: FormSentIs,
    file: LookedIntoIs,
    do: DoingIs,
    service: ServiceIs,
    property_id: UUID,
) -> Response:
    """What the form of a property's page sends."""
    return _add(request, sent, file, do, service, On(NoteSubject.PROPERTY, property_id))


@pages.post("/opportunities/{opportunity_id}/documents", max_body_size=routes.MOST_BYTES)
def add_to_opportunity(
    request: Request,
    sent: FormSentIs,
    file: LookedIntoIs,
    do: DoingIs,
    service: ServiceIs,
    opportunity_id: UUID,
) -> Response:
    """What the form of an opportunity's page sends."""
    return _add(request, sent, file, do, service, On(NoteSubject.OPPORTUNITY, opportunity_id))


def _add(
    request: Request,
    sent: FormSent,
    file: Checked | FileRefused,
    do: Doing,
    service: Service,
    on: On,
) -> Response:
    """Back to the page; where something is wrong, the form anew with what was typed."""
    try:
        about = _read(sent)
        if isinstance(file, FileRefused):
            raise file
        writing.add(do, on, about, file, service.settings.documents_room_mb)
    except (BadQuestion, Conflict, FileRefused) as error:
        table = serialise.table(())
        return framed(
            request,
            do.context,
            "document.html",
            documents=shown_with(request, do.context, service, on, table),
            document_typed=sent,
            problem=f"{error} Nothing was kept.".replace(
                "Nothing was kept. Nothing was kept.", "Nothing was kept."
            ),
            status=422,
        )
    return RedirectResponse(f"{address(on)}#documents", 303)


def _read(sent: FormSent) -> schemas.About:
    given = {"title": sent.title or None, "audience": sent.audience or None}
    try:
        return schemas.About.as_typed(given)
    except ValidationError as error:
        raise BadQuestion(to_mend(error, lambda where: _BOXES[str(where[0])])) from error


@pages.post("/documents/{document_id}/withdraw")
def withdraw_from_page(typed: TypedIs, do: DoingIs, document_id: UUID) -> Response:
    """What the button beside a document sends: on the page of what it hangs on, or in the list of
    all, from which an administrator takes back what they are not shown."""
    on = writing.withdrawn(do, document_id)
    back = "/documents" if typed.get("back") == "list" else f"{address(on)}#documents"
    return RedirectResponse(back, 303)
