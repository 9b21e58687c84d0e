"""``/county/options``: what could happen in the whole county, part by part."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.county.plan_routes import CountyIs, CountyPlanQuery, streamed
from api.html.format import Shown, about, estimate
from api.html.tables import Column, Table, chosen, download
from api.html.templates import PageRoute, fragment, framed
from api.http.dependencies import ContextIs, Slow
from api.http.service import ServiceIs
from estate.answers.county.plan import (
    County,
    CountyPart,
    CountyPlan,
    county_plan,
    county_question,
    told,
)
from estate.answers.towns.search import Progress

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
ADDRESS = "/county/options"


class PageQuery(CountyPlanQuery):
    """The same with a wish to wait."""

    wait: bool = False


QueryIs = Annotated[PageQuery, Query()]


def parts_table(found: CountyPlan) -> Table:
    """A line for each part, the one of the greatest worth first."""
    columns = (
        Column("towns", "Part", link="page"),
        Column("buildings", "Buildings", "number"),
        Column("moves", "Moves", "number"),
        Column("could_be_left", "Could be left", "number"),
        Column("worth_gbp", "Worth", "amount"),
        Column("one_off_gbp", "Paid once", "amount"),
        Column("proved", "Could another plan be better?"),
    )
    note = (
        f"Gain to the club over {found.horizon_years} years, in today’s money, at "
        f"{found.price_base} prices. "
        "No move leads from one part to another, so the parts add up."
    )
    if found.figures == "bands":
        note += " You see other organisations' costs as bands, so treat these totals as rough."
    moving = [one for one in found.parts if one.moves]
    idle = len(found.parts) - len(moving)
    if idle:
        note += f" In {idle} further {'part' if idle == 1 else 'parts'} no move gains anything."
    exact = found.figures == "exact"
    rows = [_row(one, exact) for one in moving]
    empty = "In no part of the county could a move gain anything."
    return Table("parts", "Part by part", columns, rows, note, empty)


def _amount(value: float, exact: bool) -> Shown:
    """No finer than it is known; in files as worked out."""
    return Shown(about(value, exact), value)


def _row(one: CountyPart, exact: bool) -> dict[str, object]:
    town = f"/towns/{quote(one.towns[0], safe='')}/options" if one.towns else None
    return {
        "towns": ", ".join(one.towns) or "outside the towns",
        "page": town,
        "buildings": one.buildings,
        "moves": one.moves,
        "could_be_left": one.could_be_left,
        "worth_gbp": _amount(one.worth_gbp, exact),
        "one_off_gbp": _amount(one.one_off_gbp, exact),
        "proved": Shown("no, with these figures", "no")
        if one.proved
        else Shown(f"by {estimate(one.at_most_better_gbp)} at most", one.at_most_better_gbp),
    }


@router.get(ADDRESS, response_class=HTMLResponse)
def county_options_page(request: Request, context: ContextIs, query: QueryIs) -> HTMLResponse:
    """The page; what is not known yet comes to it as soon as every part was looked at."""
    county = county_question(context, query.unrated)
    if query.wait:
        county_plan(context, query.unrated)
    part = _part(county) if county.done else {"found": None}
    return framed(
        request,
        context,
        "county_options.html",
        unrated=query.unrated,
        address=ADDRESS,
        asked="?unrated=true" if query.unrated else "",
        **part,
    )


def _part(county: County) -> dict[str, Any]:
    """What the page shows once the search has ended."""
    found = told(county)
    return {"found": found, "table": parts_table(found)}


@router.get(ADDRESS + "/live")
async def county_options_live(service: ServiceIs, county: CountyIs) -> Response:
    """Lines for the page's script: how far the search is, and then the whole."""

    def whole() -> dict[str, Any]:
        html = str(fragment("county_options_found.html", address=ADDRESS, **_part(county)))
        return {"kind": "plan", "html": html}

    def words(progress: Progress) -> dict[str, Any]:
        parts = len(county.so_far.parts)
        far = f": {len(county.so_far.plans)} of {parts} found" if parts else ""
        return {"words": f"Looking at each part of the county{far}, {progress.seconds:.0f} s"}

    return await streamed(service, county, whole, words)


@router.get(ADDRESS + "/{table}.{form}")
def county_options_table(context: ContextIs, query: QueryIs, table: str, form: str) -> Response:
    """Its table as a file."""
    made = parts_table(county_plan(context, query.unrated))
    return download(context, chosen({made.name: made}, table), form)
