"""Schemes made from candidates: the business case of one guest's move into one host."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.business_case import assumptions_form as tried
from api.business_case import exports, page_model, verdict, workbook
from api.business_case.query import SchemeChartQuery, SchemeQuery, address_of
from api.energy import page_model as energy_model
from api.html.addresses import organisation_address, town_address
from api.html.charts import schemes as charts
from api.html.charts import site_map
from api.html.charts.drawing import MEDIA_TYPE
from api.html.charts.serving import svg_response
from api.html.rating_marks import rating_marks
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.writing import person_of
from api.journeys import page_model as journeys_model
from api.opportunities.part import of_pair, promotion
from estate.answers.candidates.candidate import Candidate
from estate.answers.cases import business_case_answer
from estate.answers.cases.business_case import SchemeAnswer, business_case_of
from estate.answers.cases.short_cases import short_address
from estate.answers.energy import energy_of_scheme
from estate.answers.need.public_spending import directions_at
from estate.answers.residents import journeys
from estate.answers.residents.journeys_worked_out import journeys_of, moves_of_pair
from estate.answers.travelling import resting_on
from estate.errors import BadQuestion
from estate.exports import property_files
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import outlines_to_draw
from maps import style

router = APIRouter(prefix="/schemes/{guest_id}/{host_id}", tags=["schemes"], dependencies=[Slow])
pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

_PROBLEMS = responses(403, 404)
_CSV = files("text/csv", problems=(403, 404))
_XLSX = files(workbook.MEDIA_TYPE, problems=(403, 404))
_SVG = files(MEDIA_TYPE, problems=(403, 404))


@dataclass(frozen=True)
class Asked:
    """Whose move into whose building is asked for: guest an occupation (or its property), host
    a property; and the answer to any question about the two."""

    context: ContextIs
    guest_id: UUID
    host_id: UUID

    def answer(self, changes: Mapping[str, float]) -> SchemeAnswer:
        """Their business case with some assumptions changed."""
        return business_case_of(self.context, self.guest_id, self.host_id, changes)

    @property
    def address(self) -> str:
        """Address of the page of this business case."""
        return f"/schemes/{self.guest_id}/{self.host_id}"


AskedIs = Annotated[Asked, Depends()]
Tried = Annotated[SchemeQuery, Query()]
Drawn = Annotated[SchemeChartQuery, Query()]


def scheme(asked: AskedIs, query: Tried) -> SchemeAnswer:
    """The case of this request's two, under its assumptions."""
    return asked.answer(query.changes())


def drawn(asked: AskedIs, query: Drawn) -> SchemeAnswer:
    """The case that a chart of it draws, under the assumptions in the chart's address."""
    return asked.answer(query.changes())


SchemeIs = Annotated[SchemeAnswer, Depends(scheme)]
CaseDrawnIs = Annotated[SchemeAnswer, Depends(drawn)]


@router.get("", responses=_PROBLEMS)
def candidate_case(answer: SchemeIs) -> business_case_answer.CandidateCase:
    """Three lenses, range, division and every input of a candidate; no decision."""
    return business_case_answer.candidate_case(answer)


@router.get("/cash-flow.csv", response_class=Response, responses=_CSV)
def cash_flow_csv(answer: SchemeIs) -> Response:
    """Every payment, year by year."""
    body = csv_bytes(exports.csv_rows(answer.case), exports.CSV_HEADINGS)
    return file_answer(body, "cash-flow.csv", property_files.FORMATS["csv"])


@router.get("/cash-flow.xlsx", response_class=Response, responses=_XLSX)
def cash_flow_xlsx(answer: SchemeIs) -> Response:
    """The same payments, with every lens as formulas over them."""
    body = workbook.workbook(answer.case, exports.input_rows(answer))
    return file_answer(body, "cash-flow.xlsx", workbook.MEDIA_TYPE)


@router.get("/cash-flow.svg", response_class=Response, responses=_SVG)
def cash_flow_chart(answer: CaseDrawnIs, query: Drawn) -> Response:
    """The club's cash year by year, and its running sum."""
    return svg_response(charts.cash_flow_svg(answer.case, query.size))


@router.get("/range.svg", response_class=Response, responses=_SVG)
def range_chart(answer: CaseDrawnIs, query: Drawn) -> Response:
    """P10, P50 and P90 of the club's NPV."""
    return svg_response(charts.range_svg(answer.case, query.size))


@router.get("/tornado.svg", response_class=Response, responses=_SVG)
def tornado_chart(answer: CaseDrawnIs, query: Drawn) -> Response:
    """The five drivers that move the club's NPV most."""
    return svg_response(charts.tornado_svg(answer.case, query.size))


@pages.get("/schemes/{guest_id}/{host_id}", response_class=HTMLResponse)
def scheme_page(request: Request, asked: AskedIs, answer: SchemeIs) -> HTMLResponse:
    """The business case as a page."""
    return _page(request, asked, answer, tried.form(answer))


