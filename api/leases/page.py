"""``/leases``: the leases to work on, with what each says and by when somebody must act."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.html.rating_marks import rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.leases import work_list
from api.leases.strip import KINDS, strip
from estate.answers.leases import leases, named
from estate.leases import work_list as leases_work_list
from estate.register import visibility as v
from estate.register.queries import areas, organisations

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/leases", response_class=HTMLResponse)
def leases_page(
    request: Request,
    context: ContextIs,
    query: Annotated[work_list.LeaseQuery, Query()],
) -> HTMLResponse:
    """The page; the public edition holds no leases and says so."""
    shown: dict[str, Any] = {
        "shown": context.reader.level >= v.Level.CLUB or context.reader.organisation
    }
    if shown["shown"]:
        wanted = named(context, query.wanted())
        found = leases(context, wanted)
        base = {
            name: value
            for name in ("organisation", "town", "property_id")
            if (value := getattr(wanted, name)) is not None
        }
        whole = leases(context, leases_work_list.Wanted(**base))
        shown |= {
            "table": work_list.page_table(found),
            "strip": strip(whole, context.today, **base),
            "wanted": wanted,
            "organisations": organisations.listing(context.connection, context.reader),
            "towns": sorted(areas.town_names(context.connection)),
        }
    return framed(
        request,
        context,
        "leases.html",
        **shown,
        asked=f"?{request.url.query}" if request.url.query else "",
        events=KINDS,
        facts=leases_work_list.UNKNOWN,
        marks=rating_marks(),
        for_members=FOR_MEMBERS,
    )
