"""``/towns/{name:path}``: what the public owns in one town, who shares, what falls due."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.candidates import form as candidates_form
from api.candidates import page_model as candidates
from api.county import properties_together_tables
from api.county.page_model import towns_table
from api.html.addresses import filter_query, town_address
from api.html.charts import estate as charts
from api.html.charts import site_map
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from api.leases import work_list as leases_work_list
from api.leases.strip import strip
from api.properties.feature_cache import candidate_counts
from api.properties.table import signed_codes, sites
from api.services.stops import stops_table
from api.towns import plan_in_short
from estate import codes
from estate.answers.cache_until_written import until_written
from estate.answers.context import ReadContext
from estate.answers.properties import properties_together
from estate.answers.residents import mobile
from estate.answers.towns.town import Town, estate_of, town
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw, properties, towns
from estate.register.queries.property_filters import PropertyFilter
from maps import style

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

#: A town may be called "A/B": ``:path`` lets its name hold a slash, so the page itself comes last.

CANDIDATES = 20


def _content(context: ReadContext, name: str) -> dict[str, Any]:
    """Everything that the page and its files show, kept until somebody writes."""
    return until_written(context, "town page", (name,), lambda: _made(context, name))


def _made(context: ReadContext, name: str) -> dict[str, Any]:
    found = town(context, name)
    signed = signed_codes(context.connection, context.reader)
    listed = sites(found.rows, context.reader, signed, candidate_counts(context))
    made: dict[str, Any] = {"town": found, "tables": {"properties": listed}, "sharing": None}
    made |= _told(context, found, listed)
    stopping = mobile.of_town(context, found.name)
    if stopping:
        told = stops_table(stopping, f"Mobile services that stop in {found.name}")
        made["tables"] = {**made["tables"], told.name: told}
    areas = outlines_to_draw.areas(context.connection, context.reader)
    picture = site_map.small(found.rows, areas, rated=made["sharing"] is not None)
    return made | {"mobile": bool(stopping), "picture": picture}


def _told(context: ReadContext, found: Town, listed: Table) -> dict[str, Any]:
    """What members are told besides: tables, sharing options, cost and leases."""
    told = found.told
    if told is None:
        return {}
    sharing = candidates.lists(told.candidates, CANDIDATES)
    tables = (
        listed,
        properties_together_tables.sharing_matrix(estate_of(context, found)),
        leases_work_list.file_table(told.leases),
        *sharing.tables,
        properties_together_tables.counts_table(
            "uses", "By use", "Use", properties_together.by(found.rows, "use_class")
        ),
    )
    return {
        "tables": {one.name: one for one in tables},
        "sharing": sharing,
        "cost": properties_together_tables.cost_words(told.cost),
        "strip": strip(told.leases, context.today, town=found.name),
        "availability": told.availability,
    }


def _listing(context: ReadContext) -> Table:
    """All towns, kept until the register moves on."""
    key = ("towns listed", context.version, context.reader.edition, context.today)
    return context.cache.once(key, lambda: _listed(context))


def _listed(context: ReadContext) -> Table:
    listed = towns.listing(context.connection, context.reader)
    wanted = PropertyFilter()
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    return towns_table(listed, rows, rated=context.reader.level >= v.Level.CLUB)


@router.get("/towns", response_class=HTMLResponse)
def towns_page(request: Request, context: ContextIs) -> HTMLResponse:
    """Every town, each with its own page."""
    return framed(request, context, "towns.html", table=_listing(context), marks=rating_marks())


@router.get("/towns.{form}")
def towns_file(context: ContextIs, form: str) -> Response:
    """The same as a file."""
    return download(context, _listing(context), form)


@router.get("/towns/{name:path}/ratings.svg")
def mix_chart(context: ContextIs, name: str, size: Size = Size.WIDE) -> Response:
    """How the town's properties are rated in availability."""
    v.demand(context.reader, v.Level.CLUB, "ratings")
    towns.one(context.connection, context.reader, name)
    wanted = PropertyFilter(town=[name])
    rows = properties.search(context.connection, context.reader, wanted, today=context.today)
    mix = properties_together.mix(rows, codes.RatingScheme.AVAILABILITY)
    return Response(
        charts.mix_svg(mix, f"Availability in {name}", size=size), media_type=MEDIA_TYPE
    )


@router.get("/towns/{name:path}/{table}.{form}")
def town_table(
    context: ContextIs,
    name: str,
    table: str,
    form: str,
) -> Response:
    """One of the page's tables as a file."""
    wanted = chosen(_content(context, name)["tables"], table)
    return download(context, wanted, form, f"{wanted.title}: {name}")


@router.get("/towns/{name:path}", response_class=HTMLResponse)
def town_page(
    request: Request,
    context: ContextIs,
    name: str,
) -> HTMLResponse:
    """The page of one town: its sites, costs, leases and sharing options."""
    return framed(
        request,
        context,
        "town.html",
        **_content(context, name),
        marks=rating_marks() | {"plain": style.PLAIN},
        address=town_address(name),
        query=filter_query(town=name),
        candidate_form=candidates_form.of_page(town=name),
        for_members=FOR_MEMBERS,
        **plan_in_short.of_page(context, name),
    )
