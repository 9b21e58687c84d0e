"""``/towns/{name:path}``: what the public owns in one town, who shares, what falls due."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.candidates import form as candidates_form
from api.candidates import page_model as candidates
from api.county import groups
from api.html.addresses import filter_query, town_address
from api.html.charts import estate as charts
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Table, about, chosen, table_file
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from api.leases import work_list as leases_work_list
from api.leases.strip import strip
from api.properties.feature_cache import candidate_counts
from api.properties.table import signed_codes, sites
from estate import codes
from estate.answers import core
from estate.answers.context import ReadContext
from estate.answers.leases import leases
from estate.colocation import CandidateFilter
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.register.queries import properties, towns, versions
from estate.register.queries.property_filters import PropertyFilter

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

#: A town may be called "A/B": ``:path`` lets its name hold a slash, so the page itself comes last.

CANDIDATES = 20


def _content(context: ReadContext, name: str) -> dict[str, Any]:
    """Everything that the page and its files show."""
    town = towns.one(context.connection, context.reader, name)
    wanted = PropertyFilter(town=[name])
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    held = candidate_counts(context)
    signed = signed_codes(context.connection, context.reader)
    tables = {"properties": sites(rows, context.reader, signed, held)}
    found: dict[str, Any] = {
        "town": town,
        "rows": rows,
        "tables": tables,
        "candidates": [],
        "organisations": len({row["organisation_code"] for row in rows}),
        "hull_ha": groups.hull_ha(rows),
    }
    if context.reader.level >= v.Level.CLUB:
        found |= _for_members(context, found)
    return found


def _for_members(context: ReadContext, found: dict[str, Any]) -> dict[str, Any]:
    """Leases, sharing, candidates and cost of the town's properties; fills ``tables``."""
    tables: dict[str, Table] = found["tables"]
    name = found["town"]["name"]
    ids = {str(row["property_id"]) for row in found["rows"]}
    held = leases(context, Wanted(town=name))
    ranked = core.candidates(context, question=CandidateFilter(town=name))
    sharing = candidates.lists(ranked, CANDIDATES)
    estate = groups.within(core.whole_estate(context), ids)
    frame = core.property_costs(context)
    total = groups.cost_total(frame, sorted(ids), context.assumptions)
    for one in (
        groups.sharing_matrix(estate),
        leases_work_list.file_table(held),
        *sharing.tables,
        groups.counts_table("uses", "By use", "Use", groups.by(found["rows"], "use_class")),
    ):
        tables[one.name] = one
    return {
        "candidates": sharing.rows,
        "sharing": sharing,
        "cost": groups.cost_words(total),
        "strip": strip(held, context.today, town=name),
        "mix": groups.mix(found["rows"], codes.RatingScheme.AVAILABILITY),
    }


@router.get("/towns/{name:path}/ratings.svg")
def mix_chart(context: ContextIs, name: str, size: Size = Size.WIDE) -> Response:
    """How the town's properties are rated in availability."""
    v.demand(context.reader, v.Level.CLUB, "ratings")
    towns.one(context.connection, context.reader, name)
    wanted = PropertyFilter(town=[name])
    rows = properties.search(context.connection, context.reader, wanted, today=context.today)
    mix = groups.mix(rows, codes.RatingScheme.AVAILABILITY)
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
    county = versions.county(context.connection)
    told = about(county, context.reader.kind.value, context.today, f"{wanted.title}: {name}")
    return table_file(wanted, form, told)


@router.get("/towns/{name:path}", response_class=HTMLResponse)
def town_page(
    request: Request,
    context: ContextIs,
    name: str,
) -> HTMLResponse:
    """The page."""
    content = _content(context, name)
    return framed(
        request,
        context,
        "town.html",
        **content,
        marks=rating_marks(),
        address=town_address(name),
        query=filter_query(town=name),
        mix_words=charts.mix_words(content.get("mix", {})),
        candidate_form=candidates_form.of_page(town=name),
        for_members=FOR_MEMBERS,
    )
