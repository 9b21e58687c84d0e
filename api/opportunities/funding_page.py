"""``/opportunities/funding``: who pays for opportunities, and the funds of the club."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import amount_of, to_mend
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs, TypedIs, person_of
from api.opportunities import funding_model, schemas, writing
from api.opportunities.funding_routes import seen
from estate.answers.context import ReadContext
from estate.answers.opportunities.funding import Funding
from estate.club.codes import FundKind
from estate.club.opportunities import may_open
from estate.errors import BadQuestion
from estate.register import visibility as v

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/opportunities/funding"
_BOXES = {
    "name": "Name",
    "kind": "Kind",
    "organisation": "Code of the body",
    "financial_year": "Financial year",
    "amount_gbp": "Cash in that year (£)",
    "note": "Note",
}


@router.get(ADDRESS, response_class=HTMLResponse)
def funding_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """All that its reader is shown; the public edition holds none and says so."""
    if context.reader.level < v.Level.CLUB:
        return framed(
            request, context, "funding.html", found=None, problem="", for_members=FOR_MEMBERS
        )
    return _page(request, context, service, seen(request, context, service))


@router.get(ADDRESS + "/{table}.{form}")
def funding_table(
    request: Request, context: ContextIs, service: ServiceIs, table: str, form: str
) -> Response:
    """One of the page's tables as a file."""
    made = funding_model.tables(seen(request, context, service))
    return download(context, chosen(made, table), form)


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    found: Funding,
    problem: str = "",
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    person = person_of(request)
    token = sessions.form_token(request, service.settings)
    may = token is not None and person is not None and may_open(person) is None
    return framed(
        request,
        context,
        "funding.html",
        found=found,
        address=ADDRESS,
        tables=funding_model.tables(found),
        warnings=funding_model.warnings(found),
        kinds=tuple(FundKind),
        names_body=person is not None and person.organisation is None,
        csrf_token=token if may else None,
        problem=problem,
        typed=dict.fromkeys((*_BOXES, "fund_id"), "") | (typed or {}),
    )


@router.post(ADDRESS + "/funds")
def open_from_page(request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs) -> Response:
    """What the form for a new fund sends."""

    def act(do: Doing) -> None:
        writing.open_fund(do, schemas.FundOpened.as_typed(_given(typed, "name", "kind")))

    return _done(request, typed, do, service, act)


@router.post(ADDRESS + "/contributions")
def contribute_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs
) -> Response:
    """What the form of a contribution sends."""

    def act(do: Doing) -> None:
        given = _given(typed, "financial_year", "amount_gbp", "note")
        said = schemas.ContributionSaid.as_typed(given)
        wanted = [one for one in funding_model.fund_keys(do) if str(one) == typed.get("fund_id")]
        if not wanted:
            raise BadQuestion("Choose a fund of the list. Nothing was kept.")
        writing.contribute(do, wanted[0], said)

    return _done(request, typed, do, service, act)


def _given(typed: dict[str, str], *names: str) -> dict[str, str]:
    found = {name: typed[name] for name in (*names, "organisation") if typed.get(name)}
    if "amount_gbp" in found:
        found["amount_gbp"] = amount_of(found["amount_gbp"])
    return found


def _done(
    request: Request,
    typed: dict[str, str],
    do: Doing,
    service: Service,
    act: Callable[[Doing], None],
) -> Response:
    """The page anew; where something is in the way, with the sentence and what was typed."""

    def named() -> None:
        try:
            act(do)
        except ValidationError as error:
            raise BadQuestion(
                to_mend(error, lambda at: _BOXES.get(str(at[0]) if at else "", "the form"))
            ) from error

    status, problem = do.tried(named)
    if problem:
        found = seen(request, do.context, service)
        made = _page(request, do.context, service, found, problem, typed)
        made.status_code = status
        return made
    return RedirectResponse(f"{ADDRESS}#funds", 303)
