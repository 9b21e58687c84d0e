"""``/county/options``: what could happen in the whole county, part by part."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.county.plan_routes import CountyPlanQuery
from api.html.format import Shown, pounds
from api.html.tables import Column, Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from estate.answers.county_plan import CountyPart, CountyPlan, county_plan

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
ADDRESS = "/county/options"
QueryIs = Annotated[CountyPlanQuery, Query()]


def parts_table(found: CountyPlan) -> Table:
    """A line for each part, the one of the greatest worth first."""
    columns = (
        Column("towns", "Part", link="page"),
        Column("buildings", "Buildings", "number"),
        Column("moves", "Moves", "number"),
        Column("could_be_left", "Could be left", "number"),
        Column("worth_gbp", "Worth", "amount"),
        Column("one_off_gbp", "Paid once", "amount"),
        Column("proved", "Proved"),
    )
    note = (
        f"Present value to the club over {found.horizon_years} years, {found.price_base} prices. "
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
    """To the pound where it is known, else to the nearest £1,000; in files as worked out."""
    return Shown(pounds(value if exact else round(value, -3)), value)


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
        "proved": Shown("yes", "yes")
        if one.proved
        else Shown(f"at most {pounds(one.at_most_better_gbp)} better", one.at_most_better_gbp),
    }


@router.get(ADDRESS, response_class=HTMLResponse)
def county_options_page(request: Request, context: ContextIs, query: QueryIs) -> HTMLResponse:
    """The page."""
    found = county_plan(context, query.unrated)
    return framed(
        request,
        context,
        "county_options.html",
        found=found,
        table=parts_table(found),
        address=ADDRESS,
        asked="?unrated=true" if query.unrated else "",
    )


@router.get(ADDRESS + "/{table}.{form}")
def county_options_table(context: ContextIs, query: QueryIs, table: str, form: str) -> Response:
    """Its table as a file."""
    made = parts_table(county_plan(context, query.unrated))
    return download(context, chosen({made.name: made}, table), form)
