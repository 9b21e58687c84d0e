"""``/print``: what the map shows, for paper."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.addresses import filter_query
from api.html.charts import site_map
from api.html.rating_marks import rating_marks
from api.html.tables import Table, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from api.http.parameters import parse_bbox
from api.http.service import ServiceIs
from api.map import print_model
from api.map.printed_ground import with_ground
from api.properties import measures as figures
from api.properties.feature_cache import candidate_counts
from api.properties.table import signed_codes, sites
from estate import codes
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.register import visibility as v
from estate.register.queries import naming, organisations, outlines_to_draw, properties
from estate.register.queries.property_filters import PropertyFilter
from maps import style
from maps.measures import BY_CODE

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

PrintQueryIs = Annotated[print_model.PrintQuery, Query()]


@dataclass(frozen=True)
class Found:
    """The sites asked for, in order, and as a table."""

    rows: list[dict[str, Any]]
    table: Table
    phrases: list[str]
    look: list[str]


def _found(
    context: ReadContext,
    query: print_model.PrintQuery,
) -> Found:
    wanted = _filter(context, query)
    rows = properties.placed(context.connection, context.reader, wanted, today=context.today)
    held = candidate_counts(context)
    rows.sort(key=lambda row: print_model.sort_key(row, query, held))
    signed = signed_codes(context.connection, context.reader)
    table = sites(rows, context.reader, signed, held)
    names = organisations.names(context.connection)
    club = context.reader.level >= v.Level.CLUB
    look = print_model.rated(rows, query) if club else [style.PLAIN.code] * len(rows)
    told = None
    if query.by and club:
        look, told = _measured(context, rows, query.by)
    squares = site_map.square_of_each(rows, query.paper.picture_mm)
    return Found(
        rows,
        print_model.numbered(table, query, squares, told, club=club),
        print_model.in_words(query, names, context.today, _without_end(context, wanted)),
        look,
    )


def _without_end(context: ReadContext, wanted: PropertyFilter) -> int:
    """Rented properties that no question for the end of a lease finds: none is on record."""
    if wanted.lease_ends_before is None:
        return 0
    unknown = replace(wanted, lease_ends_before=None, lease_end_unknown=True)
    return properties.count(context.connection, context.reader, unknown, today=context.today)


def _measured(
    context: ReadContext, rows: list[dict[str, Any]], by: str
) -> tuple[list[str], list[str]]:
    """The class of each site, and its figure in words."""
    measured = figures.Measured(context)
    found = [(row, measured.of(row) or figures.NOTHING) for row in rows]
    return [one.sign(by) for _, one in found], [
        figures.in_words(by, row, one) for row, one in found
    ]


def _filter(
    context: ReadContext,
    query: print_model.PrintQuery,
) -> PropertyFilter:
    """The map's filters as the register wants them."""
    involved = None
    if query.holds:
        v.demand(context.reader, v.Level.CLUB, "candidates")
        involved = estate_wide.involved(context)

    chosen = None
    if query.ids:
        chosen = frozenset(naming.chosen_ids(context.connection, context.reader, query.ids)[0])
    by_availability = query.colour is codes.RatingScheme.AVAILABILITY

    def one(value: str) -> list[str]:
        return [value] if value else []

    wanted = PropertyFilter(
        bbox=parse_bbox(query.bbox) if query.bbox else None,
        organisation=one(query.organisation),
        use_class=one(query.use_class),
        tenure=one(query.tenure),
        town=one(query.town),
        q=query.q or None,
        lease_ends_before=query.ends_before(context.today),
        lease_end_unknown=query.lease == "unknown",
        property_ids=_both(chosen, involved if query.holds == "yes" else None),
        not_property_ids=involved if involved and query.holds == "no" else frozenset(),
        availability=query.ratings if by_availability else [],
        sharing=[] if by_availability else query.ratings,
    )
    return naming.known(context.connection, context.reader, wanted)


def _both(one: frozenset[UUID] | None, other: frozenset[UUID] | None) -> frozenset[UUID] | None:
    """What is in both; None stands for all."""
    if one is None or other is None:
        return one if other is None else other
    return one & other


@router.get("/print", response_class=HTMLResponse)
def print_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    query: PrintQueryIs,
) -> HTMLResponse:
    """The map drawn on one sheet of paper, with its legend and numbered sites."""
    found = _found(context, query)
    club = context.reader.level >= v.Level.CLUB
    ratings = rating_marks(blue=query.palette == "blue")
    measure = BY_CODE.get(query.by) if club else None
    marks = {one.code: one for one in measure.classes} if measure else ratings
    counts = Counter(found.look)
    areas = outlines_to_draw.areas(context.connection, context.reader)
    picture, credit = with_ground(
        print_model.picture(found.rows, areas, query, found.look), found.rows, service.settings
    )
    return framed(
        request,
        context,
        "print.html",
        table=found.table,
        rows=found.rows,
        phrases=found.phrases,
        query=query,
        picture=picture,
        credit=credit,
        marks=marks | {"plain": style.PLAIN},
        rating_marks=ratings,
        legend=[(one, counts[one.code]) for one in marks.values()] if club else [],
        measure=measure,
        meanings={} if measure else style.SCHEME_WORDS[query.colour],
        sheets=print_model.sheets(len(found.rows), query.paper),
        asks_first=len(found.rows) > print_model.MOST_UNASKED and not query.all,
        whole="?" + filter_query(**query.parameters(all="yes")),
        unplaced=sum(row["easting"] is None for row in found.rows),
        here_as={
            p: "?" + filter_query(**query.parameters(paper=p.value)) for p in print_model.Paper
        },
        files=f"?{filter_query(**query.parameters())}",
        map_query=filter_query(**query.parameters(paper="")),
    )


@router.get("/print/sites.{form}")
def print_table(
    context: ContextIs,
    form: str,
    query: PrintQueryIs,
) -> Response:
    """The table of sites as a file."""
    found = _found(context, query)
    return download(context, found.table, form, "Sites", Filters="; ".join(found.phrases) or "none")
