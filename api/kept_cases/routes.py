"""Business cases that are kept: saved, listed and opened as they were."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api.business_case.query import SchemeQuery
from api.html.charts.drawing import MEDIA_TYPE
from api.html.charts.serving import svg_response
from api.http.dependencies import BearerIs, ContextIs, ReaderIs, Slow, Today, Writing
from api.http.identity import Bearer
from api.http.parameters import NoQuery
from api.http.problems import answers, files
from api.http.service import ServiceIs
from api.kept_cases import chart, schemas, serialise
from api.towns.options_query import TimedQuery
from estate.answers import kept_cases
from estate.answers.context import ReadContext
from estate.answers.town_question import solve, town_question
from estate.codes import Role
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.register.queries import organisations

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
    bearer: BearerIs,
    context: ContextIs,
    connection: Writing,
    service: ServiceIs,
    guest_id: UUID,
    host_id: UUID,
    sent: schemas.KeepIn,
    query: Annotated[SchemeQuery, Query()],
) -> dict[str, Any]:
    """Keep a candidate's business case as its next version: sealed with its question, every
    assumption and price index, the register's version and an edition for each class of reader;
    hashed, and never changed. For editors and administrators."""
    made = keep_from(context, connection, bearer, (guest_id, host_id), sent.label, query.changes())
    as_kept = service.context(connection, context.reader, context.today)
    return serialise.opened(as_kept, kept_cases.opened(as_kept, made))


@router.post(
    "/towns/{name:path}/options/kept",
    status_code=201,
    dependencies=[Slow],
    responses=answers(schemas.KeptCase, 403, 404, 409, status=201),
)
def keep_town(
    bearer: BearerIs,
    context: ContextIs,
    connection: Writing,
    service: ServiceIs,
    name: str,
    sent: schemas.KeepIn,
    query: Annotated[TimedQuery, Query()],
) -> dict[str, Any]:
    """Keep the plan of a town that is found for a question: sealed with the question, its moves,
    every assumption, the register's version and an edition for each class of reader; hashed, and
    never changed. For editors and administrators."""
    made = keep_town_from(context, connection, bearer, query, name, sent.label)
    as_kept = service.context(connection, context.reader, context.today)
    return serialise.opened(as_kept, kept_cases.opened(as_kept, made))


def keep_town_from(
    context: ReadContext,
    connection: Connection,
    bearer: Bearer,
    query: TimedQuery,
    name: str,
    label: str,
) -> UUID:
    """What the route does, for the page's form as well; the new version's id."""
    demand_keeper(bearer)
    question = town_question(context, query.asked(name))
    solve(question, query.within_s)
    return kept_cases.keep_town(context, connection, question, label.strip(), serialise.rendered)


def keep_from(
    context: ReadContext,
    connection: Connection,
    bearer: Bearer,
    move: tuple[UUID, UUID],
    label: str,
    changes: Mapping[str, float],
) -> UUID:
    """What the route does, for the page's form as well; the new version's id."""
    demand_keeper(bearer)
    return kept_cases.keep(context, connection, *move, changes, label.strip(), serialise.rendered)


@router.get("/cases", responses=answers(schemas.KeptCases, 403))
def listing(context: ContextIs, _: NoQueryIs) -> dict[str, Any]:
    """Every version kept of a case that rests on nothing you may not see, the newest first."""
    return serialise.listed(context, kept_cases.listed(context))


@router.get("/cases/compare", dependencies=[Slow], responses=answers(schemas.Appraisal, 403, 404))
def compare(context: ContextIs, query: Annotated[schemas.CompareQuery, Query()]) -> dict[str, Any]:
    """Up to six kept cases side by side with no change: an options appraisal, with what is
    not costed beside it."""
    return serialise.appraisal(context, kept_cases.compared(context, query.case))


@router.get(
    "/cases/compare.svg",
    response_class=Response,
    dependencies=[Slow],
    responses=files(MEDIA_TYPE, problems=(403, 404)),
)
def compare_chart(
    context: ContextIs, query: Annotated[schemas.CompareChartQuery, Query()]
) -> Response:
    """The club's net present value of each option with its range, no change at nought."""
    found = kept_cases.compared(context, query.case)
    return svg_response(chart.options_svg(found.options, query.size))


@router.get("/cases/{case_id}", responses=answers(schemas.KeptCase, 403, 404))
def one(context: ContextIs, case_id: UUID, _: NoQueryIs) -> dict[str, Any]:
    """One version as it was, verified against its hash and cut to what you may see today."""
    return serialise.opened(context, kept_cases.opened(context, case_id))


@router.get(
    "/cases/{case_id}/today",
    dependencies=[Slow],
    responses=answers(schemas.Today, 403, 404),
)
def beside_today(context: ContextIs, case_id: UUID, _: NoQueryIs) -> dict[str, Any]:
    """The same question asked today with the same access: every figure as it was and as it is,
    the inputs and assumptions that moved, and why where that can be known."""
    found = kept_cases.opened(context, case_id)
    return serialise.today(context, found, kept_cases.today(context, found, serialise.rendered))


@router.post(
    "/cases/{case_id}/sign-offs",
    status_code=201,
    responses=answers(schemas.KeptCase, 403, 404, 409, status=201),
)
def sign_off(
    connection: Writing,
    bearer: BearerIs,
    reader: ReaderIs,
    service: ServiceIs,
    today: Today,
    case_id: UUID,
    sent: schemas.SignOffIn,
    _: NoQueryIs,
) -> dict[str, Any]:
    """Put a person's name and post to a version, for a body. For that body's editors and for
    administrators; it speaks for this version alone, and is never taken back."""
    demand_keeper(bearer)
    context = service.context(connection, reader, today)
    bearer.demand_write(sent.organisation)
    organisations.one(connection, v.owner(sent.organisation), sent.organisation)
    kept_cases.sign_off(
        context,
        case_id,
        sent.sha256,
        person=sent.person.strip(),
        post=sent.post.strip(),
        organisation=sent.organisation,
    )
    return serialise.opened(context, kept_cases.opened(context, case_id))
