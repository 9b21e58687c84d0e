"""``/touch-down``: where staff of any body may drop in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.county.touch_down_routes import TouchDownQuery
from api.html.addresses import property_address
from api.html.format import Shown, minutes
from api.html.tables import Column, Table, Withheld, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from estate.answers.candidates.touch_down import TouchDown
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/touch-down"
_NOT_KNOWN = Withheld("not on record")
_BOXES = {
    "near": "Near which property",
    "town": "Town",
    "at_least": "At least so many desks",
    "max_minutes": "At most so many minutes on foot",
}


def table(found: TouchDown) -> Table:
    """One place a row."""
    columns = [
        Column("name", "Property", link="page", small="address"),
        Column("town", "Town"),
        Column("desks", "Touch-down desks", "number"),
        Column("opening_hours", "Open", "long"),
        Column("offered_by", "Offered by"),
        Column("longitude", "longitude", "file"),
        Column("latitude", "latitude", "file"),
    ]
    if found.near is not None:
        columns.append(Column("minutes", "Minutes on foot", "amount"))
        columns.append(Column("minutes_rest_on", "Minutes rest on", "file"))
    rows = [
        {
            "name": one.name,
            "page": property_address(one.property_id),
            "address": ", ".join(filter(None, (one.address, one.postcode))),
            "town": one.town or "outside the towns",
            "desks": _NOT_KNOWN if one.desks is None else one.desks,
            "opening_hours": one.opening_hours or _NOT_KNOWN,
            "offered_by": ", ".join(each.name for each in one.offered_by),
            "longitude": one.longitude,
            "latitude": one.latitude,
            "minutes": Shown("", None)
            if one.minutes is None
            else Shown(minutes(one.minutes), one.minutes),
            "minutes_rest_on": found.travel.words,
        }
        for one in found.points
    ]
    note = (
        f"For {found.for_whom}, as an occupier of each has put on record; ask there before you "
        f"go. Open: the property's own hours. {found.travel.words}"
    )
    empty = "No place with touch-down desks answers to this question."
    return Table("touch-down", "Where to drop in", tuple(columns), rows, note, empty)


@router.get(ADDRESS, response_class=HTMLResponse)
def touch_down_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The finder and its list; with what cannot be asked, the whole list and what to mend."""
    problem = ""
    try:
        found = question(request.query_params, TouchDownQuery, _BOXES).ask(context)
    except BadQuestion as error:
        problem, found = str(error), TouchDownQuery().ask(context)
    made = framed(
        request,
        context,
        "touch_down.html",
        found=found,
        asked={name: request.query_params.get(name, "") for name in _BOXES},
        problem=problem,
        table=table(found),
        address=ADDRESS,
        query="" if problem else request.url.query,
    )
    made.status_code = 422 if problem else 200
    return made


@router.get(ADDRESS + "/{name}.{form}")
def touch_down_file(
    context: ContextIs, asked: Annotated[TouchDownQuery, Query()], name: str, form: str
) -> Response:
    """The list as a file."""
    made = table(asked.ask(context))
    return download(context, chosen({made.name: made}, name), form)
