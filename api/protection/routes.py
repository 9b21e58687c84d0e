"""Places that look protected: their owners see them, hide them or confirm that others may see."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api.html.addresses import organisation_address
from api.html.tables import download
from api.html.templates import PageRoute, framed
from api.http.dependencies import BearerIs, ContextIs, ReaderIs, ReadOnly, Writing
from api.http.identity import Bearer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.protection import page_model, schemas
from estate.answers.properties import protected_places as told
from estate.answers.properties.protected_places import ProtectedPlace, ProtectedPlaces
from estate.errors import NotAllowed, NotFound
from estate.register.queries import organisations, protection
from estate.register.queries.protection import LookingProtected, Stand
from estate.register.writes import protection as writes

router = APIRouter(tags=["organisations"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get(
    "/organisations/{code}/protected-places",
    response_model=ProtectedPlaces,
    responses=responses(403, 404),
)
def listing(
    connection: ReadOnly, reader: ReaderIs, bearer: BearerIs, code: str, _: NoQueryIs
) -> ProtectedPlaces:
    """Places of your organisation that look protected, and who sees them; for itself and
    administrators."""
    bearer.demand_own(code)
    organisations.one(connection, reader, code)
    return told.protected_places(connection, code)


@router.post(
    "/properties/{property_id}/protection",
    response_model=ProtectedPlace,
    responses=responses(403, 404),
)
def answer(
    connection: Writing, bearer: BearerIs, property_id: UUID, sent: schemas.Given
) -> ProtectedPlace:
    """Say for its owner how far a place may be shown: hide it, or confirm that it may be seen.

    It is on record with its history, and no later file without a sensitivity changes it.
    """
    place = _owned(connection, bearer, property_id)
    writes.answer(connection, property_id, sent.sensitivity, place.told.kinds, by=bearer.by)
    return told.place_now(connection, property_id)


@router.post(
    "/properties/{property_id}/protection/undo",
    response_model=ProtectedPlace,
    responses=responses(403, 404, 409),
)
def undo(connection: Writing, bearer: BearerIs, property_id: UUID, _: NoQueryIs) -> ProtectedPlace:
    """Take the latest answer back: what stood before it stands again."""
    _owned(connection, bearer, property_id)
    writes.undo(connection, property_id, by=bearer.by)
    return told.place_now(connection, property_id)


def _owned(connection: Connection, bearer: Bearer, property_id: UUID) -> LookingProtected:
    """The place, for whoever may write its organisation's rows; others learn nothing of it."""
    try:
        place = protection.place(connection, property_id)
        bearer.demand_write(place.organisation_code)
    except (NotFound, NotAllowed):
        if bearer.is_administrator:
            raise
        raise NotAllowed("There is no such property that your token may answer for.") from None
    return place


@pages.get("/organisations/{code}/protected", response_class=HTMLResponse)
def protected_page(
    request: Request,
    context: ContextIs,
    bearer: BearerIs,
    code: str,
) -> HTMLResponse:
    """The page of an organisation's own people."""
    bearer.demand_own(code)
    owner = organisations.one(context.connection, context.reader, code)
    found = told.protected_places(context.connection, code).places
    return framed(
        request,
        context,
        "protected.html",
        owner=owner,
        places=found,
        table=page_model.table(found),
        stands=page_model.STANDS,
        to_answer=sum(one.stand is Stand.SHOWN for one in found),
        address=f"{organisation_address(code)}/protected",
        may_answer=bearer.may_import,
        marks={},
    )


@pages.get(
    "/organisations/{code}/protected/protected.{form}",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def protected_file(context: ContextIs, bearer: BearerIs, code: str, form: str) -> Response:
    """The same as a file."""
    bearer.demand_own(code)
    owner = organisations.one(context.connection, context.reader, code)
    table = page_model.table(told.protected_places(context.connection, code).places)
    return download(context, table, form, f"Places that look protected: {owner['name']}")
