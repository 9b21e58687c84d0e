"""A scheme's business case: a scheme in, lenses and NPV out; nothing is stored."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from api.business_case import exports, workbook
from api.business_case.scheme_request import SchemeIn
from api.business_case.scheme_sent import case_of
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from estate.answers.cases.business_case_answer import CaseAnswer, case_answer
from estate.exports.delimited_text import csv_bytes

MAX_BYTES = 500_000


class _Bounded(APIRoute):
    """Stops reading a body at ``MAX_BYTES``; FastAPI itself would take in any."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            arrived = 0

            async def receive() -> Message:
                nonlocal arrived
                message = await request.receive()
                arrived += len(message.get("body", b""))
                if arrived > MAX_BYTES:
                    raise HTTPException(413, f"A scheme may weigh {MAX_BYTES:,} bytes at most.")
                return message

            return await handle(Request(request.scope, receive))

        return bounded


router = APIRouter(prefix="/savings", tags=["savings"], route_class=_Bounded)


@router.post("/business-case", responses=responses())
def business_case(
    sent: SchemeIn,
    context: ContextIs,
    _: NoQueryIs,
) -> CaseAnswer:
    """Partner, club and economic lens, range and fair division; indicative, no decision."""
    return case_answer(case_of(sent, context.assumptions, context.today))


@router.post(
    "/business-case/cash-flow.csv",
    response_class=Response,
    responses=files("text/csv"),
)
def cash_flow_csv(
    sent: SchemeIn,
    context: ContextIs,
    _: NoQueryIs,
) -> Response:
    """Every payment of a scheme, year by year, for a spreadsheet."""
    case = case_of(sent, context.assumptions, context.today)
    return file_answer(csv_bytes(exports.csv_rows(case), exports.CSV_HEADINGS), "cash-flow.csv")


@router.post(
    "/business-case/cash-flow.xlsx",
    response_class=Response,
    responses=files(workbook.MEDIA_TYPE),
)
def cash_flow_xlsx(
    sent: SchemeIn,
    context: ContextIs,
    _: NoQueryIs,
) -> Response:
    """The same payments, with every lens as formulas over them."""
    body = workbook.workbook(case_of(sent, context.assumptions, context.today))
    return file_answer(body, "cash-flow.xlsx", workbook.MEDIA_TYPE)