@pages.get("/schemes/{guest_id}/{host_id}/try", response_class=HTMLResponse)
def try_assumptions(request: Request, asked: AskedIs) -> Response:
    """What the page's form sends: on to the page under those values, or back with what is wrong."""
    published = asked.answer({})
    form = tried.form(published, request.query_params)
    if not form.problems:
        try:
            query = address_of(asked.answer(form.changes).case.assumptions)
        except BadQuestion as problem:
            form = replace(form, problem=str(problem))
        else:
            return RedirectResponse(asked.address + (f"?{query}" if query else ""), 303)
    return _page(request, asked, published, form, status=422)


def _tells(request: Request, answer: SchemeAnswer) -> list[tuple[str, str]]:
    """Both places, for whoever may tell their owners that a figure is wrong."""
    person = person_of(request)
    if person is None or person.organisation is None:
        return []
    candidate = business_case_answer.candidate(answer)
    return [(str(one.property_id), one.name) for one in (candidate.guest, candidate.host)]


def _picture(asked: Asked, answer: SchemeAnswer) -> site_map.Picture | None:
    """Both sites and the line between them."""
    places = answer.estate.properties
    rated = {"guest": "availability", "host": "sharing"}
    leaves, host = (
        {
            **places.loc[str(answer.candidate[f"{side}_property_id"])].to_dict(),
            "name": answer.names.get(str(answer.candidate[f"{side}_property_id"]), ""),
            "code": _rating(places.loc[str(answer.candidate[f"{side}_property_id"]), rated[side]]),
        }
        for side in rated
    )
    areas = outlines_to_draw.areas(asked.context.connection, asked.context.reader)
    points = places[["easting", "northing"]].dropna().itertuples(index=False, name=None)
    return site_map.of_move(leaves, host, areas, list(points))


def _rating(found: object) -> str:
    """The code of a mark: what nobody has rated is unrated."""
    return found if isinstance(found, str) and found in rating_marks() else "unrated"


def _other_pages(candidate: Candidate) -> list[tuple[str, str]]:
    """Address and words of the pages one click away: the town, both organisations."""
    town = candidate.guest.town
    found = [(town_address(town), town)] if town else []
    return found + [
        (organisation_address(one.organisation.code), one.organisation.name)
        for one in (candidate.guest, candidate.host)
    ]


def _page(
    request: Request, asked: Asked, answer: SchemeAnswer, form: tried.Form, status: int = 200
) -> HTMLResponse:
    query = address_of(answer.case.assumptions)
    candidate = business_case_answer.candidate(answer)
    moves = moves_of_pair(candidate.guest.occupation_id, candidate.host.property_id)
    travelled = journeys_of(asked.context, moves, answer.case.assumptions)
    made = framed(
        request,
        asked.context,
        "scheme.html",
        short_address=short_address(asked.guest_id, asked.host_id),
        case=answer.case,
        candidate=candidate,
        minutes_rest_on=lambda: resting_on(answer.estate.network, answer.case.assumptions).short,
        exact=answer.exact,
        statement=page_model.statement_in_words(business_case_answer.statement(answer)),
        promotion=promotion(request),
        opportunity=of_pair(
            asked.context, UUID(candidate.guest.occupation_id), UUID(candidate.host.property_id)
        ),
        tables=page_model.tables(answer),
        verdict=verdict.verdict(answer, candidate),
        milestones=verdict.milestones(answer, candidate, asked.context.today),
        picture=_picture(asked, answer),
        marks=rating_marks() | {"plain": style.PLAIN},
        act_by_passed=bool(answer.candidate["act_by_passed"]),
        other_pages=_other_pages(candidate),
        costs_words=page_model.costs_words(answer),
        headline=page_model.headline(answer, asked.answer({}) if query else None),
        payments=page_model.payments(answer),
        cases=page_model.cases(answer),
        words={
            "cash_flow": charts.cash_flow_words(answer.case),
            "range": charts.range_words(answer.case),
            "tornado": charts.tornado_words(answer.case),
        },
        allocated=bool(answer.case.scheme.application),
        form=form,
        changes=tried.changes(answer.case.assumptions),
        query=query,
        api=f"/api/v1{asked.address}",
        address=asked.address,
        keep_token=sessions.keep_token(request),
        tells=_tells(request, answer),
        energy=energy_model.part(
            energy_of_scheme(asked.context, answer),
            f"/api/v1{asked.address}/energy",
            f"?{query}" if query else "",
        ),
        journeys=journeys_model.part(travelled, journeys.told(travelled)),
        directions=directions_at(
            asked.context, candidate.guest.property_id, candidate.host.property_id
        ),
    )
    made.status_code = status
    return made


@pages.get("/schemes/{guest_id}/{host_id}/{table}.{form}")
def scheme_table(asked: AskedIs, answer: SchemeIs, table: str, form: str) -> Response:
    """One of the page's tables as a file, with what it rests on."""
    wanted = page_model.with_basis(chosen(page_model.tables(answer), table), answer.case)
    what = f"{wanted.title}: {answer.case.scheme.name}"
    return download(asked.context, wanted, form, what, **dict(answer.case.statement))
