"""Documents over HTTP: the lists, one added or withdrawn, and what it holds."""

import base64
import binascii
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.documents import schemas
from api.documents.looking import note_looks, seen
from api.documents.writing import add, demand_writer, withdrawn
from api.http.dependencies import BearerIs, ContextIs, ReaderIs
from api.http.downloads import attachment
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import Service, ServiceIs
from api.http.values import sent
from api.http.writing import Doing, DoingIs
from estate.answers.club import documents as answers
from estate.answers.club.documents import Document, Documents
from estate.answers.context import ReadContext
from estate.club.documents import DocumentType, Standing, standing
from estate.club.notes import NoteSubject
from estate.documents.checking import Checked, checked
from estate.errors import Conflict, FileRefused, NotFound
from estate.register.queries import documents as query
from estate.register.queries.notes import On, demand_subject

router = APIRouter(tags=["documents"])
#: Of a request with a file in Base64; the file's own limit is ``ESTATE_MAX_DOCUMENT_MB``.
MOST_BYTES = 71_000_000
_READ, _NEW = responses(403, 404), responses(403, 404, 409)
#: A picture is shown; whatever else is saved by who asks, and runs nowhere.
_SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


async def _file(
    said: schemas.DocumentSent, bearer: BearerIs, reader: ReaderIs, service: ServiceIs
) -> Checked:
    """The file as it may be kept, looked into before any connection is held."""
    demand_writer(bearer, reader, said.audience)
    try:
        content = base64.b64decode("".join(said.content_base64.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FileRefused("content_base64 is not Base64: encode the file's bytes again.") from error
    most = service.settings.max_document_mb

    def look() -> Checked:
        return checked(content, said.file_name, max_mb=most)

    return await service.room.with_file(look)


FileIs = Annotated[Checked, Depends(_file)]


def _listed(request: Request, context: ReadContext, service: Service, on: On) -> Response:
    demand_subject(context.connection, context.reader, on)
    return sent(answers.documents(seen(request, context, service, on), context.reader))


def _told(do: Doing, on: On, document_id: UUID, status: int) -> Response:
    found = query.listing(do.connection, do.reader, on, do.today)
    (row,) = (one for one in found if one["document_id"] == document_id)
    return sent(Document.of(row), status)


@router.get("/properties/{property_id}/documents", response_model=Documents, responses=_READ)
def of_property(
    request: Request, context: ContextIs, service: ServiceIs, property_id: UUID, _: NoQueryIs
) -> Response:
    """Photographs and documents on a property, the newest first; also those on properties merged
    into it."""
    return _listed(request, context, service, On(NoteSubject.PROPERTY, property_id))


@router.post(
    "/properties/{property_id}/documents",
    response_model=Document,
    status_code=201,
    responses=_NEW,
    max_body_size=MOST_BYTES,
)
def add_to_property(
    file: FileIs,
    do: DoingIs,
    service: ServiceIs,
    property_id: UUID,
    said: schemas.DocumentSent,
    _: NoQueryIs,
) -> Response:
    """Add a picture (JPEG, PNG) or a PDF to a property. For people of members; critical friends and
    administrators add for the club."""
    on = On(NoteSubject.PROPERTY, property_id)
    return _told(do, on, add(do, on, said, file, service.settings.documents_room_mb), 201)


@router.get("/opportunities/{opportunity_id}/documents", response_model=Documents, responses=_READ)
def of_opportunity(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID, _: NoQueryIs
) -> Response:
    """Photographs and documents on an opportunity, the newest first."""
    return _listed(request, context, service, On(NoteSubject.OPPORTUNITY, opportunity_id))


@router.post(
    "/opportunities/{opportunity_id}/documents",
    response_model=Document,
    status_code=201,
    responses=_NEW,
    max_body_size=MOST_BYTES,
)
def add_to_opportunity(
    file: FileIs,
    do: DoingIs,
    service: ServiceIs,
    opportunity_id: UUID,
    said: schemas.DocumentSent,
    _: NoQueryIs,
) -> Response:
    """Add a picture (JPEG, PNG) or a PDF to an opportunity; it decides nothing."""
    on = On(NoteSubject.OPPORTUNITY, opportunity_id)
    return _told(do, on, add(do, on, said, file, service.settings.documents_room_mb), 201)


@router.get(
    "/documents/{document_id}/content",
    response_class=Response,
    responses=files("image/jpeg", "image/png", "application/pdf", problems=(403, 404, 409)),
)
def content(
    request: Request, context: ContextIs, service: ServiceIs, document_id: UUID, _: NoQueryIs
) -> Response:
    """What a document holds: a picture to be shown, a PDF to be saved. 409 where it is not what
    was added."""
    row = query.one(context.connection, context.reader, document_id, context.today)
    note_looks(request, context, service, [row])
    held, sha256 = query.content(context.connection, document_id)
    state = standing(held, sha256, is_withdrawn=row["withdrawn_on"] is not None)
    if state is Standing.WITHDRAWN:
        raise NotFound("This document has been withdrawn.")
    if state is not Standing.WHOLE or held is None:
        raise Conflict(f"It is not shown: it is {state.words}. Tell whoever runs this service.")
    kind = DocumentType(row["type"])
    how = "inline" if kind.is_image else "attachment"
    headers = attachment(f"document-{document_id}.{kind.value}", how)
    headers |= {"Content-Security-Policy": _SANDBOX}
    return Response(held, media_type=kind.media_type, headers=headers)


@router.post(
    "/documents/{document_id}/withdraw",
    response_model=Document,
    responses=responses(403, 404, 409),
)
def withdraw(do: DoingIs, document_id: UUID, _: NoQueryIs) -> Response:
    """Take a document back: what it shows goes for good; that there was one stays. For whoever
    added it, the owner (or the opportunity's lead) and administrators: one that is for parties
    alone they withdraw by the id that the record of changes has."""
    on = withdrawn(do, document_id)
    if do.bearer.person.is_administrator:
        return sent(Document.of(query.left_of(do.connection, document_id)))
    return _told(do, on, document_id, 200)
