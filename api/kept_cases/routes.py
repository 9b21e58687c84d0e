"""Business cases that are kept: saved, listed and opened as they were."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api.business_case.query import SchemeQuery
from api.html.charts.drawing import MEDIA_TYPE
from api.html.charts.serving import svg_response
from api.http.dependencies import BearerIs, ContextIs, Slow, Writing
from api.http.identity import Bearer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import ServiceIs
from api.http.writing import DoingIs
from api.kept_cases import chart, schemas
from api.kept_cases.who_may_keep import demand_keeper
from api.towns.options_query import TimedQuery
from estate.answers.cases import keeping_cases
from estate.answers.cases import kept_cases as told
from estate.answers.context import ReadContext
from estate.answers.towns.question import solve, town_question
from estate.register import visibility as v
from estate.register.queries import organisations

router = APIRouter(tags=["schemes"])


@router.post(
    "/schemes/{guest_id}/{host_id}/kept",
    status_code=201,
    dependencies=[Slow],
    response_model=told.KeptCase,
    responses=responses(403, 404, 409),
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
) -> told.KeptCase:
    """Keep a candidate's business case as its next version: sealed with its question, every
    assumption and price index, the register's version and an edition for each class of reader;
    hashed, and never changed. For editors and administrators."""
    made = keep_from(context, connection, bearer, (guest_id, host_id), sent.label, query.changes())
    as_kept = service.context(connection, context.reader, context.today)
    return told.kept_case(as_kept, told.opened(as_kept, made))


@router.post(
    "/towns/{name:path}/options/kept",
    status_code=201,
    dependencies=[Slow],
    response_model=told.KeptCase,
    responses=responses(403, 404, 409),
)
def keep_town(
    bearer: BearerIs,
    context: ContextIs,
    connection: Writing,
    service: ServiceIs,
    name: str,
    sent: schemas.KeepIn,
    query: Annotated[TimedQuery, Query()],
) -> told.KeptCase:
    """Keep the plan of a town that is found for a question: sealed with the question, its moves,
    every assumption, the register's version and an edition for each class of reader; hashed, and
    never changed. For editors and administrators."""
    made = keep_town_from(context, connection, bearer, query, name, sent.label)
    as_kept = service.context(connection, context.reader, context.today)
    return told.kept_case(as_kept, told.opened(as_kept, made))


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
    return keeping_cases.keep_town(context, connection, question, label.strip())


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
    return keeping_cases.keep(context, connection, *move, changes, label.strip())


@router.get("/cases", response_model=told.KeptCases, responses=responses(403))
def listing(context: ContextIs, _: NoQueryIs) -> told.KeptCases:
    """Every version kept of a case that rests on nothing you may not see, the newest first."""
    return told.listed(context)


@router.get(
    "/cases/compare",
    dependencies=[Slow],
    response_model=told.Appraisal,
    responses=responses(403, 404),
)
def compare(context: ContextIs, query: Annotated[schemas.CompareQuery, Query()]) -> told.Appraisal:
    """Up to six kept cases side by side with no change: an options appraisal, with what is
    not costed beside it."""
    return told.compared(context, query.case).answer


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
    options = told.compared(context, query.case).options
    return svg_response(chart.options_svg(options, query.size))


@router.get("/cases/{case_id}", response_model=told.KeptCase, responses=responses(403, 404))
def one(context: ContextIs, case_id: UUID, _: NoQueryIs) -> told.KeptCase:
    """One version as it was, verified against its hash and cut to what you may see today."""
    return told.kept_case(context, told.opened(context, case_id))


@router.get(
    "/cases/{case_id}/today",
    dependencies=[Slow],
    response_model=told.Today,
    responses=responses(403, 404),
)
def beside_today(context: ContextIs, case_id: UUID, _: NoQueryIs) -> told.Today:
    """The same question asked today with the same access: every figure as it was and as it is,
    the inputs and assumptions that moved, and why where that can be known."""
    return told.today(context, told.opened(context, case_id))


@router.post(
    "/cases/{case_id}/sign-offs",
    status_code=201,
    response_model=told.KeptCase,
    responses=responses(403, 404, 409),
)
def sign_off(do: DoingIs, case_id: UUID, sent: schemas.SignOffIn, _: NoQueryIs) -> told.KeptCase:
    """Put a person's name and post to a version, for a body. For that body's editors and for
    administrators; it speaks for this version alone, and is never taken back."""
    demand_keeper(do.bearer)
    do.bearer.demand_write(sent.organisation)
    organisations.one(do.connection, v.owner(sent.organisation), sent.organisation)
    told.sign_off(
        do.context,
        case_id,
        sent.sha256,
        person=sent.person.strip(),
        post=sent.post.strip(),
        organisation=sent.organisation,
    )
    return told.kept_case(do.context, told.opened(do.context, case_id))
