"""``/need/shaded-areas``: what the map shades, as a list."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import Column, Table, Withheld, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.need.shaded_routes import ShadeAsked
from estate.access.travel import Mode
from estate.answers.need.shaded_areas import DECILE, ShadedArea, ShadedAreas

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/need/shaded-areas"
_NOT_KNOWN = Withheld("not known")


def areas_table(found: ShadedAreas) -> Table:
    """One area a row, in the order of the shading: the most deprived, or the farthest, first."""
    columns = [
        Column("name", "Area", small="code"),
        Column("people", "People", "number"),
        Column("imd_decile", "Deprivation decile", "amount"),
    ]
    if found.shade != DECILE:
        columns.append(Column("minutes", "Minutes to the nearest", "amount"))
    if found.mode is Mode.BUS:
        columns.append(Column("slow_minutes", "On a bad day", "amount"))
    rows = [_row(one) for one in sorted(found.areas, key=_order(found.shade))]
    empty = "No small areas are loaded yet: estate published import outlines …"
    return Table("areas", "Small areas", tuple(columns), rows, f"{found.words}.", empty)


def _order(shade: str) -> Any:
    if shade == DECILE:
        return lambda one: (one.imd_decile or 99, one.name)
    return lambda one: (-(float("inf") if one.minutes is None else one.minutes), one.name)


def _row(one: ShadedArea) -> dict[str, Any]:
    return {
        "name": one.name,
        "code": one.code,
        "people": _NOT_KNOWN if one.people is None else round(one.people),
        "imd_decile": _NOT_KNOWN if one.imd_decile is None else str(one.imd_decile),
        "minutes": _minutes(one.minutes),
        "slow_minutes": _minutes(one.slow_minutes),
    }


def _minutes(found: float | None) -> str:
    return "no route" if found is None else f"{found:.0f}"


@router.get(ADDRESS, response_class=HTMLResponse)
def shaded_page(request: Request, context: ContextIs, asked: ShadeAsked) -> HTMLResponse:
    """The page that lists the small areas with the values by which the map is shaded."""
    found = asked.ask(context)
    return framed(
        request,
        context,
        "shaded_areas.html",
        found=found,
        asked=asked,
        table=areas_table(found),
        address=ADDRESS,
        query=f"?shade={found.shade}&mode={asked.mode.value}",
    )


@router.get(ADDRESS + "/{table}.{form}")
def shaded_file(context: ContextIs, asked: ShadeAsked, table: str, form: str) -> Response:
    """The list as a file."""
    made = areas_table(asked.ask(context))
    return download(context, chosen({made.name: made}, table), form)
