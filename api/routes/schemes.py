"""Schemes made from candidates: the business case of one guest's move into one host."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api import business_case_shapes, cash_flow_workbook, schemas
from api import candidate_case_shapes as shapes
from api import page_shapes_scheme as page_shapes
from api.charts import schemes as charts
from api.charts.drawing import MEDIA_TYPE
from api.charts.serving import ChartQuery, svg_response
from api.dependencies import ReaderIs, ReadOnly, ServiceIs, Today
from api.page_tables import about, chosen, table_file
from api.problems import files, responses
from api.templates import PageRoute, framed
from estate import exports
from estate.delimited_text import csv_bytes
from estate.register.queries import versions
from estate.scheme_answers import SchemeAnswer, business_case_of

router = APIRouter(prefix="/schemes/{guest_id}/{host_id}", tags=["schemes"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)

_PROBLEMS = responses(403, 404)
_CSV = files("text/csv", problems=(403, 404))
_XLSX = files(cash_flow_workbook.MEDIA_TYPE, problems=(403, 404))
_SVG = files(MEDIA_TYPE, problems=(403, 404))


def scheme(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    guest_id: UUID,
    host_id: UUID,
) -> SchemeAnswer:
    """The case of this request's two: guest an occupation (or its property), host a property."""
    return business_case_of(here.answers, connection, reader, today, guest_id, host_id)


SchemeIs = Annotated[SchemeAnswer, Depends(scheme)]
NoQuery = Annotated[schemas.NoQuery, Query()]
Drawn = Annotated[ChartQuery, Query()]


@router.get("", responses=_PROBLEMS)
def candidate_case(answer: SchemeIs, _: NoQuery) -> shapes.CandidateCaseOut:
    """Three lenses, range, division and every input of a candidate; no decision."""
    return shapes.candidate_case(answer)


@router.get("/cash-flow.csv", response_class=Response, responses=_CSV)
def cash_flow_csv(answer: SchemeIs, _: NoQuery) -> Response:
    """Every payment, year by year."""
    body = csv_bytes(business_case_shapes.csv_rows(answer.case), business_case_shapes.CSV_HEADINGS)
    return _file(body, "cash-flow.csv", exports.FORMATS["csv"])


@router.get("/cash-flow.xlsx", response_class=Response, responses=_XLSX)
def cash_flow_xlsx(answer: SchemeIs, _: NoQuery) -> Response:
    """The same payments, with every lens as formulas over them."""
    body = cash_flow_workbook.workbook(answer.case, shapes.input_rows(answer))
    return _file(body, "cash-flow.xlsx", cash_flow_workbook.MEDIA_TYPE)


@router.get("/cash-flow.svg", response_class=Response, responses=_SVG)
def cash_flow_chart(answer: SchemeIs, query: Drawn) -> Response:
    """The club's cash year by year, and its running sum."""
    return svg_response(charts.cash_flow_svg(answer.case, query.size))


@router.get("/range.svg", response_class=Response, responses=_SVG)
def range_chart(answer: SchemeIs, query: Drawn) -> Response:
    """P10, P50 and P90 of the club's NPV."""
    return svg_response(charts.range_svg(answer.case, query.size))


@router.get("/tornado.svg", response_class=Response, responses=_SVG)
def tornado_chart(answer: SchemeIs, query: Drawn) -> Response:
    """The five drivers that move the club's NPV most."""
    return svg_response(charts.tornado_svg(answer.case, query.size))


@pages.get("/schemes/{guest_id}/{host_id}", response_class=HTMLResponse)
def scheme_page(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    today: Today,
    answer: SchemeIs,
    guest_id: UUID,
    host_id: UUID,
) -> HTMLResponse:
    """The business case as a page."""
    shown = shapes.candidate_case(answer)
    return framed(
        request, connection, reader, today, "scheme.html",
        shown=shown,
        tables=page_shapes.tables(answer),
        headline=page_shapes.headline(answer),
        payments=page_shapes.payments(answer),
        cases=page_shapes.cases(answer),
        division=answer.case.division,
        words={
            "cash_flow": charts.cash_flow_words(answer.case),
            "range": charts.range_words(answer.case),
            "tornado": charts.tornado_words(answer.case),
        },
        api=f"/api/v1/schemes/{guest_id}/{host_id}",
        address=f"/schemes/{guest_id}/{host_id}",
    )  # fmt: skip


@pages.get("/schemes/{guest_id}/{host_id}/{table}.{form}")
def scheme_table(
    connection: ReadOnly, reader: ReaderIs, today: Today, answer: SchemeIs, table: str, form: str
) -> Response:
    """One of the page's tables as a file, with what it rests on."""
    wanted = page_shapes.with_basis(chosen(page_shapes.tables(answer), table), answer.case)
    county = versions.county(connection)
    told = about(county, reader.kind.value, today, f"{wanted.title}: {answer.case.scheme.name}")
    return table_file(wanted, form, told | dict(answer.case.statement))


def _file(body: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)
