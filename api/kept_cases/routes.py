"""Business cases that are kept: saved, listed and opened as they were."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.business_case.query import SchemeQuery
from api.http.dependencies import BearerIs, ContextIs, ReaderIs, Slow, Today, Writing
from api.http.identity import Bearer
from api.http.parameters import NoQuery
from api.http.problems import answers
from api.http.service import ServiceIs
from api.kept_cases import schemas, serialise
from estate.answers import kept_cases
from estate.codes import Role
from estate.errors import NotAllowed

router = APIRouter(tags=["schemes"])

NoQueryIs = Annotated[NoQuery, Query()]


def demand_keeper(bearer: Bearer) -> None:
    """``NotAllowed`` unless whoever asks may keep a case or sign one off."""
    if bearer.role not in (Role.EDITOR, Role.ADMINISTRATOR):
        raise NotAllowed("Only an editor of an organisation or an administrator may do this.")


@router.post(
    "/schemes/{guest_id}/{host_id}/kept",
    status_code=201,
    dependencies=[Slow],
    responses=answers(schemas.KeptCase, 403, 404, 409, status=201),
)
def keep(
    connection: Writing,
    bearer: BearerIs,
    reader: ReaderIs,
    service: ServiceIs,
    today: Today,
    guest_id: UUID,
    host_id: UUID,
    sent: schemas.KeepIn,
    query: Annotated[SchemeQuery, Query()],
) -> dict[str, Any]:
    """Keep a candidate's business case as its next version: sealed with its question, every
    assumption and price index, the register's version and an edition for each class of reader;
    hashed, and never changed. For editors and administrators."""
    demand_keeper(bearer)
    context = service.context(connection, reader, today)
    made = kept_cases.keep(
        context, guest_id, host_id, query.changes(), sent.label.strip(), serialise.rendered
    )
    return serialise.opened(context, kept_cases.opened(context, made))


@router.get("/cases", responses=answers(schemas.KeptCases, 403))
def listing(context: ContextIs, _: NoQueryIs) -> dict[str, Any]:
    """Every version kept of a case that rests on nothing you may not see, the newest first."""
    return serialise.listed(context, kept_cases.listed(context))


@router.get("/cases/{case_id}", responses=answers(schemas.KeptCase, 403, 404))
def one(context: ContextIs, case_id: UUID, _: NoQueryIs) -> dict[str, Any]:
    """One version as it was, verified against its hash and cut to what you may see today."""
    return serialise.opened(context, kept_cases.opened(context, case_id))
